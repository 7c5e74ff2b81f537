"""The same inputs give the same code and the same numbers, in whatever order, process or number of threads."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.exchange.scores import scores_csv
from engine.runs.canonical import frozen
from engine.runs.inputs import files_of, snapshot_in
from engine.runs.plain import noun_of, plain_of
from engine.runs.recipe import Options
from engine.scoring import arrays
from engine.scoring.table import ScoreTable
from engine.wording.numbers import write_number
from tests.runs.conftest import ANSWERS, SMALL, VALUES, Made

ROOT = Path(__file__).parents[2]


def printed(table: ScoreTable) -> list[str]:
    """The scores as pages write them."""
    return [write_number(figure, 2, language) for language in ("vi", "en") for figure in table.score.ravel().tolist()]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6))
def test_the_order_of_rows_changes_nothing(make: Callable[..., Made], seed: int) -> None:
    random = Random(seed)
    first = make()
    again = make(random.sample(ANSWERS, len(ANSWERS)), random.sample(VALUES, len(VALUES)))
    assert again.recipe.code == first.recipe.code
    assert scores_csv(again.table) == scores_csv(first.table)
    assert printed(again.table) == printed(first.table)


def test_who_is_called_what_says_nothing(make: Callable[..., Made]) -> None:
    renamed = [row.replace("r", "firm-9", 1) for row in ANSWERS]
    assert make(renamed).recipe == make().recipe


@pytest.mark.parametrize("place", [0, 17, len(ANSWERS) - 1])
def test_every_answer_counts(make: Callable[..., Made], place: int) -> None:
    respondent, unit, question, value, *design = ANSWERS[place].split(",")
    value = {"yes": "no", "no": "yes", "dk": "no"}.get(value) or f"{float(value) + 0.25}"
    other = [*ANSWERS[:place], ",".join([respondent, unit, question, value, *design]), *ANSWERS[place + 1 :]]
    assert make(other).recipe.answers != make().recipe.answers
    assert make(other).recipe.code != make().recipe.code


def test_one_answer_more_twice_the_same_answers_and_another_pairing_are_other_runs(make: Callable[..., Made]) -> None:
    codes = {make(rows).recipe.code for rows in (ANSWERS, ANSWERS[:-1], [*ANSWERS, ANSWERS[0].replace("r0", "r99")])}
    for days in (("1", "9"), ("9", "1")):
        rows = [f"r{firm},a,{said},1,x" for firm in (0, 1) for said in (f"mood,{('yes', 'no')[firm]}", f"days,{days[firm]}")]
        codes.add(make(rows).recipe.code)
    assert len(codes) == 5


def test_weights_strata_figures_and_options_are_in_the_code(make: Callable[..., Made]) -> None:
    made = [
        make(),
        make([row.replace(",2,", ",2.5,") for row in ANSWERS]),
        make([row.replace("small", "tiny") for row in ANSWERS]),
        make(values=["a,5.26", *VALUES[1:]]),
        make(values=["a,!refused", *VALUES[1:]]),
        make(values=VALUES[1:]),
        make(options=Options(replicates=40, seed=8)),
        make(options=Options(replicates=41, seed=7)),
    ]
    assert len({each.recipe.code for each in made}) == len(made)


def test_an_unknown_version_is_another_code(make: Callable[..., Made]) -> None:
    recipe = make().recipe
    for name in ("thuocdo", "numpy"):
        assert replace(recipe, versions={**recipe.versions, name: "0"}).code != recipe.code


@pytest.mark.parametrize(
    "more",
    [{"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "12345"}, {"OPENBLAS_NUM_THREADS": "1"}, {"OPENBLAS_NUM_THREADS": "2"}],
    ids=str,
)
def test_another_process_agrees(make: Callable[..., Made], folder: Path, more: dict[str, str]) -> None:
    here = make()
    command = [
        sys.executable, "-c", "import sys; from engine.cli.main import main; sys.exit(main())", "score", "small.yaml",
        "--answers", "a.csv", "--values", "v.csv", "--replicates", "40", "--seed", "7", "--keep", "--out", "s.csv",
    ]  # fmt: skip
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT), **more}, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith(f"{here.recipe.code}: kept in ")
    assert (folder / "s.csv").read_text("utf-8") == scores_csv(here.table)


def test_units_stand_as_in_the_register_then_by_id(make: Callable[..., Made]) -> None:
    snapshot = make().inputs.snapshot
    shuffled = frozen(snapshot, ["c"])
    assert [unit.id for unit in shuffled.snapshot.units] == ["c", "a", "b"]
    assert frozen(shuffled.snapshot).answers == frozen(snapshot).answers


def test_what_is_in_canonical_order_stays_so(make: Callable[..., Made]) -> None:
    once = make().inputs
    twice = frozen(once.snapshot)
    assert (twice.answers, twice.outside, twice.units) == (once.answers, once.outside, once.units)
    assert once.snapshot.records is not None
    assert twice.snapshot.records is not None
    assert twice.snapshot.records.unit.tolist() == once.snapshot.records.unit.tolist()
    assert twice.snapshot.records.respondent.tolist() == once.snapshot.records.respondent.tolist()


def test_a_snapshot_without_answers_has_hashes_too() -> None:
    empty = frozen(arrays.Snapshot(()))
    assert (empty.answers, empty.outside, empty.units) == ("", "", "")


@pytest.mark.parametrize(
    ("noun", "known"),
    [
        (arrays.Snapshot, {"units", "records", "figures", "earlier"}),
        (
            arrays.Records,
            {"unit", "respondent", "weight", "stratum", "columns", "strata", "flags", "design", "cluster", "clusters"},
        ),
        (arrays.Column, {"values", "codes", "reasons", "options", "picks", "places", "parts"}),
        (arrays.Figures, {"values", "reasons"}),
    ],
)
def test_every_field_of_a_snapshot_has_its_place_in_the_canonical_order(noun: type, known: set[str]) -> None:
    """A new field must be put in order and hashed by `engine.runs.canonical`, then named here."""
    assert {each.name for each in fields(noun)} == known


def test_words_that_units_are_grouped_by_are_in_the_hash_and_come_back() -> None:
    def in_region(word: str) -> arrays.Snapshot:
        return arrays.Snapshot((arrays.UnitRow("a", "A", "g", (("region", word),)), arrays.UnitRow("b", "B", None)))

    assert frozen(in_region("Bắc")).units != frozen(in_region("Nam")).units
    assert noun_of(arrays.Snapshot, plain_of(in_region("Bắc"))) == in_region("Bắc")


def test_earlier_editions_are_in_the_hash_of_outside_figures_and_come_back() -> None:
    def after(*figures: float) -> arrays.Snapshot:
        unit = (arrays.UnitRow("a", "A", "g"), arrays.UnitRow("b", "B", "g"))
        earlier = [
            arrays.Snapshot(unit[:size], None, {"": arrays.Figures({"x": np.full(size, figure)})})
            for size, figure in enumerate(figures, 1)
        ]
        return arrays.Snapshot(unit, None, {"": arrays.Figures({"x": np.array([1.0, 2.0])})}, tuple(earlier))

    hashes = {frozen(after(*figures)).outside for figures in ((), (3.0,), (4.0,), (3.0, 4.0))}
    assert len(hashes) == 4
    kept = frozen(after(3.0, 4.0)).snapshot
    again = snapshot_in(files_of(kept))
    assert [each.figures[""].values["x"].tolist() for each in again.earlier] == [[3.0], [4.0, 4.0]]
    assert frozen(again).outside == frozen(kept).outside


def test_the_framework_is_in_the_code(make: Callable[..., Made], folder: Path) -> None:
    from engine.runs.recipe import recipe_of

    made = make()
    other = recipe_of(SMALL.replace("weight: 0.25", "weight: 0.5"), made.inputs, Options(replicates=40, seed=7))
    assert other.code != made.recipe.code
