"""Samples are read whole or not at all; messages fit; lists come out as spreadsheets can take them."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from engine.cli.loading import load_one
from engine.exchange.invited import PART, Asking, parts_of, plain, sms_text, write_reminders, write_sms
from engine.exchange.samples import read_names, read_sample
from engine.framework.models import Framework
from engine.problems import ThuocDoError
from engine.rounds.invitations import Invited
from engine.store.invited import Contact, Invitation
from tests.web.conftest import SURVEY

HEAD = "contact,name,phone,email,address,stratum,units\n"
ASKING = Asking("Sở Kế hoạch và Đầu tư", "DDCI 2026", date(2026, 12, 31), "https://ddci.nghean.gov.vn/")


@pytest.fixture(scope="module")
def framework(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    path = tmp_path_factory.mktemp("framework") / "mini.yaml"
    path.write_text(SURVEY, encoding="utf-8")
    return load_one(str(path)).framework


def complaints(path: Path, framework: Framework) -> list[str]:
    with pytest.raises(ThuocDoError) as told:
        read_sample(path, framework)
    return [str(problem).removeprefix(f"{path}:") for problem in told.value.problems]


def test_a_sample_is_read_from_csv(tmp_path: Path, framework: Framework) -> None:
    path = tmp_path / "s.csv"
    path.write_text(HEAD + '2900123456,Công ty A,0912 345 678,a@b.vn,"Số 1, Vinh",small,so-xay-dung; do-luong\nX,,,,,,\n', "utf-8")
    assert list(read_sample(path, framework)) == [
        Invited(Contact("2900123456", "Công ty A", "0912345678", "a@b.vn", "Số 1, Vinh"), "small", ("so-xay-dung", "do-luong")),
        Invited(Contact("X")),
    ]


def test_a_sample_is_read_from_xlsx_with_numbers_as_spreadsheets_keep_them(tmp_path: Path, framework: Framework) -> None:
    path = tmp_path / "s.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(1, 0, ["contact", "phone", "stratum"])
        sheet.write_row(2, 0, [2900123456, 912345678, "nhỏ"])
        sheet.write_row(4, 0, ["HTX B", "+84 912 345 678", ""])
    assert list(read_sample(path, framework)) == [
        Invited(Contact("2900123456", phone="0912345678"), "nhỏ"),
        Invited(Contact("HTX B", phone="+84912345678")),
    ]


def test_every_bad_cell_is_told_at_once_by_row_and_column(tmp_path: Path, framework: Framework) -> None:
    path = tmp_path / "s.csv"
    path.write_text(
        HEAD + "A,,12,,,small,\n,Tên,,,,,\nB,,,b@,,(merged),so-xay-dun\na ,,,,,=1+1,\nC,,,,,,x;do-luong\n", "utf-8"
    )
    assert complaints(path, framework) == [
        "2:3: A: `12` is no telephone number. Write one number, as in 0912 345 678 or +84 912 345 678.",
        "3:1: the contact is empty. Give what tells it from others.",
        "4:4: B: `b@` is no e-mail address. Write one address.",
        "4:6: B: `(merged)` cannot name a stratum. Give a name that begins with a letter or a figure.",
        "4:7: B: there is no unit `so-xay-dun`. Did you mean `so-xay-dung`?",
        "5:1: a: the contact is there twice: row 2 is the first. Keep one of the rows.",
        "5:6: a: `=1+1` cannot name a stratum. Give a name that begins with a letter or a figure.",
        "6:7: C: there is no unit `x`. Give ids of units of the framework, with ; between them.",
    ]


@pytest.mark.parametrize(("text", "said"), [
    ("", "the file is empty."), ("name\nA\n", "there is no column `contact`"), (HEAD, "nobody is in it."),
    ("contact,fone\nA,1\n", "there is no use for a column `fone`. Did you mean `phone`?"),
    ("contact;name\nA;B\n", "semicolons"), ("contact,contact\nA,B\n", "is there twice"),
])  # fmt: skip
def test_a_file_that_is_no_sample(tmp_path: Path, framework: Framework, text: str, said: str) -> None:
    path = tmp_path / "s.csv"
    path.write_text(text, "utf-8")
    assert any(said in each for each in complaints(path, framework))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no book", b"contact\nA\n"])
def test_a_file_that_is_no_workbook(tmp_path: Path, framework: Framework, content: bytes) -> None:
    path = tmp_path / "s.xlsx"
    path.write_bytes(content)
    assert "this is no workbook that can be read" in complaints(path, framework)[0]


def test_something_beside_the_columns_of_a_sheet(tmp_path: Path, framework: Framework) -> None:
    path = tmp_path / "s.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["contact", "phone"])
        sheet.write_row(1, 0, ["A", "", "lost"])
    assert complaints(path, framework) == [
        "2:1: something stands beside the 2 columns that have a name. Name its column, or remove it."
    ]


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(tmp_path_factory: pytest.TempPathFactory, framework: Framework, content: bytes) -> None:
    for name in ("s.csv", "s.xlsx"):
        path = tmp_path_factory.mktemp("bytes") / name
        path.write_bytes(content)
        with pytest.raises(ThuocDoError) as told:
            read_sample(path, framework)
        assert told.value.problems


def test_names_are_read_by_contact_or_code(tmp_path: Path) -> None:
    path = tmp_path / "n.csv"
    path.write_text("code,why\nAB3DE5FG,moved\nAB3DE5FG,again\n", "utf-8")
    assert read_names(path) == ("AB3DE5FG",)
    path.write_text("who\nA\n", "utf-8")
    with pytest.raises(ThuocDoError) as told:
        read_names(path)
    assert "no column `contact` or `code`" in str(told.value.problems[0])


def test_a_message_fits_in_one_part_and_says_who_what_when_and_where() -> None:
    text = sms_text(ASKING, "AB3DE5FG")
    assert text == (
        "So Ke hoach va Dau tu moi Quy vi tra loi phieu DDCI 2026 den het 31/12/2026."
        " Ma AB3DE5FG, https://ddci.nghean.gov.vn/m/AB3DE5FG."
    )
    assert (len(text) <= PART, parts_of(text)) == (True, 1)
    assert "Neu da tra loi, xin bo qua tin nay." in sms_text(ASKING, "AB3DE5FG", reminder=True)


@given(st.text(max_size=250), st.text(max_size=300), st.booleans())
def test_whoever_asks_a_message_fits(lead: str, title: str, reminder: bool) -> None:
    text = sms_text(Asking(lead, title, date(2026, 12, 31), "https://ddci.vn"), "AB3DE5FG", reminder=reminder)
    assert len(text) <= PART
    assert parts_of(text) == 1
    assert "https://ddci.vn/m/AB3DE5FG" in text


def test_a_message_with_marks_takes_more_parts() -> None:
    text = sms_text(ASKING, "AB3DE5FG", marks=True)
    assert text.startswith("Sở Kế hoạch và Đầu tư mời Quý vị")
    assert parts_of(text) == 2


def test_an_address_that_is_too_long_is_told() -> None:
    with pytest.raises(ThuocDoError, match="too long for a message"):
        sms_text(Asking("L", "T", None, f"https://{'x' * 150}.vn"), "AB3DE5FG")


def test_plain_words_have_no_marks() -> None:
    assert plain("Đường Nguyễn Thị Minh Khai – “Vinh”") == 'Duong Nguyen Thi Minh Khai - "Vinh"'


def test_lists_are_no_formulas(tmp_path: Path) -> None:
    contact = Contact("=HYPERLINK()", "@x", "+84912345678", "a@b.vn", "-1 Vinh")
    given = [Invitation("AB3DE5FG", "r1", contact=contact), Invitation("HJ4KL6MN", "r1", contact=Contact("B"))]
    assert write_sms(given, ASKING, tmp_path / "sms.csv") == 1
    assert write_reminders(given, ASKING, tmp_path / "remind.csv") == 2
    sms, reminders = (list(csv.DictReader((tmp_path / name).open(encoding="utf-8"))) for name in ("sms.csv", "remind.csv"))
    assert (sms[0]["phone"], sms[0]["parts"]) == ("+84912345678", "1")
    assert [reminders[0][name] for name in ("contact", "name", "phone", "address", "code")] == [
        "'=HYPERLINK()", "'@x", "+84912345678", "'-1 Vinh", "AB3D E5FG",
    ]  # fmt: skip
