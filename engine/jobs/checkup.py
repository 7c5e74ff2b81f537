"""What `thuocdo doctor` looks at: each finding says whether it is well and, if not, what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from engine import __version__
from engine.catalog import Catalog
from engine.jobs.pictures import can_picture
from engine.jobs.pulse import is_alive, sign_of
from engine.jobs.smtp import SERVER, read_smtp
from engine.problems import MachineError, ThuocDoError, errors
from engine.rounds.pinned import pinned
from engine.store.backup import DATABASES
from engine.store.contract import Store
from engine.store.evidence import EvidenceRoom
from engine.store.health import health_of
from engine.store.outbox import Outbox

LEAST_SPACE = 1 << 30
"""Bytes that must be free: a day of answers with evidence, and the room of a backup."""

MOST_LOG = 256 << 20
"""A write-ahead log above this is not taken into the database any more: somebody reads without an end."""

_RESTORE = "Stop the server and restore a backup: thuocdo restore FILE --data NEW-FOLDER"

PROXIES = "THUOCDO_PROXIES"
"""The setting that says how many proxies stand in front of the server."""


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `mend` "" where it is well."""

    what: str
    told: str
    mend: str = ""


def versions() -> Iterator[Finding]:
    """Whether Python and SQLite are new enough."""
    found = f"Thước Đo {__version__}, Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    old = sys.version_info < (3, 11) or sqlite3.sqlite_version_info < (3, 38)
    yield Finding("versions", found, "Install Python 3.11 and SQLite 3.38 or newer." if old else "")


def folder(data: Path) -> Iterator[Finding]:
    """Whether the data folder is there, may be written to, is for its owner alone, and has room."""
    if not data.is_dir():
        mend = f"Name it with --data, or begin: thuocdo demo --data {data}"
        yield Finding("data folder", f"{data} is not there", mend)
        return
    writable = os.access(data, os.R_OK | os.W_OK | os.X_OK)
    mend = "" if writable else "Give the user that serves the right to write to it."
    yield Finding("data folder", f"{data} {'can' if writable else 'cannot'} be written to", mend)
    yield _private("data folder's rights", data, 0o700)
    yield _private("secret", data / "secret-key", 0o600)
    free = shutil.disk_usage(data).free
    mend = "" if free >= LEAST_SPACE else "Free some space, or move the data folder: 1 GB at least."
    yield Finding("disk", f"{free / (1 << 30):.1f} GB free", mend)


def _private(what: str, path: Path, mode: int) -> Finding:
    if not path.exists():
        return Finding(what, "is made when the server starts first")
    found = stat.S_IMODE(path.stat().st_mode)
    mend = f"Only its owner may read it: chmod {mode:o} {path}" if found & 0o077 else ""
    return Finding(what, f"mode {found:o}", mend)


def databases(data: Path, now: datetime) -> Iterator[Finding]:
    """Whether the databases are whole and at this version, and the clock has not gone back."""
    last: list[datetime] = []
    for name in DATABASES:
        path = data / name
        if not path.is_file():
            continue
        try:
            health = health_of(path)
        except MachineError as damaged:
            yield Finding(name, str(damaged), _RESTORE)
            continue
        yield Finding(name, "; ".join(health.faults) or "whole", _RESTORE if health.faults else "")
        mend = "End what reads the database without an end, then start the server anew."
        is_long = health.log_bytes > MOST_LOG
        yield Finding(f"{name}'s log", f"{health.log_bytes / (1 << 20):.1f} MB", mend if is_long else "")
        if name == DATABASES[0]:
            yield _steps(health.steps_missing)
        last += [each for each in (health.last_act, _written(path)) if each is not None]
    ahead = max(last, default=now) > now and (max(last) - now).total_seconds() > 300
    late = now.year < 2026
    mend = "Set the clock, and keep it set: apt-get install systemd-timesyncd" if ahead or late else ""
    told = f"{now:%Y-%m-%d %H:%M} UTC" + (f", but something was written at {max(last):%Y-%m-%d %H:%M}" if ahead else "")
    yield Finding("clock", told, mend)


def _written(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _steps(missing: int) -> Finding:
    if missing < 0:
        return Finding("migrations", "the database is of a newer version", "Install the newer version of Thước Đo.")
    told = f"{missing} steps are taken when the server starts; take a backup first" if missing else "up to date"
    return Finding("migrations", told)


def frameworks(catalog: Catalog, store: Store | None) -> Iterator[Finding]:
    """Whether every framework is sound, and every round's can still be used."""
    broken = errors(catalog.problems)
    told = f"{len(catalog.offered)} are sound" + (f"; {broken[0]}" if broken else "")
    yield Finding("frameworks", told, "See all with: thuocdo check FILE" if broken else "")
    for round_ in store.rounds() if store else ():
        try:
            pinned(catalog, round_)
        except ThuocDoError as gone:
            yield Finding(f"round {round_.id}", str(gone), "Install the plugin that its framework was written for.")


def printing() -> Iterator[Finding]:
    """Whether PDFs can be made: the library draws text by Pango, and our fonts are there."""
    try:
        from engine.reports.fonts import font_files
        from engine.reports.pdf import to_pdf

        missing = [path.name for path in font_files().values() if not path.is_file()]
        made = to_pdf("<!doctype html><html lang='vi'><title>Thử</title><p>Tiếng Việt</p>")
    except (ImportError, OSError, MachineError) as failed:
        mend = "Install Pango: apt-get install libpango-1.0-0 libpangoft2-1.0-0"
        yield Finding("PDF", f"cannot be made: {failed}", mend)
        return
    is_made = made.startswith(b"%PDF") and not missing
    told = "Pango and fonts are there" if is_made else f"fonts are missing: {', '.join(missing)}"
    yield Finding("PDF", told, "" if is_made else "Install again: pip install --force-reinstall thuocdo")


def evidence(data: Path, store: Store | None) -> Iterator[Finding]:
    """Whether every file that a document names is there, and pages of PDFs can be shown as pictures."""
    if store is not None:
        room, named = EvidenceRoom(data), store.document_files()
        gone = [subject for sha256, subject in named.items() if room.path(sha256) is None]
        told = f"files of documents: {len(named)}" + (f", gone: {len(gone)}, that of “{gone[0]}” first" if gone else "")
        yield Finding("evidence", told, f"Put `evidence/` of a backup back beside the others: {data}" if gone else "")
    is_there = can_picture()
    told = "pages of PDFs are shown as pictures" if is_there else "PDFs that units send can only be downloaded"
    yield Finding("pictures", told, "" if is_there else "Install poppler: apt-get install poppler-utils")


def worker(data: Path, now: float) -> Iterator[Finding]:
    """Whether the process that makes PDFs lives, where a server has run."""
    if not sign_of(data).exists():
        yield Finding("worker", "no server has run on this folder yet")
    elif is_alive(data, now):
        yield Finding("worker", "alive")
    else:
        yield Finding("worker", "gives no sign of life", f"Start the server: thuocdo serve --data {data}")


def proxy(settings: Mapping[str, str]) -> Iterator[Finding]:
    """What the server was told about HTTPS."""
    given = settings.get(PROXIES, "")
    if not given:
        told = f"{PROXIES} is not set: pages are served as plain HTTP, which is right on this machine alone"
        yield Finding("HTTPS", told)
    elif not given.isdigit() or not 1 <= int(given) <= 9:
        yield Finding("HTTPS", f"{PROXIES} is {given!r}", f"Set {PROXIES} to the number of proxies in front: 1")
    else:
        yield Finding("HTTPS", f"behind {given} trusted proxy; cookies go over HTTPS only")


def mail(data: Path, settings: Mapping[str, str]) -> Iterator[Finding]:
    """Whether mail goes out, where somebody said by which server, and what waits or was given up."""
    try:
        smtp = read_smtp(settings)
        counts = Outbox(data).counts()
    except (ThuocDoError, MachineError) as wrong:
        yield Finding("mail", str(wrong), f"Set {SERVER} anew, see docs/mail.md.")
        return
    states = ("waiting", "tried", "given up")
    mails = {state: sum(each.mails for each in counts if each.state == state) for state in states}
    told = ", ".join(f"{state}: {number}" for state, number in mails.items() if number)
    goes = f"goes out as {smtp}" if smtp else f"{SERVER} is not set here"
    reason = next((each.reason for each in counts if each.state == "tried"), "")
    mend = f"Mails were tried in vain: {reason}. Try: thuocdo mail test --to ADDRESS" if reason else ""
    yield Finding("mail", f"{goes}; {told}" if told else goes, mend)
