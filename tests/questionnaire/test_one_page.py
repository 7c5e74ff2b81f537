"""Several passes on one page are read apart, each under the names of its unit."""

import pytest

from engine.framework.models import Section
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.one_page import read_seen, written
from engine.questionnaire.path import walk
from engine.questionnaire.sections import part_key

CHOSEN = {AnswerKey("dealt_with"): Answer(("so-xay-dung", "so-y-te"))}


@pytest.fixture
def form(survey):
    dealings, rating, large = survey.forms[0].pages
    together = rating.model_copy(update={"on_one_page": True, "section": "offices"})
    sections = (Section(id="offices", title="Offices"),)
    return survey.forms[0].model_copy(update={"pages": (dealings, together, large), "sections": sections})


@pytest.fixture
def read(survey, form, vocabulary):
    def read_posted(posted, answers=CHOSEN):
        walked = walk(survey, form, answers)
        given = {name: [value] for name, value in posted.items()}
        return read_seen(survey, form, walked.seen[1], answers, given, vocabulary, "vi", walked)

    return read_posted


def test_each_answer_is_kept_with_its_unit(read):
    reading = read({"so-y-te:had_procedure": "no", "so-xay-dung:had_procedure": "dont_know", "version": "1"})
    assert reading.complaints == ()
    kept = {key: answer.value for key, answer in reading.answers.items()}
    assert kept == {("had_procedure", "so-y-te"): "no", ("had_procedure", "so-xay-dung"): "dont_know"}


def test_a_condition_sees_the_answers_about_its_own_unit_only(read):
    reading = read({"so-y-te:had_procedure": "yes", "so-xay-dung:had_procedure": "no"})
    assert reading.revealed == ("so-y-te:days",)


def test_a_complaint_names_the_field_of_its_unit_and_leaves_the_others_alone(read):
    stored = {**CHOSEN, **{AnswerKey("had_procedure", unit): Answer("yes") for unit in ("so-y-te", "so-xay-dung")}}
    posted = {f"{unit}:had_procedure": "yes" for unit in ("so-y-te", "so-xay-dung")}
    reading = read({**posted, "so-y-te:days": "x", "so-xay-dung:days": "4"}, stored)
    assert [(each.field, each.question_id) for each in reading.complaints] == [("so-y-te:days", "so-y-te:days")]
    assert reading.answers["days", "so-xay-dung"] == Answer(4.0)
    assert AnswerKey("days", "so-y-te") not in reading.answers


@pytest.mark.parametrize("strange", ["had_procedure", "so-tai-chinh:had_procedure", ":had_procedure", "so-y-te"])
def test_a_field_of_no_unit_is_told_once(read, strange):
    reading = read({"so-y-te:had_procedure": "no", "so-xay-dung:had_procedure": "no", strange: "yes"})
    assert len(reading.answers) == 2
    assert len(reading.complaints) == 1


def test_a_changed_form_forgets_what_was_worked_out_from_the_old_one(survey):
    old = survey.forms[0]
    assert list(old.page_of) == list(old.question)
    assert list(old.model_copy(update={"pages": old.pages[:1]}).page_of) == [each.id for each in old.pages[0].questions]


def test_a_section_with_a_page_for_all_is_no_part_for_each(survey, form):
    assert {part_key(form, step) for step in walk(survey, form, CHOSEN).steps[1:3]} == {("offices", "")}


def test_units_of_any_name_are_written_apart_and_without_spaces():
    units = ["so-y-te", "Sở Y tế", "1.2", "1:2", "1~2", "~31~", "a b", "a/b"]
    names = [written(unit) for unit in units]
    assert names[0] == "so-y-te"
    assert len(set(names)) == len(units)
    assert not set(" .:/\"") & set("".join(names))
