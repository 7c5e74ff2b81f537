"""The limits that are served: Flask's hello, and rows written by a bare WSGI function."""

from __future__ import annotations

import fcntl
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import parse_qsl

from flask import Flask

FOLDER = "BENCHMARK_DATA"
"""The setting that names the folder of the bare database."""

hello = Flask(__name__)


@hello.get("/")
def _hello() -> str:
    return "Hello, World!"


def bare(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Parse a form and write a row for each field in one durable transaction; nothing else is done.

    The rows can be found again: they lie under a random response and the question, as ours do.
    """
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    response = secrets.token_hex(16)
    rows = [(response, name, value) for name, value in parse_qsl(body.decode())]
    connection, lock = _database()
    fcntl.flock(lock, fcntl.LOCK_EX)  # SQLite's own waiting sleeps, so with a lock the limit is the faster
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO answers VALUES (?, ?, ?)", rows)
        connection.execute("COMMIT")
    finally:
        fcntl.flock(lock, fcntl.LOCK_UN)
    start_response("303 See Other", [("Location", "/"), ("Content-Length", "0")])
    return [b""]


@cache
def _database() -> tuple[sqlite3.Connection, TextIO]:
    folder = Path(os.environ[FOLDER])
    return open_bare(folder), (folder / "bare.lock").open("w")


def open_bare(folder: Path) -> sqlite3.Connection:
    """A connection to the bare database, which is made; once before the servers start, whose processes would race."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None, check_same_thread=False, timeout=10)
    for statement in (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",
        "CREATE TABLE IF NOT EXISTS answers (response TEXT, question TEXT, value TEXT,"
        " PRIMARY KEY (response, question)) WITHOUT ROWID",
    ):
        connection.execute(statement)
    return connection
