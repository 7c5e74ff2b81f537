"""The way in which a validator says itself what is wrong with a value and how to mend it."""

from __future__ import annotations

from pydantic_core import PydanticCustomError

TOLD = "told"
"""The type of such errors."""


def told(what: str, mend: str) -> PydanticCustomError:
    """An error for a validator to raise."""
    return PydanticCustomError(TOLD, "{what}. {mend}", {"what": what, "mend": mend})
