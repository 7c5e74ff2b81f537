"""What the answers to a question are worth, and which questions rate something."""

from __future__ import annotations

from collections.abc import Sequence

from engine.framework.models import Framework, Option, Question

FEWEST = 3
"""With two values there is no middle to stray from: yes and no are facts."""


def rating_scale(options: Sequence[Option]) -> tuple[float, ...] | None:
    """The values of the scale in rising order; None where they rate nothing."""
    answers = [option for option in options if option.missing is None]
    worth = sorted({option.value for option in answers if option.value is not None})
    if len(worth) < FEWEST or any(option.value is None for option in answers):
        return None
    return tuple(worth)


def scale_of(framework: Framework, question: Question) -> tuple[float, ...] | None:
    """What the answers to a question can be worth, in rising order; None if they are no points on a scale."""
    options = [option for option in framework.options_of(question) if option.missing is None]
    if options:
        worth = sorted({option.value for option in options if option.value is not None})
        return tuple(worth) if len(worth) > 1 and all(option.value is not None for option in options) else None
    low, high = getattr(question.settings, "min", None), getattr(question.settings, "max", None)
    if question.type not in ("number", "integer"):
        return None
    return (float(low), float(high)) if isinstance(low, int | float) and isinstance(high, int | float) else None
