"""What respondents wrote in their own words, each text apart from all else they said, and what may be told of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.framework.models import Audience, Form, Framework, Question
from engine.framework.question_types import Asked, Yields
from engine.framework.vocabulary import Vocabulary
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.path import walk
from engine.snapshots import Filled
from engine.store.nouns import Decided, Decision

BLANKED = "[…]"
"""What stands where a part of a comment was taken out."""

WAITING = "waiting"


@dataclass(frozen=True)
class Comment:
    """One text: the question it answers (and the option beside which it was typed), the unit it is about, if any.

    `mark` names it and nothing else: two texts of one response have marks that tell nothing of one another.
    """

    mark: str
    question: str
    option: str
    unit: str
    text: str
    decided: Decided | None = None

    @property
    def state(self) -> str:
        """What was decided about it, or `waiting`."""
        return self.decided.decision.value if self.decided else WAITING

    @property
    def told(self) -> str:
        """What may be told of it; "" for nothing."""
        match self.state:
            case Decision.KEPT:
                return self.text
            case Decision.BLANKED if self.decided:
                return self.decided.words
        return ""


def comments_of(
    framework: Framework,
    vocabulary: Vocabulary,
    responses: Iterable[tuple[str, Filled]],
    decisions: Mapping[str, Decided],
) -> list[Comment]:
    """The texts of respondents, by question, unit and mark: an order that tells nothing of who wrote what else when.

    `responses` come with marks of their own; what is off a response's path was taken back, and is no comment.
    """
    places = {question: place for place, question in enumerate(framework.question)}
    found = [
        Comment(mark, question, option, unit, text, decisions.get(mark))
        for under, response in responses
        for mark, question, option, unit, text in _texts(framework, vocabulary, under, response)
    ]
    return sorted(found, key=lambda each: (places[each.question], each.option, each.unit, each.mark))


def _texts(
    framework: Framework, vocabulary: Vocabulary, under: str, response: Filled
) -> Iterator[tuple[str, str, str, str, str]]:
    form = framework.form.get(response.form_id)
    if form is None or form.audience is not Audience.RESPONDENTS:
        return
    for key, answer in walk(framework, form, response.answers).answers.items():
        for option, text in _written(form, vocabulary, key, answer):
            said = "\n".join((under, key.question, key.item, option)).encode()
            mark = hashlib.blake2b(said, digest_size=6, person=b"one comment").hexdigest()
            yield mark, key.question, option, key.item if key.item in framework.unit else "", text


def _written(form: Form, vocabulary: Vocabulary, key: AnswerKey, answer: Answer) -> Iterator[tuple[str, str]]:
    """The texts of an answer with the option beside which each was typed; none of what is picked from a list."""
    question = form.question[key.question]
    kind = vocabulary.question_types[question.type]
    if kind.yields is Yields.TEXT and isinstance(answer.value, str) and not _is_picked(question, vocabulary):
        yield "", answer.value
    if kind.yields in (Yields.OPTION, Yields.OPTIONS) and not kind.ordered:
        yield from ((option, text) for option, text in answer.details.items() if text)


def _is_picked(question: Question, vocabulary: Vocabulary) -> bool:
    return "find" in vocabulary.question_types[question.type].parts(Asked(question))


def decision(comment: Comment, what: Decision, by: str, reason: str = "", parts: Sequence[str] = ()) -> Decided:
    """A decision about a comment; ThuocDoError with the mend when it says too little."""
    if not by.strip():
        raise ThuocDoError("Say who decides.")
    if what is not Decision.KEPT and not reason.strip():
        raise ThuocDoError(f"Say why the comment {comment.mark} is {what.value}.")
    words = blanked(comment, parts) if what is Decision.BLANKED else ""
    return Decided(comment.mark, what, by.strip(), reason.strip(), words)


def blanked(comment: Comment, parts: Sequence[str]) -> str:
    """A comment without these parts, wherever they stand in it; ThuocDoError for a part that does not."""
    words = comment.text
    if not any(part.strip() for part in parts):
        raise ThuocDoError(f"Say which part of the comment {comment.mark} is blanked.")
    for part in sorted(filter(None, parts), key=len, reverse=True):
        if part not in comment.text:
            raise ThuocDoError(f"“{part}” does not stand in the comment {comment.mark}: {comment.text}")
        words = words.replace(part, BLANKED)
    if not words.replace(BLANKED, "").strip():
        raise ThuocDoError(f"Nothing would be left of the comment {comment.mark}: hide it.")
    return words


def quotable(comments: Iterable[Comment], unit: str | None = None) -> list[Comment]:
    """The comments that may be told, about one unit if it is named; of those partly blanked what is left."""
    return [each for each in comments if each.told and (unit is None or each.unit == unit)]
