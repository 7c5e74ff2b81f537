"""Quality rules of a rating survey: flags on one finished response, declared before fieldwork."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from engine.framework.models import Audience, Form
from engine.framework.question_types import Value
from engine.hookspecs import ResponseCheck

SAME_SHARE = 0.8
"""A response is flagged from this share of equal answers on (the rule of the WEF's executive survey)."""

FEWEST_RATINGS = 10
"""With fewer ratings of one scale equal answers are no sign of haste."""

STRONGLY_AGREE = "strongly_agree"

CONTRADICTIONS = (
    ("no_payment_needed", "harassment"),
    ("equal_treatment", "favours_connected"),
    ("head_acts", "poor_execution"),
)
"""Pairs of statements, one in favour and one against, that nobody can strongly agree with both of."""

LOCALITY = "_loc"
"""How the locality's copy of a question is called after the department's."""

Answered = Mapping[tuple[str, str], Value]


def straight_lining(form: Form, answers: Answered) -> bool:
    """Whether 80 % or more of at least ten answers on one scale are the same option."""
    by_scale: dict[str, Counter[str]] = {}
    for (question_id, _unit), value in answers.items():
        question = form.question.get(question_id)
        if question is not None and question.scale is not None and isinstance(value, str):
            by_scale.setdefault(question.scale, Counter())[value] += 1
    return form.audience is Audience.RESPONDENTS and any(
        chosen.total() >= FEWEST_RATINGS and max(chosen.values()) >= SAME_SHARE * chosen.total()
        for chosen in by_scale.values()
    )


def contradiction(_form: Form, answers: Answered) -> bool:
    """Whether a statement and its opposite were both strongly agreed with, about the same unit."""
    strongly = {key for key, value in answers.items() if value == STRONGLY_AGREE}
    return any(
        (f"{favour}{copy}", unit) in strongly
        for favour, against in CONTRADICTIONS
        for copy in ("", LOCALITY)
        for unit in {unit for question, unit in strongly if question == f"{against}{copy}"}
    )


RESPONSE_CHECKS = (
    ResponseCheck("straight_lining", "Gần như mọi câu trả lời đều giống nhau", straight_lining),
    ResponseCheck("contradiction", "Hoàn toàn đồng ý với hai nhận định trái ngược nhau", contradiction),
)
