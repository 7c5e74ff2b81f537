"""Finite populations from CSV `stratum,population`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.framework.sheets import number, read_sheet, stop_at


def read_strata(path: Path) -> Mapping[str, float]:
    """How many there are in each stratum; ThuocDoError with every mistake by its line, OSError if it cannot be read."""
    sheet = read_sheet(path)
    found: dict[str, float] = {}
    if not sheet.problems and sheet.need(["stratum", "population"]):
        for row in sheet.rows:
            name, written = row.cells["stratum"], row.cells["population"]
            if name in found:
                sheet.complain(row.line, name, "the stratum is there twice.", "Keep one of the rows.", "stratum")
            elif not written:
                mend = "Give the number of those who could be drawn."
                sheet.complain(row.line, name, "the population is empty.", mend, "population")
            elif (size := number(sheet, row, name, written, "population")) is not None:
                found[name] = size
                if size <= 0:
                    what = f"a population of {written}."
                    sheet.complain(row.line, name, what, "Give the number of those who could be drawn.", "population")
        if not sheet.rows:
            sheet.complain(1, "", "there is no stratum.", "Add a row for each, or leave --strata out.")
    stop_at([sheet])
    return found
