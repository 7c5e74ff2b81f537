"""A data folder as one file, and back: every part with its hash, nothing taken on trust."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine import __version__
from engine.exchange.whole_file import in_place_of
from engine.problems import MachineError, ThuocDoError
from engine.store.backup import DATABASES, bring_up_to_date, copy_database, version_in

MANIFEST = "MANIFEST.json"
KIND = "thuocdo backup"
BACKED_UP = "backed-up.json"
"""How many codes of each round were used at the last backup with codes, by stratum."""

KEY = "secret-key"
FILES = (KEY, BACKED_UP)
FOLDERS = ("evidence", "surveys", "runs")
"""What is copied beside the databases; the queue and the PDFs can be made again."""

_NAME = re.compile(rf"(?:{'|'.join(map(re.escape, (*DATABASES, *FILES)))}|(?:{'|'.join(FOLDERS)})/[^\0]+)")
_BLOCK = 1 << 20

Progress = Callable[[str, int, int], None]


def write_backup(
    data: Path,
    out: Path,
    used: Mapping[str, Mapping[str, int]],
    progress: Progress = lambda _what, _done, _all: None,
    *,
    codes: bool = True,
) -> int:
    """Write a backup of a data folder whole or not at all, and say how many files are in it.

    `used` counts the codes that were used in each round, by stratum; `codes`: whether they are in it. The databases
    come first: every file that an answer names was there before the answer. No time stands beside a file, since that
    of evidence would be the time of an answer.
    """
    hashes: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=out.resolve().parent) as room, in_place_of(out) as part:
        parts = list(_databases(data, Path(room), DATABASES if codes else DATABASES[:1]))
        version = version_in(Path(room) / DATABASES[0])
        parts += list(_others(data))
        with tarfile.open(part, "w:gz", compresslevel=3) as file:
            for done, (name, path) in enumerate(parts, 1):
                if (sha256 := _add(file, name, path)) is not None:
                    hashes[name] = sha256
                progress("Backup", done, len(parts))
            if used:
                hashes[BACKED_UP] = _add_bytes(file, BACKED_UP, json.dumps(used).encode())
            about = {"kind": KIND, "version": __version__, "migrations": version, "files": hashes}
            _add_bytes(file, MANIFEST, json.dumps(about, ensure_ascii=False, indent=1).encode())
    out.chmod(0o600)
    return len(hashes)


def _databases(data: Path, room: Path, names: Sequence[str]) -> Iterator[tuple[str, Path]]:
    for name in names:
        if (data / name).is_file():
            copy_database(data, name, room / name)
            yield name, room / name


def _others(data: Path) -> Iterator[tuple[str, Path]]:
    if (data / KEY).is_file():
        yield KEY, data / KEY
    for folder in FOLDERS:
        for path in sorted((data / folder).rglob("*")):
            name = path.relative_to(data).as_posix()
            passing = name.startswith(("evidence/incoming/", "evidence/turn")) or "/." in name
            if path.is_file() and not passing:
                yield name, path


def _add(file: tarfile.TarFile, name: str, path: Path) -> str | None:
    """Add a file and say its hash; None for one that was tidied away meanwhile, which no answer names."""
    try:
        with path.open("rb") as given:
            size = path.stat().st_size
            content = _Hashed(given)
            file.addfile(_info(name, size), content)
    except FileNotFoundError:
        return None
    return content.sha256.hexdigest()


def _add_bytes(file: tarfile.TarFile, name: str, content: bytes) -> str:
    file.addfile(_info(name, len(content)), io.BytesIO(content))
    return hashlib.sha256(content).hexdigest()


def _info(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, 0
    return info


class _Hashed(io.RawIOBase):
    """A file that is hashed while it is read."""

    def __init__(self, given: Any) -> None:
        super().__init__()
        self._given = given
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        found: bytes = self._given.read(size)
        self.sha256.update(found)
        return found


def read_backup(file: Path, data: Path) -> int:
    """Put a backup back into a folder that is empty or not there, and say how many files came back.

    Everything is looked at before the folder takes its name: ThuocDoError for a file that is no backup or was changed.
    """
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise ThuocDoError(f"{data} is not empty: name a folder that is empty, or not there yet.")
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    room = Path(tempfile.mkdtemp(prefix=".restore-", dir=data))
    try:
        found, about = _unpacked(file, room)
        _compare(file, found, about)
        bring_up_to_date(room)
        for path in room.iterdir():
            path.rename(data / path.name)
        room.rmdir()
    except (tarfile.TarError, EOFError, OSError) as failed:
        shutil.rmtree(room, ignore_errors=True)
        if isinstance(failed, OSError) and not isinstance(failed, tarfile.TarError) and failed.errno is not None:
            raise MachineError(f"The backup {file} cannot be put back: {failed.strerror or failed}.") from failed
        raise ThuocDoError(f"{file} is no backup, or is damaged; take another one.") from failed
    except BaseException:
        shutil.rmtree(room, ignore_errors=True)
        raise
    return len(found)


def _unpacked(file: Path, room: Path) -> tuple[Mapping[str, str], Mapping[str, Any]]:
    """The hash of each part, which now lies in a room of its own, and what the backup says of itself."""
    found: dict[str, str] = {}
    about: Mapping[str, Any] = {}
    with tarfile.open(file, "r:gz") as given:
        for info in given:
            content = given.extractfile(info) if info.isreg() else None
            if content is not None and info.name == MANIFEST:
                about = _manifest(file, content.read(64 << 20))
            elif content is None or not _NAME.fullmatch(info.name) or ".." in info.name.split("/"):
                raise ThuocDoError(f"{file} is no backup of Thước Đo: it holds “{info.name}”.")
            else:
                found[info.name] = _written(content, room / info.name)
    return found, about


def _manifest(file: Path, content: bytes) -> Mapping[str, Any]:
    try:
        about = json.loads(content)
    except ValueError:
        about = None
    if not isinstance(about, dict) or about.get("kind") != KIND or not isinstance(about.get("files"), dict):
        raise ThuocDoError(f"{file} is no backup of Thước Đo, or is damaged; take another one.")
    return about


def _written(content: Any, path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    sha256 = hashlib.sha256()
    with path.open("xb") as out:
        path.chmod(0o600)
        while block := content.read(_BLOCK):
            sha256.update(block)
            out.write(block)
    return sha256.hexdigest()


def _compare(file: Path, found: Mapping[str, str], about: Mapping[str, Any]) -> None:
    told = about.get("files", {})
    wrong = sorted(name for name in {**told, **found} if told.get(name) != found.get(name))
    if wrong or "thuocdo.db" not in found:
        what = ", ".join(wrong[:5]) or "thuocdo.db"
        raise ThuocDoError(f"{file} is damaged: {what} is not what was backed up; take another backup.")
