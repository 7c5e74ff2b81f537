"""Responses whose answers on scales are unlike all others: psychometric synonyms and antonyms, Mahalanobis distance."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.framework.models import Form, Quality
from engine.framework.models.quality import Mahalanobis

Floats: TypeAlias = NDArray[np.float64]
Rated: TypeAlias = tuple[int, Form, str, str, float]
"""Whose answer, to which form and question, in which pass, how far up its scale (0 to 1)."""

_AT_ONCE = 2000
"""So many passes are looked at together: memory stays bounded however many there are."""

_ALONE = 1e-9
"""A question that tells less than this beyond the others tells nothing: there is no distance."""


@dataclass(frozen=True)
class Sheets:
    """The passes of all responses over the same questions: answers (passes, questions), NaN for none.

    whose  (passes,) the response that each is of
    """

    whose: NDArray[np.int64]
    answers: Floats


def unlike_others(quality: Quality, ratings: Sequence[Rated]) -> Iterator[tuple[int, str]]:
    """(whose, sign) of the responses that raise `synonyms`, `antonyms` or `mahalanobis`, each once."""
    sheets = list(_sheets(ratings))
    people = 1 + max((int(each.whose.max()) for each in sheets), default=-1)
    if (like := quality.synonyms) is not None:
        within = _within(sheets, people, like.responses, like.pairs, lambda r: r >= like.least)
        yield from ((place, "synonyms") for place in np.flatnonzero(within < like.below).tolist())
    if (against := quality.antonyms) is not None:
        within = _within(sheets, people, against.responses, against.pairs, lambda r: r <= against.most)
        yield from ((place, "antonyms") for place in np.flatnonzero(within > against.above).tolist())
    if quality.mahalanobis is not None:
        far: set[int] = set()
        for each in sheets:
            far.update(each.whose[far_out(each.answers, quality.mahalanobis)].tolist())
        yield from ((place, "mahalanobis") for place in sorted(far))


def _sheets(ratings: Sequence[Rated]) -> Iterator[Sheets]:
    """The answers put together by what is asked in one pass."""
    asked: dict[tuple[str, str | None], dict[str, int]] = {}
    rows: dict[tuple[str, str | None], dict[tuple[int, str], int]] = {}
    cells: dict[tuple[str, str | None], list[tuple[int, int, float]]] = {}
    for whose, form, question, item, share in ratings:
        block = form.id, form.page_of[question].for_each
        column = asked.setdefault(block, {}).setdefault(question, len(asked[block]))
        lines = rows.setdefault(block, {})
        cells.setdefault(block, []).append((lines.setdefault((whose, item), len(lines)), column, share))
    for block, told in cells.items():
        answers = np.full((len(rows[block]), len(asked[block])), np.nan)
        for row, column, share in told:
            answers[row, column] = share
        yield Sheets(np.array([whose for whose, _ in rows[block]], dtype=np.int64), answers)


def covariances(answers: Floats) -> tuple[Floats, Floats]:
    """(covariances (questions, questions), n − 1, from the passes that have both; how many these are)."""
    there = ~np.isnan(answers)
    middle = np.where(there, answers, 0.0).sum(axis=0) / np.maximum(there.sum(axis=0), 1)
    filled = np.where(there, answers - middle, 0.0)
    both = there.T.astype(np.float64) @ there
    sums, products = filled.T @ there, filled.T @ filled
    with np.errstate(divide="ignore", invalid="ignore"):
        cov = (products - sums * sums.T / both) / (both - 1)
    return np.where(both > 1, cov, np.nan), both


def _within(
    sheets: Sequence[Sheets], people: int, responses: int, least: int, is_pair: Callable[[Floats], NDArray[np.bool_]]
) -> Floats:
    """The correlation (people,) within each response over pairs of questions; NaN for fewer than `least` pairs.

    Pairs are told by the correlation of two questions over all passes, of which `responses` answered both. A response
    whose answers to them never vary has none. (Meade and Craig, 2012; the R package careless, `psychsyn`.)
    """
    sums = np.zeros((6, people))
    for each in sheets:
        cov, both = covariances(each.answers)
        sd = np.sqrt(np.maximum(np.diag(cov), 0.0))
        with np.errstate(divide="ignore", invalid="ignore"):
            r = np.where(both >= responses, cov / np.outer(sd, sd), np.nan)
        first, second = np.nonzero(np.triu(is_pair(r), k=1))
        for start in range(0, len(each.answers) if len(first) else 0, _AT_ONCE):
            some = slice(start, start + _AT_ONCE)
            x, y = each.answers[some][:, first], each.answers[some][:, second]
            there = ~np.isnan(x + y)
            x, y = np.where(there, x, 0.0), np.where(there, y, 0.0)
            for place, told in enumerate((there * 1.0, x, y, x * x, y * y, x * y)):
                sums[place] += np.bincount(each.whose[some], told.sum(axis=1), minlength=people)
    n, x, y, xx, yy, xy = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = (n * xx - x**2) * (n * yy - y**2)
        found = (n * xy - x * y) / np.sqrt(spread)
    return np.asarray(np.where((n >= least) & (spread > 1e-12 * n**4), found, np.nan))


def far_out(answers: Floats, rule: Mahalanobis) -> NDArray[np.bool_]:
    """Which passes (passes,) lie farther from the mean of all than a share `level` of a chi-square distribution.

    The squared distance (x − m)' S⁻¹ (x − m) over the questions that the pass answered, with as many degrees of
    freedom; m and S from the passes that answered all, or, where these are fewer than `responses` or than two a
    question, S from those that have both of two questions. There is none where fewer than `responses` answered, and
    where a question tells nothing beyond the others. One that never varies is left out. (Mahalanobis, 1936; the R
    package careless, `mahad`; WEF: 99.9 %.)
    """
    cov, both = covariances(answers)
    kept = np.flatnonzero((np.diag(cov) > _ALONE**2) & (np.diag(both) >= rule.responses))
    answers, found = answers[:, kept], np.zeros(len(answers), dtype=bool)
    if not len(kept):
        return found
    whole = ~np.isnan(answers).any(axis=1)
    used = answers[whole] if whole.sum() >= max(rule.responses, 2 * len(kept)) else answers
    cov, off = covariances(used)[0], answers - np.nanmean(used, axis=0)
    patterns, place = np.unique(~np.isnan(answers), axis=0, return_inverse=True)
    for number, there in enumerate(patterns):
        rows = np.flatnonzero(place.reshape(-1) == number)
        part = cov[np.ix_(there, there)]
        if not there.any() or np.isnan(part).any():
            continue
        sd = np.sqrt(np.diag(part))
        if not (sd > 0).all() or np.linalg.eigvalsh(part / np.outer(sd, sd))[0] <= _ALONE:
            continue
        z = off[np.ix_(rows, np.flatnonzero(there))]
        distance = np.einsum("ij,ij->i", z, np.linalg.solve(part, z.T).T)
        found[rows] = [beyond(each, int(there.sum())) < 1 - rule.level for each in distance.tolist()]
    return found


def beyond(x: float, freedom: int) -> float:
    """The share of a chi-square distribution that lies above x (Abramowitz and Stegun, 26.4.4 and 26.4.5)."""
    half = max(x, 0.0) / 2
    if half > 700:  # beyond what a float can hold: Wilson and Hilferty (1931)
        spread = 2 / (9 * freedom)
        return 0.5 * math.erfc(((x / freedom) ** (1 / 3) - 1 + spread) / math.sqrt(2 * spread))
    term, total = math.exp(-half), math.exp(-half)
    if freedom % 2:
        term, total = math.sqrt(2 * x / math.pi) * math.exp(-half) if x > 0 else 0.0, 0.0
        for step in range(3, freedom + 1, 2):
            total += term
            term *= x / step
        return min(1.0, math.erfc(math.sqrt(half)) + total)
    for step in range(1, freedom // 2):
        term *= half / step
        total += term
    return min(1.0, total)
