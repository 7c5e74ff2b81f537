"""Checks of forms: scales, passes over units, limits, and what each audience needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from engine.framework import section_checks, text_checks, together_checks
from engine.framework.composer import Way
from engine.framework.conditions import Checking, FormConditions
from engine.framework.defaults import check_default
from engine.framework.given_checks import check_given
from engine.framework.instead_checks import check_instead
from engine.framework.list_checks import check_lists
from engine.framework.models import Audience, Form, Framework, Page, Question
from engine.framework.option_checks import check_codes
from engine.framework.part_checks import check_files, check_part
from engine.framework.places import Places, did_you_mean
from engine.framework.question_types import Yields
from engine.framework.quota_checks import check_quotas
from engine.framework.vocabulary import Vocabulary


def check_forms(framework: Framework, vocabulary: Vocabulary, places: Places) -> None:
    """Note the mistakes of all forms."""
    checking = Checking(framework, vocabulary, places)
    for position, form in enumerate(framework.forms):
        _form(checking, form, ("forms", position))


def _form(checking: Checking, form: Form, way: Way) -> None:
    places = checking.places
    if form.audience is Audience.UNIT and form.unanswered is None:
        what = "a form that units fill in must say what unanswered questions count."
        places.add(way, what, "Add `unanswered: refuse_to_lock`, `zero` or `missing`.")
    if form.audience is Audience.RESPONDENTS and form.unanswered is not None:
        places.add(
            (*way, "unanswered"),
            "`unanswered` has no meaning where respondents answer.",
            "Remove it.",
            key=True,
        )
    if form.audience is not Audience.RESPONDENTS and form.confirmation:
        what = "`confirmation` has no meaning where no respondents answer: who fills this form in is known."
        places.add((*way, "confirmation"), what, "Remove it.", key=True)
    text_checks.check_form_texts(checking, form, way)
    conditions = FormConditions(checking, form)
    begins = section_checks.check_sections(checking, form, way)
    for position, page in enumerate(form.pages):
        if position in begins:
            section_checks.check_section(conditions, page, begins[position], way)
        _page(checking, conditions, page, (*way, "pages", position))
    for position, check in enumerate(form.checks):
        at = (*way, "checks", position)
        together_checks.check_together(conditions, None, check, at)
        text_checks.check_check_texts(checking, form, None, check, at, conditions.earlier)
    check_quotas(conditions, way)


def _page(checking: Checking, conditions: FormConditions, page: Page, way: Way) -> None:
    conditions.page(page, way)
    if page.for_each is not None:
        _for_each(checking, conditions.form, page.for_each, (*way, "for_each"), conditions.earlier)
    if page.on_one_page:
        _on_one_page(checking, conditions.form, page, way)
    check_part(checking, conditions.form, page, way)
    check_files(checking, conditions.form, page, way)
    text_checks.check_page_texts(checking, conditions.form, page, way, conditions.earlier)
    conditions.variants(page, page.variants, way)
    if not (page.questions or page.intro or page.guidance or page.definitions):
        checking.places.add(way, "the page has nothing on it.", "Add `questions:`, or an `intro:` to read.")
    for position, question in enumerate(page.questions):
        here = (*way, "questions", position)
        text_checks.check_question_texts(checking, conditions.form, page, question, here, conditions.earlier)
        together_checks.check_expressions(conditions, page, question, here)
        conditions.question(page, question, here)
        conditions.variants(page, question.variants, here, question.id)
        _options(checking, question, here)
        check_default(checking, question, here)
        check_given(checking, question, here)
        check_instead(checking, question, here)
        _limits(checking, question, here)
        _offered(checking, conditions.form, question, here, conditions.earlier)
        check_lists(conditions, page, question, here)
    for position, check in enumerate(page.checks):
        at = (*way, "checks", position)
        together_checks.check_together(conditions, page, check, at)
        text_checks.check_check_texts(checking, conditions.form, page, check, at, conditions.earlier)
    if page.order is not None:
        together_checks.check_order(checking, page, way)


def _for_each(checking: Checking, form: Form, named: str, way: Way, earlier: Mapping[str, Question]) -> None:
    lists = (Yields.UNITS, Yields.ROWS)
    unit_questions = [q.id for q in earlier.values() if checking.yields(q) in lists]
    if named in earlier and checking.yields(earlier[named]) is None:
        return  # a type that is not known was told where it stands
    if named in unit_questions and (over := form.page_of[named].for_each) is None:
        return
    if named in unit_questions:
        what, mend = f"`{named}` is itself asked for each of `{over}`.", f"Ask `{named}` on a page without `for_each`."
    elif (asked := form.question.get(named)) is not None and checking.yields(asked) not in lists:
        what, mend = f"`{named}` does not choose units.", did_you_mean("", unit_questions)
    elif named in form.question:
        what, mend = f"`{named}` is asked later.", "Move its page before this one."
    else:
        what, mend = f"the question `{named}` is not known.", did_you_mean(named, unit_questions)
    checking.places.add(way, what, mend or "Name a question of type `units` of an earlier page.")


def _on_one_page(checking: Checking, form: Form, page: Page, way: Way) -> None:
    """What stands above all passes is said once, and a section that repeats has no page for all of them."""
    places, section = checking.places, form.section_of.get(page.id)
    if page.for_each is None:
        what = "`on_one_page` has no meaning without `for_each`."
        places.add((*way, "on_one_page"), what, "Add `for_each`, or remove it.", key=True)
    elif section is not None and section.for_each is not None:
        what = f"the section `{section.id}` is filled in for one at a time, so it has no page for all."
        places.add((*way, "on_one_page"), what, "Move the page out of the section, or remove `on_one_page`.", key=True)
    if page.variants:
        what = "the words above several units cannot follow the answers about one of them."
        places.add((*way, "variants"), what, "Give the questions `variants`, or remove `on_one_page`.", key=True)
    for position, question in enumerate(page.questions):
        kind = checking.vocabulary.question_types.get(question.type)
        if kind is not None and kind.uploads:
            what = "files cannot be sent along where several units are on one page."
            places.add((*way, "questions", position), what, "Ask for them on a `for_each` page without `on_one_page`.")


def _options(checking: Checking, question: Question, way: Way) -> None:
    places, scales = checking.places, checking.framework.scales
    kind = checking.vocabulary.question_types.get(question.type)
    if question.scale is not None and question.scale not in scales:
        mend = did_you_mean(question.scale, scales) or "Add it to `scales`."
        places.add((*way, "scale"), f"the scale `{question.scale}` is not known.", mend)
    elif question.scale is not None and question.options_from is not None:
        what = "a question has either a `scale` or `options_from`."
        places.add((*way, "options_from"), what, "Keep one of the two.", key=True)
    elif question.scale is not None and question.options:
        places.add(
            (*way, "options"),
            "a question has either a `scale` or `options`.",
            "Keep one of the two.",
            key=True,
        )
    elif kind is not None and kind.needs_options and not checking.options(question) and not question.options_from:
        places.add(way, f"a question of type `{question.type}` needs options.", "Add `options:` or `scale:`.")
    elif kind is not None and not kind.needs_options and (question.options or question.scale or question.options_from):
        key = "scale" if question.scale else "options" if question.options else "options_from"
        places.add((*way, key), f"a question of type `{question.type}` takes no options.", "Remove them.", key=True)
    counted = Counter(option.id for option in question.options)
    for position, option in enumerate(question.options):
        if counted[option.id] > 1 and any(o.id == option.id for o in question.options[:position]):
            places.add(
                (*way, "options", position, "id"),
                f"the id `{option.id}` is given twice in this list.",
                "Choose another id.",
            )
    check_codes(question.options, (*way, "options"), places, with_rows=checking.offers_rows(question))


def _limits(checking: Checking, question: Question, way: Way) -> None:
    low, high = question.setting("min"), question.setting("max")
    if low is None or high is None or isinstance(low, str) or isinstance(high, str):
        return
    try:
        turned = low > high
    except TypeError:
        return
    if turned:
        checking.places.add((*way, "min"), f"`min` {low:g} is above `max` {high:g}.", "Exchange the two.")
        return
    yields = checking.yields(question)
    count = 0 if checking.offers_rows(question) else len(checking.options(question))
    if yields is Yields.OPTIONS and count and low > count:
        checking.places.add((*way, "min"), f"`min` asks for {low:g} of {count} options.", "Make it smaller.")


def _offered(checking: Checking, form: Form, question: Question, way: Way, earlier: Mapping[str, Question]) -> None:
    """A question that chooses units offers some."""
    if checking.yields(question) is not Yields.UNITS:
        return
    among = question.setting("among")
    known = [name for name, each in earlier.items() if checking.yields(each) is Yields.UNITS and name != question.id]
    if among is not None and among not in known:
        mend = did_you_mean(among, known) or "Name a question of type `units` that comes before."
        checking.places.add((*way, "among"), f"`{among}` is no earlier question that chooses units.", mend)
    elif question.draw is not None and any(form.page_of[name].for_each for name in (among, question.id)):
        what = "units are drawn once a response, not in each pass."
        checking.places.add(way, what, "Ask both questions on pages without `for_each`.")
    units = checking.framework.units
    unknown = [name for name in getattr(question.settings, "groups", ()) if name not in units.groups]
    for name in unknown:
        mend = did_you_mean(name, units.groups) or "Add it to `groups` of `units`."
        checking.places.add((*way, "groups"), f"the group `{name}` is not known.", mend)
    offers = getattr(question.settings, "offers", None)
    misread = not units.list and checking.places.composed.at(("units", "list"))
    if not unknown and not misread and offers is not None and not any(map(offers, units.list)):
        what = f"`{question.id}` has no units to choose from."
        checking.places.add(way, what, "Add units to `list` of `units`, or name groups that have some.")
