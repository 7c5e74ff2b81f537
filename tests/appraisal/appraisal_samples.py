"""The survey `appraised`, a round of it, and cases made in a few words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from engine.appraisal.asked import asked_items, unit_form
from engine.appraisal.case import Case
from engine.builtin import plugin
from engine.catalog import Offered
from engine.framework.models import Framework
from engine.framework.reader import Read, read_framework
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.scoring.planning import make_plan
from engine.store.assessment_nouns import (
    Assessment,
    Item,
    Reply,
    ReplyKind,
    Stage,
    Standing,
    Turn,
    Verdict,
    VerdictKind,
)
from engine.store.nouns import Round, RoundState

FILE = Path(__file__).parents[1] / "surveys" / "features" / "scoring" / "appraised.yaml"
VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
QUESTIONS = ("staffed", "trained", "systems", "drills")


def read() -> Read:
    return read_framework(FILE, VOCABULARY)


def framework(*changes: tuple[str, str]) -> Framework:
    """The survey, with some of its text replaced."""
    from engine.framework.reader import read_text

    text = FILE.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    found = read_text(text, "appraised.yaml", VOCABULARY)
    assert found.framework is not None, found.problems
    return found.framework


def offered() -> Offered:
    found = read()
    assert found.framework is not None
    assert found.file is not None
    return Offered(found.framework, make_plan(found.framework, VOCABULARY), found.file, "test", VOCABULARY)


def make_round(round_id: str = "r1", state: RoundState = RoundState.OPEN) -> Round:
    file = read().file
    assert file is not None
    return Round(round_id, "appraised", "Round", state, False, None, None, file.text, file.sha256)


def claims(**values: object) -> Answers:
    return {AnswerKey(name): Answer(value) for name, value in values.items()}  # type: ignore[arg-type]


FULL = claims(
    population=12000.0,
    staffed="full_time",
    trained={"done": 8.0, "due": 10.0},
    systems={"done": 1.0, "due": 2.0},
    drills=2.0,
)
"""28 points: 10 + 8 + 5 + 5."""


def verdict(
    question: str,
    kind: VerdictKind = VerdictKind.AGREE,
    turn: Turn = Turn.FIRST,
    unit: str = "xa-an-phu",
    **answer: object,
) -> Verdict:
    reason = "" if kind is VerdictKind.AGREE else "the documents say otherwise"
    return Verdict("r1", unit, question, turn, kind, "hoa", AT, reason, claims(**answer))


def reply(question: str, kind: ReplyKind = ReplyKind.OBJECT) -> Reply:
    return Reply("r1", "xa-an-phu", question, kind, "lan", AT, "see decision 12" if kind is ReplyKind.OBJECT else "")


def case(
    stage: Stage = Stage.FILLING,
    answers: Answers = FULL,
    verdicts: tuple[Verdict, ...] = (),
    replies: tuple[Reply, ...] = (),
    explained: tuple[str, ...] = (),
    proven: tuple[str, ...] = ("staffed", "systems"),
    standing: Standing = Standing.RANKED,
    of: Framework | None = None,
    unit: str = "xa-an-phu",
) -> Case:
    whole = of or framework()
    form = unit_form(whole)
    assert form is not None
    return Case(
        Assessment("r1", unit, form.id, "x", stage, AT, standing=standing),
        form,
        asked_items(whole, VOCABULARY, form, answers),
        {name: Item(name, explanation="because") for name in explained},
        verdicts,
        {each.question: each for each in replies},
        dict.fromkeys(proven, 1),
    )
