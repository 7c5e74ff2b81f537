"""The method in half a page, told from the framework's own rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.disclosure.published import PublishedTable
from engine.framework.models import Node, RuleUse
from engine.reports.nouns import MethodLine
from engine.reports.standing import GroupView
from engine.reports.sure_lines import sure_lines
from engine.reports.weight_lines import weight_lines
from engine.reports.words import (
    AGGREGATES,
    EVIDENCE_FIGURE,
    MEASURES,
    NORMALISERS,
    OUTSIDE_FIGURE,
    OWN_RULE,
    TREATMENTS,
)
from engine.wording.catalog import mark

DEFAULT_SCALE = (0.0, 100.0)


@dataclass(frozen=True)
class Phrase:
    """A source text with its numbers, and how many nodes it holds for (0: not told); `own` are a rule's own words."""

    text: str
    values: tuple[tuple[str, object], ...] = ()
    times: int = 0
    own: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Weighed:
    """A dimension with its share of the total weight, in per cent."""

    title: object
    percent: float


@dataclass(frozen=True)
class _Rules:
    """The rules that hold for a node: its own or inherited."""

    node: Node
    measure: RuleUse | None = None
    treat: tuple[RuleUse, ...] = ()
    normalise: RuleUse | None = None
    aggregate: RuleUse | None = None


def _walk(node: Node, above: _Rules, view: GroupView | None) -> Iterator[_Rules]:
    if view is not None and not view.concerns(node):
        return
    here = replace(
        above, node=node,
        measure=node.measure or above.measure, treat=above.treat if node.treat is None else node.treat,
        normalise=node.normalise or above.normalise, aggregate=node.aggregate or above.aggregate,
    )  # fmt: skip
    yield here
    for child in node.children:
        yield from _walk(child, here, view)


def _measure(rules: _Rules) -> Phrase:
    if rules.node.is_outside:
        return Phrase(EVIDENCE_FIGURE if rules.node.is_evidence_share else OUTSIDE_FIGURE)
    return measure_words(rules.measure.rule if rules.measure else "value")


def measure_words(name: str) -> Phrase:
    """What a measure does."""
    return Phrase(MEASURES.get(name, OWN_RULE))


def treatment_words(name: str) -> Phrase:
    """What a treatment does."""
    return Phrase(TREATMENTS.get(name, OWN_RULE))


def _ends(settings: Mapping[str, Any]) -> tuple[float, float]:
    to = settings.get("to")
    return (float(to[0]), float(to[1])) if isinstance(to, list | tuple) and len(to) == 2 else DEFAULT_SCALE


def normaliser_words(rule: str, settings: Mapping[str, Any]) -> Phrase:
    """What a normaliser does with these settings."""
    name = f"minmax_{settings.get('over', 'group')}" if rule == "minmax" else rule
    if name not in NORMALISERS:
        return Phrase(OWN_RULE)
    if "{low}" not in NORMALISERS[name]:
        return Phrase(NORMALISERS[name])
    low, high = _ends(settings)
    return Phrase(NORMALISERS[name], (("low", low), ("high", high)))


def _aggregator(use: RuleUse | None) -> Phrase:
    return aggregator_words("mean", {}) if use is None else aggregator_words(use.rule, use.settings)


def aggregator_words(rule: str, settings: Mapping[str, Any]) -> Phrase:
    """What an aggregator does with these settings."""
    floor = settings.get("floor") if rule == "geometric" else None
    if floor is not None:
        return Phrase(AGGREGATES["geometric_floor"], (("floor", float(floor)),))
    return Phrase(AGGREGATES.get(rule, OWN_RULE))


def _said(table: PublishedTable, kind: str, use: RuleUse | None, usual: Phrase) -> Phrase:
    """The rule's own words where it has some, else what is usually said of it."""
    own = {} if use is None else table.rule_words.get(f"{kind} {use.rule}", {})
    return Phrase(usual.text, own=tuple(own.items())) if own else usual


def _counted(phrases: list[Phrase]) -> tuple[Phrase, ...]:
    counts = Counter(phrases)
    return tuple(replace(phrase, times=n if len(counts) > 1 else 0) for phrase, n in counts.most_common())


def method_lines(table: PublishedTable, view: GroupView | None) -> tuple[MethodLine, ...]:
    """How the scores came about, for one group's index, or for all groups when `view` is None."""
    index = table.framework.index
    nodes = list(_walk(index, _Rules(index), view))
    leaves = [rules for rules in nodes if rules.node.is_indicator]
    inner = [rules for rules in nodes if not rules.node.is_indicator]
    measured = [_said(table, "measure", None if x.node.is_outside else x.measure, _measure(x)) for x in leaves]
    lines = [MethodLine(mark("Số đo"), "{parts}.", (("parts", _counted(measured)),))]
    unscored = sum(not x.node.scored for x in leaves)
    uses = [use for x in leaves if x.node.scored for use in x.treat]
    treated = [_said(table, "treat", use, treatment_words(use.rule)) for use in uses]
    if treated:
        lines.append(MethodLine(mark("Xử lý ngoại lệ"), "{parts}.", (("parts", _counted(treated)),)))
    leaves = [rules for rules in leaves if rules.node.scored]
    by = [x.normalise for x in leaves if x.normalise]
    normalised = [_said(table, "normalise", use, normaliser_words(use.rule, use.settings)) for use in by]
    if normalised:
        lines.append(MethodLine(mark("Chuẩn hóa"), "{parts}.", (("parts", _counted(normalised)),)))
    if unscored:
        text = mark("{n} chỉ số chỉ để tham khảo, không tính điểm.")
        lines.append(MethodLine(mark("Tham khảo"), text, (("n", unscored),)))
    reverse = sum(x.node.direction == "lower" for x in leaves)
    if reverse:
        text = mark("{n} chỉ số đảo chiều: giá trị càng thấp điểm càng cao.")
        lines.append(MethodLine(mark("Chiều"), text, (("n", reverse),)))
    combined = [_said(table, "aggregate", x.aggregate, _aggregator(x.aggregate)) for x in inner]
    lines.append(MethodLine(mark("Tổng hợp"), "{parts}.", (("parts", _counted(combined)),)))
    lines.append(_weights(index, view))
    low, high = table.scale.get(index.id, DEFAULT_SCALE)
    ends = (("low", low), ("high", high))
    lines.append(MethodLine(mark("Thang điểm"), mark("điểm tổng từ {low} đến {high}."), ends))
    lines += weight_lines(table)
    lines += sure_lines(table, view or GroupView(table, None), [x.normalise for x in leaves if x.normalise])
    if table.terms is not None and table.suppressed.any():
        text = mark("con số dựa trên ít hơn {n} người trả lời, hoặc để lộ con số như vậy, không được nêu.")
        lines.append(MethodLine(mark("Giữ kín"), text, (("n", table.terms.min_respondents),)))
    if table.thin.any():
        lines.append(_brackets(table))
    if any(band.natural for band in table.framework.bands):
        text = mark(
            "theo điểm ngắt tự nhiên của đợt này trong từng nhóm, nên loại của một đơn vị còn tùy điểm của các đơn vị "
            "khác và không so được giữa các đợt."
        )
        lines.append(MethodLine(mark("Xếp loại"), text))
    if (screen := table.framework.screen) is not None:
        by_weight = screen.by == "weight"
        text = (
            mark("đơn vị có dưới {least}% số liệu, tính theo trọng số, không được chấm điểm và không được so sánh.")
            if by_weight
            else mark("đơn vị có dưới {least}% số chỉ số có số liệu thì không được chấm điểm và không được so sánh.")
        )
        lines.append(MethodLine(mark("Sàng lọc"), text, (("least", round(100 * screen.least, 1)),)))
    text = mark("trong từng nhóm, đồng điểm thì đồng hạng (1, 2, 2, 4); thiếu số liệu thì không xếp hạng.")
    lines.append(MethodLine(mark("Xếp hạng"), text))
    text = mark("chỉ làm tròn một lần khi in; số liệu thiếu không bao giờ tính là 0.")
    lines.append(MethodLine(mark("Làm tròn"), text))
    return tuple(lines)


def _brackets(table: PublishedTable) -> MethodLine:
    """What brackets around a score mean."""
    unranked = bool((table.thin & np.isnan(table.rank)).any())
    text = mark("điểm dựa trên ít số liệu hơn mức tối thiểu đã định, nên chỉ để tham khảo.")
    if unranked:
        text = mark("điểm dựa trên ít số liệu hơn mức tối thiểu đã định, nên chỉ để tham khảo và không được xếp hạng.")
    return MethodLine(mark("Điểm trong ngoặc"), text)


def _weights(index: Node, view: GroupView | None) -> MethodLine:
    dimensions = [node for node in index.children if node.scored and (view is None or view.concerns(node))]
    if len({node.weight for node in dimensions}) <= 1:
        return MethodLine(mark("Trọng số"), mark("các thành phần có trọng số bằng nhau."))
    if view is None and any(node.applies_to for node in dimensions):
        return MethodLine(mark("Trọng số"), mark("theo bộ chỉ số, ghi trên phiếu điểm của từng đơn vị."))
    whole = sum(node.weight for node in dimensions) or 1.0
    shares = tuple(Weighed(node.title, 100 * node.weight / whole) for node in dimensions)
    return MethodLine(mark("Trọng số"), "{shares}.", (("shares", shares),))
