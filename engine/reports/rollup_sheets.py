"""The overview of all units as tables for a workbook: exact figures, one sheet a subject."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from engine.framework.text import Text
from engine.reports.nouns import Standing
from engine.reports.rollup_nouns import Cap, MarkTable, PartCell, RatioLine, Rollup, RollupGroup
from engine.reports.words import MISSING
from engine.wording.catalog import say

Cell = str | float | None
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """A name, the head, and rows of cells; None is an empty cell."""

    name: str
    head: tuple[str, ...]
    rows: tuple[Row, ...]


def sheets_of(rollup: Rollup, language: str) -> tuple[Table, ...]:
    """The tables that have something to tell, in the order of the page."""
    tables = [
        *(_heat(group, rollup, language) for group in rollup.groups),
        _on_bases(rollup, language),
        _spreads(rollup.groups, language),
        _bands(rollup.groups, language),
        *(_marks(each, language) for each in rollup.marked),
        _caps(rollup.caps, language),
        _ratios(rollup.ratios if rollup.counted else (), language),
        _apart(rollup, language),
    ]
    there = tuple(table for table in tables if table.rows)
    return there or (_apart(rollup, language),)


def _table(name: str, head: Iterable[str], rows: Iterable[Row], language: str) -> Table:
    return Table(say(name, language), tuple(say(each, language) for each in head), tuple(rows))


def _score(x: Standing | PartCell, language: str) -> Cell:
    """The exact score, or why there is none."""
    return x.score if x.score is not None else say(MISSING.get(x.missing, "–"), language)


def _heat(group: RollupGroup, rollup: Rollup, language: str) -> Table:
    words = partial(Text.within, language=language)
    rows = [
        (row.unit_id, words(row.unit_title), _score(row.total, language),
         words(row.total.band) if row.total.band else None, *(_score(x, language) for x in row.sections))
        for row in group.rows
    ]  # fmt: skip
    head = ("Mã đơn vị", "Đơn vị", "Điểm", "Mức", *(words(x.title) for x in group.spreads[1:]))
    name = words(group.title) if len(rollup.groups) > 1 else say("Toàn cảnh", language)
    return Table(name, tuple(say(each, language) for each in head), tuple(rows))


def _on_bases(rollup: Rollup, language: str) -> Table:
    rows: list[Row] = [
        (x.id, x.title.within(language), *x.scores, x.gap) for group in rollup.groups for x in group.on_bases
    ]
    return _table("Từng bước", ("Mã đơn vị", "Đơn vị", *rollup.bases, "Chênh lệch"), rows, language)


def _spreads(groups: Sequence[RollupGroup], language: str) -> Table:
    rows: list[Row] = [
        (group.title.within(language), x.code, x.title.within(language), float(x.n), x.least, x.median, x.most,
         "; ".join(unit.within(language) for unit in x.weakest))
        for group in groups
        for x in group.spreads
    ]  # fmt: skip
    head = ("Nhóm", "Mã", "Phần", "Số đơn vị", "Thấp nhất", "Trung vị", "Cao nhất", "Đơn vị thấp nhất")
    return _table("Từng phần", head, rows, language)


def _bands(groups: Sequence[RollupGroup], language: str) -> Table:
    rows: list[Row] = [
        (group.title.within(language), band.title.within(language), float(band.units), band.percent)
        for group in groups
        for band in group.bands
    ]
    return _table("Phân bố mức xếp loại", ("Nhóm", "Mức", "Số đơn vị", "%"), rows, language)


def _marks(table: MarkTable, language: str) -> Table:
    """The units with each part, and how many parts reach each mark."""
    parts = [f"{part.code} {part.title.within(language)}".strip() for part in table.parts]
    marks = [mark.title.within(language) for mark in table.marks]
    rows: list[Row] = [
        (row.unit_id, row.unit_title.within(language), *(_score(cell, language) for cell in row.cells),
         *(None if count is None else float(count) for count in row.counts))
        for row in table.rows
    ]  # fmt: skip
    head = (say("Mã đơn vị", language), say("Đơn vị", language), *parts, *marks)
    return Table(marks[0], head, tuple(rows))


def _caps(caps: Sequence[Cap], language: str) -> Table:
    """A row for each unit that a cap holds; without a score after it where it only meets the condition too."""
    rows: list[Row] = []
    for cap in caps:
        reason, node = cap.reason.within(language), cap.node.within(language)
        rows += [(reason, node, x.unit_title.within(language), x.before, x.after) for x in (*cap.held, *cap.unsure)]
        rows += [(reason, node, title.within(language), None, None) for title in cap.also]
    head = ("Mức trần", "Phần", "Đơn vị", "Điểm trước mức trần", "Điểm sau mức trần")
    return _table("Mức trần", head, rows, language)


def _ratios(ratios: Sequence[RatioLine], language: str) -> Table:
    rows: list[Row] = [
        (line.code, line.title.within(language), x.percent, *((x.done, x.due) if x.counted else (None, None)),
         float(x.counted), float(x.idle), float(x.missing))
        for line in ratios
        for x in (line.summed,)
    ]  # fmt: skip
    head = (
        "Mã", "Nội dung", "Tỷ lệ (%)", "Tổng tử số", "Tổng mẫu số", "Đơn vị cộng vào",
        "Không phát sinh, không áp dụng", "Thiếu số liệu",
    )  # fmt: skip
    return _table("Tỷ lệ", head, rows, language)


def _apart(rollup: Rollup, language: str) -> Table:
    rows: list[Row] = [
        (x.unit_id, x.unit_title.within(language), say(x.reason, language), x.total.score if x.total else None)
        for x in rollup.apart
    ]
    return _table("Đơn vị không được tính", ("Mã đơn vị", "Đơn vị", "Lý do", "Điểm"), rows, language)
