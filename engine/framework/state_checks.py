"""Checks of the states of indicators: conditions over what was claimed and found, each of which can be reached."""

from __future__ import annotations

from engine.framework.composer import Way
from engine.framework.conditions import expression_at, lead_of, note_misuses
from engine.framework.function_kinds import Kind
from engine.framework.kinds import CONDITION
from engine.framework.models import Framework
from engine.framework.models.states import STANDINGS
from engine.framework.places import Places, did_you_mean


def check_states(framework: Framework, places: Places) -> None:
    """Note names that are no standing, texts where numbers belong, and states that are never reached."""
    seen: dict[str, int] = {}
    for position, state in enumerate(framework.states):
        way: Way = ("states", position)
        if state.id in seen:
            places.add((*way, "id"), f"the id `{state.id}` is given twice in this list.", "Choose another id.")
        seen[state.id] = position
        if state.when is None:
            if position < len(framework.states) - 1:
                what = "the state asks for nothing, so the states after it are never reached."
                places.add(way, what, "Add `when: …`, or let it be the last state.")
            continue
        at: Way = (*way, "when")
        expression = expression_at(places, at, state.when)
        if expression is None:
            continue
        for name in sorted(expression.names - set(STANDINGS)):
            column = lead_of(places, at) + expression.columns[name]
            mend = did_you_mean(name, STANDINGS) or f"Use {', '.join(STANDINGS)}."
            places.add_inside(at, column, f"`{name}` is nothing that a state can be told from.", mend)
        for literal in expression.literals:
            what = f"`{literal.name}` is a number of points, which never equals '{literal.text}'."
            bare = literal.text in STANDINGS
            mend = f"Compare it with `{literal.text}`, without quotes." if bare else "Name a number."
            places.add_inside(at, lead_of(places, at) + literal.column, what, mend)
        note_misuses(places, at, expression, lambda _name: Kind.NUMBER, CONDITION)
