"""Answers unlike all others, halves that do not go together, empty forms: each rule at its limit, and as a law."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.models.quality import Mahalanobis
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.quality import Given, flags_between, own_flags
from engine.questionnaire.unlike import beyond, covariances, far_out

SCALE = [{"id": f"o{n}", "value": n, "label": str(n)} for n in range(1, 8)]
SCALE += [{"id": "dk", "missing": "dont_know", "label": "?"}]
FACTS = [{"id": "yes", "value": 1, "label": "Y"}, {"id": "no", "value": 0, "label": "N"}]


def framework(questions: int = 8, reliability: object = (), **quality: object) -> Framework:
    asked = [{"id": f"q{n}", "type": "choice", "scale": "agree", "text": "T"} for n in range(questions)]
    asked.append({"id": "fact", "type": "choice", "options": FACTS, "text": "T", "required": False})
    return Framework.model_validate({
        "thuocdo": 1, "id": "x", "title": "X", "edition": "1", "status": "example", "source": "s",
        "scales": {"agree": SCALE}, "reliability": reliability, "quality": quality,
        "forms": [{"id": "f", "title": "F", "audience": "respondents", "pages": [{"id": "p", "title": "P", "questions": asked}]}],
        "index": {"id": "total", "title": "T", "children": [{"id": "i", "title": "I", "from": ("q0",), "measure": {"rule": "mean"}}]},
    })  # fmt: skip


def response(made: Framework, worth: object, place: int = 0, item: str = "") -> Given:
    """Answers 1 to 7, 0 left empty, -1 don't know."""
    order = []
    for number, each in enumerate(worth):
        answer = Answer(f"o{each}") if each > 0 else Answer(None, Missing.SKIPPED) if each == 0 else Answer("dk", Missing.DONT_KNOW)
        order.append((AnswerKey(f"q{number}", item), answer))
    return Given(made.forms[0], order, place=place)


def flags(made: Framework, *worth: int) -> list[str]:
    return list(own_flags(made, response(made, worth)))


def between(made: Framework, rows: object) -> dict[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    for place, names in flags_between(made, [response(made, row, place) for place, row in enumerate(rows)]):
        found[place] = found.get(place, frozenset()) | names
    return found


def test_the_same_answer_four_times_in_five_as_the_wef_has_it_wherever_they_stand() -> None:
    made = framework(10, same_answers={})
    assert flags(made, 4, 4, 1, 4, 4, 4, 7, 4, 4, 4) == ["same_answers"]
    assert flags(made, 4, 4, 1, 4, 4, 4, 7, 4, 4, 3) == []
    assert flags(made, 4, 4, 4, 4, 4, 4, 4, 4, 4) == []  # fewer than ten
    assert flags(made, 4, 4, 4, 4, 4, 4, 4, 4, 4, -1) == []  # what is no answer is none on the scale
    assert flags(framework(10, same_answers={"share": 0.5, "answers": 4}), 4, 4, 1, 2) == ["same_answers"]


def test_more_than_half_left_empty() -> None:
    made = framework(10, unfilled={})
    assert flags(made, 1, 2, 3, 4, 5, 0, 0, 0, 0, 0) == []
    assert flags(made, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0) == ["unfilled"]
    assert flags(made, 1, 2, 3, 4, -1, 0, 0, 0, 0, 0) == []  # who does not know has answered
    assert flags(made, 1, 0, 0, 0, 0, 0, 0, 0, 0) == []  # was asked fewer than ten


ITEMS = [{"id": "a", "items": ["q0", "-q1"]}, {"id": "b", "items": ["q2", "q3"]}, {"id": "c", "items": ["q4", "q5", "q6"]}]


def test_halves_of_scales_go_together_or_do_not() -> None:
    made = framework(8, ITEMS, even_odd={})
    # halves (0, 0), (1/2, 1/2), (1, 1) of the scale: q1 is turned, and c's first half is the mean of q4 and q6
    assert flags(made, 1, 7, 4, 4, 7, 7, 7) == []
    assert flags(made, 1, 1, 4, 4, 7, 1, 7) == ["even_odd"]  # (0, 1), (1/2, 1/2), (1, 0): r is −1
    assert flags(made, 1, 7, 4, 4, 0, 7, 7) == []  # c's other item stands for the half
    assert flags(made, 1, 1, 4, 4, 0, 1, 0) == []  # two pairs of halves are too few
    assert flags(made, 4, 4, 4, 4, 4, 4, 4) == []  # what never varies, other signs tell of
    # by hand: (0, 1/6), (1/2, 0), (1, 1/3): r = 0.5, stepped up to 2 · 0.5/1.5
    words = (1, 6, 4, 1, 7, 3, 7)
    assert flags(framework(8, ITEMS, even_odd={"below": 0.66}), *words) == []
    assert flags(framework(8, ITEMS, even_odd={"below": 0.67}), *words) == ["even_odd"]


def a_crowd(size: int = 60, seed: int = 3) -> list[list[int]]:
    """q0, q1 and so on go together two by two; q6 and q7 are opposed to q0 and q2."""
    random, rows = Random(seed), []
    for _ in range(size):
        level = [random.randint(1, 7) for _ in range(3)]
        near = [min(7, max(1, each + random.choice((-1, 0, 0, 0, 1)))) for each in level]
        rows.append([level[0], near[0], level[1], near[1], level[2], near[2], 8 - level[0], 8 - level[1]])
    return rows


def test_who_answers_synonyms_apart_is_flagged_and_nobody_else() -> None:
    made = framework(synonyms={"below": 0.2})
    crowd = a_crowd()
    assert between(made, crowd) == {}
    odd = [1, 7, 7, 1, 4, 4, 4, 4]  # q0 against q1, q2 against q3
    assert between(made, [*crowd, odd]) == {60: {"synonyms"}}
    assert between(made, [*crowd, [1, 7, 7, 1, 0, 0, 0, 0]]) == {}  # two pairs
    assert between(made, [*crowd, [4, 4, 4, 4, 4, 4, 4, 4]]) == {}  # never varies
    assert between(made, [*crowd[:28], odd]) == {}  # too few responses to tell what goes together
    assert between(framework(synonyms={"least": 0.999}), [*crowd, odd]) == {}  # no pairs


def test_who_answers_antonyms_alike_is_flagged() -> None:
    made = framework(antonyms={"pairs": 4})
    crowd = a_crowd()
    assert between(made, crowd) == {}
    # q0 and q6, q1 and q6, q2 and q7, q3 and q7 are opposed
    assert between(made, [*crowd, [1, 1, 7, 7, 4, 4, 1, 7]]) == {60: {"antonyms"}}


def test_answers_far_from_all_others_are_flagged_each_of_which_is_usual() -> None:
    made = framework(mahalanobis={})
    crowd = a_crowd(120)
    for row in crowd[::7]:  # opposed, not always wholly
        row[6], row[7] = max(1, row[6] - 1), min(7, row[7] + 1)
    found = between(made, [*crowd, [1, 7, 7, 1, 4, 4, 4, 4]])
    assert found[120] == {"mahalanobis"}
    assert len(found) < 4
    assert between(made, [[1] * 8] * 40) == {}  # nobody differs
    assert between(made, crowd[:29]) == {}  # too few


def test_passes_are_looked_at_one_by_one() -> None:
    sketch = framework(4, mahalanobis={"level": 0.99}).model_dump(mode="json", exclude_unset=True, by_alias=True)
    page = sketch["forms"][0]["pages"][0]
    page |= {"for_each": "dealt"}
    first = {"id": "first", "title": "P", "questions": [{"id": "dealt", "type": "units", "text": "T"}]}
    sketch["forms"][0]["pages"] = [first, page]
    made = Framework.model_validate(sketch)
    random = Random(5)
    told = []
    for place in range(60):
        order = []
        for item in "ab":
            level = random.randint(1, 7)
            worth = [min(7, max(1, level + random.choice((-1, 0, 1)))) for _ in range(4)]
            if place == 0 and item == "b":
                worth = [1, 7, 1, 7]
            order += response(made, worth, item=item).order
        told.append(Given(made.forms[0], order, place=place))
    assert {0: {"mahalanobis"}}.items() <= dict(flags_between(made, told)).items()


# Quantiles of chi-square as every table has them (Fisher and Yates, 1938, table IV).
TABLE = (
    (1, 0.001, 10.828), (2, 0.001, 13.816), (3, 0.001, 16.266), (5, 0.001, 20.515), (10, 0.001, 29.588), (30, 0.001, 59.703),
    (1, 0.05, 3.841), (2, 0.05, 5.991), (3, 0.05, 7.815), (30, 0.05, 43.773), (4, 0.5, 3.357), (7, 0.99, 1.239),
)  # fmt: skip


@pytest.mark.parametrize(("freedom", "share", "quantile"), TABLE)
def test_the_tail_of_chi_square_is_the_tables(freedom: int, share: float, quantile: float) -> None:
    assert beyond(quantile, freedom) == pytest.approx(share, rel=2e-3)


def test_the_tail_of_chi_square_at_its_ends() -> None:
    assert [beyond(0, freedom) for freedom in (1, 2, 3, 4)] == [1, 1, 1, 1]
    assert beyond(-1e-12, 3) == 1
    assert beyond(1e6, 5) == 0
    assert beyond(1500, 1500) == pytest.approx(0.495, abs=0.005)


numbers = st.lists(st.lists(st.floats(0, 1), min_size=3, max_size=3), min_size=12, max_size=30)


@given(numbers, st.floats(0.1, 10), st.floats(-3, 3))
@settings(max_examples=60, deadline=None)
def test_distances_do_not_depend_on_the_units_of_measure_or_the_order(table, scale, shift) -> None:
    answers, rule = np.array(table), Mahalanobis(level=0.9, responses=2)
    found = far_out(answers, rule)
    assert np.array_equal(far_out(answers[::-1], rule), found[::-1])
    assert np.array_equal(far_out(answers[:, ::-1], rule), found)
    stretched = far_out(answers * scale + shift, rule)
    cov = covariances(answers)[0]
    if np.linalg.cond(cov) < 1e6 and cov.diagonal().min() > 1e-4:  # away from questions that tell nothing beyond others
        assert np.array_equal(stretched, found)
        z = answers - answers.mean(axis=0)
        distance = (z @ np.linalg.inv(cov) * z).sum(axis=1)
        assert np.array_equal(found, np.array([beyond(each, 3) < 0.1 for each in distance.tolist()]))
        # with n − 1 the squared distances come to (n − 1) · questions
        assert distance.sum() == pytest.approx((len(answers) - 1) * 3)


def test_what_is_lost_takes_its_degree_of_freedom_along() -> None:
    random = np.random.default_rng(2)
    answers = random.normal(size=(200, 4))
    answers[:50, 3] = np.nan
    answers[0, :3] = 9.0
    answers[199] = [0, 0, 0, 9.0]
    found = far_out(answers, Mahalanobis())
    assert found[0]
    assert found[199]
    assert found.sum() < 5
    answers[7] = np.nan
    assert not far_out(answers, Mahalanobis())[7]
    doubled = np.concatenate([answers, answers[:, :1]], axis=1)  # a question that is another one: no distance
    assert not far_out(doubled, Mahalanobis()).any()
