"""Synthetic answers for any form: seeded, leaning by unit, so that demo rounds have something to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from engine.framework.expressions import parse
from engine.framework.missing import REASONS, Missing
from engine.framework.models import Audience, Check, Form, Framework, Option, Question
from engine.framework.question_types import Asked, QuestionType, Reading, Yields
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire import offering
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.names import lookup
from engine.questionnaire.path import Visit, walk
from engine.questionnaire.reading import asked, standing
from engine.questionnaire.together import Failing, failing

PASSES = 6
"""Answers open pages, whose answers may open more; forms at hand need three passes."""

TRIES = 100
"""So often an answer is made up until the form accepts it; then the question stays open."""

LANGUAGE = "vi"
"""How made-up answers are typed."""

SAMPLE = "…"
"""What is typed where an option asks for words: it is not to pass for what somebody said."""


class Synthesiser:
    """Draws plausible answers: `lean` says by unit how well it does, 0 badly … 1 very well.

    Every answer is one that the form accepts: what it refuses is drawn again. Files are not made up.
    """

    def __init__(self, framework: Framework, form: Form, vocabulary: Vocabulary, today: date) -> None:
        self._framework, self._form, self._vocabulary, self._today = framework, form, vocabulary, today
        self._good = _good_options(framework)
        self._turn: dict[tuple[str, str], float] = {}
        self._met: Counter[str] = Counter()
        self._asked_about: Counter[str] = Counter()
        self._lower = {q for leaf in framework.indicators if leaf.direction == "lower" for q in leaf.source}
        limits = (question.setting("max") for question in form.question.values())
        self._last_days = {name for limit in limits if isinstance(limit, str) for name in parse(limit).names}
        self._of_units = form.audience is not Audience.RESPONDENTS
        self._asked = {question.id: asked(framework, question, LANGUAGE) for question in form.question.values()}
        self._drawn = 0

    def answers(self, random: Random, lean: Mapping[str, float], own_unit: str = "") -> Answers:
        """One whole response, every page of its path answered; also the confirmations of warnings that are left."""
        given: dict[AnswerKey, Answer] = {}
        confirmed: dict[AnswerKey, Answer] = {}
        self._drawn += 1
        aside = Random(f"{own_unit} {self._drawn}")  # noqa: S311  what this draws leaves the other answers alone
        for _ in range(PASSES):
            before = len(given)
            walked = walk(self._framework, self._form, given)
            for visit in walked.visits:
                unit = visit.step.item or own_unit
                for question in visit.questions:
                    key = AnswerKey(question.id, visit.step.item)
                    if key not in given and self._kind(question).asks:
                        how_well = self._how_well(lean, unit, question)
                        known = {**walked.answers, **given}
                        given[key] = self._answer(question, known, key.item, random, aside, how_well)
                        given |= self._draw(key, given[key])
                if visit.step.page.checks:
                    confirmed |= self._together(visit.step.page.checks, visit, given, aside)
            if len(given) == before:
                break
        if self._form.checks:
            for visit in reversed(walk(self._framework, self._form, given).visits):  # what came first may stay
                if not visit.step.item:
                    confirmed |= self._together((*self._form.checks, *visit.step.page.checks), visit, given, aside)
        chances = {key: answer for key, answer in given.items() if key.item and self._form.question[key.question].draw}
        return {**walk(self._framework, self._form, given).answers, **confirmed, **chances}

    def _draw(self, key: AnswerKey, answer: Answer) -> dict[AnswerKey, Answer]:
        """What is drawn because of an answer: the units that this response is about."""
        seed = f"synthetic {self._drawn}"
        found = offering.drawn(self._framework, self._form, {}, {key: answer}, seed, self._asked_about)
        self._asked_about.update(key.item for key in found if key.item)
        return {key: answer for key, answer in found.items() if answer is not None}

    def _together(
        self, checks: tuple[Check, ...], visit: Visit, given: dict[AnswerKey, Answer], aside: Random
    ) -> dict[AnswerKey, Answer]:
        """Draw again what makes a check fail; the confirmations of the warnings that stay."""
        item = visit.step.item
        found = self._failing(checks, given, item)
        for _ in range(TRIES):
            if not found:
                break
            for key in self._behind(found[0].names, given, item):
                question, how_well = self._form.question[key.question], aside.random()
                given[key] = self._answer(question, given, key.item, aside, aside, how_well)
            for check in checks:
                self._add_up(check, given, item, aside)
            found = self._failing(checks, given, item)
        return {each.key: each.kept for each in found if each.confirm}

    def _failing(self, checks: tuple[Check, ...], given: Answers, item: str) -> list[Failing]:
        on_path = walk(self._framework, self._form, given).answers  # with what formulas come to
        return failing(checks, lookup(self._framework, self._form, on_path, item), item, {}, LANGUAGE)

    def _behind(self, names: Collection[str], given: Answers, item: str) -> list[AnswerKey]:
        """The answers that a check looks at, through formulas too: those of its pass, and all passes from outside."""
        concerned = set(names)
        formulas = {question.id: question.formula for question in self._form.question.values() if question.formula}
        while found := {name for at in concerned & formulas.keys() for name in parse(formulas[at]).names} - concerned:
            concerned |= found
        asks = {name for name in concerned & self._form.question.keys() if self._kind(self._form.question[name]).asks}
        return sorted(key for key in given if key.question in asks and (not item or key.item in (item, "")))

    def _add_up(self, check: Check, given: dict[AnswerKey, Answer], item: str, aside: Random) -> None:
        """Share the total out among the numbers that must add up to it."""
        names = lookup(self._framework, self._form, given, item)
        total = parse(str(check.sum.to)).value(names) if check.sum else None
        keys = [AnswerKey(name, item) for name in check.sum.of] if check.sum else []
        if not isinstance(total, float | int) or any(key not in given for key in keys):
            return
        left = float(total)
        for key in keys[:-1]:
            part = float(aside.randint(0, int(max(left, 0))))
            left -= part
            given[key] = Answer(part)
        given[keys[-1]] = Answer(round(left, 10))

    def _kind(self, question: Question) -> QuestionType:
        return self._vocabulary.question_types[question.type]

    def _how_well(self, lean: Mapping[str, float], unit: str, question: Question) -> float:
        """How well this unit does in this question: units have strengths and weaknesses of their own."""
        if (unit, question.id) not in self._turn:
            self._turn[unit, question.id] = Random(f"{unit} {question.id}").uniform(-0.2, 0.2)  # noqa: S311  as in demo.py
        return min(0.95, max(0.05, lean.get(unit, 0.5) + self._turn[unit, question.id]))

    def _answer(
        self, question: Question, given: Answers, item: str, random: Random, aside: Random, how_well: float
    ) -> Answer:
        """The first of the answers made up that the form accepts."""
        kind = self._kind(question)
        if not kind.asks:
            return SKIPPED
        before = standing(self._asked[question.id], lookup(self._framework, self._form, given, item))
        for drawn in self._candidates(kind, before, random, aside, how_well):
            if drawn.missing is Missing.SKIPPED:
                break
            if drawn.value is None:
                continue
            read = kind.read(before, kind.shown(replace(before, details=drawn.details), drawn.value))
            if not read.complaints and read.value is not None:
                return Answer(read.value, read.missing, read.details)
        return SKIPPED

    def _candidates(
        self, kind: QuestionType, before: Asked, random: Random, aside: Random, how_well: float
    ) -> Iterator[Reading]:
        if kind.draw is None or kind.yields in {Yields.NUMBER, Yields.DATE}:
            yield self._by_yield(kind.yields, before, random, aside, how_well)
        for _ in range(TRIES):
            if kind.draw is not None:
                yield kind.draw(before, aside)

    def _by_yield(self, yields: Yields, before: Asked, random: Random, aside: Random, how_well: float) -> Reading:
        question = before.question
        if yields in {Yields.OPTION, Yields.OPTIONS}:
            return self._chosen(before, random, aside, how_well, several=yields is Yields.OPTIONS)
        if yields is Yields.UNITS:
            return Reading(self._units(before, random))
        if yields is Yields.NUMBER:
            return Reading(self._number(question, random, how_well))
        if yields is Yields.DATE:
            if question.id in self._last_days:
                return Reading(self._today)
            return Reading(self._today - timedelta(days=int(900 * (1 - how_well) * random.random())))
        if yields is Yields.PARTS:
            due = random.randint(4, 40)
            return Reading({"done": float(sum(random.random() < how_well for _ in range(due))), "due": float(due)})
        return Reading(missing=Missing.SKIPPED)

    def _chosen(self, before: Asked, random: Random, aside: Random, how_well: float, several: bool) -> Reading:
        question = before.question
        real = [option for option in before.options if option.missing is None]
        absent = [option for option in before.options if option.missing is not None]
        if (absent and random.random() < 0.06) or not real:
            option = random.choice(absent)
            return Reading(
                (option.id,) if several else option.id, REASONS[option.missing or ""], details=_details([option])
            )
        good = self._good.get(question.id)
        if good:
            wanted = random.random() < how_well
            real = [option for option in real if (option.id in good) is wanted] or real
        elif self._of_units and _are_levels(real):  # the lower ones are the common ones
            real = [real[int(len(real) * random.random() ** 3)]]
        elif self._of_units and all(option.value is not None for option in real) and question.id not in self._lower:
            best, wanted = max(option.value or 0 for option in real), random.random() < how_well
            real = [option for option in real if (option.value == best) is wanted] or real
        elif all(option.value is not None for option in real) and question.id not in self._lower:
            real = sorted(real, key=lambda option: -(option.value or 0))
            real = real[: max(1, len(real) // 2)] if random.random() < how_well else real[len(real) // 2 :]
        chosen = [random.choice(real)]
        if several and not chosen[0].exclusive:
            others = [x for x in before.options if not (x.missing or x.exclusive or x.id == chosen[0].id)]
            fewest = max(0, (getattr(question.settings, "min", None) or 1) - 1)
            chosen += aside.sample(others, min(fewest, len(others)))
        picked = tuple(option.id for option in before.options if option in chosen)
        return Reading(picked if several else picked[0], details=_details(chosen))

    def _number(self, question: Question, random: Random, how_well: float) -> float:
        low, high = (
            given if isinstance(given := getattr(question.settings, key, None), float | int) else otherwise
            for key, otherwise in (("min", 0), ("max", 100))  # a limit may hang on other answers
        )
        usual = min(high, low + 40)
        share = 1 - how_well if question.id in self._lower else how_well
        return float(round(min(high, low + (usual - low) * share * random.triangular(0.3, 1.8, 0.9))))

    def _units(self, before: Asked, random: Random) -> tuple[str, ...]:
        settings = before.question.settings
        offers = getattr(settings, "offers", lambda _unit: True)
        fitting = [unit.id for unit in self._framework.units.list if offers(unit)]
        if (among := getattr(settings, "among", None)) is not None:
            chosen = before.names(among)
            fitting = [unit for unit in fitting if isinstance(chosen, tuple) and unit in chosen]
        most = min(getattr(settings, "max", None) or 3, 3, len(fitting))
        fewest = min(max(getattr(settings, "min", None) or 1, 1), most)
        random.shuffle(fitting)
        # whoever was met least comes first: every unit gets about as many answers, so that none stays without a result
        met = sorted(fitting, key=lambda unit: self._met[unit])[: random.randint(fewest, most)]
        self._met.update(met)
        return tuple(sorted(met))


SKIPPED = Answer(None, Missing.SKIPPED)


def _are_levels(options: list[Option]) -> bool:
    """Whether the options are numbered kinds, 1, 2, 3 and so on, rather than better and worse answers."""
    return len(options) > 2 and [option.value for option in options] == list(range(1, len(options) + 1))


def _details(chosen: list[Option]) -> dict[str, str]:
    return {option.id: option.detail.sample(SAMPLE) for option in chosen if option.detail}


def _good_options(framework: Framework) -> dict[str, frozenset[str]]:
    """By question, the options that raise the score of the indicator that reads it."""
    good: dict[str, frozenset[str]] = {}
    nodes = framework.nodes
    for leaf in framework.indicators:
        measure = nodes[leaf.id].measure
        if measure is None or "of" not in measure.settings or leaf.is_outside:
            continue
        for question_id in leaf.source:
            options = framework.options_of(framework.question[question_id])
            chosen = frozenset(measure.settings["of"])
            others = frozenset(option.id for option in options if option.missing is None) - chosen
            good[question_id] = others if leaf.direction == "lower" else chosen
    return good
