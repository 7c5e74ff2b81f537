"""Lists of rows in answers files, where a row is known by its number: from numbers to ids and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TypeAlias

from engine.framework.models import Framework, Question
from engine.questionnaire.answers import Answer
from engine.questionnaire.identity import Same

MOST_ROWS = 10**6

ByQuestion: TypeAlias = Mapping[str, Answer]
"""What a record says, by question."""


def row_id(framework: Framework, listing: str, number: int) -> str:
    """The id of a row that is known by its number; no two lists of a form have rows of one id."""
    return f"r{_lists(Same(framework))[listing]:02d}{number % MOST_ROWS:06d}"


@lru_cache(maxsize=64)
def _lists(framework: Same[Framework]) -> Mapping[str, int]:
    """A number for each question whose rows or units are gone through, or joined."""
    named = {page.for_each for form in framework.it.forms for page in form.pages}
    found = [
        question.id
        for question in framework.it.question.values()
        if question.id in named or question.lists or hasattr(question.settings, "doubt_of")
    ]
    return {name: number % 100 for number, name in enumerate(found)}


def rows_of(framework: Framework, given: ByQuestion, listing: str) -> Answer:
    """The rows of a list as a record tells them, those of joined lists one list after another."""
    lists = framework.question[listing].lists or (listing,)
    found = [given[name] for name in lists if name in given and isinstance(given[name].value, tuple)]
    ids = tuple(row for answer in found if isinstance(answer.value, tuple) for row in answer.value)
    return Answer(ids, details={row: title for answer in found for row, title in answer.details.items()})


def row_at(framework: Framework, given: ByQuestion, listing: str, number: int) -> str:
    """The id of the row with this number; of joined lists the one at this place."""
    if not framework.question[listing].lists:
        return row_id(framework, listing, number)
    rows = rows_of(framework, given, listing).value
    there = isinstance(rows, tuple) and 0 < number <= len(rows)
    return rows[number - 1] if there and isinstance(rows, tuple) else row_id(framework, listing, number)


def offers_rows(framework: Framework, question: Question) -> bool:
    """Whether a question's options are rows of a list: they come from a question that has no options itself."""
    listing = framework.question.get(question.options_from or "")
    return listing is not None and not framework.options_of(listing)


def with_ids(framework: Framework, given: ByQuestion, question: Question, answer: Answer) -> Answer:
    """An answer that names rows by number, with their ids."""
    return _each(answer, lambda text: _id_at(framework, given, question, text))


def with_numbers(answer: Answer, listed: Answer | None) -> Answer:
    """An answer that names rows of a list by id, with their numbers."""
    rows = listed.value if listed and isinstance(listed.value, tuple) else ()
    return _each(answer, lambda text: str(rows.index(text) + 1) if text in rows else text)


def _each(answer: Answer, written: Callable[[str], str]) -> Answer:
    if isinstance(answer.value, tuple):
        return replace(answer, value=tuple(map(written, answer.value)))
    return replace(answer, value=written(answer.value)) if isinstance(answer.value, str) else answer


def _id_at(framework: Framework, given: ByQuestion, question: Question, text: str) -> str:
    return row_at(framework, given, question.options_from or "", int(text)) if text.isdigit() else text
