"""An example's response filled in page by page, as a respondent would: the same reading, the same path."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.builtin.questions.files import Sent
from engine.builtin.questions.number_fields import typed_number
from engine.framework.models import Form, Framework, GivenResponse, Page, Question
from engine.framework.question_types import Asked, QuestionType, Yields
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.deciding import rows_offered
from engine.questionnaire.known import at_start, prefilled
from engine.questionnaire.names import lookup
from engine.questionnaire.offering import chances_of, drawn
from engine.questionnaire.path import Step, walk
from engine.questionnaire.reading import INSTEAD, FieldComplaint, asked, field_name, read_page

LANGUAGE = "vi"
"""How numbers and dates in examples are typed; a number is typed so that it reads one way only."""

DETAIL = "…"
"""What is typed beside an option that asks for words: an example is about what is chosen, not how it is put."""

MOST_STEPS = 10_000
"""A form whose path grows without end would be a mistake of the engine's; it must not hang the author's terminal."""


@dataclass(frozen=True)
class FilledIn:
    """A response after the last page: every step seen, all answers, what was complained about, what was asked.

    Complaints, questions that were `asked` and answers that nobody asked for (`unasked`) go by `question` or
    `question/unit`, and in passes over rows by `question/name of the row`.
    """

    form: Form
    steps: tuple[str, ...]
    answers: Answers
    complaints: Mapping[str, FieldComplaint]
    asked: frozenset[str]
    unasked: tuple[str, ...]


def step_name(question: str, item: str) -> str:
    """How examples name a question, in a pass or outside of one: `days/so-xay-dung`, `days`."""
    return f"{question}/{item}" if item else question


def fill_in(framework: Framework, form: Form, given: GivenResponse, vocabulary: Vocabulary) -> FilledIn:
    """Post each page that the answers so far lead to, until there is none left; never raises for what is given."""
    complaints: dict[str, FieldComplaint] = {}
    posted_to: set[str] = set()
    filling = _Filling(framework, form, given, vocabulary)
    answers = dict(at_start(form, filling.known(complaints)))
    while (on := _next(framework, form, answers, posted_to)) is not None:
        step, before = on
        posted_to.add(step.key)
        posted = filling.posted(step, before, answers)
        read = read_page(framework, form, step, answers, posted, vocabulary, LANGUAGE)
        read_all = {**read.answers, **filling.drawn(read.answers)}
        answers.update({key: answer for key, answer in read_all.items() if answer is not None})
        item = pass_name(step.page, step.item, before)
        for complaint in read.complaints:
            complaints[step_name(complaint.question_id, item)] = complaint
    walked = walk(framework, form, answers)
    visits = walked.visits
    named = {visit.step.key: pass_name(visit.step.page, visit.step.item, walked.answers) for visit in visits}
    steps = tuple(step_name(visit.step.page.id, named[visit.step.key]) for visit in visits)
    asked_ = frozenset(step_name(q.id, named[visit.step.key]) for visit in visits for q in visit.questions)
    return FilledIn(form, steps, answers, complaints, asked_, tuple(filling.unasked(asked_)))


def pass_name(page: Page, item: str, answers: Answers) -> str:
    """How examples name a pass: the unit, or what a row is called in the answers on the path."""
    rows = answers.get(AnswerKey(page.for_each or ""))
    return rows.details.get(item, item) if rows else item


def _next(framework: Framework, form: Form, answers: Answers, posted_to: set[str]) -> tuple[Step, Answers] | None:
    """The first step that was not posted yet, and the answers on the path so far."""
    if len(posted_to) >= MOST_STEPS:
        return None
    walked = walk(framework, form, answers)
    return next(((step, walked.answers) for step in walked.steps if step.key not in posted_to), None)


@dataclass(frozen=True)
class _Filling:
    """A response being typed in."""

    framework: Framework
    form: Form
    given: GivenResponse
    vocabulary: Vocabulary

    def known(self, complaints: dict[str, FieldComplaint]) -> Answers:
        """What is known beforehand, read as if it had been posted; what is wrong with it is added to the complaints."""
        found: dict[AnswerKey, Answer] = {}
        for name, question in self.form.question.items():
            if (answer := self.given.given.get(name)) is None:
                continue
            rows = self._rows(question, found)
            for item, one in self._by_item(question, answer, rows).items():
                parts = dict(self._parts(question, one))
                beside = self._beside(question, self.given.given, rows.get(item, item), parts.get("", ()))
                parts |= {option: [typed] for option, typed in beside.items()}
                read = self._kind(question).read(self._asked(question), parts)
                if read.value is not None:
                    found[AnswerKey(name, item)] = Answer(read.value, read.missing, read.details)
                for each in read.complaints:
                    complaints[name] = FieldComplaint(field_name(question, each.part), name, each.text, each.values)
        return found

    def _rows(self, question: Question, known: Answers) -> Mapping[str, str]:
        """The rows that a question is asked about, with their names; none where it is asked once or about units."""
        for_each = self.form.page_of[question.id].for_each
        lists = (self.form.question[for_each].lists or (for_each,)) if for_each else ()
        return {row: name for each in lists for row, name in known.get(AnswerKey(each), Answer()).details.items()}

    def _by_item(self, question: Question, answer: Any, rows: Mapping[str, str]) -> Mapping[str, Any]:
        """What is known of each row or unit that a question is asked about; of "" where it is asked once."""
        if self.form.page_of[question.id].for_each is None:
            return {"": answer}
        if self._by_pass(question, answer):
            items = {name: row for row, name in rows.items()}
            return {items.get(name, name): one for name, one in answer.items()}
        return dict.fromkeys([*rows, *self.framework.unit], answer)

    def posted(self, step: Step, answers: Answers, kept: Answers) -> dict[str, Sequence[str]]:
        """What a page posts, with the answers on the path before it; a field that nobody changes posts what is known.

        `kept` is all that the response holds.
        """
        posted: dict[str, Sequence[str]] = {}
        names = lookup(self.framework, self.form, answers, step.item)
        name = pass_name(step.page, step.item, answers)
        for question in step.page.questions:
            answer = self._answer(question, name)
            if answer is None and question.draw is None:
                known = prefilled(AnswerKey(question.id, step.item), kept)
                posted |= self._as_prefilled(question, known) if known else {}
            if answer is None or question.draw is not None:
                continue
            if rows := rows_offered(question, names):
                answer = _by_id(answer, {title: row for row, title in rows.items()})
            for part, texts in self._parts(question, answer).items():
                posted[field_name(question, part)] = texts
            chosen = posted.get(field_name(question, ""), ())
            for option, typed in self._beside(question, self.given.answers, name, chosen).items():
                posted[field_name(question, option)] = [typed]
        return posted

    def _beside(
        self, question: Question, said: Mapping[str, Any], name: str, chosen: Sequence[str]
    ) -> Mapping[str, str]:
        """What is typed beside options, by option: the example's own words, or any beside one that asks for some."""
        found: dict[str, str] = {}
        for option in self.framework.options_of(question):
            own = said.get(f"{question.id}.{option.id}")
            own = own.get(name) if isinstance(own, dict) else own
            if option.detail and own is not None:
                found[option.id] = _typed(own)
            elif option.detail and option.id in chosen:
                found[option.id] = option.detail.sample(DETAIL)
        return found

    def _as_prefilled(self, question: Question, known: Answer) -> Mapping[str, Sequence[str]]:
        before = replace(self._asked(question), details=known.details)
        shown = self._kind(question).shown(before, known.value) if known.value is not None else {}
        return {field_name(question, part): texts for part, texts in shown.items()}

    def drawn(self, read: Mapping[AnswerKey, Answer | None]) -> Mapping[AnswerKey, Answer | None]:
        """What a page's answers have drawn: the units that the example names, else whichever come first by chance."""
        found = drawn(self.framework, self.form, {}, read, "example", {})
        for question in self.form.drawing:
            named, key = self.given.answers.get(question.id), AnswerKey(question.id)
            chosen = read.get(AnswerKey(question.setting("among")))
            if named is None or found.get(key) is None or chosen is None or not isinstance(chosen.value, tuple):
                continue
            units = (named,) if isinstance(named, str) else tuple(named)
            found[key] = Answer(tuple(unit for unit in chosen.value if unit in units))
            (chance, *_) = chances_of((1,) * len(chosen.value), question.draw or 1)
            found |= {AnswerKey(question.id, unit): Answer(chance) for unit in units}
        return found

    def _answer(self, question: Question, name: str) -> Any:
        """What the response says to a question in a pass: that of the pass, or the one for every pass."""
        answer = self.given.answers.get(question.id)
        if name and answer is not None and self._by_pass(question, answer):
            return answer.get(name)
        return answer

    def _by_pass(self, question: Question, answer: object) -> bool:
        return isinstance(answer, dict) and not self._kind(question).in_parts(self._asked(question), answer)

    def _kind(self, question: Question) -> QuestionType:
        return self.vocabulary.question_types[question.type]

    def _asked(self, question: Question) -> Asked:
        return asked(self.framework, question, LANGUAGE)

    def _parts(self, question: Question, answer: Any) -> Mapping[str, Sequence[str]]:
        """An answer as the fields of its question: parts as they are written, lists by what the type makes of them."""
        if isinstance(answer, str) and answer.startswith("!") and question.instead:
            return {INSTEAD: [answer[1:]]}
        kind, several = self._kind(question), answer if isinstance(answer, list) else [answer]
        if isinstance(answer, dict):
            return {part: [_typed(one)] for part, one in answer.items()}
        if kind.uploads:
            return {kind.uploads: [str(_sent(str(name))) for name in several]}
        if kind.yields is Yields.ROWS:
            names = [str(name) for name in several]
            return {"": [_row(name, names[:place].count(name)) for place, name in enumerate(names)], "name": names}
        parts = tuple(kind.parts(self._asked(question)))
        if "" in parts:
            return {"": [_typed(each) for each in several]}
        if kind.ordered:
            return {str(option): [str(place)] for place, option in enumerate(several, start=1)}
        if isinstance(answer, int | float):
            return kind.shown(self._asked(question), float(answer))
        return {parts[0]: [_typed(each) for each in several]}

    def unasked(self, asked_: Collection[str]) -> Iterator[str]:
        """Answers that nobody asked for."""
        for name, answer in self.given.answers.items():
            if "." in name:
                continue  # what is typed beside an option goes with its question
            question = self.form.question[name]
            if self.form.page_of[name].for_each is not None and self._by_pass(question, answer):
                yield from (step for item in answer if (step := step_name(name, item)) not in asked_)
            elif not any(step.partition("/")[0] == name for step in asked_):
                yield name


def _by_id(answer: Any, rows: Mapping[str, str]) -> Any:
    """An answer that names rows, with their ids; what is no row stays as it is."""
    if isinstance(answer, list):
        return [rows.get(str(each), each) for each in answer]
    return rows.get(answer, answer) if isinstance(answer, str) else answer


def _row(name: str, before: int) -> str:
    """The id of a row, made of its name and how many `before` it are called so: the same example is always the same."""
    called = f"{name}\n{before}" if before else name
    return f"r{hashlib.sha256(called.encode()).hexdigest()[:8]}"


def _sent(name: str) -> Sent:
    """A file of an example: nobody has it, so it is taken for what its name ends in."""
    ending = name.rpartition(".")[2].lower()
    return Sent(hashlib.sha256(name.encode()).hexdigest(), 1, {"jpeg": "jpg"}.get(ending, ending), name)


def _typed(value: object) -> str:
    return typed_number(value, LANGUAGE) if isinstance(value, int | float) else str(value)
