"""Whether a backup may be taken now: two copies of a running round must not tell whose answers came in between."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.problems import ThuocDoError
from engine.store.nouns import Round, RoundState

FEWEST = 10
"""So many codes at least were used between two backups, or none: fewer would name their few answers."""


def check_backup(rounds: Iterable[Round], used: Mapping[str, int], before: Mapping[str, int]) -> None:
    """Whether enough codes were used since the backup before; ThuocDoError that names every round that is too near.

    `used` and `before` count the used codes of each round, now and at the last backup.
    """
    running = [each.id for each in rounds if each.state is RoundState.OPEN]
    few = {each: new for each in running if 0 < (new := used.get(each, 0) - before.get(each, 0)) < FEWEST}
    if not few:
        return
    told = ", ".join(f"{each} ({new})" for each, new in few.items())
    raise ThuocDoError(
        f"Since the last backup only a few codes were used in {told}: two backups so near would tell whose answers came"
        f" in between. Take the next one when {FEWEST} more were used, or when the round is closed."
    )
