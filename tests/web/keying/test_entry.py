"""Keying papers in: nobody without the link, every field on one screen, two clerks who do not see each other."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.cli.main import main
from engine.people import signing_in
from engine.store.sqlite import SqliteStore
from engine.store.staff import Account, Binding, Role
from engine.web.staff import COOKIE

GOOD = {
    "dealt_with": "1", "trouble": "1", "which": "chậm", "remark": "=1+1",
    "dealt_with:so-xay-dung:clear": "2", "dealt_with:so-xay-dung:days": "12,5",
}  # fmt: skip


@pytest.fixture
def store(app: Flask) -> SqliteStore:
    found: SqliteStore = app.extensions["thuocdo"].store
    return found


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, name
    return unescape(found[1])


def let_in(app: Flask, store: SqliteStore, clerk: str, round_id: str = "that") -> FlaskClient:
    client = app.test_client()
    door = f"/nhap-phieu/vao/{store.add_pass(round_id, clerk)}"
    for _ in range(2):  # to look at the door uses nothing up
        page = client.get(door).text
    entered = client.post(door, data={"csrf_token": token(page)})
    assert entered.status_code == 303
    assert app.test_client().get(entered.location).status_code == 404
    return client


def key_in(client: FlaskClient, number: str, typed: dict[str, str]) -> tuple[int, str]:
    address = f"/nhap-phieu/that/phieu/{number}"
    page = client.get(address).text
    held = {"csrf_token": token(page), "version": field(page, "version")}
    reply = client.post(address, data={**held, **typed})
    return reply.status_code, unescape(reply.text)


@pytest.mark.parametrize("path", ["that", "that/phieu/1", "nowhere"])
def test_nobody_gets_in_without_the_link(app: Flask, path: str) -> None:
    client = app.test_client()
    assert client.get(f"/nhap-phieu/{path}").status_code == 404
    page = client.get("/nhap-phieu/vao/guessed").text
    assert client.post("/nhap-phieu/vao/guessed", data={"csrf_token": token(page)}).status_code == 404
    assert client.post(f"/nhap-phieu/{path}", data={"csrf_token": token(page), "number": "1"}).status_code == 404


def test_a_link_opens_once_and_for_its_round_only(app: Flask, store: SqliteStore) -> None:
    key = store.add_pass("that", "Lan")
    first, second = app.test_client(), app.test_client()
    held = {"csrf_token": token(first.get(f"/nhap-phieu/vao/{key}").text)}
    assert first.post(f"/nhap-phieu/vao/{key}", data=held).location == "/nhap-phieu/that"
    held = {"csrf_token": token(second.get(f"/nhap-phieu/vao/{key}").text)}
    assert second.post(f"/nhap-phieu/vao/{key}", data=held).status_code == 404
    assert first.get("/nhap-phieu/thu").status_code == 404
    page = first.get("/nhap-phieu/that").text
    assert first.post("/nhap-phieu/that/ra", data={"csrf_token": token(page)}).status_code == 303
    assert first.get("/nhap-phieu/that").status_code == 404


def test_a_paper_is_keyed_in_part_by_part(app: Flask, store: SqliteStore) -> None:
    client = let_in(app, store, "Lan")
    begin = client.get("/nhap-phieu/that").text
    chosen = client.post("/nhap-phieu/that", data={"csrf_token": token(begin), "number": " 12 "})
    assert chosen.location == "/nhap-phieu/that/phieu/12"
    status, page = key_in(client, "12", {"dealt_with": "1 3", "trouble": "2", "which": "", "remark": ""})
    assert status == 200  # more is asked now; nothing is called wrong yet
    assert "Đánh giá Sở Xây dựng" in page
    assert "Đánh giá Huyện Đô Lương" in page
    assert 'class="wrong"' not in page
    typed = {name: value for name, value in GOOD.items() if name != "which"} | {
        "which": "",
        "trouble": "2",
        "dealt_with": "1",
    }
    status, _ = key_in(client, "12", typed)
    assert status == 303
    (entry,) = store.entries("that")
    assert entry.is_sound
    assert {key.question: answer.value for key, answer in entry.answers.items()} == {
        "dealt_with": ("so-xay-dung",), "clear": "no", "days": 12.5, "trouble": "no", "remark": "=1+1",
    }  # fmt: skip
    page = client.get("/nhap-phieu/that/phieu/12").text
    assert field(page, "dealt_with:so-xay-dung:days") == "12,5"  # as it was typed


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(app: Flask, store: SqliteStore) -> None:
    client = let_in(app, store, "Lan")
    key_in(client, "12", {"dealt_with": "1"})
    bad = GOOD | {
        "trouble": "9",
        "dealt_with:so-xay-dung:clear": "",
        "dealt_with:so-xay-dung:days": "1.234",
        "remark": "<b>",
    }
    status, page = key_in(client, "12", bad)
    assert status == 422
    assert "“9” không phải là lựa chọn của câu này." in page
    assert "Câu này cần có trả lời." in page
    assert "“1.234” có thể hiểu là" in page
    assert page.count('aria-invalid="true"') == 3
    assert field(page, "dealt_with:so-xay-dung:days") == "1.234"
    (entry,) = store.entries("that")
    assert not entry.is_sound
    assert entry.typed["trouble"] == "9"
    assert "<strong>chưa xong</strong>" in client.get("/nhap-phieu/that").text


def test_clerks_do_not_see_each_other(app: Flask, store: SqliteStore) -> None:
    lan, minh = let_in(app, store, "Lan"), let_in(app, store, "Minh")
    key_in(lan, "12", {"dealt_with": "1"})
    assert "Phiếu 12" not in minh.get("/nhap-phieu/that").text
    assert field(minh.get("/nhap-phieu/that/phieu/12").text, "dealt_with") == ""


def test_two_windows_of_one_clerk_overwrite_nothing(app: Flask, store: SqliteStore) -> None:
    client = let_in(app, store, "Lan")
    page = client.get("/nhap-phieu/that/phieu/12").text
    held = {"csrf_token": token(page), "version": "0"}
    assert client.post("/nhap-phieu/that/phieu/12", data={**held, "dealt_with": "1"}).status_code == 200
    late = client.post("/nhap-phieu/that/phieu/12", data={**held, "dealt_with": "2"})
    assert late.status_code == 409
    assert field(late.text, "dealt_with") == "2"  # what was typed is still there
    assert store.entries("that")[0].typed["dealt_with"] == "1"


@pytest.mark.parametrize("number", ["", " ", "x" * 41, "a/b", "a\x00b"])
def test_a_number_that_is_none(app: Flask, store: SqliteStore, number: str) -> None:
    client = let_in(app, store, "Lan")
    page = client.get("/nhap-phieu/that").text
    assert client.post("/nhap-phieu/that", data={"csrf_token": token(page), "number": number}).status_code == 422


def test_from_two_clerks_to_one_sent_response(
    app: Flask, store: SqliteStore, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for clerk, days in (("Lan", "12,5"), ("Minh", "13")):
        client = let_in(app, store, clerk)
        key_in(client, "PAPER-4711", {"dealt_with": "1"})
        assert key_in(client, "PAPER-4711", GOOD | {"dealt_with:so-xay-dung:days": days})[0] == 303
    where = ["--data", str(data)]
    assert main(["entry", "compare", "that", *where]) == 0
    assert "PAPER-4711  days@so-xay-dung  Lan: 12.5  Minh: 13.0" in capsys.readouterr().out
    assert main(["entry", "send", "that", "PAPER-4711", *where]) == 1
    assert "still differs in days@so-xay-dung: say who is right with --take." in capsys.readouterr().err
    assert main(["entry", "send", "that", *where]) == 0
    assert "0 papers sent, 1 not yet" in capsys.readouterr().out
    assert main(["entry", "send", "that", "PAPER-4711", "--take", "days@so-xay-dung=Minh", "--origin", "phone", *where]) == 0
    assert "1 papers sent, 0 not yet" in capsys.readouterr().out
    (response,) = store.sent_responses("that")
    assert response.origin == "phone"
    assert {key.question: answer.value for key, answer in response.answers.items()}["days"] == 13.0
    page = client.get("/nhap-phieu/that").text
    again = client.post("/nhap-phieu/that", data={"csrf_token": token(page), "number": "PAPER-4711"})
    assert "Phiếu này đã được nhập vào hệ thống rồi." in again.text
    assert store.entries("that") == []


def test_what_was_sent_is_in_the_audit_trail_without_the_papers_number(
    app: Flask, store: SqliteStore, data: Path
) -> None:
    for clerk in ("Lan", "Minh"):
        client = let_in(app, store, clerk)
        key_in(client, "PAPER-4711", {"dealt_with": "1"})
        assert key_in(client, "PAPER-4711", GOOD)[0] == 303
    assert main(["entry", "send", "that", "--data", str(data)]) == 0
    (entry,) = store.audit("round/that/answers")
    assert (entry.what, entry.after) == ("entry.send", "1 paper")
    assert "4711" not in str(entry)


@pytest.mark.parametrize(
    ("role", "bound", "status"),
    [(Role.CLERK, {}, 200), (Role.CLERK, {"round_id": "thu"}, 404), (Role.VIEWER, {}, 404)],
)
def test_an_account_keys_in_where_its_role_says_so(
    app: Flask, store: SqliteStore, role: Role, bound: dict[str, str], status: int
) -> None:
    account = Account("lan", bindings=(Binding(role, **bound),))
    store.add_account(account)
    client = app.test_client()
    client.set_cookie(COOKIE, signing_in.begin(store, account, "", datetime.now(UTC), is_complete=True))
    assert client.get("/nhap-phieu/that").status_code == status
