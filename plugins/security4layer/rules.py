"""Credit from 0 to 1 for a checklist item, from the unit's own answers: the option that was chosen, a number by bands.

A unit answers once, so its last record counts. An item that was left empty or is not applicable is missing with that
reason; what the first of them costs is for the form's `unanswered:` to say. Ratios and days have modules of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import numpy as np
from pydantic import Field

from engine.framework.missing import Missing
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import Measured, Ratings
from engine.scoring.rounding import snapped
from plugins.security4layer import days, ratios
from plugins.security4layer.reading import PARTLY, Bands, chose, credit_ends, credited, given_in, in_bands, measured


def credit(ratings: Ratings) -> Measured:
    """The chosen option's value: yes 1, partly 0.5, no 0, or as the file lists it.

    What was left empty or does not apply is missing with that reason. (OWASP SAMM values its answers likewise.)
    """
    given = given_in(ratings)
    return measured(credited(given.values, given.reasons), given.reasons, ratings)


def banded(
    ratings: Ratings,
    kind: Ratings | None = None,
    *,
    bands: Bands,
    bands_of: Mapping[str, Bands] | None = None,
) -> Measured:
    """Credit of the highest band that a number reaches, else 0, at 12 significant digits.

    `from: [number]`, or `[number, kind of unit]` with `bands_of: {option: bands}` for kinds that have bands of their
    own; where nothing is said of the kind, the general bands hold. (Numbers of the proposed four-layer checklist:
    15 % of spending after the Law on Cybersecurity 116/2025/QH15, Art. 38.1.)
    """
    given = given_in(ratings)
    numbers = np.asarray(snapped(given.values))
    found = in_bands(numbers, bands)
    for option, own in (bands_of or {}).items():
        if kind is not None:
            found = np.where(np.nan_to_num(chose(kind, option)) == 1, in_bands(numbers, own), found)
    return measured(credited(found, given.reasons), given.reasons, ratings)


Least = tuple[Annotated[float, Field(gt=0)], ...]


def least_by_level(
    ratings: Ratings, level: Ratings, *, least: Annotated[Least, Field(min_length=5, max_length=5)]
) -> Measured:
    """Credit 1 for a number from the least of its level on, 0.5 from half of that on, then 0.

    `from: [number, highest level]`; `least` has one number a level, 1 to 5. Without a level: left open. (TCVN
    14423:2026: months for which logs are kept.)
    """
    given, graded = given_in(ratings), given_in(level)
    known = ~np.isnan(graded.values)
    wanted = np.array(least)[np.clip(np.nan_to_num(graded.values, nan=1.0), 1, 5).astype(np.int64) - 1]
    found = np.where(given.values >= wanted, 1.0, np.where(2 * given.values >= wanted, PARTLY, 0.0))
    reasons = np.where(known, given.reasons, np.maximum(given.reasons, np.int8(Missing.SKIPPED))).astype(np.int8)
    return measured(credited(found, reasons), reasons, ratings)


RULES = (
    Rule("credit", RuleKind.MEASURE, credit, ends=credit_ends),
    Rule("banded", RuleKind.MEASURE, banded, ends=credit_ends),
    Rule("least_by_level", RuleKind.MEASURE, least_by_level, ends=credit_ends),
    *ratios.RULES,
    *days.RULES,
)
