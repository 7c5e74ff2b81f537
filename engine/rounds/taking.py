"""Which answers that somebody else keyed in a round takes, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.framework.models import Audience, Form, Framework
from engine.framework.question_types import QuestionType
from engine.hookspecs import ResponseCheck
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answers
from engine.rounds.flags import flags_of
from engine.snapshots import ORIGINS, Filled
from engine.store.nouns import Round, RoundState

LONGEST_NAME = 80


def check_taking(round_: Round, origin: str, by: str) -> None:
    """Whether the round takes answers keyed in by somebody; ThuocDoError with the mend if not.

    Also after it was closed: paper arrives late. What is published has been read and stays.
    """
    if round_.state is RoundState.DRAFT:
        raise ThuocDoError(f"The round {round_.id} is a draft: open it first, with `thuocdo round open {round_.id}`.")
    if round_.state is RoundState.PUBLISHED:
        raise ThuocDoError(f"The round {round_.id} is published: it takes no more answers.")
    if origin not in ORIGINS:
        raise ThuocDoError(f"There is no origin `{origin}`; known are {', '.join(ORIGINS)}.")
    check_name(by)


def check_name(by: str) -> None:
    """Whether somebody is named who answers for what was keyed in; ThuocDoError if not."""
    if not by.strip() or len(by) > LONGEST_NAME or not by.isprintable():
        raise ThuocDoError(f"Say who keyed the answers in: a name of up to {LONGEST_NAME} characters.")


def respondents_form(framework: Framework) -> Form:
    """The form that respondents fill in; ThuocDoError where the framework has none."""
    for form in framework.forms:
        if form.audience is Audience.RESPONDENTS:
            return form
    raise ThuocDoError(f"{framework.id} has no form for respondents, so there is nothing to key in.")


def as_sent(
    checks: Iterable[ResponseCheck],
    kinds: Mapping[str, QuestionType],
    framework: Framework,
    form: Form,
    answers: Answers,
    origin: str,
) -> Filled:
    """A response as it is sent, with the quality flags that an online one would raise; how long it took is unknown."""
    return Filled(form.id, "", answers, flags_of(checks, kinds, framework, form, answers), origin=origin)
