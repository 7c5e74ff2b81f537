"""Workbooks that look as annexes do: titles over all columns, a head, a line that numbers the columns, items."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

HEAD = (
    "STT",
    "Chỉ số/Chỉ số thành phần",
    "Điểm tối đa",
    "Cách xác định và tính điểm",
    "Tài liệu kiểm chứng",
    "Nguồn thu thập dữ liệu",
    "Đơn vị phối hợp xác minh số liệu",
)
TITLES = (
    "Phụ lục II",
    "BỘ CHỈ SỐ ĐÁNH GIÁ CHUYỂN ĐỔI SỐ CẤP HUYỆN NĂM 2023",
    "(Kèm theo Quyết định số 99/QĐ-UBND ngày 01/02/2023 của UBND tỉnh)",
)

Rows = Sequence[Sequence[Any]]


def annex_book(
    path: Path,
    rows: Rows,
    *,
    head: Sequence[str] = HEAD,
    titles: Sequence[str] = TITLES,
    merged: Sequence[tuple[int, int, int, int]] = (),
    sheet: str = "Cấp huyện",
) -> Path:
    """Write an annex; `merged` are cells joined among the rows: first row, first column, last row, last column, from 0."""
    with xlsxwriter.Workbook(path) as book:
        fill_sheet(book.add_worksheet(sheet), rows, head=head, titles=titles, merged=merged)
    return path


def fill_sheet(
    sheet: Any,
    rows: Rows,
    *,
    head: Sequence[str] = HEAD,
    titles: Sequence[str] = TITLES,
    merged: Sequence[tuple[int, int, int, int]] = (),
) -> None:
    """Write the titles, an empty line, the head and the rows into a sheet."""
    for line, title in enumerate(titles):
        sheet.merge_range(line, 0, line, len(head) - 1, title)
    top = len(titles) + 1
    sheet.write_row(top, 0, head)
    for line, row in enumerate(rows, start=top + 1):
        for column, cell in enumerate(row):
            if cell not in ("", None):
                sheet.write(line, column, cell)
    for first, left, last, right in merged:
        words = rows[first][left]
        sheet.merge_range(first + top + 1, left, last + top + 1, right, words)


def first_row(titles: Sequence[str] = TITLES) -> int:
    """The line of the sheet on which the first item stands."""
    return len(titles) + 3
