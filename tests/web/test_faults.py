"""What goes wrong while somebody answers: nothing confirmed is lost, nothing is doubled, and a sentence says why."""

from __future__ import annotations

from flask import Flask

from engine.store.sqlite import SqliteStore
from tests.web.conftest import Visitor


def store_of(app: Flask) -> SqliteStore:
    return app.extensions["thuocdo"].store


def answers(app: Flask) -> dict[str, object]:
    connection = store_of(app).database.connection
    (response_id,) = connection.execute("SELECT id FROM responses").fetchone()
    found = store_of(app).response(response_id)
    assert found
    return {key.question: answer.value for key, answer in found.answers.items()}


def test_a_full_disk_is_told_and_the_same_page_is_taken_when_there_is_room(app: Flask, visitor: Visitor) -> None:
    visitor.begin("that").post(dealt_with="so-xay-dung")
    page, html = visitor.path, visitor.html
    connection = store_of(app).database.connection
    [(pages,)] = connection.execute("PRAGMA page_count")
    connection.execute(f"PRAGMA max_page_count = {pages}")
    visitor.post(clear="yes", days="3").open("/vong/that/trang/last")
    last, last_html = visitor.path, visitor.html
    visitor.html = last_html
    visitor.post(last, trouble="no", remark="ế" * 1500)
    assert visitor.status == 503
    assert "Những câu trả lời đã lưu vẫn còn" in visitor.html
    connection.execute("PRAGMA max_page_count = 1000000")
    visitor.html = html
    visitor.post(page, clear="yes", days="3")
    visitor.html = last_html
    visitor.post(last, trouble="no", remark="ế" * 1500)
    visitor.open("/vong/that/kiem-tra").post()
    assert visitor.title.startswith("Đã nhận phiếu của bạn")
    assert answers(app)["remark"] == "ế" * 1500
    assert store_of(app).response_counts("that") == {"started": 1, "sent": 1}


def test_pages_in_any_order_twice_and_after_sending(app: Flask, visitor: Visitor) -> None:
    visitor.begin("that").post(dealt_with=["so-xay-dung", "do-luong"])
    pages = {}
    for path in ("/vong/that/trang/last", "/vong/that/trang/rating/do-luong", "/vong/that/trang/rating/so-xay-dung"):
        visitor.open(path).post(**({"trouble": "no"} if path.endswith("last") else {"clear": "yes", "days": "4"}))
        pages[path] = visitor.open(path).html
    for path, html in pages.items():  # each once more, from the version it was shown in
        visitor.html = html
        visitor.post(path, **({"trouble": "no"} if path.endswith("last") else {"clear": "yes", "days": "4"}))
        assert visitor.status == 200
    visitor.open("/vong/that/kiem-tra")
    check = visitor.html
    visitor.post()
    reference = visitor.html.split('class="reference">')[1].split("<")[0]
    for path, html in pages.items():
        visitor.html = html
        assert visitor.post(path, days="99", clear="no").path == "/vong/that/cam-on?sau=1"
    visitor.html = check
    assert reference in visitor.post("/vong/that/kiem-tra").html
    assert answers(app)["days"] == 4.0
    assert store_of(app).response_counts("that") == {"started": 1, "sent": 1}


def test_an_old_version_of_a_page_overwrites_nothing(app: Flask, visitor: Visitor) -> None:
    visitor.begin("that").post(dealt_with="so-xay-dung")
    visitor.open("/vong/that/trang/last")
    old = visitor.html
    visitor.post(trouble="no", remark="new").open("/vong/that/trang/last").post(trouble="no", remark="newer")
    visitor.html = old
    assert visitor.post("/vong/that/trang/last", trouble="no", remark="old").status == 409
    assert "newer" in visitor.html
    assert "old" in visitor.html
    assert answers(app)["remark"] == "newer"
    for version in ("-1", "x", "999999999999", ""):
        visitor.open("/vong/that/trang/last")
        assert visitor.post(trouble="no", remark="odd", version=version).status == 409
    assert answers(app)["remark"] == "newer"
