"""The submit of a page: how often it asks the database, and what happens when the database is in trouble."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from engine.store.database import Database
from engine.store.nouns import Round, RoundState
from engine.store.sqlite import SqliteStore
from engine.web.app import create_app
from engine.web.house import House
from tests.web.conftest import SURVEY, Visitor

ALL_UNITS = ("so-xay-dung", "so-tai-chinh", "do-luong")


def store_of(app: Flask) -> SqliteStore:
    house: House = app.extensions["thuocdo"]
    assert isinstance(house.store, SqliteStore)
    return house.store


def many_questions(data: Path, count: int) -> Flask:
    """The small survey with `count` questions about each unit, and as many units on its path as a page allows."""
    asked = "".join(
        f"          - {{id: more{n}, type: choice, scale: agree, text: {{vi: Câu {n}, en: Question {n}}}}}\n"
        for n in range(count)
    )
    text = SURVEY.replace("min: 1, max: 2", "min: 1, max: 3").replace("      - id: last\n", f"{asked}      - id: last\n")
    (data / "surveys").mkdir()
    (data / "surveys" / "mini.yaml").write_text(text, encoding="utf-8")
    app = create_app(data)
    file = app.extensions["thuocdo"].catalog.offered["mini"].file
    store_of(app).create_round(Round("thu", "mini", "Thử", RoundState.OPEN, True, None, None, file.text, file.sha256))
    return app


def statements(app: Flask, visitor: Visitor, **fields: object) -> Counter[str]:
    """How often each kind of statement runs while a page is saved, up to the redirect."""
    seen: list[str] = []
    connection = store_of(app).database.connection
    connection.set_trace_callback(seen.append)
    page = visitor.path
    reply = visitor.client.post(page, data={**hidden(visitor), **fields})
    connection.set_trace_callback(None)
    assert reply.status_code == 303
    return Counter(statement.split()[0] for statement in seen)


def hidden(visitor: Visitor) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', visitor.html))


@pytest.mark.parametrize(("units", "questions"), [(1, 1), (1, 60), (3, 60)])
def test_a_submit_asks_the_database_as_often_however_long_page_and_path_are(
    tmp_path: Path, units: int, questions: int
) -> None:
    app = many_questions(tmp_path, questions)
    visitor = Visitor(app.test_client()).begin()
    visitor.post(dealt_with=list(ALL_UNITS[:units]))
    more = {f"more{n}": "yes" for n in range(questions)}
    seen = statements(app, visitor, clear="yes", days="3", **more)
    assert seen == {"SELECT": 1, "BEGIN": 1, "UPDATE": 1, "INSERT": 1, "COMMIT": 1}  # the response with its round


def test_the_framework_s_text_is_not_read_again(app: Flask, visitor: Visitor) -> None:
    visitor.begin()
    seen: list[str] = []
    store_of(app).database.connection.set_trace_callback(seen.append)
    visitor.post(dealt_with="do-luong")
    store_of(app).database.connection.set_trace_callback(None)
    assert not [statement for statement in seen if "framework_texts" in statement]


def test_a_round_closed_by_another_process_takes_no_answers_at_once(app: Flask, data: Path, visitor: Visitor) -> None:
    visitor.begin()
    other = SqliteStore.open(data)
    other.set_round_state("thu", RoundState.CLOSED)
    other.close()
    assert "Trang của bạn đến sau khi đợt khảo sát đã đóng" in visitor.post(dealt_with="do-luong").html
    assert store_of(app).response_counts("thu") == {"started": 1, "sent": 0}
    (late,) = store_of(app).late_responses("thu")
    assert [answer.value for answer in late.answers.values()] == [("do-luong",)]


@pytest.fixture
def impatient(app: Flask) -> Flask:
    """The application with a store that does not wait ten seconds for a lock."""
    store_of(app).database = Database(store_of(app).database.path.parent, patience=0.05)
    return app


def test_a_locked_database_is_a_sentence_and_nothing_saved_is_lost(impatient: Flask, visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung")
    page, form = visitor.path, visitor.html
    other = sqlite3.connect(store_of(impatient).database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert visitor.post(clear="yes", days="3").status == 503
    assert "Những câu trả lời đã lưu vẫn còn" in visitor.html
    other.execute("ROLLBACK")
    other.close()
    visitor.html, visitor.path = form, page  # the way back in the browser, and once more
    assert visitor.post(clear="yes", days="3").status == 200
    assert "Góp ý" in visitor.title


def test_a_full_disk_is_a_sentence_and_nothing_saved_is_lost(app: Flask, visitor: Visitor) -> None:
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="3")
    page, form = visitor.path, visitor.html
    connection = store_of(app).database.connection
    [(pages,)] = connection.execute("PRAGMA page_count")
    connection.execute(f"PRAGMA max_page_count = {pages}")
    assert visitor.post(trouble="no", remark="ế" * 1990).status == 503
    connection.execute("PRAGMA max_page_count = 1000000")
    visitor.html, visitor.path = form, page
    assert "Kiểm tra trước khi gửi" in visitor.post(trouble="no", remark="").title
    assert "Sở Xây dựng" in visitor.html


def test_a_damaged_database_is_a_sentence(app: Flask, visitor: Visitor) -> None:
    visitor.begin()
    store = store_of(app)
    store.close()
    store.database.path.write_bytes(b"This is no database. " * 500)
    assert visitor.open("/").status == 503
    assert "Máy chủ đang gặp trục trặc" in visitor.html
