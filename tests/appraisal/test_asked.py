"""What a unit is asked, what of it is judged, and who verifies it."""

from __future__ import annotations

from appraisal_samples import FULL, VOCABULARY, claims, framework

from engine.appraisal.asked import asked_items, bodies_of, judged, unit_form
from engine.framework.missing import Missing
from engine.questionnaire.answers import Answer, AnswerKey


def asked(whole, answers):
    form = unit_form(whole)
    assert form is not None
    return {each.id: each for each in asked_items(whole, VOCABULARY, form, answers)}


def test_what_no_score_rests_on_is_asked_and_not_judged() -> None:
    found = asked(framework(), FULL)
    assert list(found) == ["population", "staffed", "trained", "systems", "drills"]
    assert [name for name, each in found.items() if not each.is_judged] == ["population"]


def test_a_question_is_verified_by_its_own_body_or_by_that_of_the_nodes_that_read_it() -> None:
    assert bodies_of(framework()) == {
        "staffed": ("home_affairs",),
        "trained": ("home_affairs",),
        "systems": ("police",),
        "drills": ("home_affairs",),  # its own word, below a node of the police
    }


def test_what_a_worked_out_figure_is_made_of_is_judged_in_its_place() -> None:
    extra = "          - {id: share, type: computed, text: Cuộc diễn tập trên vạn dân, formula: 10000 * drills / population}\n"
    whole = framework(
        ("index:\n", extra + "index:\n"),
        ("from: drills", "from: share"),
    )
    assert judged(whole) == {"population", "staffed", "trained", "systems", "drills"}
    assert bodies_of(whole)["population"] == ("police",)
    assert "share" not in asked(whole, FULL)


def test_a_question_off_the_path_is_not_asked() -> None:
    whole = framework(('code: "2.2",', 'code: "2.2", when: population > 5000,'))
    assert "drills" in asked(whole, FULL)
    assert "drills" not in asked(whole, {**FULL, **claims(population=4000.0)})


def test_that_it_does_not_apply_is_an_answer_and_an_empty_one_is_none() -> None:
    answers = {
        AnswerKey("systems"): Answer(None, Missing.NOT_APPLICABLE),
        AnswerKey("trained"): Answer(None, Missing.SKIPPED),
    }
    found = asked(framework(), answers)
    assert [name for name, each in found.items() if each.is_answered] == ["systems"]
