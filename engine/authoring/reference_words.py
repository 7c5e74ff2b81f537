"""A page for each key of the language: everything that it means, wherever it may stand."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.authoring.reference_parts import (
    KEYS_AT,
    RULES_AT,
    TYPES_AT,
    WORDS_AT,
    Writing,
    file_of_noun,
    file_of_rule,
    listed,
)
from engine.authoring.samples import Raw, Sample
from engine.framework import models
from engine.framework.json_schema import NOT_WRITTEN
from engine.framework.key_help import KEY_HELP
from engine.framework.question_types import NoSettings, QuestionType
from engine.framework.rules import Rule
from engine.framework.setting_words import KeyWords, keys_in_words
from engine.framework.vocabulary import Vocabulary


@dataclass(frozen=True)
class _Place:
    """Where a key may stand, with a link there: what it takes and says, and a thing in a file that has it."""

    at: str
    key: KeyWords
    says: str
    sample: Callable[[], tuple[str, Sample] | None]


def word_pages(vocabulary: Vocabulary, writing: Writing) -> Iterator[tuple[str, str]]:
    """Each key's page with its file name, after the list of all of them."""
    places: dict[str, list[_Place]] = {}
    for place in _places(vocabulary, writing):
        places.setdefault(place.key.name, []).append(place)
    yield f"{WORDS_AT}/README.md", _contents(places)
    for name in sorted(places):
        yield f"{WORDS_AT}/{name}.md", _page(name, places[name], writing)


def _contents(places: Mapping[str, list[_Place]]) -> str:
    lines = ["# All keys", "", "By name, each with the things, question types and rules that know it.", ""]
    lines += [f"- [{name}]({name}.md): {', '.join(each.at for each in places[name])}" for name in sorted(places)]
    return "\n".join(lines)


def _places(vocabulary: Vocabulary, writing: Writing) -> Iterator[_Place]:
    """Every place of every key: things first, in the order of the language, then question types, then rules."""
    for noun, help_of in KEY_HELP.items():
        for key in keys_in_words(getattr(models, noun)):
            if key.name in help_of and key.name not in NOT_WRITTEN:
                at = f"[{noun}](../{KEYS_AT}/{file_of_noun(noun)})"
                yield _Place(at, key, help_of[key.name], _shortest(writing, noun, key.name))
    for kind in vocabulary.question_types.values():
        for key in () if kind.settings is NoSettings else keys_in_words(kind.settings):
            at = f"question type [{kind.name}](../{TYPES_AT}/{kind.name}.md)"
            says = _about(key.name, kind.summary, inspect.getdoc(kind.settings) or "")
            yield _Place(at, key, says, _shortest(writing, "Question", key.name, kind))
    for rule in vocabulary.rules.values():
        for key in keys_in_words(rule.settings):
            at = f"[{rule.kind} {rule.name}](../{RULES_AT}/{file_of_rule(rule)})"
            yield _Place(at, key, _about(key.name, *rule.reference.split("\n", 1)), _use_of(writing, rule, key.name))


def _about(key: str, first: str, rest: str = "") -> str:
    """The first words of a description, and each further sentence that names the key."""
    sentences = re.split(r"(?<=[.;])\s+", " ".join(rest.split()))
    return " ".join([first, *(each for each in sentences if re.search(rf"`{key}\b", each))])


def _shortest(
    writing: Writing, noun: str, key: str, kind: QuestionType | None = None
) -> Callable[[], tuple[str, Sample] | None]:
    def found() -> tuple[str, Sample] | None:
        def fits(raw: Raw) -> bool:
            return raw.get(key) is not None and (kind is None or raw.get("type") == kind.name)

        there = [each for each in writing.samples.by_noun.get(noun, ()) if fits(each.raw)]
        best = min(there, key=lambda each: len(each.text), default=None)
        return (best.text, best) if best else None

    return found


def _use_of(writing: Writing, rule: Rule, key: str) -> Callable[[], tuple[str, Sample] | None]:
    return lambda: writing.use_with(rule, key)


def _page(name: str, places: list[_Place], writing: Writing) -> str:
    lines = [f"# {name}", ""]
    shown: set[str] = set()
    for alike in _alike(places):
        key = alike[0].key
        lines += [f"## In {', '.join(place.at for place in alike)}", ""]
        lines += [place.says if len(alike) == 1 else f"- {place.at}: {place.says}" for place in alike] + [""]
        without = {"": "it must be given", "null": "nothing"}.get(key.default, f"`{key.default}`")
        lines += [f"Takes: {key.takes.removesuffix(' | null')}. Without it: {without}.", ""]
        sample = next((found for place in alike if (found := place.sample())), None)
        if sample and sample[0] not in shown:
            shown.add(sample[0])
            lines += writing.shown(*sample)
    return "\n".join([*lines, *listed("See also", ["[all keys](README.md)"])])


def _alike(places: list[_Place]) -> list[list[_Place]]:
    """Places at which a key takes the same, together."""
    found: dict[tuple[str, str], list[_Place]] = {}
    for place in places:
        found.setdefault((place.key.takes, place.key.default), []).append(place)
    return list(found.values())
