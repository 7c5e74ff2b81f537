"""What the server does once a day: contacts are deleted, files lose the traces of order, last days are kept."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from time import sleep

from engine.catalog import Catalog
from engine.jobs.last_days import keep_last_days
from engine.problems import MachineError, ThuocDoError
from engine.rounds import zone
from engine.rounds.forgetting import ended_lately, forget_due
from engine.store.contract import Store
from engine.store.invitations import InvitationBook
from engine.store.sqlite import SqliteStore

EVERY = 600.0
"""Seconds between two looks at the calendar."""

LARGEST = 200_000_000
"""A database of more bytes is laid out anew only when a round has closed, since nobody can save meanwhile."""

log = logging.getLogger(__name__)


def keep_house(data: Path, catalog: Callable[[], Catalog]) -> None:
    """Do the work of each day from now on, in a thread of its own, once when it starts and then after each midnight."""

    def go_on() -> None:
        done: date | None = None
        while True:
            today = zone.today()
            if today != done:
                done = today
                _once(data, today, catalog)
            sleep(EVERY)

    threading.Thread(target=go_on, name="daily", daemon=True).start()


def do_daily(store: Store, data: Path, today: date) -> int:
    """The work of one day; how many contacts were deleted."""
    now = zone.now()
    gone = forget_due(store, InvitationBook(data), today, now)
    is_small = (data / "thuocdo.db").stat().st_size <= LARGEST
    if is_small or any(ended_lately(each, datetime.combine(today, time.min, zone.ZONE)) for each in store.rounds()):
        store.settle()
    return gone


def _once(data: Path, today: date, catalog: Callable[[], Catalog]) -> None:
    try:
        store = SqliteStore.open(data)
        try:
            gone = do_daily(store, data, today)
            keep_last_days(store, data, catalog, zone.now())
        finally:
            store.close()
    except (MachineError, ThuocDoError, OSError) as failed:
        log.error("The daily work failed: %s", failed)
        return
    if gone:
        log.warning("Contacts of samples were deleted, as promised: %s", gone)
