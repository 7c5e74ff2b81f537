"""The JSON Schema of framework files, widened by what a file that extends another may say and leave out."""

from __future__ import annotations

from typing import Any, TypeAlias

from engine.framework.merging import FLAT

Schema: TypeAlias = dict[str, Any]
_REF = "#/definitions/"
_ABOUT = ("$schema", "title", "definitions")
_IDS: Schema = {"type": "array", "items": {"type": "string"}, "description": "Take out what has these ids."}
_ORDERS: dict[str, Schema] = {
    "after": {"type": "string", "description": "Stand after the one with this id."},
    "before": {"type": "string", "description": "Stand before the one with this id."},
    "remove": {"anyOf": [{"const": True}, _IDS], "description": "Take this out, or what has these ids below it."},
}


def with_extends(schema: Schema) -> Schema:
    """The schema for both: `extends` decides whether a file must be whole or only say what it changes."""
    given: dict[str, Schema] = schema["definitions"]
    whole = {key: value for key, value in schema.items() if key not in _ABOUT}
    things = {name for name, each in given.items() if _name_key(each)} | {"Units", "Quality"}
    extending = _changed(whole, things)
    extending["required"] = ["thuocdo", "extends", "id"]
    about = "The file or the id of the framework that this one changes."
    extending["properties"] |= {
        "extends": {"type": "string", "description": about},
        "remove": _IDS,
        **{key: _list_of(noun) for key, noun in FLAT.items()},
        "index": {**_changed(given["Node"], things), "required": []},  # there is but one, so it needs no id
    }
    for order in ("after", "before"):
        del extending["properties"][order]
    return {
        **{key: schema[key] for key in _ABOUT if key in schema},
        "definitions": {
            **given,
            **{f"Changed{name}": _changed(given[name], things) for name in sorted(things)},
            "Framework": whole,
            "ExtendingFramework": extending,
        },
        "if": {"required": ["extends"]},
        "then": {"$ref": f"{_REF}ExtendingFramework"},
        "else": {"$ref": f"{_REF}Framework"},
    }


def _list_of(noun: str) -> Schema:
    return {"type": "array", "items": {"$ref": f"{_REF}Changed{noun.capitalize()}"}}


def _name_key(definition: Schema) -> list[str]:
    """The key by which a thing is known: its id, or an example's name."""
    return [key for key in ("id", "name") if key in definition.get("properties", {})][:1]


def _changed(definition: Schema, things: set[str]) -> Schema:
    """A definition of which only the id must be given; what it refers to is changed alike, null takes a key away."""
    changed: Schema = _referring(definition, things)
    name = _name_key(definition)
    changed["required"] = name
    changed["properties"] = {
        key: value if key in name else _or_nothing(value) for key, value in changed["properties"].items()
    } | _ORDERS
    for branch in changed.get("allOf", ()):  # the keys of one question type or rule
        condition = branch["if"]
        condition["required"] = list(condition["properties"])  # when it is not said, it is the base's
        settings = {key: _or_nothing(value) for key, value in branch["then"]["properties"].items()}
        branch["then"] = {"properties": settings | _ORDERS, "additionalProperties": False}
    return changed


def _or_nothing(value: Schema) -> Schema:
    about = {"description": value["description"]} if "description" in value else {}
    return {**about, "anyOf": [value, {"type": "null"}]}


def _referring(value: Any, things: set[str]) -> Any:
    if isinstance(value, list):
        return [_referring(each, things) for each in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _referring(below, things) for key, below in value.items() if key != "minItems"}
    if isinstance(ref := copy.get("$ref"), str) and ref.removeprefix(_REF) in things:
        copy["$ref"] = f"{_REF}Changed{ref.removeprefix(_REF)}"
    return copy
