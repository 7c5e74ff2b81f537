"""Writes a framework file as a person would: short things on one line, long texts as blocks, remarks as comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine.framework.plain_yaml import as_yaml

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_TAKEN = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


@dataclass(frozen=True)
class Flow:
    """A mapping that is written on one line."""

    value: dict[str, Any]


@dataclass(frozen=True)
class Noted:
    """An entry of a list, or a value of a key, with comments above it."""

    comments: Sequence[str]
    value: Any


def emitted(value: dict[str, Any]) -> str:
    """The text of a file."""
    return "\n".join(_mapping(value)) + "\n"


def _mapping(value: dict[str, Any]) -> Iterator[str]:
    for key, below in value.items():
        if isinstance(below, Noted):
            yield from _comments(below.comments)
            below = below.value
        yield from _after(f"{key}:", below)


def _after(head: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield head
        yield from _indented(_mapping(value))
    elif isinstance(value, list) and value:
        yield head
        yield from _indented(_entries(value))
    elif isinstance(value, str) and "\n" in value:
        yield f"{head} |-"
        yield from _indented(value.split("\n"))
    else:
        yield f"{head} {_scalar(value)}"


def _entries(value: list[Any]) -> Iterator[str]:
    for each in value:
        if isinstance(each, Noted):
            yield from _comments(each.comments)
            each = each.value
        if isinstance(each, dict) and each:
            first, *rest = _mapping(each)
            yield f"- {first}"
            yield from _indented(rest)
        elif isinstance(each, str) and "\n" in each:
            yield "- |-"
            yield from _indented(each.split("\n"))
        else:
            yield f"- {_scalar(each)}"


def _comments(given: Sequence[str]) -> Iterator[str]:
    for text in given:
        yield from (f"# {line}".rstrip() for line in text.split("\n"))


def _indented(lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    return (f"  {line}" if line else "" for line in lines)


def _scalar(value: Any) -> str:
    if isinstance(value, Flow):
        return f"{{{', '.join(f'{key}: {_scalar(each)}' for key, each in value.value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_scalar, value))}]"
    if isinstance(value, str) and _WORD.fullmatch(value) and value not in _TAKEN:
        return value
    return as_yaml(value).rstrip("\n")
