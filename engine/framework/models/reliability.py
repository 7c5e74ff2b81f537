"""What a framework says about reliability: which questions are meant to measure one thing."""

from __future__ import annotations

from engine.framework.models.base import Id, Noun
from engine.framework.text import Text


class ItemScale(Noun):
    """Questions on one scale that are meant to measure one thing, `-` before those that are turned."""

    id: Id
    title: Text | None = None
    items: tuple[str, ...]

    @property
    def questions(self) -> tuple[str, ...]:
        """The ids of the questions."""
        return tuple(name.removeprefix("-") for name in self.items)
