"""Samples of the language for its reference, cut out of whole files that are checked: nothing is made up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

from engine.authoring.flow_yaml import as_written, in_line
from engine.framework.composer import compose
from engine.framework.models import Framework

LONGEST = 400
"""A sample is to be taken in at a glance, in characters."""

LONGEST_VALUE = 70
"""So long a value still fits into a table."""

Raw: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Sample:
    """A thing as it stands in a file: which noun it is, the file, and what was written."""

    noun: str
    file: Path
    raw: Raw

    @cached_property
    def text(self) -> str:
        """The sample as YAML."""
        return as_written(self.raw)


@dataclass(frozen=True)
class Samples:
    """All things of the files by noun, in the order of the files."""

    by_noun: Mapping[str, tuple[Sample, ...]]

    def best(self, noun: str, fits: Callable[[Raw], bool] = bool, shows: Iterable[str] = ()) -> Sample | None:
        """Of the samples that are short, one with most of what it `shows`, then with most keys; else the shortest."""
        wanted = frozenset(shows)
        found = [each for each in self.by_noun.get(noun, ()) if fits(each.raw)]
        short = [each for each in found if len(each.text) <= LONGEST]
        if not short:
            return min(found, key=lambda each: len(each.text), default=None)
        return max(short, key=lambda each: (len(wanted & each.raw.keys()), len(each.raw), -len(each.text)))

    def value(self, noun: str, key: str, fits: Callable[[Raw], bool] = bool) -> str:
        """The shortest value that a key has anywhere, as it is written; "" where there is none that fits a table."""
        there = (each.raw for each in self.by_noun.get(noun, ()) if each.raw.get(key) is not None and fits(each.raw))
        shown = min((in_line(raw[key]) for raw in there), key=lambda text: (len(text), text), default="")
        return shown if len(shown) <= LONGEST_VALUE else ""


def samples_of(files: Iterable[Path]) -> Samples:
    """The samples in these files; OSError if one cannot be read. Files with mistakes, or without a whole, have none."""
    found: dict[str, list[Sample]] = {}
    schema = Framework.model_json_schema()
    for file in files:
        composed = compose(file.read_text("utf-8"), str(file))
        if isinstance(composed.root, dict) and not composed.problems and "extends" not in composed.root:
            for noun, raw in _things("Framework", composed.root, {**schema["$defs"], "Framework": schema}):
                found.setdefault(noun, []).append(Sample(noun, file, raw))
    return Samples({noun: tuple(each) for noun, each in found.items()})


def _things(noun: str, raw: Raw, nouns: Mapping[str, Any]) -> Iterator[tuple[str, Raw]]:
    """A thing and all that it holds, by what the schema says its keys hold."""
    yield noun, raw
    if noun == "Question" and raw.get("type") == "battery":
        yield "Battery", raw
    keys = nouns[noun].get("properties", {})
    for key, value in raw.items():
        for other, below in _held(keys.get(key, {}), value, nouns):
            yield from _things(other, below, nouns)


def _held(given: Any, value: Any, nouns: Mapping[str, Any]) -> Iterator[tuple[str, Raw]]:
    """The things that a value is or holds."""
    if "$ref" in given:
        name = str(given["$ref"]).rpartition("/")[2]
        if "properties" not in nouns[name]:
            yield from _held(nouns[name], value, nouns)
        elif isinstance(value, dict):
            yield name, value
        return
    for other in given.get("anyOf", ()):
        yield from _held(other, value, nouns)
    if isinstance(value, list) and "items" in given:
        for each in value:
            yield from _held(given["items"], each, nouns)
    elif isinstance(value, dict):
        of_values = [*given.get("patternProperties", {}).values(), given.get("additionalProperties")]
        for inner in (each for each in of_values if isinstance(each, dict)):
            for each in value.values():
                yield from _held(inner, each, nouns)
