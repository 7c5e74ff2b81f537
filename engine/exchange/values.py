"""Outside figures from CSV: tidy `unit,indicator,value`, or wide with one column an indicator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engine.framework.missing import REASONS, Missing
from engine.framework.models import Framework
from engine.framework.sheets import Row, Sheet, meant, number, read_sheet
from engine.scoring.arrays import Figures, UnitRow


@dataclass(frozen=True)
class Cell:
    """A figure, or the reason why there is none, and where it stands."""

    value: float
    reason: Missing
    place: str


@dataclass
class Values:
    """The figures of all files: (basis, indicator, unit) -> cell; columns that named no indicator; the files read."""

    cells: dict[tuple[str, str, str], Cell] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    met: dict[str, tuple[Sheet, Row]] = field(default_factory=dict)

    @property
    def units(self) -> Iterable[str]:
        """The units met, in the order of the files."""
        return tuple(self.met)

    @property
    def bases(self) -> tuple[str, ...]:
        """The bases met, in the order of the files."""
        return tuple(dict.fromkeys(basis for basis, _, _ in self.cells))


def _names(framework: Framework) -> dict[str, str]:
    """An indicator's id by its id or code; an id goes before a code."""
    by_code = {node.code: node.id for node in framework.indicators if node.code}
    return by_code | {node.id: node.id for node in framework.indicators}


def _keep(values: Values, sheet: Sheet, row: Row, key: tuple[str, str, str], given: str) -> None:
    _, indicator, unit = key
    if not given:
        return
    reason = Missing.PRESENT
    figure: float | None = np.nan
    if given.startswith("!"):
        if given[1:] not in REASONS:
            words = ", ".join(f"!{word}" for word in REASONS)
            sheet.complain(row.line, f"{unit}, {indicator}", f"`{given}` is no reason.", f"Use one of: {words}.")
            return
        reason = REASONS[given[1:]]
    else:
        figure = number(sheet, row, f"{unit}, {indicator}", given)
    if figure is None:
        return
    known = values.cells.get(key)
    place = f"{sheet.file}:{row.line}"
    if known is None:
        values.cells[key] = Cell(figure, reason, place)
    elif (known.reason, known.value) != (reason, figure) and not (known.reason == reason != Missing.PRESENT):
        was = f"{known.value:.17g}" if known.reason is Missing.PRESENT else f"!{known.reason.name.lower()}"
        sheet.complain(
            row.line,
            f"{unit}, {indicator}",
            f"{given} here, but {was} at {known.place}.",
            "Keep the one that is right.",
        )


def _read_tidy(values: Values, sheet: Sheet, unit_column: str, names: Mapping[str, str]) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    for row in sheet.rows:
        given = row.cells["indicator"]
        indicator = names.get(given)
        unit = row.cells[unit_column]
        if indicator is None:
            sheet.complain(
                row.line, unit, f"there is no indicator `{given}`.", meant(given, names) or "Remove the row."
            )
            continue
        key = (row.cells.get("basis", ""), indicator, unit)
        if key in seen:
            sheet.complain(
                row.line, f"{unit}, {given}", f"the row is doubled: line {seen[key]} is the first.", "Keep one of them."
            )
            continue
        seen[key] = row.line
        _keep(values, sheet, row, key, row.cells["value"])


def _read_wide(values: Values, sheet: Sheet, unit_column: str, names: Mapping[str, str]) -> None:
    beside = {unit_column, "basis", ""}
    columns = {column: names[column] for column in sheet.columns if column in names and column not in beside}
    values.left_out += [column for column in sheet.columns if column not in columns and column not in beside]
    if not columns:
        example = ", ".join(list(names)[:3])
        sheet.complain(1, "", "no column names an indicator.", f"Name columns by indicator: {example}, …")
    seen: dict[tuple[str, str], int] = {}
    for row in sheet.rows:
        unit, basis = row.cells[unit_column], row.cells.get("basis", "")
        if (unit, basis) in seen:
            sheet.complain(
                row.line, unit, f"the row is doubled: line {seen[unit, basis]} is the first.", "Keep one of them."
            )
            continue
        seen[unit, basis] = row.line
        for column, indicator in columns.items():
            _keep(values, sheet, row, (basis, indicator, unit), row.cells[column])


def read_values(paths: Sequence[Path], framework: Framework, unit_column: str = "unit") -> Values:
    """The figures of all files together; what is wrong is in their sheets. OSError if one cannot be read."""
    values = Values()
    names = _names(framework)
    for path in paths:
        sheet = read_sheet(path)
        values.sheets.append(sheet)
        mend = f"Say which column names the units: --unit-column NAME; the columns are: {', '.join(sheet.columns)}."
        if sheet.problems or not sheet.need([unit_column], mend):
            continue
        for row in list(sheet.rows):
            if row.cells[unit_column]:
                values.met.setdefault(row.cells[unit_column], (sheet, row))
            else:
                sheet.complain(row.line, unit_column, "the cell is empty.", "Give the unit's id.")
                sheet.rows.remove(row)
        read = _read_tidy if {"indicator", "value"} <= set(sheet.columns) else _read_wide
        read(values, sheet, unit_column, names)
    values.left_out = list(dict.fromkeys(values.left_out))
    return values


def read_beside(values: Values, sheet: Sheet, framework: Framework) -> None:
    """Take the columns of a file of units that name an indicator, such as a denominator, as figures on every basis."""
    names = _names(framework)
    columns = {column: names[column] for column in sheet.columns if column in names}
    first, *others = values.bases or ("",)
    for row in sheet.rows if columns else ():
        for column, indicator in columns.items():
            unit, given = row.cells["unit"], row.cells[column]
            _keep(values, sheet, row, (first, indicator, unit), given)
            for basis in others if (first, indicator, unit) in values.cells else ():
                _keep(values, sheet, row, (basis, indicator, unit), given)


def complain_of_strangers(values: Values, units: Sequence[UnitRow]) -> None:
    """Note every unit of the files that is not among those scored, at the first line that names it."""
    known = {unit.id for unit in units}
    for name, (sheet, row) in values.met.items():
        if name not in known:
            mend = meant(name, known) or "Add it to the units, or remove its rows."
            sheet.complain(row.line, "", f"there is no unit `{name}`.", mend)


def figures_of(values: Values, units: Sequence[UnitRow]) -> dict[str, Figures]:
    """The figures as arrays over the units, by basis."""
    column = {unit.id: position for position, unit in enumerate(units)}
    arrays: dict[str, dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]] = {}
    reasons: dict[str, dict[str, np.ndarray[tuple[int, ...], np.dtype[np.int8]]]] = {}
    for (basis, indicator, unit), cell in values.cells.items():
        row = arrays.setdefault(basis, {}).setdefault(indicator, np.full(len(units), np.nan))
        why = reasons.setdefault(basis, {}).setdefault(indicator, np.zeros(len(units), dtype=np.int8))
        row[column[unit]], why[column[unit]] = cell.value, cell.reason
    return {basis: Figures(arrays[basis], reasons[basis]) for basis in arrays}
