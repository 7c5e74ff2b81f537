"""Checks of mergers: units go into units that there are, in no circle; means are taken at nodes that there are."""

from __future__ import annotations

from engine.framework.composer import Way
from engine.framework.models import Framework
from engine.framework.places import Places, did_you_mean


def check_mergers(framework: Framework, places: Places) -> None:
    """Note successors that nobody is, units that come back to themselves, and nodes at which no mean can be taken."""
    into = {unit.id: unit.successor for unit in framework.units.list if unit.successor is not None}
    for position, unit in enumerate(framework.units.list):
        at: Way = ("units", "list", position, "successor")
        if unit.successor is None:
            continue
        if unit.successor not in framework.unit:
            mend = did_you_mean(unit.successor, framework.unit) or "Add it to `list`."
            places.add(at, f"the unit `{unit.successor}` is not known.", mend)
        elif _comes_back(unit.id, into):
            places.add(at, f"`{unit.id}` comes back to itself.", "Name the unit that there is now.")
    for position, name in enumerate(framework.units.merged_at):
        way: Way = ("units", "merged_at", position)
        if name not in framework.nodes:
            mend = did_you_mean(name, framework.nodes) or "Name a node of the index."
            places.add(way, f"the node `{name}` is not known.", mend)
        elif not framework.nodes[name].scored:
            places.add(way, f"`{name}` is not scored.", "Name a node that has a score.")
    if framework.units.merged_at and not into and framework.units.list:
        what = "`merged_at` is for units that others were merged into, and no unit has a `successor`."
        places.warn(("units", "merged_at"), what, "Add `successor` to the units that went, or remove it.")


def _comes_back(unit: str, into: dict[str, str]) -> bool:
    here, steps = into.get(unit), 0
    while here is not None and here != unit and steps <= len(into):
        here, steps = into.get(here), steps + 1
    return here == unit
