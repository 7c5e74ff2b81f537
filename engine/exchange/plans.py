"""A unit's plan of mending as a workbook: one line a task, to be sorted, handed out and printed."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TypeAlias

from engine.appraisal.plans import Task, UnitPlan
from engine.appraisal.remedy_words import BASES, FULL_BY_NOW, STATUSES, when_counted, why_first
from engine.exchange.books import new_book
from engine.framework.text import Text
from engine.wording.catalog import mark, say
from engine.wording.numbers import write_number

Value: TypeAlias = str | float | date | None

COLUMNS: Sequence[tuple[str, int]] = (
    (mark("Thứ tự"), 8),
    (mark("Mã"), 9),
    (mark("Mục"), 40),
    (mark("Phần"), 26),
    (mark("Mức ưu tiên"), 13),
    (mark("Công sức"), 10),
    (mark("Điểm tối đa"), 10),
    (mark("Điểm mất"), 14),
    (mark("Độ khẩn"), 10),
    (mark("Hạn"), 12),
    (mark("Ngày theo quy định"), 12),
    (mark("Tình trạng"), 24),
    (mark("Chấp nhận đến hết"), 12),
    (mark("Phụ trách"), 18),
    (mark("Ghi chú"), 40),
    (mark("Điểm chung nếu chỉ khắc phục mục này"), 16),
    (mark("Điểm chung sau mục này, làm theo thứ tự"), 16),
    (mark("Giới hạn được gỡ nếu chỉ khắc phục mục này"), 40),
    (mark("Giới hạn được gỡ khi làm đến mục này"), 40),
    (mark("Giới hạn không thể gỡ nếu thiếu mục này"), 40),
    (mark("Việc nên làm"), 50),
    (mark("Căn cứ"), 40),
)
"""Each column with its width in letters."""

WRAPPED = 26
"""Columns from this width on have their words in several lines."""


def plan_rows(plan: UnitPlan, language: str, names: Mapping[str, str]) -> Iterator[tuple[Value, ...]]:
    """The lines of a plan: first what is to be answered, then in order of urgency, then what is settled.

    `names` are those of the accounts that own tasks.
    """
    for task in plan.first:
        yield _row(plan, task, "", say(why_first(task), language), language, names)
    for place, task in enumerate(plan.tasks, start=1):
        yield _row(plan, task, place, task.mend.lost if task.mend else None, language, names)
    for task in plan.settled:
        yield _row(plan, task, "", say(FULL_BY_NOW, language), language, names)


def plan_book(plan: UnitPlan, title: str, unit: Text, language: str, names: Mapping[str, str] | None = None) -> bytes:
    """The workbook of a plan; words are never formulas, whoever wrote them."""
    out = io.BytesIO()
    with new_book(out, in_memory=True, strings_to_formulas=False, strings_to_urls=False) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4", "border": 1})
        bold = book.add_format({"bold": True, "font_size": 14})
        words = book.add_format({"text_wrap": True, "valign": "top"})
        number = book.add_format({"num_format": "0.00", "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})
        sheet = book.add_worksheet(say(mark("Kế hoạch khắc phục"), language)[:31])
        sheet.write_string(0, 0, f"{say(mark('Kế hoạch khắc phục'), language)}: {unit.within(language)}", bold)
        for line, told in enumerate(_about(plan, title, language), start=1):
            sheet.write_string(line, 0, told)
        first = len(list(_about(plan, title, language))) + 2
        for column, (words_of, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(first, column, say(words_of, language), head)
        for line, row in enumerate(plan_rows(plan, language, names or {}), start=first + 1):
            for column, value in enumerate(row):
                match value:
                    case date():
                        sheet.write_datetime(line, column, value, day)
                    case float():
                        sheet.write_number(line, column, value, number)
                    case int():
                        sheet.write_number(line, column, value, words)
                    case str() if value:
                        sheet.write_string(line, column, value, words)
        sheet.freeze_panes(first + 1, 3)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(first)
    return out.getvalue()


def _about(plan: UnitPlan, title: str, language: str) -> Iterator[str]:
    """What stands above the table."""
    yield title
    since = plan.since.strftime("%d/%m/%Y")
    yield f"{say(BASES[plan.basis], language)} {say(when_counted(plan), language, day=since)}"
    if plan.total is not None and plan.total_then is not None:
        now, then = (write_number(score, 2, language) for score in (plan.total, plan.total_then))
        yield say(mark("Điểm chung bây giờ {now}; khi khắc phục hết {then}."), language, now=now, then=then)
    if not plan.tasks and not plan.first:
        yield say(mark("Không có mục nào mất điểm."), language)
    for gate in plan.holds_then:
        yield f"{say(mark('Giới hạn mà không mục nào gỡ được'), language)}: {gate.reason.within(language)}"


def _row(
    plan: UnitPlan, task: Task, place: str | int, lost: Value, language: str, names: Mapping[str, str]
) -> tuple[Value, ...]:
    node, mend, remedy = task.node, task.mend, task.remedy
    lapsed = f" ({say(mark('đã hết hạn'), language)})" if task.is_lapsed else ""

    def caps(ids: Sequence[str]) -> str:
        return "\n".join(gate.reason.within(language) for gate in plan.gates(ids))

    def score(value: float | None) -> float | None:
        return None if value is None or value != value or plan.total_then is None else value

    cited = (f"{each.text.within(language)}{f', {each.article}' if each.article else ''}" for each in node.legal)
    return (
        place, node.code or "", node.title.within(language), task.part.title.within(language),
        task.priority.label.within(language), node.effort, node.weighs, lost,
        score(mend.urgency) if mend else None, task.due, task.law,
        say(STATUSES[remedy.status], language) + lapsed, remedy.accepted_until,
        names.get(remedy.owner) or remedy.owner, remedy.note,
        score(mend.alone) if mend else None, score(mend.in_order) if mend else None,
        caps(mend.lifts) if mend else "", caps(mend.lifts_in_order) if mend else "", caps(mend.needed) if mend else "",
        "\n".join(each.within(language) for each in node.recommendations), "; ".join(cited),
    )  # fmt: skip
