"""What is known beforehand: shown for good, or standing in the fields until somebody has looked at it."""

from pathlib import Path

import pytest

from engine.builtin import plugin
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.reader import read_framework
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.checking import missing_required
from engine.questionnaire.known import at_start, prefilled
from engine.questionnaire.path import walk
from engine.questionnaire.progress import progress
from engine.questionnaire.reading import UNKNOWN_FIELDS, read_page
from engine.snapshots import Filled, snapshot_of

VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
FEATURES = Path(__file__).parents[1] / "surveys" / "features"
KNOWN = {
    AnswerKey("last_year"): Answer(10000.0),
    AnswerKey("population"): Answer(10400.0),
    AnswerKey("kind"): Answer("mountain"),
}


@pytest.fixture(scope="module")
def survey() -> Framework:
    read = read_framework(FEATURES / "known_beforehand.yaml", VOCABULARY)
    assert read.framework is not None
    return read.framework


def posted(survey: Framework, answers, **given: str):
    form = survey.forms[0]
    step = walk(survey, form, answers).steps[0]
    return read_page(survey, form, step, answers, {name: [value] for name, value in given.items()}, VOCABULARY, "vi")


def test_what_is_fixed_is_an_answer_from_the_start_and_leads_the_path(survey: Framework) -> None:
    walked = walk(survey, survey.forms[0], at_start(survey.forms[0], KNOWN))

    assert [step.key for step in walked.steps] == ["size", "mountain_roads", "growth"]
    assert walked.answers[AnswerKey("last_year")] == Answer(10000.0)


def test_what_may_be_corrected_is_no_answer_before_its_page_is_saved(survey: Framework) -> None:
    form, answers = survey.forms[0], at_start(survey.forms[0], KNOWN)

    walked = walk(survey, form, answers)
    assert AnswerKey("population") not in walked.answers
    assert [question.id for _step, question in missing_required(walked, VOCABULARY)] == ["population", "cut_off"]
    assert prefilled(AnswerKey("population"), answers) == Answer(10400.0)
    assert prefilled(AnswerKey("merged_on"), answers) is None


@pytest.mark.parametrize("bad", ["99999", "", "!no_data", "plain", "a" * 20_000])
def test_whatever_is_posted_what_is_fixed_stays(survey: Framework, bad: str) -> None:
    answers = at_start(survey.forms[0], KNOWN)

    read = posted(survey, answers, last_year=bad, kind=bad, population="10500", merged_on="")

    assert read.answers.keys() == {AnswerKey("population"), AnswerKey("merged_on")}
    assert [each.text for each in read.complaints] == [UNKNOWN_FIELDS]


def test_checks_of_a_page_see_what_is_fixed(survey: Framework) -> None:
    read = posted(survey, at_start(survey.forms[0], KNOWN), population="13000", merged_on="")

    assert [(each.question_id, bool(each.confirm)) for each in read.complaints] == [("population", True)]


def test_what_is_fixed_and_not_given_is_missing_and_nobody_left_it_out(survey: Framework) -> None:
    form = survey.forms[0]
    walked = walk(survey, form, {AnswerKey("population"): Answer(5.0)})

    assert walked.answers[AnswerKey("last_year")] == Answer(None, Missing.NO_DATA)
    assert missing_required(walked, VOCABULARY) == []
    columns = snapshot_of(
        survey, VOCABULARY, [Filled(form.id, "", {AnswerKey("population"): Answer(5.0)})]
    ).records.columns
    assert [columns[name].reasons[0] for name in ("last_year", "kind", "merged_on")] == [
        Missing.NO_DATA,
        Missing.NO_DATA,
        Missing.SKIPPED,
    ]


def test_a_reason_that_is_given_stays_the_reason(survey: Framework) -> None:
    given = at_start(survey.forms[0], {AnswerKey("kind"): Answer(None, Missing.NOT_APPLICABLE)})

    assert walk(survey, survey.forms[0], given).answers[AnswerKey("kind")].missing is Missing.NOT_APPLICABLE


def test_an_option_that_the_file_no_longer_has_counts_as_not_given(survey: Framework) -> None:
    walked = walk(survey, survey.forms[0], {AnswerKey("kind"): Answer("island")})

    assert walked.answers[AnswerKey("kind")] == Answer(None, Missing.NO_DATA)


def test_answers_of_other_forms_are_not_put_in(survey: Framework) -> None:
    assert at_start(survey.forms[0], {AnswerKey("elsewhere"): Answer(1.0)}) == {}


def test_the_number_of_pages_is_known_where_only_fixed_answers_lead(survey: Framework) -> None:
    form, answers = survey.forms[0], at_start(survey.forms[0], KNOWN)

    assert progress(survey, form, walk(survey, form, answers).steps[0], answers) == (1, 3)
