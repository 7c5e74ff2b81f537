"""A small survey over two offices and a district, in an application of its own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.rounds import zone
from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House

NOON = datetime(2026, 5, 20, 12, 0, tzinfo=zone.ZONE)

SURVEY = """
thuocdo: 1
id: mini
edition: "2026"
title: {vi: Khảo sát nhỏ, en: Small survey}
status: example
source: {vi: Viết cho kiểm thử, en: Written for tests}
scales:
  agree:
    - {id: "yes", value: 1, label: {vi: Đồng ý, en: Agree}}
    - {id: "no", value: 0, label: {vi: Không đồng ý, en: Disagree}}
    - {id: dont_know, missing: dont_know, label: {vi: Không biết, en: Don't know}}
units:
  groups: {so: {vi: Sở, en: Departments}, dp: {vi: Địa phương, en: Localities}}
  list:
    - {id: so-xay-dung, group: so, title: {vi: Sở Xây dựng, en: Department of Construction}}
    - {id: so-tai-chinh, group: so, title: {vi: Sở Tài chính, en: Department of Finance}}
    - {id: do-luong, group: dp, title: {vi: Huyện Đô Lương, en: Do Luong district}}
forms:
  - id: business
    title: {vi: Phiếu doanh nghiệp, en: Business form}
    audience: respondents
    minutes: 5
    pages:
      - id: dealings
        title: {vi: Nơi đã làm việc, en: Where you went}
        questions:
          - {id: dealt_with, type: units, text: {vi: Bạn đã làm việc với ai?, en: Whom did you deal with?}, min: 1, max: 2}
      - id: rating
        title: {vi: "Đánh giá {unit}", en: "Your view of {unit}"}
        for_each: dealt_with
        questions:
          - {id: clear, type: choice, scale: agree, text: {vi: Hướng dẫn dễ hiểu, en: Guidance is clear}}
          - {id: days, type: number, min: 0, max: 365, suffix: {vi: ngày, en: days}, text: {vi: Mất bao nhiêu ngày?, en: How many days?}}
      - id: last
        title: {vi: Góp ý, en: Remarks}
        questions:
          - {id: trouble, type: choice, scale: agree, text: {vi: Có khó khăn không?, en: Any trouble?}}
          - {id: which, type: text, max_length: 20, when: "trouble == 'yes'", text: {vi: Khó khăn gì?, en: Which trouble?}}
          - {id: remark, type: long_text, required: false, text: {vi: Góp ý khác, en: Other remarks}}
index:
  id: total
  title: {vi: Điểm chung, en: Total}
  aggregate: mean
  children:
    - id: clarity
      title: {vi: Dễ hiểu, en: Clarity}
      from: clear
      measure: {rule: share, of: ["yes"]}
      direction: higher
      normalise: {rule: goalposts, low: 0, high: 1, to: [0, 100]}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "mini.yaml").write_text(SURVEY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def app(data: Path) -> Flask:
    made = create_app(data)
    made.testing = False
    house: House = made.extensions["thuocdo"]
    file = house.catalog.offered["mini"].file
    for round_id, is_demo, state in (
        ("thu", True, RoundState.OPEN),
        ("that", False, RoundState.OPEN),
        ("dong", False, RoundState.CLOSED),
        ("nhap", False, RoundState.DRAFT),
    ):
        title = f"Đợt {round_id}"
        house.store.create_round(Round(round_id, "mini", title, state, is_demo, None, None, file.text, file.sha256))
    return made


@dataclass
class Visitor:
    """A browser that follows redirects and posts what a page's form holds."""

    client: FlaskClient
    html: str = ""
    path: str = ""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    def open(self, path: str) -> Visitor:
        return self._took(self.client.get(path, follow_redirects=True))

    def post(self, path: str | None = None, **fields: object) -> Visitor:
        found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.html)
        return self._took(self.client.post(path or self.path, data={**dict(found), **fields}, follow_redirects=True))

    def _took(self, reply) -> Visitor:
        self.html, self.status, self.headers = reply.get_data(as_text=True), reply.status_code, dict(reply.headers)
        self.path = reply.request.full_path.rstrip("?")
        return self

    def begin(self, round_id: str = "thu") -> Visitor:
        return self.open(f"/vong/{round_id}").post()

    def finish(self, round_id: str = "thu") -> Visitor:
        self.begin(round_id).post(dealt_with=["so-xay-dung", "do-luong"])
        self.post(clear="yes", days="3").post(clear="dont_know", days="5").post(trouble="no", remark="")
        return self.post()

    @property
    def title(self) -> str:
        found = re.search(r"<title>(.*?)</title>", self.html)
        return found[1] if found else ""


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], datetime]:
    """A clock that stands at noon of a day in May until a test sets it to so many hours after that."""

    def set_to(hours: float) -> datetime:
        at = NOON + timedelta(hours=hours)
        monkeypatch.setattr(zone, "now", lambda: at)
        return at

    set_to(0)
    return set_to


class Seconds:
    """The server's seconds, which pass when a test says so."""

    def __init__(self) -> None:
        self.at = 1_800_000_000

    def __call__(self) -> int:
        return self.at


def pausing(folder: Path, *, is_demo: bool) -> Flask:
    """An application over an empty folder with the round `cho`, whose form asks after five idle minutes."""
    (folder / "surveys").mkdir()
    text = SURVEY.replace("    minutes: 5\n", "    minutes: 5\n    pause_after: 5\n")
    (folder / "surveys" / "mini.yaml").write_text(text, encoding="utf-8")
    app = create_app(folder)
    app.testing = False
    house: House = app.extensions["thuocdo"]
    file = house.catalog.offered["mini"].file
    house.store.create_round(Round("cho", "mini", "Đợt chờ", RoundState.OPEN, is_demo, None, None, file.text, file.sha256))
    return app
