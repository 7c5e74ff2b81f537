"""What is legal in a framework file but surely, or maybe, not meant: warnings, and notes that only ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from engine.authoring.wording import reversed_word
from engine.framework.composer import Way
from engine.framework.expressions import parse
from engine.framework.models import Audience, Form, Framework, Node, Option, Page, Question, RuleUse
from engine.framework.places import Places
from engine.framework.question_types import Yields
from engine.framework.rules import Rule, RuleKind
from engine.framework.vocabulary import Vocabulary
from engine.problems import Problem, Severity

MOST_QUESTIONS = 12
"""A longer page is hard to survey on a phone, and a lost connection loses more of it."""

_NO_FIGURE = (Yields.TEXT, Yields.NOTHING, Yields.UNITS)


@dataclass(frozen=True)
class Lint:
    """One remark: where it belongs, what is odd, what to do about it."""

    way: Way
    what: str
    mend: str
    severity: Severity = Severity.WARNING


@dataclass(frozen=True)
class Leaf:
    """An indicator with its way and what it takes from the nodes above it."""

    way: Way
    node: Node
    measure: RuleUse | None
    normalise: RuleUse | None
    groups: frozenset[str] | None  # None: all


@dataclass(frozen=True)
class Reading:
    """A framework looked through once: where each question stands, what each indicator inherits."""

    framework: Framework
    vocabulary: Vocabulary

    @cached_property
    def asked(self) -> Mapping[str, tuple[Way, Form, Page, Question]]:
        """Each question with its way, its form and its page."""
        return {
            question.id: (("forms", f, "pages", p, "questions", q), form, page, question)
            for f, form in enumerate(self.framework.forms)
            for p, page in enumerate(form.pages)
            for q, question in enumerate(page.questions)
        }

    @cached_property
    def leaves(self) -> tuple[Leaf, ...]:
        """The indicators in the order of the file."""
        return tuple(_leaves(("index",), self.framework.index, Leaf((), self.framework.index, None, None, None)))

    def rule(self, kind: RuleKind, use: RuleUse | None, usual: str) -> Rule | None:
        """The rule that is used, or the usual one; None where nobody knows it."""
        return self.vocabulary.rules.get((kind, use.rule if use else usual))

    def reads(self, leaf: Leaf) -> str | None:
        """What an indicator's measure makes its value of; None where the rule does not say."""
        rule = self.rule(RuleKind.MEASURE, leaf.measure, "mean")
        return rule.reads if rule else None

    def yields(self, question: Question) -> Yields:
        """What a question gives to measures."""
        return self.vocabulary.question_types[question.type].yields


def _leaves(way: Way, node: Node, above: Leaf) -> Iterator[Leaf]:
    groups = above.groups
    if node.applies_to:
        groups = frozenset(node.applies_to) if groups is None else groups & frozenset(node.applies_to)
    here = Leaf(way, node, node.measure or above.measure, node.normalise or above.normalise, groups)
    if node.is_indicator:
        yield here
    for position, child in enumerate(node.children):
        yield from _leaves((*way, "children", position), child, here)


def lints(framework: Framework, vocabulary: Vocabulary, places: Places) -> tuple[Problem, ...]:
    """Every remark on a sound framework, in the order of the file."""
    reading = Reading(framework, vocabulary)
    found = (lint for look in LOOKS for lint in look(reading))
    return tuple(sorted(places.problem(o.way, o.what, o.mend, severity=o.severity) for o in found))


def long_pages(reading: Reading) -> Iterator[Lint]:
    """Pages of more questions than one can keep in view."""
    for f, form in enumerate(reading.framework.forms):
        for p, page in enumerate(form.pages):
            count = sum(reading.yields(question) is not Yields.NOTHING for question in page.questions)
            if count > MOST_QUESTIONS:
                what = f"the page asks {count} questions."
                yield Lint(("forms", f, "pages", p), what, f"Split it: more than {MOST_QUESTIONS} tire on a phone.")


def valueless_options(reading: Reading) -> Iterator[Lint]:
    """Options of a list that is scored by value, which have neither a value nor a reason for having none."""
    lists: dict[Way, tuple[Option, ...]] = {("scales", name): scale for name, scale in reading.framework.scales.items()}
    lists |= {(*way, "options"): question.options for way, _form, _page, question in reading.asked.values()}
    for way, options in lists.items():
        bare = [position for position, option in enumerate(options) if option.value is None and option.missing is None]
        if all(option.value is None for option in options):
            continue  # nothing here is meant to be scored by value
        for position in bare:
            what = "the option has neither a value, as others of the list have, nor a reason for having none."
            yield Lint((*way, position), what, "Add `value:`, or `missing: dont_know`, `refused` or `not_applicable`.")


def unscorable(reading: Reading) -> Iterator[Lint]:
    """Indicators that no unit can ever have a score on."""
    for leaf in reading.leaves:
        if (why := _why_unscorable(reading, leaf)) is not None:
            yield Lint(leaf.way, f"nobody can score on this indicator: {why[0]}.", why[1])


def _why_unscorable(reading: Reading, leaf: Leaf) -> tuple[str, str] | None:
    framework = reading.framework
    if leaf.groups is not None:
        if not leaf.groups:
            return "it applies to no group that the nodes above it apply to", "Widen one of the `applies_to`."
        listed = {unit.group for unit in framework.units.list} | {framework.units.others}
        if framework.units.list and not leaf.groups & listed:
            return "no unit is of the groups it applies to", "Put units into them, or widen `applies_to`."
    if leaf.node.is_outside:
        return None
    whys = [_why_unanswered(reading, leaf, name) for name in leaf.node.source if name in reading.asked]
    return whys[0] if whys and all(whys) else None


def _why_unanswered(reading: Reading, leaf: Leaf, name: str) -> tuple[str, str] | None:
    _way, form, page, question = reading.asked[name]
    yields = reading.yields(question)
    reads = reading.reads(leaf)
    if yields in _NO_FIGURE and reads in ("values", "options"):
        return f"`{name}` gives no figure", "Name a question with a number, a date or options."
    if form.audience is Audience.RESPONDENTS and page.for_each is None:
        return f"`{name}` is asked about the respondent, not about a unit", "Ask it on a page with `for_each`."
    options = reading.framework.options_of(question)
    if options and reads == "values" and all(option.value is None for option in options):
        return f"no option of `{name}` has a value", "Add `value:` to the options, or measure a `share`."
    offered = _groups_offered(reading, page)
    if leaf.groups is not None and offered is not None and not leaf.groups & offered:
        return f"`{name}` is asked about other groups than it applies to", "Change `applies_to`, or `from`."
    return None


def _groups_offered(reading: Reading, page: Page) -> frozenset[str] | None:
    """The groups of the units that a page's passes can be about; None: any."""
    if page.for_each is None or page.for_each not in reading.asked:
        return None
    groups = getattr(reading.asked[page.for_each][3].settings, "groups", ())
    return frozenset(groups) or None


def turned_wording(reading: Reading) -> Iterator[Lint]:
    """Statements worded against the unit whose agreement counts in its favour."""
    for leaf in reading.leaves:
        if leaf.node.direction == "lower":
            continue
        said = ((name, reversed_word(text, labels)) for name, text, labels in _wordings(reading, leaf))
        name, word = next(((name, word) for name, word in said if word), ("", None))
        if word is None:
            continue
        what = f"{name} says “{word}”, and higher counts as better."
        if leaf.node.direction is None:
            yield Lint(leaf.way, what, "Write `direction: lower` or `direction: higher`, as it is meant.")
        else:
            mend = "If it is worded against the unit, write `direction: lower`."
            yield Lint((*leaf.way, "direction"), what, mend, Severity.NOTE)


def _wordings(reading: Reading, leaf: Leaf) -> Iterator[tuple[str, Mapping[str, str], str]]:
    """The texts that tell what a high figure means, with all the labels beside them."""
    if leaf.node.is_outside:
        yield "its title", leaf.node.title.root, ""
        return
    for name in leaf.node.source:
        if name not in reading.asked:
            continue
        question = reading.asked[name][3]
        options = reading.framework.options_of(question)
        best = max((o for o in options if o.value is not None), key=lambda o: o.value or 0, default=None)
        of = leaf.measure.settings.get("of") if leaf.measure else None
        if of and best is not None and best.id not in of:
            continue  # the share of those who disagree: turned round already
        labels = " ".join(word for option in options for word in option.label.root.values())
        yield f"`{name}`", question.text.root, labels


def unturned_directions(reading: Reading) -> Iterator[Lint]:
    """Indicators where lower is better, on which no rule acts that would turn them round."""
    for leaf in reading.leaves:
        rule = reading.rule(RuleKind.NORMALISE, leaf.normalise, "none")
        if leaf.node.direction == "lower" and rule is not None and not rule.turns:
            alone = "without a normaliser the value is the score"
            so = alone if leaf.normalise is None or rule.name == "none" else f"`{rule.name}` does not heed it"
            what = f"`direction: lower` changes nothing: {so}."
            mend = "Add `normalise: {rule: minmax, …}`, or another rule that turns it round."
            yield Lint((*leaf.way, "direction"), what, mend)


def unused_questions(reading: Reading) -> Iterator[Lint]:
    """Questions whose answers change no score, no path and no gate."""
    used = {name for node in reading.framework.indicators for name in node.source}
    texts = [gate.when for gate in reading.framework.gates]
    texts += [quota.when for form in reading.framework.forms for quota in form.quotas]
    texts += [section.when for form in reading.framework.forms for section in form.sections if section.when]
    for _way, _form, page, question in reading.asked.values():
        used.add(page.for_each or "")
        texts += [text for text in (page.when, question.when, question.formula) if text]
    used.update(name for text in texts for name in parse(text).names)
    for name, (way, _form, _page, question) in reading.asked.items():
        if name not in used and reading.yields(question) not in (Yields.TEXT, Yields.NOTHING):
            what, mend = "its answers change no score and no path.", "Keep it if it describes who answers."
            yield Lint(way, what, mend, Severity.NOTE)


def known_beforehand(reading: Reading) -> Iterator[Lint]:
    """Figures that nobody can correct and that come from nowhere; what is known of people who are not to be known."""
    for way, form, _page, question in reading.asked.values():
        if question.is_fixed and question.given_from is None:
            what = "it cannot be corrected, and nobody is told where it is from."
            yield Lint((*way, "given"), what, "Add `given_from: …`, or let it be corrected with `given: true`.")
        if question.given and form.audience is Audience.RESPONDENTS:
            what = "what is known of a respondent may tell who answers."
            yield Lint((*way, "given"), what, "Give only what many have in common.", Severity.NOTE)


LOOKS: tuple[Callable[[Reading], Iterator[Lint]], ...] = (
    long_pages,
    valueless_options,
    unscorable,
    turned_wording,
    unturned_directions,
    unused_questions,
    known_beforehand,
)
