"""Where a thing stands in the file, and the way to it by ids, as a person would say it."""

from __future__ import annotations

import difflib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from engine.framework.composer import Composed, Way
from engine.problems import Location, Problem, Severity

NOUN_OF = {
    "forms": "form",
    "bodies": "body",
    "sections": "section",
    "pages": "page",
    "questions": "question",
    "items": "item",
    "checks": "check",
    "quotas": "quota",
    "options": "option",
    "children": "node",
    "nodes": "node",
    "reported": "result",
    "bands": "band",
    "gates": "gate",
    "extras": "extra",
    "states": "state",
    "priorities": "priority",
    "list": "unit",
    "examples": "example",
    "contradictions": "contradiction",
    "reliability": "item scale",
    "responses": "response",
}
"""The noun of the entries of each list."""


def did_you_mean(word: object, known: Iterable[str], *, otherwise: int = 14) -> str:
    """A mend: the nearest known word, else the known ones when they are few; "" when neither helps."""
    words = list(dict.fromkeys(known))
    near = difflib.get_close_matches(str(word), words, n=1, cutoff=0.6)
    if near:
        return f"Did you mean `{near[0]}`?"
    if words and len(words) <= otherwise:
        return f"Known: {', '.join(f'`{w}`' for w in words)}."
    return ""


@dataclass
class Places:
    """The problems of one file as they are found, each with its place and the way to it."""

    composed: Composed
    problems: list[Problem] = field(default_factory=list)
    moved: dict[Way, Way] = field(default_factory=dict)
    """Ways of nouns that do not stand in the file where they stand in the framework: the items of a battery."""

    def in_file(self, way: Way) -> Way:
        """The way as the file has it."""
        if not self.moved:
            return way
        for length in range(len(way), 0, -1):
            if (there := self.moved.get(way[:length])) is not None:
                return (*there, *way[length:])
        return way

    def way_in_words(self, way: Way) -> tuple[str, str]:
        """The way by ids (`form business › page rating`) and the keys left over at its end (`title.vi`)."""
        way = self.in_file(way)
        named: list[str] = []
        rest: list[str] = []
        before = ""
        here = self.composed.root
        for step in way:
            here = self._inside(here, step)
            if isinstance(step, int):
                noun = "option" if named and named[-1].startswith("scale ") else NOUN_OF.get(before)
                if noun is not None:
                    named.append(f"{noun} {self._name(here, step)}")
                    rest = []
                elif rest:
                    rest[-1] += f"[{step + 1}]"
            elif before == "scales":
                named.append(f"scale {step}")
                rest = []
            elif step in ("index", "units") and before == "":
                named.append(str(step))
                rest = []
            else:
                rest.append(str(step))
            before = str(step)
        return " › ".join(named), ".".join(x for x in rest if x != "settings")

    @staticmethod
    def _inside(here: object, step: str | int) -> object:
        if isinstance(here, dict):
            return here.get(step, here if step == "settings" else None)
        if isinstance(here, list) and isinstance(step, int) and step < len(here):
            return here[step]
        return here if step in (0, "settings", "rule") else None

    @staticmethod
    def _name(here: object, position: int) -> str:
        if isinstance(here, dict):
            name = here.get("id", here.get("name"))
            if isinstance(name, str | int):
                return " ".join(str(name).split())[:80]
        return f"no. {position + 1}"

    def problem(
        self, way: Way, what: str, mend: str = "", *, key: bool = False, severity: Severity = Severity.ERROR
    ) -> Problem:
        """A problem at the end of the way; with `key` its place is the key's and not the value's."""
        location = self.composed.location(self.in_file(way), key=key)
        return Problem(location, self.way_in_words(way)[0], what, mend, severity)

    def add_inside(self, way: Way, column: int, what: str, mend: str = "") -> None:
        """Note a problem at the character `column`, from 1, of the text at the end of the way."""
        location = self.composed.inside(way, column)
        self.problems.append(Problem(location, self.way_in_words(way)[0], what, mend))

    def problem_at(self, noun: str, what: str, mend: str = "") -> Problem:
        """A problem at the first thing in the file that has this id; else at the file's head."""
        return self.problem(next((way for way, value in self._all() if _id_of(value) == noun), ()), what, mend)

    def with_ways(self, problems: Iterable[Problem]) -> list[Problem]:
        """The problems of the YAML itself, with the ways to their places."""
        given = list(problems)
        if not given:
            return []
        ways: dict[Location, Way] = {}
        for way, _value in self._all():
            ways.setdefault(self.composed.location(way), way)
            ways.setdefault(self.composed.location(way, key=True), way)
        return [p if p.where else replace(p, where=self.way_in_words(ways.get(p.location, ()))[0]) for p in given]

    def _all(self) -> Iterator[tuple[Way, object]]:
        """Every value of the file with the way to it, what is above before what is below."""
        waiting: deque[tuple[Way, object]] = deque([((), self.composed.root)])
        while waiting:
            way, value = waiting.popleft()
            yield way, value
            if isinstance(value, dict):
                waiting.extend(((*way, key), below) for key, below in value.items())
            elif isinstance(value, list):
                waiting.extend(((*way, position), below) for position, below in enumerate(value))

    def add(
        self, way: Way, what: str, mend: str = "", *, key: bool = False, severity: Severity = Severity.ERROR
    ) -> None:
        """Note a problem; see `problem`."""
        self.problems.append(self.problem(way, what, mend, key=key, severity=severity))

    def warn(self, way: Way, what: str, mend: str = "") -> None:
        """Note what does not keep the file from being used."""
        self.add(way, what, mend, severity=Severity.WARNING)

    def touched(self) -> set[Location]:
        """The places that already have a problem, so that one mistake is not told twice."""
        return {problem.location for problem in self.problems}


def _id_of(value: object) -> object:
    return value.get("id") if isinstance(value, dict) else None
