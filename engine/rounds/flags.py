"""Quality flags of a response, worked out when it is sent; only the flags' names are kept."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping

from engine.framework.models import Audience, Form, Framework
from engine.framework.question_types import QuestionType
from engine.hookspecs import ResponseCheck
from engine.questionnaire.answers import Answers
from engine.questionnaire.path import walk
from engine.questionnaire.quality import Given, given_in, own_flags

log = logging.getLogger(__name__)


def flags_of(
    checks: Iterable[ResponseCheck],
    kinds: Mapping[str, QuestionType],
    framework: Framework,
    form: Form,
    answers: Answers,
    seconds: float | None = None,
) -> tuple[str, ...]:
    """The flags that this response raises, over the answers on its path: those the framework declares, then plugins'.

    `kinds` are the types of questions by name; `seconds` it took from the first page to sending, where that is known:
    the time itself is kept nowhere.
    """
    return raised_by(checks, framework, given_in(form, walk(framework, form, answers), seconds, kinds))


def raised_by(checks: Iterable[ResponseCheck], framework: Framework, given: Given) -> tuple[str, ...]:
    """The flags of a response whose answers are those on its path.

    A check that fails is logged and raises no flag: a plugin's mistake never keeps a response from being sent.
    """
    values = {(key.question, key.item): answer.value for key, answer in given.order if answer.value is not None}
    raised = list(own_flags(framework, given)) if given.form.audience is Audience.RESPONDENTS else []
    for check in checks:
        try:
            if check.flags(given.form, values):
                raised.append(check.name)
        except Exception:  # a plugin may raise anything
            log.exception("the response check %s failed", check.name)
    return tuple(dict.fromkeys(raised))
