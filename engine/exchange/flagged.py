"""Signs of careless answers in an answers file: those written in it, and those that the answers themselves tell."""

from __future__ import annotations

from collections.abc import Iterable

from engine.exchange.answers import Given
from engine.exchange.row_lists import row_at
from engine.framework.models import Audience, Form
from engine.hookspecs import ResponseCheck
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.quality import Given as Response
from engine.questionnaire.quality import flags_between
from engine.rounds.flags import raised_by


def raise_flags(given: Given, checks: Iterable[ResponseCheck]) -> None:
    """Note the flags of each respondent of a file.

    `flags` of the file (names apart by blanks) are taken as they are: speed is known only to who served the form.
    """
    framework, checks = given.framework, tuple(checks)
    forms = [form for form in framework.forms if form.audience is Audience.RESPONDENTS]
    names = list(dict.fromkeys(who for who, *_ in given.cells))
    answers: dict[str, dict[AnswerKey, Answer]] = {name: {} for name in names}
    told = given.answers()
    listing = {name: page.for_each or "" for form in forms for name, page in form.page_of.items()}
    for (who, unit, row), by_question in told.items():
        for question, answer in by_question.items():
            item = unit
            if row and listing.get(question):
                item = row_at(framework, told.get((who, unit, ""), {}), listing[question], int(row))
            answers[who][AnswerKey(question, item)] = answer
    raised = {name: set(given.written_flags.get(name, "").split()) for name in names}
    responses = [
        response
        for place, name in enumerate(names)
        for form in forms
        if (response := _response(form, answers[name], given.day.get(name, ""), place)).order
    ]
    for response in responses:
        raised[names[response.place]].update(raised_by(checks, framework, response))
    for place, flags in flags_between(framework, responses):
        raised[names[place]] |= flags
    given.flags.update({name: frozenset(flags) for name, flags in raised.items()})


def _response(form: Form, answers: dict[AnswerKey, Answer], day: str, place: int) -> Response:
    """What a respondent said to a form, pass after pass, in the order of its questions."""
    order = {question: position for position, question in enumerate(form.question)}
    items = {item: position for position, item in enumerate(dict.fromkeys(key.item for key in answers))}
    own = sorted(
        ((key, answer) for key, answer in answers.items() if key.question in order),
        key=lambda one: (bool(one[0].item), items[one[0].item], order[one[0].question]),
    )
    return Response(form, own, day=day, place=place)
