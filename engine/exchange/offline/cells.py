"""An answer as the cells of a workbook, such that reading them gives the answer again."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from engine.exchange.books import Cell
from engine.exchange.cells import guarded, unguarded
from engine.exchange.form_cells import CellReader, KeyedForm, Wrong
from engine.exchange.form_columns import Column, Columns, Holds
from engine.exchange.offline.layout import Offline, Rows
from engine.framework.missing import Missing
from engine.framework.question_types import Yields
from engine.questionnaire.answers import Answer, AnswerKey, Answers


def cell_of(columns: Columns, column: Column, answer: Answer | None, answers: Answers, is_first: bool) -> Cell:
    """What a field's cell holds; "" where there is nothing. A reason for having no answer stands in the first."""
    if answer is None or (answer.value is None and not is_first):
        return ""
    value, question = answer.value, column.question
    if column.holds is Holds.WORDS and column.choice:
        return guarded(answer.details.get(column.choice, ""))
    if value is None:
        return "" if answer.missing in (Missing.PRESENT, Missing.NOT_ASKED) else f"!{answer.missing.name.lower()}"
    chosen = value if isinstance(value, tuple) else (value,)
    match column.holds:
        case Holds.OPTION:
            return _option(columns, column, str(value))
        case Holds.TICK:
            return "x" if column.choice in chosen else ""
        case Holds.SEVERAL:
            named = dict(answers.get(AnswerKey(question.options_from or ""), Answer()).details)
            named |= {
                option.id: _option(columns, column, option.id) for option in columns.framework.options_of(question)
            }
            return "; ".join(named.get(str(each), str(each)) for each in chosen)
        case Holds.UNIT | Holds.NAME:
            place = int(column.choice) - 1
            return guarded(answer.details.get(str(chosen[place]), str(chosen[place]))) if place < len(chosen) else ""
        case Holds.FIGURE if column.choice:
            return float(chosen.index(column.choice) + 1) if column.choice in chosen else ""
    return _typed(columns, column, answer)


def _typed(columns: Columns, column: Column, answer: Answer) -> Cell:
    value, kind = answer.value, columns.kind(column.question)
    if value is None:
        return ""
    if isinstance(value, float | int) and not column.part and column.holds is Holds.FIGURE:
        return float(value)
    if kind.yields is Yields.TEXT and isinstance(value, str):
        return guarded(value)
    if isinstance(value, date) and not column.part and column.question.type == "date":
        return value
    shown = kind.shown(replace(columns.asked(column.question), details=answer.details), value)
    text = next(iter(shown.get(column.part, ())), "")
    is_figure = column.holds is Holds.FIGURE and re.fullmatch(r"-?\d+(,\d+)?", text)
    return float(text.replace(",", ".")) if is_figure else text


def _option(columns: Columns, column: Column, chosen: str) -> str:
    options = columns.framework.options_of(column.question)
    labels = [option.label.within("vi") for option in options]
    label = next((option.label.within("vi") for option in options if option.id == chosen), chosen)
    return label if labels.count(label) == 1 else chosen


def as_read(offline: Offline, language: str) -> Answers:
    """The answers as they would be read from a workbook of them in which nobody changed anything."""
    reader = CellReader(offline.columns, language, row_of=Rows(offline.lists).of)
    keyed = offline.unfilled()
    for question, over in offline.questions:
        passes = offline.passes(over) if over else ("",)
        for item in passes:
            answer = offline.answers.get(AnswerKey(question.id, item))
            for place, column in enumerate(offline.fields(question)):
                put_cell(
                    reader, keyed, column, item, cell_of(offline.columns, column, answer, offline.answers, place == 0)
                )
    return offline.keyed(keyed, language).answers


def put_cell(reader: CellReader, keyed: KeyedForm, column: Column, item: str, cell: Cell) -> Wrong | None:
    """Note what a cell says, or why it cannot be used; words behind an apostrophe are no reason and no formula."""
    if not isinstance(cell, str) or column.holds not in (Holds.WORDS, Holds.NAME) or unguarded(cell) == cell:
        return reader.read(keyed, column, item, cell)
    question, text = column.question.id, unguarded(cell)
    if column.holds is Holds.WORDS:
        keyed.put(AnswerKey(question, item), column.part, text)
    else:
        keyed.put(AnswerKey(question), "", reader.row_of(reader.columns.framework, question, int(column.choice)))
        keyed.put(AnswerKey(question), "name", text)
    return None
