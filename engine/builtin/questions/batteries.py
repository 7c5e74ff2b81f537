"""A battery: several items below one text, sharing options; the reader makes each item a question of its own."""

from __future__ import annotations

from pydantic import Field

from engine.builtin.questions.notes import no_parts, read_nothing
from engine.framework.models import Code, Expression, Id, Noun
from engine.framework.question_types import QuestionType, Yields
from engine.framework.text import Text


class Item(Noun):
    """One item: a question of its own, which the index, conditions and texts may name."""

    id: Id
    text: Text
    type: str = "choice"
    code: Code | None = None
    hint: Text | None = None
    required: bool = True
    when: Expression | None = None


class BatterySettings(Noun):
    """The `items`, each shown as a card with the options of the battery."""

    items: tuple[Item, ...] = Field(min_length=1)


TYPES = (
    QuestionType(
        "battery",
        Yields.NOTHING,
        read_nothing,
        BatterySettings,
        parts=no_parts,
        needs_options=True,
        asks=False,
        summary="Several items that share a text and options; each item is a question of its own.",
    ),
)
