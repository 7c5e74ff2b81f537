"""The operator's guide is true: its commands run in an empty folder, and the server stands behind its proxy."""

from __future__ import annotations

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

GUIDE = (Path(__file__).parent.parent / "docs" / "operator.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh( serve)?\n(.*?)```", GUIDE, re.DOTALL)
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("operator")
    (made / "backup").mkdir()
    return made


def here(text: str, folder: Path) -> str:
    """The same commands about folders of this test."""
    return text.replace("/var/lib/thuocdo", str(folder / "data")).replace("/backup", str(folder / "backup"))


def test_the_commands_run_one_after_the_other(folder: Path) -> None:
    text = "\n".join(block for serves, block in BLOCKS if not serves)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", here(text, folder)], cwd=folder, env={**os.environ, "PATH": PATH},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    assert "MEND" not in done.stdout
    assert (folder / "data").stat().st_mode & 0o077 == 0
    assert not [row for row in json.loads((folder / "backup" / "doctor.json").read_text("utf-8")) if row["mend"]]
    trail = subprocess.run(
        [sys.executable, "-c", "import sqlite3, sys; print([r[0] for r in sqlite3.connect(sys.argv[1]).execute('SELECT what FROM audit')])",
         str(folder / "backup" / "tried" / "thuocdo.db")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert trail.stdout.strip() == "['round.open', 'round.extend', 'round.target', 'round.close', 'round.reopen']"


def test_the_server_stands_behind_its_proxy(folder: Path) -> None:
    (command,) = (block for serves, block in BLOCKS if serves)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    words = shlex.split(here(command, folder).replace("--port 8000", f"--port {port}"))
    headers = dict(re.findall(r"proxy_set_header (\S+) (\S+);", GUIDE))
    sent = {
        name: {"$host": "khaosat.example.gov.vn", "$remote_addr": "203.0.113.7"}.get(value, value)
        for name, value in headers.items()
    }
    server = subprocess.Popen(
        words, env={**os.environ, "PATH": PATH}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        reply, until = None, time.monotonic() + 60
        while reply is None and time.monotonic() < until:
            try:
                reply = urlopen(Request(f"http://127.0.0.1:{port}/", headers=sent), timeout=10)
            except (URLError, ConnectionError):
                time.sleep(0.2)
        assert reply is not None
        assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"
        landing = urlopen(Request(f"http://127.0.0.1:{port}/vong/thu-2026", headers=sent), timeout=30)
        assert "; Secure" in landing.headers["Set-Cookie"]
    finally:
        server.terminate()
        server.wait(30)


def test_it_is_two_pages() -> None:
    """Two sheets of A4 on both sides hold about a hundred and thirty lines of this width."""
    assert len(GUIDE.splitlines()) <= 130
