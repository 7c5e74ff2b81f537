"""A kept run worked out again from its kept inputs, and compared with what was kept, file by file, cell by cell."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import StringIO

import numpy as np

from engine.catalog import Catalog, offer
from engine.exchange.scores import scores_csv
from engine.framework.models import Framework
from engine.framework.reader import read_text
from engine.problems import MachineError, ThuocDoError
from engine.rounds.changes import change_since, told_since
from engine.rounds.sensitivity import SENSITIVITY, worked_out_again
from engine.runs.canonical import frozen
from engine.runs.figures import Figures, change_in, figures_in, plain_figures, sensitivity_in
from engine.runs.inputs import ANSWERS, OUTSIDE, TREE, snapshot_in
from engine.runs.recipe import Options, Recipe, asides_by, score_by, versions
from engine.runs.room import ASIDES, FRAMEWORK, RUN, SCORES, TABLE, RunRoom, changed_files, read_run_json, run_json
from engine.scoring.arrays import FloatArray, Snapshot
from engine.scoring.asides import Asides
from engine.scoring.flagged import flagged_records
from engine.scoring.margins import Margins, meeting
from engine.scoring.table import ScoreTable

TOLERANCE = 1e-9
"""Of a node's scale: what another machine's arithmetic may differ by."""

_ON_SCALE = frozenset({"score", "score_low", "score_high", "score_before_gates"})
_DAMAGED = (ValueError, KeyError, TypeError, IndexError, AttributeError)

Cells = Mapping[tuple[str, str], Mapping[str, str]]


@dataclass(frozen=True)
class Verdict:
    """What came of working a run out again: differences in words, notes, and how many rows were compared."""

    differences: tuple[str, ...]
    notes: tuple[str, ...]
    rows: int


def verify(room: RunRoom, code: str, catalog: Catalog) -> Verdict:
    """Work a run out again. ThuocDoError if there is none, MachineError if it cannot be read any more."""
    files = room.files(code)
    try:
        recipe, hashes, said = read_run_json(files[RUN])
        written = run_json(recipe, hashes) == files[RUN] and said == recipe.code == code
    except KeyError as lost:
        raise MachineError(f"The run {code} cannot be read: {lost.args[0]} is lost.") from lost
    except _DAMAGED as broken:
        raise MachineError(f"The run {code} cannot be read: {RUN} is damaged.") from broken
    changed = [] if written else [f"{RUN}: it is not the recipe of {code}"]
    changed += list(changed_files(files, hashes))
    try:
        framework, recomputed, asides, other = _worked_out(files, recipe, catalog)
        wrong = [*changed, *other, *_different(files, framework, recomputed)]
        if ASIDES in hashes:  # an older version kept none
            theirs = figures_in(Asides, files[ASIDES], framework)
            wrong += [f"{ASIDES}: {name} differs" for name in _parts(theirs, asides, _widest(recomputed))]
        wrong += _beside(room, code, files, catalog, _widest(recomputed))
    except (*_DAMAGED, ThuocDoError) as broken:
        if not changed:
            problems = "".join(f"\n{each}" for each in getattr(broken, "problems", ()))
            raise MachineError(f"The run {code} cannot be worked out again: {broken}{problems}") from broken
        return Verdict((*changed, f"what is left cannot be worked out ({broken})"), _notes(recipe), 0)
    return Verdict(tuple(wrong), _notes(recipe), len(recomputed.units) * len(recomputed.nodes))


def _notes(recipe: Recipe) -> tuple[str, ...]:
    now = versions()
    return tuple(
        f"{name} was {recipe.versions.get(name, 'not installed')} then and is {now.get(name, 'not installed')} now."
        for name in sorted(now.keys() | recipe.versions.keys())
        if now.get(name) != recipe.versions.get(name)
    )


def _worked_out(
    files: Mapping[str, bytes], recipe: Recipe, catalog: Catalog
) -> tuple[Framework, ScoreTable, Asides, list[str]]:
    """The framework, the scores and asides from the kept inputs, and which inputs are not those of the recipe."""
    text = files[FRAMEWORK].decode()
    found, problems = offer(read_text(text, FRAMEWORK, catalog.vocabulary), "run", catalog.vocabulary, catalog.checks)
    if found is None:
        raise ThuocDoError("its framework can no longer be used.", problems)
    inputs = frozen(snapshot_in(files), [unit.id for unit in found.framework.units.list])
    wrong = [
        f"{file}: its rows are not those that were scored"
        for file, ours, theirs in (
            (FRAMEWORK, sha256(files[FRAMEWORK]).hexdigest(), recipe.framework),
            (ANSWERS, inputs.answers, recipe.answers),
            (OUTSIDE, inputs.outside, recipe.outside),
            (TREE, inputs.units, recipe.units),
        )
        if ours != theirs
    ]
    options = Options.of(recipe.options)
    if options.without_flagged and inputs.snapshot.records and flagged_records(inputs.snapshot.records).any():
        wrong.append(f"{ANSWERS}: there are answers with signs of carelessness, which were to be left out")
    if options.margins is not None and not _meets(found.framework, inputs.snapshot, options.margins):
        wrong.append(f"{ANSWERS}: its weights are not those that the margins give")
    table = score_by(options, found.plan, found.vocabulary, inputs.snapshot)
    return found.framework, table, asides_by(options, found.plan, inputs.snapshot), wrong


def _meets(framework: Framework, snapshot: Snapshot, margins: Margins) -> bool:
    """Whether the kept weights are what the kept design weights come to."""
    now = meeting(framework, snapshot, margins).records
    assert now is not None
    assert snapshot.records is not None
    return snapshot.records.design is not None and np.allclose(now.weight, snapshot.records.weight, rtol=1e-8, atol=0)


def _different(files: Mapping[str, bytes], framework: Framework, ours: ScoreTable) -> Iterator[str]:
    """Where the kept scores and table differ from those worked out now."""
    text = files[SCORES].decode()
    yield from _cells(_rows(text), _rows(scores_csv(ours)), ours)
    theirs = figures_in(ScoreTable, files[TABLE], framework)
    if scores_csv(theirs) != text:
        yield f"{TABLE}: it tells other figures than {SCORES}"
    yield from (f"{TABLE}: {name} differs" for name in _parts(theirs, ours, _widest(ours)))


def _beside(room: RunRoom, code: str, files: Mapping[str, bytes], catalog: Catalog, widest: float) -> Iterator[str]:
    """Where the change since another run, or what ranks rest on, differs from what is worked out now."""
    for name in files:
        before = told_since(name)
        if before is None and name != SENSITIVITY:
            continue
        try:
            ours: Figures
            theirs: Figures
            if before is None:
                theirs = sensitivity_in(files[name])
                ours = worked_out_again(room, code, theirs.asked, catalog.vocabulary)
            else:
                ours, theirs = change_since(room, code, before, catalog.vocabulary), change_in(files[name])
            yield from (f"{name}: {part} differs" for part in _parts(theirs, ours, widest))
        except (*_DAMAGED, ThuocDoError) as broken:
            yield f"{name}: it cannot be worked out again ({broken})"


def _rows(text: str) -> Cells:
    return {(row["unit"], row["node"]): row for row in csv.DictReader(StringIO(text))}


def _cells(theirs: Cells, ours: Cells, table: ScoreTable) -> Iterator[str]:
    for key in sorted(theirs.keys() | ours.keys()):
        where = f"{SCORES}: {key[0]}, {key[1]}"
        if key not in theirs or key not in ours:
            yield f"{where}: the row is {'lost' if key in ours else 'one too many'}"
            continue
        for column in dict.fromkeys([*ours[key], *theirs[key]]):
            kept, now = theirs[key].get(column) or "", ours[key].get(column) or ""
            if kept != now and not _near(kept, now, _slack(column, key[1], now, table)):
                yield f"{where}, {column}: kept {kept or '(none)'}, now {now or '(none)'}"


def _slack(column: str, node: str, now: str, table: ScoreTable) -> float:
    """By how much a figure of a column may differ."""
    if column in _ON_SCALE:
        low, high = table.scale[node]
        return TOLERANCE * abs(high - low)
    if column == "value":
        return TOLERANCE * max(1.0, abs(_number(now)))
    return TOLERANCE if column == "coverage" else 0.0


def _near(kept: str, now: str, slack: float) -> bool:
    return slack > 0 and abs(_number(kept) - _number(now)) <= slack


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def _widest(table: ScoreTable) -> float:
    return max((abs(high - low) for low, high in table.scale.values()), default=1.0)


def _parts(theirs: Figures, ours: Figures, widest: float) -> Iterator[str]:
    """The parts of the figures that differ beyond the tolerance, those included that the CSV does not tell."""
    kept, now = plain_figures(theirs), plain_figures(ours)
    for name in sorted(kept.arrays.keys() | now.arrays.keys()):
        if not _alike(kept.arrays.get(name), now.arrays.get(name), widest):
            yield name
    yield from _apart("", kept.tree, now.tree, TOLERANCE * max(1.0, widest))


def _alike(one: FloatArray | None, other: FloatArray | None, widest: float) -> bool:
    if one is None or other is None or one.shape != other.shape:
        return one is other
    largest = float(np.nanmax(np.abs(other.astype(float)), initial=max(1.0, widest)))
    return np.allclose(one.astype(float), other.astype(float), rtol=0, atol=TOLERANCE * largest, equal_nan=True)


def _apart(way: str, one: object, other: object, slack: float) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from _apart(f"{way}/{key}".lstrip("/"), one[key], other[key], slack)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (each, its) in enumerate(zip(one, other, strict=True)):
            yield from _apart(f"{way}/{place}", each, its, slack)
    elif isinstance(one, float) and isinstance(other, float):
        if abs(one - other) > slack:
            yield way
    elif one != other:
        yield way
