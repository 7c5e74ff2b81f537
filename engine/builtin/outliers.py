"""Treatments of skewed figures: outlier test and winsorising, logarithms, Box-Cox; what moves is marked."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

import numpy as np
from pydantic import Field

from engine.builtin.relative import comparisons
from engine.framework.rules import Rule, RuleKind
from engine.scoring.arrays import Adjusted, FloatArray, Peers
from engine.scoring.refusal import RefusalError

Over: TypeAlias = Literal["group", "all"]
_SAME = 1e-12
_SHARE = 0.01
"""How far from zero, as a share of the range, the smallest value stands before its logarithm is taken."""


def moments(own: FloatArray) -> tuple[float, float]:
    """(skewness G1, excess kurtosis G2), both corrected for bias; NaN below 4 values or where all are equal."""
    n = own.size
    centred = own - own.mean() if n else own
    second = float((centred**2).mean()) if n else 0.0
    if n < 4 or second <= (_SAME * np.abs(own).max()) ** 2:
        return np.nan, np.nan
    g1 = float((centred**3).mean()) / second**1.5
    g2 = float((centred**4).mean()) / second**2 - 3
    return g1 * np.sqrt(n * (n - 1)) / (n - 2), ((n + 1) * g2 + 6) * (n - 1) / ((n - 2) * (n - 3))


def outliers(
    values: FloatArray,
    peers: Peers,
    *,
    skewness: Annotated[float, Field(gt=0)] = 2.0,
    kurtosis: float = 3.5,
    most: Annotated[int, Field(ge=0)] = 5,
    otherwise: Literal["log", "boxcox", "keep"] = "log",
    exponent: float = 0.5,
    over: Over = "all",
) -> Adjusted:
    """Outliers by |G1| ≥ `skewness` and G2 ≥ `kurtosis` (both bias-corrected); then the extreme value becomes the next.

    That is done on the side of the skew, one value after the other, until the test passes. Values tied at the extreme
    move together; where more than `most` points would have to move, the untreated ones are put on logarithms
    y = x − min + 1 % of the range, mirrored for a long tail below; on (y^L − 1)/L, L the `exponent` (`otherwise:
    boxcox`); or kept (`otherwise: keep`). Fewer than 4 values, a constant and an indicator of two values, such as yes
    and no, are left alone. Units that are not ranked stay as they are. (COINr, `Treat`; JRC COIN Tool.)
    """
    treated = values.copy()
    for among in comparisons(peers, over):
        places = np.flatnonzero(among)
        for row in np.ndindex(values.shape[:-1]):
            there = places[~np.isnan(values[row][places])]
            treated[(*row, there)] = _treated(values[(*row, there)], skewness, kurtosis, most, otherwise, exponent)
    return Adjusted(treated, touched=(treated != values) & ~np.isnan(values))


def _treated(
    own: FloatArray, skewness: float, kurtosis: float, most: int, otherwise: str, exponent: float
) -> FloatArray:
    found = own.copy()
    moved = np.zeros(own.size, dtype=bool)
    while np.unique(found).size > 2:
        skew, kurt = moments(found)
        if not (abs(skew) >= skewness and kurt >= kurtosis):
            return found
        rising = np.unique(found)
        extreme, following = (rising[-1], rising[-2]) if skew > 0 else (rising[0], rising[1])
        moved |= found == extreme
        if moved.sum() > most:
            break
        found[found == extreme] = following
    if np.unique(own).size <= 2 or otherwise == "keep":
        return own
    power = exponent if otherwise == "boxcox" else 0.0
    return _drawn_in(own, power) if moments(own)[0] > 0 else -_drawn_in(-own, power)


def _drawn_in(own: FloatArray, exponent: float) -> FloatArray:
    """The values above their minimum, less a step, with a long tail above drawn in."""
    low, high = own.min(), own.max()
    return _power(np.log(own - low + _SHARE * (high - low)), exponent)


def _power(logs: FloatArray, exponent: float) -> FloatArray:
    """(y^L − 1)/L of what these are the logarithms of; L = 0 is the logarithm."""
    return logs if abs(exponent) < _SAME else np.asarray(np.expm1(exponent * logs) / exponent)


def log(
    values: FloatArray, peers: Peers, *, plus: float | Literal["range", "min"] = 0.0, over: Over = "all"
) -> Adjusted:
    """ln(x + plus); `plus: range` takes ln(x − min + 0.01·(max − min)) over the peers, `plus: min` ln(x − min + 1).

    A value that is not above 0 then is an error, and so is a constant with `plus: range`, whose logarithm has no end;
    with `plus: min` a constant gives 0. (JRC COIN Tool; COINr, `log_CT`, which gives −∞ there.)
    """
    if plus not in ("range", "min"):
        return Adjusted(_checked_log(values, float(plus)), touched=~np.isnan(values))
    treated = np.full(values.shape, np.nan)
    for among in comparisons(peers, over):
        own = values[..., among]
        low = np.fmin.reduce(own, axis=-1, keepdims=True, initial=np.nan)
        if plus == "min":
            treated[..., among] = np.log(own - low + 1)
            continue
        width = np.fmax.reduce(own, axis=-1, keepdims=True, initial=np.nan) - low
        flat = ~(width > _SAME * np.abs(low)) & ~np.isnan(low)
        if flat.any() and values.ndim == 2:
            rows = [int(row) for row in np.flatnonzero(flat[..., 0])]
            raise RefusalError("a constant has no range for a logarithm.", "Write `plus: 1`, or do not treat it.", rows)
        treated[..., among] = np.log(np.where(flat, np.nan, own - low + _SHARE * width))
    return Adjusted(treated, touched=~np.isnan(values))


def _checked_log(values: FloatArray, plus: float) -> FloatArray:
    bad = values + plus <= 0
    if bad.any():
        mend = "Raise `plus`, so that every value is above 0 with it."
        raise RefusalError("a logarithm meets a value of zero or below.", mend, at=np.argwhere(bad)[0][-2:])
    return np.asarray(np.log(values + plus))


def boxcox(values: FloatArray, _peers: Peers, *, exponent: float, plus: float = 0.0) -> Adjusted:
    """((x + plus)^L − 1)/L, L the `exponent`; L = 0 is ln(x + plus).

    A value that is not above 0 with `plus` is an error. (Box and Cox, 1964.)
    """
    return Adjusted(_power(_checked_log(values, plus), exponent), touched=~np.isnan(values))


RULES = (
    Rule("outliers", RuleKind.TREAT, outliers),
    Rule("log", RuleKind.TREAT, log),
    Rule("boxcox", RuleKind.TREAT, boxcox),
)
