"""The lines of an annex as a tree of items: what belongs below what, by the codes that they carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from engine.wording.catalog import mark
from plugins.dti.annex.codes import Code, Shape, code_of
from plugins.dti.annex.points import Points, points_of
from plugins.dti.annex.table import Line, Role, Table
from plugins.dti.annex.words import Remark, flat, one_line

NO_CODE = mark("ô số thứ tự ghi “{given}”, không phải là mã; đã coi là nhóm.")
NO_TITLE = mark("dòng này có mã hoặc điểm nhưng không có tên chỉ số.")
_TOTAL = re.compile(r"(tong (cong|diem|so diem|so)\b|cong\b)")
_NOTE = re.compile(r"(ghi chu|chu thich|luu y|noi nhan|\*)")
_TEXTS = (Role.RULE, Role.EVIDENCE, Role.SOURCE, Role.VERIFIER)


@dataclass
class Item:
    """One row of the set: an indicator, or a group of those below it."""

    line: int
    code: Code
    title: str
    points: Points
    texts: dict[Role, str]
    children: list[Item] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    shown_code: str = ""
    most: float | None = None  # points, once what is not told has been worked out

    def walk(self) -> Iterator[Item]:
        """This item and all below it, those above first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def goes_on(self, line: Line) -> None:
        """Add what a further line says of the same item; what it says already is not said twice."""
        title = line.text(Role.TITLE)
        if title and title not in self.title:
            self.title = f"{self.title}\n{title}".strip()
        for role in _TEXTS:
            more = line.text(role)
            if more and more not in self.texts[role].split("\n"):
                self.texts[role] = f"{self.texts[role]}\n{more}".strip()


@dataclass
class Tree:
    """The items at the top, the total that the annex states, and words that are no items."""

    roots: list[Item]
    total: Points = field(default_factory=lambda: Points(None, is_told=False))
    notes: list[str] = field(default_factory=list)

    def walk(self) -> Iterator[Item]:
        """Every item, those above first."""
        for root in self.roots:
            yield from root.walk()


def tree_of(table: Table) -> Tree:
    """The items of a table, each below the one that its code says."""
    tree = Tree([])
    path: list[Item] = []
    before: list[Code] = []
    for line in table.lines:
        title = line.text(Role.TITLE)
        stated, odd = points_of(line.cells.get(Role.POINTS, ""), line.number)
        cell = line.cells.get(Role.CODE, "")
        code, remarks = code_of(cell, before, line.number)
        words = one_line(line.text(Role.CODE)) if code is None else ""
        said = flat(one_line(words or title))
        if line.goes_on and path:
            path[-1].goes_on(line)
        elif (code is None or code.shape is Shape.DASH) and _TOTAL.match(said):
            tree.total = stated
        elif tree.notes or (code is None and _NOTE.match(said)):
            tree.notes.append(one_line(f"{words} {title}"))
        elif code is None and not words and not stated.is_told:
            _add_words(line, path, tree)
        else:
            if code is None:
                code = Code("", Shape.HEADING if words or not path else Shape.DASH)
                remarks = [Remark.of(line.number, NO_CODE, given=words)] if words and title else remarks
                title = " ".join(filter(None, (words, title)))
            texts = {role: line.text(role) for role in _TEXTS}
            item = Item(line.number, code, title, stated, texts, remarks=[*remarks, *odd])
            _put(item, path, tree)
            before.append(code)
    for item in tree.walk():
        if not item.title:
            item.title = item.shown_code or item.code.text or "…"
            item.remarks.append(Remark.of(item.line, NO_TITLE))
    return tree


def _add_words(line: Line, path: list[Item], tree: Tree) -> None:
    """A line without code and points goes on with the item above, unless its words are a group's heading."""
    title = one_line(line.text(Role.TITLE))
    alone = title and not any(line.text(role) for role in _TEXTS)
    if path and not (alone and len(title) > 5 and title.isupper()):
        path[-1].goes_on(line)
    elif title:
        texts = {role: line.text(role) for role in _TEXTS}
        _put(Item(line.number, Code("", Shape.HEADING), title, Points(None, is_told=False), texts), path, tree)


def _put(item: Item, path: list[Item], tree: Tree) -> None:
    """Put an item where its code says, and remember the way to it."""
    del path[_depth(item.code, [each.code for each in path]) :]
    (path[-1].children if path else tree.roots).append(item)
    path.append(item)


def _depth(code: Code, path: Sequence[Code]) -> int:
    """How many of the items on the way stay above this one."""
    if code.shape is Shape.DASH:
        return next((at for at, each in enumerate(path) if each.shape is Shape.DASH), len(path))
    if code.shape is Shape.NUMBER:
        return _numbers_depth(code, path)
    same = next((at for at, each in enumerate(path) if each.shape is code.shape), None)
    if same is not None:
        return same
    if code.shape is Shape.HEADING:
        return next((at for at, each in enumerate(path) if each.shape not in (Shape.LETTER, Shape.ROMAN)), len(path))
    return len([each for each in path if each.shape is not Shape.DASH])


def _numbers_depth(code: Code, path: Sequence[Code]) -> int:
    """Below the longest number that it goes on with, else beside the first number that it does not."""
    for at in range(len(path) - 1, -1, -1):
        numbers = path[at].numbers
        if numbers and len(numbers) < len(code.numbers) and code.numbers[: len(numbers)] == numbers:
            return at + 1
    other = (at for at, each in enumerate(path) if each.shape not in (Shape.HEADING, Shape.LETTER, Shape.ROMAN))
    return next(other, len(path))
