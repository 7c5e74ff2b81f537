"""The way through a form said in words, for paper: when a question is asked, and which one comes after an option."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.framework.expressions import parse
from engine.framework.models import Form, Framework, Option, Page, Question
from engine.framework.question_types import Yields
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.names import lookup
from engine.wording.catalog import mark, say
from engine.wording.numbers import write_number

IS = mark("câu {number} là {value}")
IS_NOT = mark("câu {number} không phải là {value}")
CHOSEN = mark("câu {number} có chọn {value}")
MORE = mark("câu {number} lớn hơn {value}")
LESS = mark("câu {number} nhỏ hơn {value}")
AT_LEAST = mark("câu {number} từ {value} trở lên")
AT_MOST = mark("câu {number} từ {value} trở xuống")
NOT = mark("không phải trường hợp {what}")
AND = mark("{one} và {other}")
OR = mark("{one} hoặc {other}")
LISTED = mark("{one} hoặc {other}")

_COMPARED: Mapping[type[ast.cmpop], str] = {
    ast.Eq: IS, ast.NotEq: IS_NOT, ast.Gt: MORE, ast.Lt: LESS, ast.GtE: AT_LEAST, ast.LtE: AT_MOST,
}  # fmt: skip

ITEM = "any"
"""Stands for the unit or row of a pass that is not begun yet."""

THE_END = -1
"""Where an option leads after which nothing more is asked."""


@dataclass(frozen=True)
class Directions:
    """What can be said of a form's path; `numbers` are those under which its questions are read."""

    framework: Framework
    form: Form
    vocabulary: Vocabulary
    numbers: Mapping[str, int]
    language: str

    def condition(self, expression: str | None) -> str:
        """A condition in words; "" where it cannot be said in plain ones."""
        if not expression:
            return ""
        try:
            return self._said(ast.parse(expression.strip(), mode="eval").body)
        except _NotPlain:
            return ""

    def _said(self, node: ast.expr) -> str:
        match node:
            case ast.BoolOp(op=op, values=[first, *others]):
                words = self._said(first)
                for other in others:
                    words = self._say(AND if isinstance(op, ast.And) else OR, one=words, other=self._said(other))
                return words
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self._say(NOT, what=self._said(operand))
            case ast.Compare(left=ast.Name(id=name), ops=[ast.In()], comparators=[ast.Tuple(elts=values)]):
                return self._about(IS, name, self._listed(name, values))
            case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[value]) if type(op) in _COMPARED:
                return self._about(_COMPARED[type(op)], name, self._value(name, value))
            case ast.Call(func=ast.Name(id="selected"), args=[ast.Name(id=name), value]):
                return self._about(CHOSEN, name, self._value(name, value))
        raise _NotPlain

    def _listed(self, name: str, values: list[ast.expr]) -> str:
        first, *others = (self._value(name, value) for value in values)
        for other in others:
            first = self._say(LISTED, one=first, other=other)
        return first

    def _value(self, name: str, node: ast.expr) -> str:
        if not isinstance(node, ast.Constant) or name not in self.form.question:
            raise _NotPlain
        if isinstance(node.value, int | float):
            return write_number(float(node.value), None, self.language)
        options = {option.id: option for option in self.framework.options_of(self.form.question[name])}
        if node.value not in options:
            raise _NotPlain
        return f"“{options[str(node.value)].label.within(self.language)}”"

    def _about(self, text: str, name: str, value: str) -> str:
        if not self.numbers.get(name):
            raise _NotPlain
        return self._say(text, number=self.numbers[name], value=value)

    def _say(self, text: str, **values: object) -> str:
        return say(text, self.language, **values)

    def leads_to(self, question: Question, option: Option) -> int:
        """The number of the question to go on with after an option; 0 for the next one, THE_END for none."""
        page = self.form.page_of[question.id]
        if self.vocabulary.question_types[question.type].yields is not Yields.OPTION:
            return 0
        item = ITEM if page.for_each else ""
        answer = Answer(option.id)
        names = lookup(self.framework, self.form, {AnswerKey(question.id, item): answer}, item)
        known, is_skipping = {question.id}, False
        for other, conditions in self._after(question, page):
            if not any(self._fails(condition, known, names) for condition in conditions):
                return self.numbers[other.id] if is_skipping else 0
            known.add(other.id)
            is_skipping = True
        return THE_END if is_skipping else 0

    def _after(self, question: Question, page: Page) -> Iterator[tuple[Question, list[str]]]:
        """The questions that follow, each with the conditions under which it is asked."""
        begun = False
        for each in self.form.pages:
            section = self.form.section_of.get(each.id)
            above = [noun.when for noun in (section, each) if noun and noun.when and each.id != page.id]
            for other in each.questions:
                if begun and self.numbers.get(other.id):
                    yield other, [*above, *filter(None, (other.when,))]
                begun = begun or other.id == question.id

    def _fails(self, condition: str, known: set[str], names: Callable[[str], object]) -> bool:
        """Whether a condition surely does not hold: it names only what is known, or was skipped."""
        expression = parse(condition)
        return expression.names <= known and not expression.value(names)


class _NotPlain(Exception):
    """A condition that has no plain words."""
