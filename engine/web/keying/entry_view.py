"""What the screen for keying in is handed: parts with their fields, each with what may be typed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.exchange.form_cells import CellReader
from engine.exchange.form_columns import Column, Columns, Holds
from engine.exchange.form_keys import Key, Part, Screen
from engine.framework.question_types import Yields
from engine.questionnaire.all_questions import all_questions
from engine.questionnaire.keying import Remark
from engine.questionnaire.path import Step
from engine.questionnaire.piping import Pipe, fill, pipe_of, title_of
from engine.web.forms.anchors import field_id
from engine.wording.catalog import mark, say

DETAIL = mark("ghi rõ: {option}")
PLACE = mark("thứ tự của: {option}")


@dataclass(frozen=True)
class EntryField:
    """One field; `choices` are the numbers to type with what they stand for."""

    name: str
    id: str
    label: str
    value: str
    choices: tuple[tuple[int, str], ...]
    wrong: tuple[str, ...]
    warnings: tuple[str, ...]
    is_new: bool


@dataclass(frozen=True)
class EntryPart:
    """Fields below one heading; `about` names the unit or row."""

    title: str
    about: str
    fields: tuple[EntryField, ...]


def entry_parts(
    columns: Columns, screen: Screen, typed: Mapping[str, str], language: str, *, complain: bool
) -> list[EntryPart]:
    """The screen with what was typed; without `complain` nothing is said to be wrong yet."""
    pages = all_questions(columns.framework, columns.form, columns.vocabulary, language)
    said = {each.question.id: (each.number, each.stem) for page in pages for each in page.questions}
    reader = CellReader(columns, language, by_place=True)
    found = []
    for part in screen.parts:
        step = Step(part.pages[0], part.item)
        answers = screen.keyed.answers
        pipe = pipe_of(columns.framework, columns.form, step, answers, columns.vocabulary, language)
        fields = tuple(
            EntryField(
                key.name,
                field_id(key.name.replace(":", "-").replace("[", "-").replace("]", "")),
                _label(columns, key.column, *said[key.column.question.id], pipe, language),
                typed.get(key.name, ""),
                _choices(columns, reader, screen, key, language),
                _told(screen.wrong.get(key.name, ()), language, warns=False) if complain else (),
                _told(screen.wrong.get(key.name, ()), language, warns=True) if complain else (),
                key.name not in typed,
            )
            for key in part.keys
        )
        found.append(
            EntryPart(_title(part, pipe, language), title_of(columns.framework, step, answers, language), fields)
        )
    return found


def _told(remarks: Sequence[Remark], language: str, *, warns: bool) -> tuple[str, ...]:
    return tuple(say(each.text, language, **each.values) for each in remarks if each.warns is warns)


def _title(part: Part, pipe: Pipe, language: str) -> str:
    return fill(part.pages[0].title.within(language), pipe) if len(part.pages) == 1 or not part.item else ""


def _label(columns: Columns, column: Column, number: int, stem: str, pipe: Pipe, language: str) -> str:
    text = fill(column.question.text.within(language), pipe)
    words = f"{number}. {' – '.join(filter(None, (stem, text)))}"
    options = {option.id: option.label.within(language) for option in columns.framework.options_of(column.question)}
    if column.holds is Holds.WORDS and column.choice:
        return f"{words} – {say(DETAIL, language, option=options[column.choice])}"
    if column.holds is Holds.FIGURE and column.choice:
        return f"{words} – {say(PLACE, language, option=options[column.choice])}"
    if column.holds is Holds.NAME:
        return f"{words} ({column.choice})"
    return f"{words} ({column.part})" if column.part and column.part != "find" else words


def _choices(
    columns: Columns, reader: CellReader, screen: Screen, key: Key, language: str
) -> tuple[tuple[int, str], ...]:
    """The numbers that may be typed: of options, of units in the register's order, of rows that were listed."""
    if key.column.holds not in (Holds.OPTION, Holds.SEVERAL):
        return ()
    question = key.column.question
    if columns.kind(question).yields is Yields.UNITS:
        units = columns.framework.unit
        names = [units[unit].title.within(language) for unit in reader.units_offered(question.id)]
        return tuple(enumerate(names, start=1))
    labels = [option.label.within(language) for option in columns.framework.options_of(question)]
    if not labels:
        answers = screen.keyed.answers
        labels = [
            name
            for asked, answer in answers.items()
            if asked.question
            in (columns.framework.question[question.options_from or ""].lists or (question.options_from,))
            for name in answer.details.values()
        ]
    return tuple(enumerate(labels, start=1))
