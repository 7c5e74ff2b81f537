"""What a league page tells of careless answers: which signs were declared, and the totals with and without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.disclosure.asides import WithAndWithout
from engine.disclosure.flag_counts import least_shown
from engine.framework.models import Framework
from engine.framework.text import Text
from engine.reports.nouns import Words
from engine.wording.catalog import mark

SIGNS = {
    "speed": mark("trả lời nhanh hơn mức có thể đọc kịp"),
    "longest_run": mark("chọn mãi một phương án"),
    "irv": mark("các câu trả lời gần như không khác nhau"),
    "same_answers": mark("gần như câu nào cũng chọn một phương án"),
    "unfilled": mark("bỏ trống nhiều câu"),
    "even_odd": mark("hai nửa của cùng một thang đo trái nhau"),
    "synonyms": mark("trả lời khác nhau những câu mà mọi người trả lời giống nhau"),
    "antonyms": mark("trả lời giống nhau những câu mà mọi người trả lời trái nhau"),
    "mahalanobis": mark("các câu trả lời gộp lại khác xa mọi phiếu khác"),
    "duplicates": mark("phiếu giống hệt nhau"),
    "bursts": mark("quá nhiều phiếu về một đơn vị trong một ngày"),
}
"""What the signs that the engine knows are called."""

DECIMALS = 2


@dataclass(frozen=True)
class QualityRow:
    """One unit with its title; see `WithAndWithout`."""

    title: Words
    figures: WithAndWithout


@dataclass(frozen=True)
class QualityTable:
    """The totals of all ranked units with and without flagged responses, group by group.

    `signs` are source texts, or texts of the framework; `fewest` responses may differ before figures are shown.
    """

    signs: tuple[Words, ...]
    groups: tuple[tuple[Words, tuple[QualityRow, ...]], ...]
    decimals: int
    fewest: int


def quality_table(
    framework: Framework, rows: Sequence[WithAndWithout], plugins: Mapping[str, str]
) -> QualityTable | None:
    """The table of a framework; `plugins` are the titles of the signs that plugins declare. None where nothing is."""
    if not rows:
        return None
    quality = framework.quality
    declared: list[Words] = []
    if quality is not None:
        declared = [SIGNS[name] for name in quality.flags if name in SIGNS]
        declared += [each.title or each.id for each in quality.contradictions]
    declared += [title for title in plugins.values() if title not in declared]
    titles = {unit.id: unit.title for unit in framework.units.list}
    by_group: dict[str, list[QualityRow]] = {}
    for row in rows:
        by_group.setdefault(row.group, []).append(QualityRow(titles.get(row.unit, row.unit), row))
    groups = framework.units.groups
    decimals = framework.index.decimals
    return QualityTable(
        tuple(declared),
        tuple((_title(groups, group), tuple(each)) for group, each in by_group.items()),
        DECIMALS if decimals is None else decimals,
        least_shown(framework),
    )


def _title(groups: Mapping[str, Text], group: str) -> Words:
    return groups.get(group, group)
