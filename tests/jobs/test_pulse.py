"""A worker that is gone is noticed, and one that ended is started again."""

from __future__ import annotations

import os
import time
from pathlib import Path

from engine.jobs.pulse import SILENCE, beat, is_alive, keep_running, sign_of


def test_a_worker_gives_a_sign_at_once(tmp_path: Path) -> None:
    assert not is_alive(tmp_path, time.time())
    beat(tmp_path)
    assert is_alive(tmp_path, time.time())


def test_silence_counts_as_gone(tmp_path: Path) -> None:
    beat(tmp_path)
    seen = sign_of(tmp_path).stat().st_mtime
    assert is_alive(tmp_path, seen + SILENCE - 1)
    assert not is_alive(tmp_path, seen + SILENCE + 1)


def die(data: Path) -> None:
    """A worker that notes its start and breaks."""
    (data / f"started-{os.getpid()}").touch()
    os._exit(3)


def test_a_worker_that_ends_is_started_again_until_it_is_stopped(tmp_path: Path) -> None:
    stop = keep_running(die, tmp_path, pause=0.05)
    patience = time.monotonic() + 60
    while len(list(tmp_path.glob("started-*"))) < 3 and time.monotonic() < patience:
        time.sleep(0.05)
    stop()
    started = len(list(tmp_path.glob("started-*")))
    assert started >= 3
    time.sleep(0.3)
    assert len(list(tmp_path.glob("started-*"))) == started
