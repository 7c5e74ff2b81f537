"""Units from CSV `unit,title,group`; further columns are words to group by, `successor` the unit merged into."""

from __future__ import annotations

from pathlib import Path

from engine.framework.models import Framework
from engine.framework.sheets import Sheet, read_sheet
from engine.scoring.arrays import UnitRow
from engine.scoring.merging import SUCCESSOR
from engine.snapshots import ONE_GROUP

KNOWN = ("unit", "title", "group")
"""The columns that every file of units may have."""


def read_units(path: Path, framework: Framework) -> tuple[Sheet, tuple[UnitRow, ...]]:
    """The units of a file with what is wrong in it; an empty group means listed, but not ranked."""
    sheet = read_sheet(path)
    units: dict[str, UnitRow] = {}
    if sheet.problems or not sheet.need(["unit"]):
        return sheet, ()
    groups = framework.units.groups
    for row in sheet.rows:
        unit = row.cells["unit"]
        group = row.cells.get("group", ONE_GROUP if "group" not in sheet.columns else "") or None
        if "group" not in sheet.columns:
            group = ONE_GROUP
        if not unit:
            sheet.complain(row.line, "unit", "the cell is empty.", "Give the unit's id.")
        elif unit in units:
            sheet.complain(row.line, unit, "the unit is there twice.", "Keep one of the rows.")
        elif group and groups and group not in groups:
            sheet.complain(row.line, unit, f"there is no group `{group}`.", f"Use one of: {', '.join(groups)}.")
        else:
            labels = tuple((name, row.cells[name]) for name in sheet.columns if name and name not in KNOWN)
            units[unit] = UnitRow(unit, row.cells.get("title", "") or unit, group, labels)
    for row in sheet.rows:
        into = row.cells.get(SUCCESSOR, "")
        if into and (into not in units or into == row.cells["unit"]):
            what = f"the successor `{into}` is not among the units." if into not in units else "it succeeds itself."
            sheet.complain(
                row.line, row.cells["unit"], what, "Name the unit that it was merged into, or leave it empty."
            )
    return sheet, tuple(units.values())
