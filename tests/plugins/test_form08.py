"""Form 08 of the four-layer plugin: what is filled in, what is left to the unit, and every check failing and passing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from four_layers import BARE, FULL, SYSTEM, UNIT, answers_of, systems_like
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.appraisal.unit_reports import answers_for, fitting, made
from engine.catalog import Catalog, Offered, build_catalog
from engine.exchange.books import Cell, read_grids
from engine.exchange.report_books import report_book
from engine.framework.unit_reports import MadeReport, UnitReport
from engine.plugins import make_plugin_manager
from engine.questionnaire.answers import Answer, AnswerKey

TO_FILL = "để đơn vị điền"
OWNED = {**SYSTEM, "sys_owner": "UBND tỉnh", "sys_operator": "Trung tâm CNTT"}
WAITING = {
    **OWNED, "sys_status": "submitted", "sys_decision": None, "sys_decided_on": None, "sys_approval_expected": date(2027, 3, 1),
    "sys_assessed": ("before_use",), "sys_plan": "some", "sys_plan_expected": date(2027, 5, 1), "sys_level": "level_4",
}  # fmt: skip
SOUND: Mapping[str, Mapping[str, Any]] = {"a": OWNED, "b": WAITING, "c": {**OWNED, "sys_level": "level_3"}}

Systems = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return build_catalog(make_plugin_manager())


@pytest.fixture(scope="module")
def offered(catalog: Catalog) -> Offered:
    return catalog.offered["security4layer"]


@pytest.fixture(scope="module")
def form_08(catalog: Catalog) -> UnitReport:
    return next(each for each in catalog.unit_reports if each.name == "mau-08")


def report(offered: Offered, form_08: UnitReport, systems: Systems = SOUND, on: date = date(2026, 11, 25), **changes: Any) -> MadeReport:
    answers = answers_of(systems, {**FULL, **changes})
    form = offered.framework.form["checklist"]
    return made(form_08, answers_for(offered, form, UNIT, answers, "Đợt 2026", on, form_08.language))


def read(report: MadeReport, folder: Path) -> dict[str, list[tuple[Cell, ...]]]:
    """The workbook, read back as any other is."""
    path = folder / "mau-08.xlsx"
    path.write_bytes(report_book(report))
    grids, problems = read_grids(path)
    assert problems == []
    return {grid.name: [cells for _, cells in grid.rows] for grid in grids}


def of(sheet: list[tuple[Cell, ...]], head: str) -> Cell:
    """What stands beside a head."""
    return next(cells[1] for cells in sheet if str(cells[0]).startswith(head))


def wrong(report: MadeReport) -> list[str]:
    return [words.within("en") for check in report.checks for words in check.wrong]


def test_it_is_offered_to_who_fills_in_the_checklist_and_to_nobody_else(catalog: Catalog) -> None:
    fits = {
        name: [each.name for each in fitting(catalog.unit_reports, form)]
        for name, offered in catalog.offered.items()
        for form in offered.framework.forms
        if fitting(catalog.unit_reports, form)
    }
    assert fits == {"security4layer": ["mau-08"]}


def test_the_form_is_filled_in_as_far_as_the_answers_go(offered: Offered, form_08: UnitReport, tmp_path: Path) -> None:
    done = report(offered, form_08)
    assert wrong(done) == []
    sheets = read(done, tmp_path)
    assert list(sheets) == ["Mẫu 08", "Hệ thống", "12 nội dung", "Theo cấp độ", "Phụ lục 1, 2", "Phụ lục 3", "Kiểm tra"]
    letter = sheets["Mẫu 08"]
    assert "đề xuất" in str(letter[1][0])
    assert "Nghị định 331/2026/NĐ-CP" in str(letter[1][0])
    assert of(letter, "Đơn vị lập") == "Cơ quan mẫu 1"
    assert of(letter, "Kỳ số liệu") == "15/12/2025 – 14/12/2026"
    assert of(letter, "Hạn gửi") == "trước 25/12/2026 tới Bộ Công an"
    assert of(letter, "Kiểm tra trước khi gửi") == "Mọi phép kiểm tra đều đạt"
    totals = [cells[1] for cells in letter if str(cells[0]).startswith("Tổng số")]
    assert totals == [3.0, TO_FILL, 3.0, 2.0, 2.0, 2.0]  # all, classified, made, appraised, approved, assessed
    assert of(letter, "Dự kiến hoàn thành") == date(2027, 3, 1)
    assert of(letter, "(3) Người đại diện") == TO_FILL

    a, b, _c = sheets["Hệ thống"][3:6]
    assert a == (
        1.0, "Hệ thống a", "UBND tỉnh", "Trung tâm CNTT", 3.0, "Đã được phê duyệt",
        f"Số 12/QĐ, ngày 02/03/2026; cơ quan phê duyệt: {TO_FILL}", f"Ngày 01/02/2026; số, cơ quan ban hành: {TO_FILL}",
        "", "Đã triển khai đầy đủ", "", "Định kỳ",
    )  # fmt: skip
    assert b[4:] == (
        4.0, "Đã gửi thẩm định", "", f"Ngày 01/02/2026; số, cơ quan ban hành: {TO_FILL}", date(2027, 3, 1),
        "Đã triển khai một số hạng mục", date(2027, 5, 1), "Trước khi đưa vào sử dụng",
    )  # fmt: skip


def test_totals_add_up_level_by_level(offered: Offered, form_08: UnitReport, tmp_path: Path) -> None:
    by_level = {cells[0]: cells[1:] for cells in read(report(offered, form_08), tmp_path)["Theo cấp độ"][2:]}
    assert by_level["Cấp độ 3"] == (2.0, 2.0, 2.0, 2.0, 2.0, 2.0)
    assert by_level["Cấp độ 4"] == (1.0, 1.0, 0.0, 0.0, 0.0, 0.0)
    whole = by_level.pop("Tổng số")
    assert tuple(sum(map(float, column)) for column in zip(*by_level.values(), strict=True)) == whole


def test_the_twelve_contents_say_what_is_there_and_what_is_left(offered: Offered, form_08: UnitReport, tmp_path: Path) -> None:
    rows = read(report(offered, form_08), tmp_path)["12 nội dung"]
    assert rows[1][0] == "Trong 12 nội dung: đã điền sẵn: 6, điền sẵn một phần: 5, để đơn vị điền: 0, khi được yêu cầu: 1."
    contents = {cells[0]: cells[1:] for cells in rows[3:]}
    assert list(contents) == [float(number) for number in range(1, 13)]
    assert contents[3.0][2:] == ("Đã điền sẵn", "Không có", "")
    assert contents[4.0][3] == "2/3 (Hệ thống a; Hệ thống c)"
    assert contents[12.0][2] == "Khi được yêu cầu"


def test_annex_three_says_item_by_item_what_is_met(offered: Offered, form_08: UnitReport, tmp_path: Path) -> None:
    rows = read(report(offered, form_08, l1_02="partly", l1_06=None, budget_holder="no", g_10=None), tmp_path)["Phụ lục 3"]
    items = {cells[0]: cells[1:] for cells in rows[3:] if re.fullmatch(r"\w+-\d\d", str(cells[0]))}
    assert len(items) == 69
    assert items["L1-01"][2:] == ("Đã đáp ứng đầy đủ", "", "", "")
    assert (items["L1-02"][1], items["L1-02"][2]) == ("Một phần", "Chưa đáp ứng đầy đủ")
    assert items["L1-02"][4:] == (TO_FILL, TO_FILL)
    assert items["L1-06"][2] == "Chưa trả lời"
    assert items["G-10"][2] == "Không áp dụng"


@pytest.mark.parametrize(
    ("systems", "changes", "told"),
    [
        ({}, {}, "No system is listed."),
        ({"a": {**OWNED, "sys_owner": None}}, {}, "Hệ thống a: no owner"),
        ({"a": {**OWNED, "sys_operator": " "}}, {}, "Hệ thống a: no operator"),
        ({"a": SYSTEM}, {}, "Hệ thống a: neither of them"),
        ({"a": OWNED, "b": {**OWNED, "sys_level": None}}, {}, "Hệ thống b: no level"),
        ({"a": {**OWNED, "sys_level": "level_2"}}, {}, "Hệ thống a: resolves administrative procedures and is below level 3"),
        (
            {"a": {**OWNED, "sys_level": "level_2", "sys_procedures": "no", "sys_basic": 100_000.0}}, {},
            "Hệ thống a: an online service with many data subjects and is below level 3",
        ),
        ({"a": {**OWNED, "sys_status": None}}, {}, "Hệ thống a: no state of the dossier"),
        ({"a": {**OWNED, "sys_decision": None}}, {}, "Hệ thống a: number or day of the decision is missing"),
        ({"a": {**OWNED, "sys_decided_on": None}}, {}, "Hệ thống a: number or day of the decision is missing"),
        ({"a": {**OWNED, "sys_regulation_on": None}}, {}, "Hệ thống a: no day of the regulation"),
        ({"a": {**OWNED, "sys_regulation_on": date(2026, 3, 3)}}, {}, "Hệ thống a: the regulation is later than the approval"),
        ({"b": {**WAITING, "sys_approval_expected": None}}, {}, "Hệ thống b: no expected day"),
        ({"b": {**WAITING, "sys_approval_expected": date(2026, 11, 21)}}, {}, "Hệ thống b: the expected day 21/11/2026 is past"),
        ({"b": {**WAITING, "sys_plan": None}}, {}, "Hệ thống b: not said how far the plan is"),
        ({"b": {**WAITING, "sys_plan_expected": None}}, {}, "Hệ thống b: no expected day"),
        ({"b": {**WAITING, "sys_assessed": None}}, {}, "Hệ thống b: not said whether it was assessed"),
        ({"b": {**WAITING, "sys_assessed": ("periodic",)}}, {}, "Hệ thống b: assessed periodically while its level is not approved"),
        (SOUND, {"assessed_on": None}, "No day of the assessment."),
        (SOUND, {"assessed_on": date(2026, 12, 15)}, "The day of the assessment is after 14/12/2026."),
        (
            {"a": {**OWNED, "sys_assessed_on": date(2026, 12, 15)}}, {"assessed_on": date(2026, 12, 31)},
            "Hệ thống a: the assessment is after 14/12/2026",
        ),
        (SOUND, {"g_06": None}, "Content 7: what the review found for each system"),
        (SOUND, {"national_security": "yes"}, "Content 3: system, criterion, state of the dossier"),
    ],
)  # fmt: skip
def test_each_check_tells_where_it_does_not_hold(
    offered: Offered, form_08: UnitReport, systems: Systems, changes: Mapping[str, Any], told: str, tmp_path: Path
) -> None:
    done = report(offered, form_08, systems, **changes)
    assert told in wrong(done)
    failing = [check for check in done.checks if not check.holds]
    rows = read(done, tmp_path)["Kiểm tra"][2:]
    assert [cells[0] for cells in rows if cells[1] == "Cần sửa"] == [each.title.within("vi") for each in failing]
    assert [cells[3] for cells in rows if cells[1] == "Cần sửa"] == [each.mend.within("vi") for each in failing]
    assert [cells[2] for cells in rows if cells[2]] == [words.within("vi") for each in failing for words in each.wrong]


@pytest.mark.parametrize("day", [date(2026, 12, 14), date(2026, 1, 1)])
def test_the_last_day_of_the_period_still_belongs_to_it(offered: Offered, form_08: UnitReport, day: date) -> None:
    done = report(offered, form_08, {"a": {**OWNED, "sys_decided_on": date(2026, 1, 1), "sys_regulation_on": date(2025, 12, 1), "sys_assessed_on": day}}, assessed_on=date(2026, 12, 14))
    assert not [words for words in wrong(done) if "14/12/2026" in words]


def test_a_report_without_a_day_is_of_the_year_in_which_it_is_made(offered: Offered, form_08: UnitReport, tmp_path: Path) -> None:
    letter = read(report(offered, form_08, assessed_on=None, on=date(2027, 11, 1)), tmp_path)["Mẫu 08"]
    assert of(letter, "Kỳ số liệu") == "15/12/2026 – 14/12/2027"
    assert of(letter, "Ngày đánh giá") == TO_FILL


def test_an_agency_that_has_answered_nothing_gets_a_blank_form(offered: Offered, form_08: UnitReport, tmp_path: Path) -> None:
    form = offered.framework.form["checklist"]
    done = made(form_08, answers_for(offered, form, UNIT, {}, "Đợt 2026", date(2026, 11, 25), "vi"))
    sheets = read(done, tmp_path)
    assert sheets["Hệ thống"][3][0] == f"Chưa kê hệ thống nào: {TO_FILL}"
    assert {cells[1] for cells in sheets["Mẫu 08"] if str(cells[0]).startswith("Tổng số")} == {TO_FILL}
    assert wrong(done)[:2] == ["No system is listed.", "No day of the assessment."]
    assert {str(cells[3]) for cells in sheets["12 nội dung"][3:]} == {"Điền sẵn một phần", "Để đơn vị điền", "Khi được yêu cầu"}


def test_an_approval_that_nobody_waits_for_is_done(offered: Offered, form_08: UnitReport, tmp_path: Path) -> None:
    letter = read(report(offered, form_08, {"a": OWNED}), tmp_path)["Mẫu 08"]
    assert of(letter, "Dự kiến hoàn thành") == "Đã hoàn thành"


@pytest.mark.parametrize("role", [("operator",), ("specialised",), ()])
def test_who_is_no_owner_names_the_owner(offered: Offered, form_08: UnitReport, role: tuple[str, ...], tmp_path: Path) -> None:
    letter = read(report(offered, form_08, roles=role, l4_08_to="owner"), tmp_path)["Mẫu 08"]
    names = [cells[1] for cells in letter if cells[0] == "(1) Tên"]
    assert names == [TO_FILL, "Cơ quan mẫu 1" if "specialised" in role else TO_FILL]
    assert of(letter, "Hạn gửi") == "trước 20/12/2026 tới chủ quản"


HOSTILE = ("=1+1", '=HYPERLINK("http://evil.example","x")', "@SUM(1)", "+1", "-1", "https://evil.example", "<b>&", "\x07\x00bell", "x" * 40_000)


def test_what_somebody_typed_stays_words(offered: Offered, form_08: UnitReport, tmp_path: Path) -> None:
    systems = {f"row{at}": {**OWNED, "sys_owner": words, "sys_decision": words} for at, words in enumerate(HOSTILE)}
    answers = {**answers_of(systems, FULL), AnswerKey("systems"): Answer(tuple(systems), details=dict(zip(systems, HOSTILE, strict=True)))}
    form = offered.framework.form["checklist"]
    done = made(form_08, answers_for(offered, form, UNIT, answers, "=Đợt", date(2026, 11, 25), "vi"))
    rows = read(done, tmp_path)["Hệ thống"][3:]
    assert [rows[at][1] for at in range(7)] == list(HOSTILE[:7])
    assert [rows[at][2] for at in range(7)] == list(HOSTILE[:7])
    with zipfile.ZipFile(io.BytesIO(report_book(done))) as book:
        inside = b"".join(book.read(name) for name in book.namelist())
    assert b"<f>" not in inside
    assert b"<hyperlink " not in inside


system = st.fixed_dictionaries({
    "sys_level": st.sampled_from([None, *(f"level_{level}" for level in range(1, 6))]),
    "sys_status": st.sampled_from([None, "drafting", "submitted", "appraised", "approved"]),
    "sys_plan": st.sampled_from([None, "none", "some", "full"]),
    "sys_assessed": st.sampled_from([None, ("never",), ("periodic",), ("before_use", "periodic")]),
})  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(drawn=st.lists(system, max_size=6))
def test_totals_never_contradict_each_other(offered: Offered, form_08: UnitReport, drawn: list[dict[str, Any]]) -> None:
    done = report(offered, form_08, systems_like(*({**OWNED, **each} for each in drawn)))
    sheets = {sheet.name: [[cell.holds for cell in line] for line in sheet.lines] for sheet in done.sheets}
    *levels, whole = [line[1:] for line in sheets["Theo cấp độ"][2:]]
    assert [sum(column) for column in zip(*levels, strict=True)] == whole
    all_, built, appraised, approved, protected, checked = whole
    assert checked <= approved <= appraised <= built <= all_ == len(drawn) >= protected
    held = {check.title.within("en").split(" (")[0]: check.holds for check in done.checks}
    assert held["The sum over levels 1–5 is all systems"] == all(each["sys_level"] for each in drawn)


def test_a_system_for_which_nothing_was_done_is_told_so(offered: Offered, form_08: UnitReport, tmp_path: Path) -> None:
    bare = {**BARE, "sys_approval_expected": date(2027, 1, 1), "sys_plan_expected": date(2027, 1, 1), "sys_owner": "A", "sys_operator": "B"}
    done = report(offered, form_08, {"a": bare})
    assert wrong(done) == ["Content 10: who approved; plans, days and who answers for them"]
    line = read(done, tmp_path)["Hệ thống"][3]
    assert (line[5], line[6], line[9], line[11]) == ("Đang dự thảo", "", "Chưa triển khai", "")
