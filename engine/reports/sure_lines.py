"""How sure, in words: where intervals come from, what they hold for, and what went wrong while drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.disclosure.published import PublishedTable
from engine.framework.models import RuleUse
from engine.reports.nouns import MethodLine
from engine.reports.standing import GroupView
from engine.wording.catalog import mark

LABEL = mark("Độ chắc chắn")


def sure_lines(table: PublishedTable, view: GroupView, normalisers: Sequence[RuleUse]) -> list[MethodLine]:
    """The lines of a method about its intervals; none where nobody was redrawn."""
    return list(_lines(table, view, normalisers)) if view.how_sure.replicates else []


def _lines(table: PublishedTable, view: GroupView, normalisers: Sequence[RuleUse]) -> Iterator[MethodLine]:
    sure = view.how_sure
    text = mark(
        "khoảng {level}% từ {n} lần lấy mẫu lại người trả lời; khoảng của hạng gồm những hạng mà so từng cặp chưa loại"
        " trừ được."
    )
    yield MethodLine(LABEL, text, (("level", sure.percent), ("n", sure.replicates)))
    if any(use.rule == "minmax" and use.settings.get("over") != "frozen" for use in normalisers):
        text = mark(
            "khoảng của điểm lấy kém nhất và tốt nhất của lần này làm mốc; mốc cố định từ trước (over: frozen) thì"
            " chắc hơn."
        )
        yield MethodLine(mark("Điều kiện"), text)
    if table.merged_strata:
        text = mark("gộp các tầng chỉ có một người trả lời: {strata}.")
        yield MethodLine(mark("Tầng mẫu"), text, (("strata", tuple(table.merged_strata)),))
    if table.sure is not None and (most := _most_failed(table)) > 0:
        text = mark(
            "có điểm không tính được trong một số lần lấy mẫu lại, nhiều nhất {percent}% số lần; khoảng của điểm đó"
            " lấy từ các lần còn lại."
        )
        yield MethodLine(mark("Lần lấy mẫu hỏng"), text, (("percent", most),))


def _most_failed(table: PublishedTable) -> float:
    assert table.sure is not None
    failed = np.nan_to_num(table.sure.failed)
    return round(100 * float(failed.max(initial=0.0)), 1)
