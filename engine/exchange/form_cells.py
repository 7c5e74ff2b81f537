"""What one cell means that somebody keyed in: an option by id, code, label or number, a figure, a day, a reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from engine.exchange.books import Cell
from engine.exchange.form_columns import Column, Columns, Holds
from engine.exchange.row_lists import offers_rows, row_id
from engine.framework.missing import REASONS, Missing
from engine.framework.models import Framework
from engine.framework.places import did_you_mean
from engine.framework.question_types import Yields
from engine.questionnaire.answers import AnswerKey

GIVEN_REASONS = ("skipped", "dont_know", "refused", "not_applicable")
"""The reasons that whoever keys in a form may give."""

TICKED = frozenset({"x", "1", "v", "✓", "có", "co", "yes", "y", "true", "đúng"})
NOT_TICKED = frozenset({"", "0", "-", "không", "khong", "no", "n", "false", "sai"})


@dataclass(frozen=True)
class Wrong:
    """Why a cell cannot be used: what is wrong, and how to mend it, in the words of the command line."""

    what: str
    mend: str = ""


@dataclass
class KeyedForm:
    """What was keyed in of one form, by question and pass, and what is wrong with single cells."""

    fields: dict[AnswerKey, dict[str, list[str]]] = field(default_factory=dict)
    reasons: dict[AnswerKey, Missing] = field(default_factory=dict)

    def put(self, key: AnswerKey, part: str, text: str) -> None:
        """Add a text to a part of an answer."""
        self.fields.setdefault(key, {}).setdefault(part, []).append(text)


@dataclass(frozen=True)
class CellReader:
    """Reads the cells of a form. Figures are written as in `language`; `by_place` takes options by their number.

    `row_of` gives the id of a row by its list and its number in it.
    """

    columns: Columns
    language: str
    by_place: bool = False
    row_of: Callable[[Framework, str, int], str] = row_id
    _known: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def read(self, form: KeyedForm, column: Column, item: str, cell: Cell) -> Wrong | None:
        """Note what a cell says about a pass (`item`); why not, where it cannot be used."""
        text = self.text(column, cell)
        if not text:
            return None
        key = AnswerKey(column.question.id, item)
        if text.startswith("!"):
            return self._reason(form, key, text[1:].strip().casefold())
        match column.holds:
            case Holds.OPTION | Holds.UNIT:
                return self._one(form, key, column, text)
            case Holds.TICK:
                return self._tick(form, key, column, text)
            case Holds.SEVERAL:
                parts = re.split(r"[;,\s]+" if self.by_place else r"\s*;\s*", text)
                told = [self._several(form, key, column, each) for each in parts if each]
                return next((wrong for wrong in told if wrong), None)
            case Holds.NAME:
                self._name(form, key, column, int(column.choice), text)
            case _:
                form.put(key, column.part, text)
        return None

    def text(self, column: Column, cell: Cell) -> str:
        """A cell as it would be typed into the form's own page."""
        match cell:
            case str():
                return unicodedata.normalize("NFC", cell).strip()
            case bool():
                return "x" if cell else ""
            case date() if column.holds is Holds.DAY:
                shown = self.columns.kind(column.question).shown(self.columns.asked(column.question), cell)
                return shown[""][0]
            case date():
                return cell.isoformat()
            case _:
                return _figure(float(cell), self.language)

    def item(self, over: str, text: str, form: KeyedForm) -> str | Wrong:
        """The unit or row that a line is about, by its id, its name, or its number in the list."""
        question = self.columns.framework.question[over]
        if self.columns.kind(question).yields is Yields.UNITS:
            unit = self._units.get(_folded(text))
            return unit or Wrong(f"there is no unit `{text}`.", _meant(text, self._units))
        rows = self._rows(question.lists or (over,), form)
        named = [row for row, name in rows if _folded(name) == _folded(text)]
        if len(named) == 1:
            return named[0]
        if named:
            return Wrong(f"there are {len(named)} rows called `{text}`.", "Write the number of the row instead.")
        if text.isdigit() and not question.lists and self.row_of(self.columns.framework, over, int(text)) in dict(rows):
            return self.row_of(self.columns.framework, over, int(text))
        if text.isdigit() and question.lists and 0 < int(text) <= len(rows):
            return rows[int(text) - 1][0]
        options = {_folded(option.id): option.id for option in self.columns.framework.options_of(question)}
        return options.get(_folded(text)) or Wrong(f"`{text}` is not listed in `{over}` of this form.")

    def _rows(self, lists: Iterable[str], form: KeyedForm) -> list[tuple[str, str]]:
        """The rows of some lists that were keyed in: id and name."""
        given = [form.fields.get(AnswerKey(name), {}) for name in lists]
        return [row for each in given for row in zip(each.get("", ()), each.get("name", ()), strict=True)]

    def _reason(self, form: KeyedForm, key: AnswerKey, word: str) -> Wrong | None:
        if word not in GIVEN_REASONS:
            words = ", ".join(f"!{each}" for each in GIVEN_REASONS)
            return Wrong(f"`!{word}` is no reason.", f"Use one of: {words}.")
        form.reasons[key] = REASONS[word]
        return None

    def _one(self, form: KeyedForm, key: AnswerKey, column: Column, text: str) -> Wrong | None:
        known = self._units_of(column) if column.holds is Holds.UNIT else self._options(column)
        found = known.get(_folded(text))
        if found is None:
            noun = "unit" if column.holds is Holds.UNIT else "option"
            return Wrong(f"there is no {noun} `{text}`.", _meant(text, known))
        form.put(key, column.part, found)
        return None

    def _tick(self, form: KeyedForm, key: AnswerKey, column: Column, text: str) -> Wrong | None:
        if text.casefold() in TICKED:
            form.put(key, "", column.choice)
        elif text.casefold() not in NOT_TICKED:
            return Wrong(f"`{text}` is no mark.", "Write x where the option was chosen, else leave the cell empty.")
        return None

    def _several(self, form: KeyedForm, key: AnswerKey, column: Column, text: str) -> Wrong | None:
        kind = self.columns.kind(column.question)
        if kind.yields is Yields.ROWS:
            place = len(form.fields.get(key, {}).get("", ())) + 1
            self._name(form, key, column, place, text)
            return None
        if offers_rows(self.columns.framework, column.question):
            own = self._options(column).get(_folded(text))
            found = own or self.item(column.question.options_from or "", text, form)
            if isinstance(found, Wrong):
                return found
            rank = str(len(form.fields.get(key, {})) + 1)
            form.put(key, found if kind.ordered else "", rank if kind.ordered else found)
            return None
        known = self._units_of(column) if kind.yields is Yields.UNITS else self._options(column)
        if (one := known.get(_folded(text))) is None:
            return Wrong(f"there is no `{text}` to choose.", _meant(text, known))
        form.put(key, "", one)
        return None

    def _name(self, form: KeyedForm, key: AnswerKey, column: Column, place: int, text: str) -> None:
        form.put(key, "", self.row_of(self.columns.framework, column.question.id, place))
        form.put(key, "name", text)

    def _options(self, column: Column) -> Mapping[str, str]:
        """The options of a question by all that names them."""
        if column.question.id not in self._known:
            self._known[column.question.id] = self._named(column)
        return self._known[column.question.id]

    def _named(self, column: Column) -> Mapping[str, str]:
        options = self.columns.framework.options_of(column.question)
        if self.by_place:
            return {str(place): option.id for place, option in enumerate(options, start=1)}
        labels: dict[str, list[str]] = {}
        for option in options:
            for label in option.label.root.values():
                labels.setdefault(_folded(label), []).append(option.id)
        found = {label: ids[0] for label, ids in labels.items() if len(set(ids)) == 1}
        found |= {_folded(option.code): option.id for option in options if option.code}
        return found | {_folded(option.id): option.id for option in options}

    def _units_of(self, column: Column) -> Mapping[str, str]:
        if not self.by_place:
            return self._units
        return {str(place): unit for place, unit in enumerate(self.units_offered(column.question.id), start=1)}

    def units_offered(self, question_id: str) -> tuple[str, ...]:
        """The units that a question offers, in the register's order."""
        offers = getattr(self.columns.framework.question[question_id].settings, "offers", lambda _unit: True)
        return tuple(unit.id for unit in self.columns.framework.units.list if offers(unit))

    @cached_property
    def _units(self) -> Mapping[str, str]:
        """The units by id and by title in any language."""
        units = self.columns.framework.units.list
        titles = {_folded(title): unit.id for unit in units for title in unit.title.root.values()}
        return titles | {_folded(unit.id): unit.id for unit in units}


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _meant(text: str, known: Iterable[str]) -> str:
    names = list(known)
    few = f"Use one of: {', '.join(names)}." if len(names) <= 12 else "The sheet of lists has them all."
    return did_you_mean(_folded(text), names) or few


def _figure(figure: float, language: str) -> str:
    """A figure as it is typed; none that could be read in two ways."""
    if figure.is_integer() and abs(figure) < 1e15:
        return str(int(figure))
    whole, _, fraction = repr(figure).partition(".")
    if not fraction or "e" in fraction:
        return repr(figure)
    fraction = fraction + "0" if len(fraction) == 3 else fraction  # 1,234 reads both ways, 1,2340 does not
    return whole + ("," if language == "vi" else ".") + fraction
