"""Whether the two halves of each scale go together within one response: even-odd consistency."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import StatisticsError, correlation, fmean

from engine.framework.missing import Missing
from engine.framework.models import Framework, ItemScale
from engine.framework.models.quality import EvenOdd
from engine.framework.ratings import scale_of
from engine.questionnaire.answers import Answer, AnswerKey


def halves_apart(framework: Framework, order: Sequence[tuple[AnswerKey, Answer]], rule: EvenOdd) -> bool:
    """Whether the halves of a response hardly go together; not where there are too few, or where they never vary.

    Over the pairs of halves, one a scale of `reliability` and pass, r is the correlation of the mean of the first,
    third, … item with that of the second, fourth, …, reversed items turned; stepped up to the whole scale it is
    2r / (1 + |r|), which stays within ±1. (Jackson, 1977; Johnson, 2005; the R package careless, `evenodd`.)
    """
    pairs = list(_halves(framework, order))
    if len(pairs) < rule.pairs:
        return False
    try:
        r = correlation(*zip(*pairs, strict=True))
    except StatisticsError:  # one of the halves is the same everywhere: other signs tell of that
        return False
    return 2 * r / (1 + abs(r)) < rule.below


def _halves(framework: Framework, order: Sequence[tuple[AnswerKey, Answer]]) -> Iterator[tuple[float, float]]:
    """The means of both halves of each scale in each pass, as shares of the scale; only where both have an answer."""
    answers = {key: answer for key, answer in order if answer.missing is Missing.PRESENT and answer.value is not None}
    items = dict.fromkeys(key.item for key in answers)
    for scale in framework.reliability:
        for item in items:
            worth = [_share(framework, scale, name, answers.get(AnswerKey(name, item))) for name in scale.questions]
            odd, even = ([each for each in worth[start::2] if each is not None] for start in (0, 1))
            if odd and even:
                yield fmean(odd), fmean(even)


def _share(framework: Framework, scale: ItemScale, name: str, answer: Answer | None) -> float | None:
    """How far up its scale an answer is, turned where the item is; None where there is none."""
    question = framework.question[name]
    points = scale_of(framework, question)
    if answer is None or points is None:
        return None
    worth: object = answer.value
    if isinstance(worth, str):
        worth = next((option.value for option in framework.options_of(question) if option.id == worth), None)
    if not isinstance(worth, int | float):
        return None
    share = (worth - points[0]) / (points[-1] - points[0])
    return 1 - share if f"-{name}" in scale.items else share
