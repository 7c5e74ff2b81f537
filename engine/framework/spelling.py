"""Misspelt keys: told once, and read as what was meant, so that nothing else seems to be missing because of them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any

from engine.framework import models
from engine.framework.composer import Way
from engine.framework.friendly import keys_of
from engine.framework.places import Places
from engine.framework.rules import RuleKind
from engine.framework.vocabulary import Vocabulary

_LISTS: dict[str, type[models.Noun]] = {
    "bodies": models.Body,
    "forms": models.Form,
    "pages": models.Page,
    "sections": models.Section,
    "quotas": models.Quota,
    "options": models.Option,
    "bands": models.Band,
    "extras": models.Extra,
    "states": models.State,
    "priorities": models.Priority,
    "reported": models.Reported,
    "legal": models.Citation,
    "guidance": models.Guidance,
    "definitions": models.Definition,
    "list": models.Unit,
    "examples": models.Example,
    "contradictions": models.Contradiction,
    "reliability": models.ItemScale,
}
_QUALITY: dict[str, type[models.Noun]] = {
    "quality": models.Quality,
    "speed": models.Speed,
    "longest_run": models.LongestRun,
    "irv": models.LittleVariation,
    "same_answers": models.SameAnswers,
    "unfilled": models.Unfilled,
    "even_odd": models.EvenOdd,
    "synonyms": models.Synonyms,
    "antonyms": models.Antonyms,
    "mahalanobis": models.Mahalanobis,
    "duplicates": models.Duplicates,
    "bursts": models.Bursts,
}
_STEPS = {kind.value: kind for kind in RuleKind if kind is not RuleKind.GATE}


def mend_spelling(places: Places, vocabulary: Vocabulary) -> None:
    """Note each key that is nearly one that may stand there and is not given, and take it as that one."""
    _Spelling(places, vocabulary).noun(places.composed.root, (), keys_of(models.Framework))


class _Spelling:
    def __init__(self, places: Places, vocabulary: Vocabulary) -> None:
        self.places = places
        self.vocabulary = vocabulary

    def noun(self, given: Any, way: Way, known: Iterable[str]) -> None:
        """One group of keys and all below it."""
        if not isinstance(given, dict):
            return
        words = list(known)
        for key in [key for key in given if key not in words]:
            near = get_close_matches(key, [word for word in words if word not in given], n=1, cutoff=0.6)
            if near:
                mend = f"Did you mean `{near[0]}`?"
                self.places.add((*way, key), f"`{key}` is not known here.", mend, key=True)
                self.places.composed.rename(given, key, near[0])
        for key, value in given.items():
            self._below(key, value, (*way, key))

    def _below(self, key: str, value: Any, way: Way) -> None:
        if key == "scales" and isinstance(value, dict):
            for name, options in value.items():
                self._each(options, (*way, name), keys_of(models.Option))
        elif key == "units":
            self.noun(value, way, keys_of(models.Units))
        elif key in _QUALITY:
            self.noun(value, way, keys_of(_QUALITY[key]))
        elif key == "screen":
            self.noun(value, way, keys_of(models.Screen))
        elif key == "robustness":
            self.noun(value, way, keys_of(models.Robustness))
        elif key == "index":
            self.noun(value, way, keys_of(models.Node))
        elif key == "children":
            self._each(value, way, keys_of(models.Node))
        elif key in _LISTS:
            self._each(value, way, keys_of(_LISTS[key]))
        elif key == "questions" and isinstance(value, list):
            for position, question in enumerate(value):
                self.noun(question, (*way, position), self._question_keys(question))
        elif key == "gates" and isinstance(value, list):
            for position, gate in enumerate(value):
                self.noun(gate, (*way, position), self._gate_keys(gate))
        elif key in _STEPS:
            for position, use in enumerate(value if isinstance(value, list) else [value]):
                at = (*way, position) if isinstance(value, list) else way
                self.noun(use, at, self._rule_keys(_STEPS[key], use))

    def _each(self, given: Any, way: Way, known: tuple[str, ...]) -> None:
        if isinstance(given, list):
            for position, one in enumerate(given):
                self.noun(one, (*way, position), known)

    def _question_keys(self, question: Any) -> list[str]:
        name = question.get("type") if isinstance(question, dict) else None
        kind = self.vocabulary.question_types.get(name) if isinstance(name, str) else None
        own = [key for key in keys_of(models.Question) if key != "settings"]
        return [*own, *keys_of(kind.settings)] if kind else own

    def _gate_keys(self, gate: Any) -> list[str]:
        name = gate.get("rule", "cap") if isinstance(gate, dict) else "cap"
        rule = self.vocabulary.rules.get((RuleKind.GATE, name)) if isinstance(name, str) else None
        own = [key for key in keys_of(models.Gate) if key != "settings"]
        if rule is None:
            return own
        said = gate if isinstance(gate, dict) else {}
        limit = [] if "at" in said else [rule.name]  # `cap: 49` or `at: 49`
        return [*own, *limit, *(key for key in keys_of(rule.settings) if key != "at" or rule.name not in said)]

    def _rule_keys(self, kind: RuleKind, use: Any) -> list[str]:
        name = use.get("rule") if isinstance(use, dict) else None
        rule = self.vocabulary.rules.get((kind, name)) if isinstance(name, str) else None
        return ["rule", *keys_of(rule.settings)] if rule else ["rule"]
