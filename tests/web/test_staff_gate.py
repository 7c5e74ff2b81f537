"""Every address of the application, tried by every role and by nobody: only who may gets in."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Blueprint, Flask
from werkzeug.routing import Rule

from engine.people import signing_in
from engine.people.permissions import PERMISSIONS, Action, Reach
from engine.store.staff import Account, Binding, Role
from engine.web import gate
from engine.web.house import House
from engine.web.staff import COOKIE

SIGNED_OUT = "signed out"
BOUND = {Role.UNIT_EDITOR: {"unit": "so-xay-dung"}, Role.UNIT_HEAD: {"unit": "so-xay-dung"}}
FILLED = {
    "key": "k", "code": "AB3DE5FG",
    "number": "1", "document_id": "x",
    "round_id": "thu", "unit_id": "so-xay-dung", "page_id": "dealings", "unit": "so-xay-dung", "framework_id": "mini",
    "form_id": "business", "question_id": "dealt_with", "sha256": "0" * 64, "section_id": "x", "item": "x",
    "act": "thu-lai", "move": "dong", "showing": "rut-lai", "node_id": "total", "chosen": "vi", "filename": "style.css", "token": "x", "mark_": "x", "name": "nobody", "provider": "none", "_part": "khoa", "on": "ket-qua",
}  # fmt: skip
"""Something for each place in an address."""


def store_of(app: Flask):
    house: House = app.extensions["thuocdo"]
    return house.store


def sign_in(app: Flask, role: Role | None, **bound: str):
    """A browser in which an account with that one role is signed in."""
    client = app.test_client()
    if role is not None:
        name = f"{role}-{'-'.join(bound.values())}"
        store = store_of(app)
        if store.account(name) is None:
            store.add_account(Account(name, bindings=(Binding(role, **bound),)))
        account = store.account(name)
        assert account
        token = signing_in.begin(store, account, "", datetime.now(UTC), is_complete=True)
        client.set_cookie(COOKIE, token)
    return client


def addresses(app: Flask) -> Iterator[tuple[Rule, str, str]]:
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
                yield rule, method, rule.build({name: FILLED[name] for name in rule.arguments})[1]


def test_every_address_declares_what_it_needs(app: Flask) -> None:
    silent = [rule.endpoint for rule, _, _ in addresses(app) if gate.declared(app, rule.endpoint) is None]
    assert silent == []


def test_every_address_lets_in_who_may_and_nobody_else(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False  # not what is tried here
    wrong: list[str] = []
    tried = 0
    for role in (None, *Role):
        client = sign_in(app, role, **BOUND.get(role, {}))
        for rule, method, path in addresses(app):
            if rule.endpoint in ("own_account.end_others", "sign_in.leave", "own_account.end_one"):
                continue  # they would end the sign-in
            action = gate.declared(app, rule.endpoint)
            reply = client.open(path, method=method)
            if action is Action.PUBLIC:
                expected = "open"
            elif role is None:
                expected = SIGNED_OUT
            else:
                lists = (
                    Action.OWN_ACCOUNT, Action.SEE_ROUND, Action.SEE_EMBARGOED, Action.READ_EVIDENCE, Action.FILL_IN,
                    Action.APPRAISE, Action.DECIDE,
                )  # fmt: skip
                is_lists = role not in BOUND or action in lists or "unit_id" in rule.arguments
                allowed = action is Action.OWN_ACCOUNT or (role in PERMISSIONS[action] and is_lists)
                expected = "open" if allowed else "refused"
            if found(reply) != expected:
                wrong.append(f"{role or SIGNED_OUT} {method} {path}: {found(reply)}, not {expected}")
            tried += 1
    assert wrong == []
    assert tried > 300


def test_no_address_about_a_unit_lets_in_who_is_bound_to_another(app: Flask) -> None:
    """Every address with a unit in it, by an officer and a head of another unit."""
    app.config["WTF_CSRF_ENABLED"] = False
    tried = 0
    for role in (Role.UNIT_EDITOR, Role.UNIT_HEAD):
        client = sign_in(app, role, unit="so-tai-chinh")
        for rule, method, path in addresses(app):
            if "unit_id" in rule.arguments and gate.declared(app, rule.endpoint) is not Action.PUBLIC:
                assert found(client.open(path, method=method)) == "refused", f"{role} {method} {path}"
                tried += 1
    assert tried > 50


def test_no_address_lets_somebody_judge_the_own_agency(app: Flask) -> None:
    """Every address at which a unit is appraised, decided on or verified, by somebody who works there."""
    app.config["WTF_CSRF_ENABLED"] = False
    store, tried = store_of(app), 0
    for role in (Role.APPRAISER, Role.COUNCIL, Role.LEAD_BODY):
        own = Account(f"own-{role}", agency="so-xay-dung", bindings=(Binding(role),))
        store.add_account(own)
        client = app.test_client()
        client.set_cookie(COOKIE, signing_in.begin(store, own, "", datetime.now(UTC), is_complete=True))
        for rule, method, path in addresses(app):
            action = gate.declared(app, rule.endpoint)
            if "unit_id" in rule.arguments and PERMISSIONS.get(action, {}).get(role) is Reach.OTHERS:
                assert found(client.open(path, method=method)) == "refused", f"{role} {method} {path}"
                tried += 1
    assert tried > 10


def found(reply) -> str:
    if reply.status_code == 403 and "không có quyền" in reply.get_data(as_text=True):
        return "refused"
    elsewhere = reply.status_code == 303 and reply.headers["Location"].startswith("/dang-nhap")
    return SIGNED_OUT if elsewhere and "tiep" in reply.headers["Location"] else "open"


def test_what_declares_nothing_is_refused_to_everybody(app: Flask) -> None:
    with app.app_context():
        late = Flask("late")
        pages = Blueprint("silent", __name__)
        pages.add_url_rule("/silent", view_func=lambda: "secret", endpoint="page")
        late.register_blueprint(pages)
        gate.shut(late)
        assert late.test_client().get("/silent").status_code == 403
        assert late.test_client().get("/static/nothing.css").status_code == 404


@pytest.mark.parametrize(
    ("bound", "status"),
    [({}, 200), ({"round_id": "thu"}, 200), ({"round_id": "that"}, 403), ({"group": "so"}, 403)],
)
def test_a_lead_body_of_one_round_reads_the_trail_of_that_round_alone(
    app: Flask, bound: dict[str, str], status: int
) -> None:
    client = sign_in(app, Role.LEAD_BODY, **bound)
    assert client.get("/quan-tri/vong/thu/nhat-ky").status_code == status
    assert client.get("/quan-tri/nhat-ky").status_code == (200 if not bound else 403)


def test_the_desk_shows_the_rounds_that_somebody_has_to_do_with(app: Flask) -> None:
    everything = sign_in(app, Role.VIEWER).get("/quan-tri").get_data(as_text=True)
    one = sign_in(app, Role.VIEWER, round_id="that").get("/quan-tri").get_data(as_text=True)
    assert [f"Đợt {each}" in everything for each in ("thu", "that", "dong", "nhap")] == [True] * 4
    assert [f"Đợt {each}" in one for each in ("thu", "that", "dong", "nhap")] == [False, True, False, False]


def test_five_hundred_rounds_are_listed_with_as_many_queries_as_one(app: Flask) -> None:
    client = sign_in(app, Role.LEAD_BODY)
    store = store_of(app)
    one = store.round("thu")
    assert one
    few = statements(store, lambda: client.get("/quan-tri"))
    for number in range(500):
        store.create_round(type(one)(**{**vars(one), "id": f"r{number}"}))
    shown: list[str] = []
    many = statements(store, lambda: shown.append(client.get("/quan-tri").get_data(as_text=True)))
    assert many == few
    assert shown[0].count("/quan-tri/vong/") == 504


def statements(store, do) -> int:
    counted: list[str] = []
    store.database.connection.set_trace_callback(counted.append)
    do()
    store.database.connection.set_trace_callback(None)
    return len(counted)


def test_another_spelling_of_an_id_is_the_same_unit() -> None:
    decomposed = unicodedata.normalize("NFD", "sở-y-tế")
    assert gate._about({"unit_id": decomposed}, Account("lan")).unit == "sở-y-tế" != decomposed
