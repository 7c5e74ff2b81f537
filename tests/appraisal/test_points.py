"""What a unit's answers come to, by the real rules, before anybody scores the round."""

from __future__ import annotations

from dataclasses import replace

import pytest
from appraisal_samples import FULL, VOCABULARY, claims, framework, offered

from engine.appraisal.points import points_by_question, points_of
from engine.scoring.planning import make_plan


def points(answers, *changes: tuple[str, str]):
    whole = framework(*changes)
    given = replace(offered(), framework=whole, plan=make_plan(whole, VOCABULARY))
    found = points_of(given, "report", "xa-an-phu", answers)
    by_question = points_by_question(given, found)
    return {
        name: [(each.score, each.most, each.is_relative) for each in own] for name, own in by_question.items()
    }, found


def test_each_question_has_the_points_of_the_indicators_that_read_it() -> None:
    by_question, found = points(FULL)
    assert by_question == {
        "staffed": [(10, 10, False)], "trained": [(pytest.approx(8), 10, False)], "systems": [(5, 10, False)], "drills": [(5, 10, False)],
    }  # fmt: skip
    assert (found["total"].score, found["total"].most) == (28, 40)


def test_what_is_not_there_has_no_points_rather_than_none() -> None:
    by_question, _ = points(claims(staffed="full_time"), ("unanswered: zero", "unanswered: missing"))
    assert by_question["staffed"][0][0] == 10
    assert by_question["drills"][0][0] is None


def test_what_depends_on_the_others_is_not_told_of_one_alone() -> None:
    change = (
        "normalise: {rule: goalposts, low: 0, high: 4, to: [0, 10]}",
        "normalise: {rule: minmax, over: group, to: [0, 10]}",
    )
    by_question, found = points(FULL, change)
    assert by_question["drills"] == [(None, 10, True)]
    assert (found["total"].score, found["staff"].score) == (None, pytest.approx(18))
