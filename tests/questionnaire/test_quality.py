"""Signs of careless answers: each rule at its limit, what is no answer, and responses looked at together."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.quality import Given, flags_between, own_flags

SCALE = [
    {"id": name, "value": worth, "label": name} for name, worth in (("no", 1), ("some", 2), ("much", 3), ("all", 4))
]
SCALE += [{"id": "dk", "missing": "dont_know", "label": "?"}]
QUESTIONS = [{"id": f"q{n}", "type": "choice", "scale": "agree", "text": "T"} for n in range(6)]
SKETCH = {
    "thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s", "scales": {"agree": SCALE},
    "units": {"groups": {"g": "G"}, "list": [{"id": "a", "title": "A", "group": "g"}, {"id": "b", "title": "B", "group": "g"}]},
    "forms": [{
        "id": "f", "title": "F", "audience": "respondents",
        "pages": [
            {"id": "first", "title": "P", "questions": [{"id": "dealt", "type": "units", "text": "T"}]},
            {"id": "rating", "title": "P", "for_each": "dealt", "questions": QUESTIONS},
        ],
    }],
    "index": {"id": "total", "title": "T", "children": [{"id": "i", "title": "I", "from": ("q0",), "measure": {"rule": "mean"}}]},
}  # fmt: skip


def framework(**quality) -> Framework:
    return Framework.model_validate({**SKETCH, "quality": quality})


def response(made: Framework, answers: dict[str, str], **more) -> Given:
    """Options by unit, one word each: `a="all all no dk"`; `-` is left open."""
    order = [(AnswerKey("dealt"), Answer(tuple(answers)))]
    for unit, words in answers.items():
        for place, word in enumerate(words.split()):
            answer = {"-": Answer(None, Missing.SKIPPED), "dk": Answer("dk", Missing.DONT_KNOW)}.get(word, Answer(word))
            order.append((AnswerKey(f"q{place}", unit), answer))
    return Given(made.forms[0], order, **more)


def flags(made: Framework, seconds: float | None = None, **answers: str) -> list[str]:
    return list(own_flags(made, response(made, answers, seconds=seconds)))


@pytest.mark.parametrize(("seconds", "raised"), [(9.9, ["speed"]), (10, []), (None, [])])
def test_speed_is_seconds_an_answer(seconds, raised) -> None:
    made = framework(speed={"seconds_per_answer": 2, "answers": 5})
    assert flags(made, seconds, a="all no some much") == raised  # four ratings, and who was dealt with
    assert flags(made, 1, a="all no some") == []  # too few answers to tell


@pytest.mark.parametrize(
    ("words", "raised"),
    [
        ({"a": "all all all all no no"}, ["longest_run"]),
        ({"a": "all all all no all all"}, []),
        ({"a": "all all dk - all all"}, ["longest_run"]),  # what is no answer breaks no run
        ({"a": "no no all all", "b": "all all no no"}, []),  # another unit is another pass
    ],
)
def test_the_longest_run_is_within_one_pass(words, raised) -> None:
    assert flags(framework(longest_run={"answers": 4}), **words) == raised


def test_little_variation_is_a_share_of_the_scale() -> None:
    made = framework(irv={"below": 0.2, "answers": 4})
    assert flags(made, a="much much much much much all") == ["irv"]  # a third of the scale, once in six: 0.12
    assert flags(made, a="much all much all") == ["irv"]  # 1/3 apart: 0.167
    assert flags(made, a="no all no all") == []
    assert flags(made, a="all all all") == []  # too few


def test_a_contradiction_counts_in_every_pass() -> None:
    made = framework(contradictions=[{"id": "both", "when": "q0 == 'all' and q1 == 'all'"}])
    assert flags(made, a="all no", b="no all") == []
    assert flags(made, a="all no", b="all all") == ["both"]
    assert flags(made, a="all dk") == []  # missing is no contradiction


def test_a_framework_without_quality_flags_nothing() -> None:
    made = Framework.model_validate(SKETCH)
    assert flags(made, 1, a="all all all all all all") == []
    assert list(flags_between(made, [response(made, {"a": "all"})] * 9)) == []


def test_duplicates_are_flagged_all_of_them() -> None:
    made = framework(duplicates={"answers": 3})
    told = [{"a": "all no"}, {"a": "all some"}, {"a": "all no"}, {"b": "all no"}, {"a": "all -"}]
    responses = [response(made, words, place=place) for place, words in enumerate(told)]
    assert dict(flags_between(made, responses)) == {0: {"duplicates"}, 2: {"duplicates"}}
    assert dict(flags_between(framework(duplicates={"answers": 4}), responses)) == {}


def test_a_burst_is_far_above_the_units_median_day() -> None:
    made = framework(bursts={"responses": 4, "times": 3})
    days = ["1", "2", "3", *["4"] * 4]
    responses = [response(made, {"a": "all"}, day=day, place=place) for place, day in enumerate(days)]
    responses += [
        response(made, {"b": "all"}, day="4", place=place) for place in range(7, 10)
    ]  # b: three, its only day
    assert sorted(place for place, _ in flags_between(made, responses)) == [3, 4, 5, 6]
    undated = [response(made, {"a": "all"}, place=place) for place in range(9)]
    assert list(flags_between(made, undated)) == []


@given(
    st.lists(st.sampled_from(["no", "some", "much", "all", "dk", "-"]), min_size=6, max_size=6),
    st.permutations(range(6)),
)
def test_order_decides_runs_and_nothing_else(words, order) -> None:
    made = framework(irv={"below": 0.2, "answers": 2}, longest_run={"answers": 2})
    mixed = [words[place] for place in order]
    one, other = (flags(made, a=" ".join(each)) for each in (words, mixed))
    assert ("irv" in one) == ("irv" in other)
