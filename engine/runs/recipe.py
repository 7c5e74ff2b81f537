"""All that a run's figures depend on, as hashes and versions; its hash is the run's identity, shortened to a code."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any, Self

import numpy as np

import engine
from engine.framework.models import Framework
from engine.framework.vocabulary import Vocabulary
from engine.hookspecs import PROJECT
from engine.runs.canonical import Frozen, frozen
from engine.runs.codes import code_of
from engine.scoring.arrays import Snapshot
from engine.scoring.asides import Asides, asides_of
from engine.scoring.margins import Margins, meeting
from engine.scoring.methods import methods_of
from engine.scoring.plan import Plan
from engine.scoring.run import score
from engine.scoring.sureness import Asked
from engine.scoring.table import ScoreTable


@dataclass(frozen=True)
class Options:
    """Every option of a score run, those included that nobody set."""

    basis: str = ""
    replicates: int = 0
    seed: int = 0
    asked: Asked | None = None
    population: Mapping[str, float] | None = None
    vary: str = "respondents"  # what is drawn: respondents, methods or both
    vary_weights: float | None = None
    without_flagged: bool = False  # signs of careless answers: who showed some is not among the inputs
    margins: Margins | None = None  # what is known of the population; the inputs are weighted to meet it

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """The options that a recipe wrote down. TypeError for one that is not known."""
        asked, margins = document.get("asked"), document.get("margins")
        return cls(**{
            **document,
            "asked": None if asked is None else Asked(**asked),
            "margins": None if margins is None else Margins(**margins),
        })  # fmt: skip


@dataclass(frozen=True)
class Recipe:
    """SHA-256 of the framework's text, the answers, the outside figures and the units ("" where there are none)."""

    framework: str
    answers: str
    outside: str
    units: str
    options: Mapping[str, object]
    versions: Mapping[str, str]

    @property
    def code(self) -> str:
        """The short code: the same inputs, options and versions have the same."""
        return code_of(sha256(json.dumps(self.document, ensure_ascii=False, sort_keys=True).encode()).hexdigest())

    @property
    def document(self) -> dict[str, object]:
        """As it is written down."""
        return {**vars(self), "options": dict(self.options), "versions": dict(self.versions)}


def recipe_of(framework_text: str, inputs: Frozen, options: Options) -> Recipe:
    """The recipe of scoring these inputs by this text with what is installed now."""
    return Recipe(
        sha256(framework_text.encode()).hexdigest(),
        inputs.answers,
        inputs.outside,
        inputs.units,
        asdict(options),
        versions(),
    )


def weighed_by(options: Options, framework: Framework, inputs: Frozen) -> Frozen:
    """The inputs as these options weigh them: those that are scored, and kept. ThuocDoError where they cannot be."""
    if options.margins is None:
        return inputs
    return frozen(meeting(framework, inputs.snapshot, options.margins), [unit.id for unit in framework.units.list])


def score_by(
    options: Options,
    plan: Plan,
    vocabulary: Vocabulary,
    snapshot: Snapshot,
    told: Callable[[int, int], None] | None = None,
) -> ScoreTable:
    """Score a snapshot, weighed by these options, with them; see `engine.scoring.run.score`."""
    return score(
        plan,
        snapshot,
        basis=options.basis,
        replicates=options.replicates,
        seed=options.seed,
        asked=options.asked,
        population=options.population,
        margins=options.margins,
        methods=None if options.vary == "respondents" else methods_of(plan, vocabulary, options.vary_weights),
        respondents=options.vary != "methods",
        told=told,
    )


def asides_by(options: Options, plan: Plan, snapshot: Snapshot) -> Asides:
    """What stands beside the scores that `score_by` makes; see `engine.scoring.asides.asides_of`."""
    return asides_of(
        plan, snapshot, basis=options.basis, population=options.population, margins=options.margins
    )  # fmt: skip


@cache
def versions() -> Mapping[str, str]:
    """The versions of the engine, of NumPy and of each installed plugin."""
    plugins = {
        f"plugin {point.name}": point.dist.version if point.dist else ""
        for point in sorted(entry_points(group=PROJECT), key=lambda each: each.name)
    }
    return MappingProxyType({"thuocdo": engine.__version__, "numpy": np.__version__, **plugins})
