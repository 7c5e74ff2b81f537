"""YAML text to plain values with the place of every key and value; the only module that knows YAML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from engine.framework.plain_values import plain_value
from engine.framework.scalar_places import place_inside
from engine.framework.yaml_words import character_told, syntax_told
from engine.problems import Location, Problem

try:
    from yaml.cyaml import CParser as _Parser  # type: ignore[attr-defined]
except ImportError:  # PyYAML built without libyaml: the same events, slower
    from yaml import SafeLoader as _Parser  # type: ignore[assignment]

MAX_BYTES = 5_000_000
MAX_DEPTH = 64
MAX_PROBLEMS = 200

Key: TypeAlias = str | int
Way: TypeAlias = tuple[Key, ...]
"""The way to a value from the root: keys of mappings and positions in lists."""


class _Stop(Exception):
    """Reading ends here: what follows could not be trusted."""


@dataclass(slots=True)
class _Part:
    """A mapping or list being read: its value, its marks by key or position, and the key that waits."""

    value: Any
    marks: Any
    key: str | None = None
    key_mark: Any = None
    doubled: bool = False


@dataclass
class Composed:
    """A document: `root` of dict, list and scalars; the problems found; the places of keys and values.

    `marks` mirrors mappings and lists by identity, so `root` is only changed by `rename`.
    """

    file: str
    text: str = ""
    root: Any = None
    problems: list[Problem] = field(default_factory=list)
    marks: dict[int, Any] = field(default_factory=dict)
    tables: tuple[Path, ...] = ()  # files beside it whose content has been read in

    def location(self, way: Way, *, key: bool = False) -> Location:
        """Where the value (or its key) at the end of the way stands; as near as the way leads, from 1."""
        here, best = self.root, None
        for step in way:
            marks = self.marks.get(id(here))
            if marks is None:
                break
            if isinstance(here, dict) and step in here:
                best = marks[step][0 if key else 1]
            elif isinstance(here, list) and isinstance(step, int) and step < len(here):
                best = marks[step]
            else:
                continue  # a step that only the shaped nouns have, such as `settings`
            here = here[step]
        if best is None:
            return Location(self.file, 1, 1) if self.root is not None else Location(self.file)
        # in a file that extends another, each mark names the file in which it stands
        return Location(getattr(best, "file", self.file), best.line + 1, best.column + 1)

    def inside(self, way: Way, column: int) -> Location:
        """Where the character at `column` (from 1) of the text at the end of the way stands in the file."""
        start, value = self.location(way), self.at(way)
        if not isinstance(value, str) or not start.line:
            return start
        line, offset = place_inside(self.lines.get(start.file, []), start.line, start.column, value, column)
        return Location(start.file, line, offset)

    @cached_property
    def lines(self) -> dict[str, list[str]]:
        """The lines of the text by the name of the file; of several files where one extends another."""
        return {self.file: self.text.splitlines()}

    def rename(self, mapping: dict[str, Any], old: str, new: str) -> None:
        """Take a key of one of the root's mappings for another one, at the same place."""
        marks = self.marks[id(mapping)]
        mapping[new], marks[new] = mapping.pop(old), marks.pop(old)

    def refuse(self, line: int, column: int, what: str, mend: str) -> None:
        """Note why nothing of the file can be used."""
        self.problems.append(Problem(Location(self.file, line, column), "", what, mend))
        self.root = None

    def at(self, way: Way) -> Any:
        """The raw value at the end of the way, or None."""
        here = self.root
        for step in way:
            if self.marks.get(id(here)) is None or (isinstance(here, dict) and step not in here):
                return None
            if isinstance(here, list) and not (isinstance(step, int) and step < len(here)):
                return None
            here = here[step]
        return here


def compose(text: str, file: str) -> Composed:
    """Read one YAML document; mistakes are in `problems`, and `root` is None when nothing could be read."""
    composed = Composed(file)
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        what = f"the file is larger than {MAX_BYTES // 1_000_000} MB."
        composed.refuse(0, 0, what, "Split it, or move long tables out of it.")
        return composed
    composed.text = text
    try:
        _Composing(composed, text).run()
    except _Stop:
        composed.root = None  # half a file would only seem to lack the other half
    except yaml.MarkedYAMLError as error:
        composed.refuse(*syntax_told(error, text))
    except (yaml.YAMLError, UnicodeError) as error:
        composed.refuse(*character_told(error, text))
    return composed


def _events(text: str) -> Iterator[Any]:
    parser = _Parser(text)
    get_event = parser.get_event
    while (event := get_event()) is not None:
        yield event


class _Composing:
    """One reading of one text, event by event, on a stack of its own and not on Python's."""

    def __init__(self, composed: Composed, text: str) -> None:
        self.composed = composed
        self.text = text
        self.stack: list[_Part] = []
        self.documents = 0

    def run(self) -> None:
        for event in _events(self.text):
            kind = type(event)
            if kind is yaml.ScalarEvent:
                self._scalar(event)
            elif kind is yaml.MappingStartEvent:
                self._open(event, _Part({}, {}))
            elif kind is yaml.SequenceStartEvent:
                self._open(event, _Part([], []))
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.stack.pop()
            elif kind is yaml.AliasEvent:
                self._complain(event, f"`*{event.anchor}` repeats an anchor.", "Write the part out where it is needed.")
                self._place(event, None)
            elif kind is yaml.DocumentStartEvent:
                self.documents += 1
                if self.documents > 1:
                    self._complain(event, "a second document begins here.", "Keep one framework a file: remove `---`.")
                    raise _Stop

    def _complain(self, event: Any, what: str, mend: str) -> None:
        mark = event.start_mark
        self._complain_at(mark, what, mend)

    def _complain_at(self, mark: Any, what: str, mend: str) -> None:
        problems = self.composed.problems
        problems.append(Problem(Location(self.composed.file, mark.line + 1, mark.column + 1), "", what, mend))
        if len(problems) >= MAX_PROBLEMS:
            raise _Stop

    def _open(self, event: Any, part: _Part) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
        if len(self.stack) >= MAX_DEPTH:
            self._complain(event, f"parts are nested more than {MAX_DEPTH} deep.", "Flatten them.")
            self.composed.root = None
            raise _Stop
        self._place(event, part.value)
        self.composed.marks[id(part.value)] = part.marks
        self.stack.append(part)

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor is not None:
            self._complain(
                event,
                f"`&{event.anchor}` is an anchor.",
                "Remove it, and write the part out where it is needed.",
            )
        if event.tag is not None:
            self._complain(
                event,
                f"`{event.tag.replace('tag:yaml.org,2002:', '!!')}` is a tag.",
                "Remove it: the framework says what kind each value is.",
            )

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
        value = event.value
        stack = self.stack
        if stack:
            part = stack[-1]
            if part.key is None and type(part.value) is dict:
                self._key(event, part)
                return
        if event.implicit[0]:  # plain: neither quoted nor a block
            value, what, mend = plain_value(value)
            if what:
                self._complain(event, what, mend)
        self._place(event, value)

    def _key(self, event: Any, part: _Part) -> None:
        # Keys are always texts, so `on:` and `2022:` need no quotes.
        key = event.value
        if key == "<<" and event.implicit[0]:
            self._complain(event, "`<<` merges another part.", "Write the keys out where they are needed.")
        elif key in part.value:
            line = part.marks[key][0].line + 1
            self._complain(event, f"`{key}` is given twice, first in line {line}.", "Keep one of the two.")
            part.doubled = True
        part.key = key
        part.key_mark = event.start_mark

    def _place(self, event: Any, value: Any) -> None:
        if not self.stack:
            self.composed.root = value
            return
        part = self.stack[-1]
        if type(part.value) is list:
            part.value.append(value)
            part.marks.append(event.start_mark)
            return
        if part.key is None:
            self._complain(
                event,
                "a list or group of keys stands where a key belongs.",
                "Write a plain word before the colon.",
            )
            raise _Stop
        if part.doubled:  # the first one stays
            part.doubled = False
        else:
            part.value[part.key] = value
            part.marks[part.key] = (part.key_mark, event.start_mark)
        part.key = None
