"""Which share of the points that units claim is proven by documents, and what a gate makes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.appraisal.proven import asks_for_evidence, with_evidence_share
from engine.builtin import plugin
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.reader import read_text
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey
from engine.scoring.arrays import Snapshot
from engine.scoring.planning import make_plan
from engine.scoring.run import score
from engine.scoring.table import ScoreTable
from engine.snapshots import Filled, snapshot_of

FILE = Path(__file__).parents[1] / "surveys" / "features" / "scoring" / "evidence_share.yaml"
VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())


def framework(*changes: tuple[str, str]) -> Framework:
    text = FILE.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    found = read_text(text, "evidence_share.yaml", VOCABULARY).framework
    assert found is not None
    return found


SOUND = framework()


def snapshot(whole: Framework = SOUND, **answers: str) -> Snapshot:
    """Both units with the same answers."""
    said = {AnswerKey(name): Answer(value) for name, value in answers.items()}
    return snapshot_of(whole, VOCABULARY, [Filled("own", unit, said) for unit in ("so-y-te", "so-xay-dung")])


def scored(proven: Mapping[str, Sequence[str]], whole: Framework = SOUND, **answers: str) -> ScoreTable:
    plan = make_plan(whole, VOCABULARY)
    return score(plan, with_evidence_share(plan, snapshot(whole, **answers), "final", proven), basis="final")


def share_of(table: ScoreTable) -> list[float]:
    return [float(value) for value in table.value[table.node_row("proven")]]


BOTH = {"backup": "yes", "drill": "yes"}


def test_points_with_a_document_are_counted_by_weight_and_the_gate_heeds_them() -> None:
    table = scored({"so-y-te": ["backup"], "so-xay-dung": ["drill"]}, **BOTH)
    assert share_of(table) == [75, 25]
    assert table.score[table.node_row("total")].tolist() == [100, 84]


def test_points_that_were_not_claimed_need_no_document() -> None:
    table = scored({"so-y-te": ["backup"], "so-xay-dung": ["drill"]}, backup="yes", drill="no")
    assert share_of(table) == [100, 0]
    assert table.score[table.node_row("total")].tolist() == [75, 75]


def test_who_claims_nothing_has_no_share_and_who_was_not_asked_for_documents_neither() -> None:
    table = scored({"so-y-te": []}, backup="no", drill="no")
    row = table.node_row("proven")
    assert np.isnan(table.value[row]).all()
    assert table.missing[row].tolist() == [Missing.NOT_APPLICABLE, Missing.NOT_ASKED]
    assert [bite.gate for bite in scored({}, **BOTH).gates if not bite.unanswered and bite.before != bite.after] == []


def test_a_document_at_an_item_that_is_worked_out_may_lie_at_what_it_is_made_of() -> None:
    whole = framework(
        ("from: drill}", "from: drills_of_plan, measure: mean}"),
        ("          - {id: drill, type: choice, text: Có diễn tập không?, options: [{id: \"yes\", label: Có, value: 1}, {id: \"no\", label: Không, value: 0}]}\n",
         "          - {id: drill, type: integer, min: 0, text: Mấy lần diễn tập?}\n"
         "          - {id: drills_of_plan, type: computed, formula: drill / 2, text: So với kế hoạch}\n"),
    )  # fmt: skip
    said = {AnswerKey("backup"): Answer("no"), AnswerKey("drill"): Answer(2.0)}
    plan = make_plan(whole, VOCABULARY)
    given_answers = snapshot_of(whole, VOCABULARY, [Filled("own", "so-y-te", said)])
    table = score(plan, with_evidence_share(plan, given_answers, "", {"so-y-te": ["drill"]}))
    assert share_of(table)[0] == 100


def test_a_document_at_a_question_of_another_role_proves_nothing() -> None:
    from engine.catalog import build_catalog
    from engine.plugins import make_plugin_manager

    layers = build_catalog(make_plugin_manager()).offered["security4layer"]
    said = {AnswerKey("assessed_on"): Answer("2026-11-22"), AnswerKey("l1_01"): Answer("yes")}
    given_answers = snapshot_of(layers.framework, layers.vocabulary, [Filled("checklist", "co-quan-mau-1", said)])
    for question, share in {"assessed_on": 0, "l1_01": 100}.items():
        found = with_evidence_share(layers.plan, given_answers, "", {"co-quan-mau-1": [question]})
        assert found.figures[""].values["evidence_share"][0] == share


def test_a_framework_that_does_not_ask_is_left_as_it_is() -> None:
    whole = framework(
        ("    - {id: proven, title: Điểm có minh chứng, from: evidence_share, unit: \"%\", scored: false}\n", ""),
        ("  - {id: unproven, when: proven < 60, on: total, cap: 84, reason: Chưa đủ minh chứng cho điểm tự chấm}\n",
         "  - {id: low, when: backup_points < 1, on: total, cap: 84, reason: Thấp}\n"),
        (", values: {so-y-te: {proven: not_asked}}", ""),
        ("      so-y-te: {backup_points: 1, drill_points: 1, proven: 59.9}\n", "      so-y-te: {backup_points: 1, drill_points: 1}\n"),
        ("      so-xay-dung: {backup_points: 1, drill_points: 1, proven: 60}\n", "      so-xay-dung: {backup_points: 1, drill_points: 1}\n"),
        ("gates: {so-y-te: [unproven], so-xay-dung: []}", "gates: {so-y-te: []}"),
    )  # fmt: skip
    plan, there = make_plan(whole, VOCABULARY), snapshot(whole, **BOTH)
    assert not asks_for_evidence(whole)
    assert with_evidence_share(plan, there, "", {"so-y-te": ["backup"]}) is there


@pytest.mark.parametrize("more", ["backup", "drill"])
@given(st.sets(st.sampled_from(["backup", "drill"])))
def test_one_more_document_never_lowers_the_share(more: str, before: set[str]) -> None:
    less = share_of(scored({"so-y-te": sorted(before)}, **BOTH))[0]
    assert share_of(scored({"so-y-te": sorted({*before, more})}, **BOTH))[0] >= less
