"""The JSON Schema of framework files as authors write them, short forms included, so that editors help while typing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from pydantic import BaseModel

from engine.framework.key_help import KEY_HELP
from engine.framework.models import Framework
from engine.framework.question_types import QuestionType
from engine.framework.rules import Rule, RuleKind
from engine.framework.setting_words import keys_in_words, keys_of_schema
from engine.framework.vocabulary import Vocabulary

Schema: TypeAlias = dict[str, Any]

_TEXT: Schema = {
    "description": "A text that is the same in every language, or one for each: {vi: …, en: …}.",
    "anyOf": [
        {"type": "string"},
        {"type": "object", "minProperties": 1, "additionalProperties": {"type": "string"}},
    ],
}
_ONE_OR_MORE: Schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
NOT_WRITTEN = ("settings", "battery")
"""Keys of a question that the reader fills in: no author writes them."""

_DEFINED_HERE = ("Text", "RuleUse", "Question", "Gate")


def schema_of(vocabulary: Vocabulary) -> Schema:
    """A schema (draft 7) of the language with these question types and rules."""
    root = _tidied(Framework.model_json_schema())
    given = root.pop("$defs")
    nouns = {name: schema for name, schema in given.items() if name not in _DEFINED_HERE}
    nouns["Framework"] = root
    for name, keys in KEY_HELP.items():
        if name in nouns:
            _describe(nouns[name], keys)
    for key in ("from", "applies_to"):
        nouns["Node"]["properties"][key] = {**_ONE_OR_MORE, "description": KEY_HELP["Node"][key]}
    for key, one in (("legal", "Citation"), ("recommendations", "Text"), ("evidence", "Text")):
        entry: Schema = {"anyOf": [{"$ref": "#/definitions/Text"}, {"$ref": f"#/definitions/{one}"}]}
        several = {"anyOf": [entry, {"type": "array", "items": entry}]}
        nouns["Node"]["properties"][key] = {**several, "description": KEY_HELP["Node"][key]}
        if key == "legal":
            nouns["Form"]["properties"][key] = {**several, "description": KEY_HELP["Form"][key]}
    for kind in (RuleKind.MEASURE, RuleKind.TREAT, RuleKind.NORMALISE, RuleKind.AGGREGATE):
        nouns[f"{kind}_rule"] = _rule_use([rule for rule in vocabulary.rules.values() if rule.kind is kind])
        use: Schema = {"$ref": f"#/definitions/{kind}_rule"}
        if kind is RuleKind.TREAT:
            use = {"anyOf": [use, {"type": "array", "items": use}]}
        nouns["Node"]["properties"][kind.value] = {"description": KEY_HELP["Node"][kind.value], "allOf": [use]}
    of = nouns["Reported"]["properties"]["of"]
    nouns["Reported"]["properties"] |= {
        "of": {"anyOf": [of, {"type": "array", "items": {"type": "string"}, "minItems": 1}]},
        "aggregate": nouns["Node"]["properties"]["aggregate"],
    }
    _describe(nouns["Reported"], {key: KEY_HELP["Reported"][key] for key in ("of", "aggregate")})
    _robustness(nouns)
    least = {key: value for key, value in nouns["Screen"]["properties"]["least"].items() if key != "default"}
    screen = {"anyOf": [least, {"$ref": "#/definitions/Screen"}], "description": KEY_HELP["Framework"]["screen"]}
    nouns["Framework"]["properties"]["screen"] = screen
    definitions = {
        **{name: schema for name, schema in nouns.items() if name != "Framework"},
        "Text": _TEXT,
        "Question": _question(given["Question"], vocabulary.question_types.values()),
        "Gate": _gate(given["Gate"], [rule for rule in vocabulary.rules.values() if rule.kind is RuleKind.GATE]),
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Thước Đo framework",
        **nouns["Framework"],
        "definitions": definitions,
    }


def _robustness(nouns: Schema) -> None:
    """The short forms of `robustness`: a share alone, a rule alone, one choice that is no list."""
    kinds = (("RuleChoice", RuleKind.NORMALISE), ("RuleChoice", RuleKind.AGGREGATE), ("TreatChoice", RuleKind.TREAT))
    for name, kind in kinds:
        rule = {"$ref": f"#/definitions/{kind}_rule"}
        choice = nouns[name]["properties"]
        on = {**_ONE_OR_MORE, "description": KEY_HELP[name]["on"]}
        by = {"description": KEY_HELP[name]["by"], "allOf": [rule]}
        written = {**nouns[name], "properties": {**choice, "by": by, "on": on}}
        short = {"type": "string"}, {"type": "object", "required": ["rule"]}
        one: Schema = {"if": {"anyOf": [*short]}, "then": rule, "else": written}
        several = {"if": {"type": "array"}, "then": {"type": "array", "items": one}, "else": one}
        words = KEY_HELP["Robustness"][kind.value]
        nouns["Robustness"]["properties"][kind.value] = {**several, "description": words}
    del nouns["RuleChoice"], nouns["TreatChoice"]  # written out above, for each kind of rule its own
    varied = nouns["VariedWeights"]
    varied["properties"]["on"] = {**_ONE_OR_MORE, "description": KEY_HELP["VariedWeights"]["on"]}
    share = {key: value for key, value in varied["properties"]["share"].items() if key != "default"}
    weights = {"anyOf": [share, {"$ref": "#/definitions/VariedWeights"}]}
    nouns["Robustness"]["properties"]["weights"] = {**weights, "description": KEY_HELP["Robustness"]["weights"]}


def _tidied(given: Any) -> Any:
    """Pydantic's schema without its generated titles and without null: a key that is not wanted is left out.

    Where something else holds unless set, null is a choice of its own.
    """
    if isinstance(given, list):
        return [_tidied(each) for each in given]
    if not isinstance(given, dict):
        return given.replace("#/$defs/", "#/definitions/") if isinstance(given, str) else given
    kept = {
        key: _tidied(value)
        for key, value in given.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value is None)
    }
    choices = [each for each in kept.get("anyOf", ()) if each != {"type": "null"}]
    if len(choices) == 1 and len(kept["anyOf"]) == 2 and given.get("default") is None:
        del kept["anyOf"]
        return {**choices[0], **kept} if "$ref" not in choices[0] else {**kept, "allOf": choices}
    return kept


def _describe(noun: Schema, keys: Mapping[str, str]) -> None:
    for key, words in keys.items():
        there = noun["properties"].get(key)
        if there is not None:
            plain = {"allOf": [there]} if "$ref" in there else there  # beside `$ref` a description is not seen
            noun["properties"][key] = {**plain, "description": words}


def _named(names: Iterable[tuple[str, str]]) -> Schema:
    """An enumeration with a description for each word."""
    return {"oneOf": [{"const": name, "description": words} for name, words in sorted(names)]}


def _keys(model: type[BaseModel], words: str) -> tuple[Schema, list[str]]:
    """The properties of a model of settings, each with what it takes, and those that must be given."""
    schema = _tidied(_inlined(model.model_json_schema()))
    told = {each.name: f"`{each.name}`: {each.takes} ({each.otherwise}). {words}" for each in keys_in_words(model)}
    properties = {
        key: ({"allOf": [value]} if "$ref" in value else value) | {"description": told[key]}
        for key, value in schema.get("properties", {}).items()
    }
    return properties, list(schema.get("required", ()))


def _inlined(schema: Schema) -> Schema:
    """Nouns that settings are made of stand where they are used, each key with what it takes."""
    definitions = {name: _explained(noun, schema) for name, noun in schema.get("$defs", {}).items()}
    schema.pop("$defs", None)

    def put_in(given: Any) -> Any:
        if isinstance(given, list):
            return [put_in(each) for each in given]
        if not isinstance(given, dict):
            return given
        name = str(given.get("$ref", "")).rpartition("/")[2]
        if name and name != "Text":
            return put_in(definitions[name])
        return {key: put_in(value) for key, value in given.items()}

    put: Schema = put_in(schema)
    return put


def _explained(noun: Schema, root: Schema) -> Schema:
    """A noun of settings whose keys say what they take, and what the noun says of itself."""
    words = " ".join(str(noun.get("description", "")).split())
    keys = keys_of_schema(noun, root)
    told = {each.name: f"`{each.name}`: {each.takes} ({each.otherwise}). {words}" for each in keys}
    properties = {
        key: ({"allOf": [value]} if "$ref" in value else value) | {"description": told[key]}
        for key, value in noun.get("properties", {}).items()
    }
    return {**noun, "properties": properties} if properties else noun


def _first_line(words: str) -> str:
    return " ".join(words.partition("\n\n")[0].split())


def _rule_use(rules: list[Rule]) -> Schema:
    """A rule by its name alone, or with settings."""
    names, branches, bare = [], [], []
    for rule in rules:
        words = _first_line(rule.reference)
        settings, required = _keys(rule.settings, f"{rule.name}: {words}")
        names.append((rule.name, words))
        if not required:
            bare.append((rule.name, words))
        branches.append(_branch("rule", rule.name, {"rule": {}, **settings}, required))
    with_settings = {
        "type": "object",
        "required": ["rule"],
        "properties": {"rule": {**_named(names), "description": "The rule's name; its settings stand beside it."}},
        "allOf": branches,
    }
    return {"if": {"type": "object"}, "then": with_settings, "else": _named(bare)}


def _branch(key: str, name: str, properties: Schema, required: list[str], *, default: bool = False) -> Schema:
    """What holds where `key` says `name`: draft 7 has no better way to say which other keys go with it."""
    condition: Schema = {"properties": {key: {"const": name}}}
    if not default:
        condition["required"] = [key]
    then = {"properties": properties, "required": required, "additionalProperties": False}
    return {"if": condition, "then": then}


def _question(given: Schema, types: Iterable[QuestionType]) -> Schema:
    _describe(given, KEY_HELP["Question"])
    common = {key: value for key, value in given["properties"].items() if key not in NOT_WRITTEN}
    names, branches = [], []
    for kind in types:
        names.append((kind.name, kind.summary))
        settings, required = _keys(kind.settings, _first_line(kind.settings.__doc__ or kind.summary))
        not_taken = () if kind.needs_options else ("scale", "options", "options_from")
        keys: Schema = {key: {} for key in common if key not in not_taken}
        branch = _branch("type", kind.name, {**keys, **settings}, required)
        if kind.needs_options and not kind.own_options:
            own = {"anyOf": [{"required": ["options"]}, {"required": ["options_from"]}]}
            branch["then"]["oneOf"] = [{"required": ["scale"]}, own]
        branches.append(branch)
    common["type"] = {**_named(names), "description": KEY_HELP["Question"]["type"]}
    return {"type": "object", "required": given["required"], "properties": common, "allOf": branches}


def _gate(given: Schema, rules: list[Rule]) -> Schema:
    _describe(given, KEY_HELP["Gate"])
    common = {key: value for key, value in given["properties"].items() if key != "settings"}
    branches = []
    for rule in rules:
        settings, required = _keys(rule.settings, f"{rule.name}: {_first_line(rule.reference)}")
        keys: Schema = {**{key: {} for key in common}, **settings}
        if "at" in settings:  # `cap: 49` says rule and limit in one
            keys[rule.name] = settings["at"]
            required = [key for key in required if key != "at"]
        branch = _branch("rule", rule.name, keys, required, default=rule.name == "cap")
        if "at" in settings:
            branch["then"]["oneOf"] = [{"required": ["at"]}, {"required": [rule.name]}]
        branches.append(branch)
    common["rule"] = {
        **_named((rule.name, _first_line(rule.reference)) for rule in rules),
        "description": KEY_HELP["Gate"]["rule"],
    }
    return {"type": "object", "required": given["required"], "properties": common, "allOf": branches}
