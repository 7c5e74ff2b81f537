"""An editor lets an extending file leave out what its base says, and knows the keys that only it has."""

from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from engine.builtin import plugin
from engine.framework.composer import compose
from engine.framework.extending_schema import with_extends
from engine.framework.json_schema import schema_of
from engine.framework.merging import FLAT, ORDERS
from engine.framework.vocabulary import Vocabulary

SCHEMA = with_extends(schema_of(Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())))
DEFINITIONS = SCHEMA["definitions"]


def complaints(text: str) -> list[str]:
    return [error.message for error in Draft7Validator(SCHEMA).iter_errors(compose(text, "x.yaml").root)]


def references(value: object) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values())) if value else own
    return set().union(*map(references, value)) if isinstance(value, list) and value else set()


def test_extends_decides_what_must_be_there() -> None:
    assert (SCHEMA["if"], SCHEMA["then"]) == ({"required": ["extends"]}, {"$ref": "#/definitions/ExtendingFramework"})
    assert set(DEFINITIONS["ExtendingFramework"]["required"]) == {"thuocdo", "extends", "id"}
    assert "index" in DEFINITIONS["Framework"]["required"]


def test_a_changed_thing_needs_its_id_alone_and_may_be_placed_or_taken_out() -> None:
    assert DEFINITIONS["ChangedQuestion"]["required"] == ["id"]
    assert set(DEFINITIONS["ChangedQuestion"]["properties"]) == {*DEFINITIONS["Question"]["properties"], *ORDERS}
    assert set(FLAT) <= set(DEFINITIONS["ExtendingFramework"]["properties"])
    assert set(DEFINITIONS["Question"]["required"]) == {"id", "type", "text"}


def test_every_reference_leads_somewhere() -> None:
    assert {each.removeprefix("#/definitions/") for each in references(SCHEMA)} <= set(DEFINITIONS)
    assert "#/definitions/Question" not in references(DEFINITIONS["ChangedPage"])


def test_a_type_that_is_said_brings_its_keys_and_one_that_is_not_is_the_bases() -> None:
    branches = {each["if"]["properties"]["type"]["const"]: each for each in DEFINITIONS["ChangedQuestion"]["allOf"]}
    assert branches["number"]["if"]["required"] == ["type"]
    assert {"max", "after", "remove"} <= set(branches["number"]["then"]["properties"])
    assert "required" not in branches["number"]["then"]
    assert {"type": "null"} in DEFINITIONS["ChangedQuestion"]["properties"]["when"]["anyOf"]


def test_it_agrees_with_the_reader() -> None:
    Draft7Validator.check_schema(SCHEMA)
    tiny = (Path(__file__).parents[1] / "surveys" / "tiny.yaml").read_text("utf-8")

    assert complaints(tiny) == []
    assert complaints(tiny.replace("status: example\n", "")) == ["'status' is a required property"]
    assert complaints(
        "thuocdo: 1\nextends: tiny.yaml\nid: next\nremove: [slow]\n"
        "questions: [{id: days, max: 90, when: null, after: clear}, {id: clear, type: choice, remove: true}]\n"
        "index: {normalise: null, children: [{id: speed, weight: 2, before: guidance}]}\n"
        "units: {list: [{id: so-moi, title: Mới}]}\n"
        "gates: [{id: fast, cap: 3}]\n"
    ) == []


@pytest.mark.parametrize(
    ("changes", "word"),
    [("questions: [{max: 9}]", "'id'"), ("nodes: [{id: a, wieght: 2}]", "'wieght'"), ("remove: slow", "'slow'")],
)
def test_it_marks_what_the_reader_refuses(changes: str, word: str) -> None:
    (complaint,) = complaints(f"thuocdo: 1\nextends: tiny.yaml\nid: next\n{changes}\n")
    assert word in complaint
