"""How many small mistakes in a framework file its examples would notice, and which they would not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from pydantic import ValidationError

from engine.authoring.examples import run_examples
from engine.authoring.mutants import Mutant, mutants_of
from engine.framework.checks import check
from engine.framework.composer import Composed
from engine.framework.models import Framework
from engine.framework.places import Places
from engine.framework.shape import Shaping
from engine.framework.vocabulary import Vocabulary
from engine.problems import Problem, errors
from engine.scoring.planning import make_plan

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Mutation:
    """What came of the mutants that were tried, of all there are: some the checks refuse, some the examples notice."""

    possible: int
    tried: int
    refused: int
    noticed: int
    survivors: tuple[Mutant, ...]

    def problems(self, places: Places) -> tuple[Problem, ...]:
        """The survivors, each at its place."""
        return tuple(places.problem(each.way, f"no example notices that {each.what}.") for each in self.survivors)


def mutate(places: Places, vocabulary: Vocabulary, progress: Progress, *, most: int, seed: int = 0) -> Mutation:
    """Try at most so many mutants of a sound file whose examples hold; the same seed draws the same ones."""
    possible = list(mutants_of(places.composed.root, vocabulary))
    chosen = possible
    if len(possible) > most:
        picked = Random(seed).sample(range(len(possible)), most)  # noqa: S311  to be repeatable, not secret
        chosen = [possible[position] for position in sorted(picked)]
    refused = 0
    survivors: list[Mutant] = []
    for done, mutant in enumerate(chosen, start=1):
        framework = _read(mutant.of(places.composed.root), vocabulary)
        if framework is None:
            refused += 1
        elif not _is_noticed(framework, vocabulary):
            survivors.append(mutant)
        progress(done, len(chosen))
    noticed = len(chosen) - refused - len(survivors)
    return Mutation(len(possible), len(chosen), refused, noticed, tuple(survivors))


def _read(root: dict[str, Any], vocabulary: Vocabulary) -> Framework | None:
    """The mutant as the reader would read it; None where it finds a mistake."""
    places = Places(Composed("mutant", root=root))
    try:
        framework = Framework.model_validate(Shaping(places, vocabulary).framework(root))
    except ValidationError:
        return None
    check(framework, vocabulary, places)
    return None if errors(places.problems) else framework


def _is_noticed(framework: Framework, vocabulary: Vocabulary) -> bool:
    try:
        plan = make_plan(framework, vocabulary)
        return any(outcome.failures for outcome in run_examples(framework, plan, vocabulary))
    except Exception:  # noqa: BLE001  a rule given what it was not made for may raise anything, and that is noticed
        return True
