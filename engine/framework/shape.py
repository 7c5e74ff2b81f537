"""From the file's shorthands to the form of the nouns; settings are checked against the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.framework.composer import Way
from engine.framework.friendly import keys_of
from engine.framework.models import Option, Question
from engine.framework.places import Places, did_you_mean
from engine.framework.question_types import Yields
from engine.framework.shape_index import ShapingIndex, with_lists
from engine.framework.vocabulary import Vocabulary

_QUESTION_KEYS = frozenset(keys_of(Question)) - {"settings", "battery"}
_BATTERY_KEYS = ("id", "text", "hint", "order")
_SHARED_BY_ITEMS = frozenset({"scale", "options", "required", "when"})


class Shaping(ShapingIndex):
    """One file being shaped; what is not of the form expected is left for pydantic to complain about."""

    def __init__(self, places: Places, vocabulary: Vocabulary) -> None:
        super().__init__(places, vocabulary)
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
            shaped["index"] = self.node(root["index"], ("index",))
        if isinstance(root.get("reported"), list):
            shaped["reported"] = [self.reported(each, ("reported", i)) for i, each in enumerate(root["reported"])]
        if isinstance(root.get("gates"), list):
            shaped["gates"] = [self.gate(gate, ("gates", i)) for i, gate in enumerate(root["gates"])]
        if isinstance(root.get("robustness"), dict):
            shaped["robustness"] = self.robustness(root["robustness"], ("robustness",))
        if isinstance(least := root.get("screen"), int | float) and not isinstance(least, bool):
            shaped["screen"] = {"least": least}
            self.places.moved["screen", "least"] = ("screen",)
        return shaped

    def _form(self, form: Any, way: Way) -> Any:
        if not isinstance(form, dict) or not isinstance(form.get("pages"), list):
            return form
        passes = self._passes(form.get("sections"), way)
        return {
            **with_lists(form, "legal"),
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
        shaped["settings"] = self.settings(kind.settings, given, way, [*_QUESTION_KEYS, *keys_of(kind.settings)])
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
