"""A posted page: what is valid is kept, what is wrong is said, nothing raises."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.framework.missing import Missing
from engine.framework.question_types import QuestionType, Reading, Yields
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer
from engine.questionnaire.path import Step
from engine.questionnaire.reading import read_page


@pytest.fixture(scope="session")
def read(survey, form, vocabulary):
    def read(page, posted, answers=None, item=""):
        return read_page(survey, form, Step(form.pages[page], item), answers or {}, posted, vocabulary, "vi")

    return read


CHOSEN = {("dealt_with", ""): Answer(("so-y-te",))}


def rate(read, posted, **before):
    given_before = {(name, "so-y-te"): Answer(value) for name, value in before.items()}
    return read(1, posted, CHOSEN | given_before, "so-y-te")


def complaints(reading):
    return [(complaint.field, complaint.text.split(".")[0]) for complaint in reading.complaints]


def test_valid_answers_are_read_although_others_are_wrong(read):
    reading = read(0, {"dealt_with": ["so-y-te"], "employees": ["many"]})
    assert reading.answers == {("dealt_with", ""): Answer(("so-y-te",))}
    assert complaints(reading) == [("employees", "“{given}” không phải là số")]


def test_an_optional_question_left_empty_was_skipped(read):
    reading = read(0, {"dealt_with": ["so-y-te"], "employees": [""]})
    assert reading.answers["employees", ""] == Answer(None, Missing.SKIPPED)


def test_a_reason_is_an_answer_that_can_be_shown_again(read):
    reading = rate(read, {"had_procedure": ["dont_know"]})
    assert reading.answers == {("had_procedure", "so-y-te"): Answer("dont_know", Missing.DONT_KNOW)}
    assert reading.complaints == ()


def test_a_condition_sees_what_is_posted_above_it(read):
    reading = rate(read, {"had_procedure": ["yes"], "days": ["31"], "reason": ["slow"]})
    assert {key.question for key in reading.answers} == {"had_procedure", "days", "reason"}
    assert reading.complaints == ()


def test_what_the_posted_answers_hide_is_passed_over_and_kept(read):
    reading = rate(read, {"had_procedure": ["no"], "days": ["x"]}, had_procedure="yes", days=3.0)
    assert reading.answers == {("had_procedure", "so-y-te"): Answer("no")}
    assert reading.complaints == ()


def test_a_question_that_the_answers_have_just_revealed_is_no_mistake(read):
    reading = rate(read, {"had_procedure": ["yes"]})
    assert reading.revealed == ("days",)
    assert reading.complaints == ()


def test_emptying_a_required_field_takes_the_answer_back(read):
    reading = rate(read, {"had_procedure": ["yes"], "days": [" "]}, had_procedure="yes", days=3.0)
    assert reading.answers["days", "so-y-te"] is None
    assert complaints(reading) == [("days", "Xin trả lời câu này")]


def test_unknown_fields_are_named(read):
    posted = {
        "dealt_with": ["so-y-te"],
        "csrf_token": ["x"],
        "version": ["1"],
        "attempt": ["a"],
        "go": ["next"],
    }
    assert read(0, posted).complaints == ()
    [complaint] = read(0, posted | {"days": ["3"], "evil" * 100: [""]}).complaints
    assert complaint.field == ""
    assert complaint.values["names"] == "days, " + ("evil" * 10)


def test_oversized_fields_are_complaints(read):
    reading = read(0, {"dealt_with": ["so-y-te"], "employees": ["1" * 10_001]})
    assert complaints(reading) == [("employees", "Nội dung gửi lên quá dài")]
    reading = read(0, {"dealt_with": ["so-y-te"] * 1_001})
    assert complaints(reading) == [("dealt_with", "Câu này nhận được quá nhiều lựa chọn")]


NAMES = st.sampled_from(
    ["dealt_with", "employees", "hint", "had_procedure", "days", "reason", "days.done", "", "x"]
)
WORDS = st.sampled_from(["yes", "so-y-te", "1.234", "9" * 400, "31/2/2026", "\0", "−5", "٣"]) | st.text(
    max_size=20
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(page=st.integers(0, 2), posted=st.dictionaries(NAMES, st.lists(WORDS, max_size=3)))
def test_whatever_is_posted_becomes_answers_or_complaints(read, page, posted):
    reading = read(page, posted, CHOSEN, "so-y-te" if page == 1 else "")
    assert all(isinstance(complaint.text, str) for complaint in reading.complaints)


def test_an_option_is_read_by_its_own_type_and_the_same_each_time(survey, form, vocabulary):
    asked_for = []

    def shouting(asked, given):
        asked_for.append(given)
        return Reading(given[""][0].upper())

    kind = QuestionType("choice", Yields.OPTION, shouting, needs_options=True)
    words = Vocabulary({**vocabulary.question_types, "choice": kind})
    posted = {"had_procedure": ["yes"], "days": ["3"]}
    step = Step(form.pages[1], "so-y-te")
    first, again = (read_page(survey, form, step, CHOSEN, posted, words, "vi") for _ in range(2))
    assert first == again
    assert first.answers["had_procedure", "so-y-te"] == Answer("YES")
    assert asked_for == [{"": ("yes",)}, {"": ("no",)}, {"": ("dont_know",)}]  # each option once, not at each page
    plain = read_page(survey, form, step, CHOSEN, posted, vocabulary, "vi")
    assert plain.answers["had_procedure", "so-y-te"] == Answer("yes")
