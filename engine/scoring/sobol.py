"""Sobol indices: which share of an output's variance each input brings, alone and with the others; by SALib."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.problems import ThuocDoError
from engine.scoring.arrays import FloatArray

RESAMPLES = 200
"""So many times blocks of runs are redrawn for the intervals."""

_SAME = 1e-9
"""An output whose runs differ by less than this share of their size does not vary."""


@dataclass(frozen=True)
class Indices:
    """Of one output: by input the first-order and total index, and how far each may be off; `used` of the blocks.

    Arrays are (inputs,); NaN where the output never varies, or fewer than half of the blocks could be used.
    """

    first: FloatArray
    first_off: FloatArray
    total: FloatArray
    total_off: FloatArray
    used: float

    @property
    def none(self) -> bool:
        """Whether there is nothing to tell."""
        return bool(np.isnan(self.total).all())


def _salib() -> tuple[Any, Any]:
    """SALib's designs and analyses. ThuocDoError that says how to get them where they are missing."""
    try:
        from SALib.analyze import sobol as analyses
        from SALib.sample import sobol as designs
    except ImportError as missing:
        raise ThuocDoError(
            "Sobol indices need the library SALib, which is not installed. Run: pip install 'thuocdo[sensitivity]'."
        ) from missing
    return designs, analyses


def _problem(inputs: Sequence[str]) -> dict[str, Any]:
    return {"num_vars": len(inputs), "names": list(inputs), "bounds": [[0.0, 1.0]] * len(inputs)}


def design(inputs: Sequence[str], blocks: int, seed: int) -> FloatArray:
    """Where the runs are (blocks · (inputs + 2), inputs), each number in [0, 1): scrambled Sobol points.

    Saltelli's scheme: each block is a row of A, that row with one column of B after another, and that row of B.
    `blocks` is a power of 2. (Saltelli and others, 2010, Computer Physics Communications 181; Joe and Kuo, 2008.)
    """
    found = _salib()[0].sample(_problem(inputs), blocks, calc_second_order=False, scramble=True, seed=seed)
    return np.clip(np.asarray(found, dtype=np.float64), 0.0, np.nextafter(1.0, 0.0))


def indices(inputs: Sequence[str], outputs: FloatArray, level: float, seed: int) -> Indices:
    """The indices of one output (runs,) at the points of `design`.

    S = mean(y_B · (y_AB − y_A)) / V, ST = mean((y_A − y_AB)²) / (2 V), each with an interval by redrawing blocks.
    A block in which a run failed (NaN) is left out as a whole; what is used of them is told. (Saltelli and others,
    2010; Jansen, 1999.)
    """
    size = len(inputs) + 2
    blocks = outputs.reshape(-1, size)
    sound = blocks[np.isfinite(blocks).all(axis=1)]
    used = len(sound) / len(blocks)
    nothing = np.full(len(inputs), np.nan)
    if used < 0.5 or np.ptp(sound) <= _SAME * np.abs(sound).max():
        return Indices(nothing, nothing, nothing, nothing, used)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of names that pandas will change
        found = _salib()[1].analyze(
            _problem(inputs), sound.reshape(-1), calc_second_order=False, num_resamples=RESAMPLES,
            conf_level=level, seed=seed,
        )  # fmt: skip
    names = ("S1", "S1_conf", "ST", "ST_conf")
    first, first_off, total, total_off = (np.asarray(found[name], dtype=np.float64) for name in names)
    return Indices(first, first_off, total, total_off, used)
