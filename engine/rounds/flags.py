"""Quality flags of a response, worked out when it is sent; only the flags' names are kept."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from engine.framework.models import Form, Framework
from engine.hookspecs import ResponseCheck
from engine.questionnaire.answers import Answers
from engine.questionnaire.path import walk

log = logging.getLogger(__name__)


def flags_of(
    checks: Iterable[ResponseCheck], framework: Framework, form: Form, answers: Answers
) -> tuple[str, ...]:
    """The names of the checks that this response raises, over the answers on its path.

    A check that fails is logged and raises no flag: a plugin's mistake never keeps a response from being sent.
    """
    on_path = walk(framework, form, answers).answers
    values = {(key.question, key.item): answer.value for key, answer in on_path.items() if answer.value is not None}
    raised = []
    for check in checks:
        try:
            if check.flags(form, values):
                raised.append(check.name)
        except Exception:  # a plugin may raise anything
            log.exception("the response check %s failed", check.name)
    return tuple(raised)
