"""A dry run shows where scores can go: seeded, over the ranked units, with why some are missing."""

import math

import pytest

from engine.authoring.dry_run import Spread, dry_run


@pytest.fixture
def spread(tiny, vocabulary):
    def of(times: int, seed: int = 0, added: str = "", **changed: str) -> dict[str, Spread]:
        offered = tiny(added, changed)
        found = dry_run(offered.framework, offered.plan, vocabulary, times, seed, lambda _done, _of: None)
        return {each.node: each for each in found}

    return of


def test_of_two_units_one_is_the_best_and_one_the_worst(spread) -> None:
    found = spread(60)

    assert list(found) == ["total", "guidance", "speed"]
    assert (found["guidance"].low, found["guidance"].mean, found["guidance"].high) == (1, 5.5, 10)
    assert found["total"].missing == 0
    assert found["total"].reason == ""


def test_the_same_seed_gives_the_same_scores(spread) -> None:
    assert spread(7, seed=5) == spread(7, seed=5)


def test_too_few_answers_are_told_with_the_reason(spread) -> None:
    total = spread(5, **{"  aggregate: mean\n": "  aggregate: mean\n  min_n: 100\n"})["speed"]

    assert math.isnan(total.mean)
    assert (total.missing, total.reason) == (1, "too_few")


def test_outside_figures_are_drawn_between_their_goalposts(spread) -> None:
    outside = "from: outside, direction: lower, normalise: {rule: goalposts, low: 2, high: 4, to: [0, 1], clamp: false}"
    found = spread(10, **{"from: days, measure: median, direction: lower": outside})["speed"]

    assert 0 <= found.low < found.high <= 1
