"""Whether the worker lives: it leaves a sign every few seconds, and is started again when it ends."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

EVERY = 5.0
"""Seconds between two signs of life."""

SILENCE = 30.0
"""After so many seconds without a sign the worker counts as gone."""

PAUSE = 2.0
"""Seconds before a worker that ended is started again, so that a broken one does not burn the processor."""

log = logging.getLogger(__name__)


def sign_of(data: Path) -> Path:
    """The file that the worker of a data folder touches."""
    return data / "pdf" / "worker"


def is_alive(data: Path, now: float) -> bool:
    """Whether the worker gave a sign of life shortly before `now` (seconds since 1970)."""
    try:
        return now - sign_of(data).stat().st_mtime < SILENCE
    except FileNotFoundError:
        return False


def beat(data: Path, also: Callable[[], None] = lambda: None) -> None:
    """Give signs of life from now on, in a thread of its own, and end this process when its server has ended.

    `also` is done at each beat.

    A server that was killed can stop nobody, and its worker would go on beside the next one's.
    """
    sign, server = sign_of(data), multiprocessing.parent_process()
    sign.parent.mkdir(parents=True, exist_ok=True)
    sign.touch()

    def go_on() -> None:
        while True:
            time.sleep(EVERY)
            if server is not None and not server.is_alive():
                os.kill(os.getpid(), signal.SIGTERM)
            sign.touch()
            also()

    threading.Thread(target=go_on, name="pulse", daemon=True).start()


def keep_running(work: Callable[[Path], None], data: Path, pause: float = PAUSE) -> Callable[[], None]:
    """Run `work(data)` in a process of its own, start it again whenever it ends; returns how to stop it."""
    context = multiprocessing.get_context("spawn")
    stopping = threading.Event()
    current = [_started(context, work, data)]

    def watch() -> None:
        while True:
            current[0].join()
            if stopping.wait(pause):
                return
            log.error("The worker that makes PDFs ended (exit code %s); it is started again.", current[0].exitcode)
            current[0] = _started(context, work, data)

    watcher = threading.Thread(target=watch, name="keep worker", daemon=True)
    watcher.start()

    def stop() -> None:
        stopping.set()
        current[0].terminate()
        watcher.join(10)

    return stop


def _started(
    context: multiprocessing.context.SpawnContext, work: Callable[[Path], None], data: Path
) -> multiprocessing.context.SpawnProcess:
    process = context.Process(target=work, args=(data,), daemon=True)
    process.start()
    return process
