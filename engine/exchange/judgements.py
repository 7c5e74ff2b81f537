"""What experts say of weights, from CSV: points for each child, or how many times one matters more than another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from engine.framework.models import Framework, Node
from engine.framework.sheets import Row, Sheet, meant, number, read_sheet, stop_at
from engine.scoring.arrays import FloatArray

MOST = 10
"""More things than this nobody compares consistently, two by two."""


@dataclass
class Judged:
    """A dimension, its children that count, and by expert what was said: points (children,) or times (c, c)."""

    node: Node
    children: tuple[Node, ...]
    experts: dict[str, FloatArray] = field(default_factory=dict)


def _parents(framework: Framework) -> dict[str, Judged]:
    """By the id of each child the dimension that it is judged in."""
    found: dict[str, Judged] = {}
    for node in framework.nodes.values():
        counted = tuple(child for child in node.children if child.scored)
        judged = Judged(node, counted)
        found.update({child.id: judged for child in counted})
    return found


def _in_order(parents: Mapping[str, Judged]) -> tuple[Judged, ...]:
    return tuple({id(judged): judged for judged in parents.values() if judged.experts}.values())


def read_points(path: Path, framework: Framework) -> tuple[Judged, ...]:
    """A CSV with a column `expert` and one column a child, for one or several dimensions. ThuocDoError if wrong."""
    sheet, parents = read_sheet(path), _parents(framework)
    if not sheet.problems and sheet.need(["expert"]):
        given = [column for column in sheet.columns if column != "expert"]
        for column in given:
            if column not in parents:
                mend = meant(column, parents) or "Name children of a dimension by their ids."
                sheet.complain(1, "", f"`{column}` is no child of a dimension.", mend, column)
        judged = tuple({id(parents[name]): parents[name] for name in given if name in parents}.values())
        for each in judged:
            sheet.need([child.id for child in each.children], f"Give points to every child of `{each.node.id}`.")
        if not sheet.problems:
            for row in sheet.rows:
                _points(sheet, row, judged)
    _must_hold_something(sheet)
    stop_at([sheet])
    return _in_order(parents)


def _points(sheet: Sheet, row: Row, judged: tuple[Judged, ...]) -> None:
    expert = _expert(sheet, row)
    for each in judged:
        if expert in each.experts:
            sheet.complain(row.line, expert, "this expert is there twice.", "Keep one of the rows.")
            return
        points = [number(sheet, row, f"{expert}, {child.id}", row.cells[child.id], child.id) for child in each.children]
        told = np.array([np.nan if given is None else given for given in points])
        if (told < 0).any():
            sheet.complain(row.line, expert, "points are below 0.", "Give 0 or more.")
        elif told.sum() == 0:
            sheet.complain(row.line, expert, f"no child of `{each.node.id}` has points.", "Give one of them some.")
        each.experts[expert] = told


def _expert(sheet: Sheet, row: Row) -> str:
    expert = row.cells["expert"]
    if not expert:
        sheet.complain(row.line, "expert", "the cell is empty.", "Give each expert a name or a number.")
    return expert


def _must_hold_something(sheet: Sheet) -> None:
    if not sheet.problems and not sheet.rows:
        sheet.complain(1, "", "there is no line below the names of the columns.", "Add one for each expert.")


def read_pairs(path: Path, framework: Framework) -> tuple[Judged, ...]:
    """A CSV `expert,one,other,times`: `one` matters `times` as much as `other`, 3 or 1/3. ThuocDoError if wrong."""
    sheet, parents = read_sheet(path), _parents(framework)
    if not sheet.problems and sheet.need(["expert", "one", "other", "times"]):
        for row in sheet.rows:
            _pair(sheet, row, parents)
        for judged in _in_order(parents) if not sheet.problems else ():
            _whole(sheet, judged)
    _must_hold_something(sheet)
    stop_at([sheet])
    return _in_order(parents)


def _pair(sheet: Sheet, row: Row, parents: Mapping[str, Judged]) -> None:
    expert, one, other = _expert(sheet, row), row.cells["one"], row.cells["other"]
    strange = [name for name in (one, other) if name not in parents]
    if strange:
        mend = meant(strange[0], parents) or "Name children of a dimension by their ids."
        sheet.complain(row.line, expert, f"`{strange[0]}` is no child of a dimension.", mend)
        return
    judged = parents[one]
    if parents[other] is not judged or one == other:
        sheet.complain(
            row.line, expert, f"`{one}` and `{other}` are not two children of one dimension.", "Mend the row."
        )
        return
    times = _times(sheet, row, f"{expert}, {one} and {other}")
    if times is None:
        return
    size = len(judged.children)
    table = judged.experts.setdefault(expert, np.where(np.eye(size, dtype=bool), 1.0, np.nan))
    order = [child.id for child in judged.children]
    i, j = order.index(one), order.index(other)
    if not np.isnan(table[i, j]):
        sheet.complain(row.line, expert, f"`{one}` and `{other}` are compared twice.", "Keep one of the rows.")
    table[i, j], table[j, i] = times, 1 / times


def _times(sheet: Sheet, row: Row, where: str) -> float | None:
    """The number, or the fraction, in the cell; None after a complaint."""
    over, slash, under = row.cells["times"].partition("/")
    parts = [number(sheet, row, where, part.strip(), "times") for part in ([over, under] if slash else [over])]
    if None in parts:
        return None
    if any(part is not None and part <= 0 for part in parts):
        sheet.complain(row.line, where, "`times` has to be above 0.", "Write 3, or 1/3 the other way round.", "times")
        return None
    return float(parts[0] or 0) / float(parts[1] or 1) if slash else parts[0]


def _whole(sheet: Sheet, judged: Judged) -> None:
    size = len(judged.children)
    if size > MOST:
        what = f"`{judged.node.id}` has {size} children, and at most {MOST} can be compared two by two."
        sheet.complain(1, "", what, "Put some of them into a dimension of their own.")
    for expert, table in judged.experts.items():
        gaps = np.argwhere(np.triu(np.isnan(table)))
        if len(gaps):
            one, other = (judged.children[place].id for place in gaps[0])
            more = f" (and {len(gaps) - 1} more)" if len(gaps) > 1 else ""
            what = f"`{one}` and `{other}` are not compared{more}."
            sheet.complain(1, expert, what, "Compare every two children once.")
