"""Long lists of codes that lie as CSV beside a framework file: read in, so that the whole needs no other file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from engine.framework.composer import MAX_BYTES, Composed
from engine.framework.places import did_you_mean
from engine.framework.sheets import Sheet, read_sheet
from engine.framework.things import Spot
from engine.problems import Location, Problem

KEY = "codes"
_LABEL = "label"
_MOST_PROBLEMS = 20
"""So many mistakes of one list are told; who has more has made the same one often."""


def with_code_lists(composed: Composed) -> Composed:
    """The document with every `codes: file.csv` replaced by what the file says; changes it in place.

    Columns are `code` and `label`, or `label_vi`, `label_en`, … for each language; others are left out. Problems have
    the place in the CSV file, as has every label.
    """
    if any(KEY in keys for keys in composed.marks.values()):  # most files have none
        for holder in _holders(composed.root):
            _replace(composed, holder)
    return composed


def _holders(value: Any) -> Iterator[dict[str, Any]]:
    waiting = [value] if isinstance(value, dict | list) else []
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            given = here.get(KEY)
            if isinstance(given, str) and given.endswith(".csv"):
                yield here
            waiting.extend(each for each in here.values() if isinstance(each, dict | list))
        else:
            waiting.extend(each for each in here if isinstance(each, dict | list))


def _replace(composed: Composed, holder: dict[str, Any]) -> None:
    given, marks = holder[KEY], composed.marks[id(holder)][KEY]
    where = f"question {holder['id']}" if isinstance(holder.get("id"), str) else ""

    def refuse(what: str, mend: str) -> None:
        place = Location(composed.file, marks[1].line + 1, marks[1].column + 1)
        composed.problems.append(Problem(place, where, what, mend))

    path = Path(os.path.normpath(Path(composed.file).parent / given))
    codes: dict[str, Any] = {}
    holder[KEY] = codes
    composed.marks[id(codes)] = {}
    if Path(given).is_absolute():
        refuse(f"`{given}` is not relative to this file.", "Write it as in `codes.csv`.")
        return
    try:
        if path.stat().st_size > MAX_BYTES:
            refuse(f"`{given}` is larger than {MAX_BYTES // 1_000_000} MB.", "Leave out the columns that are not used.")
            return
        sheet = read_sheet(path)
    except OSError as failed:
        beside = [each.name for each in path.parent.glob("*.csv")]
        refuse(f"`{given}` cannot be read: {failed.strerror}.", did_you_mean(path.name, beside, otherwise=0))
        return
    composed.tables = (*composed.tables, path)
    _read(composed, sheet, codes)
    composed.problems += sheet.problems[:_MOST_PROBLEMS]
    if not codes and not sheet.problems:
        sheet.complain(1, where, "the list has no codes.", "Give each a line.")
        composed.problems += sheet.problems


def _read(composed: Composed, sheet: Sheet, codes: dict[str, Any]) -> None:
    labels = {name.removeprefix(f"{_LABEL}_"): name for name in sheet.columns if name.startswith(f"{_LABEL}_")}
    if sheet.problems or not sheet.need(["code"]):
        return
    if _LABEL not in sheet.columns and not sheet.need(_wanted(composed, labels), "Add it, or one column `label`."):
        return
    spots: dict[str, Any] = composed.marks[id(codes)]
    first: dict[str, int] = {}
    columns = [_LABEL] if _LABEL in sheet.columns else list(labels.values())
    for row in sheet.rows:
        code = row.cells["code"]
        empty = next((name for name in ("code", *columns) if not row.cells[name]), None)
        if empty is not None:
            sheet.complain(row.line, code, f"`{empty}` is empty.", "Fill it in, or remove the line.", empty)
            continue
        if code in first:
            sheet.complain(row.line, code, f"the code is on line {first[code]} too.", "Keep one of them.", "code")
            continue
        first[code] = row.line
        spot = Spot(row.line - 1, 0, sheet.file)
        codes[code] = row.cells[_LABEL] if _LABEL in sheet.columns else _said(composed, row.cells, labels, spot)
        spots[code] = (spot, spot)


def _wanted(composed: Composed, labels: Mapping[str, str]) -> list[str]:
    """The columns of labels that there must be: one for each language of the file, if it declares any."""
    root = composed.root
    declared = root.get("languages", None if "extends" in root else ["vi", "en"])
    languages = declared if isinstance(declared, list) else list(labels) or ["vi"]
    return [f"{_LABEL}_{language}" for language in languages]


def _said(composed: Composed, cells: Mapping[str, str], labels: Mapping[str, str], spot: Spot) -> dict[str, str]:
    texts = {language: cells[name] for language, name in labels.items()}
    composed.marks[id(texts)] = dict.fromkeys(texts, (spot, spot))
    return texts
