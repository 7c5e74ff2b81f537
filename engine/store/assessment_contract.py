"""What every store backend promises about self-assessments and their appraisal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.store.assessment_nouns import (
    Assessment,
    Assignment,
    Deadline,
    Declined,
    Item,
    ItemState,
    OutsideFigure,
    Reply,
    SavedItem,
    Step,
    Turn,
    Verdict,
)


class KeepsAssessments(Protocol):
    """Self-assessments: items, their history, verdicts, replies, deadlines, who appraises what.

    Every change adds its step to the history in the same transaction.
    """

    def begin_assessment(self, round_id: str, form_id: str, unit: str, by: str, at: datetime) -> Assessment:
        """Begin a unit's assessment, or find the one that was begun; ThuocDoError if there is no such round."""

    def assessment(self, round_id: str, unit: str) -> Assessment | None:
        """One assessment, or None."""

    def assessments(self, round_id: str = "") -> Sequence[Assessment]:
        """The assessments of a round by unit, or of all rounds; one query."""

    def move_assessment(self, before: Assessment, after: Assessment, step: Step) -> Assessment:
        """Make an assessment what it is to be next; MeanwhileError if it has changed since `before`.

        Its response counts as sent while it is at any stage but filling.
        """

    def items(self, round_id: str, unit: str) -> Mapping[str, Item]:
        """The items that somebody touched, by question; one query."""

    def items_of_units(self, round_id: str) -> Mapping[str, Mapping[str, Item]]:
        """The same of all units of a round; one query."""

    def claimed(self, round_id: str, unit: str = "") -> Mapping[str, Answers]:
        """The answers of the assessments of a round, or of one unit, whether they are sent or not; one query."""

    def item_states(self, round_id: str) -> Mapping[str, Mapping[ItemState, int]]:
        """How many items of each unit are in which state; those that nobody touched are not counted."""

    def save_item(
        self,
        round_id: str,
        unit: str,
        question: str,
        seen_version: int,
        answers: Mapping[AnswerKey, Answer | None],
        explanation: str,
        by: str,
        at: datetime,
        state: ItemState | None = None,
    ) -> SavedItem:
        """Save the answers to one question, in all its passes, and its explanation: all of it or nothing.

        A verdict on an answer that changes is void.

        `seen_version` is the item's version that the page was made from; where it has moved on, nothing is written.
        Saving what is there already changes nothing. `state`: in work unless said. MeanwhileError when the assessment
        is not being filled in, ThuocDoError when there is none.
        """

    def set_item(
        self, round_id: str, unit: str, question: str, by: str, at: datetime, *,
        owner: str | None = None, state: ItemState | None = None,
    ) -> Item:  # fmt: skip
        """Give an item an owner or a state; its version stays."""

    def steps(self, round_id: str, unit: str = "", question: str = "", most: int = 1000) -> Sequence[Step]:
        """The newest steps of a round, of a unit or of one item, newest first; one query."""

    def add_step(self, step: Step) -> None:
        """Add to the history, in the transaction under way if there is one."""

    def save_verdict(self, verdict: Verdict, seen_version: int) -> Verdict | None:
        """Say what is to be said of an item; None, or what somebody else said since `seen_version`.

        Nothing is written then. MeanwhileError when the assessment is not at a stage of this turn.
        """

    def verdicts(self, round_id: str, unit: str = "") -> Sequence[Verdict]:
        """The verdicts of a round or a unit, by unit, question and turn; one query."""

    def withdraw_verdicts(self, round_id: str, unit: str, turns: Sequence[Turn]) -> None:
        """Void the verdicts of these turns and all replies, as of an assessment that goes back; history keeps them."""

    def save_reply(self, reply: Reply, seen_version: int) -> Reply | None:
        """Keep the unit's word on an item; None, or what a colleague said since `seen_version`.

        MeanwhileError when the unit is not to answer now.
        """

    def replies(self, round_id: str, unit: str = "") -> Sequence[Reply]:
        """The replies of a round or a unit, by unit and question; one query."""

    def set_deadline(self, deadline: Deadline, by: str, at: datetime, reason: str = "") -> None:
        """Say the last day of a stage, of a round or of one unit."""

    def deadlines(self, round_id: str = "") -> Sequence[Deadline]:
        """The deadlines of a round, or of all."""

    def assign(self, assignment: Assignment) -> None:
        """Let somebody appraise what a body looks after; saying it twice changes nothing."""

    def unassign(self, assignment: Assignment) -> None:
        """Take that back."""

    def assignments(self, round_id: str = "") -> Sequence[Assignment]:
        """Who appraises what in a round, or in all."""

    def decline(self, declined: Declined) -> None:
        """Note that somebody does not appraise a unit."""

    def declined(self, round_id: str = "") -> Sequence[Declined]:
        """Who does not appraise which unit."""

    def put_outside(self, round_id: str, figures: Sequence[OutsideFigure], reason: str = "") -> int:
        """Keep figures from outside, all or none; how many are new or other than before.

        Each of those is a step of its unit's history. ThuocDoError if there is no such round.
        """

    def outside(self, round_id: str) -> Sequence[OutsideFigure]:
        """The figures of a round from outside, by unit and indicator; one query."""
