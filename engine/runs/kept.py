"""A kept run as its pages need it: the figures as they were worked out, the framework of then, what they came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from engine.framework.models import Framework
from engine.framework.reader import read_text
from engine.framework.vocabulary import Vocabulary
from engine.problems import MachineError, ThuocDoError
from engine.runs.canonical import frozen
from engine.runs.figures import figures_in
from engine.runs.inputs import snapshot_in
from engine.runs.recipe import Options
from engine.runs.room import ASIDES, FRAMEWORK, TABLE, RunRoom, read_run_json
from engine.scoring.asides import Asides
from engine.scoring.chain import Chain, chain_of
from engine.scoring.plan import Plan
from engine.scoring.planning import make_plan
from engine.scoring.table import ScoreTable


@dataclass(frozen=True)
class KeptRun:
    """The score table of a run, and what stands beside it; None for a run that an older version kept."""

    table: ScoreTable
    asides: Asides | None


def kept_run(room: RunRoom, code: str, vocabulary: Vocabulary) -> KeptRun:
    """The figures of a run, read and never worked out anew.

    Raises MachineError when its files are not there, damaged, or no longer what was kept.
    """
    try:
        files = room.files(code)
        _, hashes, _ = read_run_json(files["run.json"])
        needed = [name for name in (FRAMEWORK, TABLE, ASIDES) if name != ASIDES or name in hashes]
        changed = [name for name in needed if sha256(files[name]).hexdigest() != hashes[name]]
        if changed:
            raise ValueError(f"{changed[0]} is not the file that was kept")
        framework = framework_in(files[FRAMEWORK], code, vocabulary)
        plan = make_plan(framework, vocabulary)
        table = replace(figures_in(ScoreTable, files[TABLE], framework), plan=plan)
        asides = figures_in(Asides, files[ASIDES], framework) if ASIDES in hashes else None
        return KeptRun(table, asides if asides is None else _with_plan(asides, plan))
    except (ValueError, KeyError, TypeError, ThuocDoError) as broken:
        raise MachineError(f"The run {code} cannot be shown: {broken}. See `thuocdo verify {code}`.") from broken


def _with_plan(asides: Asides, plan: Plan) -> Asides:
    return asides if asides.rest is None else replace(asides, rest=replace(asides.rest, plan=plan))


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
