"""What of a new edition means what it meant before, by small edits of one file."""

from pathlib import Path

import pytest

from engine.builtin import plugin
from engine.editions.comparable import comparable_of
from engine.framework.models import Framework
from engine.framework.reader import read_text
from engine.framework.vocabulary import Vocabulary

EDITION = (Path(__file__).parents[1] / "authoring" / "edition.yaml").read_text("utf-8")
VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
LEAVES = {"guidance", "manner", "speed"}


def framework(text: str) -> Framework:
    result = read_text(text, "edition.yaml", VOCABULARY)
    assert result.framework is not None, result.problems
    return result.framework


def lacking(old: str, new: str, before: str = EDITION) -> tuple[set[str], set[str]]:
    """The indicators and questions of the new file that are not comparable when `old` is written as `new`."""
    assert old in before
    made = framework(before.replace(old, new))
    found = comparable_of(framework(before), made, VOCABULARY)
    return {node.id for node in made.indicators} - found.indicators, set(made.question) - found.questions


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("edition: \"2025\"", "edition: \"2026\""),
        ("Rõ ràng?", "Rõ không?"),
        ("measure: {rule: share, of: [agrees]}", "measure: mean"),
        ("direction: lower", "direction: higher"),
        ("to: [1, 10]", "to: [0, 100]"),
        ("max: 365", "max: 400"),
        ("value: 2", "value: 3"),
        ("from: clear, min_n: 5", "from: clear, min_n: 9, weight: 4"),
        ("    - {id: agrees,", "    - {id: partly, value: 1.5, label: {vi: Một phần, en: Partly}}\n    - {id: agrees,"),
        ("    - {id: so-y-te, title: Sở Y tế, group: a}\n", ""),
    ],
)  # fmt: skip
def test_words_rules_weights_limits_that_widen_and_units_keep_what_is_asked(old: str, new: str) -> None:
    assert lacking(old, new) == (set(), set())


@pytest.mark.parametrize(
    ("old", "new", "leaves", "questions"),
    [
        ("max: 365", "max: 90", {"speed"}, {"days"}),
        ("    - {id: disagrees, value: 1, label: {vi: Không đồng ý, en: Disagree}}\n", "", {"guidance", "manner"}, {"clear", "polite"}),
        ("{id: polite, type: choice, scale: agree,", "{id: polite, type: number,", {"manner"}, {"polite"}),
        ("audience: respondents", "audience: unit\n    unanswered: missing", LEAVES, {"dealt_with", "kind", "means", "clear", "polite", "days", "comment", "founded", "thanks"}),
        ("for_each: dealt_with\n", "on_one_page: false\n", LEAVES, {"clear", "polite", "days"}),
        ("from: polite}", "from: outside, direction: higher}", {"manner"}, set()),
        ("id: manner,", "id: politeness,", {"politeness"}, set()),
    ],
)  # fmt: skip
def test_what_broke_its_meaning_is_not_comparable(old: str, new: str, leaves: set[str], questions: set[str]) -> None:
    assert lacking(old, new) == (leaves, questions)


def test_an_indicator_that_rests_on_one_new_question_more_is_not_comparable() -> None:
    kind = "          - {id: kind2, type: choice, scale: agree, text: {vi: Sao?, en: How?}}\n"
    made = framework(
        EDITION.replace("          - {id: polite,", f"{kind}          - {{id: polite,").replace(
            "from: clear,", "from: [clear, kind2],"
        )
    )

    found = comparable_of(framework(EDITION), made, VOCABULARY)

    assert found.indicators == {"manner", "speed"}
    assert "kind2" not in found.questions


OUTSIDE = EDITION.replace("from: polite}", "from: outside, direction: higher, unit: {vi: giờ, en: hours}}")


def test_outside_figures_counted_in_something_else_are_not_comparable() -> None:
    assert lacking("{vi: giờ, en: hours}", "{vi: ngày, en: days}", OUTSIDE) == ({"manner"}, set())
    assert lacking("{vi: giờ, en: hours}", "{vi: giờ, en: hrs}", OUTSIDE) == (set(), set())


WORKED_OUT = EDITION.replace(
    "          - {id: comment,",
    "          - {id: length, type: number, min: 0, max: 9, required: false, text: {vi: Dài?, en: Long?}}\n"
    "          - {id: sum, type: computed, formula: length * 2, text: {vi: Tổng, en: Sum}}\n"
    "          - {id: comment,",
)


def test_what_is_computed_is_comparable_by_the_same_formula_from_comparable_answers() -> None:
    assert lacking("length * 2", "3 * length", WORKED_OUT) == (set(), {"sum"})
    assert lacking("length * 2", "length*2", WORKED_OUT) == (set(), set())
    assert lacking("max: 9,", "max: 5,", WORKED_OUT) == (set(), {"length", "sum"})
