"""Many respondents at once send a response of 64 answers about 5 units, page by page: none is lost, counts are equal."""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from engine.cli.main import main

UNITS = [f"so-{number}" for number in range(8)]
ITEMS = [f"item{number}" for number in range(12)]
OTHERS = ["kind", "size", "trouble"]
ANSWERS = 1 + 5 * len(ITEMS) + len(OTHERS)
COMMAND = [sys.executable, "-c", "import sys; from engine.cli.main import main; sys.exit(main())"]


def survey() -> str:
    options = "options: [{id: a, label: A}, {id: b, label: B}]"
    items = "\n".join(f"          - {{id: {name}, type: choice, text: Item, {options}}}" for name in ITEMS)
    others = "\n".join(f"          - {{id: {name}, type: choice, text: Other, {options}}}" for name in OTHERS)
    units = "\n".join(f"    - {{id: {unit}, group: a, title: {unit}}}" for unit in UNITS)
    return f"""
thuocdo: 1
id: many
edition: "1"
title: Many
status: example
languages: [vi]
source: made for tests
units:
  groups: {{a: A}}
  list:
{units}
forms:
  - id: business
    title: Business
    audience: respondents
    quotas: [{{id: firms, when: kind == 'a', at_most: 100000}}]
    pages:
      - id: dealings
        title: Dealings
        questions: [{{id: dealt_with, type: units, text: Which?, min: 5, max: 5}}]
      - id: others
        title: Others
        questions:
{others}
      - id: rating
        title: Rating
        for_each: dealt_with
        questions:
{items}
index:
  id: total
  title: Total
  children: [{{id: share, title: Share, from: item0, measure: {{rule: share, of: [a]}}}}]
"""


class Browser:
    """Keeps its cookie, follows redirects, fills in hidden fields, and double-taps now and then."""

    def __init__(self, port: int, seed: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie, self.path, self.html, self.random = "", "", "", random.Random(seed)

    def ask(self, method: str, path: str, fields: list[tuple[str, str]] | None = None) -> None:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request(method, path, urlencode(fields) if fields else None, headers)
        reply = self.connection.getresponse()
        body = reply.read().decode()
        if (given := reply.getheader("Set-Cookie")) is not None:
            self.cookie = given.split(";")[0]
        if reply.status in (302, 303):
            self.ask("GET", str(reply.getheader("Location")))
            return
        assert reply.status == 200, (reply.status, path, body[-500:])
        self.path, self.html = path, body

    def post(self, *fields: tuple[str, str]) -> None:
        path = self.path
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.html)
        for _ in range(1 + (self.random.random() < 0.2)):
            self.ask("POST", path, [*hidden, *fields])

    def respond(self) -> str:
        self.ask("GET", "/vong/nhieu")
        self.post()
        self.post(*(("dealt_with", unit) for unit in self.random.sample(UNITS, 5)))
        self.post(*((name, self.random.choice("ab")) for name in OTHERS))
        for _ in range(5):
            self.post(*((name, self.random.choice("ab")) for name in ITEMS))
        assert self.path == "/vong/nhieu/kiem-tra", self.path
        self.post()
        found = re.search(r'class="reference">(\w+)<', self.html)
        assert found, self.path
        self.connection.close()
        return found[1]


@contextmanager
def served(data: Path) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [*COMMAND, "serve", "--data", str(data), "--port", str(port), "--workers", "2"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    try:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def answer_at_once(tmp_path: Path, respondents: int) -> None:
    data = tmp_path / "data"
    (data / "surveys").mkdir(parents=True)
    (data / "surveys" / "many.yaml").write_text(survey(), "utf-8")
    main(["round", "create", "nhieu", "--framework", "many", "--data", str(data)])
    main(["round", "open", "nhieu", "--data", str(data)])
    with served(data) as port, ThreadPoolExecutor(respondents) as pool:
        going = [pool.submit(Browser(port, seed).respond) for seed in range(respondents)]
        copies = [
            subprocess.run(
                [*COMMAND, "backup", "--data", str(data), "--out", str(tmp_path / f"{number}.tar.gz")],
                check=False, capture_output=True,
            ).returncode
            for number in range(2)
        ]  # fmt: skip
        references = [each.result() for each in going]
    assert copies == [0, 0]
    assert len(set(references)) == respondents
    connection = sqlite3.connect(data / "thuocdo.db")
    sent = {row[0] for row in connection.execute("SELECT reference FROM responses WHERE sent_on IS NOT NULL")}
    assert sent == set(references)
    assert connection.execute("SELECT count(*) FROM responses").fetchone() == (respondents,)
    per_response = connection.execute(
        "SELECT count(*) FROM answers, json_each(answers.document) GROUP BY response"
    ).fetchall()
    assert per_response == [(ANSWERS,)] * respondents
    firms = connection.execute("SELECT document FROM answers WHERE item = ''").fetchall()
    (counted,) = connection.execute("SELECT coalesce(sum(sent), 0) FROM quota_counts").fetchone()
    assert counted == sum(json.loads(document)["kind"] == "a" for (document,) in firms)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def test_a_tenth_of_them(tmp_path: Path) -> None:
    assert ANSWERS == 64
    answer_at_once(tmp_path, 20)


@pytest.mark.soak
def test_all_of_them(tmp_path: Path) -> None:
    answer_at_once(tmp_path, 200)
