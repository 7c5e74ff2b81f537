"""A quota of a stratum of the sample: who comes later is thanked before anything is asked; who began before may send."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from flask import Flask

from engine.cli.main import main
from engine.problems import ThuocDoError
from engine.rounds.invitations import to_remind
from engine.rounds.moves import By, set_figures, set_strata
from engine.store.codes import LETTERS
from engine.store.invitations import InvitationBook
from engine.store.invited import Contact, Invitation
from engine.store.nouns import Round
from engine.store.sqlite import SqliteStore
from tests.web.conftest import NOON, Visitor

pytestmark = pytest.mark.usefixtures("clock")
SMALL, LARGE = "nhỏ", "lớn"


def codes() -> Iterator[str]:
    for number in count():
        yield "AB3DE5" + LETTERS[number // 20] + LETTERS[number % 20]


@pytest.fixture
def book(app: Flask, data: Path) -> InvitationBook:
    made, new = InvitationBook(data), codes()
    made.add(
        Invitation(next(new), "that", stratum, contact=Contact(f"{stratum} {number}"))
        for stratum in (SMALL, LARGE)
        for number in range(8)
    )
    store = store_of(app)
    store.set_welcome("that", replace(store.welcome("that"), smallest=3))
    limit(app, {SMALL: 3})
    return made


def store_of(app: Flask) -> SqliteStore:
    return app.extensions["thuocdo"].store


def the_round(app: Flask) -> Round:
    found = store_of(app).round("that")
    assert found
    return found


def limit(app: Flask, figures: dict[str, int | None]) -> None:
    framework = app.extensions["thuocdo"].offered_for(the_round(app)).framework
    set_strata(store_of(app), framework, the_round(app), By("lan", NOON, "đủ rồi"), figures, [SMALL, LARGE])


def begin(app: Flask, book: InvitationBook, stratum: str) -> Visitor:
    """Somebody with a code of the stratum that nobody has opened yet."""
    taken = app.config.setdefault("TAKEN", set())
    code = next(x.code for x in book.invitations("that") if x.stratum == stratum and x.code not in taken)
    taken.add(code)
    return Visitor(app.test_client()).open(f"/m/{code}").post()


def send(visitor: Visitor) -> Visitor:
    return visitor.post(dealt_with="so-xay-dung").post(clear="yes", days="3").post(trouble="no", remark="").post()


def test_who_comes_when_the_stratum_is_full_is_thanked_before_anything_is_asked(app: Flask, book: InvitationBook) -> None:
    for _ in range(3):
        assert send(begin(app, book, SMALL)).path == "/vong/that/cam-on"
    before = store_of(app).response_counts("that")
    late = begin(app, book, SMALL)
    assert late.path == "/vong/that/da-du"
    assert "đã có đủ số phiếu cần cho đợt khảo sát này" in late.html
    assert "Những gì bạn đã trả lời" not in late.html
    assert store_of(app).response_counts("that") == before  # nothing was begun
    assert len([each for each in to_remind(book.invitations("that")) if each.stratum == SMALL]) == 4  # not to who was let go
    assert send(begin(app, book, LARGE)).path == "/vong/that/cam-on"  # others go on
    assert send(Visitor(app.test_client()).begin("that")).path == "/vong/that/cam-on"  # and who holds no code
    assert begin(app, book, SMALL).path == "/vong/that/da-du"


def test_who_began_before_may_send_to_the_end_of_the_next_day(app: Flask, book: InvitationBook, clock) -> None:
    early, slow = begin(app, book, SMALL), begin(app, book, SMALL)
    for _ in range(3):
        send(begin(app, book, SMALL))
    assert begin(app, book, SMALL).path == "/vong/that/da-du"
    clock(35.9)
    assert send(early).path == "/vong/that/cam-on"
    clock(36)
    assert slow.post(dealt_with="so-xay-dung").path == "/vong/that/da-du"
    assert store_of(app).screened_counts("that") == {"stratum:nhỏ": 1}
    assert "Những gì bạn đã trả lời được giữ lại" in slow.html


def test_a_higher_figure_opens_the_stratum_again_and_none_takes_any_number(app: Flask, book: InvitationBook) -> None:
    for _ in range(3):
        send(begin(app, book, SMALL))
    assert begin(app, book, SMALL).path == "/vong/that/da-du"
    limit(app, {SMALL: 4})
    assert send(begin(app, book, SMALL)).path == "/vong/that/cam-on"
    assert begin(app, book, SMALL).path == "/vong/that/da-du"
    limit(app, {SMALL: None})
    assert the_round(app).life.most == {}
    assert begin(app, book, SMALL).path == "/vong/that/trang/dealings"


def test_the_database_counts_no_stratum(app: Flask, book: InvitationBook) -> None:
    for _ in range(3):
        send(begin(app, book, SMALL))
    begin(app, book, SMALL)
    assert store_of(app).quota_counts("that") == {}
    assert list(the_round(app).life.full) == ["stratum:nhỏ"]


def test_figures_that_make_no_sense_are_told_all_at_once(app: Flask, book: InvitationBook) -> None:
    with pytest.raises(ThuocDoError) as told:
        limit(app, {"nho": 5, LARGE: 2})
    assert str(told.value) == (
        "There is no stratum `nho` in the sample. Did you mean `nhỏ`? lớn=2 is too few: a stratum is told from 3 answers on."
    )
    framework = app.extensions["thuocdo"].offered_for(the_round(app)).framework
    with pytest.raises(ThuocDoError, match="has no quotas"):
        set_figures(store_of(app), framework, the_round(app), By("lan", NOON, "x"), {"stratum:nhỏ": 9})


def test_by_command(app: Flask, book: InvitationBook, data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    send(begin(app, book, SMALL))
    words = ["round", "quota", "that", "--of-sample", "lớn=7", "--reason", "kế hoạch", "--data", str(data)]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert [line.split() for line in said.splitlines() if "stratum:" in line] == [
        ["stratum:lớn", "0", "7", "no", "0"], ["stratum:nhỏ", "1", "3", "no", "0"],
    ]  # fmt: skip
    assert store_of(app).audit("round/that")[0].after == "open, stratum:lớn 7, stratum:nhỏ 3"
    assert main(["round", "quota", "that", "--of-sample", "x=7", "--data", str(data)]) == 1
