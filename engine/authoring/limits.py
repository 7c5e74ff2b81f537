"""Whether a changed setting of a question lets in fewer answers than before, or more."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any

from pydantic import BaseModel

from engine.framework.models import Framework


class Shift(Enum):
    """What became of the answers that are accepted."""

    NARROWED = auto()
    WIDENED = auto()
    OTHER = auto()  # what the setting means is not known here


_STRICT = ("allow", "warn", "refuse")
"""What becomes of rows of one name, the strictest last."""


def shift_of(key: str, before: Any, after: Any) -> Shift:
    """The shift of one setting; limits are told by their names (`min…`, `max…`, `decimals`, `pattern`)."""
    if key == "pattern":
        return Shift.WIDENED if after is None else Shift.NARROWED
    if key == "same_names":
        return Shift.NARROWED if _STRICT.index(after) > _STRICT.index(before) else Shift.WIDENED
    if key.startswith("min"):
        return _of_limit(before, after, lower=True)
    if key.startswith("max") or key == "decimals":
        return _of_limit(before, after, lower=False)
    return Shift.OTHER


def _of_limit(before: Any, after: Any, *, lower: bool) -> Shift:
    if before is None or after is None:
        return Shift.NARROWED if before is None else Shift.WIDENED
    if isinstance(before, str) or isinstance(after, str):
        return Shift.NARROWED  # an expression: what it comes to is not known before somebody answers
    try:
        more = bool(after > before)
    except TypeError:
        return Shift.OTHER
    return Shift.NARROWED if more is lower else Shift.WIDENED


def offered_shift(old: BaseModel, new: BaseModel, before: Framework, after: Framework) -> Shift | None:
    """Of a question about units: whether fewer units of both registers can be chosen, or more; None if the same."""
    choice = [getattr(settings, "offers", None) for settings in (old, new)]
    if choice[0] is None or choice[1] is None:
        return None
    both = set(before.unit) & set(after.unit)
    was = {name for name in both if choice[0](before.unit[name])}
    now = {name for name in both if choice[1](after.unit[name])}
    return None if was == now else Shift.NARROWED if was - now else Shift.WIDENED
