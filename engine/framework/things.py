"""The things of a composed tree by noun and id, each with the list in which it stands; kept true while they move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from engine.framework.composer import Composed
from engine.framework.places import NOUN_OF
from engine.problems import Location

Thing: TypeAlias = dict[str, Any]
Room: TypeAlias = list[Any]
"""A list of things."""


class Spot(NamedTuple):
    """A place in a named file; line and column from 0, as YAML's own marks have them."""

    line: int
    column: int
    file: str

    @classmethod
    def of(cls, location: Location) -> Spot:
        """The same place, counted from 0."""
        return cls(location.line - 1, location.column - 1, location.file)


def name_of(thing: object) -> str | None:
    """The id of a thing (an example has a name instead), or None for what has none."""
    if not isinstance(thing, dict):
        return None
    name = thing.get("id", thing.get("name"))
    return name if isinstance(name, str) else None


def containers(value: Any) -> Iterator[Any]:
    """Every mapping and list from here down, itself included."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict | list):
            yield here
            waiting.extend(here.values() if isinstance(here, dict) else here)


class Things:
    """The tree of a base that is being changed, and the marks of it and of the file that changes it."""

    def __init__(self, base: Composed, own: Composed) -> None:
        self.root: Thing = base.root
        self.marks = {**_spots(base), **_spots(own)}
        self._room: dict[int, Room] = {}
        self._known: dict[str, dict[str, list[Thing]]] = {}
        self._gone: dict[int, Any] = {}  # what was taken out, kept so that no identity is used twice
        if isinstance(index := self.root.get("index"), dict):
            self.know("node", index)
        self._learn(self.root, "")

    def _learn(self, value: Any, key: str) -> None:
        if isinstance(value, dict):
            for name, below in value.items():
                self._learn(below, "options" if key == "scales" else name)
        elif isinstance(value, list):
            for entry in value:
                if name_of(entry) is not None:
                    self._room[id(entry)] = value
                    self.know(NOUN_OF.get(key, "entry"), entry)
                if isinstance(entry, dict):
                    self._learn(entry, key)

    def know(self, noun: str, thing: Thing) -> None:
        """A thing that came in."""
        self._known.setdefault(noun, {}).setdefault(name_of(thing) or "", []).append(thing)

    def found(self, noun: str, name: object) -> list[Thing]:
        """The things of this noun and id."""
        return [thing for thing in self._known.get(noun, {}).get(str(name), ()) if id(thing) not in self._gone]

    def named(self, name: object) -> list[tuple[str, Thing]]:
        """The things of this id, whatever they are, with their nouns."""
        return [(noun, thing) for noun in self._known for thing in self.found(noun, name)]

    def names(self, noun: str) -> list[str]:
        """The ids of a noun."""
        return [name for name in self._known.get(noun, {}) if self.found(noun, name)]

    def room_of(self, thing: Thing) -> Room | None:
        """The list in which a thing stands; None for the root of the index."""
        return self._room.get(id(thing))

    def position(self, room: Room, thing: Any) -> int:
        """Where in its list a thing stands."""
        return next(position for position, each in enumerate(room) if each is thing)

    def give(self, holder: Thing, key: str, empty: Any, marks: tuple[Spot, Spot]) -> Any:
        """The value of a key, made empty if there is none yet."""
        if holder.get(key) is None:
            self.marks[id(empty)] = type(empty)()
            self.put(holder, key, empty, marks)
        return holder[key]

    def put(self, holder: Thing, key: str, value: Any, marks: tuple[Spot, Spot]) -> None:
        """Give a key a value in place of the one it had."""
        self.bury(holder.get(key))
        holder[key] = self.copy(value)
        self.marks[id(holder)][key] = marks

    def drop(self, holder: Thing, key: str) -> None:
        """Take a key away."""
        self.bury(holder.pop(key))
        del self.marks[id(holder)][key]

    def copy(self, value: Any) -> Any:
        """A value with its marks, so that what stands in the other file is never changed."""
        if not isinstance(value, dict | list):
            return value
        marks = self.marks[id(value)]
        copy: Any = (
            {key: self.copy(below) for key, below in value.items()}
            if isinstance(value, dict)
            else [self.copy(below) for below in value]
        )
        self.marks[id(copy)] = dict(marks) if isinstance(marks, dict) else list(marks)
        return copy

    def insert(self, room: Room, position: int, thing: Any, spot: Spot) -> None:
        """Let a thing stand in a list."""
        room.insert(position, thing)
        self.marks[id(room)].insert(position, spot)
        if isinstance(thing, dict):
            self._room[id(thing)] = room

    def take(self, thing: Thing) -> Spot:
        """Take a thing from its list; its place in the file is given back."""
        room = self._room[id(thing)]
        position = self.position(room, thing)
        del room[position]
        spot: Spot = self.marks[id(room)].pop(position)
        return spot

    def bury(self, value: Any) -> None:
        """Forget a value and all below it."""
        self._gone.update((id(each), each) for each in containers(value))

    def is_gone(self, thing: Thing) -> bool:
        """Whether the thing was taken out, or something above it."""
        return id(thing) in self._gone

    def live_marks(self) -> dict[int, Any]:
        """The places of all that stands in the tree."""
        return {id(value): self.marks[id(value)] for value in containers(self.root)}


def _spots(composed: Composed) -> dict[int, Any]:
    def spot(mark: Any) -> Spot:
        return mark if isinstance(mark, Spot) else Spot(mark.line, mark.column, composed.file)

    return {
        holder: [spot(mark) for mark in marks]
        if isinstance(marks, list)
        else {key: (spot(at_key), spot(at_value)) for key, (at_key, at_value) in marks.items()}
        for holder, marks in composed.marks.items()
    }
