"""Ways in which somebody with all files of a data folder could learn whose response is whose.

Each takes a folder and says what it found: an order of ids, or places. They are tried on a folder that a real server wrote,
and on one that was laid out without a thought, where each of them must succeed.
"""

from __future__ import annotations

import base64
import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

Order = Sequence[str]
PAGE = 4096
STAFF = {"audit", "sign_ins", "reset_links"}


def agreement(found: Order, truth: Order) -> float:
    """How well an order agrees with the true one, either way round: Spearman's rho, 0 where most are not in it."""
    place = {each: at for at, each in enumerate(truth)}
    known = [place[each] for each in found if each in place]
    n = len(known)
    if n < len(truth) / 2 or n < 10:
        return 0.0
    rank = {each: at for at, each in enumerate(sorted(known))}
    far = sum((at - rank[each]) ** 2 for at, each in enumerate(known))
    return abs(1 - 6 * far / (n * (n * n - 1)))


def databases(folder: Path) -> Iterator[sqlite3.Connection]:
    for path in sorted(folder.rglob("*.db")):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            yield connection


def tables(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def by_rows(folder: Path, ids: Iterable[str]) -> Iterator[Order]:
    """The order in which each table gives its rows where nobody asks for one."""
    for connection in databases(folder):
        for table in tables(connection):
            yield _met(ids, " ".join(repr(row) for row in connection.execute(f"SELECT * FROM {table} NOT INDEXED")))


def by_row_numbers(folder: Path, ids: Iterable[str]) -> Iterator[Order]:
    """The order of SQLite's own numbers of rows, where a table has them."""
    for connection in databases(folder):
        for table in tables(connection):
            try:
                rows = connection.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()
            except sqlite3.OperationalError:
                continue
            yield _met(ids, " ".join(map(repr, rows)))


def by_places(folder: Path, ids: Iterable[str], names: str = "*.db") -> Iterator[Order]:
    """The order in which ids lie in the bytes of each file, where they come first and where last.

    SQLite fills a page from its end, so that what came later lies before what came earlier.
    """
    for path in sorted(folder.rglob(names)):
        content = path.read_bytes()
        for find in (content.find, content.rfind):
            met = {each: find(each.encode()) for each in ids}
            there = [each for each, at in met.items() if at >= 0]
            yield sorted(there, key=lambda each, met=met: met[each])
            yield sorted(there, key=lambda each, met=met: (met[each] // PAGE, -met[each]))


def by_log(folder: Path, ids: Iterable[str]) -> Iterator[Order]:
    """The order of the frames in write-ahead logs and journals."""
    for names in ("*-wal", "*-journal"):
        yield from by_places(folder, ids, names)


def by_file_times(folder: Path, ids: Iterable[str]) -> Iterator[Order]:
    """The order in which files were changed that name an id, in their names or inside."""
    paths = sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.stat().st_mtime_ns)
    text = " ".join(f"{path.name} {path.read_bytes().decode('latin-1') if _own(path) else ''}" for path in paths)
    yield _met(ids, text)


def in_deleted_space(folder: Path, ids: Iterable[str]) -> list[str]:
    """Ids that lie in a file more often than any row says: in free pages, and in what rows left behind."""
    found = []
    for path in sorted(folder.rglob("*.db")):
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            free = connection.execute("PRAGMA freelist_count").fetchone()[0]
            rows = " ".join(repr(row) for table in tables(connection) for row in connection.execute(f"SELECT * FROM {table}"))
        content = path.read_bytes()
        indexed = 1  # an index holds the key once more
        found += [each for each in ids if content.count(each.encode()) > rows.count(each) * (1 + indexed)]
        found += [f"{path.name}: {free} free pages"] if free else []
    return found


def keys_beside(folder: Path, codes: Iterable[str], besides: Sequence[str]) -> list[str]:
    """Files, other than those named, in which a code stands: plain, in other letters, or by one of the usual hashes."""
    found = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name in besides:
            continue
        content = path.read_bytes()
        lower = content.lower()
        found += [f"{path.name}: {code}" for code in codes for sign in _signs(code) if sign in content or sign in lower]
    return found


def times_within_a_day(folder: Path, log: str = "") -> list[str]:
    """Values in tables, and lines of logs, that tell a time of the day; what staff did has one, and is not looked at.

    Nor is the moment at which staff closed a round, which lies in the round's own row.
    """
    clock = re.compile(r"\d\d:\d\d|\b1[6-9]\d{8}(\d{3})?\b")
    found = [f"log: {line}" for line in log.splitlines() if clock.search(line)]
    for connection in databases(folder):
        for table in set(tables(connection)) - STAFF:
            for row in connection.execute(f"SELECT * FROM {table}"):
                told = [re.sub(r'"closed": "[^"]*"', "", str(value)) if table == "rounds" else str(value) for value in row]
                found += [f"{table}: {value}" for value in told if clock.search(value[:200])]
    return found


def said_in_log(log: str, words: Iterable[str]) -> list[str]:
    """Words that stand in a log."""
    return [word for word in words if word in log]


ORDERS: dict[str, Callable[[Path, Iterable[str]], Iterator[Order]]] = {
    "rows": by_rows, "row numbers": by_row_numbers, "places in files": by_places, "logs": by_log,
    "times of files": by_file_times,
}  # fmt: skip


def _met(ids: Iterable[str], text: str) -> Order:
    met = {each: text.find(each) for each in ids}
    return sorted((each for each, at in met.items() if at >= 0), key=lambda each: met[each])


def _own(path: Path) -> bool:
    """Whether a file could be about one response: small, and no database."""
    return path.suffix not in (".db", ".lock") and path.stat().st_size < 100_000 and "-wal" not in path.name


def _signs(code: str) -> Iterator[bytes]:
    for written in (code, code.lower(), f"{code[:4]} {code[4:]}"):
        plain = written.encode()
        yield plain
        for name in ("md5", "sha1", "sha256", "blake2b"):
            digest = hashlib.new(name, plain).digest()
            yield digest[:8]
            yield digest.hex()[:16].encode()
            yield base64.b64encode(digest)[:10]
