"""Two publications of one round: who takes one from the other learns nothing about the few who came between."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_rounds import dimension, leaf, scored

from engine.disclosure.asides import side_by_side
from engine.disclosure.gate import guard
from engine.disclosure.published import Published, PublishedTable, remembered
from engine.exchange.earlier import read_published
from engine.exchange.scores import write_scores
from engine.scoring.table import ScoreTable

FLAT = dimension("total", leaf("a"), leaf("b"), leaf("c"))


def round_of(**given: list[float]) -> ScoreTable:
    """One unit, by indicator the answers so far."""
    return scored(FLAT, {"u": {f"q_{name}": answers for name, answers in given.items()}})


def kept(published: PublishedTable) -> set[str]:
    return {published.nodes[row] for row in np.flatnonzero(published.suppressed[:, 0])}


def published_once(table: ScoreTable) -> Published:
    return remembered(table, guard(table))


BEFORE: dict[str, list[float]] = {"a": [40] * 9, "b": [60] * 9, "c": [80] * 9}


def test_the_same_once_more_is_shown_again() -> None:
    assert kept(guard(round_of(**BEFORE), published_once(round_of(**BEFORE)))) == set()


def test_three_answers_more_are_three_answers_told() -> None:
    more = {name: [*answers, 0, 0, 0] for name, answers in BEFORE.items()}
    assert kept(guard(round_of(**more), published_once(round_of(**BEFORE)))) == {"total", "a", "b", "c"}


def test_five_more_tell_nothing_of_one_of_them() -> None:
    more = {name: [*answers, *[10] * 5] for name, answers in BEFORE.items()}
    assert kept(guard(round_of(**more), published_once(round_of(**BEFORE)))) == set()


def test_three_answers_fewer_are_three_answers_told_too() -> None:
    fewer = {name: answers[:6] for name, answers in BEFORE.items()}
    assert kept(guard(round_of(**fewer), published_once(round_of(**BEFORE)))) == {"total", "a", "b", "c"}


def test_an_answer_put_in_the_place_of_another_is_told_by_the_value() -> None:
    swapped = {**BEFORE, "a": [40] * 8 + [100.0]}
    assert "a" in kept(guard(round_of(**swapped), published_once(round_of(**BEFORE))))


def test_what_stayed_as_it_was_hides_nothing() -> None:
    # given that only a has three answers more: b and c are known from before, so a could be told from the total
    more = {**BEFORE, "a": [*BEFORE["a"], 0, 0, 0]}
    assert kept(guard(round_of(**more), published_once(round_of(**BEFORE)))) == {"total", "a"}


def test_what_changed_by_enough_hides_it() -> None:
    more = {"a": [*BEFORE["a"], 0, 0, 0], "b": [*BEFORE["b"], *[10] * 6], "c": BEFORE["c"]}
    assert kept(guard(round_of(**more), published_once(round_of(**BEFORE)))) == {"a", "b"}


def test_what_was_kept_back_stays_so_until_enough_have_come() -> None:
    before = published_once(round_of(a=[40] * 3, b=[60] * 9, c=[80] * 7))  # a and c are kept back
    same = round_of(a=[40] * 5, b=[60] * 9, c=[80] * 7)
    assert {"a", "c"} <= kept(guard(same, before))  # c shown now would tell a of then
    enough = round_of(a=[40] * 8, b=[60] * 14, c=[80] * 12)
    assert kept(guard(enough, before)) == set()


def test_each_earlier_publication_counts() -> None:
    first, second = round_of(**BEFORE), round_of(**{name: [*each, *[10] * 6] for name, each in BEFORE.items()})
    after_first = published_once(first)
    after_both = remembered(second, guard(second, after_first), after_first)
    third = round_of(**{name: [*each, *[10] * 3] for name, each in BEFORE.items()})
    assert [len(cells) for cells in after_both.cells.values()] == [2, 2, 2, 2]
    assert kept(guard(third, after_both)) == {"total", "a", "b", "c"}


def test_a_file_that_was_published_is_guarded_as_well(tmp_path: Path) -> None:
    path = tmp_path / "first.csv"
    write_scores(guard(round_of(a=[40] * 3, b=[60] * 9, c=[80] * 7)), path)
    with path.open(encoding="utf-8") as file:
        assert [row["n"] for row in csv.DictReader(file)] == ["9", "", "9", ""]
    before = read_published(path)
    assert {"a", "c"} <= kept(
        guard(round_of(a=[40] * 30, b=[60] * 30, c=[80] * 30), before)
    )  # nobody knows of how many
    assert kept(guard(round_of(a=[40] * 30, b=[60] * 12, c=[80] * 30), before)) >= {"b"}


@settings(max_examples=60)
@given(st.data())
def test_no_two_publications_that_show_a_figure_differ_by_a_few(data: Any) -> None:
    size = st.sampled_from([0, 2, 3, 5, 6, 8, 9, 12, 13, 20])
    figure = st.sampled_from([0.0, 30.0, 100.0])
    tables = [round_of(**{name: [data.draw(figure)] * data.draw(size) for name in "abc"}) for _ in range(3)]
    before, shown = None, []
    for table in tables:
        published = guard(table, before)
        before = remembered(table, published, before)
        shown.append(
            {node: table.n[row, 0] for row, node in enumerate(table.nodes) if not np.isnan(published.value[row, 0])}
        )
    for node in "abc":
        counts = sorted({int(each[node]) for each in shown if node in each})
        assert all(later - sooner >= 5 for sooner, later in itertools.pairwise(counts))


@pytest.mark.parametrize("unit", ["v", "w"])
def test_a_unit_that_was_not_there_before_is_guarded_by_itself(unit: str) -> None:
    table = scored(FLAT, {unit: {f"q_{name}": answers for name, answers in BEFORE.items()}})
    assert kept(guard(table, published_once(round_of(**BEFORE)))) == set()


def test_totals_without_flagged_responses_are_a_second_publication() -> None:
    # given that of u three responses are left out, of v all are few, and of w six are left out
    def of(u: int, w: int) -> ScoreTable:
        sizes = {"u": u, "v": 2, "w": w}
        return scored(FLAT, {unit: {f"q_{name}": [50.0] * n for name in "abc"} for unit, n in sizes.items()})

    whole, rest = of(12, 12), of(9, 6)
    shown = guard(whole)
    rows = side_by_side(shown, guard(rest, remembered(whole, shown)))
    assert [(row.unit, row.hidden, row.score_without) for row in rows] == [("u", True, None), ("w", False, 50.0)]
