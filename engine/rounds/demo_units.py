"""Made-up self-assessments and their appraisal in demo rounds: claimed, appraised and settled, with a few changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from random import Random

from engine.appraisal.asked import AskedItem, asked_items
from engine.catalog import Offered
from engine.framework.models import Form
from engine.questionnaire.answers import AnswerKey, Answers
from engine.questionnaire.synthetic import Synthesiser
from engine.store.assessment_nouns import (
    Assessment,
    ItemState,
    Said,
    Stage,
    Step,
    StepKind,
    Turn,
    Verdict,
    VerdictKind,
)
from engine.store.contract import Store

OFFICER, APPRAISER, COUNCIL = "(giả lập: cán bộ)", "(giả lập: thẩm định)", "(giả lập: hội đồng)"

EXPLAINED = "Số liệu giả lập, không có tài liệu kèm theo."
DOUBTED = "Thẩm định giả lập: tài liệu chưa đủ để xác nhận mức đã khai."

CHANGED = 0.12
"""The share of claims that the made-up appraisal changes."""


def assess_made_up(
    store: Store, offered: Offered, form: Form, round_id: str, unit: str, draw: Synthesiser, lean: Mapping[str, float],
    random: Random, at: datetime,
) -> None:  # fmt: skip
    """One unit's assessment from claim to settled result, in one transaction."""
    claimed, others = draw.answers(random, lean, unit), _others(draw, lean, form, unit)
    asked = asked_items(offered.framework, offered.vocabulary, form, claimed)
    with store.together():
        begun = store.begin_assessment(round_id, form.id, unit, OFFICER, at)
        for each in asked:
            words = EXPLAINED if each.needs_proof else ""
            own = {key: answer for key, answer in claimed.items() if key.question == each.id}
            store.save_item(round_id, unit, each.id, 0, own, words, OFFICER, at, ItemState.READY)
        here = _moved(store, begun, Stage.APPRAISAL, OFFICER, at)
        doubting = Random(f"{round_id} {unit}")  # noqa: S311  repeatable, not secret
        for each in asked:
            if each.is_judged and each.is_answered:
                store.save_verdict(_verdict(here, each, others, doubting, at), 0)
        _moved(store, here, Stage.SETTLED, COUNCIL, at)


def _others(draw: Synthesiser, lean: Mapping[str, float], form: Form, unit: str) -> Answers:
    """What might have been found instead: the answers of somebody who does worse."""
    worse = {name: value * 0.7 for name, value in lean.items()}
    return draw.answers(Random(f"{form.id} {unit}"), worse, unit)  # noqa: S311


def _verdict(here: Assessment, asked: AskedItem, others: Answers, random: Random, at: datetime) -> Verdict:
    """Nearly always agreed; else the other answer, where there is one in the same passes."""
    found = {key: others[key] for key in (AnswerKey(asked.id, of) for of in asked.passes) if key in others}
    agreed = Verdict(here.round_id, here.unit, asked.id, Turn.FIRST, VerdictKind.AGREE, APPRAISER, at)
    if random.random() >= CHANGED or found.keys() != asked.answers.keys() or found == asked.answers:
        return agreed
    return replace(agreed, kind=VerdictKind.CHANGE, reason=DOUBTED, answers=found)


def _moved(store: Store, before: Assessment, stage: Stage, by: str, at: datetime) -> Assessment:
    had, has = (Said(words={"stage": each.value}) for each in (before.stage, stage))
    step = Step(before.round_id, before.unit, "", StepKind.STAGE, by, at, had, has)
    return store.move_assessment(before, replace(before, stage=stage, since=at), step)
