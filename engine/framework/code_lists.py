"""Long lists that lie as CSV beside a framework file: read in, so that the whole needs no other file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.framework.composer import MAX_BYTES, Composed
from engine.framework.places import did_you_mean
from engine.framework.sheets import Sheet, read_sheet
from engine.framework.things import Spot
from engine.problems import Location, Problem

KEYS = {"codes": "code", "suggestions": ""}
"""The keys under which the name of a CSV file may stand, each with the column that names its entries ("" for none)."""

_LABEL = "label"
_MOST_PROBLEMS = 20
"""So many mistakes of one list are told; who has more has made the same one often."""


def with_code_lists(composed: Composed) -> Composed:
    """The document with every `codes: file.csv` and `suggestions: file.csv` replaced by what the file says, in place.

    Columns are `code` (of codes) and `label`, or `label_vi`, `label_en`, … for each language; others are left out.
    Problems have the place in the CSV file, as has every label.
    """
    if any(key in keys for keys in composed.marks.values() for key in KEYS):  # most files have none
        for holder, key in _holders(composed.root):
            _replace(composed, holder, key)
    return composed


def _holders(value: Any) -> Iterator[tuple[dict[str, Any], str]]:
    waiting = [value] if isinstance(value, dict | list) else []
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            for key in KEYS:
                if isinstance(given := here.get(key), str) and given.endswith(".csv"):
                    yield here, key
            waiting.extend(each for each in here.values() if isinstance(each, dict | list))
        else:
            waiting.extend(each for each in here if isinstance(each, dict | list))


def _replace(composed: Composed, holder: dict[str, Any], key: str) -> None:
    given, marks = holder[key], composed.marks[id(holder)][key]
    where = f"question {holder['id']}" if isinstance(holder.get("id"), str) else ""

    def refuse(what: str, mend: str) -> None:
        place = Location(composed.file, marks[1].line + 1, marks[1].column + 1)
        composed.problems.append(Problem(place, where, what, mend))

    path = Path(os.path.normpath(Path(composed.file).parent / given))
    listed = _List({}, {}) if KEYS[key] else _List([], [])
    holder[key] = listed.entries
    composed.marks[id(listed.entries)] = listed.spots
    if Path(given).is_absolute():
        refuse(f"`{given}` is not relative to this file.", f"Write it as in `{key}.csv`.")
        return
    try:
        if path.stat().st_size > MAX_BYTES:
            refuse(f"`{given}` is larger than {MAX_BYTES // 1_000_000} MB.", "Leave out the columns that are not used.")
            return
        sheet = read_sheet(path)
    except OSError as failed:
        beside = [each.name for each in path.parent.glob("*.csv")]
        mend = did_you_mean(path.name, beside, otherwise=0) or "Put the file beside this one, or correct its name."
        refuse(f"`{given}` cannot be read: {failed.strerror}.", mend)
        return
    composed.tables = (*composed.tables, path)
    _read(composed, sheet, listed, KEYS[key])
    composed.problems += sheet.problems[:_MOST_PROBLEMS]
    if not listed.entries and not sheet.problems:
        sheet.complain(1, where, f"the list has no {key}.", "Give each a line.")
        composed.problems += sheet.problems


@dataclass(frozen=True)
class _List:
    """What a file lists, with the place of each: labels by code, or labels alone."""

    entries: Any
    spots: Any

    def add(self, code: str, label: Any, spot: Spot) -> None:
        """Note an entry."""
        if isinstance(self.entries, dict):
            self.entries[code] = label
            self.spots[code] = (spot, spot)
        else:
            self.entries.append(label)
            self.spots.append(spot)


def _read(composed: Composed, sheet: Sheet, listed: _List, named: str) -> None:
    labels = {name.removeprefix(f"{_LABEL}_"): name for name in sheet.columns if name.startswith(f"{_LABEL}_")}
    if sheet.problems or not sheet.need([named] if named else []):
        return
    if _LABEL not in sheet.columns and not sheet.need(_wanted(composed, labels), "Add it, or one column `label`."):
        return
    first: dict[str, int] = {}
    columns = [_LABEL] if _LABEL in sheet.columns else list(labels.values())
    for row in sheet.rows:
        code = row.cells[named or columns[0]]
        empty = next((name for name in ([named] if named else []) + columns if not row.cells[name]), None)
        if empty is not None:
            sheet.complain(row.line, code, f"`{empty}` is empty.", "Fill it in, or remove the line.", empty)
            continue
        if code in first:
            what = f"the {named or 'suggestion'} is on line {first[code]} too."
            sheet.complain(row.line, code, what, "Keep one of them.", named or columns[0])
            continue
        first[code] = row.line
        spot = Spot(row.line - 1, 0, sheet.file)
        label = row.cells[_LABEL] if _LABEL in sheet.columns else _said(composed, row.cells, labels, spot)
        listed.add(code, label, spot)


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
