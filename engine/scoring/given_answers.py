"""The answers behind one unit's figure: how many chose each option, told so that nobody can be picked out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import Audience, Framework
from engine.scoring.arrays import Column
from engine.scoring.gather import Rated
from engine.scoring.plan import Leaf

SMALLEST = 5
"""Of anonymous answers no number between 1 and this less one is told by itself."""


@dataclass(frozen=True)
class Count:
    """How many gave one of these answers: `options` are ids, `reasons` why there was none; several are told as one."""

    n: int
    options: tuple[str, ...] = ()
    reasons: tuple[Missing, ...] = ()


@dataclass(frozen=True)
class Answers:
    """The answers to one question about a unit; no counts where they are too few to be told."""

    question: str
    counts: tuple[Count, ...]


def answers_of(framework: Framework, seen: Rated | None, leaf: Leaf, unit: int) -> tuple[Answers, ...]:
    """The counts of the questions of an indicator that offer options, for the unit at a position."""
    told = []
    of = frozenset(map(str, leaf.measure.settings.get("of", ()))) if leaf.measure else frozenset()
    for name in leaf.source if seen is not None else ():
        question, column = framework.question.get(name), seen.columns.get(name) if seen is not None else None
        options = () if question is None else framework.options_of(question)
        if seen is None or column is None or not options:
            continue
        mine = slice(int(seen.starts[unit]), int(seen.starts[unit + 1]))
        if (column.reasons[mine] != Missing.NOT_ASKED).any():
            counts = _counted(column, mine, {option.id for option in options if option.missing is None})
            anonymous = any(x.audience is Audience.RESPONDENTS and name in x.question for x in framework.forms)
            one_choice = column.picks is None and column.places is None
            told.append(Answers(name, guarded(counts, of, exclusive=one_choice) if anonymous else counts))
    if not all(each.counts for each in told):  # the figure of all and the counts of some tell those of the others
        return tuple(Answers(each.question, ()) for each in told)
    return tuple(told)


def _counted(column: Column, mine: slice, options: Collection[str]) -> tuple[Count, ...]:
    reasons = column.reasons[mine]
    if column.picks is not None:
        per_option = column.picks[:, mine].sum(axis=1)
    elif column.places is not None:
        per_option = (column.places[:, mine] == 1).sum(axis=1)
    else:
        codes = column.codes[mine]
        per_option = np.bincount(codes[codes >= 0], minlength=len(column.options))
    found = [Count(int(n), (name,)) for name, n in zip(column.options, per_option, strict=True) if name in options]
    without = [(reason, int((reasons == reason).sum())) for reason in Missing if reason is not Missing.PRESENT]
    return (*found, *(Count(n, (), (reason,)) for reason, n in without if n and reason is not Missing.NOT_ASKED))


def guarded(counts: Sequence[Count], of: Collection[str], *, exclusive: bool) -> tuple[Count, ...]:
    """The counts, if none is small; else no more than a share and its n tell anyway.

    That is how many gave an answer that the share is `of`, and how many another one. Nothing is told where one of these
    is small, or where one record may have several options (`exclusive` false).
    """
    if not any(0 < count.n < SMALLEST for count in counts):
        return tuple(counts) if any(count.n for count in counts) else ()
    sides = [
        [count for count in counts if count.options and (count.options[0] in of) is counted]
        for counted in (True, False)
    ]
    if not exclusive or any(sum(count.n for count in side) < SMALLEST for side in sides):
        return ()
    return tuple(
        Count(sum(count.n for count in side), tuple(name for count in side for name in count.options)) for side in sides
    )
