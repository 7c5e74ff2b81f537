"""Points by what was chosen: the fraction of an option, the parts that hold, the items of a checklist that are met."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Annotated

import numpy as np
from pydantic import Field

from engine.builtin.measure_checks import has_options
from engine.framework.places import did_you_mean
from engine.framework.rule_at import Misuse, RuleAt
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import FloatArray, Measured, Ratings
from plugins.dti.own_answer import Points, last_points, numeric, present, up_to_points

Fraction = Annotated[float, Field(ge=0, le=1)]


def points_of_fraction(ratings: Ratings, *, points: Points) -> Measured:
    """The chosen option's value, a fraction of 0 to 1, times `points`: a deputy in the chair, 0.5 of 10, gives 5.

    (Digital transformation sets of provinces: head all points, deputy half of them, anybody else none.)
    """
    return last_points(ratings, numeric(ratings), points * np.clip(ratings.column.values, 0.0, 1.0))


def points_of_parts(
    ratings: Ratings, *, points: Points, parts: Annotated[Mapping[str, Fraction], Field(min_length=1)]
) -> Measured:
    """The fractions of the parts that hold, added up, times `points`: `parts: {attends: 0.5, chairs: 0.5}`.

    Options that are no part, such as "none of them", give nothing; together the parts give at most all points.
    (Đồng Tháp's set for districts: half for attending the province's meetings, half for chairing one's own.)
    """
    worth = np.array([parts.get(option, 0.0) for option in ratings.column.options], dtype=np.float64)
    share = np.minimum(worth @ _chosen(ratings), 1.0)
    return last_points(ratings, present(ratings), points * share)


def points_of_checklist(
    ratings: Ratings, *, points: Points, of: Annotated[tuple[str, ...], Field(min_length=1)]
) -> Measured:
    """k/n · points: k of the n options in `of` are chosen, as in 6 of 7 kinds of content that a portal must have.

    Options that are not in `of`, such as "none of them", are not counted. (A commune's set of 2025: 17.14 of 20.)
    """
    listed = np.array([option in of for option in ratings.column.options], dtype=np.float64)
    return last_points(ratings, present(ratings), points * (listed @ _chosen(ratings)) / len(set(of)))


def _chosen(ratings: Ratings) -> FloatArray:
    """(options, records) 1 where an option is chosen, of a question with one choice or with several."""
    column = ratings.column
    if column.picks is not None:
        return np.asarray(column.picks, dtype=np.float64)
    return np.asarray(column.codes == np.arange(len(column.options))[:, np.newaxis], dtype=np.float64)


def _parts_are_options(at: RuleAt) -> Iterator[Misuse]:
    parts = at.settings["parts"]
    for question, options in at.options():
        ids = [option.id for option in options]
        for name in parts:
            if name not in ids:
                mend = did_you_mean(name, ids) or "Name one of its options by its id."
                yield Misuse(f"`{name}` is no option of `{question.id}`.", mend, ("parts", name), key=True)
    if not math.isclose(total := math.fsum(parts.values()), 1.0, rel_tol=1e-9):
        what = f"the parts add up to {total:g}, not to 1, so that all of them together do not give all points."
        yield Misuse(what, "Let the fractions add up to 1.", ("parts",))


RULES = (
    Rule(
        "points_of_fraction",
        RuleKind.MEASURE,
        points_of_fraction,
        ends=up_to_points,
        reads="values",
        words={"vi": "điểm theo mức được chọn", "en": "points by the level that is chosen"},
    ),
    Rule(
        "points_of_parts",
        RuleKind.MEASURE,
        points_of_parts,
        ends=up_to_points,
        checks=_parts_are_options,
        reads="options",
        words={"vi": "cộng điểm từng phần đã đạt", "en": "points of the parts that hold, added up"},
    ),
    Rule(
        "points_of_checklist",
        RuleKind.MEASURE,
        points_of_checklist,
        ends=up_to_points,
        checks=has_options("of"),
        reads="options",
        words={"vi": "điểm theo số nội dung đã đạt", "en": "points by how many of a list are met"},
    ),
)
