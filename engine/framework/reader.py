"""A framework file read once into nouns, with every problem it has, each at its place."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from engine.framework.checks import check
from engine.framework.code_lists import with_code_lists
from engine.framework.composer import MAX_BYTES, Composed, compose
from engine.framework.extending import bases_of, extended, unreadable, whole_text
from engine.framework.file_text import bytes_of, text_of
from engine.framework.friendly import note_errors
from engine.framework.models import Framework
from engine.framework.places import Places
from engine.framework.refused import refused
from engine.framework.repair import without_errors
from engine.framework.shape import Shaping
from engine.framework.spelling import mend_spelling
from engine.framework.vocabulary import Vocabulary
from engine.problems import Problem, errors


@dataclass(frozen=True)
class FrameworkFile:
    """A framework's text as it was read; `sha256` is of its bytes.

    For a file that extends others, or has lists of codes beside it, `text` is the whole, so that a round that pins
    it needs no other file, and `bases` are those it was made from.
    """

    path: Path
    text: str
    sha256: str
    bases: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Read:
    """What came of reading: the framework, unless an error stands in `problems`, sorted by place.

    `problem_at` makes a problem at the place of a node, page, question, form, gate or band by its id.
    """

    file: FrameworkFile
    framework: Framework | None
    problems: tuple[Problem, ...]
    problem_at: Callable[[str, str, str], Problem]


def read_framework(path: Path, vocabulary: Vocabulary) -> Read:
    """Read a file; raises MachineError when the disk does not give it, never for what is written in it."""
    given = bytes_of(path, MAX_BYTES + 1)
    found = text_of(given, str(path), whole=len(given) <= MAX_BYTES)
    file = FrameworkFile(path, found.text, hashlib.sha256(given).hexdigest())
    if found.problem is not None:
        return Read(file, None, (found.problem,), Places(Composed(str(path))).problem_at)
    return _read(file, vocabulary)


def read_text(text: str, name: str, vocabulary: Vocabulary) -> Read:
    """Read a text as if it were the file `name`."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return _read(FrameworkFile(Path(name), text, digest), vocabulary)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Reading makes many small values and no cycles: looking for cycles meanwhile would take a third of the time.

    What was read counts as old then, as it would after the next looks; else the first of them would go through all of
    it at once. A server's parts that are left out of every look (`gc.freeze`) stay left out.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


@_uncollected()
def _read(file: FrameworkFile, vocabulary: Vocabulary) -> Read:
    composed = extended(with_code_lists(compose(file.text, str(file.path))), vocabulary.frameworks)
    places = Places(composed)
    places.problems += places.with_ways(composed.problems)
    framework = _framework(places, vocabulary)
    if bases_of(composed):
        file = _whole(file, composed, places)
    problems = tuple(sorted(set(places.problems)))
    if errors(problems):
        framework = None
    return Read(file, framework, problems, places.problem_at)


def _whole(file: FrameworkFile, composed: Composed, places: Places) -> FrameworkFile:
    """The file with the text of the whole, if it is sound, and its hash, so that a change of a base is seen as one."""
    if errors(places.problems):
        return replace(file, bases=bases_of(composed))
    text = whole_text(composed)
    places.problems += unreadable(composed, text)
    return FrameworkFile(file.path, text, hashlib.sha256(text.encode()).hexdigest(), bases_of(composed))


def _framework(places: Places, vocabulary: Vocabulary) -> Framework | None:
    root = places.composed.root
    if root is None:
        if not places.problems:
            places.add((), "the file is empty.", "Begin with `thuocdo: 1`, or write one with `thuocdo new my_index`.")
        return None
    if not isinstance(root, dict):
        places.add((), "the file must hold keys such as `thuocdo`, `id` and `title`.", "Begin with `thuocdo: 1`.")
        return None
    mend_spelling(places, vocabulary)
    shaped = Shaping(places, vocabulary).framework(root)
    try:
        framework = Framework.model_validate(shaped)
    except ValidationError as error:
        found = refused(error)
        note_errors(places, (), found)
        repaired = without_errors(shaped, found)
        if repaired is None:
            return None
        framework = repaired
    check(framework, vocabulary, places)
    return framework
