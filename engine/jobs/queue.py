"""The queue that PDFs are made from; the only importer of huey."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from huey import SqliteHuey
from huey.consumer import Consumer

from engine.jobs.courier import carry
from engine.jobs.daily import keep_house
from engine.jobs.passing import Passing
from engine.jobs.pictures import PagePictures, picture_task
from engine.jobs.printing import Printer, PrintJob
from engine.jobs.pulse import beat, is_alive
from engine.jobs.scorings import Scorer, Scorings, score_task
from engine.problems import ThuocDoError
from engine.reports.pdf import to_pdf
from engine.store.evidence import EvidenceRoom

KEPT = 500
"""So many finished PDFs are kept; older ones are made again when somebody asks."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class PdfState:
    """How far a PDF is: `ready` when it can be sent, else a percentage, else why it failed.

    `is_stalled`: it waits, and no worker has given a sign of life for a while.
    """

    ready: Path | None
    percent: int
    failed: str | None
    is_stalled: bool = False


def open_queue(data: Path) -> SqliteHuey:
    """The queue of a data folder, in a file of its own beside the store."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    return SqliteHuey("thuocdo", filename=str(data / "queue.db"), results=False, timeout=30)


@dataclass(frozen=True)
class Shelf:
    """The folder of finished PDFs and of notes on how far the others are."""

    folder: Path

    def pdf(self, key: str) -> Path:
        """Where the finished PDF lies."""
        return self.folder / f"{key}.pdf"

    def note(self, key: str) -> Path:
        """Where the progress is noted; whoever makes this file first has the job queued."""
        return self.folder / f"{key}.json"

    def claim(self, key: str) -> bool:
        """Whether this caller is the first to ask for the key."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with self.note(key).open("x", encoding="utf-8") as note:
                json.dump({"percent": 0}, note)
        except FileExistsError:
            return False
        return True

    def tell(self, key: str, percent: int, failed: str | None = None) -> None:
        """Note how far a job is."""
        _write(self.note(key), json.dumps({"percent": percent, "failed": failed}).encode())

    def state(self, key: str) -> PdfState:
        """How far a key is; nothing at all counts as 0 %."""
        if self.pdf(key).is_file():
            return PdfState(self.pdf(key), 100, None)
        try:
            note: dict[str, Any] = json.loads(self.note(key).read_text("utf-8"))
        except (FileNotFoundError, ValueError):
            note = {}
        return PdfState(None, int(note.get("percent", 0)), note.get("failed"))

    def put(self, key: str, pdf: bytes) -> None:
        """Keep a finished PDF, whole or not at all, and let the oldest go."""
        _write(self.pdf(key), pdf)
        self.note(key).unlink(missing_ok=True)
        finished = sorted(self.folder.glob("*.pdf"), key=lambda path: path.stat().st_mtime, reverse=True)
        for old in finished[KEPT:]:
            old.unlink(missing_ok=True)

    def forget_begun(self) -> None:
        """Forget jobs begun or failed, so that the next request queues them again; waiting ones stay."""
        for note in self.folder.glob("*.json"):
            state = self.state(note.stem)
            if state.percent or state.failed:
                note.unlink(missing_ok=True)


class Pdfs:
    """What the web asks for: a PDF now if it is there, else how far it is. Never renders anything itself."""

    def __init__(self, data: Path) -> None:
        self._shelf = Shelf(data / "pdf")
        self._data = data
        self._print: Callable[..., Any] | None = None

    def request(self, round_id: str, what: str, language: str, content_key: str, *, again: bool = False) -> PdfState:
        """The PDF of a round: `what` is "league" or "unit:<id>"; queued once for each key.

        `content_key` names the state of the results; another one makes another PDF. `again`: one that failed is
        queued once more.
        """
        key = key_of(round_id, what, language, content_key)
        state = self._shelf.state(key)
        if state.failed and again:
            self._shelf.note(key).unlink(missing_ok=True)
            state = PdfState(None, 0, None)
        if state.ready is None and self._shelf.claim(key):
            if self._print is None:
                self._print = _print_task(open_queue(self._data), None, self._shelf)
            self._print(key, round_id, what, language)
        if state.ready is None and state.failed is None and not is_alive(self._data, time.time()):
            log.warning("A PDF waits and no worker has been seen lately: is `thuocdo serve` running?")
            return replace(state, is_stalled=True)
        return state


class OwnPdfs:
    """A respondent's own answers as PDF: the queue carries a random word only, and nothing is kept."""

    def __init__(self, data: Path) -> None:
        self.passing = passing_of(data)
        self._data = data
        self._print: Callable[..., Any] | None = None

    def request(self, html: str) -> str:
        """Have a document printed; the word under which it will lie."""
        self.passing.sweep()
        token = self.passing.hand_in(html)
        if self._print is None:
            self._print = _print_own_task(open_queue(self._data), self.passing)
        self._print(token)
        return token

    def state(self, token: str) -> PdfState | None:
        """How far a print is; None if there is none under this word."""
        found = self.passing.state(token)
        if not (found.waits or found.is_ready or found.failed):
            return None
        stalled = found.waits and not is_alive(self._data, time.time())
        ready = self.passing.pdf(token) if found.is_ready else None
        return PdfState(ready, 100 if ready else 20, "failed" if found.failed else None, stalled)


def passing_of(data: Path) -> Passing:
    """Where a data folder's documents lie while they are passed to the worker and back."""
    return Passing(data / "passing")


def key_of(round_id: str, what: str, language: str, content_key: str) -> str:
    """A file name that stands for everything a PDF depends on."""
    return hashlib.sha256("\0".join((round_id, what, language, content_key)).encode()).hexdigest()[:40]


def run_worker(data: Path) -> None:
    """Make PDFs until SIGTERM; must run in a process's main thread."""
    shelf = Shelf(data / "pdf")
    shelf.forget_begun()
    passing = passing_of(data)
    beat(data, passing.sweep)
    carry(data)
    queue = open_queue(data)
    printer = Printer(data)
    keep_house(data, lambda: printer.catalog)
    _print_task(queue, printer, shelf)
    _print_own_task(queue, passing)
    scorings = Scorings(data)
    scorings.forget_begun()
    score_task(queue, scorings, Scorer(data, lambda: printer.catalog))
    picture_task(queue, PagePictures(data), EvidenceRoom(data).path)
    # one thread: this process is the worker, and a supervised process may have no children of its own
    Consumer(queue, workers=1, worker_type="thread", periodic=False, max_delay=1.0).run()


def _print_task(queue: SqliteHuey, printer: Printer | None, shelf: Shelf) -> Callable[..., Any]:
    """The one task of the queue, known by name to those who ask (without a printer) and to the worker."""

    def print_pdf(key: str, round_id: str, what: str, language: str) -> None:
        if printer is None:
            raise RuntimeError("this process only asks for PDFs")
        if shelf.pdf(key).is_file():
            return
        shelf.tell(key, 5)
        try:
            pdf = printer.pdf(PrintJob(round_id, what, language), lambda percent: shelf.tell(key, percent))
        except ThuocDoError as mistake:
            shelf.tell(key, 0, str(mistake))
            return
        except Exception as broken:  # whatever one PDF meets, the worker lives on
            log.exception("The PDF %s of round %s could not be made", what, round_id)
            shelf.tell(key, 0, f"{type(broken).__name__}: {broken}")
            return
        shelf.put(key, pdf)

    task: Callable[..., Any] = queue.task(name="print_pdf")(print_pdf)
    return task


def _print_own_task(queue: SqliteHuey, passing: Passing) -> Callable[..., Any]:
    """The task that prints a document which was handed in, known by name to those who ask and to the worker."""

    def print_own(token: str) -> None:
        html = passing.html(token)
        if html is None:
            return
        try:
            pdf = to_pdf(html)
        except Exception as broken:  # noqa: BLE001  the worker lives on; a trace could tell what was answered
            log.warning("A respondent's own answers could not be printed (%s).", type(broken).__name__)
            passing.hand_out(token, None)
            return
        passing.hand_out(token, pdf)

    task: Callable[..., Any] = queue.task(name="print_own")(print_own)
    return task


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    part.replace(path)
