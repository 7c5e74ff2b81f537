"""The schema that editors use agrees with the reader: sound files pass, typical mistakes are marked."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from engine.catalog import build_catalog
from engine.framework import models
from engine.framework.composer import compose
from engine.framework.friendly import keys_of
from engine.framework.json_schema import schema_of
from engine.framework.key_help import KEY_HELP
from engine.framework.models import Noun
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
