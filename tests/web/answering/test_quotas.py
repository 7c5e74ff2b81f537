"""A quota fills: who comes later is thanked and asked nothing more, who began before may send; the count is exact."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from engine.problems import MachineError
from engine.rounds.invitations import to_remind
from engine.rounds.life import line
from engine.rounds.quotas import standings
from engine.store.invitations import InvitationBook
from engine.store.invited import Contact, Invitation
from engine.store.nouns import Round, RoundState
from engine.store.sqlite import SqliteStore
from engine.web.app import create_app
from tests.web.conftest import NOON, Visitor

FEATURE = Path(__file__).parents[2] / "surveys" / "features" / "quotas.yaml"
WORDS = "Chúng tôi đã có đủ phiếu của <strong>doanh nghiệp nhỏ</strong> cho đợt này."

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "quotas.yaml").write_text(FEATURE.read_text("utf-8"), "utf-8")
    made = create_app(tmp_path)
    file = made.extensions["thuocdo"].catalog.offered["quotas"].file
    store_of(made).create_round(
        Round("q", "quotas", "Hạn mức", RoundState.OPEN, False, None, None, file.text, file.sha256)
    )
    return made


def store_of(app: Flask) -> SqliteStore:
    return app.extensions["thuocdo"].store


def begin(app: Flask) -> Visitor:
    return Visitor(app.test_client()).begin("q")


def told(visitor: Visitor, staff: int = 3, unit: str = "so-xay-dung") -> Visitor:
    return visitor.post(staff=str(staff), dealt_with=unit)


def sent(visitor: Visitor, staff: int = 3, unit: str = "so-xay-dung") -> Visitor:
    return told(visitor, staff, unit).post(days="3").post()


def figures(app: Flask) -> list[tuple[str, int, bool, int]]:
    house, store = app.extensions["thuocdo"], store_of(app)
    round_ = store.round("q")
    assert round_
    found = standings(
        house.offered_for(round_).framework, round_, store.quota_counts("q"), store.screened_counts("q")
    )
    return [(each.quota, each.sent, each.is_full, each.screened) for each in found]


def test_who_comes_when_it_is_full_is_thanked_and_asked_nothing_more(app: Flask) -> None:
    for _ in range(2):
        assert sent(begin(app)).title.startswith("Đã nhận phiếu của bạn")
    late = told(begin(app))
    assert late.path == "/vong/q/da-du"
    assert WORDS in late.html
    assert "Bạn không làm gì sai." in late.html
    assert "<form" not in late.html.split("<main")[1]
    assert figures(app) == [("small", 2, True, 1), ("health", 0, False, 0)]
    assert store_of(app).response_counts("q") == {"started": 3, "sent": 2}
    for path in ("/vong/q/trang/about", "/vong/q/kiem-tra", "/vong/q/trang/rating/so-xay-dung"):
        assert late.open(path).path == "/vong/q/da-du"
    assert "Bắt đầu" not in late.open("/vong/q").html


def test_its_answers_are_kept_and_never_counted(app: Flask) -> None:
    for _ in range(2):
        sent(begin(app))
    told(begin(app), staff=5)
    store = store_of(app)
    assert len(store.sent_responses("q")) == 2
    (screened,) = store.screened_responses("q")
    assert screened.flags == ("small",)
    assert {key.question: answer.value for key, answer in screened.answers.items()} == {
        "staff": 5.0, "dealt_with": ("so-xay-dung",),
    }  # fmt: skip


def test_others_go_on_as_before(app: Flask) -> None:
    for _ in range(2):
        sent(begin(app))
    assert sent(begin(app), staff=10).title.startswith("Đã nhận phiếu của bạn")
    assert sent(begin(app), staff=10, unit="so-y-te").title.startswith("Đã nhận phiếu của bạn")
    default = told(begin(app), staff=11, unit="so-y-te")
    assert "đã có đủ số phiếu cần cho đợt khảo sát này" in default.html


def test_who_began_before_it_filled_may_send_to_the_end_of_the_next_day(app: Flask, clock) -> None:
    early, slow = told(begin(app)), told(begin(app))
    for _ in range(2):
        sent(begin(app))
    clock(35.9)
    assert early.post(days="9").post().title.startswith("Đã nhận phiếu của bạn")
    clock(36)
    assert slow.post(days="9").path == "/vong/q/da-du"
    assert figures(app)[0] == ("small", 3, True, 1)


def test_going_back_to_another_answer_closes_nobody_out(app: Flask) -> None:
    for _ in range(2):
        sent(begin(app))
    unsure = begin(app)
    unsure.post(staff="3", dealt_with="so-xay-dung", go="back")
    unsure.open("/vong/q/trang/about")
    assert told(unsure, staff=12).path.startswith("/vong/q/trang/rating")


def test_a_change_on_the_last_look_is_seen_before_it_is_sent(app: Flask) -> None:
    for _ in range(2):
        sent(begin(app))
    sly = told(begin(app), staff=12).post(days="3")
    sly.open("/vong/q/trang/about").post(staff="3", dealt_with="so-xay-dung", go="back")  # saved, and not gone on
    assert sly.open("/vong/q/kiem-tra").post().path == "/vong/q/da-du"
    assert figures(app)[0] == ("small", 2, True, 1)


def test_sending_twice_counts_once(app: Flask) -> None:
    visitor = told(begin(app)).post(days="3")
    check, html = visitor.path, visitor.html
    visitor.post()
    visitor.html = html
    visitor.post(check)
    assert figures(app)[0] == ("small", 1, False, 0)


def test_a_round_may_have_figures_of_its_own(app: Flask) -> None:
    store = store_of(app)

    def set_to(most: int | None) -> None:
        before = store.round("q")
        assert before
        store.set_quotas(before, {"small": most}, {"small": 2, "health": 1}, line(before, before, "round quota", "t", NOON))

    set_to(3)
    for _ in range(3):
        assert sent(begin(app)).title.startswith("Đã nhận phiếu của bạn")
    assert told(begin(app)).path == "/vong/q/da-du"
    set_to(4)
    assert sent(begin(app)).title.startswith("Đã nhận phiếu của bạn")
    assert told(begin(app)).path == "/vong/q/da-du"
    set_to(None)
    assert told(begin(app)).path.startswith("/vong/q/trang/rating")
    set_to(1)
    assert told(begin(app)).path == "/vong/q/da-du"
    assert len(store.audit("round/q")) == 4


def test_a_sent_response_tells_nothing_of_how_many_quotas_were_full_when_it_was_begun(app: Flask) -> None:
    for _ in range(2):
        sent(begin(app))
    draft = begin(app)
    connection = store_of(app).database.connection
    assert sorted(row[0] for row in connection.execute("SELECT begun FROM responses")) == [0, 0, 1]
    sent(draft, staff=10)
    assert {row[0] for row in connection.execute("SELECT begun FROM responses")} == {0}


def test_the_day_of_a_filling_is_all_that_is_kept_of_it(app: Flask) -> None:
    for _ in range(2):
        sent(begin(app))
    (life,) = store_of(app).database.connection.execute("SELECT life FROM rounds").fetchone()
    assert life == '{"fillings": 1, "full": {"small": [1, "2026-05-20"]}}'


def test_saving_a_page_asks_the_database_no_more_for_quotas(app: Flask) -> None:
    def statements(visitor: Visitor) -> int:
        seen: list[str] = []
        connection = store_of(app).database.connection
        connection.set_trace_callback(seen.append)
        told(visitor, staff=50)
        connection.set_trace_callback(None)
        return len(seen)

    before = statements(begin(app))
    for _ in range(2):
        sent(begin(app))
    assert statements(begin(app)) == before


def test_who_was_invited_and_is_let_go_gets_no_reminder_and_its_code_is_among_those_used(app: Flask, tmp_path: Path) -> None:
    book = InvitationBook(tmp_path)
    book.add([Invitation("AB3DE5FG", "q", "small", contact=Contact("1")), Invitation("HJ4KL6MN", "q", contact=Contact("2"))])
    for _ in range(2):
        sent(begin(app))
    late = Visitor(app.test_client())
    late.open("/m/AB3DE5FG").post()
    assert [each.code for each in to_remind(book.invitations("q"))] == ["AB3DE5FG", "HJ4KL6MN"]
    assert told(late).path == "/vong/q/da-du"
    assert "Chúng tôi sẽ không gửi thư nhắc cho bạn nữa." in late.html
    assert [each.code for each in to_remind(book.invitations("q"))] == ["HJ4KL6MN"]
    assert not any(each.is_quiet for each in book.invitations("q"))  # a mark of its own would tell whose form was closed
    assert "Bắt đầu" not in late.open("/vong/q").html
    assert "Mã này đã được dùng" in Visitor(app.test_client()).open("/m/AB3DE5FG").html
    assert "thư nhắc" not in told(begin(app)).html  # who came without a code gets none anyway


def test_what_cannot_be_marked_at_once_is_marked_by_the_next_look(app: Flask, tmp_path: Path, monkeypatch) -> None:
    book = InvitationBook(tmp_path)
    book.add([Invitation("AB3DE5FG", "q", contact=Contact("1"))])
    for _ in range(2):
        sent(begin(app))
    late = Visitor(app.test_client())
    late.open("/m/AB3DE5FG").post()
    with monkeypatch.context() as broken:
        broken.setattr(InvitationBook, "mark_used", _full_disk)
        assert "thư nhắc" not in told(late).html
    assert len(to_remind(book.invitations("q"))) == 1
    assert "thư nhắc" in late.open("/vong/q/da-du").html
    assert to_remind(book.invitations("q")) == []


def _full_disk(*_: object, **__: object) -> None:
    raise MachineError("the disk is full")
