"""Two communes that assess themselves, in an application of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from engine.people import signing_in
from engine.store.assessment_nouns import Stage, Step, StepKind
from engine.store.nouns import Round, RoundState
from engine.store.staff import Account, Binding, Role
from engine.web.app import create_app
from engine.web.house import House
from engine.web.staff import COOKIE
from tests.web.conftest import Visitor

AT = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)

OWN = """
thuocdo: 1
id: own
edition: "2026"
title: {vi: Tự đánh giá, en: Self-assessment}
status: example
source: {vi: Viết cho kiểm thử, en: Written for tests}
units:
  groups: {xa: {vi: Xã, en: Communes}}
  list:
    - {id: xa-a, group: xa, title: {vi: Xã A, en: Commune A}}
    - {id: xa-b, group: xa, title: {vi: Xã B, en: Commune B}}
forms:
  - id: own
    title: {vi: Phiếu tự đánh giá, en: Self-assessment form}
    audience: unit
    unanswered: zero
    pages:
      - id: awareness
        title: {vi: Nhận thức số, en: Awareness}
        questions:
          - {id: plan, code: "1.1", type: percentage, proof: required, text: {vi: Có kế hoạch chuyển đổi số, en: There is a plan}}
          - {id: page, code: "1.2", type: percentage, text: {vi: Có chuyên mục trên trang thông tin, en: There is a web page}}
          - {id: people, code: "1.3", type: percentage, proof: none, text: {vi: Số người tham gia, en: How many take part}}
index:
  id: total
  title: {vi: Điểm chung, en: Total}
  aggregate: mean
  children:
    - {id: planned, title: {vi: Kế hoạch, en: Plan}, from: plan, measure: mean, direction: higher, normalise: {rule: goalposts, low: 0, high: 100, to: [0, 100]}}
"""


@pytest.fixture
def own_app(tmp_path: Path) -> Flask:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "own.yaml").write_text(OWN, encoding="utf-8")
    made = create_app(tmp_path)
    made.testing = False
    house: House = made.extensions["thuocdo"]
    file = house.catalog.offered["own"].file
    for round_id in ("r1", "r0"):
        house.store.create_round(
            Round(round_id, "own", f"Đợt {round_id}", RoundState.OPEN, False, None, None, file.text, file.sha256)
        )
        for unit in ("xa-a", "xa-b"):
            house.store.begin_assessment(round_id, "own", unit, "lan", AT)
    return made


@pytest.fixture
def who(own_app: Flask) -> Callable[..., Visitor]:
    """A browser in which somebody with one role is signed in."""

    def sign_in(role: Role, name: str = "", agency: str = "", **bound: str) -> Visitor:
        store = own_app.extensions["thuocdo"].store
        account = Account(name or f"{role}-{'-'.join(bound.values())}", agency=agency, bindings=(Binding(role, **bound),))
        if store.account(account.name) is None:
            store.add_account(account)
        client = own_app.test_client()
        client.set_cookie(COOKIE, signing_in.begin(store, account, "", datetime.now(UTC), is_complete=True))
        return Visitor(client)

    return sign_in


@pytest.fixture
def officer(who: Callable[..., Visitor]) -> Visitor:
    return who(Role.UNIT_EDITOR, "lan", unit="xa-a")


def move_on(app: Flask, stage: Stage, round_id: str = "r1", unit: str = "xa-a") -> None:
    store = app.extensions["thuocdo"].store
    before = store.assessment(round_id, unit)
    step = Step(round_id, unit, "", StepKind.STAGE, "minh", AT)
    store.move_assessment(before, replace(before, stage=stage), step)


def hidden(html: str, *names: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    found = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
    return {name: found[name] for name in names if name in found}
