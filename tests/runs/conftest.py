"""A framework of answers and outside figures in an empty folder, and a way to score files of rows as a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.catalog import Catalog, Offered, build_catalog
from engine.exchange.inputs import read_snapshot
from engine.plugins import make_plugin_manager
from engine.runs.canonical import Frozen, frozen
from engine.runs.recipe import Options, Recipe, recipe_of
from engine.scoring.run import score
from engine.scoring.table import ScoreTable

SMALL = """\
thuocdo: 1
id: small
edition: "1"
title: Small
status: example
source: made up
languages: [en]
scales:
  agree:
    - {id: "yes", value: 10, label: Agree}
    - {id: "no", value: 0, label: Disagree}
    - {id: dk, missing: dont_know, label: Don't know}
forms:
  - id: f
    title: F
    audience: respondents
    pages:
      - id: p
        title: P
        questions:
          - {id: mood, type: choice, scale: agree, text: Mood?}
          - {id: days, type: number, text: Days?, required: false}
index:
  id: total
  title: Total
  aggregate: mean
  normalise: {rule: minmax, over: all, to: [0, 100], constant: middle}
  children:
    - {id: happy, title: Happy, from: mood, measure: mean, direction: higher}
    - {id: quick, title: Quick, from: days, measure: median, direction: lower}
    - {id: wealth, title: Wealth, from: outside, direction: higher, weight: 0.25}
"""

ANSWERS = [
    f"r{firm},{unit},{question},{value},{1 + firm % 3},{'small' if firm % 2 else 'large'}"
    for firm in range(24)
    for unit in ("a", "b", "c")[: 1 + firm % 3]
    for question, value in (
        ("mood", ("yes", "no", "yes", "dk")[firm * (ord(unit) - 90) // 3 % 4]),
        ("days", f"{1 + firm * ord(unit) % 11}.5"),
    )
]
VALUES = ["a,5.25", "b,7", "c,6.1"]
UNITS = ["a,Unit A,", "b,Unit B,", "c,Unit C,"]


@dataclass(frozen=True)
class Made:
    """A run that was made and not kept yet."""

    table: ScoreTable
    recipe: Recipe
    inputs: Frozen


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path


@pytest.fixture
def catalog(folder: Path) -> Catalog:
    return build_catalog(make_plugin_manager([folder]))


@pytest.fixture
def small(catalog: Catalog) -> Offered:
    return catalog.offered["small"]


@pytest.fixture
def make(folder: Path, small: Offered) -> Callable[..., Made]:
    """Score rows of files, 40 draws from seed 7."""

    def made(answers: Sequence[str] = ANSWERS, values: Sequence[str] = VALUES, options: Options | None = None) -> Made:
        head = "respondent,unit,question,value,weight,stratum\n"
        (folder / "a.csv").write_text(head + "\n".join(answers) + "\n", encoding="utf-8")
        (folder / "v.csv").write_text("unit,wealth\n" + "\n".join(values) + "\n", encoding="utf-8")
        snapshot, _ = read_snapshot(
            small.framework, small.vocabulary, answers=folder / "a.csv", values=[folder / "v.csv"]
        )
        chosen = options or Options(replicates=40, seed=7)
        inputs = frozen(snapshot)
        recipe = recipe_of(small.file.text, inputs, chosen)
        return Made(score(small.plan, inputs.snapshot, **vars(chosen)), recipe, inputs)

    return made
