"""The ids of one file as suggestions of its schema: JSON Schema itself knows nothing of other places of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.framework.json_schema import Schema
from engine.framework.models import EVIDENCE_SHARE, OUTSIDE
from engine.framework.things import containers

Ids = Callable[[Any], list[str]]


def _of(*lists: str) -> Ids:
    """The ids of the entries of every list that is called one of these."""

    def ids(root: Any) -> list[str]:
        found = (each.get(name) for each in containers(root) if isinstance(each, dict) for name in lists)
        entries = (entry for each in found if isinstance(each, list) for entry in each)
        named = (entry.get("id") for entry in entries if isinstance(entry, dict))
        return [name for name in named if isinstance(name, str)]

    return ids


def _keys_of(*way: str) -> Ids:
    """The keys of one mapping of the file."""

    def ids(root: Any) -> list[str]:
        here = root
        for key in way:
            here = here.get(key) if isinstance(here, dict) else None
        return [key for key in here if isinstance(key, str)] if isinstance(here, dict) else []

    return ids


def _nodes(root: Any) -> list[str]:
    index = root.get("index") if isinstance(root, dict) else None
    own = index.get("id") if isinstance(index, dict) else None
    return [*([own] if isinstance(own, str) else []), *_of("children", "nodes")(root)]


_QUESTIONS, _GROUPS = _of("questions", "items"), _keys_of("units", "groups")
_PLACES: Mapping[tuple[str, str], Ids] = {
    ("Question", "scale"): _keys_of("scales"),
    ("Question", "options_from"): _QUESTIONS,
    ("Question", "verified_by"): _of("bodies"),
    ("Page", "for_each"): _QUESTIONS,
    ("Page", "section"): _of("sections"),
    ("Section", "for_each"): _QUESTIONS,
    ("Check", "on"): _QUESTIONS,
    ("Node", "from"): lambda root: [*_QUESTIONS(root), OUTSIDE, EVIDENCE_SHARE],
    ("Node", "applies_to"): _GROUPS,
    ("Node", "priority"): _of("priorities"),
    ("Node", "verified_by"): _of("bodies"),
    ("Unit", "group"): _GROUPS,
    ("Units", "others"): _GROUPS,
    ("Gate", "on"): _nodes,
    ("Reported", "of"): _nodes,
}
"""Which keys name something of the file, and what."""


def with_ids(schema: Schema, *roots: Any) -> Schema:
    """The schema with the ids of composed files as examples, which editors offer and never insist on."""
    definitions = dict(schema["definitions"])
    for (noun, key), ids in _PLACES.items():
        examples = sorted({name for root in roots for name in ids(root)})
        if examples:
            there = definitions[noun]["properties"]
            suggested = {**there, key: _suggesting(there[key], examples)}
            definitions[noun] = {**definitions[noun], "properties": suggested}
    return {**schema, "definitions": definitions}


def _suggesting(schema: Any, examples: list[str]) -> Any:
    """The examples beside each place where a text may stand."""
    if isinstance(schema, list):
        return [_suggesting(each, examples) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _suggesting(value, examples) for key, value in schema.items()}
    return {**made, "examples": examples} if schema.get("type") == "string" else made
