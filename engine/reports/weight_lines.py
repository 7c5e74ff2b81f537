"""What was done to the weights of answers, in words: known margins of the population that they meet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.disclosure.published import PublishedTable
from engine.reports.nouns import MethodLine
from engine.scoring.margins import parts_of
from engine.wording.catalog import mark

STRATUM = mark("tầng mẫu")


@dataclass(frozen=True)
class Crossed:
    """Questions whose options together make the cells of a margin."""

    parts: tuple[object, ...]


def weight_lines(table: PublishedTable) -> Iterator[MethodLine]:
    """The lines of a method about its weights; none where answers are weighted as they came."""
    told = table.calibrated
    if told is None:
        return
    label = mark("Trọng số của phiếu")
    text = mark("hiệu chỉnh cho khớp số đã biết của tổng thể theo {margins}.")
    yield MethodLine(label, text, (("margins", tuple(_called(table, each) for each in told.margins)),))
    text = mark(
        "gấp từ {low} đến {high} lần mức trung bình; vì trọng số không đều, {n} phiếu cho biết bằng {equal} phiếu có"
        " trọng số bằng nhau."
    )
    n, equal = told.respondents, round(told.respondents / told.deff)
    ends = ("low", round(told.factor_low, 2)), ("high", round(told.factor_high, 2))
    yield MethodLine(label, text, (*ends, ("n", n), ("equal", equal)))
    if told.trimmed:
        text = mark("{n} phiếu có trọng số chạm mức giới hạn đã đặt.")
        yield MethodLine(label, text, (("n", told.trimmed),))


def _called(table: PublishedTable, margin: str) -> object:
    """How a margin is called: the words of its question, as respondents read them."""
    questions = table.framework.question
    words = [questions[part].text if part in questions else STRATUM for part in parts_of(margin)]
    return words[0] if len(words) == 1 else Crossed(tuple(words))
