"""Rounds that are scored in the queue: one at a time for each round, with its progress, and a way to cancel it."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.catalog import Catalog
from engine.exchange.keeping import score_noted
from engine.jobs.pulse import is_alive
from engine.problems import MachineError, ThuocDoError
from engine.rounds import zone
from engine.rounds.moves import By
from engine.rounds.pinned import pinned
from engine.rounds.results import LIVE
from engine.store.sqlite import SqliteStore

_READ, _DRAWN = 10, 90
"""Percent that are done when the framework has been read, and when the last draw is made."""

log = logging.getLogger(__name__)


class CancelledError(Exception):
    """Somebody does not want the run any more."""


@dataclass(frozen=True)
class Scoring:
    """How far the scoring of a round is: a percentage, then the code of its run, or that it was cancelled or failed.

    `token` tells this one from those before; `is_stopping`: it ends at its next draw; `is_stalled`: nobody works.
    """

    token: str
    who: str
    percent: int = 0
    run: str = ""
    failed: str = ""
    cancelled: bool = False
    is_stopping: bool = False
    is_stalled: bool = False

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or is worked on."""
        return not (self.run or self.failed or self.cancelled)


class Scorings:
    """The notes on how far each round's scoring is; queued with `queue`, a function that opens it."""

    def __init__(self, data: Path, queue: Callable[[], Any] | None = None) -> None:
        self._folder = data / "scoring"
        self.data = data
        self._queue = queue
        self._task: Callable[..., Any] | None = None

    def request(self, round_id: str, who: str) -> bool:
        """Have a round scored; False where that is under way already."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        token = secrets.token_hex(8)
        before = self.state(round_id)
        if before is None:
            self._note(round_id).unlink(missing_ok=True)  # a note that cannot be read
        elif not before.is_under_way or before.is_stopping:
            self._forget(round_id, before.token)
        try:
            note = os.open(self._note(round_id), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return False
        with os.fdopen(note, "w", encoding="utf-8") as file:
            json.dump({"token": token, "who": who}, file)
        if self._task is None:
            assert self._queue is not None, "the worker asks for nothing"
            self._task = score_task(self._queue(), self, None)
        self._task(round_id, token)
        return True

    def state(self, round_id: str) -> Scoring | None:
        """How far the newest scoring of a round is; None where nobody has asked for one."""
        found = _read(self._note(round_id))
        if found is None or not found.is_under_way:
            return found
        stopping, stalled = self._stop(found.token).exists(), not is_alive(self.data, time.time())
        return replace(found, is_stopping=stopping, is_stalled=stalled)

    def cancel(self, round_id: str, token: str) -> bool:
        """End a scoring that is under way; False for one that is not."""
        found = self.state(round_id)
        if found is None or found.token != token or not found.is_under_way:
            return False
        self._stop(token).touch(mode=0o600)
        return True

    def tell(self, round_id: str, token: str, **news: Any) -> None:
        """Note how far a scoring is; CancelledError where it is to end, or another one has taken its place."""
        found = self.state(round_id)
        if found is None or found.token != token or found.is_stopping:
            raise CancelledError
        self._write(round_id, {"token": token, "who": found.who, "percent": found.percent, **news})

    def ended(self, round_id: str, token: str, **how: Any) -> None:
        """Note how a scoring ended, unless another one has taken its place."""
        found = self.state(round_id)
        if found is not None and found.token == token:
            self._write(round_id, {"token": token, "who": found.who, "percent": found.percent, **how})
        self._stop(token).unlink(missing_ok=True)

    def forget_begun(self) -> None:
        """What was under way when a worker ended has failed; what waits is still in the queue."""
        for note in self._folder.glob("*.json"):
            found = _read(note)
            if found is not None and found.percent and found.is_under_way:
                _replace(note, {"token": found.token, "who": found.who, "failed": "interrupted"})

    def _forget(self, round_id: str, token: str) -> None:
        self._note(round_id).unlink(missing_ok=True)
        self._stop(token).unlink(missing_ok=True)

    def _note(self, round_id: str) -> Path:
        return self._folder / f"{hashlib.sha256(round_id.encode()).hexdigest()[:32]}.json"

    def _stop(self, token: str) -> Path:
        return self._folder / f"{token}.stop"

    def _write(self, round_id: str, said: dict[str, Any]) -> None:
        _replace(self._note(round_id), said)


def _read(note: Path) -> Scoring | None:
    try:
        return Scoring(**json.loads(note.read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _replace(path: Path, said: dict[str, Any]) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.write_text(json.dumps(said), "utf-8")
    part.replace(path)


def score_task(queue: Any, scorings: Scorings, work: Callable[..., str] | None) -> Callable[..., Any]:
    """The task that scores a round, known by name to those who ask (without work) and to the worker."""

    def score_round(round_id: str, token: str) -> None:
        if work is None:
            raise RuntimeError("this process only asks for scores")
        found = scorings.state(round_id)
        try:
            scorings.tell(round_id, token, percent=1)
            assert found is not None  # else `tell` has raised
            run = work(round_id, found.who, lambda percent: scorings.tell(round_id, token, percent=percent))
            scorings.ended(round_id, token, run=run, percent=100)
        except CancelledError:
            scorings.ended(round_id, token, cancelled=True)
        except (ThuocDoError, MachineError) as mistake:
            scorings.ended(round_id, token, failed=str(mistake))
        except Exception as broken:  # whatever one scoring meets, the worker lives on
            log.exception("The round %s could not be scored", round_id)
            scorings.ended(round_id, token, failed=f"{type(broken).__name__}: {broken}")

    task: Callable[..., Any] = queue.task(name="score_round")(score_round)
    return task


@dataclass(frozen=True)
class Scorer:
    """Scores rounds of a data folder as `thuocdo round score` does; `catalog` gives the frameworks."""

    data: Path
    catalog: Callable[[], Catalog]

    def __call__(self, round_id: str, who: str, tell: Callable[[int], None]) -> str:
        """Score and keep the run; its code. Raises ThuocDoError for what cannot be scored."""
        store = SqliteStore.open(self.data)
        try:
            round_ = store.round(round_id)
            if round_ is None:
                raise ThuocDoError(f"There is no round {round_id}.")
            offered = pinned(self.catalog(), round_)
            tell(_READ)

            def told(done: int, whole: int) -> None:
                tell(_READ + (_DRAWN - _READ) * done // max(whole, 1))

            by = By(who, zone.now())
            return score_noted(self.data, store, offered, round_, LIVE, by, told).run.code
        finally:
            store.close()
