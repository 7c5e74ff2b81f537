"""Who takes mails from the queue to the server: again after growing pauses, and not for ever.

Whoever is reminded can still answer: reminders that wait when a round is over are taken back.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from engine.jobs.smtp import Later, Letter, Refused, Smtp, line_to, read_smtp, send
from engine.problems import MachineError, ThuocDoError
from engine.rounds import zone
from engine.rounds.invitations import is_over
from engine.store.locking import Turns
from engine.store.outbox import Outbox, Waiting
from engine.store.sqlite import SqliteStore

LOOK = 2.0
"""Seconds between two looks into the queue."""

MOST_TRIES = 30
"""After so many tries a mail is given up: with the pauses below, after about a day."""

LONGEST = 3600.0
"""No pause is longer, in seconds."""

AT_ONCE = 50
"""So many mails go over one connection."""

log = logging.getLogger(__name__)


def pause_after(tries: int) -> float:
    """Seconds until a mail is tried again that was tried so often: 1, 2, 4 … 32 minutes, then an hour each time."""
    return min(60.0 * float(2 ** min(tries - 1, 10)), LONGEST)


@dataclass
class Courier:
    """Takes what is due; when something is due is known only to this process, so after a start everything is."""

    outbox: Outbox
    smtp: Smtp
    clock: Callable[[], float] = time.monotonic
    is_over: Callable[[str], bool] = lambda _round_id: False
    _due: dict[str, float] = field(default_factory=dict)
    _told: str = ""

    def go(self) -> int:
        """One way to the server and back; how many mails it took."""
        self._take_back()
        tries, now = self.outbox.tries(), self.clock()
        self._due = {name: at for name, at in self._due.items() if name in tries}
        due = [name for name, count in tries.items() if count == 0 or self._due.get(name, now) <= now]
        if not due:
            return 0
        try:
            with line_to(self.smtp) as line:
                return self._take(due[:AT_ONCE], lambda letter: send(line, self.smtp, letter))
        except Later as no_line:
            self._postpone({name: tries[name] for name in due}, str(no_line))
            return 0

    def _take_back(self) -> None:
        for round_id in filter(self.is_over, self.outbox.rounds_reminding()):
            gone = self.outbox.take_back_reminders(round_id)
            log.warning("%s is over: reminders that waited were taken back, none was sent: %s.", round_id, gone)

    def _take(self, names: list[str], hand_over: Callable[[Letter], None]) -> int:
        taken = 0
        for name in names:
            mail = self.outbox.mail(name)
            if mail is None:  # taken back meanwhile
                continue
            try:
                hand_over(_letter(mail))
            except Refused as never:
                self.outbox.give_up(name, str(never))
            except Later as later:
                self._postpone({name: mail.tries}, str(later))
                if later.line:
                    break
            else:
                self.outbox.note_sent(name)
                taken += 1
        return taken

    def tell(self, trouble: str) -> None:
        """Log a trouble once, not each time that it is met."""
        if trouble and trouble != self._told:
            log.warning("%s", trouble)
        self._told = trouble

    def _postpone(self, tries: dict[str, int], reason: str) -> None:
        for name in [name for name, count in tries.items() if count + 1 >= MOST_TRIES]:
            self.outbox.give_up(name, f"tried {MOST_TRIES} times; the last time {reason}")
            del tries[name]
        self.outbox.note_tried(list(tries), reason)
        for name, count in tries.items():
            self._due[name] = self.clock() + pause_after(count + 1)


def _letter(mail: Waiting) -> Letter:
    return Letter(mail.token, mail.address, mail.subject, mail.text, mail.html)


def carry(data: Path) -> None:
    """Take mails to the server from now on, in a thread of its own; without settings there is nothing to do."""
    try:
        smtp = read_smtp(os.environ)
    except ThuocDoError as wrong:
        log.error("No mail goes out: %s", wrong)
        return
    if smtp is not None:
        courier = Courier(Outbox(data), smtp, is_over=lambda round_id: round_is_over(data, round_id))
        turns = Turns(data / "mail.lock", 0)
        threading.Thread(target=lambda: _go_on(courier, turns), name="courier", daemon=True).start()


def round_is_over(data: Path, round_id: str) -> bool:
    """Whether nobody can begin to answer any more: it was closed, its last day is past, or it is gone."""
    store = SqliteStore.open(data)
    try:
        round_ = store.round(round_id)
        return round_ is None or is_over(round_, zone.today())
    finally:
        store.close()


def _go_on(courier: Courier, turns: Turns) -> None:
    while True:
        time.sleep(LOOK)
        step(courier, turns)


def step(courier: Courier, turns: Turns) -> int:
    """One way, if no other process is on its way; whatever goes wrong, the courier lives on."""
    try:
        if not courier.outbox.path.is_file():
            return 0
        with turns.taken():
            taken = courier.go()
    except (MachineError, ThuocDoError) as failed:
        courier.tell(f"Mails wait: {failed}")
    except Exception as broken:  # noqa: BLE001  a trace could tell an address
        courier.tell(f"Mails wait: something unforeseen went wrong ({type(broken).__name__}).")
    else:
        courier.tell("")
        return taken
    return 0
