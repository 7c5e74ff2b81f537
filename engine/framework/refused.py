"""What pydantic refuses in a file, without what only follows from something else that it refuses."""

from __future__ import annotations

from pydantic import ValidationError
from pydantic_core import ErrorDetails


def refused(error: ValidationError) -> list[ErrorDetails]:
    """Its complaints, but for lists called too short because an entry with a mistake was not counted."""
    return [each for each in error.errors(include_url=False) if not _follows(each)]


def _follows(error: ErrorDetails) -> bool:
    given, least = error["input"], error.get("ctx", {}).get("min_length", 0)
    return error["type"] == "too_short" and isinstance(given, list | tuple | dict) and len(given) >= least
