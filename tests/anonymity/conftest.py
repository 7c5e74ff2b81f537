"""Sixty respondents with codes before a real server; and the same sixty in a folder laid out without a thought."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from engine.store.codes import make_code
from engine.store.invitations import InvitationBook
from engine.store.invited import Contact, Entry, Invitation
from engine.store.nouns import Round, RoundState
from engine.store.sqlite import SqliteStore
from engine.web.house import open_house
from tests.web.conftest import SURVEY

PEOPLE, INVITED = 60, 90
FROM = "127.0.0.7"
WRONG = "XY3XY4XY"
THUOCDO = [sys.executable, "-c", "import sys; from engine.cli.main import main; sys.exit(main())"]


@dataclass(frozen=True)
class Loot:
    """What an attacker has: all files, the log of the server, and from elsewhere who answered in which order.

    `codes` and `responses` are in that order; the attacker knows the first, and wants the second beside it.
    """

    folder: Path
    log: str
    codes: tuple[str, ...]
    responses: tuple[str, ...]
    idle: tuple[str, ...] = ()  # codes that nobody used


class Browser:
    """Cookies, redirects, and the hidden fields of the page that was in_groups last."""

    def __init__(self, port: int) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, source_address=(FROM, 0), timeout=30)
        self.cookies: dict[str, str] = {}
        self.html, self.path = "", ""

    def get(self, path: str) -> Browser:
        return self._ask("GET", path)

    def post(self, **fields: object) -> Browser:
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.html))
        return self._ask("POST", self.path, urlencode({**hidden, **fields}, doseq=True))

    def _ask(self, method: str, path: str, body: str | None = "") -> Browser:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        reply = self.connection.getresponse()
        self.html, self.path = reply.read().decode(), path
        for given in reply.headers.get_all("Set-Cookie") or ():
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(given).items()})
        if reply.status in (302, 303):
            return self._ask("GET", reply.headers["Location"])
        assert reply.status in (200, 422), (reply.status, path, self.html[:2000])
        return self


def respond(port: int, number: int, code: str) -> None:
    """One business from its letter to the receipt; its number is what the test knows it by."""
    browser = Browser(port).get(f"/m/{code}")
    browser.post().post(dealt_with=["so-xay-dung"]).post(clear="yes", days=str(number)).post(trouble="no", remark="")
    browser.post()
    assert browser.path == "/vong/that/cam-on", browser.path
    browser.connection.close()


@pytest.fixture(scope="package")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Loot, Loot]]:
    """The files while the round runs, right after the last answer, and after it was closed."""
    data = tmp_path_factory.mktemp("campaign") / "data"
    (data / "surveys").mkdir(parents=True)
    (data / "surveys" / "mini.yaml").write_text(SURVEY, encoding="utf-8")
    file = open_house(data).catalog.offered["mini"].file
    store = SqliteStore.open(data)
    store.create_round(Round("that", "mini", "Đợt", RoundState.OPEN, False, None, None, file.text, file.sha256))
    store.set_welcome("that", replace(store.welcome("that"), entry=Entry.CODE))
    store.close()
    codes = [make_code() for _ in range(INVITED)]
    InvitationBook(data).add(
        Invitation(code, "that", "large" if at % 4 == 0 else "small", contact=Contact(f"business {at}"))
        for at, code in enumerate(codes)
    )
    used = random.Random(3).sample(codes, PEOPLE)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = data.parent / "server.log"
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    command = [*THUOCDO, "serve", "--data", str(data), "--port", str(port), "--workers", "1"]
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, env=environment) as server:
        try:
            _wait(port)
            Browser(port).get("/m").post(code=WRONG)
            for number, code in enumerate(used):
                respond(port, number, code)
            running = _copied(data, data.parent / "running", log, codes, used)
            subprocess.run([*THUOCDO, "round", "close", "that", "--data", str(data)], env=environment, check=True)
            closed = _copied(data, data.parent / "closed", log, codes, used)
        finally:
            server.terminate()
            server.wait(30)
    return running, replace(closed, log=log.read_text())


@pytest.fixture(scope="package")
def running(campaign: tuple[Loot, Loot]) -> Loot:
    return campaign[0]


@pytest.fixture(scope="package")
def closed(campaign: tuple[Loot, Loot]) -> Loot:
    return campaign[1]


def _wait(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not start")


def _copied(data: Path, to: Path, log: Path, codes: list[str], used: list[str]) -> Loot:
    shutil.copytree(data, to)  # with the times of files
    look = to.parent / f"{to.name}-look"  # who opens a copy of a database changes it
    shutil.copytree(to, look)
    connection = sqlite3.connect(look / "thuocdo.db")
    said = {}
    for response, document in connection.execute("SELECT response, document FROM answers WHERE item <> ''"):
        said[int(json.loads(document)["days"])] = response
    connection.close()
    responses = tuple(said[number] for number in range(PEOPLE))
    idle = tuple(set(codes) - set(used))
    return Loot(to, log.read_text(), tuple(used), responses, idle)


@pytest.fixture(scope="package")
def naive(tmp_path_factory: pytest.TempPathFactory, running: Loot) -> Loot:
    """The same people in a folder where nobody thought of it: one log for both, numbered rows, times, a free hand."""
    folder = tmp_path_factory.mktemp("naive")
    connection = sqlite3.connect(folder / "survey.db", isolation_level=None)
    for statement in (
        "PRAGMA journal_mode = WAL", "PRAGMA wal_autocheckpoint = 0", "PRAGMA secure_delete = OFF",
        "CREATE TABLE invitations (code TEXT, used_at TEXT)", "CREATE TABLE responses (id TEXT, sent_at TEXT, code_hash TEXT)",
        "CREATE TABLE drafts (id TEXT, padding TEXT)",
    ):  # fmt: skip
        connection.execute(statement)
    log = []
    for second, (code, response) in enumerate(zip(running.codes, running.responses, strict=True)):
        at = f"2026-11-23 10:{second // 60:02}:{second % 60:02}"
        hashed = hashlib.sha256(code.encode()).hexdigest()
        connection.execute("INSERT INTO drafts VALUES (?, ?)", (response, "x" * 300))
        connection.execute("INSERT INTO responses VALUES (?, ?, ?)", (response, at, hashed))
        connection.execute("INSERT INTO invitations VALUES (?, ?)", (code, at))
        note = folder / f"{response}.json"
        note.write_text(json.dumps({"code": code}))
        os.utime(note, (1_800_000_000 + second, 1_800_000_000 + second))
        log.append(f'{FROM} - - [{at}] "GET /m/{code} HTTP/1.1" 303')
    connection.execute("DELETE FROM drafts")
    copied = folder / "copied"
    copied.mkdir()
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    for path in [*folder.glob("survey.db*"), *folder.glob("*.json")]:
        shutil.copy2(path, copied)
    connection.close()
    return replace(running, folder=copied, log="\n".join(log))
