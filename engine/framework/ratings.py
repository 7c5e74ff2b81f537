"""Which questions rate something: one option of a scale with three values or more."""

from __future__ import annotations

from collections.abc import Sequence

from engine.framework.models import Option

FEWEST = 3
"""With two values there is no middle to stray from: yes and no are facts."""


def rating_scale(options: Sequence[Option]) -> tuple[float, ...] | None:
    """The values of the scale in rising order; None where they rate nothing."""
    answers = [option for option in options if option.missing is None]
    worth = sorted({option.value for option in answers if option.value is not None})
    if len(worth) < FEWEST or any(option.value is None for option in answers):
        return None
    return tuple(worth)
