"""One framework file as its author sees it: examples run, and everything said at its place in the file."""

from __future__ import annotations

from dataclasses import dataclass

from engine.authoring.coverage import Coverage, coverage_of
from engine.authoring.examples import Outcome, run_examples
from engine.catalog import Offered
from engine.framework.composer import compose
from engine.framework.extending import extended
from engine.framework.places import Places
from engine.framework.shape import Shaping
from engine.framework.vocabulary import Vocabulary
from engine.problems import Problem

MEND = "Mend the file, or what the example expects."


@dataclass(frozen=True)
class Study:
    """The examples' outcomes with what failed as problems, and what they touch."""

    outcomes: tuple[Outcome, ...]
    problems: tuple[Problem, ...]
    coverage: Coverage
    places: Places

    def gaps(self) -> tuple[Problem, ...]:
        """What no example touches, each at its place."""
        return tuple(self.places.problem(way, words) for way, words in self.coverage.gaps())


def study(offered: Offered, vocabulary: Vocabulary) -> Study:
    """Run a sound framework's examples."""
    framework, places = offered.framework, places_of(offered)
    outcomes = tuple(run_examples(framework, offered.plan, vocabulary))
    problems = tuple(
        places.problem(failure.way, failure.what.rstrip(".") + ".", MEND)
        for outcome in outcomes
        for failure in outcome.failures
    )
    return Study(outcomes, problems, coverage_of(framework, outcomes), places)


def places_of(offered: Offered) -> Places:
    """Where the parts of a framework stand in its file, or in the one that it extends."""
    file = offered.file
    if file.bases:
        own = compose(file.path.read_text("utf-8-sig"), str(file.path))  # `text` is the whole, with other lines
        places = Places(extended(own, offered.vocabulary.frameworks))
    else:
        places = Places(compose(file.text, str(file.path)))
    if isinstance(root := places.composed.root, dict):
        Shaping(places, offered.vocabulary).framework(root)  # notes where items of batteries stand
    return places
