"""All of one assessment that decisions are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from engine.appraisal.asked import AskedItem
from engine.framework.models import Form
from engine.questionnaire.answers import Answers
from engine.store.assessment_nouns import Assessment, Item, Reply, ReplyKind, Turn, Verdict, VerdictKind


@dataclass(frozen=True)
class Case:
    """An assessment with all that it holds now.

    `asked` is what lies on the path of the `answers`; `documents` says how many each item has, `failing` beside which
    a check of the form does not hold.
    """

    assessment: Assessment
    form: Form
    asked: tuple[AskedItem, ...]
    items: Mapping[str, Item] = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()
    replies: Mapping[str, Reply] = field(default_factory=dict)
    documents: Mapping[str, int] = field(default_factory=dict)
    answers: Answers = field(default_factory=dict)
    failing: tuple[str, ...] = ()

    def item(self, question: str) -> Item:
        """An item as it stands, touched or not."""
        return self.items.get(question) or Item(question)

    def asked_item(self, question: str) -> AskedItem | None:
        """What a unit is asked under a question's id now, or None."""
        return self._by_id.get(question)

    @cached_property
    def _by_id(self) -> Mapping[str, AskedItem]:
        return {each.id: each for each in self.asked}

    @cached_property
    def verdict_in(self) -> Mapping[tuple[str, Turn], Verdict]:
        """The verdicts by question and turn."""
        return {(each.question, each.turn): each for each in self.verdicts}

    @cached_property
    def claimed(self) -> tuple[AskedItem, ...]:
        """The items that somebody has to judge: what the unit answered and a score rests on."""
        return tuple(each for each in self.asked if each.is_judged and each.is_answered)

    @cached_property
    def contested(self) -> tuple[AskedItem, ...]:
        """The items that need a second appraisal: the unit objected, or more was asked for."""
        return tuple(
            each
            for each in self.claimed
            if _is_contested(self.verdict_in.get((each.id, Turn.FIRST)), self.replies.get(each.id))
        )

    @cached_property
    def decided(self) -> int:
        """How many of the claimed items somebody decided on; asking for more decides nothing."""
        said = {each.question for each in self.verdicts if each.kind is not VerdictKind.ASK}
        return sum(each.id in said for each in self.claimed) if said else 0

    def without_verdict(self, turn: Turn, among: Iterable[AskedItem]) -> list[AskedItem]:
        """Those items that nobody said anything about in a turn."""
        return [each for each in among if (each.id, turn) not in self.verdict_in]

    def last_verdict(self, question: str) -> Verdict | None:
        """What was said of an item last; what was only asked for decides nothing."""
        said = (self.verdict_in.get((question, turn)) for turn in reversed(Turn))
        return next((each for each in said if each is not None and each.kind is not VerdictKind.ASK), None)


def _is_contested(verdict: Verdict | None, reply: Reply | None) -> bool:
    asks = verdict is not None and verdict.kind is VerdictKind.ASK
    return asks or (reply is not None and reply.kind is ReplyKind.OBJECT)
