"""A file's changes put upon the base that it extends: things are matched by id, keys given replace, places are kept."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from engine.framework import models
from engine.framework.composer import Composed, Way
from engine.framework.places import NOUN_OF, Places, did_you_mean
from engine.framework.things import Room, Spot, Thing, Things, containers, name_of

PLACING = ("after", "before")
ORDERS = frozenset({*PLACING, "remove"})
"""The keys that only an extending file has, besides `extends` and the flat lists."""
FLAT = {"pages": "page", "questions": "question", "nodes": "node"}
"""Lists at the top of an extending file that change things wherever they stand."""
_JOINED = frozenset({"units", "groups", "scales", "index", "quality"})
"""Keys whose mappings are merged; any other mapping (a text, a rule with its settings) is replaced as a whole."""
_WITHIN_PARENT = frozenset({"option", "page", "entry"})
"""Nouns whose ids are told apart only within their parent."""
_MODELS: dict[str, type[BaseModel]] = {
    "form": models.Form,
    "page": models.Page,
    "question": models.Question,
    "option": models.Option,
    "node": models.Node,
    "band": models.Band,
    "gate": models.Gate,
    "extra": models.Extra,
    "state": models.State,
    "result": models.Reported,
    "unit": models.Unit,
    "contradiction": models.Contradiction,
    "item scale": models.ItemScale,
    "example": models.Example,
}


def needed_keys(noun: str) -> frozenset[str]:
    """The keys without which a new thing is not whole; an indicator needs `from` and a dimension `children`."""
    model = _MODELS.get(noun)
    fields = model.model_fields.items() if model else ()
    return frozenset(field.alias or name for name, field in fields if field.is_required()) - {"id", "name"}


def merge(base: Composed, own: Places, base_name: str) -> tuple[Thing, dict[int, Any]]:
    """The base's root changed by the file's own, and the marks of what stands in it.

    The base is changed in place, the file's own values are not; what cannot be done is a problem in `own`.
    """
    things = Things(base, own.composed)
    _Merging(things, own, base_name).run()
    return things.root, things.live_marks()


class _Merging:
    """One file being put upon its base."""

    def __init__(self, things: Things, places: Places, base_name: str) -> None:
        self.things = things
        self.places = places
        self.base_name = base_name
        self.changed: dict[int, int] = {}  # the line in which each thing was changed first, by identity

    def run(self) -> None:
        own = self.places.composed.root
        if "remove" in own and not isinstance(own["remove"], list):
            self.places.add(("remove",), "`remove` at the top must be a list of ids.", "Write `remove: [id]`.")
        self._change(self.things.root, own, ())
        for key, noun in FLAT.items():
            entries = own.get(key, [])
            if not isinstance(entries, list):
                self.places.add((key,), f"`{key}` must be a list.", "Begin each entry with `- id: …`.")
                continue
            for position, entry in enumerate(entries):
                self._flat(noun, entry, (key, position))

    def _change(self, base: Thing, own: Thing, way: Way, *, new: bool = False) -> None:
        """Put the keys of one mapping upon the base's; in a `new` thing, things of the base may find a home."""
        for key, value in own.items():
            if key in ORDERS or (way == () and (key in FLAT or key == "extends")):
                continue
            here, there, marks = (*way, key), base.get(key), self.things.marks[id(own)][key]
            if value is None and key in base:  # `when: null` takes the base's condition away
                self.things.drop(base, key)
            elif key in _JOINED and isinstance(value, dict) and isinstance(there, dict | None):
                self._change(self.things.give(base, key, {}, marks), value, here, new=new)
            elif value and isinstance(value, list) and _are_things(here, there):
                room = self.things.give(base, key, [], marks)
                noun = "option" if way == ("scales",) else NOUN_OF.get(key, "entry")
                for position, entry in enumerate(value):
                    self._entry(room, entry, (*here, position), noun, new=new)
            else:
                self.things.put(base, key, value, marks)
        if isinstance(names := own.get("remove"), list):
            for position, name in enumerate(names):
                self._remove_below(base, name, (*way, "remove", position))

    def _entry(self, room: Room, entry: Any, way: Way, noun: str, *, new: bool) -> None:
        """One entry of a list that stands where the base has a list too."""
        name = name_of(entry)
        if name is None:  # whatever it is, it is complained of where it stands
            self.things.insert(room, len(room), self.things.copy(entry), self._spot(way))
            return
        here = next((thing for thing in room if name_of(thing) == name), None)
        elsewhere = [] if noun in _WITHIN_PARENT else self.things.found(noun, name)
        if here is not None:
            self._apply(here, entry, way, noun)
        elif elsewhere and new:
            if self._may_move(elsewhere[0], room, way):
                self.things.insert(room, len(room), elsewhere[0], self.things.take(elsewhere[0]))
                self._apply(elsewhere[0], entry, way, noun)
        elif elsewhere and _is_placed(entry):
            self._apply(elsewhere[0], entry, way, noun)
        elif elsewhere:
            self._not_here(noun, name, way)
        elif self._is_whole(entry, way, noun):
            self._add(room, entry, way, noun)

    def _not_here(self, noun: str, name: str, way: Way) -> None:
        flat = next((key for key, value in FLAT.items() if value == noun), None)
        or_else = f", or change it where it is in a list `{flat}:` at the top." if flat else "."
        what = f"the {noun} `{name}` of {self.base_name} does not stand here."
        self.places.add((*way, "id"), what, f"Add `after: …` or `before: …` to move it here{or_else}")

    def _flat(self, noun: str, entry: Any, way: Way) -> None:
        """One entry of a list at the top: the thing of that id, wherever it stands."""
        name = name_of(entry)
        if name is None:
            self.places.add(way, f"a {noun} to change has no `id`.", f"Add the `id` of a {noun} in {self.base_name}.")
            return
        found = self.things.found(noun, name)
        if len(found) > 1:
            self.places.add((*way, "id"), f"there is more than one {noun} `{name}`.", "Write it below its form.")
        elif found:
            self._apply(found[0], entry, way, noun)
        elif self._is_whole(entry, way, noun):
            if _is_placed(entry):
                self._add(None, entry, way, noun)
            else:
                what = f"nothing says where the new {noun} `{name}` belongs."
                self.places.add((*way, "id"), what, "Add `after: …` or `before: …`, or write it below its parent.")

    def _is_whole(self, entry: Thing, way: Way, noun: str) -> bool:
        """Whether the entry is a new thing; if it can only be meant as a change, its id is not known."""
        needed = needed_keys(noun) | ({"from"} if noun == "node" and "children" not in entry else set())
        lacking = needed - set(entry)
        near = did_you_mean(name_of(entry), self.things.names(noun), otherwise=0)
        if not lacking or (needed & set(entry) and not near and "remove" not in entry):
            return True
        mend = near or f"A new one needs {', '.join(f'`{key}`' for key in sorted(lacking))}."
        what = f"there is no {noun} `{name_of(entry)}` in {self.base_name} to change."
        self.places.add((*way, "id" if "id" in entry else "name"), what, mend)
        return False

    def _add(self, room: Room | None, entry: Thing, way: Way, noun: str) -> None:
        """A new thing, at the end of the list in which it is written, or where it says."""
        thing: Thing = {}
        self.things.marks[id(thing)] = {}
        place = None if room is None else (room, len(room))
        if _is_placed(entry):
            place = self._beside(entry, way, noun, room)
        if place is None:
            return
        self.things.insert(*place, thing, self._spot(way))
        self.changed[id(thing)] = self._spot(way).line + 1
        self._change(thing, entry, way, new=True)
        self.things.know(noun, thing)

    def _apply(self, thing: Thing, entry: Thing, way: Way, noun: str) -> None:
        """What an entry says of a thing that is there."""
        if id(thing) in self.changed:
            what = f"the {noun} `{name_of(entry)}` is changed twice, first in line {self.changed[id(thing)]}."
            self.places.add((*way, "id"), what, "Join the two.")
            return
        self.changed[id(thing)] = self._spot(way).line + 1
        remove = entry.get("remove")
        if remove is True:
            self._take_out(thing, (*way, "remove"))
            return
        if remove is not None and not isinstance(remove, list):
            self.places.add((*way, "remove"), "`remove` must be true, or a list of ids.", "Write `remove: true`.")
        self._change(thing, entry, way)
        if _is_placed(entry):
            self._move(thing, entry, way, noun)

    def _move(self, thing: Thing, entry: Thing, way: Way, noun: str) -> None:
        room = self.things.room_of(thing)
        place = self._beside(entry, way, noun, room)
        if place is not None and self._may_move(thing, place[0], way):
            spot = self.things.take(thing)
            again = self._beside(entry, way, noun, room) or place  # counted without the thing itself
            self.things.insert(*again, thing, spot)

    def _beside(self, entry: Thing, way: Way, noun: str, room: Room | None) -> tuple[Room, int] | None:
        """The list and position that `after` or `before` name: in `room` if it is there, else wherever it stands."""
        order = next(key for key in PLACING if key in entry)
        here = [thing for thing in room or () if name_of(thing) == entry[order]]
        far = [] if noun in _WITHIN_PARENT and room is not None else self.things.found(noun, entry[order])
        for anchor in (*here, *far):
            holder = self.things.room_of(anchor)
            if holder is not None and entry[order] != name_of(entry):
                return holder, self.things.position(holder, anchor) + (order == "after")
        others = [name for name in self.things.names(noun) if name != name_of(entry)]
        what = f"there is no {noun} `{entry[order]}` to stand {order}."
        self.places.add((*way, order), what, did_you_mean(entry[order], others) or "Name one that is there.")
        return None

    def _may_move(self, thing: Thing, room: Room, way: Way) -> bool:
        if self.things.room_of(thing) is None:
            self.places.add((*way, "id"), "the root of the index cannot be moved.", "Change it under `index:`.")
            return False
        if any(value is room for value in containers(thing)):
            self.places.add((*way, "id"), f"`{name_of(thing)}` cannot stand below itself.", "Move it elsewhere.")
            return False
        return True

    def _take_out(self, thing: Thing, way: Way) -> None:
        if self.things.room_of(thing) is None:
            self.places.add(way, "the root of the index cannot be taken out.", "Change it under `index:`.")
            return
        self.things.take(thing)
        self.things.bury(thing)

    def _remove_below(self, base: Thing, name: Any, way: Way) -> None:
        """Take out every thing of that id below; options only of the thing that says so, since scales share ids."""
        if not isinstance(name, str):
            self.places.add(way, "`remove` must be true, or a list of ids.", "Write `remove: [id]`.")
            return
        inside = {id(value) for value in containers(base)}
        found = [thing for noun, thing in self.things.named(name) if noun != "option" and id(thing) in inside]
        found += [thing for thing in base.get("options") or () if name_of(thing) == name]
        tables = [table for table in (base.get("scales"), _groups(base)) if isinstance(table, dict)]
        holding = [table for table in tables if name in table]
        for table in holding:
            self.things.drop(table, name)
        for thing in found:
            if thing is not base and not self.things.is_gone(thing):  # it may have gone with its parent
                self._take_out(thing, way)
        if not holding and not found:
            others = {name_of(value) for value in containers(base) if value is not base}
            known = sorted({key for table in tables for key in table} | {other for other in others if other})
            mend = did_you_mean(name, known) or "Name one that is there."
            self.places.add(way, f"there is no `{name}` here to take out.", mend)

    def _spot(self, way: Way) -> Spot:
        return Spot.of(self.places.composed.location(way))


def _is_placed(entry: Thing) -> bool:
    return any(key in entry for key in PLACING)


def _are_things(way: Way, there: object) -> bool:
    """Whether the list at a way is one of things with ids, told by the base's or, where it has none, by its key."""
    if isinstance(there, list) and there:
        return all(name_of(entry) is not None for entry in there)
    return not there and (way[-1] in NOUN_OF or way[:-1] == ("scales",))


def _groups(base: Thing) -> object:
    units = base.get("units")
    return units.get("groups") if isinstance(units, dict) else base.get("groups")
