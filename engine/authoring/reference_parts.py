"""What the pages of the reference are put together from: tables of keys, samples with their files, lists of links."""

from __future__ import annotations

import os.path
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engine.authoring.flow_yaml import as_written, in_line
from engine.authoring.samples import LONGEST_VALUE, Raw, Sample, Samples
from engine.framework.rules import Rule, RuleKind
from engine.framework.setting_words import KeyWords, keys_in_words

MADE = "<!-- made by `thuocdo reference`: do not change by hand -->\n"

KEYS_AT, WORDS_AT, TYPES_AT, RULES_AT, FUNCTIONS_AT = "keys", "words", "types", "rules", "functions"
"""The folder of each kind of page."""


_EXPRESSIONS = ("when", "that", "formula", "points", "min", "max")
"""Keys that hold expressions, or may."""


def file_of_noun(noun: str) -> str:
    """The page of a noun's keys, in its folder."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", noun).lower() + ".md"


def file_of_rule(rule: Rule) -> str:
    """The page of a rule, in its folder."""
    return f"{rule.kind}-{rule.name}.md"


def listed(head: str, entries: Sequence[str]) -> list[str]:
    """A line of links; none without entries."""
    return [f"{head}: {' · '.join(entries)}", ""] if entries else []


@dataclass(frozen=True)
class Writing:
    """Tables and examples made of samples; `place` is where the pages will lie."""

    samples: Samples
    place: str
    noun: str = ""
    fits: Callable[[Raw], bool] = bool

    def only(self, noun: str, fits: Callable[[Raw], bool]) -> Writing:
        """The same, with values only of such samples."""
        return replace(self, noun=noun, fits=fits)

    def table(self, keys: Iterable[tuple[KeyWords, str | None]]) -> list[str]:
        """Keys with what they take, what holds without them, what they say and a value that a file gives."""
        return self._table(list(keys), lambda key: self.samples.value(self.noun, key, self.fits))

    def _table(self, rows: list[tuple[KeyWords, str | None]], value_of: Callable[[str], str]) -> list[str]:
        if not rows:
            return []
        says = any(words is not None for _key, words in rows)
        heads = ["key", "takes", "without it", *(["says"] if says else []), "for example"]
        lines = [f"| {' | '.join(heads)} |", f"|{' --- |' * len(heads)}"]
        for key, words in rows:
            default = {"": "must be given", "null": "–"}.get(key.default, f"`{_cell(key.default)}`")
            value = value_of(key.name)
            name = f"[`{key.name}`](../{WORDS_AT}/{key.name}.md)"
            cells = [name, _cell(key.takes), default, *([words or ""] if says else [])]
            lines.append(f"| {' | '.join([*cells, f'`{_cell(value)}`' if value else ''])} |")
        return [*lines, ""]

    def example(self, sample: Sample | None) -> list[str]:
        """A sample with the file in which it stands."""
        return self.shown(sample.text, sample) if sample else []

    def rule_table(self, rule: Rule) -> list[str]:
        """The settings of a rule."""
        uses = [use for use, _sample in self._uses(rule)]

        def value_of(key: str) -> str:
            shown = min((in_line(use[key]) for use in uses if use.get(key) is not None), key=_short, default="")
            return shown if len(shown) <= LONGEST_VALUE else ""

        return self._table([(key, None) for key in keys_in_words(rule.settings)], value_of)

    def rule_example(self, rule: Rule) -> list[str]:
        """The use of a rule with the most settings in a file."""
        found = max(self._uses(rule), key=lambda each: (len(each[0]), -len(in_line(each[0]))), default=None)
        if found is None:
            return []
        use, sample = found
        if rule.kind is RuleKind.GATE:
            return self.example(sample)
        shown = rule.name if use.keys() == {"rule"} else use
        return self.shown(as_written({str(rule.kind): shown}), sample)

    def use_with(self, rule: Rule, key: str) -> tuple[str, Sample] | None:
        """The shortest use of a rule that sets a key, as it is written."""
        found = [(use, sample) for use, sample in self._uses(rule) if use.get(key) is not None]
        if not found:
            return None
        use, sample = min(found, key=lambda each: _short(in_line(each[0])))
        return sample.text if rule.kind is RuleKind.GATE else as_written({str(rule.kind): use}), sample

    def _uses(self, rule: Rule) -> Iterator[tuple[Raw, Sample]]:
        """Every use of a rule in the files, with the thing that uses it."""
        if rule.kind is RuleKind.GATE:
            for sample in self.samples.by_noun.get("Gate", ()):
                if sample.raw.get("rule", "cap") == rule.name:
                    at = {"at": sample.raw[rule.name]} if rule.name in sample.raw else {}
                    yield {**sample.raw, **at}, sample
            return
        for sample in (*self.samples.by_noun.get("Node", ()), *self.samples.by_noun.get("Reported", ())):
            given = sample.raw.get(rule.kind.value)
            for use in given if isinstance(given, list) else [given]:
                named = {"rule": use} if isinstance(use, str) else use
                if isinstance(named, dict) and named.get("rule") == rule.name:
                    yield named, sample

    def shown(self, text: str, sample: Sample) -> list[str]:
        """A piece of YAML with the file that it is from."""
        return ["```yaml", text, "```", "", f"From {self._file(sample)}.", ""]

    def _file(self, sample: Sample) -> str:
        link = os.path.relpath(sample.file, Path(self.place) / KEYS_AT).replace(os.sep, "/")
        return f"[{sample.file.stem}]({link})"

    def function_example(self, name: str) -> list[str]:
        """The shortest expression of a file that uses a function."""
        used = re.compile(rf"\b{name}\(")
        found = [
            (f"{key}: {in_line(value)}", sample)
            for samples in self.samples.by_noun.values()
            for sample in samples
            for key, value in sample.raw.items()
            if key in _EXPRESSIONS and isinstance(value, str) and used.search(value)
        ]
        if not found:
            return []
        text, sample = min(found, key=lambda each: _short(each[0]))
        return self.shown(text, sample)


def _short(text: str) -> tuple[int, str]:
    return len(text), text


def _cell(words: str) -> str:
    return words.removesuffix(" | null").replace("|", r"\|")
