"""Checks of forms: scales, passes over units, conditions, limits, and what each audience needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from engine.framework.composer import Way
from engine.framework.expressions import Expression, ExpressionError, parse
from engine.framework.models import Audience, Form, Framework, Option, Page, Question
from engine.framework.places import Places, did_you_mean
from engine.framework.question_types import Yields
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


def check_forms(framework: Framework, vocabulary: Vocabulary, places: Places) -> None:
    """Note the mistakes of all forms, and of the conditions of gates."""
    checking = Checking(framework, vocabulary, places)
    for position, form in enumerate(framework.forms):
        _form(checking, form, ("forms", position))
    _gates(checking)


_LIKE = "Write it like `question == 'option' and days > 3`."


def expression_at(places: Places, way: Way, text: str) -> Expression | None:
    """The expression at a key; None, with the problem noted, when it cannot be used."""
    try:
        return parse(text)
    except ExpressionError as error:
        key = places.way_in_words(way)[1]
        places.add(way, f"`{key}` cannot be used, at character {error.column}: {error.message}.", _LIKE)
        return None


def _form(checking: Checking, form: Form, way: Way) -> None:
    places = checking.places
    if form.audience is Audience.UNIT and form.unanswered is None:
        what = "a form that units fill in must say what unanswered questions count."
        places.add(way, what, "Add `unanswered: refuse_to_lock`, `zero` or `missing`.")
    if form.audience is Audience.RESPONDENTS and form.unanswered is not None:
        places.add(
            (*way, "unanswered"),
            "`unanswered` has no meaning where respondents answer.",
            "Remove it.",
            key=True,
        )
    earlier: dict[str, Question] = {}
    for position, page in enumerate(form.pages):
        _page(checking, form, page, (*way, "pages", position), earlier)


def _page(checking: Checking, form: Form, page: Page, way: Way, earlier: dict[str, Question]) -> None:
    if page.when is not None:
        _condition(checking, form, (*way, "when"), page.when, earlier)
    if page.for_each is not None:
        _for_each(checking, form, page.for_each, (*way, "for_each"), earlier)
    for position, question in enumerate(page.questions):
        here = (*way, "questions", position)
        if question.when is not None:
            _condition(checking, form, (*here, "when"), question.when, earlier, question.id)
        _options(checking, question, here)
        _limits(checking, question, here)
        earlier[question.id] = question


def _for_each(checking: Checking, form: Form, named: str, way: Way, earlier: Mapping[str, Question]) -> None:
    unit_questions = [q.id for q in earlier.values() if checking.yields(q) is Yields.UNITS]
    if named in unit_questions:
        return
    if (asked := form.question.get(named)) is not None and checking.yields(asked) is not Yields.UNITS:
        what, mend = f"`{named}` does not choose units.", did_you_mean("", unit_questions)
    elif named in form.question:
        what, mend = f"`{named}` is asked later.", "Move its page before this one."
    else:
        what, mend = f"the question `{named}` is not known.", did_you_mean(named, unit_questions)
    checking.places.add(way, what, mend or "Name a question of type `units` of an earlier page.")


def _condition(
    checking: Checking, form: Form, way: Way, text: str, earlier: Mapping[str, Question], own: str = ""
) -> None:
    places = checking.places
    expression = expression_at(places, way, text)
    if expression is None:
        return
    for name in sorted(expression.names):
        if name in earlier:
            continue
        if name == own:
            places.add(way, f"the condition of `{name}` names `{name}` itself.", "Name an earlier question.")
        elif name in form.question:
            places.add(way, f"`{name}` is asked later.", "Name a question that comes before, or move it up.")
        elif name in checking.framework.question:
            places.add(way, f"`{name}` is a question of another form.", "Name a question of this form.")
        else:
            places.add(way, f"the question `{name}` is not known.", did_you_mean(name, earlier))
    _literals(checking, way, expression, {**earlier})


def _literals(checking: Checking, way: Way, expression: Expression, known: Mapping[str, Question]) -> None:
    for literal in expression.literals:
        question = known.get(literal.name)
        yields = checking.yields(question) if question else None
        if question is None or yields not in (Yields.OPTION, Yields.OPTIONS, Yields.NUMBER):
            continue
        if yields is Yields.NUMBER:
            what = f"`{question.id}` is a number and never equals '{literal.text}'."
            checking.places.add(way, what, "Compare it with a number, without quotes.")
            continue
        ids = [option.id for option in checking.options(question)]
        if ids and literal.text not in ids:
            what = f"'{literal.text}' is no option of `{question.id}`."
            checking.places.add(way, what, did_you_mean(literal.text, ids))
        elif yields is Yields.OPTIONS and not literal.by_selected:
            what = f"`{question.id}` can have several answers, so `==` never holds."
            checking.places.add(way, what, f"Write `selected({question.id}, '{literal.text}')`.")


def _options(checking: Checking, question: Question, way: Way) -> None:
    places, scales = checking.places, checking.framework.scales
    kind = checking.vocabulary.question_types.get(question.type)
    if question.scale is not None and question.scale not in scales:
        mend = did_you_mean(question.scale, scales) or "Add it to `scales`."
        places.add((*way, "scale"), f"the scale `{question.scale}` is not known.", mend)
    elif question.scale is not None and question.options:
        places.add(
            (*way, "options"),
            "a question has either a `scale` or `options`.",
            "Keep one of the two.",
            key=True,
        )
    elif kind is not None and kind.needs_options and not checking.options(question):
        places.add(way, f"a question of type `{question.type}` needs options.", "Add `options:` or `scale:`.")
    elif kind is not None and not kind.needs_options and (question.options or question.scale):
        key = "scale" if question.scale else "options"
        places.add((*way, key), f"a question of type `{question.type}` takes no options.", "Remove them.", key=True)
    counted = Counter(option.id for option in question.options)
    for position, option in enumerate(question.options):
        if counted[option.id] > 1 and any(o.id == option.id for o in question.options[:position]):
            places.add(
                (*way, "options", position, "id"),
                f"the id `{option.id}` is given twice in this list.",
                "Choose another id.",
            )


def _limits(checking: Checking, question: Question, way: Way) -> None:
    low, high = getattr(question.settings, "min", None), getattr(question.settings, "max", None)
    if low is None or high is None:
        return
    try:
        turned = low > high
    except TypeError:
        return
    if turned:
        checking.places.add((*way, "min"), f"`min` {low:g} is above `max` {high:g}.", "Exchange the two.")
        return
    yields = checking.yields(question)
    count = len(checking.options(question))
    if yields is Yields.OPTIONS and count and low > count:
        checking.places.add((*way, "min"), f"`min` asks for {low:g} of {count} options.", "Make it smaller.")


def _gates(checking: Checking) -> None:
    framework, places = checking.framework, checking.places
    known = {**framework.nodes, **framework.question}
    for position, gate in enumerate(framework.gates):
        way: Way = ("gates", position)
        if gate.on not in framework.nodes:
            places.add((*way, "on"), f"the node `{gate.on}` is not known.", did_you_mean(gate.on, framework.nodes))
        expression = expression_at(places, (*way, "when"), gate.when)
        if expression is None:
            continue
        for name in sorted(expression.names - set(known)):
            what = f"`{name}` is neither a node nor a question."
            places.add((*way, "when"), what, did_you_mean(name, known))
        _literals(checking, (*way, "when"), expression, framework.question)
