"""What answers must be like together: the checks of a page or a form, and the warnings that somebody confirmed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.framework.expressions import parse
from engine.framework.models import Check, Form, Framework
from engine.framework.question_types import Names
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.path import Step, Walk, lookup
from engine.wording.catalog import mark
from engine.wording.numbers import write_number

NOT_THE_TOTAL = mark("Tổng các số này là {sum}, nhưng phải bằng {total}. Xin xem lại.")


@dataclass(frozen=True)
class Failing:
    """A check that does not hold; `confirm` is what a confirmation of these very answers says, "" for an error."""

    check: Check
    item: str
    on: str
    text: str
    values: Mapping[str, str]
    confirm: str


def confirmation(check: Check) -> str:
    """Under which name a warning is confirmed: as a posted field, and as a kept answer."""
    return f"check.{check.id}"


def failing(
    checks: Iterable[Check], names: Names, item: str, kept: Answers, language: str, passing_over: Collection[str] = ()
) -> list[Failing]:
    """The checks that do not hold and are not confirmed; `passing_over` are questions that have no sound answer yet."""
    found = []
    for check in checks:
        expression = parse(check.expression)
        if not expression.names.isdisjoint(passing_over) or expression.value(names) is not False:
            continue
        confirm = _signature(check, item, expression.names, names) if check.warn else ""
        if confirm and kept.get(AnswerKey(confirmation(check), item)) == Answer(confirm):
            continue
        own = check.error or check.warn
        text = own.within(language) if own else NOT_THE_TOTAL
        values = {} if own else _totals(check, names, language)
        on = check.on or next((name for name in _in_order(check) if name in expression.names), "")
        found.append(Failing(check, item, on, text, values, confirm))
    return found


def unmet(framework: Framework, form: Form, walked: Walk, kept: Answers, language: str) -> list[Failing]:
    """Every check of the pages on the path, and of the form, that keeps a response from being sent."""
    found: list[Failing] = []
    for visit in walked.visits:
        step = visit.step
        if step.page.checks:
            names = lookup(framework, form, walked.answers, step.item)
            found += failing(step.page.checks, names, step.item, kept, language)
    return found + failing(form.checks, lookup(framework, form, walked.answers, ""), "", kept, language)


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
        name = confirmation(each.check)
        if each.confirm and each.confirm in posted.get(name, ()):
            confirmed[AnswerKey(name, each.item)] = Answer(each.confirm)
        else:
            left.append(each)
    return Confirming(confirmed, tuple(left))


def checks_of(step: Step, names: Names, kept: Answers, language: str, passing_over: Collection[str]) -> list[Failing]:
    """The failing checks of a page as it was posted."""
    return failing(step.page.checks, names, step.item, kept, language, passing_over) if step.page.checks else []


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
