"""What a framework says about the state of an indicator, told from what was claimed and what was found."""

from __future__ import annotations

from engine.framework.models.base import Expression, Id, Noun
from engine.framework.text import Text

STANDINGS = ("claimed", "appraised", "final", "most")
"""What the condition of a state may name: an indicator's points on each basis, and the most it can have."""


class State(Noun):
    """A state of an indicator of a unit: the first whose condition holds; one without a condition takes the rest."""

    id: Id
    label: Text
    when: Expression | None = None
