"""Checks of conditions: names that are there when they are asked for, values that can be taken, cases that exist."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.framework.composer import Way
from engine.framework.expressions import Expression, ExpressionError, Literal, parse
from engine.framework.function_kinds import Kind
from engine.framework.grammar import THIS_PASS, column_of, terms_of
from engine.framework.kinds import CONDITION, DAY, FIGURE, Use, kinds_in, misuses
from engine.framework.models import Form, Framework, Option, Page, PageVariant, Question, QuestionVariant
from engine.framework.places import Places, did_you_mean
from engine.framework.question_types import Yields
from engine.framework.reach import Asked, asked, can_hold, dead_comparisons
from engine.framework.vocabulary import Vocabulary


@dataclass(frozen=True)
class Checking:
    """What the checks of one file share."""

    framework: Framework
    vocabulary: Vocabulary
    places: Places

    def yields(self, question: Question) -> Yields | None:
        """What a question gives to expressions; None when its type is not known."""
        kind = self.vocabulary.question_types.get(question.type)
        return kind.yields if kind else None

    def options(self, question: Question) -> tuple[Option, ...]:
        """A question's options; none when its scale is not known."""
        scales = self.framework.scales
        return scales.get(question.scale, ()) if question.scale else question.options

    def offers_rows(self, question: Question) -> bool:
        """Whether rows of a list are offered, which nobody knows before the form is filled in."""
        listed = self.framework.question.get(question.options_from or "")
        return listed is not None and self.yields(listed) is Yields.ROWS


def expression_at(places: Places, way: Way, text: str) -> Expression | None:
    """The expression at a key; None, with the problem noted, when it cannot be used."""
    try:
        return parse(text)
    except ExpressionError as error:
        key = places.way_in_words(way)[1]
        places.add_inside(way, lead_of(places, way) + error.column, f"`{key}`: {error.message}.", error.mend)
        return None


def lead_of(places: Places, way: Way) -> int:
    """How much white space stands before an expression: the noun holds it without."""
    raw = places.composed.at(way)
    return len(raw) - len(raw.lstrip()) if isinstance(raw, str) else 0


@dataclass
class FormConditions:
    """The conditions of one form, in the order in which they are asked: what each may name grows on the way."""

    checking: Checking
    form: Form
    earlier: dict[str, Question] = field(default_factory=dict)
    known: dict[str, Asked] = field(default_factory=dict)
    above: tuple[Expression, ...] = ()
    begun: tuple[Expression, ...] = ()

    def section(self, first: Page, condition: str | None, way: Way) -> None:
        """Check a section's own condition before its first page; it holds for all its pages."""
        found = self._checked((*way, "when"), condition, first, "section") if condition is not None else None
        self.begun = () if found is None else (found,)

    def page(self, page: Page, way: Way) -> None:
        """Check a page's own condition; it holds for all its questions."""
        condition = self._checked((*way, "when"), page.when, page, "page") if page.when is not None else None
        self.above = self.begun if condition is None else (*self.begun, condition)

    def question(self, page: Page, question: Question, way: Way) -> None:
        """Check a question's condition, after which later ones may name the question."""
        own = None
        if question.when is not None:
            own = self._checked((*way, "when"), question.when, page, "question", question.id)
        self.earlier[question.id] = question
        yields = self.checking.yields(question)
        if yields is not None:
            options = () if self.checking.offers_rows(question) else self.checking.options(question)
            conditions = self.above if own is None else (*self.above, own)
            self.known[question.id] = asked(question, yields, options, conditions)

    def variants(self, page: Page, given: Sequence[QuestionVariant | PageVariant], way: Way, own: str = "") -> None:
        """Check when other words stand."""
        for position, variant in enumerate(given):
            self._checked((*way, "variants", position, "when"), variant.when, page, "variant", own)

    def expression(self, way: Way, text: str, page: Page | None, own: str = "") -> Expression | None:
        """The expression of a formula, a limit or a check, its names and texts looked at; None if it is none."""
        found = expression_at(self.checking.places, way, text)
        if found is not None:
            self._names(way, found, page, own)
            _literals(self.checking, way, found, self.earlier)
            self._kinds(way, found, own)
        return found

    def _checked(self, way: Way, text: str, page: Page, noun: str, own: str = "") -> Expression | None:
        """The condition if it is sound."""
        places = self.checking.places
        before = len(places.problems)
        expression = expression_at(places, way, text)
        if expression is None:
            return None
        self._names(way, expression, page, own)
        _literals(self.checking, way, expression, self.earlier)
        self._kinds(way, expression, own)
        if len(places.problems) == before:
            self._reachable(way, expression, noun, own)
        return expression if len(places.problems) == before else None

    def _kinds(self, way: Way, expression: Expression, own: str) -> None:
        """Every part is of the kind that its place needs: a limit of a day is a day, a condition true or false."""
        use = FIGURE
        if way[-1] in ("when", "that"):
            use = CONDITION
        elif way[-1] in ("min", "max") and own in self.form.question:
            limited = self.form.question[own]
            is_span = hasattr(limited.settings, "start")
            use = DAY if is_span or self.checking.yields(limited) is Yields.DATE else FIGURE

        def yields_of(name: str) -> Yields | None:
            return self.checking.yields(self.earlier[name]) if name in self.earlier else None

        note_misuses(self.checking.places, way, expression, kinds_in(yields_of), use)

    def _names(self, way: Way, expression: Expression, page: Page | None, own: str) -> None:
        places, lead = self.checking.places, lead_of(self.checking.places, way)
        for name in sorted(expression.names):
            column = lead + expression.columns[name]
            if name == own and (name not in self.earlier or "variants" in way):
                what = f"the condition of `{name}` names `{name}` itself."
                places.add_inside(way, column, what, "Name an earlier question.")
            elif name in THIS_PASS and name not in self.form.question:
                if page is None or page.for_each is None:
                    what = f"`{name}` has no meaning outside of `for_each` pages."
                    places.add_inside(way, column, what, "Add `for_each` to the page, or take the name out.")
            elif name in self.earlier:
                self._passes(way, name, lead, expression, page)
            elif name in self.form.question:
                mend = "Name a question that comes before, or move it up."
                places.add_inside(way, column, f"`{name}` is asked later.", mend)
            elif name in self.checking.framework.question:
                what = f"`{name}` is a question of another form."
                places.add_inside(way, column, what, "Name a question of this form.")
            else:
                mend = did_you_mean(name, self.earlier) or "Name an earlier question of this form."
                places.add_inside(way, column, f"the question `{name}` is not known.", mend)

    def _passes(self, way: Way, name: str, lead: int, expression: Expression, page: Page | None) -> None:
        """What is asked once a unit has one answer only within the pass of a unit."""
        places, named = self.checking.places, self.form.page_of[name]
        here = page.for_each if page is not None else None
        if named.for_each is None or named.for_each == here:
            return
        if here is not None:
            what = f"`{name}` is asked for each of `{named.for_each}`, but this page for each of `{here}`."
            mend = f"Name a question of the passes of `{here}`, or one that is asked once."
            places.add_inside(way, lead + expression.columns[name], what, mend)
        elif name in expression.alone:
            what = f"`{name}` is asked for each of `{named.for_each}`, so here it has many answers."
            mend = f"Say which: `max({name})`, `min`, `mean`, `sum`, `count`, `any` or `all`."
            places.add_inside(way, lead + expression.alone[name], what, mend)

    def _shown(self, own: str) -> Sequence[Expression]:
        """What holds when a question is shown, or (own "") its page."""
        return self.known[own].conditions if own in self.known else self.above

    def _reachable(self, way: Way, expression: Expression, noun: str, own: str) -> None:
        places = self.checking.places
        if dead_at(places, way, expression, self.known):
            return
        if not can_hold([expression], self.known):
            what = "the condition never holds, whatever is answered before."
        elif noun == "question" and not can_hold([expression, *self.above], self.known):
            what = "the condition never holds when its page is shown."
        elif noun == "variant" and not can_hold([expression, *self._shown(own)], self.known):
            what = "the condition never holds when this is shown."
        elif noun == "page" and not can_hold([expression, *self.begun], self.known):
            what = "the condition never holds when its section is shown."
        else:
            return
        places.add(way, what, f"Correct it, or remove the {noun}: it is never asked.")


def note_misuses(places: Places, way: Way, expression: Expression, kind_of: Callable[[str], Kind], use: Use) -> None:
    """Note every part of an expression that is not of the kind that its place needs, unless it was told already."""
    lead, told = lead_of(places, way), places.touched()
    for misuse in misuses(expression.tree, kind_of, use):
        at = places.composed.inside(way, lead + misuse.column)
        if at not in told:
            told.add(at)
            places.add_inside(way, lead + misuse.column, misuse.what, misuse.mend)


def dead_at(places: Places, way: Way, expression: Expression, known: Mapping[str, Asked]) -> bool:
    """Note each comparison that never holds; whether there is one."""
    found = list(dead_comparisons(expression, known))
    for dead in found:
        what = f"`{dead.text}` never holds: `{dead.name}` {known[dead.name].range_in_words}."
        places.add_inside(way, lead_of(places, way) + dead.column, what, "Compare it with a number that it can have.")
    return bool(found)


def _literals(checking: Checking, way: Way, expression: Expression, known: Mapping[str, Question]) -> None:
    for literal in expression.literals:
        question = known.get(literal.name)
        if question is None and literal.name in THIS_PASS:
            _of_this_pass(checking, way, literal)
        if question is None:
            continue
        told = wrong_literal(checking, question, literal)
        if told is not None:
            checking.places.add_inside(way, lead_of(checking.places, way) + literal.column, *told)
    for node in ast.walk(expression.tree):
        if isinstance(node, ast.Compare) and (name := _option_as_number(checking, node, known)) is not None:
            ids = [f"'{option.id}'" for option in checking.options(known[name])][:3]
            what = f"`{name}` is an option and not a number."
            mend = f"Compare it with the id of an option in quotes, such as {' or '.join(ids)}."
            checking.places.add_inside(way, lead_of(checking.places, way) + column_of(node), what, mend)


def _of_this_pass(checking: Checking, way: Way, literal: Literal) -> None:
    """What a pass is about is compared with units of the register; nobody knows the id of a row."""
    units, lead = checking.framework.unit, lead_of(checking.places, way)
    if literal.name == "row":
        what, mend = "a row has no id that a file could know.", "Ask in which list it is: `selected(list, row)`."
    elif literal.text not in units:
        what = f"'{literal.text}' is no unit of the register."
        mend = did_you_mean(literal.text, units) or "Name a unit by its id."
    else:
        return
    checking.places.add_inside(way, lead + literal.column, what, mend)


def _option_as_number(checking: Checking, node: ast.Compare, known: Mapping[str, Question]) -> str | None:
    terms = terms_of(node)
    if not any(isinstance(t, ast.Constant) and isinstance(t.value, int | float) for t in terms):
        return None
    named = [term.id for term in terms if isinstance(term, ast.Name)]
    options = (Yields.OPTION, Yields.OPTIONS)
    return next((name for name in named if name in known and checking.yields(known[name]) in options), None)


def wrong_literal(checking: Checking, question: Question, literal: Literal) -> tuple[str, str] | None:
    """What is wrong with comparing a question with a text, and the mend."""
    yields, text = checking.yields(question), literal.text
    if yields is Yields.NUMBER or yields is Yields.PARTS:
        return f"`{question.id}` is a number and never equals '{text}'.", "Compare it with a number, without quotes."
    if yields is Yields.UNITS:
        units = checking.framework.unit
        if text not in units:
            return f"'{text}' is no unit of the register.", did_you_mean(text, units) or "Name a unit by its id."
    elif yields is Yields.OPTION or yields is Yields.OPTIONS:
        by_id = {option.id: option for option in checking.options(question)}
        if by_id and text not in by_id:
            mend = did_you_mean(text, by_id) or "Name one of its options by its id."
            return f"'{text}' is no option of `{question.id}`.", mend
        if text in by_id and by_id[text].missing is not None:
            what = f"'{text}' counts as no answer, so nothing ever equals it."
            return what, f"Write `not answered({question.id})`."
    else:
        return None
    if yields is not Yields.OPTION and not literal.by_selected:
        what = f"`{question.id}` can have several answers, so `==` never holds."
        return what, f"Write `selected({question.id}, '{text}')`."
    return None
