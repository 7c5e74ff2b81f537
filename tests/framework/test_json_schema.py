"""The schema that editors use agrees with the reader: sound files pass, typical mistakes are marked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from engine.catalog import build_catalog
from engine.framework import models
from engine.framework.composer import compose
from engine.framework.extending_schema import with_extends
from engine.framework.friendly import keys_of
from engine.framework.json_schema import schema_of
from engine.framework.key_help import KEY_HELP
from engine.framework.models import Noun
from engine.framework.schema_ids import with_ids
from engine.plugins import make_plugin_manager
from engine.resources import folder

VOCABULARY = build_catalog(make_plugin_manager()).vocabulary
SCHEMA = schema_of(VOCABULARY)
SURVEYS = Path(__file__).parents[1] / "surveys"
SOUND = [*folder("surveys").glob("*.yaml"), SURVEYS / "tiny.yaml", *SURVEYS.glob("features/**/*.yaml")]
TINY = (SURVEYS / "tiny.yaml").read_text("utf-8")


def complaints(text: str) -> list[Any]:
    return sorted(Draft7Validator(SCHEMA).iter_errors(compose(text, "x.yaml").root), key=lambda error: error.path)


def test_it_is_a_schema() -> None:
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", SOUND, ids=lambda file: file.stem)
def test_sound_files_pass(file: Path) -> None:
    assert [error.message for error in complaints(file.read_text("utf-8"))] == []


def test_the_starter_passes() -> None:
    starter = (folder("templates") / "starter.yaml").read_text("utf-8").replace("id: ID", "id: mine")
    assert [error.message for error in complaints(starter)] == []


MARKED = [
    "bad_id",
    "choice_without_options",
    "infinite_number",
    "missing_index",
    "missing_setting",
    "missing_title",
    "negative_weight",
    "number_for_text",
    "rule_of_another_step",
    "scale_and_options",
    "text_for_list",
    "unknown_audience",
    "unknown_key",
    "unknown_key_of_question",
    "unknown_question_type",
    "unknown_rule",
    "unknown_setting",
    "unknown_status",
    "wrong_setting",
    "gate_setting",
]


@pytest.mark.parametrize("name", MARKED)
def test_typical_mistakes_are_marked(name: str) -> None:
    assert complaints((SURVEYS / "mistakes" / f"{name}.yaml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("measure: median", "measure: {rule: median}"),
        ("from: days", "from: [days]"),
        ("cap: 5", "rule: cap, at: 5"),
        ("title: Sở Xây dựng", "title: {vi: Sở Xây dựng, en: Construction}"),
        ("from: days, measure", "from: days, treat: {rule: clamp, low: 0, high: 90}, measure"),
        ("from: days, measure", "from: days, treat: [{rule: clamp, low: 0, high: 90}], measure"),
    ],
)
def test_short_and_long_forms_both_pass(written: str, instead: str) -> None:
    assert TINY.count(written) == 1
    assert [error.message for error in complaints(TINY.replace(written, instead))] == []


def test_every_key_of_every_noun_is_described() -> None:
    nouns = {noun.__name__: noun for noun in vars(models).values() if isinstance(noun, type) and issubclass(noun, Noun)}
    for name in nouns.keys() - {"Noun", "RuleUse"}:
        assert set(KEY_HELP[name]) == set(keys_of(nouns[name])) - {"settings"}


def test_words_that_may_stand_are_listed_with_what_they_mean() -> None:
    types = SCHEMA["definitions"]["Question"]["properties"]["type"]["oneOf"]
    measures = SCHEMA["definitions"]["measure_rule"]["then"]["properties"]["rule"]["oneOf"]

    assert {each["const"] for each in types} == set(VOCABULARY.question_types)
    assert {"const": "number", "description": "A number."} in types
    assert all(each["description"] for each in [*types, *measures])


def test_a_setting_says_what_it_takes_and_what_holds_without_it() -> None:
    (minmax,) = (
        branch["then"]["properties"]
        for branch in SCHEMA["definitions"]["normalise_rule"]["then"]["allOf"]
        if branch["if"]["properties"]["rule"]["const"] == "minmax"
    )

    assert minmax["constant"]["description"].startswith(
        "`constant`: error | missing | lower | middle | upper (default error). minmax: "
    )


def test_every_key_says_what_it_is_for() -> None:
    for name, definition in SCHEMA["definitions"].items():
        for key, there in definition.get("properties", {}).items():
            assert there.get("description"), f"{name}.{key}"


def keys_below(given: Any, way: str = "") -> Iterator[tuple[str, Any]]:
    """Every key that is described anywhere in a schema, with what the schema says of it."""
    if isinstance(given, list):
        for place, each in enumerate(given):
            yield from keys_below(each, f"{way}[{place}]")
    elif isinstance(given, dict):
        for key, there in given.get("properties", {}).items():
            yield f"{way}.{key}", there
        for key, each in given.items():
            yield from keys_below(each, f"{way}/{key}")


def test_keys_of_what_settings_are_made_of_say_what_they_take() -> None:
    narrows = {"const"}, {"enum"}, set()  # a condition over a key, or leave to write it
    silent = [way for way, there in keys_below(SCHEMA) if set(there) not in narrows and not there.get("description")]

    assert not [way for way in silent if "/if" not in way]
    (steps,) = (
        branch["then"]["properties"]["steps"]
        for branch in SCHEMA["definitions"]["normalise_rule"]["then"]["allOf"]
        if branch["if"]["properties"]["rule"]["const"] == "steps"
    )
    assert steps["items"]["properties"]["up_to"]["description"].startswith("`up_to`: number | null (default null). Points")


def offered(text: str, noun: str, key: str) -> set[str]:
    """The ids that an editor offers at a key, and that the schema does not insist on."""
    schema = with_extends(with_ids(SCHEMA, compose(text, "x.yaml").root))
    Draft7Validator.check_schema(schema)
    assert not list(Draft7Validator(schema).iter_errors(compose(TINY, "x.yaml").root))
    return set(suggestions(schema["definitions"][noun]["properties"].get(key)))


def suggestions(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("examples", ())
    for below in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from suggestions(below)


@pytest.mark.parametrize(
    ("noun", "key", "ids"),
    [
        ("Question", "scale", {"agree"}),
        ("Page", "for_each", {"dealt_with", "clear", "days"}),
        ("Node", "from", {"dealt_with", "clear", "days", "outside", "evidence_share"}),
        ("Node", "applies_to", {"a"}),
        ("Unit", "group", {"a"}),
        ("Gate", "on", {"total", "guidance", "speed"}),
        ("ChangedNode", "from", {"dealt_with", "clear", "days", "outside", "evidence_share"}),
    ],
)
def test_the_ids_of_a_file_are_offered_where_one_belongs(noun: str, key: str, ids: set[str]) -> None:
    assert offered(TINY, noun, key) == ids


def test_a_file_that_is_being_written_offers_what_it_has() -> None:
    assert offered(TINY.partition("index:")[0] + "index: 3\n", "Gate", "on") == set()
    assert offered("forms: [{pages: [{questions: [{id: a}, 7, {id: [x]}]}]}]\nunits: x\n", "Node", "from") == {"a", "outside", "evidence_share"}
    assert offered("[1]", "Question", "scale") == set()


@pytest.mark.parametrize(
    ("section", "passes"),
    [
        ("robustness: {weights: 0.25, treat: {without: clamp}, aggregate: geometric}", True),
        ("robustness: {normalise: {by: minmax, on: total}, weights: {on: total}}", True),
        ("robustness: {weights: 25}", False),
        ("robustness: {aggregate: [geometrik]}", False),
        ("robustness: {treat: [{by: {rule: winsorise, hihg: 0.9}}]}", False),
    ],
)
def test_the_short_forms_of_robustness_are_known(section: str, passes: bool) -> None:
    assert (complaints(f"{TINY}\n{section}\n") == []) is passes
