"""How fieldwork of a round goes: what its page and its command tell, from counts and targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from engine.framework.models import Framework, Page
from engine.framework.text import Text
from engine.rounds.counting import forms_of, place
from engine.rounds.forecast import at_close
from engine.rounds.precision import margin
from engine.rounds.quotas import limit, quotas_of
from engine.rounds.small_counts import NOBODY, K, Told, alone, parts_of_a_whole
from engine.rounds.stratum_quotas import stratum_limits
from engine.rounds.targets import goal_of
from engine.store.fieldwork_nouns import Figures, Targets
from engine.store.invited import MERGED
from engine.store.nouns import Round, RoundState

MOST_DAYS = 31
"""So many days are told, the last ones."""


@dataclass(frozen=True)
class Line:
    """Responses of one kind against what is aimed at; `most`: a quota that takes no more."""

    id: str
    title: Text | None
    told: Told
    goal: int | None = None
    needed: int | None = None  # at least so many where the count is not told
    most: bool = False
    turned_away: Told = NOBODY


@dataclass(frozen=True)
class UnitLine:
    """One unit: answers about it, how sure its figures are and will be, and how many more it needs.

    Margins in points of 100. Where `told` hides the count nothing else gives it away: margins and forecast are None
    and `needed` is the least that is needed in any case.
    """

    id: str
    title: Text
    group: str
    told: Told
    goal: int
    needed: int
    margin: float | None
    at_close: int | None
    margin_at_close: float | None


@dataclass(frozen=True)
class Stratum:
    """A stratum of the sample: who was invited, who has answered; "" holds those that are small or hardly answer.

    most    so many answers of it are taken, where it has a quota
    """

    id: str
    invited: int
    told: Told
    most: int | None = None


@dataclass(frozen=True)
class Day:
    """How many were sent on a day."""

    day: date
    told: Told


@dataclass(frozen=True)
class Stop:
    """Drafts by the last page on which something was answered; `page` None: nothing was."""

    form: str
    page: Page | None
    told: Told


@dataclass(frozen=True)
class Fieldwork:
    """All that is told of a round's fieldwork.

    `invited`, `started` and `sent` are of this moment; all else of the moment when `counted` responses had been sent.
    """

    invited: int
    started: int
    sent: int
    counted: int
    needed: int | None
    days_left: int | None
    at_close: int | None
    margin: float | None
    targets: Targets
    groups: Sequence[Line]
    strata: Sequence[Stratum]
    quotas: Sequence[Line]
    units: Sequence[UnitLine]
    days: Sequence[Day]
    keyed: Told  # papers and telephone calls
    stops: Sequence[Stop]
    flags: Mapping[str, Told]
    flagged: Told

    @property
    def short(self) -> int:
        """How many units need more answers."""
        return sum(1 for unit in self.units if unit.needed)

    @property
    def a_day(self) -> int | None:
        """How many a day bring what is still needed, today included; None where nothing is, or no last day is known."""
        return -(-self.needed // (self.days_left + 1)) if self.needed and self.days_left is not None else None


def fieldwork(
    framework: Framework, round_: Round, targets: Targets, figures: Figures, now: tuple[int, int, int], today: date
) -> Fieldwork:
    """What is told of a round for which so many are invited and so many responses are there now (started, sent)."""
    invited, started, sent = now
    closes = round_.closes if round_.state is RoundState.OPEN else today - timedelta(days=1)
    end = at_close(figures.days, today, round_.opens, closes)
    groups = _groups(framework, targets, figures)
    own = [line.needed for line in groups if line.needed is not None]
    is_open = round_.state is RoundState.OPEN and round_.closes is not None and round_.closes >= today
    days = {day: count for day, count in figures.days.items() if day}
    return Fieldwork(
        invited=invited,
        started=started,
        sent=sent,
        counted=figures.sent,
        needed=max(targets.total - sent, 0) if targets.total is not None else sum(own) if own else None,
        days_left=(round_.closes - today).days if is_open and round_.closes else None,
        at_close=None if end is None or figures.sent < K else round(end),
        margin=margin(figures.sent, level=targets.level) if figures.sent >= K else None,
        targets=targets,
        groups=groups,
        strata=_strata(figures, stratum_limits(round_)),
        quotas=_quotas(framework, round_, figures),
        units=_units(framework, round_, targets, figures, today, closes),
        days=_days(days, today),
        keyed=alone(figures.days.get("", 0)),
        stops=_stops(framework, figures),
        flags={name: alone(figures.flags.get(name, 0)) for name in _flags(framework, figures)},
        flagged=alone(figures.flagged),
    )


def _needs(goal: int, told: Told) -> int:
    """How many more are needed; where few are there, how many at least."""
    return max(goal - (K - 1 if told.count is None else told.count), 0)


def _groups(framework: Framework, targets: Targets, figures: Figures) -> list[Line]:
    lines = []
    for group, title in framework.units.groups.items():
        told, goal = alone(figures.groups.get(group, 0)), targets.groups.get(group)
        lines.append(Line(group, title, told, goal, None if goal is None else _needs(goal, told)))
    return lines


def _strata(figures: Figures, most: Mapping[str, int]) -> list[Stratum]:
    """The strata in alphabetical order; those that are small are one, and nobody tells them apart."""
    told = parts_of_a_whole(figures.answered)
    merged = [name for name in told if told[name].count is None or name == MERGED]
    shown = [
        Stratum(name, figures.invited[name], told[name], most.get(name)) for name in sorted(set(told) - set(merged))
    ]
    if merged:
        answered = sum(figures.answered[name] for name in merged)
        shown.append(Stratum("", sum(figures.invited[name] for name in merged), alone(answered)))
    return shown


def _quotas(framework: Framework, round_: Round, figures: Figures) -> list[Line]:
    return [
        Line(
            quota.id, quota.title, alone(figures.quotas.get(quota.id, 0)), limit(round_, quota), most=True,
            turned_away=alone(figures.screened.get(quota.id, 0)),
        )
        for quota in quotas_of(framework)
    ]  # fmt: skip


def _units(
    framework: Framework, round_: Round, targets: Targets, figures: Figures, today: date, closes: date | None
) -> list[UnitLine]:
    """Every unit of the register, those short of most answers first."""
    if not any(page.for_each for form in forms_of(framework) for page in form.pages):
        return []
    least = framework.terms.min_respondents if framework.terms else K
    lines = []
    for unit in framework.units.list:
        days = figures.units.get(unit.id, {})
        there, population = sum(days.values()), targets.populations.get(unit.id)
        told, goal = alone(there), goal_of(targets, unit.id, least)
        end = at_close(days, today, round_.opens, closes) if there >= K else None
        end = end if end is None or population is None else min(end, max(population, there))
        lines.append(
            UnitLine(
                unit.id, unit.title, unit.group or "", told, goal, _needs(goal, told),
                margin(there, level=targets.level, population=population) if there >= K else None,
                None if end is None else round(end),
                None if end is None else margin(round(end), level=targets.level, population=population),
            )
        )  # fmt: skip
    return sorted(lines, key=lambda line: -line.needed)


def _days(days: Mapping[str, int], today: date) -> list[Day]:
    """The last days, days without any included, the earliest first."""
    if not days:
        return []
    first, last = date.fromisoformat(min(days)), max(today, date.fromisoformat(max(days)))
    if today - date.fromisoformat(max(days)) > timedelta(days=MOST_DAYS):
        last = date.fromisoformat(max(days))
    whole = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    told = parts_of_a_whole({day.isoformat(): days.get(day.isoformat(), 0) for day in whole})
    return [Day(day, told[day.isoformat()]) for day in whole[-MOST_DAYS:]]


def _stops(framework: Framework, figures: Figures) -> list[Stop]:
    told = parts_of_a_whole(figures.stopped)
    heads = [
        (form, page)
        for form in forms_of(framework)
        for page in form.pages
        if form.head_of.get(page.id) in (None, page.id)
    ]
    return [
        Stop("", None, told.get("", NOBODY)),
        *(Stop(form.id, page, told.get(place(form, page.id), NOBODY)) for form, page in heads),
    ]


def _flags(framework: Framework, figures: Figures) -> list[str]:
    """The signs that single responses show, declared ones first; those between responses are in `thuocdo quality`."""
    declared = [name for name in (framework.quality.flags if framework.quality else ()) if name not in BETWEEN]
    return list(dict.fromkeys((*declared, *sorted(figures.flags))))


BETWEEN = frozenset({"synonyms", "antonyms", "mahalanobis", "duplicates", "bursts"})
"""Signs that only all responses together tell, which takes a walk over all answers."""
