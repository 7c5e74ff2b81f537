"""A worker that is gone is noticed, and one that ended is started again."""

from __future__ import annotations

import os
import subprocess
import sys
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


def beat_for_ever(data: Path) -> None:
    """A worker that does nothing but live."""
    (data / "pid").write_text(str(os.getpid()))
    beat(data)
    time.sleep(600)


SERVER = """
import sys, time
from pathlib import Path
from engine.jobs.pulse import keep_running
from tests.jobs.test_pulse import beat_for_ever
if __name__ == "__main__":
    keep_running(beat_for_ever, Path(sys.argv[1]))
    time.sleep(600)
"""


def test_a_worker_ends_with_a_server_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(SERVER)
    server = subprocess.Popen([sys.executable, script, tmp_path], env={**os.environ, "PYTHONPATH": str(Path.cwd())})
    until = time.monotonic() + 60
    while not is_alive(tmp_path, time.time()) and time.monotonic() < until:
        time.sleep(0.05)
    server.kill()
    server.wait()
    worker = int((tmp_path / "pid").read_text())
    while Path(f"/proc/{worker}").exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert not Path(f"/proc/{worker}").exists()
