"""What a table keeps back is no part of a change either, nor is what could tell it."""

import numpy as np
import pytest

from engine.editions.comparing import kept_back
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.scoring.arrays import UnitRow
from engine.scoring.change_table import ChangeTable, Why
from engine.scoring.table import ScoreTable

NODES = ("total", "service", "guidance", "manner", "speed")
UNITS = ("a", "b")


def leaf(name: str) -> dict[str, object]:
    return {"id": name, "title": name, "from": ["outside"]}


def table(*hidden: tuple[str, str]) -> ScoreTable:
    """A table of two units that keeps these cells back."""
    index = {
        "id": "total",
        "title": "total",
        "children": [
            {"id": "service", "title": "service", "children": [leaf("guidance"), leaf("manner")]},
            leaf("speed"),
        ],
    }
    sketch = {"thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s", "index": index}
    shape = (len(NODES), len(UNITS))
    figures = np.full(shape, 50.0)
    missing = np.zeros(shape, dtype=np.int8)
    for node, unit in hidden:
        missing[NODES.index(node), UNITS.index(unit)] = Missing.SUPPRESSED
    whole = np.zeros(shape, dtype=np.int64)
    return ScoreTable(
        Framework.model_validate(sketch), tuple(UnitRow(unit, unit, "g") for unit in UNITS), NODES,
        *[figures] * 9, whole, missing, whole, {},
    )  # fmt: skip


def change() -> ChangeTable:
    shape = (len(NODES), len(UNITS))
    return ChangeTable(NODES, UNITS, *[np.full(shape, 1.0)] * 7, np.zeros(shape, dtype=np.int8))


@pytest.mark.parametrize("old_or_new", [0, 1])
def test_a_figure_that_is_kept_back_in_either_edition_hides_the_change_of_all_that_is_made_of_it(
    old_or_new: int,
) -> None:
    tables = [table(), table()]
    tables[old_or_new] = table(("guidance", "a"))

    shown = kept_back(change(), *tables)

    told = {
        (node, unit)
        for row, node in enumerate(NODES)
        for column, unit in enumerate(UNITS)
        if not shown.why[row, column]
    }
    assert told == {("manner", "a"), ("speed", "a"), *((node, "b") for node in NODES)}
    hidden = shown.why == Why.KEPT_BACK
    for figures in (
        shown.before,
        shown.rescored,
        shown.now,
        shown.method,
        shown.own,
        shown.peers,
        shown.data,
        shown.total,
    ):
        assert np.isnan(figures[hidden]).all()
        assert not np.isnan(figures[~hidden]).any()


def test_where_nothing_is_kept_back_all_is_told() -> None:
    assert not kept_back(change(), table(), table()).why.any()
