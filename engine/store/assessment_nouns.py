"""What the store keeps of self-assessments and of their appraisal, as typed nouns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

from engine.framework.missing import Missing
from engine.questionnaire.answers import Answers


class Stage(StrEnum):
    """Where an assessment stands; which may follow which is decided in `engine.appraisal.stages`."""

    FILLING = "filling"
    APPRAISAL = "appraisal"
    ANSWERING = "answering"
    SECOND_APPRAISAL = "second_appraisal"
    COUNCIL = "council"
    SETTLED = "settled"


class Standing(StrEnum):
    """What counts of an assessment: all, the scores but no rank, or nothing since the unit went into another."""

    RANKED = "ranked"
    NOT_RANKED = "not_ranked"
    MERGED = "merged"


class ItemState(StrEnum):
    """How far officers are with an item."""

    EMPTY = "empty"
    IN_WORK = "in_work"
    READY = "ready"


class Turn(IntEnum):
    """Whose verdict it is."""

    FIRST = 1
    SECOND = 2
    COUNCIL = 3


class VerdictKind(StrEnum):
    """What an appraiser says of an item: as claimed, another answer, or that more has to be shown."""

    AGREE = "agree"
    CHANGE = "change"
    ASK = "ask"


class ReplyKind(StrEnum):
    """What a unit says to a verdict."""

    ACCEPT = "accept"
    OBJECT = "object"


class StepKind(StrEnum):
    """What happened, in the history of an assessment."""

    CLAIMED = "claimed"
    OWNER = "owner"
    STATE = "state"
    EXPLAINED = "explained"
    EVIDENCE_ADDED = "evidence_added"
    EVIDENCE_REMOVED = "evidence_removed"
    VERDICT = "verdict"
    REPLIED = "replied"
    STAGE = "stage"
    DEADLINE = "deadline"
    DECLINED = "declined"
    MERGED = "merged"
    RANKED = "ranked"
    FIGURE = "figure"  # from outside; the step names the indicator


@dataclass(frozen=True)
class Assessment:
    """One unit's self-assessment of one round; the answers lie in its response.

    `since`: when it came to its stage; `note`: why it stands there; `merged_into` is a unit's id. `version` grows with
    each change of the assessment itself, not with those of its items.
    """

    round_id: str
    unit: str
    form_id: str
    response_id: str
    stage: Stage
    since: datetime
    note: str = ""
    standing: Standing = Standing.RANKED
    merged_into: str = ""
    version: int = 0


@dataclass(frozen=True)
class Item:
    """A question of an assessment as it stands; `version` grows when its answer or explanation changes.

    One that nobody touched has version 0.
    """

    question: str
    owner: str = ""
    state: ItemState = ItemState.EMPTY
    explanation: str = ""
    version: int = 0
    by: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class SavedItem:
    """What became of saving an item: where somebody was first, nothing was written; both are to be shown.

    `now` is the item as it stands and `answers` its answers.
    """

    conflict: bool
    now: Item
    answers: Answers


@dataclass(frozen=True)
class Said:
    """A side of a step: answers, and words by name (`owner`, `stage`, `explanation`, `kind`, …)."""

    answers: Answers = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """One change in the history of an assessment, which is never changed; about an item, or with "" about the whole."""

    round_id: str
    unit: str
    question: str
    step: StepKind
    by: str
    at: datetime
    before: Said = Said()
    after: Said = Said()
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    """What was said of an item in a turn; `answers` are the appraiser's own where it is a change.

    `version` grows each time it is said anew in the same turn.
    """

    round_id: str
    unit: str
    question: str
    turn: Turn
    kind: VerdictKind
    by: str
    at: datetime
    reason: str = ""
    answers: Answers = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True)
class Reply:
    """The unit's word on the first appraisal of an item; `version` as with verdicts."""

    round_id: str
    unit: str
    question: str
    kind: ReplyKind
    by: str
    at: datetime
    text: str = ""
    version: int = 0


@dataclass(frozen=True)
class Deadline:
    """The last day of a stage, to its end; of one unit, or with "" of all that have none of their own."""

    round_id: str
    stage: Stage
    last_day: date
    unit: str = ""


@dataclass(frozen=True)
class Assignment:
    """Who appraises what a verifying body looks after; "" for what every body does."""

    round_id: str
    body: str
    account: str


@dataclass(frozen=True)
class Declined:
    """That somebody does not appraise a unit, and why."""

    round_id: str
    unit: str
    account: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class OutsideFigure:
    """What is known of an indicator that no unit answers, and who put it there; no value: `missing` says why."""

    unit: str
    indicator: str
    value: float | None
    missing: Missing
    by: str
    at: datetime
