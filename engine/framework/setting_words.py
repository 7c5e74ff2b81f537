"""What a key takes, said as an author writes it: read off the JSON Schema of its model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

_TYPES = {"number": "number", "integer": "whole number", "string": "text", "boolean": "true | false", "null": "null"}
_LIMITS = {"exclusiveMinimum": "above", "minimum": "from", "exclusiveMaximum": "below", "maximum": "up to"}
_NAMED = {"Text": "text, or {vi: …, en: …}", "RuleUse": "rule"}


@dataclass(frozen=True)
class KeyWords:
    """A key: what it is called, what it takes, and what holds without it ("" where it must be given)."""

    name: str
    takes: str
    default: str

    @property
    def otherwise(self) -> str:
        """What holds where the key is left out, in words."""
        return f"default {self.default}" if self.default else "must be given"


def keys_in_words(model: type[BaseModel]) -> tuple[KeyWords, ...]:
    """Every key that a model has, in its order, by the name that a file uses."""
    schema = model.model_json_schema()
    own = schema["$defs"][model.__name__] if "$ref" in schema else schema  # one that may hold itself
    return keys_of_schema(own, schema)


def keys_of_schema(own: Mapping[str, Any], root: Mapping[str, Any]) -> tuple[KeyWords, ...]:
    """Every key of one noun of a JSON Schema whose `$defs` stand in `root`."""
    needed = own.get("required", ())
    return tuple(
        KeyWords(name, _taken(given, root), "" if name in needed else written(given.get("default")))
        for name, given in own.get("properties", {}).items()
    )


def written(value: object) -> str:
    """A value as YAML has it."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, Mapping) and value.keys() == {"rule", "settings"}:  # a file has them side by side
        return written({"rule": value["rule"], **value["settings"]} if value["settings"] else value["rule"])
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(written(each) for each in value)}]"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) if str(value) else '""'


def _taken(given: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    """What a key takes, in the words of YAML; what another noun describes goes by that noun's name."""
    if "$ref" in given:
        name = str(given["$ref"]).rpartition("/")[2]
        if name in _NAMED:
            return _NAMED[name]
        named = root["$defs"][name]
        return _taken(named, root) if "enum" in named else name
    if "anyOf" in given:
        return " | ".join(dict.fromkeys(_taken(each, root) for each in given["anyOf"]))
    if "enum" in given:
        return " | ".join(written(each) for each in given["enum"])
    if "const" in given:
        return written(given["const"])
    if "prefixItems" in given:
        items = [_taken(each, root) for each in given["prefixItems"]]
        alike = len(items) > 2 and len(set(items)) == 1
        return f"[{items[0]}, … {len(items)} of them]" if alike else f"[{', '.join(items)}]"
    if "items" in given:
        return f"[{_taken(given['items'], root)}, …]"
    if given.get("type") == "object":
        values = next(iter(given.get("patternProperties", {}).values()), given.get("additionalProperties"))
        return f"{{id: {_taken(values, root) if isinstance(values, dict) and values else '…'}, …}}"
    if str(given.get("pattern", "")).startswith("^[a-z]"):
        return "id"
    if given.get("format") == "date":
        return "day"
    bounds = [f"{word} {written(given[key])}" for key, word in _LIMITS.items() if key in given]
    return " ".join([_TYPES.get(given.get("type", ""), "anything"), *bounds])
