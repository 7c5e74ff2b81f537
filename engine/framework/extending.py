"""A framework file that extends another: the base is read, the file's changes are put upon it, places are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from engine.framework.bases import BaseError, find_base
from engine.framework.code_lists import with_code_lists
from engine.framework.composer import MAX_BYTES, Composed, compose
from engine.framework.file_text import bytes_of, text_of
from engine.framework.merging import merge
from engine.framework.places import Places
from engine.framework.plain_yaml import as_yaml
from engine.problems import MachineError, Problem

MAX_FILES = 10
"""So many files may extend one another; a longer chain is one that nobody can follow."""


@dataclass
class Extended(Composed):
    """A file put upon its base: `bases` are the files that it was made from besides its own, nearest first."""

    bases: tuple[Path, ...] = ()
    parts: tuple[Composed, ...] = ()  # the file alone, and its base

    @cached_property
    def lines(self) -> dict[str, list[str]]:
        """The lines of each file by its name."""
        return {file: lines for part in self.parts for file, lines in part.lines.items()}


def extended(composed: Composed, known: Mapping[str, Path]) -> Composed:
    """The document itself if it extends nothing, else the whole; its root is None when the base cannot be used.

    `known` are files of frameworks by id. Every value keeps the place of the file in which it was written.
    """
    return _extended(composed, known, (Path(composed.file).resolve(),))


def _extended(composed: Composed, known: Mapping[str, Path], chain: tuple[Path, ...]) -> Composed:
    if not isinstance(composed.root, dict) or "extends" not in composed.root:
        return composed
    own = Places(composed)
    own.problems += own.with_ways(composed.problems)
    _own_keys(own, composed.root)
    try:
        path = find_base(composed.root["extends"], Path(composed.file).parent, known)
        if path.resolve() in chain:
            raise BaseError(_circle(chain, path.resolve()), "Let one of them stand alone.")
        if len(chain) >= MAX_FILES:
            raise BaseError(f"more than {MAX_FILES} files extend one another.", "Write a new one that stands alone.")
        given = bytes_of(path, MAX_BYTES + 1)
    except (BaseError, MachineError) as error:
        own.add(("extends",), str(error), getattr(error, "mend", ""))
        return Extended(composed.file, problems=own.problems)
    text = text_of(given, str(path), whole=len(given) <= MAX_BYTES)
    if text.problem is not None:
        return Extended(composed.file, problems=[*own.problems, text.problem], bases=(path,))
    base = _extended(with_code_lists(compose(text.text, str(path))), known, (*chain, path.resolve()))
    bases = (path, *(base.bases if isinstance(base, Extended) else base.tables), *composed.tables)
    if not isinstance(base.root, dict):
        if not base.problems:
            own.add(("extends",), f"{path} holds no framework.", "Name a file that does.")
        return Extended(composed.file, problems=own.problems + base.problems, bases=bases)
    if composed.root.get("id") is not None and composed.root["id"] == base.root.get("id"):
        own.add(("id",), f"`{composed.root['id']}` is the id of {path} too.", "Give this edition an id of its own.")
    root, marks = merge(base, own, str(path))
    problems = own.problems + base.problems
    return Extended(composed.file, "", root, problems, marks, bases=bases, parts=(composed, base))


def _circle(chain: tuple[Path, ...], again: Path) -> str:
    names = [each.name for each in chain[chain.index(again) :]]
    return f"the files extend one another in a circle: {' → '.join((*names, again.name))}."


def _own_keys(own: Places, root: dict[str, Any]) -> None:
    """What a file must say itself, since a base's word would be wrong."""
    for key, mend in (("thuocdo", "Begin the file with `thuocdo: 1`."), ("id", "Add `id: …`, not the base's.")):
        if root.get(key) is None:
            own.add((), f"`{key}` is missing.", mend)


def bases_of(composed: Composed) -> tuple[Path, ...]:
    """The files that a document was made from besides its own: those it extends, and lists of codes."""
    return composed.bases if isinstance(composed, Extended) else composed.tables


def whole_text(composed: Composed) -> str:
    """The whole as one text that needs no other file, always the same for the same whole."""
    return as_yaml(composed.root)


def unreadable(composed: Composed, text: str) -> list[Problem]:
    """A problem if the whole text could not be read again, as must be when a round has pinned it."""
    own = Places(composed)
    for problem in compose(text, composed.file).problems[:1]:
        own.add((), f"together with its base: {problem.what}", problem.mend)
    return own.problems
