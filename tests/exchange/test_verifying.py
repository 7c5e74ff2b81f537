"""A kept run is worked out again, and whatever was done to its files is found."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256
from io import StringIO
from pathlib import Path

import numpy as np
import pytest

from engine.catalog import Catalog, Offered
from engine.exchange import verifying
from engine.exchange.keeping import keep
from engine.exchange.scores import scores_csv
from engine.exchange.verifying import Verdict, verify
from engine.problems import MachineError
from engine.runs.canonical import frozen
from engine.runs.figures import file_of
from engine.runs.inputs import files_of
from engine.runs.kept import kept_run
from engine.runs.recipe import Options, recipe_of, score_by, weighed_by
from engine.runs.room import RunRoom, read_run_json, run_json
from engine.scoring.asides import asides_of
from engine.scoring.flagged import without_flagged
from engine.scoring.margins import Margins
from tests.runs.conftest import Made


@pytest.fixture
def run(make: Callable[..., Made], small: Offered, folder: Path) -> Path:
    """The folder of a kept run."""
    made = make()
    keep(folder, small, made.table, made.recipe, made.inputs)
    return folder / "runs" / made.recipe.code


@pytest.fixture
def judge(folder: Path, catalog: Catalog) -> Callable[[Path], Verdict]:
    return lambda run: verify(RunRoom(folder), run.name, catalog)


def sign_again(run: Path) -> None:
    """What a clever forger does: the hashes of the changed files are put into run.json."""
    recipe, hashes, _ = read_run_json((run / "run.json").read_bytes())
    hashes = {name: sha256((run / name).read_bytes()).hexdigest() for name in hashes}
    (run / "run.json").write_bytes(run_json(recipe, hashes))


def test_an_untouched_run_is_the_same(run: Path, judge: Callable[[Path], Verdict]) -> None:
    assert judge(run) == Verdict((), (), rows=12)


def files() -> list[str]:
    return ["asides.npz", "framework.yaml", "inputs.json", "outside.parquet", "run.json", "scores.csv", "snapshot.parquet", "table.npz"]


@pytest.mark.parametrize("name", files())
@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
def test_no_byte_of_any_file_can_change(name: str, where: float, run: Path, judge: Callable[[Path], Verdict]) -> None:
    content = bytearray((run / name).read_bytes())
    content[int(len(content) * where)] ^= 1
    (run / name).write_bytes(content)
    found: tuple[str, ...] = ()
    with suppress(MachineError if name == "run.json" else ()):  # without it nothing says what was kept
        found = judge(run).differences
        assert found
    assert name == "run.json" or found[0].startswith(f"{name}: it is not the file that was kept")


@pytest.mark.parametrize("name", files())
def test_a_lost_file_is_told(name: str, run: Path, judge: Callable[[Path], Verdict]) -> None:
    (run / name).unlink()
    if name == "run.json":
        with pytest.raises(MachineError, match=r"run\.json is lost"):
            judge(run)
    else:
        assert f"{name}: it is lost" in judge(run).differences


def test_a_changed_score_is_named_also_when_its_hash_was_put_right(run: Path, judge: Callable[[Path], Verdict]) -> None:
    rows = list(csv.DictReader(StringIO((run / "scores.csv").read_text("utf-8"))))
    kept = next(row for row in rows if (row["unit"], row["node"]) == ("b", "total"))
    text = (run / "scores.csv").read_text("utf-8").replace(kept["score"], "99.5", 1)
    (run / "scores.csv").write_text(text, "utf-8")
    assert "scores.csv: it is not the file that was kept" in judge(run).differences
    sign_again(run)
    assert judge(run).differences[0] == f"scores.csv: b, total, score: kept 99.5, now {kept['score']}"
    assert "table.npz: it tells other figures than scores.csv" in judge(run).differences


def test_a_difference_below_the_tolerance_is_none(run: Path, judge: Callable[[Path], Verdict], make, folder: Path) -> None:
    """Another machine's arithmetic may differ in the last bits; a billionth of the scale is the limit."""
    made = make()
    for off, found in ((0.9e-7, False), (1.1e-7, True)):  # scales are 0 to 100
        score = made.table.score + off
        table = replace(made.table, score=score)
        (run / "scores.csv").write_text(scores_csv(table), "utf-8")
        (run / "table.npz").write_bytes(file_of(table))
        sign_again(run)
        assert bool(judge(run).differences) is found


def test_a_changed_rank_band_or_n_is_no_matter_of_tolerance(run: Path, judge: Callable[[Path], Verdict], make) -> None:
    made = make()
    for change in (
        {"rank": made.table.rank + 1},
        {"n": made.table.n + 1},
        {"coverage": made.table.coverage * 0.999},
        {"missing": np.where(made.table.missing == 0, 2, made.table.missing).astype(np.int8)},
    ):
        table = replace(made.table, **change)
        (run / "scores.csv").write_text(scores_csv(table), "utf-8")
        (run / "table.npz").write_bytes(file_of(table))
        sign_again(run)
        assert judge(run).differences, change


def test_what_the_csv_does_not_tell_is_compared_too(run: Path, judge: Callable[[Path], Verdict], make) -> None:
    (run / "table.npz").write_bytes(file_of(replace(make().table, merged_strata=("small",))))
    sign_again(run)
    assert judge(run).differences == ("table.npz: merged_strata differs",)


def test_what_stands_beside_the_scores_is_worked_out_again_too(run: Path, judge: Callable[[Path], Verdict], make, small) -> None:
    asides = asides_of(small.plan, make().inputs.snapshot)
    assert asides.errors is not None
    assert (run / "asides.npz").read_bytes() == file_of(asides)
    forged = replace(asides, errors=replace(asides.errors, se=asides.errors.se * 0.9))
    (run / "asides.npz").write_bytes(file_of(forged))
    sign_again(run)
    assert judge(run).differences == ("asides.npz: errors/se differs",)


def test_a_run_of_an_older_version_has_nothing_beside(run: Path, judge: Callable[[Path], Verdict], folder, small) -> None:
    (run / "asides.npz").unlink()
    recipe, hashes, _ = read_run_json((run / "run.json").read_bytes())
    (run / "run.json").write_bytes(run_json(recipe, {name: each for name, each in hashes.items() if name != "asides.npz"}))
    assert judge(run) == Verdict((), (), rows=12)
    assert kept_run(RunRoom(folder), run.name, small.vocabulary).asides is None


def test_a_run_without_flagged_answers_says_so_and_keeps_those_that_counted(
    judge: Callable[[Path], Verdict], make: Callable[..., Made], small: Offered, folder: Path
) -> None:
    whole = make().inputs.snapshot
    assert whole.records is not None
    marked = replace(whole, records=replace(whole.records, flags={"speed": whole.records.respondent % 3 == 0}))
    inputs = frozen(without_flagged(marked))
    recipe = recipe_of(small.file.text, inputs, Options(without_flagged=True))
    assert recipe.code != recipe_of(small.file.text, inputs, Options()).code
    table = score_by(Options(), small.plan, small.vocabulary, inputs.snapshot)
    keep(folder, small, table, recipe, inputs)
    run = folder / "runs" / recipe.code
    assert judge(run) == Verdict((), (), rows=12)
    for name, content in files_of(frozen(marked).snapshot).items():
        (run / name).write_bytes(content)
    sign_again(run)
    told = "snapshot.parquet: there are answers with signs of carelessness, which were to be left out"
    assert told in judge(run).differences


def test_weights_that_are_not_those_of_the_margins_are_found(
    judge: Callable[[Path], Verdict], make: Callable[..., Made], small: Offered, folder: Path
) -> None:
    options = Options(replicates=40, seed=7, margins=Margins({"stratum": {"small": 70.0, "large": 30.0}}))
    inputs = weighed_by(options, small.framework, frozen(make().inputs.snapshot))
    recipe = recipe_of(small.file.text, inputs, options)
    keep(folder, small, score_by(options, small.plan, small.vocabulary, inputs.snapshot), recipe, inputs)
    run = folder / "runs" / recipe.code
    assert judge(run) == Verdict((), (), rows=12)
    records = inputs.snapshot.records
    assert records is not None
    moved = replace(records, weight=np.where(records.respondent == 0, 2 * records.weight, records.weight))
    for name, content in files_of(replace(inputs.snapshot, records=moved)).items():
        (run / name).write_bytes(content)
    sign_again(run)
    assert "snapshot.parquet: its weights are not those that the margins give" in judge(run).differences


def test_other_answers_are_found_also_when_hashes_were_put_right(run: Path, judge: Callable[[Path], Verdict], make) -> None:
    from tests.runs.conftest import ANSWERS

    for name, content in files_of(make(ANSWERS[:-2]).inputs.snapshot).items():
        (run / name).write_bytes(content)
    sign_again(run)
    assert "snapshot.parquet: its rows are not those that were scored" in judge(run).differences


def test_another_framework_is_found(run: Path, judge: Callable[[Path], Verdict]) -> None:
    text = (run / "framework.yaml").read_text("utf-8")
    (run / "framework.yaml").write_text(text.replace("weight: 0.25", "weight: 0.5"), "utf-8")
    sign_again(run)
    told = judge(run).differences
    assert "framework.yaml: its rows are not those that were scored" in told
    assert any(line.startswith("scores.csv: a, total, score: kept ") for line in told)


@pytest.mark.parametrize("key", ["framework", "answers", "outside", "units", "options", "versions"])
def test_another_recipe_is_another_code(key: str, run: Path, judge: Callable[[Path], Verdict]) -> None:
    document = json.loads((run / "run.json").read_text("utf-8"))
    given = document["recipe"][key]
    document["recipe"][key] = {**given, "numpy" if key == "versions" else "seed": 1} if isinstance(given, dict) else "0" * 64
    recipe, hashes, _ = read_run_json(json.dumps(document).encode())
    (run / "run.json").write_bytes(run_json(recipe, hashes))
    assert f"run.json: it is not the recipe of {run.name}" in judge(run).differences


def test_an_option_that_this_version_does_not_know_is_a_sentence(run: Path, judge: Callable[[Path], Verdict]) -> None:
    document = json.loads((run / "run.json").read_text("utf-8"))
    document["recipe"]["options"]["telepathy"] = 1
    recipe, hashes, _ = read_run_json(json.dumps(document).encode())
    moved = run.with_name(recipe.code)
    run.rename(moved)
    (moved / "run.json").write_bytes(run_json(recipe, hashes))
    with pytest.raises(MachineError, match=r"cannot be worked out again: .*telepathy"):
        judge(moved)


def test_other_versions_are_told(run: Path, judge: Callable[[Path], Verdict], monkeypatch: pytest.MonkeyPatch) -> None:
    now = {**verifying.versions(), "numpy": "99.0", "plugin new": "1.0"}
    monkeypatch.setattr(verifying, "versions", lambda: now)
    verdict = judge(run)
    assert verdict.differences == ()
    assert verdict.notes == (
        f"numpy was {np.__version__} then and is 99.0 now.",
        "plugin new was not installed then and is 1.0 now.",
    )


def test_a_framework_that_can_no_longer_be_used_is_told_with_its_problems(
    run: Path, folder: Path, catalog: Catalog
) -> None:
    rules = {key: rule for key, rule in catalog.vocabulary.rules.items() if key[1] != "minmax"}
    without = replace(catalog, vocabulary=replace(catalog.vocabulary, rules=rules))
    with pytest.raises(MachineError, match=r"its framework can no longer be used\.\n.*minmax"):
        verify(RunRoom(folder), run.name, without)
