"""How sure, in words: where intervals come from, what they hold for, and what went wrong while drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.disclosure.published import PublishedTable
from engine.framework.models import RuleUse
from engine.reports.nouns import MethodLine
from engine.reports.standing import GroupView
from engine.scoring.methods import Varied
from engine.wording.catalog import mark

LABEL = mark("Độ chắc chắn")
CHOICES = {
    "treat": mark("{n} cách xử lý ngoại lệ, kể cả cách của bộ chỉ số, khả năng như nhau."),
    "normalise": mark("{n} cách chuẩn hóa, kể cả cách của bộ chỉ số, khả năng như nhau."),
    "aggregate": mark("{n} cách tổng hợp, kể cả cách của bộ chỉ số, khả năng như nhau."),
}


def sure_lines(table: PublishedTable, view: GroupView, normalisers: Sequence[RuleUse]) -> list[MethodLine]:
    """The lines of a method about its intervals; none where nothing was drawn."""
    return list(_lines(table, view, normalisers)) if view.how_sure.replicates else []


def _lines(table: PublishedTable, view: GroupView, normalisers: Sequence[RuleUse]) -> Iterator[MethodLine]:
    sure = view.how_sure
    yield MethodLine(LABEL, _source(table.varied), (("level", sure.percent), ("n", sure.replicates)))
    if table.varied is not None:
        yield from _varied(table.varied)
    redrawn = table.varied is None or table.varied.respondents
    if redrawn and any(use.rule == "minmax" and use.settings.get("over") != "frozen" for use in normalisers):
        text = mark(
            "khoảng của điểm lấy kém nhất và tốt nhất của lần này làm mốc; mốc cố định từ trước hoặc lấy qua nhiều kỳ"
            " thì chắc hơn."
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
        label = mark("Lần lấy mẫu hỏng")
        if table.varied is not None:
            label = mark("Cách tính không cho điểm")
            text = mark(
                "có điểm không tính được theo một số cách, nhiều nhất {percent}% số lần; khoảng của điểm đó lấy từ các"
                " lần còn lại."
            )
        yield MethodLine(label, text, (("percent", most),))


def _source(varied: Varied | None) -> str:
    """What was drawn."""
    if varied is None:
        return mark(
            "khoảng {level}% từ {n} lần lấy mẫu lại người trả lời; khoảng của hạng gồm những hạng mà so từng cặp chưa"
            " loại trừ được."
        )
    if varied.respondents:
        return mark(
            "khoảng {level}% từ {n} lần vừa lấy mẫu lại người trả lời vừa đổi cách tính; khoảng của hạng gồm những hạng"
            " mà so từng cặp chưa loại trừ được."
        )
    return mark(
        "khoảng {level}% từ {n} lần đổi cách tính; khoảng của hạng gồm những hạng mà so từng cặp chưa loại trừ được."
    )


def _varied(varied: Varied) -> Iterator[MethodLine]:
    """Which choices varied, each on a line."""
    label = mark("Đổi cách tính")
    if varied.share:
        text = mark("mỗi trọng số tăng hoặc giảm tới {percent}%, tổng trọng số của các mục cùng cấp giữ nguyên.")
        yield MethodLine(label, text, (("percent", round(100 * varied.share, 1)),))
    for factor in varied.factors:
        yield MethodLine(label, CHOICES[factor.name], (("n", len(factor.options)),))


def _most_failed(table: PublishedTable) -> float:
    assert table.sure is not None
    failed = np.nan_to_num(table.sure.failed)
    return round(100 * float(failed.max(initial=0.0)), 1)
