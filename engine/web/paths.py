"""Addresses that come with a request, and where they may lead."""

from __future__ import annotations


def own_path(given: str) -> str:
    """A path on this site, as it was asked for; "" for anything else, which might lead elsewhere."""
    is_own = given.startswith("/") and not given.startswith("//") and given.isprintable() and "\\" not in given
    return given if is_own else ""
