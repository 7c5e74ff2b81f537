"""Checks of what examples type beside options: `kind.other: Chợ`, as answers files name it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.framework.composer import Way
from engine.framework.models import Form, Framework, Question
from engine.framework.places import Places, did_you_mean


@dataclass(frozen=True)
class Details:
    """What a response of an example says, and how a unit or row that it names is looked at."""

    framework: Framework
    form: Form
    said: Mapping[str, Any]
    places: Places
    check_item: Callable[[Way, str, str], None]

    def check(self, way: Way, name: str, words: Any) -> None:
        """Note what cannot be typed where `name`, a question and its option, says; `words` may go by unit or row."""
        of, _, option = name.partition(".")
        question = self.form.question.get(of)
        if question is None:
            mend = did_you_mean(of, self.form.question) or "Take an id that stands in the file, or leave this out."
            self.places.add(way, f"`{of}` is no question of the form `{self.form.id}`.", mend, key=True)
            return
        known = {each.id: each.detail for each in self.framework.options_of(question) if each.detail}
        if option not in known:
            mend = did_you_mean(option, known) or f"Add `detail: {{}}` to the option, or remove `{name}`."
            self.places.add(way, f"nothing can be typed beside `{option}` of `{of}`.", mend, key=True)
            return
        in_sight = known[option].always or question.setting("layout") == "dropdown"
        for item, one in self._by_item(question, words):
            at = (*way, item) if item else way
            if item:
                self.check_item(at, of, item)
            if isinstance(one, bool) or not isinstance(one, str | int | float):
                self.places.add(at, f"`{name}` must be a text or a number.", "Put words in quotes.")
            elif not in_sight and not self._chooses(of, option, item):
                mend = f"Choose `{option}`, or remove `{name}`."
                self.places.add(at, f"`{option}` is not chosen, so nothing is typed beside it.", mend, key=True)

    def _by_item(self, question: Question, words: Any) -> Iterator[tuple[str, Any]]:
        if self.form.page_of[question.id].for_each is not None and isinstance(words, dict):
            yield from words.items()
        else:
            yield "", words

    def _chooses(self, question: str, option: str, item: str) -> bool:
        """Whether the response chooses the option, or leaves open what it chooses."""
        answer = self.said.get(question)
        answers: list[Any] = [answer]
        if isinstance(answer, dict):
            answers = [answer.get(item)] if item else list(answer.values())
        return any(each is None or each == option or (isinstance(each, list) and option in each) for each in answers)
