"""Letters for units that cannot be told apart: whoever shares one may as well stand the other way round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.scoring.pairs import Contest


@dataclass(frozen=True)
class Alike:
    """The runs that a unit is in, as their first and last letter, and whether its rows are shaded.

    Runs follow each other in rank order, so a unit's letters have no gap; the shade changes with the first letter.
    """

    first: str
    last: str
    shaded: bool


def alike_of(contest: Contest) -> Mapping[int, Alike]:
    """By the unit's position in the table; empty where there is nobody to compare with."""
    if len(contest.units) < 2:
        return {}
    told = {}
    for place, unit in enumerate(contest.units.tolist()):
        mine = [number for number, (first, last) in enumerate(contest.runs) if first <= place <= last]
        told[unit] = Alike(_letters(mine[0]), _letters(mine[-1]), mine[0] % 2 == 1)
    return told


def _letters(number: int) -> str:
    """A to Z, then AA to AZ, as the columns of a spreadsheet."""
    rest, last = divmod(number, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("A") + last)
