"""A whole form on one screen for whoever keys papers in: its fields in the paper's order, and what was typed read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from engine.exchange.form_cells import CellReader, KeyedForm
from engine.exchange.form_columns import Column, Columns, Holds
from engine.framework.models import Page
from engine.framework.question_types import Yields
from engine.questionnaire.answers import AnswerKey, Answers
from engine.questionnaire.keying import Keyed, Remark, key_in
from engine.questionnaire.names import passes_of
from engine.questionnaire.path import walk
from engine.wording.catalog import mark

UNREAD = mark("“{given}” không phải là lựa chọn của câu này. Xin gõ số thứ tự của lựa chọn.")
NO_REASON = mark("“{given}” không phải là lý do. Xin gõ !skipped, !dont_know, !refused hoặc !not_applicable.")


@dataclass(frozen=True)
class Key:
    """One field: its name on the screen, the column it fills, the unit or row it is about."""

    name: str
    column: Column
    item: str


@dataclass(frozen=True)
class Part:
    """Pages of the form that are keyed in together, about one unit or row (`item`), or about the respondent."""

    pages: tuple[Page, ...]
    item: str
    keys: tuple[Key, ...]


@dataclass(frozen=True)
class Screen:
    """What was typed of a paper: the fields that there are for it, and what the form says about them.

    `wrong` are complaints and warnings by the name of their field; "" holds those about the whole. `is_new` says that
    parts have come that were not on the screen before.
    """

    parts: tuple[Part, ...]
    keyed: Keyed
    wrong: Mapping[str, tuple[Remark, ...]]
    is_new: bool

    @property
    def is_sound(self) -> bool:
        """Whether the form takes all of it."""
        return not self.is_new and all(each.warns for found in self.wrong.values() for each in found)


def screen_of(columns: Columns, typed: Mapping[str, str], language: str) -> Screen:
    """The screen that these fields make; none typed is a new paper."""
    reader = CellReader(columns, language, by_place=True)
    form, wrong = KeyedForm(), dict[str, tuple[Remark, ...]]()
    first = _parts(columns, {})
    _read(reader, form, first, typed, wrong)
    chosen = _keyed(columns, form, language).answers
    parts = tuple(_parts(columns, walk(columns.framework, columns.form, chosen).answers))
    _read(reader, form, [part for part in parts if part.item], typed, wrong)
    keyed = _keyed(columns, form, language)
    is_new = any(key.name not in typed for part in parts for key in part.keys)
    unread = {AnswerKey(key.column.question.id, key.item) for part in parts for key in part.keys if key.name in wrong}
    for remark in keyed.remarks:
        if remark.key not in unread:
            name = _name_of(parts, remark)
            wrong[name] = (*wrong.get(name, ()), remark)
    return Screen(parts, keyed, wrong, is_new)


def _keyed(columns: Columns, form: KeyedForm, language: str) -> Keyed:
    return key_in(columns.framework, columns.form, form.fields, form.reasons, columns.vocabulary, language)


def _parts(columns: Columns, answers: Answers) -> list[Part]:
    """The parts in the order of the form; those about units and rows once they are chosen."""
    found = []
    for over, together in groupby(columns.form.pages, key=lambda page: page.for_each):
        pages = tuple(together)
        for item in passes_of(columns.framework, over, answers):
            keys = tuple(
                Key(_name(over or "", item, column), column, item)
                for page in pages
                for question in page.questions
                for column in _columns(columns, question.id)
            )
            if keys:
                found.append(Part(pages, item, keys))
    return found


def _columns(columns: Columns, question_id: str) -> Iterator[Column]:
    """The fields of a question: one for several options or units, one for each row, else as in the template."""
    own = [column for _, column in columns.by_id.values() if column.question.id == question_id]
    is_rows = bool(own) and columns.kind(own[0].question).yields is Yields.ROWS
    for column in own:
        if column.holds in (Holds.TICK, Holds.UNIT) or (is_rows and column.holds is Holds.SEVERAL):
            continue
        yield column


def _name(over: str, item: str, column: Column) -> str:
    return f"{over}:{item}:{column.id}" if over else column.id


def _read(
    reader: CellReader,
    form: KeyedForm,
    parts: list[Part],
    typed: Mapping[str, str],
    wrong: dict[str, tuple[Remark, ...]],
) -> None:
    for key in (key for part in parts for key in part.keys):
        text = typed.get(key.name, "")
        if reader.read(form, key.column, key.item, text):
            told = NO_REASON if text.strip().startswith("!") else UNREAD
            remark = Remark(AnswerKey(key.column.question.id, key.item), key.column.part, told, {"given": text[:40]})
            wrong[key.name] = (remark,)


def _name_of(parts: tuple[Part, ...], remark: Remark) -> str:
    """The field beside which a remark is said; "" where there is none."""
    own = [
        key
        for part in parts
        for key in part.keys
        if key.column.question.id == remark.key.question and key.item == remark.key.item
    ]
    exact = next((key for key in own if remark.part and remark.part in (key.column.part, key.column.choice)), None)
    return exact.name if exact else own[0].name if own else ""
