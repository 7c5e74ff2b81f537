"""Quotas by the strata of a round's sample: how many answers of each are taken, told by codes that are used alone.

What a response carries of its stratum is coarse, so nothing of it is counted: how many answered with codes of a stratum
is known from the invitations. A quota takes at least as many as a stratum needs to be told, so that who is turned away
tells nothing that a response would not.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.framework.places import did_you_mean
from engine.problems import ThuocDoError
from engine.store.nouns import Round

STRATUM = "stratum:"
"""What begins the name of such a quota; no quota of a framework can be called so."""


def quota_of(stratum: str) -> str:
    """What the quota of a stratum is called where quotas are kept."""
    return STRATUM + stratum


def stratum_limits(round_: Round) -> Mapping[str, int]:
    """How many each stratum takes, of those that do not take any number."""
    return {
        name.removeprefix(STRATUM): most
        for name, most in sorted(round_.life.most.items())
        if name.startswith(STRATUM) and most is not None
    }


def with_strata(
    round_: Round, given: Mapping[str, int | None], known: Collection[str], smallest: int
) -> Mapping[str, int | None]:
    """The round's figures with these of strata; None takes one away. ThuocDoError that names all that is wrong."""
    wrong = []
    for stratum, most in given.items():
        if stratum not in known:
            wrong.append(f"There is no stratum `{stratum}` in the sample. {did_you_mean(stratum, known)}".strip())
        elif most is not None and most < smallest:
            wrong.append(f"{stratum}={most} is too few: a stratum is told from {smallest} answers on.")
    if wrong:
        raise ThuocDoError(" ".join(wrong))
    figures = {**round_.life.most, **{quota_of(stratum): most for stratum, most in given.items()}}
    return {name: most for name, most in figures.items() if most is not None or not name.startswith(STRATUM)}
