"""Answers as a clerk would key them into a template, cell by cell, and the files that hold them."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from engine.exchange.form_columns import NUMBER, UNIT, Column, Columns, Holds
from engine.framework.question_types import Yields
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.path import walk

REASON = {2: "!not_applicable", 3: "!dont_know", 4: "!refused", 5: "!skipped"}


def lines_of(columns: Columns, number: str, answers: Answers) -> list[dict[str, object]]:
    """The form's own line, then one for each unit or row, by the ids of the columns."""
    found: dict[tuple[str, str], dict[str, object]] = {("", ""): {NUMBER: number}}
    walked = walk(columns.framework, columns.form, answers)
    for visit in walked.visits:
        over, item = visit.step.page.for_each or "", visit.step.item
        if (over, item) not in found:
            found[over, item] = {NUMBER: number, UNIT: _about(columns, walked.answers, over, item)}
        line = found[over, item]
        for question in visit.questions:
            own = [column for name, (_, column) in columns.by_id.items() if column.question is question]
            answer = answers.get(AnswerKey(question.id, item))
            for column in own:
                cell = _cell(columns, column, answer, walked.answers)
                if cell != "":
                    line[column.id] = cell
    return list(found.values())


def _about(columns: Columns, answers: Answers, over: str, item: str) -> str:
    """The name of a unit or row; of rows that share a name the number."""
    if not over:
        return ""
    listed = answers.get(AnswerKey(over), Answer())
    return _named(listed, item)


def _named(listed: Answer, row: str) -> str:
    names = [name.casefold() for name in listed.details.values()]
    name = listed.details.get(row, row)
    return str(listed.value.index(row) + 1) if names.count(name.casefold()) > 1 else name


def _cell(columns: Columns, column: Column, answer: Answer | None, answers: Answers) -> object:
    if answer is None:
        return ""
    kind, question, value = columns.kind(column.question), column.question, answer.value
    if value is None:
        first = next(each for each in columns.by_id.values() if each[1].question is question)[1]
        return REASON.get(answer.missing, "") if column is first else ""
    if column.holds is Holds.WORDS and column.choice:
        return answer.details.get(column.choice, "")
    if column.holds is Holds.TICK:
        return "x" if column.choice in value else ""
    if column.holds is Holds.SEVERAL and column.offered:
        listed = answers[AnswerKey(question.options_from or "")]
        rows = value if isinstance(value, tuple) else (value,)
        return "; ".join(_named(listed, row) for row in rows)
    if column.holds is Holds.SEVERAL:
        return "" if columns.slots(question) >= len(value) else "; ".join(answer.details.get(row, row) for row in value)
    if column.holds in (Holds.UNIT, Holds.NAME):
        place = int(column.choice) - 1
        if columns.slots(question) < len(value) or place >= len(value):
            return ""
        return answer.details.get(value[place], value[place])
    if column.holds is Holds.FIGURE and column.choice:
        return float(value.index(column.choice) + 1) if column.choice in value else ""
    if isinstance(value, date | float) and not column.part and question.type != "month":
        return value
    if kind.yields is Yields.TEXT:
        return value
    shown = kind.shown(replace(columns.asked(question), details=answer.details), value)
    return next(iter(shown.get(column.part, ())), "")


def written_csv(path: Path, columns: Columns, forms: Mapping[str, Answers]) -> Path:
    """All forms in one table, texts as a Vietnamese types them."""
    ids = [NUMBER, UNIT, *columns.by_id]
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, ids)
        writer.writeheader()
        for number, answers in forms.items():
            for line in lines_of(columns, number, answers):
                writer.writerow({name: _typed(cell) for name, cell in line.items()})
    return path


def _typed(cell: object) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.4f}".replace(".", ",")
    return str(cell)
