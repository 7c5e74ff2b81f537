"""The words that plugins add to the language: question types and rules by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.framework.question_types import QuestionType
from engine.framework.rules import Rule, RuleKind


@dataclass(frozen=True)
class Vocabulary:
    """Everything that a framework file may name; a name is used once a kind."""

    question_types: Mapping[str, QuestionType] = field(default_factory=dict)
    rules: Mapping[tuple[RuleKind, str], Rule] = field(default_factory=dict)
    frameworks: Mapping[str, Path] = field(default_factory=dict)  # files by id, for `extends`

    @classmethod
    def of(
        cls, question_types: Iterable[QuestionType], rules: Iterable[Rule], frameworks: Mapping[str, Path] | None = None
    ) -> Vocabulary:
        """The vocabulary of the given types and rules; who offers a name twice was stopped by `engine.plugins`."""
        return cls(
            question_types={given.name: given for given in question_types},
            rules={(rule.kind, rule.name): rule for rule in rules},
            frameworks=frameworks or {},
        )

    def rule_names(self, kind: RuleKind) -> tuple[str, ...]:
        """The names of the rules of one kind, sorted."""
        return tuple(sorted(name for given, name in self.rules if given is kind))
