"""Gates: what happens to a score when a condition bites."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated

import numpy as np
from pydantic import Field

from engine.framework.rule_at import Misuse, RuleAt
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import BoolArray, FloatArray


def cap(score: FloatArray, bites: BoolArray, *, at: float) -> FloatArray:
    """Where the condition bites, the score is at most `at`: min(s, at); a missing score stays missing.

    (Audit schemes: one grave finding limits the grade.)
    """
    return np.where(bites, np.minimum(score, at), score)


def knock_out(score: FloatArray, bites: BoolArray, *, at: float) -> FloatArray:
    """Where the condition bites, the score is `at`, whatever it was; a missing score stays missing.

    (CMMC: a level needs all of its practices.)
    """
    return np.where(bites & ~np.isnan(score), at, score)


def cut(score: FloatArray, bites: BoolArray, *, share: Annotated[float, Field(gt=0, le=1)]) -> FloatArray:
    """Where the condition bites, the score loses a `share` of itself: s·(1 − share); a missing score stays missing.

    (Known from no published index: the reason of the gate has to say why.)
    """
    return np.where(bites, score * (1 - share), score)


def _limits_something(at: RuleAt) -> Iterator[Misuse]:
    limit, highest = at.settings["at"], at.ends[1]
    if math.isfinite(highest) and limit >= highest:
        what = f"the cap of {limit:g} limits nothing: `{at.on}` is at most {highest:g}."
        yield Misuse(what, "Lower it, or remove the gate.", ("at",))


RULES = (
    Rule("cap", RuleKind.GATE, cap, checks=_limits_something),
    Rule("knock_out", RuleKind.GATE, knock_out),
    Rule("cut", RuleKind.GATE, cut),
)
