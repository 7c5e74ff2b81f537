"""Rounds and pages of answers, short to write."""

import hashlib
from datetime import date

from engine.builtin.questions import TYPES
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.nouns import Round, RoundState

WORDS = Vocabulary.of(TYPES, ())


def make_round(round_id, **more):
    fields = {
        "framework_id": "f",
        "title": "Round",
        "state": RoundState.OPEN,
        "is_demo": False,
        "opens": date(2026, 1, 1),
        "closes": None,
        "framework_text": "thuocdo: 1",
    }
    given = fields | more
    sha256 = hashlib.sha256(given["framework_text"].encode()).hexdigest()
    return Round(id=round_id, framework_sha256=sha256, **given)


def page(**values):
    """The answers of a page: `days__x=3` is the answer to `days` about unit x."""
    return {AnswerKey(*[*name.split("__"), ""][:2]): Answer(value) for name, value in values.items()}
