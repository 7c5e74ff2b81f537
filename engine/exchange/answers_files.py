"""Answers to typed files: Parquet, and XLSX with figures as figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path

import numpy as np

from engine.exchange.answers_out import COLUMNS, answer_rows, write_answers
from engine.exchange.books import new_book
from engine.exchange.whole_file import put_whole
from engine.framework.models import Framework
from engine.framework.question_types import Yields
from engine.framework.vocabulary import Vocabulary
from engine.problems import ThuocDoError
from engine.runs.parquet import parquet_of
from engine.snapshots import Filled

MOST_ROWS = 1_048_575
"""So many rows a sheet holds below its head."""

Cell = str | float | date

Writer = Callable[[Framework, Vocabulary, Iterable[Filled], Path], int]


def write_parquet(framework: Framework, vocabulary: Vocabulary, responses: Iterable[Filled], path: Path) -> int:
    """The rows of `write_answers`, with a column `number` where the value is one. Says how many rows it has."""
    rows = list(answer_rows(framework, vocabulary, responses))
    kinds = _kinds(framework, vocabulary)
    columns = ([each[place] for each in rows] for place in range(len(COLUMNS)))
    respondent, unit, row, question, value, flags, code, stratum, origin, weight = columns
    numbers = [_typed(kinds, name, text) for name, text in zip(question, value, strict=True)]
    content = parquet_of({
        "respondent": np.array(respondent, dtype=np.int64),
        "unit": np.array(unit, dtype=object),
        "row": np.array([int(each or 0) for each in row], dtype=np.int64),
        "question": np.array(question, dtype=object),
        "value": np.array(value, dtype=object),
        "flags": np.array(flags, dtype=object),
        "code": np.array(code, dtype=object),
        "stratum": np.array(stratum, dtype=object),
        "origin": np.array(origin, dtype=object),
        "weight": np.array([float(each or 1) for each in weight], dtype=np.float64),
        "number": np.array([each if isinstance(each, float) else np.nan for each in numbers], dtype=np.float64),
    })  # fmt: skip
    put_whole(path, content)
    return len(rows)


def write_xlsx(framework: Framework, vocabulary: Vocabulary, responses: Iterable[Filled], path: Path) -> int:
    """The rows of `write_answers` as one sheet, and the questions as another. Says how many rows it has.

    Texts stay texts, also those that begin like a formula. ThuocDoError when there are more than a sheet holds.
    """
    rows, kinds = list(answer_rows(framework, vocabulary, responses)), _kinds(framework, vocabulary)
    if len(rows) > MOST_ROWS:
        raise ThuocDoError(f"{len(rows)} rows do not fit in a sheet of {MOST_ROWS}; choose --format csv or parquet.")
    put_whole(path, _book(framework, rows, kinds))
    return len(rows)


def _book(framework: Framework, rows: Sequence[tuple[str, ...]], kinds: Mapping[str, Yields]) -> bytes:
    out = BytesIO()
    with new_book(out, constant_memory=True) as book:
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        answers, questions = book.add_worksheet("answers"), book.add_worksheet("questions")
        answers.set_column(0, len(COLUMNS) - 1, 18)
        answers.freeze_panes(1, 0)
        answers.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
        for place, column in enumerate(COLUMNS):
            answers.write_string(0, place, column, bold)
        for line, cells in enumerate(rows, start=1):
            respondent, unit, row, question, text, flags, code, stratum, origin, weight = cells
            answers.write_number(line, 0, int(respondent))
            answers.write_string(line, 1, unit)
            if row:
                answers.write_number(line, 2, int(row))
            answers.write_string(line, 3, question)
            match _typed(kinds, question, text):
                case float() as figure:
                    answers.write_number(line, 4, figure)
                case date() as when:
                    answers.write_datetime(line, 4, when, day)
                case _:
                    answers.write_string(line, 4, text)
            if flags:
                answers.write_string(line, 5, flags)
            if code:
                answers.write_string(line, 6, code)
            if stratum:
                answers.write_string(line, 7, stratum)
            answers.write_string(line, 8, origin)
            if weight:
                answers.write_number(line, 9, float(weight))
        for line, cells in enumerate(_questions(framework)):
            for place, cell in enumerate(cells):
                questions.write_string(line, place, cell, None if line else bold)
    return out.getvalue()


WRITERS: dict[str, Writer] = {"csv": write_answers, "parquet": write_parquet, "xlsx": write_xlsx}
"""What an export may be, by name."""


def _kinds(framework: Framework, vocabulary: Vocabulary) -> dict[str, Yields]:
    return {name: vocabulary.question_types[each.type].yields for name, each in framework.question.items()}


def _typed(kinds: Mapping[str, Yields], name: str, text: str) -> Cell:
    """A cell as what it is: figures and days of questions that ask for them, everything else a text."""
    whole, _, part = name.partition(".")
    kind = kinds.get(name) or kinds[whole]
    if text.startswith("!"):
        return text
    if kind in (Yields.NUMBER, Yields.DATE, Yields.PARTS) or (part and kind is Yields.OPTIONS):
        try:
            return float(text)
        except ValueError:
            pass
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    return text


def _questions(framework: Framework) -> Iterable[tuple[str, ...]]:
    """The code book: what each question and option means."""
    yield "question", "type", "text", "option", "label", "code"
    for question in framework.question.values():
        options = framework.options_of(question)
        told = (question.id, question.type, str(question.text))
        if not options:
            yield (*told, "", "", "")
        for option in options:
            yield (*told, option.id, str(option.label), option.code or "")
