"""What every store backend promises about plans of mending."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from engine.store.remedy_nouns import Remedy


class KeepsRemedies(Protocol):
    """What units do about indicators that lost points; every state stays, the last one counts."""

    def remedies(self, round_id: str, unit: str) -> Mapping[str, Remedy]:
        """The last states of a unit's remedies by node; one query."""

    def remedy_states(self, round_id: str, unit: str, node: str) -> Sequence[Remedy]:
        """All states of one remedy, newest first."""

    def save_remedy(self, round_id: str, unit: str, new: Remedy) -> Remedy | None:
        """Add a state after the version that `new` carries; None, or what somebody else said since that version.

        Nothing is written then. What says the same as the last state is not written either. ThuocDoError where the
        round is not there.
        """
