"""A stand-in for a framework that pydantic refused, so that the checks can still find the other mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from engine.framework.models import Framework

_STAND_INS: dict[str, Any] = {
    "thuocdo": 1,
    "id": "unnamed",
    "title": "?",
    "edition": "?",
    "status": "proposal",
    "source": "?",
    "text": "?",
    "label": "?",
    "reason": "?",
    "name": "?",
    "type": "?",
    "audience": "respondents",
}


def without_errors(shaped: dict[str, Any], found: Iterable[ErrorDetails]) -> Framework | None:
    """The framework without refused keys and with missing texts stood in for; None if that is not enough."""
    shaped = _copied(shaped)  # parts of it are the file's own, which keep their places
    for error in found:
        if not _mend(shaped, error["loc"]):
            return None
    try:
        return Framework.model_validate(shaped)
    except ValidationError:
        return None


def _copied(given: Any) -> Any:
    if isinstance(given, dict):
        return {key: _copied(value) for key, value in given.items()}
    return [_copied(value) for value in given] if isinstance(given, list) else given


def _mend(shaped: Any, given: Sequence[int | str]) -> bool:
    here = shaped
    steps = [step for step in given if not isinstance(step, str) or "[" not in step or step == given[-1]]
    for step in steps[:-1]:
        there = step in here if isinstance(here, dict) else isinstance(here, list) and -1 < int(step) < len(here)
        if there:
            here = here[step]
        else:
            return isinstance(here, str | int | float)  # taken out already, or the text of a language
    if not steps or not isinstance(here, dict):
        return False
    last = str(steps[-1])
    if last in _STAND_INS:
        here[last] = _STAND_INS[last]
        return True
    if last in here:
        del here[last]
        return True
    return False
