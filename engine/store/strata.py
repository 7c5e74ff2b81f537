"""Strata that few responses are of are not told."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence

from engine.store.invited import MERGED, Welcome


def told_strata(connection: sqlite3.Connection, round_id: str, strata: Sequence[str]) -> list[str]:
    """The stratum of each sent response of a round, merged where fewer are of it than the round wants.

    A stratum is written down from the time on when enough codes of it are used. Who knows in which order people
    answered would know the first response with it by that, hence there are none or many. "" is of none and stays.
    """
    row = connection.execute("SELECT smallest FROM welcomes WHERE round_id = ?", (round_id,)).fetchone()
    smallest = int(row[0]) if row else Welcome.smallest
    count = Counter(strata)
    return [MERGED if each and count[each] < smallest else each for each in strata]
