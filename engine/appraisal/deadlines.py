"""How long a stage lasts: the last day for a unit, days left, what is late, and when somebody is reminded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine.store.assessment_nouns import Assessment, Deadline, Stage, Standing

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

REMIND = (7, 3, 1)
"""So many days before the last day somebody is reminded."""


@dataclass(frozen=True)
class Due:
    """The last day of an assessment's stage, and how many days are left: 0 on the last day, below 0 when it is past."""

    unit: str
    stage: Stage
    last_day: date
    days_left: int

    @property
    def is_late(self) -> bool:
        """Whether the last day is past."""
        return self.days_left < 0


def day_of(at: datetime) -> date:
    """The day of a moment where the rounds are."""
    return at.astimezone(ZONE).date()


def last_day(deadlines: Iterable[Deadline], stage: Stage, unit: str) -> date | None:
    """The last day of a stage for a unit: its own, else that of the round; None where nobody said."""
    days = {each.unit: each.last_day for each in deadlines if each.stage is stage and each.unit in ("", unit)}
    return days.get(unit, days.get(""))


def due(assessment: Assessment, deadlines: Iterable[Deadline], today: date) -> Due | None:
    """Until when an assessment may stay at its stage; None where nobody said, or it went into another unit."""
    day = last_day(deadlines, assessment.stage, assessment.unit)
    if day is None or assessment.standing is Standing.MERGED:
        return None
    return Due(assessment.unit, assessment.stage, day, (day - today).days)


def is_late(assessment: Assessment, deadlines: Iterable[Deadline], today: date) -> bool:
    """Whether the time of an assessment's stage is over."""
    found = due(assessment, deadlines, today)
    return found is not None and found.is_late


def to_remind(assessments: Iterable[Assessment], deadlines: Sequence[Deadline], today: date) -> list[Due]:
    """The assessments of which somebody is reminded today, those with the fewest days left first."""
    found = (due(each, deadlines, today) for each in assessments)
    return sorted(
        (each for each in found if each is not None and each.days_left in REMIND),
        key=lambda each: (each.days_left, each.unit),
    )


def waiting_to_begin(
    units: Iterable[str], assessments: Iterable[Assessment], deadlines: Sequence[Deadline], today: date
) -> list[Due]:
    """The units that have not even begun, and are reminded of it today."""
    begun = {each.unit for each in assessments}
    days = ((unit, last_day(deadlines, Stage.FILLING, unit)) for unit in units if unit not in begun)
    found = [Due(unit, Stage.FILLING, day, (day - today).days) for unit, day in days if day is not None]
    return [each for each in found if each.days_left in REMIND]


def lapsed(assessments: Iterable[Assessment], deadlines: Sequence[Deadline], today: date) -> list[Assessment]:
    """The assessments whose unit was to answer until yesterday at the latest: they go on as they are."""
    return [each for each in assessments if each.stage is Stage.ANSWERING and is_late(each, deadlines, today)]
