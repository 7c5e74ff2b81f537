"""The change of every score since the edition before, in parts that add up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from engine.scoring.arrays import FloatArray, ReasonArray


class Why(IntEnum):
    """Why no change is shown; 0: one is."""

    SHOWN = 0
    NEW_NODE = 1  # the earlier edition had no such component
    NOT_COMPARABLE = 2  # it had one of this name, which meant something else
    NEW_UNIT = 3
    NO_SCORE_BEFORE = 4
    NO_SCORE_NOW = 5
    NOT_RESCORED = 6  # by this edition's rules the earlier figures give no score
    KEPT_BACK = 7  # so few stand behind it, or behind a part of it, that it is not shown


@dataclass(frozen=True)
class ChangeTable:
    """The change of every score; arrays are (nodes, units), those of this edition, and NaN where none is shown.

    before    the score that the earlier edition published
    rescored  the earlier figures by this edition's rules
    method, own, peers, data  add up to now − before
    why       `Why`, 0 where a change is shown
    edition   what the earlier edition is called
    """

    nodes: tuple[str, ...]
    units: tuple[str, ...]
    before: FloatArray
    rescored: FloatArray
    now: FloatArray
    method: FloatArray
    own: FloatArray
    peers: FloatArray
    data: FloatArray
    why: ReasonArray
    edition: str = ""

    @property
    def total(self) -> FloatArray:
        """Now less before."""
        return np.where(self.why == Why.SHOWN, self.now - self.before, np.nan)
