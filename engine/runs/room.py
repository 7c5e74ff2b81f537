"""The folder `runs` of a data folder: a run's inputs, recipe and figures under its code, whole or not there at all."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from engine.problems import MachineError, ThuocDoError
from engine.runs.figures import file_of
from engine.runs.inputs import ANSWERS, OUTSIDE, TREE, files_of
from engine.runs.recipe import Recipe
from engine.scoring.arrays import Snapshot
from engine.scoring.asides import Asides
from engine.scoring.table import ScoreTable

RUN, FRAMEWORK, SCORES, TABLE, ASIDES = "run.json", "framework.yaml", "scores.csv", "table.npz", "asides.npz"

GRACE = 86_400.0
"""So many seconds half a run may be about to become a whole one."""


@dataclass(frozen=True)
class RunRoom:
    """Runs by code; what is kept is never written again."""

    data: Path

    @property
    def folder(self) -> Path:
        """Where the runs lie."""
        return self.data / "runs"

    def keep(
        self, recipe: Recipe, text: str, snapshot: Snapshot, table: ScoreTable, scores: str, asides: Asides
    ) -> bool:
        """Keep a run under its code; False if it is there already, which is then left alone.

        `text` is the framework's, `scores` the table as CSV. MachineError if the disk does not take it, or if what is
        there is no longer what was kept.
        """
        place = self.folder / recipe.code
        if place.exists():
            self.check(recipe.code)
            return False
        files = {
            FRAMEWORK: text.encode(), **files_of(snapshot), SCORES: scores.encode(), TABLE: file_of(table),
            ASIDES: file_of(asides),
        }  # fmt: skip
        files[RUN] = run_json(recipe, {name: sha256(content).hexdigest() for name, content in files.items()})
        part = self.folder / f".{recipe.code}.{secrets.token_hex(4)}.part"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part.mkdir(mode=0o700)
            for name, content in files.items():
                with os.fdopen(os.open(part / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                    out.write(content)
                    out.flush()
                    os.fsync(out.fileno())
            part.rename(place)
            _flush(self.folder)
        except OSError as failed:
            if place.exists():  # somebody else was first with the same run
                return False
            raise MachineError(f"The run cannot be kept in {self.folder}: {failed.strerror or failed}.") from failed
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return True

    def keep_beside(self, code: str, name: str, content: bytes) -> None:
        """Keep what was worked out later beside the files of a run, whole or not at all. MachineError from the disk."""
        place = self.folder / code / name
        part = place.with_name(f".{name}.{secrets.token_hex(4)}.part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            part.replace(place)
            _flush(place.parent)
        except OSError as failed:
            raise MachineError(f"{place} cannot be kept: {failed.strerror or failed}.") from failed
        finally:
            part.unlink(missing_ok=True)

    def file_beside(self, code: str, name: str) -> bytes | None:
        """What was kept beside the files of a run; None where nothing was. MachineError if it cannot be read."""
        try:
            return (self.folder / code / name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as failed:
            raise MachineError(f"The run {code} cannot be read: {failed.strerror or failed}.") from failed

    def basis_of(self, code: str) -> str:
        """The basis on which a kept run was scored; "" where it has none, or that cannot be read."""
        try:
            return str(read_run_json(self.file_beside(code, RUN) or b"")[0].options.get("basis") or "")
        except (MachineError, ValueError, KeyError, TypeError):
            return ""

    def tidy(self, now: float | None = None) -> int:
        """Remove halves of runs that a power cut or a killed process left a day ago or earlier; says how many."""
        before = (time.time() if now is None else now) - GRACE
        try:
            whole, single = self.folder.glob(".*.part"), self.folder.glob("*/.*.part")
            halves = [path for path in (*whole, *single) if path.stat().st_mtime < before]
            for path in halves:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError as failed:
            raise MachineError(f"{self.folder} cannot be tidied: {failed.strerror or failed}.") from failed
        return len(halves)

    def files(self, code: str) -> Mapping[str, bytes]:
        """The files of a run by name. ThuocDoError if there is none, MachineError if they cannot be read."""
        place = self.folder / code
        if not place.is_dir():
            raise ThuocDoError(
                f"There is no run {code} in {self.data}. Name the data folder with --data, or keep the run first:"
                " `thuocdo score … --keep` or `thuocdo round score`."
            )
        try:
            return {path.name: path.read_bytes() for path in sorted(place.iterdir()) if path.is_file()}
        except OSError as failed:
            raise MachineError(f"The run {code} cannot be read: {failed.strerror or failed}.") from failed

    def check(self, code: str) -> None:
        """Whether a run's files are those that were kept; MachineError with the mend if not."""
        files = self.files(code)
        try:
            wrong = list(changed_files(files, read_run_json(files[RUN])[1]))
        except (ValueError, KeyError, TypeError):
            wrong = [f"{RUN}: it is lost or damaged"]
        if wrong:
            raise MachineError(
                f"The run {code} is no longer what was kept ({wrong[0]})."
                f" Move {self.folder / code} away, and score again or restore a backup."
            )


def run_json(recipe: Recipe, files: Mapping[str, str]) -> bytes:
    """What stands in `run.json`: the recipe, and SHA-256 of every other file; one recipe is written in one way."""
    document = {"code": recipe.code, "recipe": recipe.document, "files": dict(sorted(files.items()))}
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def read_run_json(content: bytes) -> tuple[Recipe, Mapping[str, str], str]:
    """Recipe, hashes of files, and the code that the file says. Raises ValueError, KeyError or TypeError."""
    try:
        document = json.loads(content)
    except ValueError as broken:
        raise ValueError(f"{RUN} is damaged") from broken
    return Recipe(**document["recipe"]), document["files"], document["code"]


def changed_files(files: Mapping[str, bytes], hashes: Mapping[str, str]) -> Iterator[str]:
    """What is lost, changed or added among a run's files, in words."""
    for name, digest in hashes.items():
        if name not in files:
            yield f"{name}: it is lost"
        elif sha256(files[name]).hexdigest() != digest:
            yield f"{name}: it is not the file that was kept"
    for name in sorted({FRAMEWORK, TREE, ANSWERS, OUTSIDE, SCORES, TABLE, ASIDES} & files.keys() - hashes.keys()):
        yield f"{name}: it was added"


def _flush(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
