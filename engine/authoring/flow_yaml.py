"""Plain values as an author would write them: keys below one another, what they hold in one line each."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from engine.framework.plain_values import plain_value

_NEEDS_QUOTES = re.compile(
    r"[\s>|@`\"'%!&*#?,\[\]{}:-]|.*(: |:$| #|[\[\]{},\n\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff])|.*\s$", re.DOTALL
)


def as_written(value: Mapping[str, Any]) -> str:
    """A mapping with a line a key."""
    return "\n".join(f"{_scalar(key)}: {in_line(below)}" for key, below in value.items())


def in_line(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {in_line(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(in_line, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    if not value or _NEEDS_QUOTES.match(value) or plain_value(value) != (value, "", ""):
        return json.dumps(value, ensure_ascii=False)
    return value
