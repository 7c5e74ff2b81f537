"""What a round aims at: targets that make sense for its framework, and what is still needed for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from engine.framework.models import Framework
from engine.framework.places import did_you_mean
from engine.problems import ThuocDoError
from engine.rounds.precision import answers_for
from engine.store.fieldwork_nouns import Targets


@dataclass(frozen=True)
class Wanted:
    """Targets as somebody gives them: what is not named stays as it is, None takes a target away."""

    units: Mapping[str, int | None]
    groups: Mapping[str, int | None]
    populations: Mapping[str, int | None]
    total: tuple[int | None] | None = None
    margin: float | None = None
    level: float | None = None


def with_wanted(framework: Framework, before: Targets, wanted: Wanted) -> Targets:
    """The targets with these changes; ThuocDoError that names every unit and group that is not there."""
    units, groups = framework.unit, framework.units.groups
    wrong = [
        *_unknown("unit", (*wanted.units, *wanted.populations), units),
        *_unknown("group", wanted.groups, groups),
    ]
    if wrong:
        raise ThuocDoError(" ".join(dict.fromkeys(wrong)))
    after = replace(
        before,
        units=_merged(before.units, wanted.units),
        groups=_merged(before.groups, wanted.groups),
        populations=_merged(before.populations, wanted.populations),
        margin=before.margin if wanted.margin is None else wanted.margin,
        level=before.level if wanted.level is None else wanted.level,
    )
    after = after if wanted.total is None else replace(after, total=wanted.total[0])
    above = [unit for unit, goal in after.units.items() if goal > after.populations.get(unit, goal)]
    if above:
        told = ", ".join(f"{unit} {after.units[unit]} of {after.populations[unit]}" for unit in above)
        raise ThuocDoError(f"A target is above the population: {told}. Lower the target, or correct the population.")
    return after


def _unknown(what: str, names: Iterable[str], known: Mapping[str, object]) -> list[str]:
    if not known:
        return [f"The framework has no {what}s, so none can have a target."] if list(names) else []
    return [f"There is no {what} {name}. {did_you_mean(name, known)}" for name in names if name not in known]


def _merged(before: Mapping[str, int], given: Mapping[str, int | None]) -> dict[str, int]:
    both = {**before, **given}
    return {name: figure for name, figure in sorted(both.items()) if figure is not None}


def goal_of(targets: Targets, unit: str, least: int) -> int:
    """How many answers a unit is to have: its own target; else what the wanted margin takes, and `least` at any rate.

    Never more than could answer. `least` is how many the framework wants behind a figure that it publishes.
    """
    population = targets.populations.get(unit)
    if (own := targets.units.get(unit)) is not None:
        return own
    enough = max(answers_for(targets.margin, level=targets.level, population=population), least)
    return enough if population is None else min(enough, population)


def in_words(targets: Targets) -> str:
    """Targets as the audit trail tells them."""
    told = [
        f"total {targets.total}" if targets.total is not None else "",
        *(f"group {name} {figure}" for name, figure in targets.groups.items()),
        *(f"unit {name} {figure}" for name, figure in targets.units.items()),
        *(f"population {name} {figure}" for name, figure in targets.populations.items()),
        f"margin {targets.margin:g}",
        f"level {targets.level:g}",
    ]
    return ", ".join(each for each in told if each)
