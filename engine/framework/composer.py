"""YAML text to plain values with the place of every key and value; the only module that knows YAML."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

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

_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_AMBIGUOUS = re.compile(
    r"""(?ix) yes | no | on | off                             # YAML 1.1 reads a truth value
    | [-+]? 0 [0-9_]+ (\.[0-9]*)?                             # octal, or a code with a leading zero
    | [-+]? 0 [xob] [0-9a-f_]+
    | [-+]? [0-9][0-9_]* (:[0-5]?[0-9])+ (\.[0-9]*)?          # a number to base 60, or a time
    | [-+]? [0-9]+ (_[0-9]+)+ (\.[0-9_]*)?                    # a number with separators
    | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} ([Tt\ ].*)?              # a date
    | [-+]?\.(inf|nan)
    """,
    re.ASCII,
)
_WORDS = {
    "": None,
    "~": None,
    "null": None,
    "Null": None,
    "NULL": None,
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_SUSPECT = frozenset("0123456789+-.yYnNoO")


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

    `marks` mirrors mappings and lists by identity, so `root` must not be changed.
    """

    file: str
    root: Any = None
    problems: list[Problem] = field(default_factory=list)
    marks: dict[int, Any] = field(default_factory=dict)

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
        return Location(self.file, best.line + 1, best.column + 1)

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
        composed.problems.append(Problem(Location(file), "", what, "Split it, or move long tables out of it."))
        return composed
    try:
        _Composing(composed, text).run()
    except _Stop:
        composed.root = None  # half a file would only seem to lack the other half
    except yaml.MarkedYAMLError as error:
        composed.problems.append(_syntax_problem(error, text, file))
        composed.root = None
    except (yaml.YAMLError, UnicodeError) as error:
        composed.problems.append(_character_problem(error, text, file))
        composed.root = None
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
            if value in _WORDS:
                value = _WORDS[value]
            elif value[0] in _SUSPECT:
                value = self._plain(event, value)
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

    def _plain(self, event: Any, value: str) -> object:
        if len(value) < 40:
            if _AMBIGUOUS.fullmatch(value):
                self._complain(event, f"{value} can be read as {_readings(value)}.", f'Put it in quotes: "{value}".')
                return value
            if _NUMBER.fullmatch(value):
                if _INTEGER.fullmatch(value):
                    return int(value)
                if math.isfinite(number := float(value)):
                    return number
                self._complain(event, f"{value} is too large for a number.", "Write a smaller one.")
        return value

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


def _readings(value: str) -> str:
    if value.isalpha():
        return "a word or as true/false"
    if ":" in value and "-" not in value[1:]:
        return "a time or as a number"
    if re.match(r"\d{4}-", value):
        return "a date or as a text"
    if value.lstrip("+-").startswith("."):
        return "a word or as a number without end"
    return "a number or as a text"


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return Problem(Location(file), "", f"the YAML cannot be read: {error.problem}.")
    if "expected key" in (error.problem or "") and (opened := _open_quote(text, mark.line)) is not None:
        return Problem(Location(file, *opened), "", "the quoted text is not closed.", "Add the closing quote.")
    what, mend = _syntax_words(error, text)
    return Problem(Location(file, mark.line + 1, mark.column + 1), "", what, mend)


def _open_quote(text: str, until: int) -> tuple[int, int] | None:
    """Where the first value begins that opens a quote and does not close it in its line, before the line given."""
    for number, line in enumerate(text.splitlines()[:until], start=1):
        opened = re.search(r'[:\-\[{,] *(")', line)
        if opened and line.count('"') % 2:
            return number, opened.start(1) + 1
    return None


def _syntax_words(error: yaml.MarkedYAMLError, text: str) -> tuple[str, str]:
    problem, context = error.problem or "", error.context or ""
    began = f" that begins in line {error.context_mark.line + 1}" if error.context_mark else ""
    if "mapping values are not allowed" in problem:
        return "a second `: ` stands in one value.", "Put the text in quotes, or check the indentation."
    if "end of stream" in problem and "quoted" in context:
        return f"the quoted text{began} is not closed.", "Add the closing quote."
    if "',' or ']'" in problem:
        return f"the list{began} is not closed.", "Add `]`, or a comma between its entries."
    if "',' or '}'" in problem:
        return f"the group of keys{began} is not closed.", "Add `}`, or a comma between its keys."
    if "expected ':'" in problem:
        return "a key has no colon.", "Write `key: value`."
    if "expected key" in problem or "'-' indicator" in problem or "block end" in problem:
        return (
            f"this line does not line up with the part{began}.",
            "Indent it like its neighbours, with spaces.",
        )
    if "block sequence entries" in problem:
        return "a list begins on the line of its key.", "Begin it on the next line, or write `[a, b]`."
    if "escape" in problem:
        return "a backslash in double quotes begins an escape that is not known.", "Use single quotes."
    if "cannot start any token" in problem and error.problem_mark is not None:
        lines = text.splitlines()
        line, column = error.problem_mark.line, error.problem_mark.column
        found = lines[line][column : column + 1] if line < len(lines) else ""
        if found == "\t":
            return "a tab stands where spaces belong.", "Indent with spaces."
        return f"a text cannot begin with `{found}`.", "Put it in quotes."
    return f"the YAML cannot be read: {problem}.", "Compare with the lines around it."


def _character_problem(error: Exception, text: str, file: str) -> Problem:
    position = getattr(error, "position", getattr(error, "start", None))
    if not isinstance(position, int):
        return Problem(Location(file), "", "the file holds characters that YAML does not allow.", "Remove them.")
    # A reader error counts from the first character; the mark is found by hand.
    before = text[:position]
    line, column = before.count("\n") + 1, position - before.rfind("\n")
    what = (
        f"the character U+{ord(text[position]):04X} is not allowed."
        if position < len(text)
        else "a character is not allowed."
    )
    return Problem(Location(file, line, column), "", what, "Remove it.")
