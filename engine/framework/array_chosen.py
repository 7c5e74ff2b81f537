"""Chosen options in arrays, and the operations of expressions on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.framework import scalar_values

Floats: TypeAlias = NDArray[np.float64]


class Chosen(np.ndarray[tuple[int, ...], np.dtype[np.float64]]):
    """Answers to a question with options: their values, and for each option (units,) whether it was chosen.

    `picked` holds 1.0, 0.0, or NaN where there is no answer; an array computed from these answers has none.
    """

    picked: Mapping[str, Floats] | None
    several: bool

    @classmethod
    def of(cls, values: Floats, picked: Mapping[str, Floats], *, several: bool) -> Chosen:
        """The answers; `several` says that more than one option may be chosen, so that `==` means nothing."""
        made = np.asarray(values, dtype=np.float64).view(cls)
        made.picked, made.several = picked, several
        return made

    def __array_finalize__(self, _source: Any) -> None:
        self.picked, self.several = None, False


def picked_at(value: Any, option: str) -> Floats | None:
    """Where an option was chosen; None for what holds no options."""
    if not isinstance(value, Chosen) or value.picked is None:
        return None
    there = next(iter(value.picked.values()), np.full(np.shape(value), np.nan))
    return value.picked.get(option, np.where(np.isnan(there), np.nan, 0.0))


def answered(value: Floats) -> Floats:
    """Whether there is a value, or a chosen option, whether or not it is worth one."""
    picked = value.picked if isinstance(value, Chosen) else None
    if picked:
        value = next(iter(picked.values()))
    return (~np.isnan(value)).astype(np.float64)


def selected(value: Floats, option: str) -> Floats:
    """Whether an option is (among) what was chosen; figures hold no options: missing."""
    chosen = picked_at(value, option)
    return np.full(np.shape(value), np.nan) if chosen is None else chosen


def credit(value: Floats) -> Floats:
    """The points of what was chosen; of figures, themselves."""
    return np.asarray(value, dtype=np.float64)


def label(value: Floats) -> Floats:
    """Arrays hold no words: missing."""
    return np.full(np.shape(value), np.nan)


def same_words(left: Any, right: Any) -> Floats:
    """Whether two texts are the same; arrays hold no words: missing."""
    if isinstance(left, str) and isinstance(right, str):
        return np.array(float(bool(scalar_values.same_words(left, right))))
    return np.full(np.broadcast_shapes(*(np.shape(each) for each in (left, right))), np.nan)
