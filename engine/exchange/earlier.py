"""An earlier publication read back: the CSV that `thuocdo score --public` wrote."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from engine.disclosure.published import Cell, Published
from engine.exchange.scores import COLUMNS
from engine.framework.missing import Missing
from engine.problems import MachineError, ThuocDoError

NEEDED = ("unit", "node", "value", "score", "n", "missing")


def read_published(path: Path) -> Published:
    """What a file of published scores tells: how many stood behind what it keeps back is not among it.

    Raises MachineError where it cannot be read, ThuocDoError where it is no such file.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            lacking = [name for name in NEEDED if name not in (rows.fieldnames or ())]
            if lacking:
                raise ThuocDoError(
                    f"{path} is no file of scores: it has no column `{lacking[0]}`. "
                    f"Give one that `thuocdo score --public` wrote; its first line is {','.join(COLUMNS)}."
                )
            return Published({(row["unit"], row["node"]): (_cell(path, rows.line_num, row),) for row in rows})
    except OSError as error:
        raise MachineError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ThuocDoError(f"{path} is not UTF-8. Save it as CSV UTF-8.") from error


def _cell(path: Path, line: int, row: dict[str, str]) -> Cell:
    shown = row["missing"] != Missing.SUPPRESSED.name.lower()
    try:
        n = int(row["n"]) if row["n"] else None
        value, score = (float(row[name]) if row[name] else None for name in ("value", "score"))
        if any(figure is not None and not math.isfinite(figure) for figure in (value, score)):
            raise ValueError("no figure")
    except (TypeError, ValueError) as error:
        raise ThuocDoError(f"{path}:{line}: a figure is no number. Give the file as it was published.") from error
    return Cell(n, None, value, score, shown)
