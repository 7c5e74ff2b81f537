"""A kept run as its pages need it: the score table as it was worked out, the framework of then, what it came from."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from engine.framework.models import Framework
from engine.framework.reader import read_text
from engine.framework.vocabulary import Vocabulary
from engine.problems import MachineError, ThuocDoError
from engine.runs.canonical import frozen
from engine.runs.figures import table_in
from engine.runs.inputs import snapshot_in
from engine.runs.recipe import Options
from engine.runs.room import FRAMEWORK, TABLE, RunRoom, read_run_json
from engine.scoring.chain import Chain, chain_of
from engine.scoring.plan import make_plan
from engine.scoring.table import ScoreTable


def kept_table(room: RunRoom, code: str, vocabulary: Vocabulary) -> ScoreTable:
    """The score table of a run, read and never worked out anew.

    Raises MachineError when its files are not there, damaged, or no longer what was kept.
    """
    try:
        files = room.files(code)
        _, hashes, _ = read_run_json(files["run.json"])
        changed = [name for name in (FRAMEWORK, TABLE) if sha256(files[name]).hexdigest() != hashes[name]]
        if changed:
            raise ValueError(f"{changed[0]} is not the file that was kept")
        framework = framework_in(files[FRAMEWORK], code, vocabulary)
        return replace(table_in(files[TABLE], framework), plan=make_plan(framework, vocabulary))
    except (ValueError, KeyError, TypeError, ThuocDoError) as broken:
        raise MachineError(f"The run {code} cannot be shown: {broken}. See `thuocdo verify {code}`.") from broken


def kept_chain(room: RunRoom, code: str, vocabulary: Vocabulary) -> Chain:
    """What the scores of a run came from, worked out again from its inputs, so that they can be explained.

    Raises MachineError when its files are not there, damaged, or no longer what was kept.
    """
    room.check(code)
    try:
        files = room.files(code)
        recipe, _, _ = read_run_json(files["run.json"])
        framework = framework_in(files[FRAMEWORK], code, vocabulary)
        inputs = frozen(snapshot_in(files), [unit.id for unit in framework.units.list])
        return chain_of(make_plan(framework, vocabulary), inputs.snapshot, Options.of(recipe.options).basis)
    except (ValueError, KeyError, TypeError, ThuocDoError) as broken:
        raise MachineError(f"The run {code} cannot be explained: {broken}. See `thuocdo verify {code}`.") from broken


def framework_in(text: bytes, code: str, vocabulary: Vocabulary) -> Framework:
    """The framework that a run kept. ThuocDoError with its problems if it can no longer be used."""
    read = read_text(text.decode(), f"{code}/{FRAMEWORK}", vocabulary)
    if read.framework is None:
        raise ThuocDoError(f"The framework of the run {code} can no longer be used.", read.problems)
    return read.framework
