"""What answers must be like together: the checks of a page or a form, and the warnings that somebody confirmed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from engine.framework.expressions import parse
from engine.framework.listed import Listed
from engine.framework.models import Check, Form, Framework, Question
from engine.framework.question_types import Names
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.names import lookup
from engine.questionnaire.path import Step, Visit, Walk
from engine.questionnaire.piping import worded_by
from engine.wording.catalog import mark
from engine.wording.numbers import write_number

NOT_THE_TOTAL = mark("Tổng các số này là {sum}, nhưng phải bằng {total}. Xin xem lại.")


@dataclass(frozen=True)
class Failing:
    """What does not fit together, beside the question `on`; `names` are all that it looks at.

    A warning is confirmed by posting `confirm`, made of these very answers, as `field`; it is "" for an error. `kept`
    is the answer that keeps the confirmation, under `key`.
    """

    names: frozenset[str]
    on: str
    text: str
    values: Mapping[str, str | float]
    field: str
    confirm: str
    key: AnswerKey
    kept: Answer


def confirmation(check: Check) -> str:
    """Under which name a warning is confirmed: as a posted field, and as a kept answer."""
    return f"check.{check.id}"


def failing(
    checks: Iterable[Check],
    names: Names,
    item: str,
    kept: Answers,
    language: str,
    passing_over: Collection[str] = (),
    words: Callable[[str], str] = str,
) -> list[Failing]:
    """The checks that do not hold and are not confirmed; `passing_over` are questions that have no sound answer yet.

    `words` fills answers into what an author wrote.
    """
    found = []
    for check in checks:
        expression = parse(check.expression)
        if not expression.names.isdisjoint(passing_over) or expression.value(names) is not False:
            continue
        confirm = _signature(check, item, expression.names, names) if check.warn else ""
        if confirm and kept.get(AnswerKey(confirmation(check), item)) == Answer(confirm):
            continue
        own = check.error or check.warn
        text = words(own.within(language)) if own else NOT_THE_TOTAL
        values = {} if own else _totals(check, names, language)
        on = check.on or next((name for name in _in_order(check) if name in expression.names), "")
        name = confirmation(check)
        found.append(Failing(expression.names, on, text, values, name, confirm, AnswerKey(name, item), Answer(confirm)))
    return found


def unmet(
    framework: Framework, form: Form, walked: Walk, kept: Answers, vocabulary: Vocabulary, language: str
) -> list[Failing]:
    """Every check of the pages on the path, and of the form, that keeps a response from being sent; also doubts."""
    found: list[Failing] = []
    for visit in walked.visits:
        step = visit.step
        names = lookup(framework, form, walked.answers, step.item)
        found += in_doubt(visit, walked.answers, names)
        if step.page.checks:
            words = worded_by(framework, form, step, walked.answers, vocabulary, language)
            found += failing(step.page.checks, names, step.item, kept, language, words=words)
    words = worded_by(framework, form, Step(form.pages[-1]), walked.answers, vocabulary, language)
    names = lookup(framework, form, walked.answers, "")
    return found + failing(form.checks, names, "", kept, language, words=words)


def in_doubt(visit: Visit, answers: Answers, names: Names) -> Iterator[Failing]:
    """The answers that a question's own type takes with a warning, or not at all, such as two rows of one name."""
    for question in visit.questions:
        key = AnswerKey(question.id, visit.step.item)
        if (answer := answers.get(key)) is not None and (found := doubt_about(question, key, answer, names)):
            yield found


def doubt_about(question: Question, key: AnswerKey, answer: Answer, names: Names) -> Failing | None:
    """What is doubtful about one answer and not confirmed yet."""
    if question.lists:
        lists = [listed.titles.values() for name in question.lists if isinstance(listed := names(name), Listed)]
        doubt = question.settings.doubt_among(lists, answer.details)
    else:
        doubt_of = getattr(question.settings, "doubt_of", None)
        doubt = doubt_of(answer.details) if doubt_of else None
    if doubt is None:
        return None
    others = {} if question.lists else answer.details  # what is joined is joined anew each time
    kept = replace(answer, details={**others, doubt.part: doubt.confirm})
    field = f"{question.id}.{doubt.part}"
    return Failing(frozenset({question.id}), question.id, doubt.text, doubt.values, field, doubt.confirm, key, kept)


@dataclass(frozen=True)
class Confirming:
    """What a post says about the checks: confirmations to keep, and the checks that still fail."""

    confirmed: dict[AnswerKey, Answer | None] = field(default_factory=dict)
    failing: tuple[Failing, ...] = ()


def confirmed_by(found: Sequence[Failing], posted: Mapping[str, Sequence[str]]) -> Confirming:
    """Which warnings a post confirms."""
    confirmed: dict[AnswerKey, Answer | None] = {}
    left = []
    for each in found:
        if each.confirm and each.confirm in posted.get(each.field, ()):
            confirmed[each.key] = each.kept
        else:
            left.append(each)
    return Confirming(confirmed, tuple(left))


def checks_of(
    step: Step,
    names: Names,
    kept: Answers,
    language: str,
    passing_over: Collection[str],
    words: Callable[[str], str],
) -> list[Failing]:
    """The failing checks of a page as it was posted."""
    return failing(step.page.checks, names, step.item, kept, language, passing_over, words) if step.page.checks else []


def _in_order(check: Check) -> Sequence[str]:
    """The names of a check, as they are read from left to right."""
    return re.findall(r"[a-z][a-z0-9_]*", check.expression)


def _signature(check: Check, item: str, names: Iterable[str], lookup_: Names) -> str:
    said = [check.id, item, *(f"{name}={lookup_(name)!r}" for name in sorted(names))]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]


def _totals(check: Check, names: Names, language: str) -> dict[str, str]:
    wanted = {"sum": check.summed, "total": str(check.sum.to)} if check.sum else {}
    values = {name: parse(text).value(names) for name, text in wanted.items()}
    return {
        name: write_number(value if isinstance(value, float) else None, None, language)
        for name, value in values.items()
    }
