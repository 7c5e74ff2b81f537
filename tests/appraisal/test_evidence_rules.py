"""When evidence may be added, taken away or described anew."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.appraisal.evidence import is_settled, may_take_away, turn_of
from engine.store.assessment_nouns import Stage
from engine.store.document_nouns import DocumentUse

AT = datetime(2026, 11, 2, tzinfo=UTC)


def use(turn: int, round_id: str = "r1") -> DocumentUse:
    return DocumentUse("d", round_id, "xa-a", "q", turn, "lan", AT)


def test_evidence_is_taken_while_the_unit_fills_in_or_answers() -> None:
    assert {stage: turn_of(stage) for stage in Stage if turn_of(stage) is not None} == {
        Stage.FILLING: 0, Stage.ANSWERING: 1,
    }  # fmt: skip


@pytest.mark.parametrize("stage", Stage)
def test_what_was_appraised_stays(stage: Stage) -> None:
    assert may_take_away(use(0), stage) is (stage is Stage.FILLING)
    assert may_take_away(use(1), stage) is (stage is Stage.ANSWERING)


def test_a_document_is_described_anew_while_no_appraisal_rests_on_it() -> None:
    filling, locked = ("r1", "xa-a"), ("r0", "xa-a")
    assert not is_settled([], {})
    assert not is_settled([use(0)], {filling: Stage.FILLING})
    assert is_settled([use(0), use(0, "r0")], {filling: Stage.FILLING, locked: Stage.SETTLED})
    assert is_settled([use(0)], {filling: Stage.ANSWERING})
    assert not is_settled([use(1)], {filling: Stage.ANSWERING})
