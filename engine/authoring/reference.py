"""The reference of the language: a page each for the keys of a noun, a question type, a rule and a function."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.authoring.reference_parts import (
    FUNCTIONS_AT,
    KEYS_AT,
    MADE,
    RULES_AT,
    TYPES_AT,
    WORDS_AT,
    Writing,
    file_of_noun,
    file_of_rule,
    listed,
)
from engine.authoring.reference_words import word_pages
from engine.authoring.samples import Samples
from engine.framework import models
from engine.framework.function_kinds import Function
from engine.framework.functions import FUNCTIONS, OPERATORS
from engine.framework.json_schema import NOT_WRITTEN
from engine.framework.key_help import KEY_HELP
from engine.framework.models import Framework
from engine.framework.question_types import NoSettings, QuestionType
from engine.framework.rules import Rule, RuleKind
from engine.framework.setting_words import keys_in_words
from engine.framework.vocabulary import Vocabulary

KINDS: Mapping[RuleKind, str] = {
    RuleKind.MEASURE: "Answers about a unit become one value.",
    RuleKind.TREAT: "Outlying values are treated.",
    RuleKind.NORMALISE: "Values become scores on one scale.",
    RuleKind.AGGREGATE: "The scores of children become one.",
    RuleKind.GATE: "A condition limits a score.",
}


def reference(vocabulary: Vocabulary, samples: Samples, place: str = "") -> dict[str, str]:
    """The pages by file name, with the question types and rules of this vocabulary and samples out of whole files.

    `place` is where the pages will lie, so that they can name the files of their samples.
    """
    made = _Reference(vocabulary, Writing(samples, place))
    return {name: f"{page.rstrip()}\n\n{MADE}" for name, page in made.pages()}


@dataclass(frozen=True)
class _Reference:
    vocabulary: Vocabulary
    writing: Writing

    def pages(self) -> Iterator[tuple[str, str]]:
        """Every page with its file name, each kind's own list of contents first."""
        yield "README.md", self._contents()
        yield from word_pages(self.vocabulary, self.writing)
        yield f"{KEYS_AT}/README.md", self._nouns()
        for noun in KEY_HELP:
            yield f"{KEYS_AT}/{file_of_noun(noun)}", self._noun(noun)
        yield f"{TYPES_AT}/README.md", self._types()
        for kind in self.vocabulary.question_types.values():
            yield f"{TYPES_AT}/{kind.name}.md", self._type(kind)
        yield f"{RULES_AT}/README.md", self._rules()
        for rule in self.vocabulary.rules.values():
            yield f"{RULES_AT}/{file_of_rule(rule)}", self._rule(rule)
        yield f"{FUNCTIONS_AT}/README.md", _functions()
        for name in sorted(FUNCTIONS):
            yield f"{FUNCTIONS_AT}/{name}.md", self._function(FUNCTIONS[name])

    def _contents(self) -> str:
        rules, types = len(self.vocabulary.rules), len(self.vocabulary.question_types)
        return "\n".join(
            [
                "# Reference",
                "",
                "Everything that a framework file may say, a page each.",
                "",
                f"- [Keys by name]({WORDS_AT}/README.md), with all that each may mean",
                f"- [Keys by the things that have them]({KEYS_AT}/README.md): {len(KEY_HELP)}",
                f"- [Question types]({TYPES_AT}/README.md): {types}",
                f"- [Rules]({RULES_AT}/README.md), the steps from answers to a score: {rules}",
                f"- [Functions and operators]({FUNCTIONS_AT}/README.md) of conditions and formulas: {len(FUNCTIONS)}",
            ]
        )

    def _nouns(self) -> str:
        lines = [
            "# Keys",
            "",
            "By the part of the file in which they stand.",
            "",
            "| part | what it is |",
            "| --- | --- |",
        ]
        return "\n".join(lines + [f"| [{noun}]({file_of_noun(noun)}) | {_first_words(noun)} |" for noun in KEY_HELP])

    def _noun(self, noun: str) -> str:
        places = _places()
        known = {key.name: key for key in keys_in_words(getattr(models, noun))}
        shown = [name for name in KEY_HELP[noun] if name in known and name not in NOT_WRITTEN]
        lines = [f"# {noun}", "", _whole_words(getattr(models, noun)), ""]
        if noun == "Battery":
            lines += [f"Written as a question of [type battery](../{TYPES_AT}/battery.md).", ""]
        elif noun in places:
            lines += [f"Stands in {', '.join(places[noun])}.", ""]
        best = self.writing.samples.best(noun)
        lines += self.writing.only(noun, bool).table((known[name], KEY_HELP[noun][name]) for name in shown)
        lines += self.writing.example(best)
        holds = [other for other, where in places.items() if any(f"[{noun}](" in each for each in where)]
        see = [f"[{other}]({file_of_noun(other)})" for other in holds if other in KEY_HELP and other != noun]
        if noun == "Question":
            see += [f"[question types](../{TYPES_AT}/README.md)"]
        if noun == "Node":
            see += [f"[rules](../{RULES_AT}/README.md)"]
        return "\n".join([*lines, *listed("See also", [*see, "[all keys](README.md)"])])

    def _types(self) -> str:
        lines = ["# Question types", "", "What `type:` of a [question](../keys/question.md) may be.", ""]
        lines += ["| type | what it is | in conditions and measures |", "| --- | --- | --- |"]
        kinds = self.vocabulary.question_types.values()
        return "\n".join(lines + [f"| [{x.name}]({x.name}.md) | {x.summary} | {x.yields} |" for x in kinds])

    def _type(self, kind: QuestionType) -> str:
        lines = [f"# {kind.name}", "", kind.summary, ""]
        lines += [f"- In conditions and measures: {kind.yields}."]
        lines += [
            "- Stands in `questions` of a [Page](../keys/page.md), with the keys of a [Question](../keys/question.md)."
        ]
        if kind.needs_options:
            own = " (or its own)" if kind.own_options else ""
            lines += [f"- Takes `options`, a `scale` or `options_from`{own}."]
        if not kind.asks:
            lines += ["- Is shown, not asked: it takes no answer."]
        lines += [""]
        keys = () if kind.settings is NoSettings else keys_in_words(kind.settings)
        if keys:
            of_type = self.writing.only("Question", lambda raw: raw.get("type") == kind.name)
            lines += ["Only this type knows these keys.", "", _whole_words(kind.settings), ""]
            lines += of_type.table((key, None) for key in keys)
        best = self.writing.samples.best(
            "Question", lambda raw: raw.get("type") == kind.name, [key.name for key in keys]
        )
        lines += self.writing.example(best)
        alike = [x.name for x in self.vocabulary.question_types.values() if x.yields is kind.yields and x is not kind]
        see = [f"[{name}]({name}.md)" for name in alike]
        return "\n".join([*lines, *listed("See also", [*see, "[all question types](README.md)"])])

    def _rules(self) -> str:
        lines = ["# Rules", "", "The steps from answers to a score, in the order in which they run.", ""]
        for kind, words in KINDS.items():
            lines += [f"## {kind}", "", words, ""]
            lines += [
                f"- [{rule.name}]({file_of_rule(rule)}): {rule.reference.partition(chr(10))[0]}"
                for rule in self._of(kind)
            ]
            lines += [""]
        return "\n".join(lines)

    def _of(self, kind: RuleKind) -> list[Rule]:
        found = (rule for rule in self.vocabulary.rules.values() if rule.kind is kind)
        return sorted(found, key=lambda rule: rule.name)

    def _rule(self, rule: Rule) -> str:
        at = (
            "gates` of a [Framework](../keys/framework.md)"
            if rule.kind is RuleKind.GATE
            else f"{rule.kind}:` of a [Node](../keys/node.md)"
        )
        lines = [
            f"# {rule.kind} {rule.name}",
            "",
            f"`{_use(rule)}`",
            "",
            rule.reference,
            "",
            f"Stands in `{at}. {KINDS[rule.kind]}",
        ]
        lines += [f"Comes with the plugin {source}.", ""] if (source := _plugin(rule)) is not None else [""]
        lines += self.writing.rule_table(rule)
        lines += self.writing.rule_example(rule)
        see = [f"[{other.name}]({file_of_rule(other)})" for other in self._of(rule.kind) if other is not rule]
        return "\n".join([*lines, *listed("See also", [*see, "[all rules](README.md)"])])

    def _function(self, function: Function) -> str:
        lines = [f"# {function.name}", "", f"`{function.signature}`", "", function.meaning, ""]
        takes = " or ".join(sorted({kind.value for kind in function.takes_at(0)}))
        lines += [f"Takes {takes}; gives {function.gives.value}.", ""]
        if function.over_passes:
            lines += ["Outside of the passes of a `for_each` page it takes the answers of all of them.", ""]
        lines += ["Stands in `when`, `formula`, limits and checks of forms, and in gates, bands and extras.", ""]
        lines += [f"Worked out: `{function.example}`", ""] if function.example else []
        lines += self.writing.function_example(function.name)
        alike = [x.name for x in FUNCTIONS.values() if x.gives is function.gives and x is not function]
        see = [f"[{name}]({name}.md)" for name in sorted(alike)]
        return "\n".join([*lines, *listed("See also", [*see, "[all functions](README.md)"])])


def _functions() -> str:
    lines = ["# Functions and operators", "", "What conditions, formulas, limits and gates may say.", ""]
    lines += ["## Operators", ""]
    lines += [f"- `{written}`: {meaning}" for written, meaning in OPERATORS.items()]
    lines += ["", "## Functions", ""]
    return "\n".join(
        lines + [f"- [{FUNCTIONS[name].signature}]({name}.md): {FUNCTIONS[name].meaning}" for name in sorted(FUNCTIONS)]
    )


def _places() -> dict[str, list[str]]:
    """The keys whose values are of a noun, by noun."""
    found: dict[str, list[str]] = {}
    schema = Framework.model_json_schema()
    for noun, given in {"Framework": schema, **schema["$defs"]}.items():
        for key, value in given.get("properties", {}).items():
            for other in dict.fromkeys(_referred(value)):
                if noun in KEY_HELP:
                    found.setdefault(other, []).append(f"`{key}` of [{noun}]({file_of_noun(noun)})")
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


def _first_words(noun: str) -> str:
    return " ".join(_whole_words(getattr(models, noun)).partition("\n\n")[0].split())


def _whole_words(model: type[Any]) -> str:
    return inspect.getdoc(model) or ""
