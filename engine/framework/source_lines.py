"""Where in its file a node, a rule that holds for it, a gate or an extra stands: every number leads back to a line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.framework.code_lists import with_code_lists
from engine.framework.composer import MAX_BYTES, Composed, Way, compose
from engine.framework.extending import extended, whole_text
from engine.framework.file_text import bytes_of, text_of
from engine.framework.reader import FrameworkFile
from engine.problems import Location, MachineError


@dataclass(frozen=True)
class SourceLines:
    """The places of a sound framework's file."""

    composed: Composed
    ways: Mapping[str, Way]

    def of(self, id_: str) -> Location | None:
        """Where a node, gate, extra or reported result begins; None for an id that the file does not hold."""
        way = self.ways.get(id_)
        return None if way is None else self.composed.location(way)

    def rule(self, node_id: str, key: str) -> Location | None:
        """Where the rule that holds for a node stands: at the node, or above it; None where no line sets it."""
        way = self.ways.get(node_id, ())
        while way:
            here = self.composed.at(way)
            if isinstance(here, dict) and key in here:
                return self.composed.location((*way, key), key=True)
            way = way[:-2] if isinstance(way[-1], int) else ()
        return None


def source_lines(file: FrameworkFile, known: Mapping[str, Path]) -> SourceLines:
    """The places of a file as it was read; `known` are files of frameworks by id, which others may extend."""
    composed = _as_written(file, known) or compose(file.text, str(file.path))
    return SourceLines(composed, dict(_ways(composed)))


def _as_written(file: FrameworkFile, known: Mapping[str, Path]) -> Composed | None:
    """A file that extends others, with places in each of them, if they still say what was read; else None."""
    if not file.bases:
        return None
    try:
        given = bytes_of(file.path, MAX_BYTES + 1)
    except MachineError:
        return None
    text = text_of(given, str(file.path), whole=len(given) <= MAX_BYTES).text
    composed = extended(with_code_lists(compose(text, str(file.path))), known)
    same = composed.root is not None and hashlib.sha256(whole_text(composed).encode()).hexdigest() == file.sha256
    return composed if same else None


def _ways(composed: Composed) -> Iterator[tuple[str, Way]]:
    root = composed.root if isinstance(composed.root, dict) else {}
    yield from _nodes(root.get("index"), ("index",))
    for section in ("reported", "gates", "extras"):
        for place, entry in enumerate(root.get(section) or ()):
            if isinstance(entry, dict) and "id" in entry:
                yield str(entry["id"]), (section, place)


def _nodes(node: object, way: Way) -> Iterator[tuple[str, Way]]:
    if not isinstance(node, dict):
        return
    yield str(node.get("id", "")), way
    for place, child in enumerate(node.get("children") or ()):
        yield from _nodes(child, (*way, "children", place))
