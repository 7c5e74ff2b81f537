"""How many pages of 60 answers are saved durably a second, against Flask's hello and against bare WSGI + sqlite3.

Ours is the whole route as a browser meets it: session, where the page was posted from, round, stored response, path,
every question's reader, version check, one durable transaction, redirect to the next page. Each request is another
respondent's.

- Hello is Flask's first example: what any Flask page costs, with nothing read and nothing written.
- Bare is a WSGI function that parses the same 60 fields and writes a row for each in one transaction, under a random
  response and the question, so that they can be found again: what the same durability costs without a product.

All three run under granian with as many workers as `thuocdo serve` starts and a thread each, are met by the same client
over 16 connections, and are measured in turns in one run; the median of the rounds counts. Both databases are in WAL
mode on the same disk with a lock file each, and a confirmed answer survives a loss of power: bare by
`synchronous=FULL`, ours by an `fdatasync` of its own after the turn (`engine.store.durable`).

What was learned on two cores, in processor time a submit of some 700 µs (hello: some 100): about 130 are the bare
transaction, most of the rest is Python that runs once a request and so from a cold cache, which is why a layer left out
is worth more than a loop made faster. What was worth most, nearly a third, was to wait for the disk when the turn is
over: with two processes the one writes while the other's page goes to the disk. Page sizes of 1,024 to 8,192 bytes,
tables with and without rowid, the answers in the response's own row and larger checkpoints moved the transaction by
less than a sixth; a log that only grows is slower, since its new blocks must be journalled. A blocking lock and a
looser garbage collection gained nothing that could be told from noise. Two workers a core instead of one bring another
fifth: without any sync two workers save a third more, so as much was lost by waiting. Counted in instructions, a
seventh of a submit went with what looks like nothing: each attribute of Flask's `request`, `session` and `current_app`
raises and drops an AttributeError first, an address is matched piece by piece, and a dictionary is written as JSON five
times as dear as pieces of it are put together that were written before.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.figure import Figure, at_least, in_turns, tell
from benchmarks.load import HOST, rate
from benchmarks.made_frameworks import survey
from benchmarks.served import FOLDER, open_bare
from engine.cli.serve import default_workers
from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House

QUESTIONS = 60
ROUNDS = 11
PAGES, HELLOS = 600, 3_000  # requests a round
WARM = 100
WORKERS = default_workers()
ROUND_ID, PAGE = "speed", "/vong/speed/trang/page0"


def figures() -> tuple[Figure, ...]:
    """The real route, version check and all, and the two limits, under the same server in turns."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        data = Path(folder)
        pages = _pages(data, ROUNDS * PAGES + WARM)
        open_bare(data).close()
        ours = servers.enter_context(_served("engine.web.serving:make_app", {"THUOCDO_DATA": folder}, "--factory"))
        hello = servers.enter_context(_served("benchmarks.served:hello", {}))
        bare = servers.enter_context(_served("benchmarks.served:bare", {FOLDER: folder}))
        greeting = f"GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
        plain = [_post("/", HOST, "", {f"q{n}": "agree" for n in range(QUESTIONS)})]
        rate(ours, pages[:WARM], 303)
        rate(hello, [greeting] * WARM, 200)
        rate(bare, plain * WARM, 303)
        batches = iter(range(WARM, len(pages), PAGES))

        def submit() -> float:
            first = next(batches)
            return rate(ours, pages[first : first + PAGES], 303)

        taken = in_turns(
            "submit",
            {
                "ours": submit,
                "hello": lambda: rate(hello, [greeting] * HELLOS, 200),
                "bare": lambda: rate(bare, plain * PAGES, 303),
            },
            ROUNDS,
        )
        _assert_saved(data, len(pages))
    return (
        Figure("submit 60 answers", taken["ours"], taken["hello"], at_least(0.12), "/s", "Flask hello, same server"),
        Figure("submit 60 answers", taken["ours"], taken["bare"], at_least(0.55), "/s", "bare WSGI + sqlite3, 60 rows"),
    )


def _pages(data: Path, wanted: int) -> list[bytes]:
    """Filled pages ready to be posted, each of a respondent of its own, as a browser would send them."""
    (data / "surveys").mkdir()
    (data / "surveys" / "speed.yaml").write_text(survey("speed", QUESTIONS, page_size=QUESTIONS), "utf-8")
    app = create_app(data)
    house = next(part for part in app.extensions.values() if isinstance(part, House))
    offered = house.catalog.offered["speed"]
    house.store.create_round(
        Round(
            id=ROUND_ID, framework_id="speed", title="Đo tốc độ", state=RoundState.OPEN, is_demo=True, opens=date.min,
            closes=None, framework_text=offered.file.text, framework_sha256=offered.file.sha256,
        )
    )
    browser, address = app.test_client(), f"/vong/{ROUND_ID}"
    first = hidden(browser.get(address).get_data(as_text=True))
    browser.post(address, data=first)
    asked = browser.get(PAGE)
    assert asked.status_code == 200, asked.status
    fields = hidden(asked.get_data(as_text=True)) | {"go": "next"} | {f"q{n}": "agree" for n in range(QUESTIONS)}
    made = []
    for number in range(wanted):
        if number % 1_000 == 0:
            tell(f"submit: {number} of {wanted} respondents are ready")
        response = house.store.start_response(ROUND_ID, offered.framework.forms[0].id)
        with browser.session_transaction() as session:
            session["responses"] = {ROUND_ID: response.id}
        cookie = browser.get_cookie("thuocdo")
        assert cookie is not None
        made.append(_post(PAGE, HOST, f"thuocdo={cookie.value}", fields | {"attempt": f"attempt{number}"}))
    house.store.close()
    return made


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms."""
    found = {}
    for tag in re.findall(r"<input[^>]*type=.?hidden[^>]*>", page):
        named = dict(re.findall(r'(name|value)="([^"]*)"', tag))
        found[named["name"]] = named.get("value", "")
    return found


def _post(path: str, host: str, cookie: str, fields: Mapping[str, str]) -> bytes:
    body = urlencode(fields)
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nContent-Length: {len(body)}\r\n"
    head += "Sec-Fetch-Site: same-origin\r\n"
    return f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}".encode()


def _assert_saved(data: Path, pages: int) -> None:
    import sqlite3

    with sqlite3.connect(data / "thuocdo.db") as connection:
        saved = connection.execute("SELECT count(*) FROM answers, json_each(answers.document)").fetchone()[0]
    assert saved == pages * QUESTIONS, f"{saved} answers are saved, not {pages} × {QUESTIONS}"


@contextmanager
def _served(app: str, settings: Mapping[str, str], *options: str) -> Iterator[int]:
    """An application under granian, as `thuocdo serve` starts it; yields its port."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(WORKERS), *options]
    command += ["--blocking-threads", "1", "--host", HOST, "--port", str(port), "--no-log", app]
    with subprocess.Popen(command, env={**os.environ, **settings}) as server:
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and server.poll() is None:
        try:
            with socket.create_connection((HOST, port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")
