"""What a page tells of answers that were known beforehand: whence they are, what may be done, why there are none."""

from __future__ import annotations

from dataclasses import replace

from engine.framework.missing import Missing
from engine.framework.question_types import Asked, QuestionType
from engine.questionnaire.answers import Answer
from engine.reports.words import MISSING
from engine.wording.catalog import mark, say

PREFILLED = mark("Đã điền sẵn. Xin xem lại và sửa nếu không đúng.")
PREFILLED_FROM = mark("Đã điền sẵn từ: {source}. Xin xem lại và sửa nếu không đúng.")
CORRECTED = mark("Lúc đầu điền sẵn: {value}.")
CORRECTED_FROM = mark("Lúc đầu điền sẵn: {value} (từ: {source}).")
FIXED = mark("Số liệu có sẵn, không sửa ở đây.")
FIXED_FROM = mark("Số liệu có sẵn từ: {source}; không sửa ở đây.")


def known_in_words(before: Asked, kind: QuestionType, known: Answer | None, answer: Answer | None) -> str:
    """What is told beside a question, in its language; "" where nothing was known of it."""
    question, language = before.question, before.language
    source = question.given_from.within(language) if question.given_from else ""
    if question.is_fixed:
        return "" if answer is None or answer.value is None else _with(FIXED_FROM, FIXED, source, language)
    if known is None or known.value is None:
        return ""
    if answer is None or (answer.value, answer.details) == (known.value, known.details):
        return _with(PREFILLED_FROM, PREFILLED, source, language)
    value = ", ".join(kind.in_words(replace(before, details=known.details), known.value))
    return _with(CORRECTED_FROM, CORRECTED, source, language, value=value)


def lacking_in_words(answer: Answer | None, language: str) -> str:
    """Why nothing stands where nobody is asked."""
    words = say(MISSING[answer.missing if answer and answer.missing else Missing.NO_DATA], language)
    return f"{words[:1].upper()}{words[1:]}."


def _with(named: str, alone: str, source: str, language: str, **values: str) -> str:
    return say(named if source else alone, language, source=source, **values)
