"""A score table, or what stands beside it, as one file of a run, so that a page shows it as it was worked out."""

from __future__ import annotations

import json
import zipfile
import zlib
from io import BytesIO
from typing import TypeAlias, TypeVar

import numpy as np

from engine.framework.models import Framework
from engine.runs.plain import Plain, noun_of, plain_of
from engine.scoring.asides import Asides
from engine.scoring.change_table import ChangeTable
from engine.scoring.plan import Plan
from engine.scoring.rank_sensitivity import RankSensitivity
from engine.scoring.table import ScoreTable

_TREE = "tree"


Noun = TypeVar("Noun", ScoreTable, Asides)


Figures: TypeAlias = ScoreTable | Asides | ChangeTable | RankSensitivity
"""What a run keeps."""


def plain_figures(noun: Figures) -> Plain:
    """The figures taken apart, without framework and plan, and without what another edition tells of them."""
    beside = () if isinstance(noun, ChangeTable) else (ChangeTable,)
    return plain_of(noun, without=(Framework, Plan, *beside))


def file_of(noun: Figures) -> bytes:
    """The figures as an `.npz`."""
    plain = plain_figures(noun)
    tree = np.frombuffer(json.dumps(plain.tree, ensure_ascii=False, allow_nan=False).encode(), dtype=np.uint8)
    out = BytesIO()
    np.savez_compressed(out, **{_TREE: tree, **{f"at/{way}": array for way, array in plain.arrays.items()}})  # type: ignore[arg-type]
    return out.getvalue()


def figures_in(kind: type[Noun], content: bytes, framework: Framework) -> Noun:
    """The figures in a file. Raises ValueError, KeyError or TypeError for what is damaged."""
    return noun_of(kind, _plain_in(content), given={Framework: framework})


def change_in(content: bytes) -> ChangeTable:
    """The change in a file. Raises as `figures_in` does."""
    return noun_of(ChangeTable, _plain_in(content))


def sensitivity_in(content: bytes) -> RankSensitivity:
    """The sensitivity in a file. Raises as `figures_in` does."""
    return noun_of(RankSensitivity, _plain_in(content))


def _plain_in(content: bytes) -> Plain:
    try:
        with np.load(BytesIO(content), allow_pickle=False) as held:
            arrays = {name.removeprefix("at/"): held[name] for name in held.files if name != _TREE}
            tree = json.loads(held[_TREE].tobytes())
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError) as broken:  # as zipfile tells damage
        raise ValueError(str(broken)) from broken
    return Plain(tree, arrays)
