"""The reference of the language as pages: every key, question type, rule and function, from the code that uses them."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from engine.framework import models
from engine.framework.functions import FUNCTIONS, OPERATORS
from engine.framework.json_schema import NOT_WRITTEN
from engine.framework.key_help import KEY_HELP
from engine.framework.models import Framework
from engine.framework.question_types import NoSettings, QuestionType
from engine.framework.rules import Rule, RuleKind
from engine.framework.setting_words import KeyWords, keys_in_words
from engine.framework.vocabulary import Vocabulary

MADE = "<!-- made by `thuocdo reference`: do not change by hand -->\n"
KINDS: Mapping[RuleKind, str] = {
    RuleKind.MEASURE: "Answers about a unit become one value.",
    RuleKind.TREAT: "Outlying values are treated.",
    RuleKind.NORMALISE: "Values become scores on one scale.",
    RuleKind.AGGREGATE: "The scores of children become one.",
    RuleKind.GATE: "A condition limits a score.",
}


def reference(vocabulary: Vocabulary) -> dict[str, str]:
    """The pages by file name, with the question types and rules of this vocabulary."""
    pages = {
        "keys.md": _keys(),
        "question-types.md": _question_types(vocabulary.question_types.values()),
        "rules.md": _rules(vocabulary.rules.values()),
        "functions.md": _functions(),
    }
    return {"README.md": _contents(pages), **pages}


def _contents(pages: Mapping[str, str]) -> str:
    lines = ["# Reference", "", "Everything that a framework file may say, one page a kind of word.", ""]
    for name, page in pages.items():
        mark = "### " if "\n### " in page else "## "
        heads = [line.removeprefix(mark) for line in page.splitlines() if line.startswith(mark)]
        title = page.splitlines()[0].removeprefix("# ")
        entries = ", ".join(f"[{head}]({name}#{_anchor(head)})" for head in heads)
        lines += [f"- [{title}]({name}): {entries}"]
    return "\n".join([*lines, "", MADE])


def _keys() -> str:
    lines = ["# Keys", "", "By the part of the file in which they stand.", ""]
    places = _places()
    for noun, keys in KEY_HELP.items():
        model = getattr(models, noun)
        lines += [f"## {noun}", "", _first_words(model), ""]
        if places.get(noun):
            lines += [f"Stands in {', '.join(places[noun])}.", ""]
        known = {key.name: key for key in keys_in_words(model)}
        shown = [name for name in keys if name in known and name not in NOT_WRITTEN]
        lines += _table((known[name], keys[name]) for name in shown)
    return "\n".join([*lines, MADE])


def _places() -> dict[str, list[str]]:
    """The keys whose values are of a noun, by noun."""
    found: dict[str, list[str]] = {}
    schema = Framework.model_json_schema()
    for noun, given in {"Framework": schema, **schema["$defs"]}.items():
        for key, value in given.get("properties", {}).items():
            for other in _referred(value):
                found.setdefault(other, []).append(f"`{key}` of [{noun}](#{_anchor(noun)})")
    return found


def _referred(given: Any) -> Iterator[str]:
    if isinstance(given, list):
        for each in given:
            yield from _referred(each)
    elif isinstance(given, dict):
        if "$ref" in given:
            yield str(given["$ref"]).rpartition("/")[2]
        for each in given.values():
            yield from _referred(each)


def _question_types(types: Iterable[QuestionType]) -> str:
    lines = [
        "# Question types",
        "",
        "What `type:` may be, with the keys that only this type knows;",
        "the others stand under [Question](keys.md#question).",
        "",
    ]
    for kind in types:
        lines += [f"## {kind.name}", "", kind.summary, ""]
        lines += [f"In conditions and measures: {kind.yields}.", ""]
        if kind.needs_options:
            own = " (or its own)" if kind.own_options else ""
            lines += [f"Takes `options` or a `scale`{own}.", ""]
        if kind.settings is not NoSettings:
            lines += [_whole_words(kind.settings), "", *_table((key, None) for key in keys_in_words(kind.settings))]
    return "\n".join([*lines, MADE])


def _rules(rules: Iterable[Rule]) -> str:
    lines = ["# Rules", "", "The steps from answers to a score, in the order in which they run.", ""]
    given = list(rules)
    for kind, words in KINDS.items():
        lines += [f"## {kind}", "", words, ""]
        for rule in sorted((rule for rule in given if rule.kind is kind), key=lambda rule: rule.name):
            lines += [f"### {kind} {rule.name}", "", f"`{_use(rule)}`", ""]
            if (source := _plugin(rule)) is not None:
                lines += [f"Comes with the plugin {source}.", ""]
            lines += [rule.reference, ""]
            settings = keys_in_words(rule.settings)
            lines += _table((key, None) for key in settings) if settings else []
    return "\n".join([*lines, MADE])


def _functions() -> str:
    lines = ["# Functions and operators", "", "What conditions, formulas, limits and gates may say.", ""]
    lines += ["## Operators", ""]
    lines += [f"- `{written}`: {meaning}" for written, meaning in OPERATORS.items()]
    lines += ["", "## Functions", ""]
    for name in sorted(FUNCTIONS):
        function = FUNCTIONS[name]
        lines += [f"### {name}", "", f"`{function.signature}`", "", function.meaning, ""]
        if function.over_passes:
            lines += ["Outside of the passes of a `for_each` page it takes the answers of all of them.", ""]
        if function.example:
            lines += [f"Example: `{function.example}`", ""]
    return "\n".join([*lines, MADE])


def _use(rule: Rule) -> str:
    """How a file names the rule: alone, or with the settings that must be given."""
    needed = [key for key in keys_in_words(rule.settings) if not key.default]
    settings = ", ".join(f"{key.name}: {key.takes}" for key in needed)
    if rule.kind is RuleKind.GATE:
        return f"rule: {rule.name}, {settings}"
    return f"{rule.kind}: {{rule: {rule.name}, {settings}}}" if needed else f"{rule.kind}: {rule.name}"


def _plugin(rule: Rule) -> str | None:
    """The package that brings a rule; None for the engine's own."""
    parts = rule.apply.__module__.split(".")
    return None if parts[0] == "engine" else f"`{'.'.join(parts[:-1]) or parts[0]}`"


def _table(keys: Iterable[tuple[KeyWords, str | None]]) -> list[str]:
    rows = list(keys)
    if not rows:
        return []
    says = any(words is not None for _key, words in rows)
    head = ["| key | takes | without it |", "| --- | --- | --- |"]
    if says:
        head = ["| key | takes | without it | says |", "| --- | --- | --- | --- |"]
    lines = []
    for key, words in rows:
        default = {"": "must be given", "null": "–"}.get(key.default, f"`{_cell(key.default)}`")
        more = f" {words or ''} |" if says else ""
        lines.append(f"| `{key.name}` | {_cell(key.takes)} | {default} |{more}")
    return [*head, *lines, ""]


def _cell(words: str) -> str:
    return words.removesuffix(" | null").replace("|", r"\|")


def _first_words(model: type[BaseModel]) -> str:
    return " ".join((inspect.getdoc(model) or "").partition("\n\n")[0].split())


def _whole_words(model: type[BaseModel]) -> str:
    return inspect.getdoc(model) or ""


def _anchor(head: str) -> str:
    return head.lower().replace(" ", "-")
