"""Checks of the examples: what they name is there, and answers have the shape that their question takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.framework.composer import Way
from engine.framework.example_details import Details
from engine.framework.missing import REASONS
from engine.framework.models import Audience, Example, Expected, Form, Framework, GivenResponse, Option, Question
from engine.framework.places import Places, did_you_mean
from engine.framework.question_types import Asked, Yields
from engine.framework.quota_checks import NO_QUOTA
from engine.framework.vocabulary import Vocabulary

_SHAPES: Mapping[Yields, tuple[type | tuple[type, ...], str, str]] = {
    Yields.OPTION: (str, "the id of an option", "Write `question: option_id`."),
    Yields.OPTIONS: (list, "a list of option ids", "Write `[a, b]`."),
    Yields.UNITS: (list, "a list of unit ids", "Write `[a, b]`."),
    Yields.NUMBER: ((int, float, str), "a number", "Write a number, without quotes."),
    Yields.DATE: (str, "a day in quotes", 'Write it like "2026-12-31".'),
    Yields.TEXT: (str, "a text", "Put it in quotes."),
    Yields.ROWS: (list, "a list of names", "Write `[A, B]`."),
    Yields.FILES: (list, "a list of file names", "Write `[a.pdf]`."),
    Yields.PARTS: (dict, "its parts", "Write `{done: 3, due: 4}`."),
}
"""What an author writes as the answer to each kind of question; of other kinds only the form itself can judge."""


def _mend(name: object, known: Iterable[str]) -> str:
    return did_you_mean(name, known) or "Take an id that stands in the file, or leave this out."


def check_examples(framework: Framework, vocabulary: Vocabulary, places: Places) -> None:
    """Note what cannot be run as it is written; what runs and comes out wrong is found by running."""
    checking = _Checking(framework, vocabulary, places)
    names = [example.name for example in framework.examples]
    for position, example in enumerate(framework.examples):
        way: Way = ("examples", position)
        if example.name in names[:position]:
            places.add((*way, "name"), "another example has this name.", "Say what is special about this one.")
        checking.example(way, example)


def form_of(framework: Framework, given: GivenResponse) -> Form | None:
    """The form of a response: the one that is named, else the only one."""
    if given.form is not None:
        return framework.form.get(given.form)
    return framework.forms[0] if len(framework.forms) == 1 else None


@dataclass(frozen=True)
class _Checking:
    framework: Framework
    vocabulary: Vocabulary
    places: Places

    def example(self, way: Way, example: Example) -> None:
        places, expect = self.places, example.expect
        if example.responses and (example.answers or example.given or example.form or example.unit):
            mend = "Move them into the list, or take the list away."
            places.add((*way, "responses"), "answers stand both beside and in `responses`.", mend, key=True)
        if expect == Expected(within=expect.within):
            mend = "Add `pages`, `problems` or `scores`."
            places.add((*way, "expect"), "the example expects nothing.", mend, key=True)
        elif not example.every_response and not example.figures:
            places.add(way, "the example gives nothing to score.", "Add `answers`, `responses` or `figures`.")
        if expect.pages is not None and len(example.every_response) > 1:
            what = "`pages` are those of one response, and there are several."
            places.add((*way, "expect", "pages"), what, "Make an example of the one response.", key=True)
        if expect.quota is not None:
            self._quota((*way, "expect", "quota"), expect.quota, example)
        for position, given in enumerate(example.every_response):
            at = (*way, "responses", position) if example.responses else way
            self._response(at, given, expect)
        self._by_unit((*way, "figures"), example.figures, [leaf.id for leaf in self.framework.indicators], "indicator")
        self._expected((*way, "expect"), expect)
        known = list(self.framework.quality.flags) if self.framework.quality else []
        for name in expect.flags:
            if name not in known:
                mend = did_you_mean(name, known) or "Declare it in `quality`."
                places.add((*way, "expect", "flags", name), f"`{name}` is no flag.", mend, key=True)

    def _quota(self, way: Way, name: str, example: Example) -> None:
        forms = filter(None, (form_of(self.framework, given) for given in example.every_response))
        known = [quota.id for form in forms for quota in form.quotas]
        if not example.every_response:
            self.places.add(way, "there is no response to count.", "Add `answers`, or remove `quota`.", key=True)
        elif name not in (*known, NO_QUOTA):
            mend = did_you_mean(name, known) or "Declare it in `quotas` of the form."
            self.places.add(way, f"`{name}` is no quota.", mend)

    def _response(self, way: Way, given: GivenResponse, expect: Expected) -> None:
        form = form_of(self.framework, given)
        if form is None:
            if given.form is not None:
                mend = _mend(given.form, self.framework.form)
                self.places.add((*way, "form"), f"the form `{given.form}` is not known.", mend)
            elif self.framework.forms:
                mend = did_you_mean("", self.framework.form)
                self.places.add(way, "the example must say which form is filled in.", f"Add `form: …`. {mend}".strip())
            else:
                self.places.add((*way, "answers"), "the framework has no form to answer.", "Give `figures`.", key=True)
            return
        if form.audience is Audience.UNIT and given.unit is None:
            self.places.add(way, "the example must say which unit fills the form in.", "Add `unit: …`.")
        elif form.audience is Audience.RESPONDENTS and given.unit is not None:
            what = f"`{form.id}` is not filled in by units."
            self.places.add((*way, "unit"), what, "Remove `unit`.", key=True)
        if given.unit is not None:
            self._unit((*way, "unit"), given.unit)
        for key, said in (("given", given.given), ("answers", given.answers)):
            details = Details(self.framework, form, said, self.places, self._item)
            for name, answer in said.items():
                if "." in name:
                    details.check((*way, key, name), name, answer)
                else:
                    self._answer((*way, key, name), form, name, answer, expect, known=key == "given")

    def _item(self, way: Way, question: str, item: str) -> None:
        """Note a pass about a unit that is none; rows are known from the answers alone."""
        if not self._over_rows(question):
            self._unit(way, item, key=True)

    def _answer(self, way: Way, form: Form, name: str, answer: Any, expect: Expected, *, known: bool = False) -> None:
        question = form.question.get(name)
        if question is None:
            mend = _mend(name, form.question)
            self.places.add(way, f"`{name}` is no question of the form `{form.id}`.", mend, key=True)
            return
        kind = self.vocabulary.question_types.get(question.type)
        if kind is None or answer is None:
            return
        if question.draw is not None and isinstance(answer, list) and len(answer) > question.draw:
            what = f"`{name}` draws {question.draw}, and {len(answer)} units are named."
            self.places.add(way, what, "Name no more than are drawn.")
        elif not kind.asks and question.draw is None:
            self.places.add(way, f"`{name}` takes no answer.", "Remove it.", key=True)
            return
        if known and question.given is None:
            mend = "Move it to `answers`, or add `given: true` to the question."
            self.places.add(way, f"`{name}` is not known beforehand.", mend, key=True)
            return
        if question.is_fixed and not known:
            self.places.add(way, f"`{name}` is not asked, only shown.", "Move it to `given`.", key=True)
            return
        if question.instead and isinstance(answer, str) and answer.startswith("!"):
            if answer[1:] not in question.instead:
                known_reasons = ", ".join(f"`!{reason}`" for reason in question.instead)
                self.places.add(way, f"`{answer}` is nothing that may be ticked instead.", f"Take {known_reasons}.")
            return
        asked = Asked(question, self._options(question))
        if kind.in_parts(asked, answer):
            return  # the question itself judges its parts
        if form.page_of[name].for_each is not None and isinstance(answer, dict):
            for unit, one in answer.items():
                self._item((*way, unit), name, unit)
                self._shape((*way, unit), question, kind.yields, one, f"{name}/{unit}" in expect.problems)
        else:
            self._shape(way, question, kind.yields, answer, name in expect.problems)

    def _shape(self, way: Way, question: Question, yields: Yields, answer: Any, may_be_wrong: bool) -> None:
        if yields not in _SHAPES:
            return
        shape, words, mend = _SHAPES[yields]
        if isinstance(answer, bool) or not isinstance(answer, shape):
            self.places.add(way, f"the answer to `{question.id}` must be {words}.", mend)
            return
        if may_be_wrong:
            return
        chosen: list[Any] = answer if isinstance(answer, list) else [answer]
        if yields in (Yields.OPTION, Yields.OPTIONS):
            known = [] if self._offers_rows(question) else [option.id for option in self._options(question)]
            for one in (one for one in chosen if known and one not in known):
                self.places.add(way, f"`{one}` is no option of `{question.id}`.", _mend(one, known))
        elif yields is Yields.UNITS:
            for one in chosen:
                self._unit(way, one)

    def _offers_rows(self, question: Question) -> bool:
        """Whether rows of a list are offered beside the question's own options."""
        listed = self.framework.question.get(question.options_from or "")
        kind = self.vocabulary.question_types.get(listed.type) if listed else None
        return kind is not None and kind.yields is Yields.ROWS

    def _over_rows(self, name: str) -> bool:
        """Whether a page or question is passed for each row of a list, whose names only the answers tell."""
        for form in self.framework.forms:
            for page in form.pages:
                if page.for_each and (page.id == name or any(question.id == name for question in page.questions)):
                    over = form.question.get(page.for_each)
                    kind = self.vocabulary.question_types.get(over.type) if over else None
                    return kind is not None and kind.yields is Yields.ROWS
        return False

    def _options(self, question: Question) -> tuple[Option, ...]:
        return self.framework.scales.get(question.scale, ()) if question.scale else question.options

    def _unit(self, way: Way, unit: object, *, key: bool = False) -> None:
        units = self.framework.units
        if units.list and units.others is None and unit not in self.framework.unit:
            mend = _mend(unit, self.framework.unit)
            self.places.add(way, f"the unit `{unit}` is not in the register.", mend, key=key)

    def _by_unit(
        self, way: Way, given: Mapping[str, Mapping[str, float | str]], known: Iterable[str], noun: str
    ) -> None:
        names = list(known)
        for unit, figures in given.items():
            self._unit((*way, unit), unit, key=True)
            for name, figure in figures.items():
                at = (*way, unit, name)
                if name not in names:
                    self.places.add(at, f"the {noun} `{name}` is not known.", _mend(name, names), key=True)
                elif isinstance(figure, str) and figure not in REASONS:
                    what = f"`{figure}` is neither a number nor a reason."
                    self.places.add(at, what, _mend(figure, REASONS))

    def _expected(self, way: Way, expect: Expected) -> None:
        framework = self.framework
        self._by_unit((*way, "scores"), expect.scores, framework.results, "node")
        self._by_unit((*way, "values"), expect.values, [leaf.id for leaf in framework.indicators], "indicator")
        bands, gates = [*(band.id for band in framework.bands), "none"], [gate.id for gate in framework.gates]
        for unit, band in expect.bands.items():
            self._unit((*way, "bands", unit), unit, key=True)
            self._known((*way, "bands", unit), "band", [band], bands)
        for unit in expect.ranks:
            self._unit((*way, "ranks", unit), unit, key=True)
        for unit, bitten in expect.gates.items():
            self._unit((*way, "gates", unit), unit, key=True)
            self._known((*way, "gates", unit), "gate", bitten, gates)
        extras, leaves = [extra.id for extra in framework.extras], [leaf.id for leaf in framework.indicators]
        for key, noun, wanted, known in (
            ("extras", "extra", expect.extras, extras),
            ("moved", "indicator", expect.moved, leaves),
        ):
            for unit, named in wanted.items():
                self._unit((*way, key, unit), unit, key=True)
                for name in named:
                    if name not in known:
                        what = f"the {noun} `{name}` is not known."
                        self.places.add((*way, key, unit, name), what, _mend(name, known), key=True)
        pages = [page.id for form in framework.forms for page in form.pages]
        self._steps((*way, "pages"), "page", expect.pages or (), pages)
        self._steps((*way, "problems"), "question", expect.problems, framework.question)
        self._steps((*way, "unasked"), "question", expect.unasked, framework.question)

    def _steps(self, way: Way, noun: str, given: Iterable[str], known: Iterable[str]) -> None:
        names = list(known)
        for position, step in enumerate(given):
            name, _, unit = step.partition("/")
            self._known((*way, position), noun, [name], names)
            if unit and not self._over_rows(name):
                self._unit((*way, position), unit)

    def _known(self, way: Way, noun: str, given: Iterable[str], known: list[str]) -> None:
        for name in (name for name in given if name not in known):
            self.places.add(way, f"the {noun} `{name}` is not known.", _mend(name, known))
