"""Points by how far: done of what was due, or a figure on its way to a target."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from engine.framework.rule_at import ANY, Misuse, Range, RuleAt
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import Fraction, Measured, Ratings, first_draw
from plugins.dti.own_answer import Points, last_points, numeric, present, up_to_points

Threshold = Annotated[float, Field(gt=0, le=1)]


def points_of_ratio(
    ratings: Ratings,
    *,
    points: Points,
    none_due: Literal["full", "exclude", "zero"],
    threshold: Threshold = 1.0,
    below: Literal["of_threshold", "of_all"] = "of_threshold",
    over: Literal["cap", "beyond"] = "cap",
) -> Measured:
    """Points of r = done/due: all of `points` from r ≥ `threshold` on, below it r/threshold · points.

    With `below: of_all` it is r · points below the threshold, and from there on all of them: sets word it either way.
    More done than due counts as all done, or with `over: beyond` for more than all of the points; a question lets it
    be entered by `over: accept`. `none_due` says what a unit gets that had nothing due: all points, none, or no score
    with the reason "not applicable". Sets differ here, so each indicator has to say it. (Digital transformation sets
    of provinces: meetings chaired of meetings held, 3 of 4 of 20 points gives 15; "from 80 % on all points".)
    """
    done, due = ratings.column.parts["done"], ratings.column.parts["due"]
    answered = present(ratings) & ~np.isnan(done) & ~np.isnan(due)
    r = np.full(done.shape, np.nan)
    np.divide(done, due, out=r, where=due > 0)
    r = np.maximum(r, 0.0)
    share = np.where(r >= threshold, np.maximum(r, 1.0), r / threshold if below == "of_threshold" else r)
    share = np.where(np.isnan(r), {"full": 1.0, "exclude": np.nan, "zero": 0.0}[none_due], share)
    return last_points(ratings, answered, points * (share if over == "beyond" else np.minimum(share, 1.0)))


def answered_fraction(ratings: Ratings, **_settings: object) -> Fraction:
    """Done and due of each unit's last answer, whatever points that has."""
    done, due = ratings.column.parts["done"], ratings.column.parts["due"]
    answered = present(ratings) & ~np.isnan(done) & ~np.isnan(due)
    over, under = (last_points(ratings, answered, part) for part in (done, due))
    return Fraction(first_draw(over.values, 1), first_draw(under.values, 1), under.reasons)


def points_of_target(ratings: Ratings, *, points: Points, target: float, start: float = 0.0) -> Measured:
    """Points of a figure on its way to a target: (x − `start`)/(`target` − `start`) · points, from none to all.

    More than the target counts as the target; a target below the start makes less the better. (Digital firms per
    1,000 people, the digital share of the economy: a plan names the target.)
    """
    share = (ratings.column.values - start) / (target - start)
    return last_points(ratings, numeric(ratings), points * np.clip(share, 0.0, 1.0))


def _ratio_ends(_asked: object, *, points: float, over: str, **_settings: object) -> Range:
    return (0.0, points) if over == "cap" else (0.0, ANY[1])


def _has_a_way(at: RuleAt) -> list[Misuse]:
    if at.settings["target"] != at.settings["start"]:
        return []
    return [Misuse("the target is where the way to it starts.", "Change `target` or `start`.", ("target",))]


RULES = (
    Rule(
        "points_of_ratio",
        RuleKind.MEASURE,
        points_of_ratio,
        ends=_ratio_ends,
        fraction=answered_fraction,
        reads="values",
        words={"vi": "điểm theo tỷ lệ hoàn thành", "en": "points by the share that is done"},
    ),
    Rule(
        "points_of_target",
        RuleKind.MEASURE,
        points_of_target,
        ends=up_to_points,
        checks=_has_a_way,
        reads="values",
        words={"vi": "điểm theo mức đạt mục tiêu", "en": "points by the way to a target"},
    ),
)
