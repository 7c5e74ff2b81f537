"""Officers fill in items side by side, the head sends them, the unit answers what comes back."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.zone import now
from engine.store.assessment_nouns import (
    Deadline,
    ItemState,
    ReplyKind,
    Stage,
    Step,
    StepKind,
    Turn,
    Verdict,
    VerdictKind,
)
from engine.store.nouns import Round, RoundState
from engine.store.sqlite import SqliteStore
from engine.store.staff import Role
from engine.web.app import create_app
from engine.web.house import House
from tests.web.conftest import Visitor
from tests.web.test_staff_gate import sign_in

UNIT = "xa-an-phu"
FILE = Path(__file__).parents[2] / "surveys" / "features" / "scoring" / "appraised.yaml"
HUB = f"/don-vi/dti/{UNIT}"
EDITOR = f"unit_editor-{UNIT}"
TRAINED = {"trained.done": "8", "trained.due": "10"}


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    (tmp_path / "surveys").mkdir()
    shutil.copy(FILE, tmp_path / "surveys" / "appraised.yaml")
    made = create_app(tmp_path)
    made.testing = False
    house: House = made.extensions["thuocdo"]
    file = house.catalog.offered["appraised"].file
    for round_id, state in (("dti", RoundState.OPEN), ("nhap", RoundState.DRAFT)):
        house.store.create_round(
            Round(round_id, "appraised", f"Đợt {round_id}", state, False, None, None, file.text, file.sha256)
        )
    return made


@pytest.fixture
def store(app: Flask) -> SqliteStore:
    return app.extensions["thuocdo"].store


@pytest.fixture
def officer(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.UNIT_EDITOR, unit=UNIT))


@pytest.fixture
def colleague(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.UNIT_EDITOR, unit=UNIT, round_id="dti"))


@pytest.fixture
def head(app: Flask) -> Visitor:
    return Visitor(sign_in(app, Role.UNIT_HEAD, unit=UNIT))


def item(question: str) -> str:
    return f"{HUB}/muc/{question}"


@pytest.fixture
def begun(officer: Visitor) -> Visitor:
    return officer.open(HUB).post(f"{HUB}/bat-dau")


def answers(store: SqliteStore):
    return store.claimed("dti", UNIT).get(UNIT, {})


def fill(visitor: Visitor) -> None:
    """The whole form, with an explanation where evidence is needed."""
    for question, fields in {
        "population": {"population": "12000"}, "staffed": {"staffed": "full_time", "explanation": "quyết định 12"},
        "trained": TRAINED, "systems": {"systems.done": "1", "systems.due": "2", "explanation": "hồ sơ"}, "drills": {"drills": "2"},
    }.items():  # fmt: skip
        visitor.open(item(question)).post(**fields, state="ready", go="save")
        assert "Đã lưu" in visitor.html


def judge(store: SqliteStore, question: str, kind: VerdictKind = VerdictKind.AGREE, **answer: object) -> None:
    said = {AnswerKey(name): Answer(value) for name, value in answer.items()}
    reason = "" if kind is VerdictKind.AGREE else "danh sách chỉ có năm người"
    assert store.save_verdict(Verdict("dti", UNIT, question, Turn.FIRST, kind, "hoa", now(), reason, said), 0) is None


def moved(store: SqliteStore, stage: Stage) -> None:
    from dataclasses import replace

    before = store.assessment("dti", UNIT)
    assert before is not None
    store.move_assessment(before, replace(before, stage=stage), Step("dti", UNIT, "", StepKind.STAGE, "lead", now()))


def test_an_officer_begins_and_finds_the_own_unit_alone(officer: Visitor, store: SqliteStore) -> None:
    officer.open("/don-vi")
    assert officer.html.count("Xã An Phú") == 2  # its name, and the button
    assert "Xã Bình Minh" not in officer.html
    assert "Đợt nhap" not in officer.html
    officer.post(f"{HUB}/bat-dau")
    assert "Đã mở phiếu tự đánh giá" in officer.html
    assert officer.open("/don-vi/dti/xa-binh-minh").status == 403
    assert [each.unit for each in store.assessments("dti")] == [UNIT]


def test_an_item_is_answered_with_its_own_fields_and_has_points_at_once(begun: Visitor, store: SqliteStore) -> None:
    begun.open(item("trained")).post(**TRAINED, explanation="theo danh sách", state="ready", go="points")
    assert "<strong>8,00</strong> / 10,00" in begun.html
    assert answers(store) == {}  # tried, not saved
    assert "theo danh sách" in begun.html
    begun.post(**TRAINED, explanation="theo danh sách", state="ready", go="save")
    assert answers(store) == {AnswerKey("trained"): Answer({"done": 8.0, "due": 10.0})}
    saved = store.items("dti", UNIT)["trained"]
    assert (saved.state, saved.explanation, saved.by, saved.version) == (ItemState.READY, "theo danh sách", EDITOR, 1)
    assert "Sửa câu trả lời" in begun.html


def test_who_goes_on_to_the_documents_loses_nothing_typed(begun: Visitor, store: SqliteStore) -> None:
    begun.open(item("systems")).post(**{"systems.done": "1", "systems.due": "2"}, state="in_work", go="evidence")
    assert answers(store) == {AnswerKey("systems"): Answer({"done": 1.0, "due": 2.0})}
    assert "Đã lưu." in begun.html
    assert "Thêm tài liệu mới" in begun.html
    begun.open(item("systems")).post(**{"systems.done": "3", "systems.due": "2"}, state="in_work", go="evidence")
    assert begun.status == 422  # what cannot be is told before anybody leaves
    assert "Thêm tài liệu mới" not in begun.html


def test_what_cannot_be_is_told_and_the_rest_is_kept(begun: Visitor, store: SqliteStore) -> None:
    begun.open(item("drills")).post(drills="nhiều", explanation="hai cuộc", state="ready", go="save")
    assert begun.status == 422
    assert "Có chỗ cần sửa" in begun.html
    assert 'value="nhiều"' in begun.html
    kept = store.items("dti", UNIT)["drills"]
    assert (kept.explanation, kept.state) == ("hai cuộc", ItemState.IN_WORK)
    assert answers(store) == {}


def test_an_explanation_alone_is_no_answer(begun: Visitor, store: SqliteStore) -> None:
    begun.open(item("staffed")).post(explanation="chưa có", state="in_work", go="save")
    assert answers(store) == {}
    assert [step.step for step in store.steps("dti", UNIT, "staffed")] == [StepKind.STATE, StepKind.EXPLAINED]


def test_of_two_officers_the_second_sees_both_and_chooses(
    begun: Visitor, colleague: Visitor, store: SqliteStore
) -> None:
    first, second = begun.open(item("drills")), colleague.open(item("drills"))
    first.post(drills="2", explanation="của tôi", state="ready", go="save")
    second.post(drills="3", explanation="của bạn", state="ready", go="save")
    assert second.status == 409
    assert "Hai người cùng sửa một mục" in second.html
    for words in ("2", "3", "của tôi", "của bạn", EDITOR):
        assert words in second.html
    assert answers(store)[AnswerKey("drills")] == Answer(2.0)
    fields = dict(re.findall(r'<textarea class="gone" name="([\w.]+)"[^>]*>\n(.*)</textarea>', second.html))
    second.post(f"{HUB}/muc/drills", **fields, take_answer="mine", take_explanation="both")
    assert "Đã lưu" in second.html
    assert answers(store)[AnswerKey("drills")] == Answer(3.0)
    assert store.items("dti", UNIT)["drills"].explanation == "của tôi\n\ncủa bạn"


def test_who_was_first_is_told_too_when_other_words_take_the_place_of_the_own(
    begun: Visitor, colleague: Visitor
) -> None:
    first, second = begun.open(item("drills")), colleague.open(item("drills"))
    first.post(drills="2", explanation="của tôi", state="ready", go="save")
    second.post(drills="3", explanation="của bạn", state="ready", go="save")
    told = "đã sửa nội dung bạn lưu"
    assert told not in first.open(item("drills")).html  # nothing has taken its place yet
    fields = dict(re.findall(r'<textarea class="gone" name="([\w.]+)"[^>]*>\n(.*)</textarea>', second.html))
    second.post(f"{HUB}/muc/drills", **fields, take_answer="mine", take_explanation="theirs")
    assert first.open(item("drills")).html.count(told) == 1
    assert f"{EDITOR}-dti {told}" in first.html
    assert re.search(r"<del>2[^<]*</del> → 3", first.html)
    assert told not in second.open(item("drills")).html
    first.open(item("drills")).post(drills="4", explanation="của tôi", state="ready", go="save")
    assert told not in first.open(item("drills")).html
    assert told in second.open(item("drills")).html


def test_colleagues_with_items_of_their_own_are_in_nobodys_way(
    begun: Visitor, colleague: Visitor, store: SqliteStore
) -> None:
    first, second = begun.open(item("drills")), colleague.open(item("trained"))
    first.post(drills="2", state="ready", go="save")
    second.post(**TRAINED, state="ready", go="save")
    assert (first.status, second.status) == (200, 200)
    assert len(answers(store)) == 2


def test_items_are_handed_out_and_found_again(begun: Visitor, store: SqliteStore) -> None:
    begun.open(HUB).post(HUB, item=["drills", "trained"], owner=EDITOR, state="in_work")
    assert "Đã lưu người phụ trách" in begun.html
    assert {name: each.owner for name, each in store.items("dti", UNIT).items()} == {
        "drills": EDITOR,
        "trained": EDITOR,
    }
    begun.open(f"{HUB}?loc=toi")
    assert begun.html.count("/muc/") == 2
    begun.post(f"{HUB}?loc=toi", owner=EDITOR)
    assert begun.status == 422
    begun.open(HUB).post(HUB, item="drills", owner="somebody")
    assert begun.status == 422
    assert store.items("dti", UNIT)["drills"].owner == EDITOR


def test_the_filters_show_what_is_missing(begun: Visitor) -> None:
    begun.open(item("staffed")).post(staffed="nobody", state="ready", go="save")
    shown = {
        word: set(re.findall(r"/muc/(\w+)", begun.open(f"{HUB}?loc={word}").html))
        for word in ("trong", "chua-xong", "minh-chung")
    }
    others = {"population", "trained", "systems", "drills"}
    assert shown == {"trong": others, "chua-xong": others, "minh-chung": {"staffed"}}


def test_the_head_sees_all_that_is_missing_and_then_locks(begun: Visitor, head: Visitor, store: SqliteStore) -> None:
    begun.open(item("staffed")).post(staffed="full_time", state="in_work", go="save")
    head.open(f"{HUB}/duyet")
    assert "thiếu minh chứng, cũng chưa có giải trình" in head.html
    assert "Chưa trả lời (4)" in head.html
    assert "Cán bộ chưa đánh dấu là xong (1)" in head.html
    head.post(f"{HUB}/duyet", move="approve")
    assert head.status == 409
    fill_rest = begun.open(item("staffed"))
    fill_rest.post(staffed="full_time", explanation="quyết định 12", state="ready", go="save")
    head.open(f"{HUB}/duyet").post()
    assert "Đã khóa phiếu và gửi thẩm định" in head.html
    found = store.assessment("dti", UNIT)
    assert found is not None
    assert found.stage is Stage.APPRAISAL
    assert next(each.what for each in store.audit("round/dti/assessments")) == "assessment.approve"
    late = begun.post(item("staffed"), staffed="nobody", version="1", go="save")
    assert late.status == 409
    assert answers(store)[AnswerKey("staffed")] == Answer("full_time")


def test_an_officer_does_not_approve(begun: Visitor) -> None:
    assert begun.open(f"{HUB}/duyet").status == 403
    assert begun.open(HUB).html.count(f"{HUB}/duyet") == 0


def test_after_the_last_day_nothing_is_saved_and_nothing_typed_is_lost(
    begun: Visitor, head: Visitor, store: SqliteStore
) -> None:
    begun.open(item("drills"))
    store.set_deadline(Deadline("dti", Stage.FILLING, now().date() - timedelta(days=1)), "lead", now())
    begun.post(drills="2", explanation="đã làm", state="ready", go="save")
    assert begun.status == 409
    assert "Đã hết hạn của bước này" in begun.html
    assert "đã làm" in begun.html
    assert answers(store) == {}
    assert "Quá hạn 1 ngày" in begun.open(HUB).html
    head.open(f"{HUB}/duyet").post(f"{HUB}/duyet", move="approve")
    assert head.status == 409
    store.set_deadline(Deadline("dti", Stage.FILLING, now().date(), UNIT), "lead", now())
    assert "Hôm nay là ngày cuối" in begun.open(HUB).html


def test_the_unit_sees_no_verdict_before_it_is_sent_back_and_then_answers_it(
    begun: Visitor, head: Visitor, store: SqliteStore
) -> None:
    fill(begun)
    moved(store, Stage.APPRAISAL)
    judge(store, "trained", VerdictKind.CHANGE, trained={"done": 5.0, "due": 10.0})
    for question in ("staffed", "systems", "drills"):
        judge(store, question)
    for path in (HUB, item("trained"), f"{HUB}/ket-qua"):
        assert "năm người" not in begun.open(path).html
        assert "Không thống nhất" not in begun.html
    moved(store, Stage.ANSWERING)
    assert "Không thống nhất, đánh giá lại" in begun.open(HUB).html
    begun.open(f"{HUB}/ket-qua")
    assert re.findall(r"<strong>(28,00|25,00)</strong>", begun.html) == ["28,00", "25,00"]
    assert "-3,00" in begun.html.replace("\u2212", "-")
    states = re.findall(r"<th scope=\"row\">([^<]*)<br><span class=\"hint\">([^<]*)</span>", begun.html)
    assert [state for _, state in states] == ["Hoàn thành", "Cần bổ sung minh chứng", "Đang thực hiện", "Đang thực hiện"]
    begun.open(item("trained"))
    assert "danh sách chỉ có năm người" in begun.html
    begun.post(f"{item('trained')}/phan-hoi", kind="object", text=" ")
    assert begun.status == 422
    begun.open(item("trained")).post(
        f"{item('trained')}/phan-hoi", kind="object", text="danh sách bổ sung", version="0"
    )
    assert "Đã lưu phản hồi" in begun.html
    (reply,) = store.replies("dti", UNIT)
    assert (reply.kind, reply.text) == (ReplyKind.OBJECT, "danh sách bổ sung")
    head.open(f"{HUB}/duyet")
    assert "Đơn vị không đồng ý (1)" in head.html
    head.post()
    assert "Đã gửi phản hồi của đơn vị" in head.html
    found = store.assessment("dti", UNIT)
    assert found is not None
    assert found.stage is Stage.SECOND_APPRAISAL
    assert begun.post(f"{item('trained')}/phan-hoi", kind="accept").status == 409


def test_two_replies_at_once_do_not_overwrite_each_other(
    begun: Visitor, colleague: Visitor, store: SqliteStore
) -> None:
    fill(begun)
    moved(store, Stage.APPRAISAL)
    judge(store, "drills")
    moved(store, Stage.ANSWERING)
    begun.open(item("drills"))
    colleague.open(item("drills"))
    begun.post(f"{item('drills')}/phan-hoi", kind="object", text="một", version="0")
    colleague.post(f"{item('drills')}/phan-hoi", kind="accept", text="", version="0")
    assert colleague.status == 409
    assert "Có người vừa lưu mục này" in colleague.html
    assert [each.text for each in store.replies("dti", UNIT)] == ["một"]


def test_what_was_returned_says_why(begun: Visitor, store: SqliteStore) -> None:
    from dataclasses import replace

    before = store.assessment("dti", UNIT)
    assert before is not None
    store.move_assessment(
        before, replace(before, note="số liệu của năm khác"), Step("dti", UNIT, "", StepKind.STAGE, "hoa", now())
    )
    assert "số liệu của năm khác" in begun.open(HUB).html


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7*7 }}", "‮dao nguoc", "x" * 6000])
def test_hostile_words_are_words(begun: Visitor, store: SqliteStore, text: str) -> None:
    begun.open(item("drills")).post(drills="1", explanation=text, state="ready", go="save")
    kept = store.items("dti", UNIT)["drills"].explanation
    assert kept == text[:5000]
    assert "<script>alert" not in begun.html


@pytest.mark.parametrize(
    "path", [item("nothing"), "/don-vi/khong/xa-an-phu", "/don-vi/dti/xa-nao", f"{HUB}/muc/population/phan-hoi"]
)
def test_addresses_that_lead_nowhere(app: Flask, begun: Visitor, path: str) -> None:
    everywhere = Visitor(sign_in(app, Role.UNIT_EDITOR))
    assert everywhere.open(path).status in (404, 405)
    app.config["WTF_CSRF_ENABLED"] = False
    assert everywhere.post(path, go="save", version="99", item="x").status in (404, 405, 409)


def test_rubbish_in_hidden_fields_overwrites_nothing(begun: Visitor, store: SqliteStore) -> None:
    begun.open(item("drills")).post(drills="1", state="ready", go="save")
    begun.open(item("drills")).post(version="-1", drills="7", state="what", go="nowhere")
    assert begun.status == 409
    assert answers(store)[AnswerKey("drills")] == Answer(1.0)


def test_a_round_that_is_published_takes_nothing(begun: Visitor, store: SqliteStore) -> None:
    begun.open(item("drills"))
    store.set_round_state("dti", RoundState.PUBLISHED)
    assert begun.post(drills="1", state="ready", go="save").status == 409
    assert answers(store) == {}


def test_pages_ask_the_database_as_often_for_many_items_as_for_few(
    app: Flask, begun: Visitor, store: SqliteStore
) -> None:
    asked: list[str] = []
    store.database.connection.set_trace_callback(lambda sql: asked.append(sql) if sql.startswith("SELECT") else None)

    def queries(path: str) -> int:
        begun.open(path)  # what is kept from now on
        asked.clear()
        begun.open(path)
        assert begun.status == 200
        return len(asked)

    before = {path: queries(path) for path in ("/don-vi", HUB, item("drills"), f"{HUB}/ket-qua")}
    fill(begun)
    assert {path: queries(path) for path in before} == before
    assert max(before.values()) <= 16
    store.database.connection.set_trace_callback(None)


def test_a_choice_is_taken_back(begun: Visitor, store: SqliteStore) -> None:
    begun.open(item("staffed")).post(staffed="nobody", explanation="chưa", state="ready", go="save")
    begun.open(item("staffed")).post(staffed="nobody", explanation="chưa", state="ready", go="clear:staffed")
    assert answers(store) == {}
    assert store.items("dti", UNIT)["staffed"].explanation == "chưa"
    assert "checked" not in re.findall(r'name="staffed"[^>]*', begun.html)


def test_what_was_asked_for_is_not_taken_as_agreed(begun: Visitor, head: Visitor, store: SqliteStore) -> None:
    fill(begun)
    moved(store, Stage.APPRAISAL)
    judge(store, "drills", VerdictKind.ASK)
    judge(store, "trained", VerdictKind.CHANGE, trained={"done": 5.0, "due": 10.0})
    moved(store, Stage.ANSWERING)
    head.open(f"{HUB}/duyet")
    assert "Được đề nghị bổ sung, sẽ thẩm định lần hai (1)" in head.html
    assert "Chưa phản hồi, coi như đồng ý (1)" in head.html
    head.post()
    found = store.assessment("dti", UNIT)
    assert found is not None
    assert found.stage is Stage.SECOND_APPRAISAL


@pytest.fixture
def listing(tmp_path: Path) -> tuple[Visitor, SqliteStore]:
    """An officer of a unit that lists systems and tells about each of them."""
    (tmp_path / "surveys").mkdir()
    shutil.copy(FILE.with_stem("rows_of_units"), tmp_path / "surveys")
    made = create_app(tmp_path)
    house: House = made.extensions["thuocdo"]
    file = house.catalog.offered["rows_of_units"].file
    house.store.create_round(
        Round("ht", "rows_of_units", "Đợt", RoundState.OPEN, False, None, None, file.text, file.sha256)
    )
    visitor = Visitor(sign_in(made, Role.UNIT_EDITOR, unit="so-y-te"))
    return visitor.open("/don-vi").post("/don-vi/ht/so-y-te/bat-dau"), house.store


def test_what_is_asked_of_each_row_stands_on_one_page(listing: tuple[Visitor, SqliteStore]) -> None:
    visitor, store = listing
    at = "/don-vi/ht/so-y-te/muc"
    for name in ("Cổng", "Thư"):
        row = re.findall(r'name="built" value="(\w+)"', visitor.open(f"{at}/built").html)[-1:]
        kept = dict(store.claimed("ht").get("so-y-te", {}))
        names = list(kept[AnswerKey("built")].details.values()) if kept else []
        rows = re.findall(r'name="built" value="(\w+)"', visitor.html)
        visitor.client.post(f"{at}/built", data={
            "csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', visitor.html)[0], "version": len(names),
            "built": rows, "built.name": [*names, name][: len(rows)], "built.add": "1",
        })  # fmt: skip
        assert row
    visitor.open(f"{at}/users")
    fields = re.findall(r'name="([\w~]+:users)"', visitor.html)
    assert len(set(fields)) == 2
    assert visitor.html.count("<h2>Cổng</h2>") == visitor.html.count("<h2>Thư</h2>") == 1
    visitor.post(**dict(zip(fields, ("120", "80"), strict=True)), state="ready", go="save")
    given = [answer.value for key, answer in store.claimed("ht")["so-y-te"].items() if key.question == "users"]
    assert sorted(given) == [80, 120]
    visitor.open("/don-vi/ht/so-y-te")
    assert "Cổng: 120" in visitor.html
    visitor.open(f"{at}/users").post(**{fields[0]: "nhiều", fields[1]: "80"}, state="ready", go="save")
    assert visitor.status == 422
    assert visitor.html.count("card-wrong") == 1
