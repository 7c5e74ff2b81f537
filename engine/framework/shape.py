"""From the file's shorthands to the form of the nouns; settings are checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from engine.framework.composer import Way
from engine.framework.friendly import keys_of, note_errors
from engine.framework.models import Gate, Option, Question
from engine.framework.places import Places, did_you_mean
from engine.framework.question_types import Yields
from engine.framework.rules import RuleKind
from engine.framework.vocabulary import Vocabulary

_QUESTION_KEYS = frozenset(keys_of(Question)) - {"settings", "battery"}
_GATE_KEYS = frozenset(keys_of(Gate)) - {"settings"}
_BATTERY_KEYS = ("id", "text", "hint", "order")
_SHARED_BY_ITEMS = frozenset({"scale", "options", "required", "when"})
_STEPS = (RuleKind.MEASURE, RuleKind.TREAT, RuleKind.NORMALISE, RuleKind.AGGREGATE)


class Shaping:
    """One file being shaped; what is not of the form expected is left for pydantic to complain about."""

    def __init__(self, places: Places, vocabulary: Vocabulary) -> None:
        self.places = places
        self.vocabulary = vocabulary
        self.languages: Any = ("vi", "en")
        self._scales: Mapping[Any, Any] = {}
        self._options: dict[str, list[Any]] = {}  # by question, in the order of the file
        self._lists: set[str] = set()  # the questions that list rows

    def framework(self, root: dict[str, Any]) -> dict[str, Any]:
        """The root, shaped."""
        shaped = dict(root)
        self.languages = root["languages"] if isinstance(root.get("languages"), list) else self.languages
        self._scales = scales if isinstance(scales := root.get("scales"), dict) else {}
        if isinstance(root.get("forms"), list):
            shaped["forms"] = [self._form(form, ("forms", i)) for i, form in enumerate(root["forms"])]
        if "index" in root:
            shaped["index"] = self._node(root["index"], ("index",))
        if isinstance(root.get("reported"), list):
            shaped["reported"] = [self._reported(each, ("reported", i)) for i, each in enumerate(root["reported"])]
        if isinstance(root.get("gates"), list):
            shaped["gates"] = [self._gate(gate, ("gates", i)) for i, gate in enumerate(root["gates"])]
        if isinstance(root.get("robustness"), dict):
            shaped["robustness"] = self._robustness(root["robustness"], ("robustness",))
        if isinstance(least := root.get("screen"), int | float) and not isinstance(least, bool):
            shaped["screen"] = {"least": least}
            self.places.moved["screen", "least"] = ("screen",)
        return shaped

    def _form(self, form: Any, way: Way) -> Any:
        if not isinstance(form, dict) or not isinstance(form.get("pages"), list):
            return form
        passes = self._passes(form.get("sections"), way)
        return {
            **_with_lists(form, "legal"),
            "pages": [self._page(page, (*way, "pages", i), passes) for i, page in enumerate(form["pages"])],
        }

    def _passes(self, sections: Any, way: Way) -> dict[Any, tuple[Any, Way]]:
        """By section that repeats, what it repeats for, and where that is said."""
        given = sections if isinstance(sections, list) else []
        return {
            section["id"]: (section["for_each"], (*way, "sections", i, "for_each"))
            for i, section in enumerate(given)
            if isinstance(section, dict) and "for_each" in section and isinstance(section.get("id"), str)
        }

    def _page(self, page: Any, way: Way, passes: Mapping[Any, tuple[Any, Way]]) -> Any:
        if not isinstance(page, dict):
            return page
        if isinstance(page.get("section"), str) and page["section"] in passes and "for_each" not in page:
            for_each, self.places.moved[*way, "for_each"] = passes[page["section"]]
            page = {**page, "for_each": for_each}
        if not isinstance(page.get("questions"), list):
            return page
        questions: list[Any] = []
        for position, given in enumerate(page["questions"]):
            here = (*way, "questions", position)
            is_battery = isinstance(given, dict) and given.get("type") == "battery"
            for item, at in self._items(given, here) if is_battery else ((given, here),):
                if at != (*way, "questions", len(questions)):
                    self.places.moved[*way, "questions", len(questions)] = at
                    if is_battery:
                        self.places.moved[*way, "questions", len(questions), "battery"] = here
                shaped = self._question(item, at)
                if is_battery and isinstance(shaped, dict):
                    shaped["battery"] = {key: given[key] for key in _BATTERY_KEYS if key in given}
                questions.append(shaped)
        return {**page, "questions": questions}

    def _items(self, battery: dict[str, Any], way: Way) -> Iterator[tuple[Any, Way]]:
        """The items of a battery as questions of their own, each with what all share."""
        items = battery.get("items")
        if not isinstance(items, list) or not items:
            self.places.add(way, "a battery needs `items`.", "Add `items:`, each with an `id` and a `text`.")
            return
        shared = {key: value for key, value in battery.items() if key in _SHARED_BY_ITEMS}
        for key in battery.keys() - _SHARED_BY_ITEMS - set(_BATTERY_KEYS) - {"type", "items"}:
            self.places.add((*way, key), f"`{key}` is not known in a battery.", "Remove it.", key=True)
        for position, item in enumerate(items):
            at = (*way, "items", position)
            if isinstance(item, dict):
                yield {**shared, **item, "type": item.get("type", "choice")}, at
            else:
                self.places.add(at, "an item needs an `id` and a `text`.", "Write `{id: …, text: …}`.")

    def _question(self, question: Any, way: Way) -> Any:
        if not isinstance(question, dict):
            return question
        shaped = {key: value for key, value in question.items() if key in _QUESTION_KEYS}
        given = {key: value for key, value in question.items() if key not in _QUESTION_KEYS}
        name = question.get("type")
        if not isinstance(name, str):
            return shaped
        kind = self.vocabulary.question_types.get(name)
        if kind is None:
            mend = did_you_mean(name, self.vocabulary.question_types, otherwise=99)
            self.places.add((*way, "type"), f"the question type `{name}` is not known.", mend)
            return shaped
        shaped["settings"] = self._settings(kind.settings, given, way, [*_QUESTION_KEYS, *keys_of(kind.settings)])
        if kind.own_options and not question.keys() & {"options", "scale"}:
            shaped["options"] = [self._in_own_languages(option) for option in kind.own_options]
        if isinstance(named := question.get("options_from"), str) and kind.needs_options and "scale" not in question:
            self._offer_chosen(shaped, named, way)
        offered = shaped.get("options", self._scales.get(shaped.get("scale"), []))
        if isinstance(question.get("id"), str) and isinstance(offered, list):
            self._options[question["id"]] = offered
            if kind.yields is Yields.ROWS:
                self._lists.add(question["id"])
        return shaped

    def _offer_chosen(self, shaped: dict[str, Any], named: str, way: Way) -> None:
        """Put the options of an earlier question before the own ones, each offered where it was chosen there."""
        own = given if isinstance(given := shaped.get("options", []), list) else []
        if named in self._lists:
            return  # its rows are known only while the form is filled in
        if not self._options.get(named):
            known = [*(name for name, options in self._options.items() if options), *self._lists]
            mend = did_you_mean(named, known) or "Name a question with options that comes before."
            self.places.add((*way, "options_from"), f"`{named}` is no earlier question with options.", mend)
        chosen = [
            {key: value for key, value in option.items() if key != "detail"}
            | {"when": f"selected({named}, '{option.get('id')}')"}
            for option in self._options.get(named, ())
            if isinstance(option, dict) and not option.get("missing") and not option.get("exclusive")
        ]
        for position in reversed(range(len(own))):
            self.places.moved[*way, "options", len(chosen) + position] = (*way, "options", position)
        for position in range(len(chosen)):
            self.places.moved[*way, "options", position] = (*way, "options_from")
        shaped["options"] = [*chosen, *own]

    def _in_own_languages(self, option: Option) -> dict[str, Any]:
        """A type's own option, said only in the languages that the file declares."""
        given = option.model_dump(exclude_defaults=True)
        for holder in (given, given.get("detail", {})):
            if isinstance(words := holder.get("label"), dict):
                holder["label"] = {x: words[x] for x in words if x in self.languages} or next(iter(words.values()))
        return given

    def _settings(
        self, model: type[BaseModel], given: Mapping[str, Any], way: Way, known: list[str] | None = None
    ) -> BaseModel | None:
        try:
            return model.model_validate(given)
        except ValidationError as error:
            found = error.errors(include_url=False)
            note_errors(self.places, way, found, known if known is not None else keys_of(model))
            return None

    def _node(self, node: Any, way: Way) -> Any:
        if not isinstance(node, dict):
            return node
        shaped = dict(node)
        for key in ("from", "applies_to"):
            if isinstance(node.get(key), str):
                shaped[key] = [node[key]]
        shaped = _with_lists(shaped, "legal", "recommendations", "evidence")
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
            shaped["children"] = [self._node(child, (*way, "children", i)) for i, child in children]
        return shaped

    def _reported(self, given: Any, way: Way) -> Any:
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

    def _robustness(self, given: dict[str, Any], way: Way) -> dict[str, Any]:
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
        settings = self._settings(rule.settings, given, way)
        return None if settings is None else dict(settings)

    def _unknown_rule(self, kind: RuleKind, name: str, at: Way) -> None:
        others = [k.value for k, n in self.vocabulary.rules if n == name]
        what = f"`{name}` is no rule for `{kind.value}`."
        if others:
            self.places.add(at, what, f"It is one for `{others[0]}`: move it there.")
        else:
            self.places.add(at, what, did_you_mean(name, self.vocabulary.rule_names(kind), otherwise=99))

    def _gate(self, gate: Any, way: Way) -> Any:
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
            given["at"] = given.pop(name)  # `cap: 49` says rule and limit in one
        known = [*_GATE_KEYS, *keys_of(rule.settings), name]
        settings = self._settings(rule.settings, given, way, known)
        shaped["settings"] = {} if settings is None else dict(settings)
        return shaped


def _with_on(given: dict[str, Any]) -> dict[str, Any]:
    return {**given, "on": [given["on"]]} if isinstance(given.get("on"), str) else dict(given)


def _with_lists(given: dict[str, Any], *keys: str) -> dict[str, Any]:
    """A noun whose keys may hold one thing or several; a legal text may be its name alone."""
    shaped = dict(given)
    for key in keys:
        if isinstance(one := given.get(key), str | dict):
            shaped[key] = [one]
    if isinstance(cited := shaped.get("legal"), list):
        shaped["legal"] = [{"text": cite} if isinstance(cite, str) else cite for cite in cited]
    return shaped
