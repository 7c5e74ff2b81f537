"""A round in which units are appraised: documents of its items lift the share of points that are proven, and the cap."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from engine.builtin import plugin
from engine.cli.main import main
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.editions import pinned_edition
from engine.rounds.results import scored_now
from engine.runs.recipe import Options
from engine.scoring.table import ScoreTable
from engine.store.document_nouns import Document, DocumentUse
from engine.store.sqlite import SqliteStore

FILE = Path(__file__).parents[1] / "surveys" / "features" / "scoring" / "evidence_share.yaml"
VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
AT = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
UNIT = "so-y-te"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An open round in which one unit has answered both items."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(FILE, tmp_path / "proven.yaml")
    assert main(["round", "create", "r1", "--framework", "proven.yaml"]) == 0
    assert main(["round", "open", "r1"]) == 0
    opened = SqliteStore.open(tmp_path / "data")
    opened.begin_assessment("r1", "own", UNIT, "lan", AT)
    for question in ("backup", "drill"):
        opened.save_item("r1", UNIT, question, 0, {AnswerKey(question): Answer("yes")}, "", "lan", AT)
    yield opened
    opened.close()


def prove(store: SqliteStore, document: str, question: str) -> DocumentUse:
    store.add_document(Document(document, UNIT, "Kế hoạch", "lan", AT))
    use = DocumentUse(document, "r1", UNIT, question, 0, "lan", AT)
    assert store.use_document(use)
    return use


def scored(store: SqliteStore) -> ScoreTable:
    round_ = store.round("r1")
    assert round_ is not None
    return scored_now(store, pinned_edition(round_, VOCABULARY), round_, Options(replicates=0, basis="claimed"))[0]


def figures(store: SqliteStore) -> tuple[float, float]:
    """The share of points that are proven, and the total."""
    table = scored(store)
    at = table.unit_column(UNIT)
    return float(table.value[table.node_row("proven"), at]), float(table.score[table.node_row("total"), at])


def test_documents_lift_the_cap_of_who_shows_them(store: SqliteStore) -> None:
    before = store.revision("r1")
    of_drill = prove(store, "d1", "drill")
    assert store.revision("r1") == before + 1  # what was worked out before is old
    assert store.leave_document(of_drill, "lan", AT)
    prove(store, "d2", "backup")

    assert main(["assess", "approve", "r1", UNIT]) == 0

    assert figures(store) == (75, 100)


def test_who_shows_nothing_is_capped_and_who_takes_no_part_is_not_asked(store: SqliteStore) -> None:
    assert main(["assess", "approve", "r1", UNIT]) == 0

    table = scored(store)

    assert figures(store) == (0, 84)
    assert np.isnan(table.value[table.node_row("proven"), table.unit_column("so-xay-dung")])
