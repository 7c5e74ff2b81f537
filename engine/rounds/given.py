"""What is known of units before they begin: put into a round as a whole, and what is lacking in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.framework.models import Framework
from engine.problems import ThuocDoError
from engine.questionnaire.answers import AnswerKey, Answers
from engine.questionnaire.known import at_start
from engine.store.contract import Store
from engine.store.nouns import Known, Round, RoundState

MOST_NAMED = 5


def give(store: Store, round_: Round, framework: Framework, by_unit: Mapping[str, Answers]) -> None:
    """Replace all that is known in a round. ThuocDoError, and nothing is replaced, where that comes too late."""
    if round_.state not in (RoundState.DRAFT, RoundState.OPEN):
        raise ThuocDoError(f"The round {round_.id} is {round_.state}: nobody begins it any more.")
    begun = store.put_given(round_.id, list(known_in(framework, by_unit)))
    if begun:
        raise ThuocDoError(
            f"The round {round_.id} keeps what was given before, since units have begun of which the file tells "
            f"something else: {_some(begun)}. Give for them what they began with."
        )


def known_in(framework: Framework, by_unit: Mapping[str, Answers]) -> Sequence[Known]:
    """What is known of each unit, form by form."""
    return [
        Known(unit, form.id, begun)
        for unit, known in by_unit.items()
        for form in framework.forms
        if (begun := at_start(form, known))
    ]


def lacking(framework: Framework, by_unit: Mapping[str, Answers]) -> Sequence[str]:
    """For each question that is only shown the units of which nothing is known, in a sentence; of a pass nothing."""
    units = [unit.id for unit in framework.units.list] or list(by_unit)
    found = []
    for form in framework.forms:
        for question in form.question.values():
            if not question.is_fixed or form.page_of[question.id].for_each:
                continue
            without = [unit for unit in units if AnswerKey(question.id) not in by_unit.get(unit, {})]
            if without:
                count = f"{len(without)} of {len(units)} units"
                found.append(f"{question.id}: nothing is given for {count}: {_some(without)}")
    return found


def _some(units: Sequence[str]) -> str:
    more = f" and {len(units) - MOST_NAMED} more" if len(units) > MOST_NAMED else ""
    return f"{', '.join(units[:MOST_NAMED])}{more}"
