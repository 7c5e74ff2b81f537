"""Columns to Parquet and back; the only importer of pyarrow."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]


def parquet_of(columns: Mapping[str, Column], notes: Mapping[str, str] | None = None) -> bytes:
    """Columns of one length as a Parquet file, whole numbers in the smallest type that holds them; texts may be None.

    `notes` are kept beside the columns.
    """
    import pyarrow
    from pyarrow import parquet

    arrays = {name: pyarrow.array(_small(column)) for name, column in columns.items()}
    texts = [name for name, column in columns.items() if column.dtype == object]
    table = pyarrow.table(arrays).replace_schema_metadata(dict(notes or {}))
    out = BytesIO()
    parquet.write_table(table, out, compression="zstd", use_dictionary=[*texts, *_few(columns)])
    return out.getvalue()


def columns_of(content: bytes) -> dict[str, Column]:
    """The columns of a Parquet file by name. Raises ValueError if it is none."""
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.read_table(BytesIO(content))
    except (pyarrow.ArrowException, OSError) as broken:
        raise ValueError(str(broken).partition("\n")[0]) from broken
    return {name: table.column(name).to_numpy(zero_copy_only=False) for name in table.column_names}


def _small(column: Column) -> Column:
    """Whole numbers in the smallest signed type that holds them all."""
    if column.dtype.kind != "i" or not len(column):
        return column
    low, high = int(column.min()), int(column.max())
    ranges = ((kind, np.iinfo(kind)) for kind in (np.int8, np.int16, np.int32))
    fitting = (kind for kind, ends in ranges if ends.min <= low and high <= ends.max)
    return column.astype(next(fitting, np.int64))


def _few(columns: Mapping[str, Column]) -> list[str]:
    """Columns of decimal numbers: most are the values of a few options."""
    return [name for name, column in columns.items() if column.dtype.kind == "f"]
