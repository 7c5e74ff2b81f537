"""Units of the register: those that somebody dealt with, and those of them that are drawn to be asked about."""

from __future__ import annotations

import unicodedata

from pydantic import Field

from engine.builtin.questions.choices import Counted, shown_several
from engine.builtin.questions.fields import CHOOSE, REPEATED, counted, empty, filled, settings_of, wrong
from engine.builtin.questions.notes import no_parts, read_nothing
from engine.framework.models import Id, Noun, Unit
from engine.framework.question_types import Asked, Given, QuestionType, Reading, Value, Yields
from engine.wording.catalog import mark
from engine.wording.order import sort_key

UNKNOWN_UNIT = mark("Đơn vị này không có trong danh sách. Xin chọn lại.")


class UnitsSettings(Counted):
    """How many units may be chosen, and of which groups (all when not set); `ungrouped` adds those of no group.

    `among` offers only the units that were chosen in an earlier question.
    """

    groups: tuple[Id, ...] = ()
    ungrouped: bool = False
    among: Id | None = None

    def offers(self, unit: Unit) -> bool:
        """Whether a unit of the register may be chosen."""
        return not self.groups or (unit.group in self.groups if unit.group else self.ungrouped)


class OfferedSettings(Noun):
    """`among` is the earlier question whose units are drawn from, `draw` how many of them; all where there are no more.

    Units that are short of answers are drawn rather. Pages are then asked `for_each` of those that were drawn, and each
    answer counts as many times as its unit's chance says (a chance of one half: twice).
    """

    among: Id
    draw: int = Field(ge=1, le=100)


def read_units(asked: Asked, given: Given) -> Reading:
    """Units of the register, of the groups that the question offers, in the register's order."""
    texts = [unicodedata.normalize("NFC", text) for text in filled(given)]
    if not texts:
        return empty(asked, CHOOSE)
    if len(set(texts)) < len(texts):
        return wrong(REPEATED)
    settings = settings_of(asked, UnitsSettings)
    among = asked.names(settings.among) if settings.among else None
    chosen_before = among if isinstance(among, tuple) else ()
    offered = [
        unit.id
        for unit in asked.units
        if settings.offers(unit) and (settings.among is None or unit.id in chosen_before)
    ]
    chosen = tuple(unit for unit in offered if unit in texts)
    if len(chosen) < len(texts):
        return wrong(UNKNOWN_UNIT)
    return counted(chosen, settings.min, settings.max)


def _titles(asked: Asked, value: Value) -> tuple[str, ...]:
    if not isinstance(value, tuple):
        return ()
    titles = (unit.title.within(asked.language) for unit in asked.units if unit.id in value)
    return tuple(sorted(titles, key=lambda title: sort_key(title, asked.language)))


TYPES = (
    QuestionType(
        "units",
        Yields.UNITS,
        read_units,
        UnitsSettings,
        shown=shown_several,
        words=_titles,
        summary="Units of the register.",
    ),
    QuestionType(
        "offered",
        Yields.UNITS,
        read_nothing,
        OfferedSettings,
        parts=no_parts,
        words=_titles,
        asks=False,
        summary="Some of the units that were chosen before, drawn by chance: shown, not asked.",
    ),
)
