"""Small mistakes in a file: examples that look closely notice them, the others are listed with their place."""

import pytest

from engine.authoring.mutants import altered_expressions, mutants_of
from engine.authoring.mutation import Mutation, mutate
from engine.authoring.study import places_of

CLOSE = """examples:
  - name: Between the best and the worst
    figures:
      so-xay-dung: {guidance: 80, speed: 4}
      so-y-te: {guidance: 60, speed: 14}
    expect:
      scores: {so-xay-dung: {guidance: 10, speed: 10, total: 10}, so-y-te: {guidance: 1, speed: 1, total: 1}}
      bands: {so-xay-dung: high, so-y-te: low}
  - name: The wrong way round
    figures:
      so-xay-dung: {guidance: 80, speed: 14}
      so-y-te: {guidance: 60, speed: 4}
    expect:
      scores: {so-xay-dung: {total: 5.5}}
"""


@pytest.fixture
def tried(tiny, vocabulary):
    def ran(examples: str, most: int = 500, seed: int = 0) -> Mutation:
        return mutate(places_of(tiny(examples)), vocabulary, lambda _done, _of: None, most=most, seed=seed)

    return ran


def test_a_mutant_changes_one_thing_and_leaves_the_file_as_it_is(tiny, vocabulary) -> None:
    root = places_of(tiny(CLOSE)).composed.root
    whole = repr(root)

    made = {mutant.what: mutant.of(root) for mutant in mutants_of(root, vocabulary)}

    assert repr(root) == whole
    assert made["the values of agrees and disagrees were swapped"]["scales"]["agree"][0]["value"] == 1
    assert made["`direction` became higher"]["index"]["children"][1]["direction"] == "higher"
    assert made["`weight` 1 became 2"]["index"]["children"][1]["weight"] == 2
    assert made["`when` clear == 'agrees' became nothing"]["forms"][0]["pages"][1]["questions"][1].get("when") is None
    assert made["`cap` 5 became 6"]["gates"][0]["cap"] == 6
    assert made["`when` speed < 2 became not (speed < 2)"]["gates"][0]["when"] == "not (speed < 2)"
    assert made["`from` 6 became 8.5"]["bands"][1]["from"] == 8.5
    assert all(repr(other) != whole for other in made.values())


def test_what_no_example_looks_at_survives_with_its_place(tried, tiny) -> None:
    found = tried(CLOSE)

    assert found.tried == found.possible == found.refused + found.noticed + len(found.survivors)
    told = [str(problem) for problem in found.problems(places_of(tiny(CLOSE)))]
    assert "tiny.yaml:30:43: form business › page rating › question days: no example notices that `min` 0 became 1." in told
    noticed = ("`direction`", "`weight`", "`to`", "speed < 2 became not")
    assert not [line for line in told if any(each in line for each in noticed)]


def test_an_example_that_looks_notices_more(tried) -> None:
    limits = """  - name: A year at most
    answers: {dealt_with: [so-y-te], clear: agrees, days: 365}
    expect: {values: {so-y-te: {speed: 365}}}
  - name: No more than a year
    answers: {dealt_with: [so-y-te], clear: agrees, days: 366}
    expect: {problems: [days/so-y-te]}
"""
    few, many = tried(CLOSE), tried(CLOSE + limits)

    assert many.noticed > few.noticed
    assert "`max` 365 became 364" in {each.what for each in few.survivors} - {each.what for each in many.survivors}


def test_the_same_seed_draws_the_same_mutants(tried) -> None:
    once, again, other = tried(CLOSE, 8, seed=3), tried(CLOSE, 8, seed=3), tried(CLOSE, 8, seed=4)

    assert once == again
    assert once.tried == 8
    assert once.survivors != other.survivors


def test_expressions_are_altered_one_operator_at_a_time() -> None:
    assert list(altered_expressions("a < 2 and b == 'x'")) == [
        "a < 2 or b == 'x'",
        "a <= 2 and b == 'x'",
        "a < 2 and b != 'x'",
        "a < 3 and b == 'x'",
    ]
