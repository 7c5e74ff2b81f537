"""When a unit may add evidence, take it away, or describe it anew.

What must be proven or explained before a head approves stands with the moves, in `engine.appraisal.stages`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.store.assessment_nouns import Stage
from engine.store.document_nouns import DocumentUse

MOST = 50
"""Documents of one item: nobody reads more."""

TURNS: Mapping[Stage, int] = {Stage.FILLING: 0, Stage.ANSWERING: 1}
"""The stages at which a unit hands in evidence, and the turn that it then belongs to."""


def turn_of(stage: Stage) -> int | None:
    """The turn that evidence handed in now belongs to; None while none is taken."""
    return TURNS.get(stage)


def may_take_away(use: DocumentUse, stage: Stage) -> bool:
    """Whether evidence may be taken away: what an appraisal rested on stays where it is."""
    return use.turn == TURNS.get(stage)


def is_settled(uses: Iterable[DocumentUse], stages: Mapping[tuple[str, str], Stage]) -> bool:
    """Whether a document may not be described anew, since an appraisal rests on it.

    `stages` are those of assessments by round and unit.
    """
    return any(
        (use.round_id, use.unit) in stages and not may_take_away(use, stages[use.round_id, use.unit]) for use in uses
    )
