"""Two entries of one paper: what they differ in, and what comes of settling it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from engine.catalog import build_catalog
from engine.framework.missing import Missing
from engine.plugins import make_plugin_manager
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.rounds.entries import Compared, compared, key_named, name_of, settled
from engine.store.nouns import PaperEntry

TINY = build_catalog(make_plugin_manager([Path(__file__).parents[1] / "surveys"])).offered["tiny"]
FORM = TINY.framework.forms[0]
UNIT = "so-xay-dung"
DAYS, CLEAR, WHO = AnswerKey("days", UNIT), AnswerKey("clear", UNIT), AnswerKey("dealt_with")
BASE: Answers = {WHO: Answer((UNIT,)), CLEAR: Answer("agrees"), DAYS: Answer(3.0)}


def entry(clerk: str, answers: Answers = BASE, number: str = "1") -> PaperEntry:
    return PaperEntry("r", number, clerk, FORM.id, answers, {}, True, 1)


def paper(first: Answers, second: Answers) -> Compared:
    (found,) = compared([entry("Lan", first), entry("Minh", second)])
    return found


def settle(of: Compared, **chosen: str) -> Answers:
    keys = {{"days": DAYS, "clear": CLEAR, "who": WHO}[name]: clerk for name, clerk in chosen.items()}
    return settled(TINY.framework, FORM, TINY.vocabulary, of, keys)


def test_the_states_of_a_paper() -> None:
    unsound = replace(entry("Minh", number="4"), is_sound=False)
    entries = [
        entry("Lan"), entry("Minh"), entry("Lan", number="2"), entry("Lan", number="3"),
        entry("Minh", {**BASE, DAYS: Answer(4.0)}, number="3"), entry("Lan", number="4"), unsound,
    ]  # fmt: skip
    assert {each.number: each.state for each in compared(entries)} == {
        "1": "equal", "2": "waiting", "3": "differs", "4": "unfinished",
    }  # fmt: skip


def test_equal_entries_need_no_word() -> None:
    assert settle(paper(BASE, BASE)) == BASE


def test_differences_are_told_question_by_question() -> None:
    other = {WHO: Answer((UNIT,)), CLEAR: Answer("disagrees")}
    of = paper(BASE, other)
    assert {name_of(each.key): each.answers for each in of.differences} == {
        "clear@so-xay-dung": {"Lan": Answer("agrees"), "Minh": Answer("disagrees")},
        "days@so-xay-dung": {"Lan": Answer(3.0), "Minh": None},
    }
    with pytest.raises(ThuocDoError, match="The paper 1 still differs in clear@so-xay-dung"):
        settle(of)
    assert settle(of, clear="Lan", days="Lan") == BASE
    assert settle(of, clear="Minh", days="Minh") == other
    assert settle(of, clear="Minh", days="Lan") == other  # not asked after that answer
    with pytest.raises(ThuocDoError, match=r"do not go together: days@so-xay-dung is not answered\."):
        settle(of, clear="Lan", days="Minh")


def test_a_question_that_was_left_empty_on_paper_is_an_answer() -> None:
    skipped = {**BASE, DAYS: Answer(None, Missing.SKIPPED)}
    assert settle(paper(BASE, skipped), days="Minh") == skipped


@pytest.mark.parametrize(
    ("of", "why"),
    [
        (compared([entry("Lan")])[0], "The paper 1 cannot be sent yet: two clerks must key it in."),
        (compared([entry("Lan"), replace(entry("Minh"), is_sound=False)])[0], "an entry of it still has mistakes."),
    ],
)
def test_a_paper_that_is_not_ready(of: Compared, why: str) -> None:
    with pytest.raises(ThuocDoError, match=re.escape(why)):
        settle(of)


def test_only_who_keyed_it_in_can_be_right() -> None:
    with pytest.raises(ThuocDoError, match=r"An did not key in the paper 1; Lan and Minh did\."):
        settle(paper(BASE, {**BASE, DAYS: Answer(4.0)}), days="An")


@pytest.mark.parametrize("key", [DAYS, WHO])
def test_questions_are_named_as_they_are_read(key: AnswerKey) -> None:
    assert key_named(name_of(key)) == key
