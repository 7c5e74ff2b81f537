"""The rows of a list as a value of expressions: their ids, and what each is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class Listed(tuple[str, ...]):
    """The ids of rows in their order, with the name of each."""

    titles: Mapping[str, str]

    @classmethod
    def of(cls, rows: Iterable[str], titles: Mapping[str, str]) -> Listed:
        """The rows of a list; names of others are left out."""
        made = cls(rows)
        made.titles = {row: titles[row] for row in made if row in titles}
        return made
