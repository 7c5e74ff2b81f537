"""The change between two published rounds: worked out when one is scored or published, and kept with the run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from engine.catalog import offer
from engine.editions.comparing import Edition, change_between
from engine.framework.reader import read_text
from engine.framework.vocabulary import Vocabulary
from engine.problems import MachineError, ThuocDoError
from engine.runs.canonical import frozen
from engine.runs.figures import change_in, file_of
from engine.runs.inputs import snapshot_in
from engine.runs.recipe import Options
from engine.runs.room import FRAMEWORK, RunRoom, read_run_json
from engine.scoring.change_table import ChangeTable
from engine.scoring.run import score
from engine.store.contract import Store
from engine.store.nouns import Round

_SINCE = re.compile(r"since-([0-9A-Z-]+)\.npz")


def since(before: str) -> str:
    """The file of a run that tells the change since another run."""
    return f"since-{before}.npz"


def told_since(name: str) -> str | None:
    """The other run of such a file; None for any other file."""
    found = _SINCE.fullmatch(name)
    return found[1] if found else None


def change_since(room: RunRoom, code: str, before: str, vocabulary: Vocabulary) -> ChangeTable:
    """The change of every score of a run since another one, from what both have kept; nothing is kept back of it.

    ThuocDoError where this run's rules refuse the earlier figures, or a framework can no longer be used.
    """
    last, now = kept_edition(room, before, vocabulary), kept_edition(room, code, vocabulary)
    whole = score(now.offered.plan, now.snapshot, basis=now.basis)
    return change_between((last,), now, whole)[1]


def kept_edition(room: RunRoom, code: str, vocabulary: Vocabulary) -> Edition:
    """What a run was scored from. ThuocDoError where its framework can no longer be used, MachineError for damage."""
    files = room.files(code)
    try:
        recipe, _, _ = read_run_json(files["run.json"])
        read = read_text(files[FRAMEWORK].decode(), f"{code}/{FRAMEWORK}", vocabulary)
        offered, problems = offer(read, code, vocabulary, ())
        if offered is None:
            raise ThuocDoError(f"The framework of the run {code} can no longer be used.", problems)
        inputs = frozen(snapshot_in(files), [unit.id for unit in offered.framework.units.list])
        return Edition(offered, inputs.snapshot, Options.of(recipe.options).basis)
    except (ValueError, KeyError, TypeError) as broken:
        raise MachineError(f"The run {code} cannot be read: {broken}. See `thuocdo verify {code}`.") from broken


def keep_change(room: RunRoom, code: str, before: str, vocabulary: Vocabulary) -> bool:
    """Keep it with the run; False if it is there. Raises as `change_since` does."""
    if (room.folder / code / since(before)).exists():
        return False
    room.keep_beside(code, since(before), file_of(change_since(room, code, before, vocabulary)))
    return True


def kept_change(room: RunRoom, code: str, before: str) -> ChangeTable | None:
    """The change as it was kept; None where none was. MachineError for a file that is damaged."""
    content = room.file_beside(code, since(before))
    try:
        return None if content is None else change_in(content)
    except (ValueError, KeyError, TypeError) as broken:
        what = f"The change of the run {code} cannot be shown: {broken}. See `thuocdo verify {code}`."
        raise MachineError(what) from broken


def changes_to_keep(store: Store, round_: Round, code: str) -> Iterator[tuple[str, str]]:
    """The pairs (run, run before) whose change can be told once a run of a round is published, or is kept."""
    last = store.round(round_.earlier) if round_.earlier else None
    if last is not None and last.run:
        yield code, last.run
    for other in store.rounds():
        if other.earlier == round_.id and other.run:
            yield other.run, code


def keep_changes(data: Path, store: Store, round_: Round, code: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Keep what pages tell of the rounds before and after; where that is refused, why (they tell no change then)."""
    for run, before in changes_to_keep(store, round_, code):
        try:
            keep_change(RunRoom(data), run, before, vocabulary)
        except ThuocDoError as refused:
            yield f"No change from {before} to {run} will be shown: {refused}"
