"""What a rule says when it cannot give a defensible number: which of its rows, what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence


class RefusalError(Exception):
    """Raised by a rule; the run names the nodes and the unit.

    `rows` are positions on the axis before `units`; `at` is the index of the first cell that is to blame: (row, unit)
    of values, (parent, child, unit) of children's scores, (parent, unit) of what is made of them.
    """

    def __init__(self, what: str, mend: str, rows: Sequence[int] = (), at: Sequence[int] = ()) -> None:
        super().__init__(f"{what} {mend}")
        self.what = what
        self.mend = mend
        self.rows = tuple(rows)
        self.at = tuple(int(place) for place in at)
