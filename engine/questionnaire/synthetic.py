"""Synthetic answers for any form: seeded, leaning by unit, so that demo rounds have something to show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from engine.framework.missing import Missing
from engine.framework.models import Form, Framework, Question
from engine.framework.question_types import Value, Yields
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.path import walk

PASSES = 6
"""Answers open pages, whose answers may open more; forms at hand need three passes."""


class Synthesiser:
    """Draws plausible answers: `lean` says by unit how well it does, 0 badly … 1 very well."""

    def __init__(self, framework: Framework, form: Form, vocabulary: Vocabulary, today: date) -> None:
        self._framework, self._form, self._vocabulary, self._today = framework, form, vocabulary, today
        self._good = _good_options(framework)
        self._turn: dict[tuple[str, str], float] = {}
        self._met: Counter[str] = Counter()
        self._lower = {q for leaf in framework.indicators if leaf.direction == "lower" for q in leaf.source}

    def answers(self, random: Random, lean: Mapping[str, float], own_unit: str = "") -> Answers:
        """One whole response, every page of its path answered."""
        given: dict[AnswerKey, Answer] = {}
        for _ in range(PASSES):
            before = len(given)
            for visit in walk(self._framework, self._form, given).visits:
                item = visit.step.item
                for question in visit.questions:
                    if (key := AnswerKey(question.id, item)) not in given:
                        given[key] = self._answer(question, random, self._how_well(lean, item or own_unit, question))
            if len(given) == before:
                break
        return walk(self._framework, self._form, given).answers

    def _how_well(self, lean: Mapping[str, float], unit: str, question: Question) -> float:
        """How well this unit does in this question: units have strengths and weaknesses of their own."""
        if (unit, question.id) not in self._turn:
            self._turn[unit, question.id] = Random(f"{unit} {question.id}").uniform(-0.2, 0.2)  # noqa: S311  as in demo.py
        return min(0.95, max(0.05, lean.get(unit, 0.5) + self._turn[unit, question.id]))

    def _answer(self, question: Question, random: Random, how_well: float) -> Answer:
        kind = self._vocabulary.question_types[question.type].yields
        if kind in {Yields.OPTION, Yields.OPTIONS}:
            return self._chosen(question, random, how_well, several=kind is Yields.OPTIONS)
        value: Value | None = None
        if kind is Yields.UNITS:
            value = self._units(question, random)
        elif kind is Yields.NUMBER:
            value = self._number(question, random, how_well)
        elif kind is Yields.DATE:
            value = self._today - timedelta(days=int(900 * (1 - how_well) * random.random()))
        elif kind is Yields.PARTS:
            due = random.randint(4, 40)
            value = {"done": float(sum(random.random() < how_well for _ in range(due))), "due": float(due)}
        return Answer(value) if value is not None else Answer(None, Missing.SKIPPED)

    def _chosen(self, question: Question, random: Random, how_well: float, several: bool) -> Answer:
        options = self._framework.options_of(question)
        real = [option for option in options if option.missing is None]
        absent = [option for option in options if option.missing is not None]
        if absent and random.random() < 0.06:
            option = random.choice(absent)
            return Answer(option.id, Missing[(option.missing or "").upper()])
        good = self._good.get(question.id)
        if good:
            wanted = random.random() < how_well
            real = [option for option in real if (option.id in good) is wanted] or real
        elif all(option.value is not None for option in real) and question.id not in self._lower:
            real = sorted(real, key=lambda option: -(option.value or 0))
            real = real[: max(1, len(real) // 2)] if random.random() < how_well else real[len(real) // 2 :]
        option = random.choice(real)
        return Answer((option.id,) if several else option.id)

    def _number(self, question: Question, random: Random, how_well: float) -> float:
        low, high = (
            given if isinstance(given := getattr(question.settings, key, None), float | int) else otherwise
            for key, otherwise in (("min", 0), ("max", 100))  # a limit may hang on other answers
        )
        usual = min(high, low + 40)
        share = 1 - how_well if question.id in self._lower else how_well
        return float(round(min(high, low + (usual - low) * share * random.triangular(0.3, 1.8, 0.9))))

    def _units(self, question: Question, random: Random) -> tuple[str, ...]:
        settings = question.settings
        offers = getattr(settings, "offers", lambda _unit: True)
        fitting = [unit.id for unit in self._framework.units.list if offers(unit)]
        most = min(getattr(settings, "max", None) or 3, 3, len(fitting))
        fewest = min(max(getattr(settings, "min", None) or 1, 1), most)
        random.shuffle(fitting)
        # whoever was met least comes first: every unit gets about as many answers, so that none stays without a result
        met = sorted(fitting, key=lambda unit: self._met[unit])[: random.randint(fewest, most)]
        self._met.update(met)
        return tuple(sorted(met))


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
