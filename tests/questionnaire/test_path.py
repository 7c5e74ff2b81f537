"""The path follows the answers."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.builtin.questions.notes import ComputedSettings
from engine.framework.expressions import parse
from engine.framework.missing import Missing
from engine.framework.models import Form, Page, Section
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.checking import missing_required
from engine.questionnaire.deciding import decides
from engine.questionnaire.names import lookup
from engine.questionnaire.path import Step, on_path, path_of, questions_of, walk
from engine.questionnaire.piping import fill, pipe_of
from engine.questionnaire.progress import progress


def answered(**values):
    """`days__so_y_te=3` is the answer to `days` in the pass over so-y-te."""
    keys = {name: [*name.split("__"), ""][:2] for name in values}
    return {
        AnswerKey(keys[name][0], keys[name][1].replace("_", "-")): Answer(value)
        for name, value in values.items()
    }


def steps(survey, form, answers):
    return [step.key for step in path_of(survey, form, answers)]


def test_nothing_answered_leads_to_the_first_page_only(survey, form):
    assert steps(survey, form, {}) == ["dealings"]


def test_one_pass_for_each_chosen_unit(survey, form):
    answers = answered(dealt_with=("so-y-te", "so-xay-dung"))
    assert steps(survey, form, answers) == ["dealings", "rating/so-y-te", "rating/so-xay-dung"]


def test_a_unit_that_left_the_register_has_no_pass(survey, form):
    assert steps(survey, form, answered(dealt_with=("so-cu",))) == ["dealings"]


def test_a_page_opens_when_its_condition_holds(survey, form):
    assert steps(survey, form, answered(employees=100.0)) == ["dealings", "large"]
    assert steps(survey, form, answered(employees=99.0)) == ["dealings"]


def test_a_name_in_a_pass_means_this_passs_answer(survey, form):
    answers = answered(
        dealt_with=("so-y-te", "so-xay-dung"), had_procedure__so_y_te="yes", had_procedure__so_xay_dung="no"
    )
    rating = form.pages[1]
    seen = {
        item: [question.id for question in questions_of(survey, form, Step(rating, item), answers)]
        for item in ("so-y-te", "so-xay-dung")
    }
    assert seen == {"so-y-te": ["hint", "had_procedure", "days"], "so-xay-dung": ["hint", "had_procedure"]}


def test_an_answer_off_the_path_counts_as_missing_all_the_way_down(survey, form):
    # days and reason were answered before the respondent changed had_procedure to no
    answers = answered(
        dealt_with=("so-y-te",), had_procedure__so_y_te="no", days__so_y_te=40.0, reason__so_y_te="slow"
    )
    assert set(on_path(survey, form, answers)) == {("dealt_with", ""), ("had_procedure", "so-y-te")}
    again = answers | answered(had_procedure__so_y_te="yes")
    assert on_path(survey, form, again) == again


def test_a_step_off_the_path_has_no_questions(survey, form):
    assert questions_of(survey, form, Step(form.pages[1], "so-y-te"), {}) == ()


def test_progress_counts_steps_of_the_path(survey, form):
    answers = answered(dealt_with=("so-y-te",), employees=500.0)
    assert progress(survey, form, Step(form.pages[1], "so-y-te"), answers) == (2, 3)
    assert progress(survey, form, Step(form.pages[1], "so-xay-dung"), answers) == (0, 3)


def test_no_total_is_promised_while_an_answer_from_here_on_decides_the_steps(survey, form):
    dealings, rating = Step(form.pages[0]), Step(form.pages[1], "so-y-te")
    units = answered(dealt_with=("so-y-te",))
    assert progress(survey, form, dealings, {}) == (1, None)
    assert progress(survey, form, dealings, units) == (1, None)  # employees may open a page
    assert progress(survey, form, dealings, units | answered(employees=5.0)) == (1, 2)
    assert progress(survey, form, rating, units) == (2, 2)  # left empty on a page gone by; days adds no page


def test_what_decides_through_a_formula_or_a_condition_decides_the_steps_too(survey, form):
    question = form.question["employees"]
    pages = [
        Page(
            id="start",
            title="Start",
            questions=[
                question,
                question.model_copy(update={"id": "offices"}),
                question.model_copy(update={"id": "shops", "when": "offices > 0"}),
                question.model_copy(update={"id": "size", "settings": ComputedSettings(formula="employees * 2")}),
            ],
        ),
        form.page_of["union"].model_copy(update={"when": "size > 100 or shops > 3"}),
    ]
    grown = Form(id="grown", title=form.title, audience=form.audience, pages=tuple(pages))
    start = Step(grown.pages[0])
    for open_, known in (("offices", {"employees": 5.0}), ("shops", {"employees": 5.0, "offices": 1.0})):
        assert progress(survey, grown, start, answered(**known)) == (1, None), open_
    assert progress(survey, grown, start, answered(offices=0.0)) == (1, None)
    assert progress(survey, grown, start, answered(employees=5.0, offices=0.0)) == (1, 1)


def test_a_page_of_conditional_questions_only_may_come_or_not(survey, form):
    union = form.question["union"].model_copy(update={"when": "employees > 3"})
    pages = (form.pages[0], form.page_of["union"].model_copy(update={"when": None, "questions": (union,)}))
    grown = Form(id="grown", title=form.title, audience=form.audience, pages=pages)
    assert progress(survey, grown, Step(pages[0]), answered(dealt_with=("so-y-te",))) == (1, None)
    assert progress(survey, grown, Step(pages[0]), answered(employees=5.0)) == (1, 2)


def test_a_conditional_section_may_come_or_not(survey, form):
    large = form.page_of["union"].model_copy(update={"when": None, "section": "firms"})
    sections = (Section(id="firms", title="Firms", when="employees >= 100"),)
    pages = (form.pages[0], large)
    grown = Form(id="grown", title=form.title, audience=form.audience, pages=pages, sections=sections)
    units = answered(dealt_with=("so-y-te",))
    assert progress(survey, grown, Step(pages[0]), units) == (1, None)
    assert progress(survey, grown, Step(pages[0]), units | answered(employees=100.0)) == (1, 2)


def test_what_is_still_to_be_answered(survey, form, vocabulary):
    answers = answered(dealt_with=("so-y-te", "so-xay-dung"), had_procedure__so_y_te="yes")
    answers[AnswerKey("had_procedure", "so-xay-dung")] = Answer("dont_know", Missing.DONT_KNOW)
    missing = [(step.key, question.id) for step, question in missing_required(walk(survey, form, answers), vocabulary)]
    assert missing == [("rating/so-y-te", "days")]


def test_an_optional_question_left_empty_is_not_missed(survey, form, vocabulary):
    assert [question.id for _, question in missing_required(walk(survey, form, {}), vocabulary)] == ["dealt_with"]


def test_what_a_pass_is_about_and_earlier_answers_are_piped_into_texts(survey, form, vocabulary):
    answers = answered(dealt_with=("so-y-te",), employees=1234.5)
    pipe = pipe_of(survey, form, Step(form.pages[1], "so-y-te"), answers, vocabulary, "vi")
    assert fill("{unit}: {unit}? {employees}, {employees:0}, {days}", pipe) == "Sở Y tế: Sở Y tế? 1.234,5, 1.235, …"
    assert fill("{unit.__class__} {{unit}} {other} {0}", pipe) == "{unit.__class__} {Sở Y tế} {other} {0}"
    assert fill("{dealt_with}", pipe) == "Sở Y tế"
    assert fill("{unit}", lambda _name, _format: "{unit}") == "{unit}"


def test_all_is_asked_about_one_unit_before_the_next(survey, form):
    rating = form.page_of["days"]
    again = rating.model_copy(update={"id": "again"})
    twice = form.model_copy(update={"pages": (*form.pages[: form.pages.index(rating) + 1], again)})
    answers = answered(dealt_with=("so-y-te", "so-xay-dung"))
    assert steps(survey, twice, answers)[1:] == [
        "rating/so-y-te", "again/so-y-te", "rating/so-xay-dung", "again/so-xay-dung",
    ]  # fmt: skip


def test_a_page_for_all_passes_is_seen_once_and_counted_once(survey, form):
    dealings, rating, large = form.pages
    both = [rating.model_copy(update={"id": id_, "on_one_page": True}) for id_ in ("one", "two")]
    grown = form.model_copy(update={"pages": (dealings, *both, large)})
    answers = answered(dealt_with=("so-y-te", "so-xay-dung"), employees=200.0)
    walked = walk(survey, grown, answers)
    assert [step.key for step in walked.steps] == [
        "dealings", "one/so-y-te", "one/so-xay-dung", "two/so-y-te", "two/so-xay-dung", "large",
    ]  # fmt: skip
    assert [step.key for step in walked.seen] == ["dealings", "one/so-y-te", "two/so-y-te", "large"]
    assert [step.item for step in walked.seen_with(walked.seen[1])] == ["so-y-te", "so-xay-dung"]
    assert walked.seen_with(walked.seen[3]) == (walked.seen[3],)
    assert progress(survey, grown, walked.seen[3], answers) == (4, 4)
    assert progress(survey, grown, walked.seen[2], answers) == (3, 4)


GIVEN = {
    AnswerKey("dealt_with"): st.sampled_from([("so-y-te",), ("so-xay-dung", "so-y-te"), ()]),
    AnswerKey("employees"): st.sampled_from([5.0, 100.0]),
    AnswerKey("had_procedure", "so-y-te"): st.sampled_from(["yes", "no"]),
    AnswerKey("days", "so-y-te"): st.sampled_from([3.0, 31.0]),
    AnswerKey("reason", "so-y-te"): st.just("slow"),
    AnswerKey("union"): st.just("yes"),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.fixed_dictionaries({}, optional=GIVEN), st.fixed_dictionaries({}, optional=GIVEN))
def test_a_page_that_decides_nothing_leaves_the_path_as_it_is(survey, form, before, changed):
    stored = {key: Answer(value) for key, value in before.items()}
    idle = {page.id for page in form.pages if not decides(form, page)}
    then = stored | {key: Answer(value) for key, value in changed.items() if form.page_of[key.question].id in idle}
    assert path_of(survey, form, then) == path_of(survey, form, stored)


def test_outside_of_passes_a_name_is_what_each_pass_answered(survey, form):
    answers = answered(
        dealt_with=("so-y-te", "so-xay-dung"), had_procedure__so_y_te="yes", days__so_y_te=40.0, days__so_cu=90.0
    )

    def value(text):
        return parse(text).value(lookup(survey, form, answers, ""))

    assert value("count(days > 30)") == 1
    assert value("max(days)") == 40  # so-cu was not chosen: its answer is off the path
    assert value("count(not answered(days))") == 1
    assert value("any(had_procedure == 'yes')") is True
    assert value("all(had_procedure == 'yes')") is None


def test_an_options_points_and_words_stand_behind_its_id(survey, form):
    names = lookup(survey, form, answered(had_procedure__so_y_te="yes"), "so-y-te")
    (option,) = (each for each in survey.options_of(form.question["had_procedure"]) if each.id == "yes")

    assert parse("had_procedure").value(names) == "yes"
    assert parse("credit(had_procedure)").value(names) == option.value
    assert parse("label(had_procedure)").value(names) == str(option.label)
