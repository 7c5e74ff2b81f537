"""The kind of a file is told by what is in it; names are shown and never trusted."""

from __future__ import annotations

import io
import struct
import zipfile
from random import Random

import pytest

from engine.builtin.questions.file_kinds import kind_of
from engine.builtin.questions.files import FileSettings, Sent, read_files
from engine.framework.missing import Missing
from engine.framework.models import Question
from engine.framework.question_types import Asked

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def packed(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, text in parts.items():
            file.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def office(media_type: str, **more: str) -> bytes:
    return packed(**{"[Content_Types].xml": f'<Types><Override ContentType="{media_type}"/></Types>'}, **more)


DOCX, XLSX = office(WORD), office(SHEET)
ODT = packed(mimetype="application/vnd.oasis.opendocument.text")
ODS = packed(mimetype="application/vnd.oasis.opendocument.spreadsheet")


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\x89PNG\r\n\x1a\n....", "png"),
        (b"\xff\xd8\xff\xe0....", "jpg"),
        (DOCX, "docx"),
        (XLSX, "xlsx"),
        (ODT, "odt"),
        (ODS, "ods"),
        (b"", ""),
        (b" %PDF-1.7", ""),
        (b"MZ\x90\x00 a program", ""),
        (b"<html><script>alert(1)</script>", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"PK\x03\x04 cut short", ""),
        (packed(a="b"), ""),
        (packed(mimetype="application/epub+zip"), ""),
        (office(WORD.replace("document.main", "document.macroEnabled.main")), ""),
        (office(WORD, word__vbaProject="macros"), ""),
        (packed(mimetype="application/vnd.oasis.opendocument.text", Basic__x="macros"), ""),
    ],
)
def test_a_kind_is_told_by_content(given: bytes, kind: str) -> None:
    assert kind_of(io.BytesIO(given)) == kind


def test_a_zip_with_a_huge_list_of_contents_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    end = DOCX.rfind(b"PK\x05\x06")
    bomb = DOCX[: end + 12] + struct.pack("<L", 400_000_000) + DOCX[end + 16 :]
    locator = DOCX[:end] + b"PK\x06\x07" + bytes(16) + DOCX[end:]
    monkeypatch.setattr(zipfile.ZipFile, "__init__", lambda *_: pytest.fail("it was opened"))

    assert kind_of(io.BytesIO(bomb)) == ""
    assert kind_of(io.BytesIO(locator)) == ""


def test_no_damaged_document_raises() -> None:
    random = Random(1)
    for whole in (DOCX, XLSX, ODT):
        for _ in range(300):
            broken = bytearray(whole)
            for _ in range(random.randint(1, 6)):
                broken[random.randrange(len(broken))] = random.randrange(256)
            assert kind_of(io.BytesIO(bytes(broken))) in ("", "docx", "xlsx", "odt")


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("báo cáo.pdf", "pdf", "báo cáo.pdf"),
        ("../../etc/passwd", "pdf", "passwd.pdf"),
        ("C:\\Users\\an\\hình.JPEG", "jpg", "hình.JPEG"),
        ("virus.exe", "png", "virus.exe.png"),
        ("a\r\nSet-Cookie: x.pdf", "pdf", "a Set-Cookie: x.pdf"),
        ("/", "pdf", "?.pdf"),
        ("x" * 500 + ".pdf", "pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_name_is_only_shown(name: str, kind: str, shown: str) -> None:
    assert Sent("0" * 64, 1, kind, name).shown_name == shown


def read(new: tuple[Sent, ...] = (), kept: tuple[str, ...] = (), required: bool = True, **more: tuple[str, ...]):
    settings = FileSettings(max=2, max_mb=1, kinds=("pdf",))
    question = Question(id="q", type="file", text="?", required=required, settings=settings)
    asked = Asked(question, details={A: "a.pdf", B: "b.pdf"})
    return read_files(asked, {"": kept, "new": tuple(str(each) for each in new), **more})


A, B, C = ("a" * 64, "b" * 64, "c" * 64)


def test_files_are_added_and_kept_and_removed() -> None:
    added = read((Sent(C, 10, "pdf", "c.pdf"),), (A,))
    assert (added.value, dict(added.details), added.complaints) == ((A, C), {A: "a.pdf", C: "c.pdf"}, ())
    assert read(kept=(A, B), remove=(A,)).value == (B,)
    assert read(kept=(A,), remove=(A,)).missing is Missing.SKIPPED
    assert read(required=False).missing is Missing.SKIPPED
    assert read().complaints[0].part == "new"


def test_a_file_of_another_draft_cannot_be_named() -> None:
    assert read(kept=(C, A)).value == (A,)


@pytest.mark.parametrize("bad", [Sent(C, 0, "pdf", "x"), Sent(C, 1_000_001, "pdf", "x"), Sent(C, 5, "png", "x"), Sent(C, 5, "", "x")])
def test_a_refused_file_does_not_hold_up_the_others(bad: Sent) -> None:
    found = read((bad,), (A,))
    assert (found.value, len(found.complaints), found.complaints[0].part) == ((A,), 1, "new")
    alone = read((bad,))
    assert (alone.value, len(alone.complaints)) == (None, 1)


def test_more_files_than_asked_for_are_not_kept() -> None:
    found = read((Sent(C, 5, "pdf", "c.pdf"),), (A, B))
    assert (found.value, found.complaints[0].values) == ((A, B), {"most": "2"})
