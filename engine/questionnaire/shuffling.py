"""Random orders that stay the same for one respondent: seeded by the response and by what is shuffled."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from random import Random
from typing import TypeVar

from engine.framework.models import Option, Page, Question

T = TypeVar("T")


def shuffled_options(question: Question, options: tuple[Option, ...], seed: str) -> tuple[Option, ...]:
    """The options as this respondent sees them; reasons, exclusive ones and those with a detail keep the end."""
    if question.order is None:
        return options
    last = tuple(option for option in options if option.missing or option.exclusive or option.detail)
    return (*_shuffled([option for option in options if option not in last], seed, question.id), *last)


def shuffled_questions(page: Page, questions: Sequence[Question], seed: str) -> tuple[Question, ...]:
    """The questions of a page as this respondent sees them; the items of a battery stay together."""
    blocks = []
    for battery, together in groupby(questions, key=lambda question: question.battery):
        block = list(together)
        if battery is None:
            blocks += [[question] for question in block]
        else:
            blocks.append(_shuffled(block, seed, battery.id) if battery.order else block)
    if page.order is not None:
        blocks = _shuffled(blocks, seed, page.id)
    return tuple(question for block in blocks for question in block)


def _shuffled(things: Sequence[T], seed: str, what: str) -> list[T]:
    shuffled = list(things)
    Random(f"{seed} {what}").shuffle(shuffled)  # noqa: S311  an order to be fair, not a secret
    return shuffled
