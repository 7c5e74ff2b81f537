"""A run is kept whole or not at all, never overwritten, and read back as it was."""

from __future__ import annotations

import inspect
import os
import signal
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pytest

from engine.catalog import Catalog, Offered, build_catalog
from engine.exchange.keeping import keep
from engine.exchange.scores import scores_csv
from engine.plugins import make_plugin_manager, surveys_folders
from engine.problems import MachineError, ThuocDoError
from engine.questionnaire.synthetic import Synthesiser
from engine.runs.canonical import frozen
from engine.runs.inputs import files_of, snapshot_in
from engine.runs.kept import kept_chain, kept_run
from engine.runs.parquet import columns_of, parquet_of
from engine.runs.plain import plain_of
from engine.runs.recipe import Options
from engine.runs.room import RunRoom
from engine.scoring.explanation import explain
from engine.scoring.plan import Plan
from engine.scoring.run import score
from engine.snapshots import Filled, snapshot_of
from tests.runs.conftest import Made

FEATURES = Path(__file__).parents[1] / "surveys" / "features"


@pytest.fixture(scope="module")
def features() -> Catalog:
    return build_catalog(make_plugin_manager([*surveys_folders(), FEATURES, FEATURES / "scoring"]))


def same(one: object, other: object) -> None:
    ours, theirs = plain_of(one), plain_of(other)
    assert ours.tree == theirs.tree
    for way, array in ours.arrays.items():
        np.testing.assert_array_equal(array, theirs.arrays[way], err_msg=way)
        assert array.dtype == theirs.arrays[way].dtype, way


@pytest.mark.parametrize("name", sorted(path.stem for path in FEATURES.glob("*.yaml")))
def test_a_snapshot_of_every_question_type_is_read_back(name: str, features: Catalog) -> None:
    framework, vocabulary = features.offered[name].framework, features.vocabulary
    form, random = framework.forms[0], Random(5)
    draw = Synthesiser(framework, form, vocabulary, date(2026, 1, 1))
    unit = framework.units.list[0].id if form.audience == "unit" and framework.units.list else ""
    sent = [Filled(form.id, unit, draw.answers(random, {}, unit)) for _ in range(10)]
    inputs = frozen(snapshot_of(framework, vocabulary, sent))
    again = snapshot_in(files_of(inputs.snapshot))
    same(inputs.snapshot, again)
    assert frozen(again).answers == inputs.answers


def test_outside_figures_are_read_back(make: Callable[..., Made]) -> None:
    snapshot = make(values=["a,5.25", "b,!refused"]).inputs.snapshot
    same(snapshot, snapshot_in(files_of(snapshot)))


def test_a_table_is_read_back_as_it_was(make: Callable[..., Made], small: Offered, folder: Path) -> None:
    made = make()
    assert keep(folder, small, made.table, made.recipe, made.inputs)
    table = kept_run(RunRoom(folder), made.recipe.code, small.vocabulary).table
    same_without = [plain_of(each, without=(type(small.framework), Plan)) for each in (made.table, table)]
    assert same_without[0].tree == same_without[1].tree
    assert scores_csv(table) == scores_csv(made.table)
    assert table.framework == small.framework
    assert table.plan is not None  # so that its scores can be taken apart
    names = {path.name for path in (folder / "runs" / made.recipe.code).iterdir()}
    assert names == {
        "asides.npz", "framework.yaml", "inputs.json", "outside.parquet", "run.json", "scores.csv", "snapshot.parquet",
        "table.npz",
    }  # fmt: skip


def test_a_run_is_explained_from_its_own_inputs(make: Callable[..., Made], small: Offered, folder: Path) -> None:
    made = make()
    assert keep(folder, small, made.table, made.recipe, made.inputs)
    table = kept_run(RunRoom(folder), made.recipe.code, small.vocabulary).table
    chain = kept_chain(RunRoom(folder), made.recipe.code, small.vocabulary)
    np.testing.assert_array_equal(chain.point.scores, table.score)
    for unit in table.units:
        for node in explain(chain, table, unit.id, table.framework.index.id).walk():
            assert np.isnan(node.score) or abs(node.lines.total - node.score) < 1e-9


def test_a_run_whose_answers_were_changed_is_not_explained(make: Callable[..., Made], small: Offered, folder: Path) -> None:
    made = make()
    assert keep(folder, small, made.table, made.recipe, made.inputs)
    (folder / "runs" / made.recipe.code / "inputs.json").write_text("{}", "utf-8")
    with pytest.raises(MachineError, match="no longer what was kept"):
        kept_chain(RunRoom(folder), made.recipe.code, small.vocabulary)


def test_a_kept_run_is_never_written_again(make: Callable[..., Made], small: Offered, folder: Path) -> None:
    made = make()
    assert keep(folder, small, made.table, made.recipe, made.inputs)
    assert not keep(folder, small, made.table, made.recipe, made.inputs)
    place = folder / "runs" / made.recipe.code
    (place / "scores.csv").write_text("changed", "utf-8")
    with pytest.raises(MachineError, match=r"no longer what was kept \(scores.csv: .*\). Move .* away, and score again"):
        keep(folder, small, made.table, made.recipe, made.inputs)
    assert (place / "scores.csv").read_text("utf-8") == "changed"


def test_nothing_is_left_when_the_disk_fails(
    make: Callable[..., Made], small: Offered, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, writes = make(), iter(range(100))

    def full(handle: int) -> None:
        if next(writes) == 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MachineError, match=r"The run cannot be kept in .*: No space left on device"):
        keep(folder, small, made.table, made.recipe, made.inputs)
    assert list((folder / "runs").iterdir()) == []


def test_others_may_not_read_the_runs(make: Callable[..., Made], small: Offered, folder: Path) -> None:
    made = make()
    keep(folder, small, made.table, made.recipe, made.inputs)
    place = folder / "runs" / made.recipe.code
    assert {path.stat().st_mode & 0o077 for path in (folder / "runs", place, *place.iterdir())} == {0}


@pytest.mark.parametrize("change", ["lost", "changed", "garbage"])
def test_a_damaged_run_is_not_shown(make: Callable[..., Made], small: Offered, folder: Path, change: str) -> None:
    made = make()
    keep(folder, small, made.table, made.recipe, made.inputs)
    file = folder / "runs" / made.recipe.code / ("run.json" if change == "garbage" else "table.npz")
    file.unlink() if change == "lost" else file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(MachineError, match=f"The run {made.recipe.code} cannot be shown: .* See `thuocdo verify"):
        kept_run(RunRoom(folder), made.recipe.code, small.vocabulary)


def test_a_run_that_is_not_there_is_a_sentence(folder: Path) -> None:
    with pytest.raises(ThuocDoError, match="There is no run 7K3M-9QRT-2VXA in"):
        RunRoom(folder).files("7K3M-9QRT-2VXA")


def test_every_option_of_a_score_run_is_in_the_recipe() -> None:
    """An option that changes figures belongs in `Options`; one that only tells how far it is does not."""
    options = {
        name: each.default
        for name, each in inspect.signature(score).parameters.items()
        if each.kind is inspect.Parameter.KEYWORD_ONLY and name != "told"
    }
    told = {each.name: each.default for each in fields(Options)}
    assert (told.pop("vary"), told.pop("vary_weights")) == ("respondents", None)  # of which come:
    assert not told.pop("without_flagged")  # the snapshot is another
    assert (options.pop("methods"), options.pop("respondents")) == (None, True)
    assert told == options


def test_whole_numbers_take_little_room_in_parquet() -> None:
    columns = {"small": np.array([-1, 0, 3]), "large": np.array([0, 2**40]).repeat([2, 1]), "text": np.array(["a", None, "ă"], object)}
    again = columns_of(parquet_of(columns))
    assert {name: str(column.dtype) for name, column in again.items()} == {"small": "int8", "large": "int64", "text": "object"}
    assert again["text"].tolist() == ["a", None, "ă"]
    assert again["large"].tolist() == [0, 0, 2**40]
    with pytest.raises(ValueError, match=r"Parquet"):
        columns_of(b"no parquet")


def test_a_killed_process_leaves_no_half_run_and_what_it_leaves_is_tidied(
    make: Callable[..., Made], small: Offered, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, room = make(), RunRoom(folder)
    child = os.fork()
    if child == 0:  # dies where everything is written and nothing has its name yet
        try:
            monkeypatch.setattr(Path, "rename", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
            keep(folder, small, made.table, made.recipe, made.inputs)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    (half,) = room.folder.iterdir()
    assert half.name.startswith(f".{made.recipe.code}.")
    assert half.stat().st_mode & 0o777 == 0o700
    with pytest.raises(ThuocDoError, match="There is no run"):
        room.check(made.recipe.code)
    assert keep(folder, small, made.table, made.recipe, made.inputs)
    room.check(made.recipe.code)
    assert room.tidy() == 0  # somebody may be about to finish it
    assert room.tidy(now=half.stat().st_mtime + 86_401) == 1
    assert [path.name for path in room.folder.iterdir()] == [made.recipe.code]
