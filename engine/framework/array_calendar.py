"""Days in arrays, by their numbers: 1 is 0001-01-01."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.framework import scalar_values

Floats: TypeAlias = NDArray[np.float64]

MISSING: Floats = np.array(np.nan)
_EPOCH = date(1970, 1, 1).toordinal()


def day(value: Any) -> Floats:
    """A day's number: what stands for a day in arrays, or that of a day in quotes."""
    if isinstance(value, str):
        number = scalar_values.day(value)
        return MISSING if number is None else np.array(float(number))
    return np.asarray(value, dtype=np.float64)


def _calendar(number: Floats) -> NDArray[np.datetime64]:
    sound = (number >= 1) & (number <= scalar_values.LAST_DAY)  # NaN is neither
    since_1970 = np.where(sound, number, np.nan) - _EPOCH
    return np.where(sound, np.nan_to_num(since_1970), np.iinfo(np.int64).min).astype("datetime64[D]")


def month_number(number: Floats) -> Floats:
    """The months from year 0 to the month of a day, given by its number."""
    return _counted(_calendar(number).astype("datetime64[M]"), 1970 * 12)


def day_in_month(number: Floats) -> Floats:
    """The day of its month, from 1, of a day given by its number."""
    days = _calendar(number)
    return _counted(days - days.astype("datetime64[M]"), 1)


def first_of_month(number: Floats) -> Floats:
    """The day's number of the first of a month, given by its number of months from year 0."""
    least, most = scalar_values.MONTHS
    sound = (number >= least) & (number <= most)  # NaN is neither
    months = np.where(sound, number, 0.0).astype(np.int64) - 1970 * 12
    return np.where(sound, months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + _EPOCH, np.nan)


def as_day(number: Floats) -> Floats:
    """The day of a number: itself, if there is such a day."""
    return np.where((number >= 1) & (number <= scalar_values.LAST_DAY), number, np.nan)


def _counted(times: NDArray[Any], first: int) -> Floats:
    return np.where(np.isnat(times), np.nan, times.astype(np.int64).astype(np.float64) + first)
