"""The server is killed between and during requests, again and again: no confirmed answer is lost, none is doubled."""

from __future__ import annotations

import http.client
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlencode

import pytest

from engine.cli.main import main
from tests.web.test_many_at_once import ANSWERS, COMMAND, ITEMS, OTHERS, Browser, survey

AT_ONCE = 4
ROUND = "nhieu"


class Server:
    """`thuocdo serve` on one port, killed and started again."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.command = [*COMMAND, "serve", "--data", str(data), "--port", str(self.port), "--workers", "2"]

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        until = time.monotonic() + 60
        while not self.answers() and time.monotonic() < until:
            time.sleep(0.05)

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def kill_all(self) -> None:
        """The server with everything that it started, as when the machine loses its power."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_one(self, at: random.Random) -> None:
        """One of its processes; the server starts another."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        if children:
            os.kill(int(at.choice(children)), signal.SIGKILL)


class Stubborn(Browser):
    """Sends a page again until somebody answers, as it was: what respondents do. Notes what was confirmed."""

    def __init__(self, port: int, seed: int) -> None:
        super().__init__(port, seed)
        self.port = port
        self.confirmed: dict[str, dict[str, list[str]]] = {}

    def ask(self, method: str, path: str, fields: list[tuple[str, str]] | None = None) -> None:
        until = time.monotonic() + 120
        while True:
            try:
                reply = self._sent(method, path, fields)
                break
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < until, "nobody answers"
                self.connection.close()
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                time.sleep(0.05)
        status, where, body = reply
        if method == "POST" and status == 303 and "/trang/" in path:
            given: dict[str, list[str]] = {}
            for name, value in fields or ():
                given.setdefault(name, []).append(value)
            self.confirmed[unquote(path).partition("/trang/")[2].partition("?")[0]] = given
        if status in (302, 303):
            self.ask("GET", where)
            return
        assert status == 200, (status, path, body[-500:])
        self.path, self.html = path, body

    def _sent(self, method: str, path: str, fields: list[tuple[str, str]] | None) -> tuple[int, str, str]:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, path, urlencode(fields) if fields else None, headers)
        reply = self.connection.getresponse()
        body = reply.read().decode()
        if reply.status >= 500:
            raise http.client.HTTPException(f"{reply.status}")
        if (given := reply.getheader("Set-Cookie")) is not None:
            self.cookie = given.split(";")[0]
        return reply.status, str(reply.getheader("Location")), body

    def answered(self) -> dict[tuple[str, str], object]:
        """What the form confirmed, by unit and question."""
        found: dict[tuple[str, str], object] = {}
        for page, given in self.confirmed.items():
            unit = page.partition("/")[2]
            for name in (*ITEMS, *OTHERS, "dealt_with"):
                if name in given:
                    found[unit, name] = set(given[name]) if name == "dealt_with" else given[name][0]
        return found


def stored(data: Path) -> Mapping[str, dict[tuple[str, str], object]]:
    """The answers of sent responses, by reference."""
    connection = sqlite3.connect(data / "thuocdo.db")
    rows = connection.execute(
        "SELECT reference, item, document FROM responses JOIN answers ON response = id WHERE sent_on IS NOT NULL"
    ).fetchall()
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    found: dict[str, dict[tuple[str, str], object]] = {}
    for reference, item, document in rows:
        for name, value in json.loads(document).items():
            found.setdefault(reference, {})[item, name] = set(value[1]) if isinstance(value, list) else value
    return found


def survive(tmp_path: Path, rounds: int, seed: int) -> None:
    data, chance = tmp_path / "data", random.Random(seed)
    (data / "surveys").mkdir(parents=True)
    (data / "surveys" / "many.yaml").write_text(survey(), "utf-8")
    main(["round", "create", ROUND, "--framework", "many", "--data", str(data)])
    main(["round", "open", ROUND, "--data", str(data)])
    server, over = Server(data), threading.Event()
    finished: dict[str, dict[tuple[str, str], object]] = {}
    wrong: list[BaseException] = []

    def respond_again_and_again(which: int) -> None:
        try:
            for number in range(100_000):
                if over.is_set():
                    return
                browser = Stubborn(server.port, seed * 1_000_000 + which * 100_000 + number)
                reference = browser.respond()
                assert reference not in finished
                finished[reference] = browser.answered()
        except BaseException as failed:  # noqa: BLE001 (told below, in the test's own thread)
            wrong.append(failed)

    server.start()
    respondents = [threading.Thread(target=respond_again_and_again, args=(which,)) for which in range(AT_ONCE)]
    for each in respondents:
        each.start()
    try:
        for _ in range(rounds):
            time.sleep(chance.uniform(0, 0.6))
            if wrong:
                break
            if chance.random() < 0.5:
                server.kill_one(chance)
            else:
                server.kill_all()
                server.start()
    finally:
        over.set()
        for each in respondents:
            each.join(120)
        server.kill_all()
    assert not wrong, wrong
    kept = stored(data)
    assert len(kept) >= rounds, "they had time to finish"
    assert kept.keys() == finished.keys()  # each receipt is one response, and nobody's was sent twice
    assert kept == finished
    assert all(len(answers) == ANSWERS for answers in kept.values())


def test_a_tenth_of_the_kills(tmp_path: Path) -> None:
    survive(tmp_path, 20, seed=1)


@pytest.mark.soak
def test_all_of_the_kills(tmp_path: Path) -> None:
    survive(tmp_path, 200, seed=2)
