"""What every store backend promises about fieldwork."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from engine.store.audit import Entry
from engine.store.fieldwork_nouns import Figures, Gathered, Targets


class CountsFieldwork(Protocol):
    """How fieldwork of rounds goes, in counts."""

    def fieldwork(self, round_id: str) -> tuple[Targets, Figures]:
        """What a round aims at, and the figures of its fieldwork as they were counted last."""

    def set_targets(self, round_id: str, targets: Targets, entry: Entry) -> None:
        """Say what a round aims at, with its line in the audit trail; ThuocDoError if there is no such round."""

    def keep_figures(self, round_id: str, figures: Figures) -> None:
        """Keep what was counted of a round's fieldwork, in the place of what was counted before."""

    def begun_and_sent(self, round_id: str, forms: Sequence[str]) -> tuple[int, int]:
        """How many responses of these forms were begun and not turned away, and how many of them were sent."""

    def gathered(self, round_id: str, forms: Sequence[str], chosen_in: Mapping[str, str]) -> Gathered:
        """What is to be counted of a round's fieldwork, in a constant number of queries.

        `chosen_in` are the questions that decide which units a response is about, each with the one that decides it
        where that was never answered.
        """
