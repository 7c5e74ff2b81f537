"""Quotas of a round: how many each takes, which are full for a response, and what was counted so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from engine.framework.models import Audience, Framework, Quota
from engine.framework.places import did_you_mean
from engine.problems import ThuocDoError
from engine.rounds.clock import is_full_for
from engine.store.nouns import Response, Round


@dataclass(frozen=True)
class Standing:
    """How far a quota is: sent responses against how many it takes (None: any number), and those closed for it."""

    quota: str
    sent: int
    at_most: int | None
    is_full: bool
    screened: int


def limit(round_: Round, quota: Quota) -> int | None:
    """How many a quota takes in this round: the round's own figure, else the framework's; None for any number."""
    return round_.life.most.get(quota.id, quota.at_most)


def limits(round_: Round, met: Iterable[Quota]) -> Mapping[str, int | None]:
    """The quotas that a response counts towards, each with how many it takes."""
    return {quota.id: limit(round_, quota) for quota in met}


def first_full(round_: Round, met: Iterable[Quota], response: Response, today: date) -> Quota | None:
    """The first of these quotas that is full for a response, or None."""
    return next((quota for quota in met if is_full_for(round_, quota.id, response, today)), None)


def quotas_of(framework: Framework) -> tuple[Quota, ...]:
    """The quotas of the forms that respondents fill in."""
    return tuple(quota for form in framework.forms if form.audience is Audience.RESPONDENTS for quota in form.quotas)


def standings(
    framework: Framework, round_: Round, sent: Mapping[str, int], screened: Mapping[str, int]
) -> tuple[Standing, ...]:
    """Every quota of a round, in the order of the file."""
    return tuple(
        Standing(
            quota.id, sent.get(quota.id, 0), limit(round_, quota), quota.id in round_.life.full,
            screened.get(quota.id, 0),
        )
        for quota in quotas_of(framework)
    )  # fmt: skip


def with_figures(framework: Framework, round_: Round, given: Mapping[str, int | None]) -> Mapping[str, int | None]:
    """The round's own figures with these changes; ThuocDoError that names every quota that is not there."""
    known = [quota.id for quota in quotas_of(framework)]
    wrong = [name for name in given if name not in known]
    if wrong and not known:
        raise ThuocDoError(f"The framework of the round {round_.id} has no quotas: its forms declare them.")
    if wrong:
        mends = " ".join(dict.fromkeys(did_you_mean(name, known) for name in wrong))
        raise ThuocDoError(f"No such quota: {', '.join(wrong)}. {mends}")
    return {**round_.life.most, **given}
