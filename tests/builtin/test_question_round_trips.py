"""What is shown in a question's fields is read back as the same answer, for every type that asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.builtin.questions import TYPES
from engine.framework.missing import Missing
from engine.framework.models import Option, Question, Unit
from engine.framework.question_types import Asked

KINDS = {kind.name: kind for kind in TYPES if kind.asks}
OPTIONS = tuple(
    Option.model_validate(each)
    for each in (
        {"id": "yes", "label": "Có"},
        {"id": "land", "label": "Đất đai", "detail": {"required": False}},
        {"id": "other", "label": "Khác", "detail": {}},
        {"id": "no", "label": "Không"},
    )
)
UNITS = tuple(Unit(id=name, title=name) for name in ("x", "y", "z"))
CODES = {"0111": "Trồng lúa", "0112": "Trồng ngô"}
SETTINGS = {"lookup": {"codes": CODES}, "duration": {"units": ["days", "hours", "minutes"]}}

letters = st.characters(categories=("L", "N")) | st.just(" ")
words = st.text(letters, min_size=1, max_size=40).map(lambda text: normalize("NFC", text).strip()).filter(bool)
days = st.dates(date(1900, 1, 1), date(2200, 1, 1))
rows = st.lists(words, min_size=1, max_size=5, unique_by=str.casefold)


def with_details(chosen: tuple[str, ...], typed: str) -> tuple[object, dict[str, str]]:
    return chosen, ({"other": typed} if "other" in chosen else {})


several = st.sets(st.sampled_from([option.id for option in OPTIONS]), min_size=1).map(
    lambda chosen: tuple(option.id for option in OPTIONS if option.id in chosen)
)
ANSWERS: dict[str, st.SearchStrategy[tuple[object, dict[str, str]]]] = {
    "choice": st.builds(lambda one, typed: (one[0], with_details(one[:1], typed)[1]), several, words),
    "choices": st.builds(with_details, several, words),
    "ranking": st.permutations([option.id for option in OPTIONS]).map(lambda order: (tuple(order), {})),
    "rows": rows.map(lambda names: (tuple(f"r{n:08x}" for n in range(len(names))), {f"r{n:08x}": name for n, name in enumerate(names)})),
    "units": st.sets(st.sampled_from("xyz"), min_size=1).map(lambda chosen: (tuple(sorted(chosen)), {})),
    "date": days.map(lambda day: (day, {})),
    "month": days.map(lambda day: (day.replace(day=1), {})),
    "date_range": st.tuples(days, days).map(lambda two: ({"start": float(min(two).toordinal()), "end": float(max(two).toordinal())}, {})),
    "duration": st.integers(0, 10_000_000).map(lambda minutes: (float(minutes), {})),
    "number": st.floats(-1e9, 1e9).map(lambda value: (float(f"{value:.12g}") + 0.0, {})),
    "integer": st.integers(-(10**11), 10**11).map(lambda value: (float(value), {})),
    "currency": st.integers(0, 10**11).map(lambda value: (float(value), {})),
    "percentage": st.integers(0, 10_000).map(lambda value: (value / 100, {})),
    "year": st.integers(1900, 2100).map(lambda value: (float(value), {})),
    "ratio": st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(lambda two: ({"done": float(min(two)), "due": float(max(two))}, {})),
    "lookup": st.sampled_from(sorted(CODES)).map(lambda code: (code, {})),
    "consent": st.just(("yes", {})),
    "compliance": st.just(("no", {})),
    "file": st.lists(words, min_size=1, max_size=3).map(lambda names: (tuple(f"{n:064x}" for n in range(len(names))), {f"{n:064x}": name for n, name in enumerate(names)})),
}  # fmt: skip


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", sorted(ANSWERS))
@given(data=st.data())
def test_shown_is_read_back(name: str, language: str, data: st.DataObject) -> None:
    value, details = data.draw(ANSWERS[name])
    kind = KINDS[name]
    settings = kind.settings.model_validate(SETTINGS.get(name, {}))
    asked = Asked(Question(id="q", type=name, text="?", settings=settings), OPTIONS, UNITS, language)

    shown = kind.shown(replace(asked, details=details), value)
    reading = kind.read(replace(asked, details=details), shown)

    assert set(shown) <= set(kind.parts(asked))
    assert (reading.complaints, reading.value, dict(reading.details)) == ((), value, details)
    assert all(kind.in_words(replace(asked, details=details), value))


@pytest.mark.parametrize("name", ["text", "long_text"])
@given(text=words)
def test_a_text_is_kept_as_it_was_cleaned(name: str, text: str) -> None:
    kind = KINDS[name]
    asked = Asked(Question(id="q", type=name, text="?"))
    once = kind.read(asked, {"": (text,)}).value
    assert once is not None
    assert kind.read(asked, kind.shown(asked, once)).value == once


def test_every_type_that_asks_is_tried() -> None:
    assert set(KINDS) == {*ANSWERS, "text", "long_text"}


@pytest.mark.parametrize("name", sorted(KINDS))
@given(posted=st.dictionaries(st.sampled_from(["", "name", "find", "search", "start", "done", "days", "other", "yes", "remove"]), st.lists(st.text(max_size=12), max_size=3)))
def test_nothing_posted_is_too_odd_to_be_read(name: str, posted: dict[str, list[str]]) -> None:
    settings = KINDS[name].settings.model_validate(SETTINGS.get(name, {}))
    asked = Asked(Question(id="q", type=name, text="?", settings=settings), OPTIONS, UNITS)
    reading = KINDS[name].read(asked, posted)
    assert reading.complaints or reading.value is not None or reading.missing is Missing.SKIPPED
