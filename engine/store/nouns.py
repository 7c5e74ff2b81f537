"""What the store keeps, as typed nouns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from engine.questionnaire.answers import Answers


class RoundState(StrEnum):
    """Where a round stands; results of a real round are shown only when it is published."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    EMBARGOED = "embargoed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Full:
    """That a quota filled: the how-manieth filling of the round it was, and the day; no time finer than that."""

    filling: int
    on: date


@dataclass(frozen=True)
class Life:
    """What became of a round on the way: by when and when it closed, which quotas are full, what units look at."""

    closes_at: time | None = None  # on the last day; else to its end
    closed: datetime | None = None  # when somebody closed it
    grace: int = 24  # hours after closing in which a draft may still be sent
    most: Mapping[str, int | None] = field(default_factory=dict)  # the round's own figures of quotas; None lifts one
    full: Mapping[str, Full] = field(default_factory=dict)  # by quota
    fillings: int = 0  # so many times a quota filled
    embargo: str = ""  # the run that units look at before it is published
    until: date | None = None  # until when they keep it to themselves
    withdrawn: str = ""  # why the results were taken back


@dataclass(frozen=True)
class Round:
    """One edition of collecting and scoring; pins the framework's text by hash."""

    id: str
    framework_id: str
    title: str
    state: RoundState
    is_demo: bool
    opens: date | None
    closes: date | None
    framework_text: str
    framework_sha256: str
    run: str = ""  # the code of the published run
    earlier: str = ""  # the round whose edition came before this one
    life: Life = Life()


@dataclass(frozen=True)
class Known:
    """What is known of a unit, or of somebody invited, before a form is begun: `answers` as the response begins."""

    subject: str
    form_id: str
    answers: Answers


@dataclass(frozen=True)
class ScoredRun:
    """A kept run of a round: when it was made, the round's revision then, how many responses it rests on."""

    code: str
    round_id: str
    made_on: date
    revision: int
    responses: int


@dataclass(frozen=True)
class Decree:
    """The decision of an authority by which results are published: its number and the day it bears."""

    number: str
    on: date


@dataclass(frozen=True)
class Publication:
    """That a run became a round's result on a day; `reason`: why it took the place of the one before.

    `decree`: by which decision, None where none was named. `to_units`: it was shown under embargo, to the units alone,
    and is no result yet.
    """

    code: str
    round_id: str
    on: date
    reason: str = ""
    to_units: bool = False
    decree: Decree | None = None


@dataclass(frozen=True)
class Response:
    """One submission, being filled in or sent; carries no time finer than a day and no key of an invitation."""

    id: str
    round_id: str
    form_id: str
    version: int
    sent: bool
    reference: str | None
    answers: Answers
    unit: str = ""  # the unit that assesses itself; "" for respondents
    screened: str = ""  # the full quota for which it was closed: kept, and never counted
    begun: int = 0  # so many times a quota of the round had filled when it was begun; forgotten when it is sent


@dataclass(frozen=True)
class Saved:
    """What saving did: the new version, or, when another device was first, the response as it stands."""

    version: int
    conflict: Response | None = None


@dataclass(frozen=True)
class Import:
    """A file of answers that was taken in: by whom, on which day, how many responses it held, how they had come."""

    round_id: str
    sha256: str
    name: str
    origin: str
    by: str
    on: date
    responses: int = 0


@dataclass(frozen=True)
class PaperEntry:
    """What one clerk keyed in of one paper, until it is sent; `version` grows with each save, 0 for a new one.

    `typed` is what stands in the fields, by their names; `is_sound`: whether the form takes all of it.
    """

    round_id: str
    number: str
    clerk: str
    form_id: str
    answers: Answers
    typed: Mapping[str, str] = field(default_factory=dict)
    is_sound: bool = True
    version: int = 0


class Decision(StrEnum):
    """What may be told of a comment that somebody wrote."""

    KEPT = "kept"
    BLANKED = "blanked"
    HIDDEN = "hidden"


@dataclass(frozen=True)
class Decided:
    """What was decided about a comment; `words` are what is left of one that was partly blanked."""

    mark: str
    decision: Decision
    by: str
    reason: str = ""
    words: str = ""
