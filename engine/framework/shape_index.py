"""From shorthands to the form of the nouns: indicators, rules and their settings, gates, and what is varied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from engine.framework.composer import Way
from engine.framework.friendly import keys_of, note_errors
from engine.framework.models import Gate
from engine.framework.places import Places, did_you_mean
from engine.framework.refused import refused
from engine.framework.rules import RuleKind
from engine.framework.vocabulary import Vocabulary

_GATE_KEYS = frozenset(keys_of(Gate)) - {"settings"}
_STEPS = (RuleKind.MEASURE, RuleKind.TREAT, RuleKind.NORMALISE, RuleKind.AGGREGATE)


class ShapingIndex:
    """The index of one file being shaped; settings are checked against the vocabulary."""

    def __init__(self, places: Places, vocabulary: Vocabulary) -> None:
        self.places = places
        self.vocabulary = vocabulary

    def node(self, node: Any, way: Way) -> Any:
        """A node of the index and all below it, shaped."""
        if not isinstance(node, dict):
            return node
        shaped = dict(node)
        for key in ("from", "applies_to"):
            if isinstance(node.get(key), str):
                shaped[key] = [node[key]]
        shaped = with_lists(shaped, "legal", "recommendations", "evidence")
        for kind in _STEPS:
            if (given := node.get(kind.value)) is None:
                continue
            if kind is RuleKind.TREAT:
                uses = given if isinstance(given, list) else [given]
                steps = [(*way, "treat", i) if isinstance(given, list) else (*way, "treat") for i in range(len(uses))]
                shaped["treat"] = [self._rule(kind, use, step) for use, step in zip(uses, steps, strict=True)]
            else:
                shaped[kind.value] = self._rule(kind, given, (*way, kind.value))
        if isinstance(node.get("children"), list):
            children = enumerate(node["children"])
            shaped["children"] = [self.node(child, (*way, "children", i)) for i, child in children]
        return shaped

    def reported(self, given: Any, way: Way) -> Any:
        """A result beside the tree, shaped."""
        if not isinstance(given, dict):
            return given
        shaped = dict(given)
        if isinstance(of := given.get("of"), list):
            for position, name in enumerate(of):
                if name in of[:position]:
                    self.places.add((*way, "of", position), f"`{name}` is named twice.", "Remove one.")
            shaped["of"] = dict.fromkeys(map(str, of), 1.0)
        if (use := given.get("aggregate")) is not None:
            shaped["aggregate"] = self._rule(RuleKind.AGGREGATE, use, (*way, "aggregate"))
        return shaped

    def robustness(self, given: dict[str, Any], way: Way) -> dict[str, Any]:
        """The section with its short forms written out: `weights: 0.25`, and a rule alone for `{by: …}`."""
        shaped = dict(given)
        weights = given.get("weights")
        if isinstance(weights, int | float) and not isinstance(weights, bool):
            shaped["weights"] = {"share": weights}
            self.places.moved[*way, "weights", "share"] = (*way, "weights")
        elif isinstance(weights, dict):
            shaped["weights"] = _with_on(weights)
        for kind in (RuleKind.TREAT, RuleKind.NORMALISE, RuleKind.AGGREGATE):
            if (choices := given.get(kind.value)) is None:
                continue
            if not isinstance(choices, list):
                self.places.moved[*way, kind.value, 0] = (*way, kind.value)
                choices = [choices]
            shaped[kind.value] = [self._choice(kind, each, (*way, kind.value, i)) for i, each in enumerate(choices)]
        return shaped

    def _choice(self, kind: RuleKind, given: Any, way: Way) -> Any:
        if isinstance(given, str) or (isinstance(given, dict) and "rule" in given):
            self.places.moved[*way, "by"] = self.places.in_file(way)
            return {"by": self._rule(kind, given, way)}
        if not isinstance(given, dict):
            return given
        shaped = _with_on(given)
        if given.get("by") is not None:
            shaped["by"] = self._rule(kind, given["by"], (*way, "by"))
        return shaped

    def _rule(self, kind: RuleKind, given: Any, way: Way) -> Any:
        if isinstance(given, str):
            return self._rule_use(kind, given, {}, way, way)
        if isinstance(given, dict) and isinstance(given.get("rule"), str):
            settings = {key: value for key, value in given.items() if key != "rule"}
            return self._rule_use(kind, given["rule"], settings, way, (*way, "rule"))
        if isinstance(given, dict) and "rule" not in given:
            names = ", ".join(f"`{name}`" for name in self.vocabulary.rule_names(kind))
            self.places.add(way, f"`{kind.value}` names no rule.", f"Add `rule: …`, one of {names}.")
            return {"rule": "?", "settings": {}}
        return given

    def _rule_use(self, kind: RuleKind, name: str, given: dict[str, Any], way: Way, at: Way) -> dict[str, Any]:
        return {"rule": name, "settings": self._rule_settings(kind, name, given, way, at) or {}}

    def _rule_settings(
        self, kind: RuleKind, name: str, given: dict[str, Any], way: Way, at: Way
    ) -> dict[str, Any] | None:
        rule = self.vocabulary.rules.get((kind, name))
        if rule is None:
            self._unknown_rule(kind, name, at)
            return None
        settings = self.settings(rule.settings, given, way)
        return None if settings is None else dict(settings)

    def _unknown_rule(self, kind: RuleKind, name: str, at: Way) -> None:
        others = [k.value for k, n in self.vocabulary.rules if n == name]
        what = f"`{name}` is no rule for `{kind.value}`."
        if others:
            self.places.add(at, what, f"It is one for `{others[0]}`: move it there.")
        else:
            self.places.add(at, what, did_you_mean(name, self.vocabulary.rule_names(kind), otherwise=99))

    def gate(self, gate: Any, way: Way) -> Any:
        """A gate, shaped: `cap: 49` says rule and limit in one."""
        if not isinstance(gate, dict):
            return gate
        shaped = {key: value for key, value in gate.items() if key in _GATE_KEYS}
        given = {key: value for key, value in gate.items() if key not in _GATE_KEYS}
        name = gate.get("rule", "cap")
        if not isinstance(name, str):
            return shaped
        rule = self.vocabulary.rules.get((RuleKind.GATE, name))
        if rule is None:
            self._unknown_rule(RuleKind.GATE, name, (*way, "rule"))
            return shaped
        if name in given and name not in rule.settings.model_fields and "at" not in given:
            given["at"] = given.pop(name)
        known = [*_GATE_KEYS, *keys_of(rule.settings), name]
        settings = self.settings(rule.settings, given, way, known)
        shaped["settings"] = {} if settings is None else dict(settings)
        return shaped

    def settings(
        self, model: type[BaseModel], given: Mapping[str, Any], way: Way, known: list[str] | None = None
    ) -> BaseModel | None:
        """Settings read into their model; None after complaints about what does not fit it."""
        try:
            return model.model_validate(given)
        except ValidationError as error:
            note_errors(self.places, way, refused(error), known if known is not None else keys_of(model))
            return None


def _with_on(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "on": [given["on"]]} if isinstance(given.get("on"), str) else dict(given)


def with_lists(given: dict[str, Any], *keys: str) -> dict[str, Any]:
    """A noun whose keys may hold one thing or several; a legal text may be its name alone."""
    shaped = dict(given)
    for key in keys:
        if isinstance(one := given.get(key), str | dict):
            shaped[key] = [one]
    if isinstance(cited := shaped.get("legal"), list):
        shaped["legal"] = [{"text": cite} if isinstance(cite, str) else cite for cite in cited]
    return shaped
