"""Units from CSV `unit,title,group`, and who is scored when no such file is given."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from engine.exchange.rows import Sheet, read_sheet
from engine.framework.models import Framework
from engine.scoring.arrays import UnitRow

ONE_GROUP = ""
"""The group of all units where nobody declared groups."""


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
            units[unit] = UnitRow(unit, row.cells.get("title", "") or unit, group)
    return sheet, tuple(units.values())


def register_of(framework: Framework, met: Iterable[str]) -> tuple[UnitRow, ...]:
    """The units where no file names them: the framework's register and, in its `others` group, those met beside it.

    A framework without a register has all units in one group. Units that a register without `others` does not list
    are not among the result; whoever met them complains.
    """
    register = framework.units
    listed = [UnitRow(unit.id, str(unit.title), unit.group) for unit in register.list]
    known = {unit.id for unit in listed}
    beside = [name for name in dict.fromkeys(met) if name not in known]
    if register.others is not None:
        return (*listed, *(UnitRow(name, name, register.others) for name in beside))
    if listed:
        return tuple(listed)
    return tuple(UnitRow(name, name, ONE_GROUP) for name in beside)
