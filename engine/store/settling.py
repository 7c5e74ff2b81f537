"""The database laid out anew, so that its files tell nothing of the order in which answers came.

While respondents answer, SQLite puts new rows where there is room: within a page, and among pages, what came first lies
where room was first, and the write-ahead log is in the order of writing by its nature. `VACUUM` writes all rows by
their random keys into fresh pages; the log is then cut to nothing. What was deleted or changed is gone by it as well.
"""

from __future__ import annotations

from engine.store.database import Database
from engine.store.invited import MERGED, Welcome
from engine.store.nouns import RoundState

_SMALL = """
    UPDATE responses SET stratum = ?1
    WHERE stratum NOT IN ('', ?1)
      AND round_id IN (
          SELECT id FROM rounds LEFT JOIN welcomes c ON c.round_id = id
          WHERE state NOT IN (?2, ?3) OR c.closed_on IS NOT NULL)
      AND (SELECT count(*) FROM responses others
           WHERE others.round_id = responses.round_id AND others.stratum = responses.stratum
             AND others.sent_on IS NOT NULL)
        < coalesce((SELECT smallest FROM welcomes w WHERE w.round_id = responses.round_id), ?4)
"""


class LeavesNoOrder:
    """The part of the embedded store that leaves no trace of order."""

    database: Database

    def settle(self) -> None:
        """Lay everything out anew; a second for some fifty megabytes, in which nobody writes.

        Of rounds that are closed, the strata that too few responses are of are merged for good.
        """
        going_on = RoundState.DRAFT.value, RoundState.OPEN.value
        with self.database.writing() as connection:
            connection.execute(_SMALL, (MERGED, *going_on, Welcome.smallest))
        with self.database.alone() as connection:
            connection.execute("PRAGMA temp_store=MEMORY")  # no copy is left in a folder for temporary files
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
