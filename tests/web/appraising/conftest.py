"""Three communes whose self-assessments lie before an appraiser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.zone import now
from engine.store.assessment_nouns import Stage, Step, StepKind
from engine.store.nouns import Round, RoundState
from engine.store.sqlite import SqliteStore
from engine.store.staff import Role
from engine.web.app import create_app
from engine.web.house import House
from tests.web.conftest import Visitor
from tests.web.test_staff_gate import sign_in

FILE = Path(__file__).parents[2] / "surveys" / "features" / "scoring" / "appraised.yaml"
UNITS = ("xa-an-phu", "xa-binh-minh", "xa-cam-son")
CLAIMS = {
    "population": 12000.0,
    "staffed": "full_time",
    "trained": {"done": 8.0, "due": 10.0},
    "systems": {"done": 1.0, "due": 2.0},
    "drills": 2.0,
}


def to_stage(store: SqliteStore, stage: Stage, unit: str = UNITS[0]) -> None:
    before = store.assessment("dti", unit)
    assert before is not None
    store.move_assessment(before, replace(before, stage=stage), Step("dti", unit, "", StepKind.STAGE, "lead", now()))


@pytest.fixture
def survey() -> str:
    """The text of the framework."""
    return FILE.read_text("utf-8")


@pytest.fixture
def app(tmp_path: Path, survey: str) -> Flask:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "appraised.yaml").write_text(survey, encoding="utf-8")
    made = create_app(tmp_path)
    made.testing = False
    house: House = made.extensions["thuocdo"]
    file = house.catalog.offered["appraised"].file
    house.store.create_round(
        Round("dti", "appraised", "Đợt DTI", RoundState.OPEN, False, None, None, file.text, file.sha256)
    )
    for unit in UNITS:
        house.store.begin_assessment("dti", "report", unit, "lan", now())
        for question, value in CLAIMS.items():
            said = {AnswerKey(question): Answer(value)}
            house.store.save_item("dti", unit, question, 0, said, "theo hồ sơ", "lan", now())
        to_stage(house.store, Stage.APPRAISAL, unit)
    return made


@pytest.fixture
def store(app: Flask) -> SqliteStore:
    return app.extensions["thuocdo"].store


@pytest.fixture
def somebody(app: Flask) -> Callable[..., Visitor]:
    return lambda role, **bound: Visitor(sign_in(app, role, **bound))


@pytest.fixture
def appraiser(somebody: Callable[..., Visitor]) -> Visitor:
    return somebody(Role.APPRAISER)


@pytest.fixture
def council(somebody: Callable[..., Visitor]) -> Visitor:
    return somebody(Role.COUNCIL)
