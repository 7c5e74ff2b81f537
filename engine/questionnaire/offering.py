"""Which of many units a respondent is asked about: drawn by chance, those short of answers rather; and the chance."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from statistics import median

import numpy as np

from engine.framework.models import Form, Framework
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.names import plain
from engine.questionnaire.path import Step

FEW, FEWER = 2, 4
"""How much rather a unit is drawn that has fewer answers than the middle one, and one with less than half of those.

Whole numbers and few of them: a chance tells only how short of answers units were by and large, hardly when it was.
"""


def drawn(
    framework: Framework,
    form: Form,
    before: Answers,
    given: Mapping[AnswerKey, Answer | None],
    seed: str,
    met: Mapping[str, int],
) -> dict[AnswerKey, Answer | None]:
    """What `given` answers have drawn beside them: the units that pages are asked about, and the chance of each.

    The units are the answer of the drawing question, the chance is its answer in the pass over the unit. `met` says how
    many answers each unit has so far. The same `seed` draws the same units as long as none is chosen or left out, and
    mostly the same otherwise: each unit has its own random number. What was drawn stays as it is while its question
    is answered as `before`, so that the same page sent twice says the same twice.
    """
    found: dict[AnswerKey, Answer | None] = {}
    for question in form.drawing:
        source = AnswerKey(question.setting("among"))
        if source not in given:
            continue
        kept, chosen = before.get(AnswerKey(question.id)), plain(given[source])
        if not isinstance(chosen, tuple):
            found[AnswerKey(question.id)] = None
        elif kept is not None and isinstance(kept.value, tuple) and chosen == plain(before.get(source)):
            found[AnswerKey(question.id)] = kept
            found |= {key: before.get(key) for key in (AnswerKey(question.id, unit) for unit in kept.value)}
        else:
            rather = _rather(framework, chosen, met)
            chances = _drawn_of(chosen, question.draw or 1, f"{seed} {question.id}", rather)
            found[AnswerKey(question.id)] = Answer(tuple(unit for unit in chosen if unit in chances))
            found |= {AnswerKey(question.id, unit): Answer(chance) for unit, chance in chances.items()}
    return found


def chance_of_pass(form: Form, step: Step, answers: Answers) -> float:
    """The chance that the respondent was asked about the unit of a step; 1 where nothing was drawn.

    Its inverse is how many times the answers count (D. Horvitz, D. Thompson, A generalization of sampling without
    replacement from a finite universe, 1952).
    """
    if not form.drawing or not any(question.id == step.page.for_each for question in form.drawing):
        return 1.0
    chance = plain(answers.get(AnswerKey(step.page.for_each or "", step.item)))
    return chance if isinstance(chance, float) and 0 < chance <= 1 else 1.0


def _rather(framework: Framework, chosen: Sequence[str], met: Mapping[str, int]) -> list[int]:
    """How much rather each of the chosen units is drawn, by how many answers it has beside all units of its group."""
    found = []
    for unit in chosen:
        group = framework.unit[unit].group if unit in framework.unit else None
        peers = [met.get(each.id, 0) for each in framework.units.list if each.group == group]
        middle = median(peers) if peers else 0
        own = met.get(unit, 0)
        found.append(FEWER if own < middle / 2 else FEW if own < middle else 1)
    return found


def _drawn_of(chosen: Sequence[str], most: int, seed: str, rather: Sequence[int]) -> dict[str, float]:
    """The units that are drawn, with the chance of each: whose own waiting time is among the `most` shortest.

    A unit waits −ln(u)/r, with u its own random number in (0, 1] and r how much rather it is drawn (order sampling with
    exponential ranking variables: B. Rosén, Asymptotic theory for order sampling, 1997). Its chance to be among the
    `most` is exact, see `chances_of`.
    """
    if len(chosen) <= most:
        return dict.fromkeys(chosen, 1.0)
    waits = {unit: -np.log(_number(f"{seed} {unit}")) / rate for unit, rate in zip(chosen, rather, strict=True)}
    first = sorted(chosen, key=lambda unit: (waits[unit], unit))[:most]
    chance = dict(zip(chosen, chances_of(tuple(rather), most), strict=True))
    return {unit: chance[unit] for unit in chosen if unit in first}


def _number(seed: str) -> float:
    """A number in (0, 1], the same for the same text and like chance for others."""
    return (int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=8).digest()) + 1) / 2**64


@lru_cache(maxsize=1024)
def chances_of(rather: tuple[int, ...], most: int) -> tuple[float, ...]:
    """The chance of each unit to be one of the first `most`, rounded to four decimals.

    With v = e^(−t) a unit of rate r has not come by time t with probability v^r, so its chance is the integral over v
    in (0, 1) of r·v^(r−1) times the probability that fewer than `most` others have come, which multiplies out to a
    polynomial in v: Gauss and Legendre's rule gives its integral exactly, up to rounding.
    """
    if len(rather) <= most:
        return (1.0,) * len(rather)
    nodes, weights = np.polynomial.legendre.leggauss(sum(rather) // 2 + 1)
    v, weights = (nodes + 1) / 2, weights / 2
    by_rate = {}
    for rate in set(rather):
        others = list(rather)
        others.remove(rate)
        come = np.zeros((most, len(v)))  # how many of the others have come: the probability of each number
        come[0] = 1
        for other in others:
            not_yet = v**other
            come[1:] = come[1:] * not_yet + come[:-1] * (1 - not_yet)
            come[0] *= not_yet
        by_rate[rate] = round(float((weights * rate * v ** (rate - 1) * come.sum(axis=0)).sum()), 4)
    return tuple(by_rate[rate] for rate in rather)
