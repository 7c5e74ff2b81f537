"""How long it takes to explain scores and to tell what would lift them, against scoring the same answers once."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.bootstrap import UNITS, made
from benchmarks.figure import Figure, at_most, in_turns, seconds
from engine.framework.models import Band
from engine.framework.text import Text
from engine.scoring.aims import aims_of
from engine.scoring.chain import Chain, chain_of
from engine.scoring.explanation import explain
from engine.scoring.moves import moves_of
from engine.scoring.next_band import way_up
from engine.scoring.run import score

ROUNDS = 3
UNIT = 7
ONE, ALL = 1.0, 30.0
"""One unit may take as long as scoring once, all 44 as long as scoring thirty times."""


def figures() -> tuple[Figure, ...]:
    """The whole explanation of a unit, every move and the way to the next band; then of every unit."""
    plan, snapshot = made()
    bands = (Band(id="good", label=Text({"": "Good"}), **{"from": 60.0}), Band(id="rest", label=Text({"": "Rest"})))
    plan = replace(plan, framework=plan.framework.model_copy(update={"bands": bands}))
    chain = chain_of(plan, snapshot)
    assert len(chain.table.units) == UNITS

    taken = in_turns(
        "explain",
        {
            "one": lambda: seconds(lambda: lifted(chain, UNIT)),
            "all": lambda: seconds(lambda: [lifted(chain, unit) for unit in range(UNITS)]),
            "limit": lambda: seconds(lambda: score(plan, snapshot)),
        },
        ROUNDS,
    )
    limit = "scoring once"
    return (
        Figure("explain and moves, one unit", taken["one"], taken["limit"], at_most(ONE), "s", limit),
        Figure(f"explain and moves, {UNITS} units", taken["all"], taken["limit"], at_most(ALL), "s", limit),
    )


def lifted(chain: Chain, unit: int) -> None:
    """All that is told of one unit."""
    table, root = chain.table, chain.scene.plan.framework.index.id
    told = explain(chain, table, table.units[unit].id, root)
    aims = aims_of(chain, unit)
    moves = moves_of(chain, unit, aims=aims)
    way = way_up(chain, unit, int(table.band[0, unit]), aims=aims)
    assert told.children
    assert moves
    assert way.state != "no_bands"
