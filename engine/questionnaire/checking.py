"""What is still to be answered before a response can be sent."""

from __future__ import annotations

from engine.framework.missing import Missing
from engine.framework.models import Question
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.path import Step, Walk


def missing_required(walked: Walk, vocabulary: Vocabulary) -> list[tuple[Step, Question]]:
    """The required questions on the path that stand open, in order, each with its step.

    A chosen "don't know" is an answer; a question left empty is none.
    """
    return [
        (visit.step, question)
        for visit in walked.visits
        for question in visit.questions
        if question.required
        and vocabulary.question_types[question.type].takes(question)
        and is_open(walked.answers.get(AnswerKey(question.id, visit.step.item)))
    ]


def is_open(answer: Answer | None) -> bool:
    """Whether a required question with this answer stands open."""
    return answer is None or (answer.value is None and answer.missing in (Missing.PRESENT, Missing.SKIPPED))
