"""Points by a number: steps of a count, so many for each, or the points that a unit gives itself."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, TypeAlias

import numpy as np
from pydantic import AfterValidator, Field

from engine.framework.rule_at import Range
from engine.framework.rules import Rule, RuleKind
from engine.framework.told import told
from engine.scoring.arrays import Measured, Ratings
from engine.scoring.rounding import snapped
from plugins.dti.own_answer import Points, last_points, numeric, up_to_points


def _rising(steps: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    for (one, _), (other, _) in pairwise(steps):
        if other <= one:
            raise told(
                f"the step from {other:g} does not come after the one from {one:g}", "List them from the lowest up."
            )
    return steps


StepsReached: TypeAlias = Annotated[tuple[tuple[float, float], ...], Field(min_length=1), AfterValidator(_rising)]


def points_of_steps(ratings: Ratings, *, steps: StepsReached) -> Measured:
    """The points of the highest step that a count reaches: `steps: [[1, 5], [2, 10], [3, 15], [4, 20]]`; below, none.

    3 meetings give 15, 6 give 20, none 0. Counts compare after snapping to 12 significant digits. (Meetings of the
    steering committee in a year, in a province's set for districts.)
    """
    count = snapped(ratings.column.values)
    found = np.zeros(count.shape)
    for least, points in steps:
        found = np.where(count >= snapped(np.array(least)), points, found)
    return last_points(ratings, numeric(ratings), found)


def points_of_count(ratings: Ratings, *, points: Points, each: Points) -> Measured:
    """`each` · count, and at most `points`: "2 points each, up to 30".

    A negative count gives none. (Commune sets of Vietnam's provinces.)
    """
    return last_points(ratings, numeric(ratings), np.clip(each * ratings.column.values, 0.0, points))


def points_given(ratings: Ratings, *, points: Points) -> Measured:
    """The points that the unit gives itself, typed in, from none to `points`; an appraiser may give others.

    For an indicator whose rule is not printed, or asks for a judgement: what has a rule is better worked out from its
    figures. (Exports of real sets hold typed and computed points side by side.)
    """
    return last_points(ratings, numeric(ratings), np.clip(ratings.column.values, 0.0, points))


def _step_ends(_asked: object, *, steps: tuple[tuple[float, float], ...]) -> Range:
    points = [points for _least, points in steps]
    return min(0.0, *points), max(0.0, *points)


RULES = (
    Rule(
        "points_of_steps",
        RuleKind.MEASURE,
        points_of_steps,
        ends=_step_ends,
        reads="values",
        words={"vi": "điểm theo bậc đạt được", "en": "points of the highest step that is reached"},
    ),
    Rule(
        "points_of_count",
        RuleKind.MEASURE,
        points_of_count,
        ends=up_to_points,
        reads="values",
        words={"vi": "điểm cho mỗi lần, đến mức tối đa", "en": "points for each, up to a maximum"},
    ),
    Rule(
        "points_given",
        RuleKind.MEASURE,
        points_given,
        ends=up_to_points,
        reads="values",
        words={"vi": "điểm tự chấm", "en": "points that the unit gives itself"},
    ),
)
