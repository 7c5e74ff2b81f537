"""Whether a backup may be taken now: two copies of a running round must not tell whose answers came in between.

Who has two copies knows which codes were used between them, each with its stratum, and which responses came, each with
as much of its stratum as is told. So at least ten codes, or none, lie between them, in each stratum that is told; those
that are not told are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.problems import ThuocDoError
from engine.store.nouns import Round, RoundState

FEWEST = 10
"""So many codes at least were used between two backups, or none: fewer would name their few answers."""

Used = Mapping[str, Mapping[str, int]]
"""How many codes of each round were used, by stratum."""


def check_backup(rounds: Iterable[Round], used: Used, before: Used, smallest: Mapping[str, int]) -> None:
    """Whether enough codes were used since the backup before; ThuocDoError that names every round that is too near.

    `used` and `before` count the used codes, now and at the last backup; `smallest` says of each round from how many on
    responses tell their stratum.
    """
    few = {
        name: new
        for each in rounds
        if each.state is RoundState.OPEN
        for name, new in _new(each.id, used.get(each.id, {}), before.get(each.id, {}), smallest.get(each.id, FEWEST))
        if 0 < new < FEWEST
    }
    if not few:
        return
    told = ", ".join(f"{name} ({new})" for name, new in few.items())
    raise ThuocDoError(
        f"Since the last backup only a few codes were used in {told}: two backups so near would tell whose answers came"
        f" in between. Take the next one when {FEWEST} more were used, or when the round is closed; or leave the codes"
        " out of it with --without-codes, which may be done at any time."
    )


def _new(round_id: str, used: Mapping[str, int], before: Mapping[str, int], smallest: int) -> Iterable[tuple[str, int]]:
    """How many codes were used since: without a stratum, in each stratum that is told, and in all others together."""
    new = {stratum: count - before.get(stratum, 0) for stratum, count in used.items()}
    yield round_id, new.pop("", 0)
    told = sorted(stratum for stratum in new if used[stratum] >= smallest)
    for stratum in told:
        yield f"{round_id}, stratum {stratum}", new.pop(stratum)
    yield f"{round_id}, small strata", sum(new.values())
