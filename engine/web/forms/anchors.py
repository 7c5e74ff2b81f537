"""Where on a page a link can lead: the id of a field's first control."""

from __future__ import annotations


def field_id(name: str) -> str:
    """The id of the first control of a posted field."""
    return "f-" + name.replace(".", "-")
