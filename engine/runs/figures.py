"""A score table as one file of a run, every field of it, so that a page shows it as it was worked out."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import numpy as np

from engine.framework.models import Framework
from engine.runs.plain import Plain, noun_of, plain_of
from engine.scoring.plan import Plan
from engine.scoring.table import ScoreTable

_TREE = "tree"


def plain_table(table: ScoreTable) -> Plain:
    """The table taken apart, without its framework and plan."""
    return plain_of(table, without=(Framework, Plan))


def file_of(table: ScoreTable) -> bytes:
    """The table as an `.npz`."""
    plain = plain_table(table)
    tree = np.frombuffer(json.dumps(plain.tree, ensure_ascii=False, allow_nan=False).encode(), dtype=np.uint8)
    out = BytesIO()
    np.savez_compressed(out, **{_TREE: tree, **{f"at/{way}": array for way, array in plain.arrays.items()}})  # type: ignore[arg-type]
    return out.getvalue()


def table_in(content: bytes, framework: Framework) -> ScoreTable:
    """The table in a file. Raises ValueError, KeyError or TypeError for what is damaged."""
    try:
        with np.load(BytesIO(content), allow_pickle=False) as held:
            arrays = {name.removeprefix("at/"): held[name] for name in held.files if name != _TREE}
            tree = json.loads(held[_TREE].tobytes())
    except (zipfile.BadZipFile, OSError, EOFError) as broken:
        raise ValueError(str(broken)) from broken
    return noun_of(ScoreTable, Plain(tree, arrays), given={Framework: framework})
