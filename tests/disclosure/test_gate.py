"""What the gate keeps back and what it shows, case by case."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from small_rounds import Given, dimension, leaf, scored

from engine.disclosure.blanking import contest_among
from engine.disclosure.gate import guard
from engine.disclosure.published import Published, PublishedTable
from engine.framework.missing import Missing
from engine.scoring.pairs import Contest
from engine.scoring.table import ScoreTable

FLAT = dimension("total", leaf("a"), leaf("b"), leaf("c"))


def answers(value: float, n: int) -> list[float]:
    return [value] * n


def unit(**given: tuple[float, int]) -> Given:
    """By indicator the value that all give, and how many they are."""
    return {f"q_{name}": answers(*each) for name, each in given.items()}


def kept(published: PublishedTable, unit_id: str = "u") -> set[str]:
    column = published.unit_column(unit_id)
    return {published.nodes[row] for row in np.flatnonzero(published.suppressed[:, column])}


def score_of(table: ScoreTable, node: str, unit_id: str = "u") -> float:
    return float(table.score[table.node_row(node), table.unit_column(unit_id)])


def test_with_enough_respondents_everything_is_shown_as_it_is() -> None:
    table = scored(FLAT, {"u": unit(a=(40, 5), b=(60, 9), c=(80, 7))})
    published = guard(table)
    assert kept(published) == set()
    assert published.score.tobytes() == table.score.tobytes()
    assert published.n.tolist() == table.n.tolist()


def test_a_small_figure_takes_the_next_smallest_along_and_nothing_of_them_is_left() -> None:
    published = guard(
        scored(FLAT, {"u": unit(a=(40, 3), b=(60, 9), c=(80, 7))}, bands=[{"id": "b", "from": 0, "label": "B"}])
    )
    assert kept(published) == {"a", "c"}
    rows = [published.node_row("a"), published.node_row("c")]
    for figures in (published.value, published.score, published.score_low, published.score_high, published.before_gates,
                    published.coverage, published.rank, published.rank_low, published.rank_high):  # fmt: skip
        assert np.isnan(figures[rows]).all()
    assert (published.missing[rows] == Missing.SUPPRESSED).all()
    assert [published.told_n(row, 0) for row in rows] == [None, None]
    assert score_of(published, "total") == 60
    assert published.band[0, 0] == 0


def test_the_interval_of_what_has_a_part_kept_back_would_end_at_a_part() -> None:
    # given that a draw often has none of the two: what is left of the mean is b and c
    units = {"u": unit(a=(40, 2), b=(60, 9), c=(80, 7)), "v": unit(a=(40, 9), b=(60, 9), c=(80, 9))}
    table = scored(FLAT, units, replicates=50)
    published = guard(table)
    assert table.score_high[0, 0] >= 70
    assert np.isnan(published.score_high[:, 0]).tolist() == [True, True, False, True]
    assert not np.isnan(published.score_high[:, 1]).any()
    assert not np.isnan(published.rank_high[0]).any()


def test_draws_tell_nothing_of_a_unit_that_is_kept_back() -> None:
    units = {
        "u": unit(a=(40, 9), b=(60, 9), c=(80, 7)),
        "v": unit(a=(40, 2), b=(50, 3), c=(80, 2)),
        "w": unit(a=(10, 9), b=(20, 9), c=(30, 9)),
    }
    table = scored(FLAT, units, replicates=50)
    published = guard(table)
    assert table.sure is not None
    assert published.sure is not None
    assert [sorted(each.units.tolist()) for each in table.sure.contests] == [[0, 1, 2]]
    (contest,) = published.sure.contests
    assert contest.units.tolist() == [0, 2]
    assert contest.beats.shape == (2, 2)
    assert contest.runs == ((0, 0), (1, 1))
    for figures in (published.sure.score_low, published.sure.rank_high, published.sure.failed):
        assert np.isnan(figures[:, 1]).all()


def test_runs_of_units_that_are_alike_close_up_too() -> None:
    runs = ((0, 1), (1, 3), (4, 4))
    contest = Contest(np.array([7, 5, 3, 1, 0]), np.zeros((5, 5)), runs)
    without = contest_among(contest, np.array([True, True, True, True, True, False, False, True]))
    assert without.units.tolist() == [7, 3, 1, 0]
    assert without.runs == ((0, 0), (1, 2), (3, 3))
    alone = contest_among(contest, np.array([True, False, False, False, False, True, False, False]))
    assert alone.runs == ((0, 0), (1, 1))


def test_those_that_are_kept_back_stand_in_one_line_with_what_they_have_together() -> None:
    published = guard(scored(FLAT, {"u": unit(a=(40, 3), b=(60, 9), c=(80, 7))}))
    (line,) = published.together
    assert (line.parent, line.children) == ("total", ("a", "c"))
    assert line.share == pytest.approx(2 / 3)
    assert line.score == 60


def test_what_a_geometric_mean_has_together_is_not_told() -> None:
    index = {**FLAT, "aggregate": {"rule": "geometric", "settings": {"on_zero": "zero"}}}
    (line,) = guard(scored(index, {"u": unit(a=(40, 3), b=(60, 9), c=(80, 7))})).together
    assert line.score is None


def test_at_the_end_of_a_scale_two_are_not_enough() -> None:
    # given that a and c are both at 100, so that their mean tells both
    published = guard(scored(FLAT, {"u": unit(a=(100, 3), b=(60, 9), c=(100, 7))}))
    assert kept(published) == {"a", "b", "c"}


def test_where_nothing_is_left_to_join_the_whole_goes_too() -> None:
    index = dimension("total", dimension("d", leaf("a")), dimension("e", leaf("b"), leaf("c")), leaf("x"))
    published = guard(scored(index, {"u": unit(a=(40, 3), b=(60, 9), c=(80, 8), x=(10, 50))}))
    assert {"a", "d"} <= kept(published)  # d is a alone
    assert "total" not in kept(published)


def test_a_unit_that_few_answered_about_is_not_ranked_and_the_others_close_up() -> None:
    units = {"u": unit(a=(90, 9), b=(90, 9), c=(90, 9)), "v": unit(a=(80, 2), b=(80, 3), c=(80, 2)), "w": unit(a=(10, 9), b=(10, 9), c=(10, 9))}  # fmt: skip
    table = scored(FLAT, units)
    published = guard(table)
    assert kept(published, "v") == set(table.nodes)
    assert table.rank[0].tolist() == [1, 2, 3]
    assert published.rank[0, [0, 2]].tolist() == [1, 2]  # a gap would tell between which scores v lies
    assert np.isnan(published.rank[0, 1])


def test_one_who_weighs_more_than_the_others_together_dominates() -> None:
    weights = (11.0, *[1.0] * 9)
    units = {"u": {"q_a": answers(40, 10), "q_b": answers(60, 10), "q_c": answers(80, 10)}}
    assert kept(guard(scored(FLAT, units, weights))) == {"a", "b", "c", "total"}
    assert kept(guard(scored(FLAT, units, (9.0, *weights[1:])))) == set()


def test_so_many_together_may_not_dominate_either() -> None:
    units = {"u": {"q_a": answers(40, 10), "q_b": answers(60, 10), "q_c": answers(80, 10)}}
    terms = {"publish": {"dominance": {"respondents": 2, "share": 0.5}}}
    assert kept(guard(scored(FLAT, units, (5.0, 4.0, *[1.0] * 8), **terms))) == {"a", "b", "c", "total"}
    assert kept(guard(scored(FLAT, units, (4.0, 4.0, *[1.0] * 8), **terms))) == set()


def test_a_respondent_counts_once_however_many_answers_there_are() -> None:
    table = scored(FLAT, {"u": unit(a=(40, 6), b=(60, 6), c=(80, 6))})
    assert table.backing is not None
    assert table.backing.respondents[:, 0].tolist() == [6, 6, 6, 6]
    assert table.backing.largest[0, 0] == pytest.approx(1 / 6)


def test_the_terms_of_the_file_hold() -> None:
    given = {"u": unit(a=(40, 3), b=(60, 9), c=(80, 7))}
    assert kept(guard(scored(FLAT, given, publish={"min_respondents": 3}))) == set()
    assert kept(guard(scored(FLAT, given, publish={"min_respondents": 10}))) == {"a", "b", "c", "total"}


def test_figures_from_outside_are_shown_and_hide_nothing() -> None:
    index = dimension("total", leaf("a"), {**leaf("o"), "from": ("outside",)}, leaf("b"), leaf("c"))
    published = guard(scored(index, {"u": unit(a=(40, 3), b=(60, 9), c=(80, 7))}, figures={"o": [50]}))
    assert kept(published) == {"a", "c"}
    alone = dimension("total", leaf("a"), {**leaf("o"), "from": ("outside",)})
    assert kept(guard(scored(alone, {"u": unit(a=(40, 3))}, figures={"o": [50]}))) == {"a", "total"}


def test_what_rests_on_the_same_question_goes_along() -> None:
    twice = leaf("d", scored=False)
    index = dimension("total", leaf("a"), leaf("b"), leaf("c"), {**twice, "from": ("q_c",)})
    assert kept(guard(scored(index, {"u": unit(a=(40, 3), b=(60, 9), c=(80, 7))}))) == {"a", "c", "d"}


def test_a_reported_result_with_a_part_kept_back_is_kept_back() -> None:
    reported = [
        {"id": "r", "title": "R", "of": {"a": 1, "b": 1}},
        {"id": "s", "title": "S", "of": {"b": 1, "total": 1}},
    ]
    published = guard(scored(FLAT, {"u": unit(a=(40, 3), b=(60, 9), c=(80, 7))}, reported=reported))
    assert kept(published) == {"a", "c", "r"}


def test_extra_points_would_tell_what_they_are_given_for() -> None:
    extras = [{"id": "e", "title": "E", "on": "total", "points": "x / 10", "at_most": 10}]
    index = dimension("total", leaf("a"), leaf("b"), leaf("x", scored=False))
    published = guard(scored(index, {"u": unit(a=(40, 9), b=(60, 9), x=(80, 3))}, extras=extras))
    assert kept(published) == {"x", "total"}
    assert published.extras == ()


def test_a_gate_that_asks_for_what_is_kept_back_is_not_listed() -> None:
    gates = [{"id": "g", "when": "x > 50", "on": "total", "reason": "R", "settings": {"at": 45}}]
    index = dimension("total", leaf("a"), leaf("b"), leaf("x", scored=False))
    units = {"u": unit(a=(40, 9), b=(60, 9), x=(80, 3)), "v": unit(a=(40, 9), b=(60, 9), x=(80, 9))}
    published = guard(scored(index, units, gates=gates))
    assert [bite.unit for bite in published.gates] == [1]


def test_a_scale_that_nobody_declared_does_not_end_at_a_figure_that_is_kept_back() -> None:
    index = dimension("total", leaf("a"), leaf("b"), leaf("c"), normalise={"rule": "none", "settings": {}})
    units = {"u": unit(a=(93, 3), b=(60, 9), c=(70, 7)), "v": unit(a=(50, 9), b=(60, 9), c=(80, 9))}
    table = scored(index, units)
    assert table.scale["a"] == (0, 93)
    assert guard(table).scale["a"] == (0, 50)


def test_bands_by_place_count_what_is_shown() -> None:
    bands = [{"id": "best", "label": "B", "top": 1}, {"id": "rest", "label": "R"}]
    units = {"u": unit(a=(90, 3), b=(90, 2), c=(90, 2)), "v": unit(a=(80, 9), b=(80, 9), c=(80, 9))}
    assert guard(scored(FLAT, units, bands=bands)).band[0].tolist() == [-1, 0]


def test_without_respondents_there_is_nothing_to_keep_back() -> None:
    index = dimension("total", {**leaf("o"), "from": ("outside",)})
    table = scored(index, {"u": {}}, figures={"o": [50]})
    assert table.framework.terms is None or not guard(table).suppressed.any()


def test_a_table_that_nobody_knows_the_making_of_is_refused() -> None:
    table = scored(FLAT, {"u": unit(a=(40, 3), b=(60, 9), c=(80, 7))})
    with pytest.raises(ValueError, match="let `score` make it"):
        guard(type(table)(**{**vars(table), "plan": None}))


def test_what_passed_the_gate_passes_it_again_unchanged() -> None:
    published = guard(scored(FLAT, {"u": unit(a=(40, 3), b=(60, 9), c=(80, 7))}))
    assert guard(published) is published


def test_what_goes_out_does_not_carry_what_was_kept_back() -> None:
    published: Any = guard(scored(FLAT, {"u": unit(a=(40, 3), b=(60, 9), c=(80, 7))}))
    assert published.plan is None
    assert published.backing is None


def test_a_part_that_joins_hides_nothing_while_its_own_parts_show() -> None:
    # given that people joins fees, and is the mean of staff and place
    index = dimension("total", dimension("people", leaf("staff"), leaf("place")), leaf("fees"))
    published = guard(scored(index, {"u": unit(staff=(31, 9), place=(47, 8), fees=(70, 3))}))
    assert kept(published) == {"fees", "people", "place"}


def test_what_was_guarded_cannot_be_guarded_against_an_earlier_one_afterwards() -> None:
    table = scored(FLAT, {"u": unit(a=(40, 3), b=(60, 9), c=(80, 7))})
    with pytest.raises(ValueError, match="cannot be guarded"):
        guard(guard(table), Published())


def test_a_score_in_brackets_is_kept_back_like_any_other_and_gets_no_rank_by_it() -> None:
    # given a total of u1 that stands on half of its figures, and a u2 of whom too few tell a
    rated = {f"u{place}": {"q_a": [value] * n} for place, (value, n) in enumerate([(50, 9), (80, 9), (20, 3), (60, 9)])}
    outside = {"b": [40.0, np.nan, 30.0, 20.0]}
    parts = [leaf("a"), {"id": "b", "title": "b", "from": ("outside",)}]
    table = scored(dimension("total", *parts, thin="bracket", min_coverage=0.6), rated, figures=outside)
    published = guard(table)
    assert published.thin[0].tolist() == [False, True, False, False]
    assert published.suppressed[0].tolist() == [False, False, True, False]
    np.testing.assert_array_equal(published.rank[0], [1, np.nan, np.nan, 2])

    few = guard(scored(dimension("total", *parts, thin="bracket", min_coverage=0.6), {**rated, "u1": {"q_a": [80.0] * 3}}, figures=outside))
    assert few.suppressed[0].tolist() == [False, True, True, False]
    assert np.isnan(few.score[0, 1])
