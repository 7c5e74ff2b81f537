"""What a form's `unanswered:` makes of questions that a unit left open: no credit, a reason, or no result at all.

A question is open where it was asked last and left empty, refused, or answered "don't know". One that is off the path,
or that the unit answered as not applicable, is not: it is nobody's duty.

- `zero`: an indicator that rests on an open question has the lowest score of its scale.
- `missing`: it has no score, with the reason; coverage falls.
- `refuse_to_lock`: while a required question of the form is open, everything that rests on the form is withheld.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.scoring.arrays import BoolArray, Column, IntArray, Measured, last_asked
from engine.scoring.plan import Leaf

OPEN = (Missing.SKIPPED, Missing.REFUSED, Missing.DONT_KNOW)
"""Reasons of an answer that is owed; it is not the same as one that does not apply."""


@dataclass(frozen=True)
class Duties:
    """What a framework's forms ask for: the questions of `zero` forms, and by `refuse_to_lock` form its questions."""

    zero: frozenset[str]
    locked: tuple[tuple[frozenset[str], frozenset[str]], ...]
    """For each form that refuses to lock: all its questions, and those among them that are required."""

    assessed: frozenset[str]
    """Questions that somebody answers for the unit as a whole: a census, of which a bootstrap draws no sample."""


def duties_of(framework: Framework) -> Duties:
    """The duties of a framework's self-assessed forms."""
    told = [form for form in framework.forms if form.unanswered is not None]
    return Duties(
        zero=frozenset(name for form in told if form.unanswered == "zero" for name in form.question),
        locked=tuple(
            (frozenset(form.question), frozenset(q.id for q in form.question.values() if q.required))
            for form in told
            if form.unanswered == "refuse_to_lock"
        ),
        assessed=frozenset(name for form in told for name in form.question),
    )


def sampled(framework: Framework, columns: Mapping[str, Column], size: int) -> BoolArray:
    """Which of `size` records are of respondents, who are a sample; units that assess themselves are all there is."""
    census = np.zeros(size, dtype=bool)
    for question in duties_of(framework).assessed & columns.keys():
        census |= columns[question].reasons != Missing.NOT_ASKED
    return ~census


def left_open(column: Column, starts: IntArray) -> BoolArray:
    """Which units (units,) left a question open in the last of their records that asked it."""
    reasons = np.append(column.reasons, np.int8(Missing.NOT_ASKED))[last_asked(column, starts)]
    return np.asarray(np.isin(reasons, OPEN))


def any_open(questions: Iterable[str], columns: dict[str, Column], starts: IntArray) -> BoolArray:
    """Which units left at least one of the questions open."""
    found = np.zeros(len(starts) - 1, dtype=bool)
    for name in sorted(questions):
        if name in columns:
            found |= left_open(columns[name], starts)
    return found


def without(found: Measured, open_ends: BoolArray) -> Measured:
    """The measured values with nothing where a question is open; the reason is one of `OPEN`."""
    reasons = np.where(open_ends & ~np.isin(found.reasons, OPEN), np.int8(Missing.SKIPPED), found.reasons)
    return replace(found, values=np.where(open_ends, np.nan, found.values), reasons=reasons.astype(np.int8))


def owing(leaf: Leaf, found: Measured, open_ends: BoolArray) -> BoolArray:
    """Where an indicator of a `zero` form has no credit.

    A measure that pools its questions would rest on the answered ones alone, so one open question takes all. One whose
    questions have roles of their own knows which of them it needs: there its own reason decides.
    """
    if leaf.measure is not None and leaf.measure.rule.pools:
        return np.asarray(open_ends & (found.reasons != Missing.NOT_APPLICABLE))
    return np.asarray(open_ends & np.isin(found.reasons, OPEN))
