"""`thuocdo import annex`: real-looking annexes become framework files that pass the check, odd places marked."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from annex_books import HEAD, TITLES, annex_book, fill_sheet, first_row
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog import Offered, build_catalog, offer
from engine.cli.main import main
from engine.exchange import books
from engine.framework.models import Node
from engine.framework.reader import read_text
from engine.plugins import make_plugin_manager
from engine.problems import ThuocDoError, errors
from plugins.dti.annex.importer import make
from plugins.dti.annex.writing import LOOK

DATA = Path(__file__).parents[1] / "golden" / "data"
CATALOG = build_catalog(make_plugin_manager())

# dti.md 3.2: a district's set of Đồng Tháp; the first rows of its awareness group.
CAO_LANH = [
    ("1", "Nhận thức số", 30, "", "", "", ""),
    (
        "1.1",
        "Người đứng đầu huyện (Bí thư hoặc Chủ tịch) là Trưởng ban Ban chỉ đạo CĐS",
        10,
        "- Bí thư hoặc Chủ tịch: điểm tối đa\n- Phó Bí thư hoặc Phó Chủ tịch: 1/2 điểm tối đa\n- Không có Ban chỉ đạo hoặc người khác: 0 điểm",
        "Số, ký hiệu, ngày, trích yếu đầy đủ của văn bản",
        "Huyện",
        "Sở TT&TT",
    ),
    (
        "1.2",
        "Người đứng đầu chủ trì, chỉ đạo CĐS",
        10,
        "½ số điểm tối đa: tham dự đủ các cuộc họp của tỉnh; ½ số điểm tối đa: chủ trì các cuộc họp của huyện",
        "Thông báo kết luận",
        "Huyện",
        "Sở TT&TT",
    ),
    (
        "1.3",
        "Văn bản chỉ đạo chuyên đề do người đứng đầu ký",
        10,
        "a = Số văn bản do người đứng đầu ký;\nb = Tổng số văn bản chỉ đạo.\nĐiểm = a/b × Điểm tối đa",
        "Danh mục văn bản",
        "Huyện",
        "Văn phòng UBND tỉnh",
    ),
]

# dti.md 3.2: an unnamed province's set for districts; row 1.4 states neither points nor a rule.
UNNAMED = [
    ("I", "NHẬN THỨC SỐ", 80, "", "", "", ""),
    ("1.1", "Ban chỉ đạo cấp huyện họp trong năm", 20, "Từ 4 cuộc trở lên: 20; 3: 15; 2: 10; 1: 5; không họp: 0", "Văn bản", "UBND huyện", "Sở TT&TT"),
    ("1.2", "Bí thư/Chủ tịch chủ trì các cuộc họp CĐS", 20, "a/b × điểm tối đa", "", "UBND huyện", "Sở TT&TT"),
    ("1.3", "Văn bản chỉ đạo do người đứng đầu ký", 20, "a/b × điểm tối đa", "Văn bản", "UBND huyện", "Sở TT&TT"),
    ("1.4", "Cổng/Trang TTĐT có chuyên mục CĐS", "", "", "", "", ""),
]  # fmt: skip


def imported(path: Path, framework_id: str = "my_set", sheet: str = "") -> tuple[Offered, str, list[str]]:
    """The framework that comes of an annex, the text of its file, and what is remarked."""
    made = make(path, framework_id, sheet)
    found, problems = offer(read_text(made.text, "my_set.yaml", CATALOG.vocabulary), "file", CATALOG.vocabulary, CATALOG.checks)
    assert errors(problems) == ()
    assert found is not None
    return found, made.text, [f"{each.location.line}: {each.what}" for each in made.remarks]


def node(offered: Offered, code: str) -> Node:
    return next(each for each in offered.framework.index.walk() if each.code == code)


def most(found: Node) -> float:
    if found.children:
        return sum(most(child) for child in found.children)
    return float(max(found.normalise.settings["to"])) if found.scored and found.normalise else 0.0


def outline(offered: Offered) -> list[tuple[str | None, str, float]]:
    """Code, title and points of all nodes but the total."""
    return [(each.code, str(each.title), most(each)) for each in offered.framework.index.walk()][1:]


def seen(text: str) -> str:
    """A text as people see it: composed letters, single spaces, nothing invisible."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u200b", "").split())


def test_the_rows_that_a_province_printed_become_a_sound_framework(tmp_path: Path) -> None:
    offered, text, remarks = imported(annex_book(tmp_path / "a.xlsx", CAO_LANH))
    framework = offered.framework
    assert str(framework.title) == TITLES[1]
    assert framework.edition == "2023"
    assert "99/QĐ-UBND" in str(framework.source)
    assert [(code, points) for code, _, points in outline(offered)] == [("1", 30), ("1.1", 10), ("1.2", 10), ("1.3", 10)]
    head, chairs, signed = (node(offered, code) for code in ("1.1", "1.2", "1.3"))
    assert head.measure
    assert head.measure.rule == "points_of_fraction"
    assert [option.value for option in framework.question["q_1_1"].options] == [1, 0.5, 0]
    assert chairs.measure
    assert chairs.measure.rule == "points_of_checklist"
    assert signed.measure
    assert signed.measure.settings["points"] == 10
    assert str(framework.question["q_1_3"].setting("done")) == "Số văn bản do người đứng đầu ký"
    assert [str(each) for each in head.evidence] == ["Số, ký hiệu, ngày, trích yếu đầy đủ của văn bản"]
    assert str(head.note) == "Nguồn số liệu: Huyện"
    assert [(each.id, str(each.title)) for each in framework.bodies] == [
        ("b_so_tt_tt", "Sở TT&TT"),
        ("b_van_phong_ubnd_tinh", "Văn phòng UBND tỉnh"),
    ]
    assert [node(offered, code).verified_by for code in ("1.1", "1.2", "1.3")] == ["b_so_tt_tt"] * 2 + ["b_van_phong_ubnd_tinh"]
    assert framework.question["q_1_1"].proof == "required"
    assert remarks == [f"{first_row() + 3}: it does not say what holds where nothing is due; 0 points were put in (`none_due: zero`)."]
    assert f"# {LOOK} (dòng {first_row() + 3}): văn bản không nói khi mẫu số bằng 0" in text


def test_points_that_are_not_stated_are_what_is_left_of_the_group(tmp_path: Path) -> None:
    offered, text, remarks = imported(annex_book(tmp_path / "a.xlsx", UNNAMED))
    assert [points for _, _, points in outline(offered)] == [80, 20, 20, 20, 20]
    assert f"{first_row() + 4}: no points are given; it was given the 20 that are left of its group." in remarks
    assert f"{first_row() + 4}: there is no rule; units type in their points, from 0 to the most." in remarks
    assert offered.framework.question["q_1_4"].type == "number"
    meetings = node(offered, "1.1").measure
    assert meetings is not None
    assert meetings.settings == {"steps": ((1, 5), (2, 10), (3, 15), (4, 20))}
    assert "#   | a/b × điểm tối đa" in text


def test_the_whole_set_of_a_commune_keeps_codes_titles_and_points(tmp_path: Path) -> None:
    """dti.md 3.4; the rule texts are invented here, since the set prints none."""
    rows: list[tuple[object, ...]] = []
    with (DATA / "dti_commune_self_and_verified.csv").open(encoding="utf-8") as file:
        leaves = list(csv.DictReader(line for line in file if not line.startswith("#")))
    for leaf in leaves:
        group = leaf["code"].split(".")[0]
        if not rows or not str(rows[-1][0]).startswith(f"{group}."):
            rows.append((group, leaf["group_vi"], sum(float(each["max"]) for each in leaves if each["code"].split(".")[0] == group)))
        rule = "a/b × điểm tối đa" if leaf["indicator_vi"].startswith("Tỷ lệ") else "(bịa để thử) Có: điểm tối đa; Không: 0 điểm"
        rows.append((leaf["code"], leaf["indicator_vi"], float(leaf["max"]), rule, "", "", ""))
    offered, _, _ = imported(annex_book(tmp_path / "a.xlsx", rows))
    expected = [(leaf["code"], seen(leaf["indicator_vi"]), float(leaf["max"])) for leaf in leaves]
    assert [each for each in outline(offered) if "." in str(each[0])] == expected
    assert len(expected) == 62
    assert most(offered.framework.index) == 960
    assert [each.code for each in offered.framework.index.children] == list("123456")


def test_the_head_is_found_by_its_words_wherever_they_stand(tmp_path: Path) -> None:
    head = ("Mã", "Don vi xac minh", "CÁCH TÍNH ĐIỂM", "Nội dung tiêu chí", "Diem toi da", "Điểm tự chấm")
    rows = [("1", "", "", "Nhận thức", 10, ""), ("1.1", "Sở Nội vụ", "Có: 10 điểm; Không: 0", "Có kế hoạch", 10, 7)]
    offered, _, _ = imported(annex_book(tmp_path / "a.xlsx", rows, head=head))
    assert outline(offered) == [("1", "Nhận thức", 10), ("1.1", "Có kế hoạch", 10)]
    assert node(offered, "1.1").verified_by == "b_so_noi_vu"


def test_a_head_of_two_lines_with_joined_cells_is_one_head(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Phụ lục")
        sheet.merge_range(0, 0, 0, 5, "BỘ CHỈ SỐ NĂM 2024")
        for column, words in enumerate(("STT", "Chỉ số", "", "", "Cách tính điểm", "Tài liệu kiểm chứng")):
            if words:
                sheet.merge_range(1, column, 2, column, words)
        sheet.merge_range(1, 2, 1, 3, "Điểm")
        sheet.write_row(2, 2, ("Tự chấm", "Tối đa"))
        sheet.write_row(3, 0, ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"))
        sheet.write_row(4, 0, ("1", "Nhận thức", "", 12))
        sheet.write_row(5, 0, ("1.1", "Có kế hoạch", 3, 12, "Có: 12 điểm; Không: 0 điểm", "Kế hoạch"))
        sheet.write_row(6, 0, ("STT", "Chỉ số", "", "", "Cách tính điểm", "Tài liệu kiểm chứng"))  # a printed page's head
    offered, _, remarks = imported(path)
    assert outline(offered) == [("1", "Nhận thức", 12), ("1.1", "Có kế hoạch", 12)]
    assert [each for each in remarks if "column" not in each] == []


def test_rows_broken_over_lines_and_joined_cells_are_one_item(tmp_path: Path) -> None:
    rows = [
        ("1", "Nhận thức", 20, "", "", "", ""),
        ("1.1", "Lãnh đạo", 10, "- Có: 10 điểm", "Quyết định", "Huyện", "Sở TT&TT"),
        ("", "là Trưởng ban", "", "- Không: 0 điểm", "", "", ""),
        ("", "", "", "", "", "", ""),
        ("1.2", "Chủ trì họp", 10, "Có: 10 điểm; Không: 0", "", "", ""),
    ]
    merged = [(1, 4, 4, 4), (1, 6, 4, 6)]
    offered, _, _ = imported(annex_book(tmp_path / "a.xlsx", rows, merged=merged))
    assert outline(offered) == [("1", "Nhận thức", 20), ("1.1", "Lãnh đạo là Trưởng ban", 10), ("1.2", "Chủ trì họp", 10)]
    assert [option.value for option in offered.framework.question["q_1_1"].options] == [1, 0]
    assert [str(each) for each in node(offered, "1.2").evidence] == ["Quyết định"]  # told of both
    assert node(offered, "1.2").verified_by == "b_so_tt_tt"


@pytest.mark.parametrize(
    ("codes", "shown"),
    [
        (("I", "1", "1.1", "II", "2", "2.1"), ("I", "1", "1.1", "II", "2", "2.1")),
        (("A", "I", "1", "B", "I", "1"), ("A", "A.I", "A.I.1", "B", "B.I", "B.I.1")),  # numbered anew in each part
        (("1", "1.1", "a)", "b)", "1.2", "a"), ("1", "1.1", "1.1.a", "1.1.b", "1.2", "1.2.a")),
        (("4", "4.21", "4.22.1", "4.22.2"), ("4", "4.21", "4.22.1", "4.22.2")),  # 4.22 has no row of its own
        (("1.", "1.1.", "1.2)"), ("1", "1.1", "1.2")),
        ((1.0, 1.8, 1.9, 1.1, 1.11), ("1", "1.8", "1.9", "1.10", "1.11")),  # numbers lose a last zero
        (("H", "1", "I", "2", "K", "3"), ("H", "1", "I", "2", "K", "3")),  # I after H is a letter
        (("CQS1", "CQS2", "KTS1"), ("CQS1", "CQS2", "KTS1")),
    ],
)
def test_codes_are_read_as_they_are_numbered(tmp_path: Path, codes: tuple[object, ...], shown: tuple[str, ...]) -> None:
    rows = [(code, f"Mục {place}", 1, "", "", "", "") for place, code in enumerate(codes)]
    offered, _, _ = imported(annex_book(tmp_path / "a.xlsx", rows))
    assert tuple(code for code, _, _ in outline(offered)) == shown


def test_a_code_that_became_a_day_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        fill_sheet(sheet, [("1", "Nhận thức", 5), ("", "Có kế hoạch", 5)])
        sheet.write_datetime(first_row(), 0, datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None), book.add_format({"num_format": "d.m"}))
    offered, _, remarks = imported(path)
    assert [code for code, _, _ in outline(offered)] == ["1", "1.1"]
    assert f"{first_row() + 1}: the spreadsheet has made a day of the code; it was read as “1.1”." in remarks


def test_doubled_codes_sums_that_differ_and_odd_points_are_marked_where_they_stand(tmp_path: Path) -> None:
    rows = [
        ("1", "Nhận thức", 25, "", "", "", ""),
        ("1.1", "Một", "Tối đa 10 điểm", "", "", "", ""),
        ("1.1", "Hai", "7,5", "", "", "", ""),
        ("1.3", "Ba", "khá nhiều", "", "", "", ""),
        ("2", "Thông tin chung", "", "", "", "", ""),
        ("2.1", "Dân số", "Không chấm điểm", "", "", "", ""),
        ("3", "Điểm trừ", -5, "", "", "", ""),
        ("3.1", "Vi phạm", "-5", "Mỗi vi phạm trừ 1 điểm", "", "", ""),
        ("", "Tổng cộng", 100, "", "", "", ""),
        ("Ghi chú:", "Điểm tối đa chưa gồm điểm thưởng", "", "", "", "", ""),
    ]
    offered, text, remarks = imported(annex_book(tmp_path / "a.xlsx", rows))
    row = first_row()
    assert [each for each in remarks if "no rule" not in each] == [
        "0: the table states a total of 100 points, and its items add up to 20.",
        f"{row + 2}: the code “1.1” stands in line {row + 1} too; here it is left out.",
        f"{row + 3}: the cell of points says “khá nhiều”, which is not understood.",
        f"{row + 3}: no points are given; it was given the 7,5 that are left of its group.",
        f"{row + 4}: the group “Thông tin chung” gives no points; its indicators stand directly below the group above.",
        f"{row + 7}: points taken off: units type in from −5 to 0.",
    ]
    assert "# Ghi chú của bảng: Ghi chú: Điểm tối đa chưa gồm điểm thưởng" in text
    penalty = node(offered, "3.1").normalise
    assert penalty is not None
    assert penalty.settings["to"] == (-5, 0)
    assert not node(offered, "2.1").scored
    for line in (row + 2, row + 3, row + 4, row + 7):
        assert f"# {LOOK} (dòng {line}): " in text


def test_a_group_that_states_other_points_than_its_indicators_have_is_marked(tmp_path: Path) -> None:
    rows = [("I", "Nhận thức", 30), ("1", "Một", 10), ("2", "Hai", 10.5)]
    _, text, remarks = imported(annex_book(tmp_path / "a.xlsx", rows))
    told = "the points of what is below add up to 20,5, and here it says 30."
    assert f"{first_row()}: {told}" in remarks
    assert f"# {LOOK} (dòng {first_row()}): điểm của các mục con cộng lại là 20,5, còn ở đây ghi 30.\n    - id: g_i" in text


def test_parts_without_points_belong_to_the_rule_of_the_line_above(tmp_path: Path) -> None:
    rows = [
        ("1", "Nhận thức", 10, "", "", "", ""),
        ("1.1", "Kế hoạch", 10, "Tổng hợp:", "", "", ""),
        ("a", "Ban hành kế hoạch", "", "Có: 10 điểm; Không: 0 điểm", "Kế hoạch", "", ""),
        ("b", "Báo cáo kết quả", "", "", "", "", ""),
    ]
    offered, _, remarks = imported(annex_book(tmp_path / "a.xlsx", rows))
    assert outline(offered) == [("1", "Nhận thức", 10), ("1.1", "Kế hoạch", 10)]
    assert any("the lines below have no points" in each for each in remarks)


@pytest.mark.parametrize("words", ["<b>đậm</b> {unit} **x** [a](javascript:1)", "=SUM(A1)", 'Có "ngoặc": # và \u202engược', "- một\n- hai\n1. ba", "{% if %}", "\x07chuông"])
def test_hostile_words_stay_words(tmp_path: Path, words: str) -> None:
    rows = [("1", "Nhận thức", 10), ("1.1", words, 10, words, words, words, words)]
    offered, _, _ = imported(annex_book(tmp_path / "a.xlsx", rows))
    assert node(offered, "1.1").title is not None
    assert most(offered.framework.index) == 10


# Workbooks that cannot be read as they are.


def test_of_several_sheets_one_has_to_be_named_and_hidden_ones_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("Sở", "Xã", "Bản cũ"):
            fill_sheet(book.add_worksheet(name), [("1", f"Nhóm {name}", 10), ("1.1", "Một", 10)])
        book.add_worksheet("Ghi chú").write(0, 0, "không có bảng")
        book.get_worksheet_by_name("Bản cũ").hide()
    with pytest.raises(ThuocDoError, match=r"2 sheets hold such a table: “Sở”, “Xã”. Say which: --sheet NAME\."):
        make(path, "my_set", "")
    offered, _, _ = imported(path, sheet="Xã")
    assert outline(offered)[0] == ("1", "Nhóm Xã", 10)
    with pytest.raises(ThuocDoError, match=r"has no sheet “Huyện”; it has: “Sở”, “Xã”, “Bản cũ”, “Ghi chú”\."):
        make(path, "my_set", "Huyện")


def test_a_hidden_second_column_of_points_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        fill_sheet(sheet, [("1", "Nhóm", 10, 9), ("1.1", "Một", 10, 9)], head=(*HEAD[:3], "Điểm tối đa cũ", *HEAD[3:]))
        sheet.set_column(3, 3, None, None, {"hidden": True})
    offered, _, remarks = imported(path)
    assert most(offered.framework.index) == 10
    assert f"{first_row() - 1}: two columns can be “Điểm tối đa”; the one numbered 3 was read." in remarks


def test_a_table_without_the_head_of_an_annex_is_refused(tmp_path: Path) -> None:
    path = annex_book(tmp_path / "a.xlsx", [("1", "Lan", 30)], head=("STT", "Họ tên", "Tuổi"), titles=())
    with pytest.raises(ThuocDoError, match="no sheet has a head with the columns of an annex"):
        make(path, "my_set", "")


def test_a_head_without_items_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ThuocDoError, match="below the head in line 5 there is no line with an indicator"):
        make(annex_book(tmp_path / "a.xlsx", []), "my_set", "")


def test_an_old_workbook_under_a_new_name_is_told(tmp_path: Path) -> None:
    (path := tmp_path / "a.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000))
    with pytest.raises(ThuocDoError) as refused:
        make(path, "my_set", "")
    assert "this is an old or encrypted workbook. Save it as XLSX." in str(refused.value.problems[0])


@pytest.mark.parametrize("lies", [False, True])
def test_a_workbook_that_unpacks_to_far_too_much_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lies: bool
) -> None:
    monkeypatch.setattr(books, "MOST_UNPACKED", 5_000_000)
    small = annex_book(tmp_path / "small.xlsx", CAO_LANH).read_bytes()
    bomb = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(small)) as good, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as out:
        for part in good.infolist():
            out.writestr(part.filename, good.read(part))
        with out.open("xl/media/zeros.bin", "w") as zeros:
            zeros.write(bytes(6_000_000))
    content = bomb.getvalue()
    if lies:  # the directory says that the part is small
        content = content.replace((6_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    (path := tmp_path / "a.xlsx").write_bytes(content)
    with pytest.raises(ThuocDoError) as refused:
        make(path, "my_set", "")
    assert "the workbook unpacks to more than 500 MB" in str(refused.value.problems[0])


def test_a_csv_file_is_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("STT;Chỉ số;Điểm tối đa;Cách tính điểm\n1;Nhận thức;7,5\n1.1;Có kế hoạch;7,5;\"Có: 7,5 điểm; Không: 0\"\n", encoding="utf-8")
    offered, _, _ = imported(path)
    assert outline(offered) == [("1", "Nhận thức", 7.5), ("1.1", "Có kế hoạch", 7.5)]
    assert offered.framework.question["q_1_1"].type == "choice"


# A law: what is written as an annex comes back.

WORDS = st.text("abcđêôưAÔ 0123456789,.;:()-+%/\"'#&!?*[]<>", min_size=1, max_size=40).map(lambda text: f"X{' '.join(text.split())}")


@st.composite
def trees(draw: st.DrawFn) -> list[tuple[str, str, float | None]]:
    """Rows of a set: groups 1, 2, …, some with a level between, and leaves with points in quarters."""
    rows: list[tuple[str, str, float | None]] = []

    def below(code: str, depth: int) -> float:
        own = len(rows)
        rows.append((code, draw(WORDS), None))
        if depth and draw(st.booleans()):
            count = draw(st.integers(1, 12 if depth == 1 else 3))
            points = sum(below(f"{code}.{place}", depth - 1) for place in range(1, count + 1))
        else:
            points = draw(st.integers(1, 400)) / 4
        rows[own] = (code, rows[own][1], points)
        return points

    for place in range(1, draw(st.integers(1, 4)) + 1):
        below(str(place), 3)
    return rows


@settings(max_examples=25, deadline=None)
@given(rows=trees(), as_text=st.booleans())
def test_an_annex_that_is_written_comes_back_with_its_codes_titles_and_points(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, float]], as_text: bool
) -> None:
    written = [(code, title, f"{points:g}".replace(".", ",") if as_text else points) for code, title, points in rows]
    path = annex_book(tmp_path_factory.mktemp("annex") / "a.xlsx", written)
    offered, _, remarks = imported(path)
    told = [(code, title, points) for code, title, points in outline(offered)]
    assert [(code, points) for code, _, points in told] == [(code, points) for code, _, points in rows]
    assert [title for _, title, _ in told] == [plain(title) for _, title, _ in rows]
    assert all("no rule" in each for each in remarks)


def plain(title: str) -> str:
    """A title without what would be markup."""
    bare = title.replace("**", "*").replace("](", "] (")
    return re.sub(r"<(?=[/A-Za-z])", "< ", bare)


# The command.


def test_the_command_writes_a_file_that_the_check_accepts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = annex_book(tmp_path / "Phụ lục 2.xlsx", CAO_LANH), tmp_path / "district.yaml"
    assert main(["import", "annex", str(path), "--id", "district", "--out", str(out)]) == 0
    told = capsys.readouterr()
    assert told.out == f"Wrote {out}: 3 indicators, 3 questions, 1 to look at. Next: thuocdo check {out}\n"
    assert f"{path}:{first_row() + 3}:1: sheet Cấp huyện, row {first_row() + 3}: warning: it does not say" in told.err
    assert main(["check", str(out)]) == 0
    assert main(["import", "annex", str(path), "--id", "district", "--out", str(out)]) == 1
    assert "is there already" in capsys.readouterr().err


def test_the_id_is_made_of_the_files_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["import", "annex", str(annex_book(tmp_path / "Bộ chỉ số (xã) 2023.xlsx", CAO_LANH))]) == 0
    assert "id: bo_chi_so_xa_2023" in (tmp_path / "bo_chi_so_xa_2023.yaml").read_text("utf-8")
    assert main(["import", "annex", "x.xlsx", "--id", "Không được"]) == 1


def test_a_file_without_any_points_is_written_and_its_mistakes_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = annex_book(tmp_path / "a.xlsx", [("1", "Nhóm", ""), ("1.1", "Một", "")])
    assert main(["import", "annex", str(path), "--out", str(tmp_path / "b.yaml")]) == 1
    assert "mistake(s) to mend" in capsys.readouterr().out
    assert (tmp_path / "b.yaml").exists()


def test_no_such_file_is_the_machines_trouble(tmp_path: Path) -> None:
    assert main(["import", "annex", str(tmp_path / "none.xlsx"), "--out", str(tmp_path / "b.yaml")]) == 2
