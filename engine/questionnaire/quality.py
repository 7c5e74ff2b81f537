"""Signs of careless answers, as a framework declares them: in one response, and between all of a round."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf
from statistics import median, pstdev

from engine.framework.expressions import parse
from engine.framework.missing import Missing
from engine.framework.models import Form, Framework
from engine.framework.models.quality import Bursts, Duplicates
from engine.framework.question_types import QuestionType
from engine.framework.ratings import rating_scale
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.halves import halves_apart
from engine.questionnaire.names import lookup
from engine.questionnaire.path import Walk

_SAME = 1e-12
_EMPTY = Answer(None, Missing.SKIPPED)


@dataclass(frozen=True)
class Given:
    """One finished response as its quality is looked at.

    order    the answers in the order in which they were asked, each with its question and pass; only those on the path,
             of a response as it is sent also what was left empty
    day      on which it was sent, as text; "" where that is not known
    seconds  from the first page to sending; None where that is not known
    place    by which the caller knows it
    """

    form: Form
    order: Sequence[tuple[AnswerKey, Answer]]
    day: str = ""
    seconds: float | None = None
    place: int = 0

    @property
    def answered(self) -> int:
        """How many questions somebody answered."""
        of = self.form.question
        return sum(1 for key, answer in self.order if _is_there(answer) and not of[key.question].is_fixed)


def given_in(
    form: Form, walked: Walk, seconds: float | None = None, kinds: Mapping[str, QuestionType] | None = None
) -> Given:
    """A response on its path; with the `kinds` of questions also what was asked on it and left empty."""
    order = [
        (key, walked.answers.get(key, _EMPTY))
        for visit in walked.visits
        for question in visit.questions
        if (key := AnswerKey(question.id, visit.step.item)) in walked.answers
        or (kinds is not None and kinds[question.type].asks)
    ]
    return Given(form, order, seconds=seconds)


def own_flags(framework: Framework, given: Given) -> Iterator[str]:
    """The flags that a response raises alone: all but those that only all together tell of."""
    quality = framework.quality
    if quality is None:
        return
    if (speed := quality.speed) is not None and given.seconds is not None:
        enough = given.answered >= speed.answers
        if enough and given.seconds < speed.seconds_per_answer * given.answered:
            yield "speed"
    ratings = list(_ratings(framework, given))
    if quality.longest_run is not None and _longest_run(ratings) >= quality.longest_run.answers:
        yield "longest_run"
    if (irv := quality.irv) is not None and _varies(ratings, irv.answers) < irv.below - _SAME:
        yield "irv"
    if (same := quality.same_answers) is not None and _same_share(ratings, same.answers) >= same.share - _SAME:
        yield "same_answers"
    if (unfilled := quality.unfilled) is not None and _share_empty(given, unfilled.questions) > unfilled.share + _SAME:
        yield "unfilled"
    if quality.even_odd is not None and halves_apart(framework, given.order, quality.even_odd):
        yield "even_odd"
    answers = dict(given.order)
    for contradiction in quality.contradictions:
        if _holds(framework, given.form, answers, contradiction.when):
            yield contradiction.id


@dataclass(frozen=True)
class _Rating:
    """One answer on a scale: to which question, in which pass, which option, and what it is worth on which scale."""

    question: str
    item: str
    option: str
    worth: float
    scale: tuple[float, ...]

    @property
    def share(self) -> float:
        """How far up the scale it is, 0 to 1."""
        return (self.worth - self.scale[0]) / (self.scale[-1] - self.scale[0])


def _ratings(framework: Framework, given: Given) -> Iterator[_Rating]:
    for key, answer in given.order:
        if not _is_there(answer) or not isinstance(answer.value, str):
            continue
        options = framework.options_of(given.form.question[key.question])
        scale = rating_scale(options)
        worth = next((option.value for option in options if option.id == answer.value), None)
        if scale is not None and worth is not None:
            yield _Rating(key.question, key.item, answer.value, worth, scale)


def _longest_run(ratings: Sequence[_Rating]) -> int:
    """The most times in a row that one option was chosen, within one pass; what is no answer breaks no run."""
    runs = groupby(ratings, key=lambda rating: (rating.item, rating.option, rating.scale))
    return max((len(list(run)) for _, run in runs), default=0)


def _share_empty(given: Given, least: int) -> float:
    """The share of what was asked that was left empty, what is worked out aside; 0 for fewer than `least` questions."""
    asked = given.form.question
    said = [answer for key, answer in given.order if not (asked[key.question].formula or asked[key.question].lists)]
    return sum(answer.missing is Missing.SKIPPED for answer in said) / len(said) if len(said) >= least else 0.0


def _varies(ratings: Sequence[_Rating], least: int) -> float:
    """The standard deviation of the answers, each as a share of its scale; endless for fewer than `least`."""
    return pstdev([rating.share for rating in ratings]) if len(ratings) >= least else inf


def _same_share(ratings: Sequence[_Rating], least: int) -> float:
    """The largest share that one option has of the answers on its scale, of scales with `least` answers or more."""
    on_scale = Counter(rating.scale for rating in ratings)
    most = Counter((rating.scale, rating.option) for rating in ratings)
    return max((n / on_scale[scale] for (scale, _), n in most.items() if on_scale[scale] >= least), default=0.0)


def _holds(framework: Framework, form: Form, answers: Answers, when: str) -> bool:
    """Whether a condition is met, in any pass; a file may name the unit of what is asked but once."""
    expression = parse(when)
    items = dict.fromkeys(key.item for key in answers if key.item and key.question in expression.names) or [""]
    for item in items:
        of_pass = {AnswerKey(key.question): answer for key, answer in answers.items() if key.item == item}
        if expression.value(lookup(framework, form, {**answers, **of_pass}, item)):
            return True
    return False


def flags_between(framework: Framework, responses: Sequence[Given]) -> Iterator[tuple[int, frozenset[str]]]:
    """(place, flags) of the responses that only all together tell of: duplicates, bursts, answers unlike all others."""
    quality = framework.quality
    if quality is None:
        return
    if quality.synonyms or quality.antonyms or quality.mahalanobis:
        from engine.questionnaire.unlike import unlike_others  # arrays, which a form at work does without

        ratings = [
            (place, given.form, rating.question, rating.item, rating.share)
            for place, given in enumerate(responses)
            for rating in _ratings(framework, given)
        ]
        for place, name in unlike_others(quality, ratings):
            yield responses[place].place, frozenset({name})
    if quality.duplicates is not None:
        yield from ((given.place, frozenset({"duplicates"})) for given in _duplicates(responses, quality.duplicates))
    if quality.bursts is not None:
        yield from ((given.place, frozenset({"bursts"})) for given in _bursts(responses, quality.bursts))


def _duplicates(responses: Sequence[Given], rule: Duplicates) -> Iterator[Given]:
    """Which responses say the same as another to all questions that either was asked."""
    said: dict[object, list[Given]] = {}
    for given in responses:
        if given.answered >= rule.answers:
            answers = frozenset((key, _plain(answer)) for key, answer in given.order)
            said.setdefault((given.form.id, answers), []).append(given)
    for alike in said.values():
        if len(alike) > 1:
            yield from alike


def _bursts(responses: Sequence[Given], rule: Bursts) -> Iterator[Given]:
    """Which responses are about a unit on a day of far more responses about it than on its median day."""
    about: dict[tuple[str, str], Counter[str]] = {}
    for given in responses:
        if given.day:
            for item in _items(given):
                about.setdefault((given.form.id, item), Counter())[given.day] += 1
    crowded = {
        (form, item, day)
        for (form, item), days in about.items()
        for day, count in days.items()
        if count >= rule.responses and count >= rule.times * median(days.values())
    }
    for given in responses:
        if any((given.form.id, item, given.day) in crowded for item in _items(given)):
            yield given


def _items(given: Given) -> set[str]:
    """The passes of a response; "" for one without any."""
    return {key.item for key, _ in given.order if key.item} or {""}


def _is_there(answer: Answer) -> bool:
    return answer.missing is Missing.PRESENT and answer.value is not None


def _plain(answer: Answer) -> object:
    value = tuple(sorted(answer.value.items())) if isinstance(answer.value, Mapping) else answer.value
    return value, int(answer.missing), tuple(sorted(answer.details.items()))
