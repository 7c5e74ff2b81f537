"""A last day that comes near is told by mail to who has something to do, once a day; what is past goes on as it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask

from engine.jobs.last_days import keep_last_days
from engine.rounds.forgetting import SERVER
from engine.store.assessment_nouns import Deadline, Stage, Turn, Verdict, VerdictKind
from engine.store.outbox import Kind, Mail, Outbox
from engine.store.sqlite import SqliteStore
from engine.store.staff import Account, Binding, Role
from tests.web.appraising.conftest import UNITS, to_stage

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
A, B, C = UNITS


@pytest.fixture
def store(app: Flask, monkeypatch: pytest.MonkeyPatch) -> SqliteStore:
    monkeypatch.setenv("THUOCDO_SMTP", "smtp://localhost:2525")
    monkeypatch.setenv("THUOCDO_MAIL_FROM", "thuocdo@nghean.gov.vn")
    monkeypatch.setenv("THUOCDO_ADDRESS", "https://dti.nghean.gov.vn/")
    store = app.extensions["thuocdo"].store
    for name, role, unit in (
        ("lan", Role.UNIT_EDITOR, A), ("minh", Role.UNIT_HEAD, A), ("binh", Role.UNIT_HEAD, B), ("tam", Role.COUNCIL, ""),
        ("hoa", Role.APPRAISER, ""), ("quan", Role.LEAD_BODY, ""),
    ):  # fmt: skip
        store.add_account(Account(name, f"Ông {name}", bindings=(Binding(role, unit),), email=f"{name}@x.vn"))
    store.add_account(Account("xuan", bindings=(Binding(Role.UNIT_EDITOR, A),)))  # nobody knows her address
    return store



def day(app: Flask, at: datetime = AT) -> dict[str, Mail]:
    """What the server queues on a day, by who is written to."""
    house = app.extensions["thuocdo"]
    keep_last_days(house.store, house.data, lambda: house.catalog, at)
    outbox = Outbox(house.data)
    found = {each.about: each for name in outbox.tries() if (each := outbox.mail(name))}
    for name in outbox.tries():
        outbox.note_sent(name)
    return found


def ends(store: SqliteStore, stage: Stage, days: int, unit: str = "") -> None:
    store.set_deadline(Deadline("dti", stage, TODAY + timedelta(days=days), unit), "quan", AT)


@pytest.mark.parametrize(("days", "is_told"), [(8, False), (7, True), (4, False), (3, True), (1, True), (0, False), (-1, False)])
def test_seven_three_and_one_day_before_who_has_not_sent_is_told(app: Flask, store: SqliteStore, days: int, is_told: bool) -> None:
    to_stage(store, Stage.FILLING, A)
    ends(store, Stage.FILLING, days)
    assert sorted(day(app)) == (["lan", "minh"] if is_told else [])  # the others have sent


def test_a_mail_says_what_until_when_and_for_whom_in_both_languages(app: Flask, store: SqliteStore) -> None:
    to_stage(store, Stage.ANSWERING, A)
    ends(store, Stage.ANSWERING, 3)
    mail = day(app)["lan"]
    assert (mail.kind, mail.address, mail.subject) == (Kind.DEADLINE, "lan@x.vn", "Nhắc hạn: Đợt DTI")
    for words in (
        "Kính gửi Ông lan,", "Đợt DTI: bước phản hồi kết quả thẩm định còn 3 ngày, đến hết ngày 26/11/2026.",
        "- Xã An Phú\n", "https://dti.nghean.gov.vn/don-vi", "Dear Ông lan,", "3 days are left for the answer to the appraisal",
    ):  # fmt: skip
        assert words in mail.text
    assert "Xã Bình Minh" not in mail.text
    assert '<a href="https://dti.nghean.gov.vn/don-vi">' in mail.html


def test_once_a_day_however_often_the_server_starts(app: Flask, store: SqliteStore) -> None:
    to_stage(store, Stage.FILLING, A)
    ends(store, Stage.FILLING, 3)
    assert len(day(app)) == 2
    assert day(app) == {}
    assert len(day(app, AT + timedelta(days=2))) == 2


def test_a_unit_that_has_not_begun_is_told_too(app: Flask, store: SqliteStore) -> None:
    store.database.connection.execute("DELETE FROM assessments WHERE unit = ?", (B,))
    ends(store, Stage.FILLING, 7)
    assert list(day(app)) == ["binh"]


def test_appraisers_are_told_of_units_in_which_something_waits_for_them(app: Flask, store: SqliteStore) -> None:
    ends(store, Stage.APPRAISAL, 1)
    for question in ("staffed", "trained", "systems", "drills"):
        store.save_verdict(Verdict("dti", A, question, Turn.FIRST, VerdictKind.AGREE, "hoa", AT), 0)
    mail = day(app)["hoa"]
    assert [unit in mail.text for unit in ("Xã An Phú", "Xã Bình Minh", "Xã Cẩm Sơn")] == [False, True, True]


def test_the_council_is_told(app: Flask, store: SqliteStore) -> None:
    to_stage(store, Stage.COUNCIL, C)
    ends(store, Stage.COUNCIL, 1)
    assert list(day(app)) == ["tam"]


def test_without_a_mail_server_nothing_is_queued(app: Flask, store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("THUOCDO_SMTP")
    to_stage(store, Stage.FILLING, A)
    ends(store, Stage.FILLING, 3)
    assert day(app) == {}


def test_who_did_not_answer_in_time_goes_on_as_it_is(app: Flask, store: SqliteStore) -> None:
    for unit in (A, B):
        to_stage(store, Stage.ANSWERING, unit)
    ends(store, Stage.ANSWERING, 0)
    ends(store, Stage.ANSWERING, -1, A)
    day(app)
    stages = {each.unit: each.stage for each in store.assessments("dti")}
    assert stages == {A: Stage.COUNCIL, B: Stage.ANSWERING, C: Stage.APPRAISAL}
    entry = store.audit("round/dti")[0]
    assert (entry.who, entry.what) == (SERVER, "assessment.answer")
