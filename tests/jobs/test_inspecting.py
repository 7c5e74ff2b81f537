"""Files are what they are by their content, and those that could harm who opens them are found."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pikepdf
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.jobs import inspecting
from engine.jobs.inspecting import Inspected, inspect
from tests.jobs.sent_files import (
    action,
    attached,
    bomb,
    docx,
    hidden_script,
    huge_png,
    overlapping,
    pdf,
    png,
    swollen_pdf,
)


def looked_at(folder: Path, content: bytes) -> Inspected:
    path = folder / "file"
    path.write_bytes(content)
    return inspect(path)


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (pdf(pages=3), Inspected("pdf", 3)),
        (
            pdf(pages=2, encryption=pikepdf.Encryption(owner="o", user="")),
            Inspected("pdf", 2),
        ),  # only printing is barred
        (png(), Inspected("png")),
        (docx(("word/document.xml", b"<w/>" * 9)), Inspected("docx")),
    ],
    ids=["pdf", "pdf with an owner's password", "png", "docx"],
)
def test_what_people_send_is_taken(tmp_path: Path, content: bytes, found: Inspected) -> None:
    assert looked_at(tmp_path, content) == found


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (pdf(action("/JavaScript", JS=pikepdf.String("app.alert(1)"))), {"script"}),
        (pdf(hidden_script, object_stream_mode=pikepdf.ObjectStreamMode.generate), {"script"}),
        (pdf(action("/Launch", F=pikepdf.String("cmd.exe"))), {"launch"}),
        (pdf(attached), {"attached"}),
        (pdf(encryption=pikepdf.Encryption(owner="o", user="u")), {"password"}),
        (b"%PDF-1.7 nothing of the kind", {"broken"}),
        (pdf(pages=0), {"broken"}),
    ],
    ids=["script", "packed script", "launch", "attached file", "password", "no pdf", "no page"],
)
def test_what_a_pdf_could_do_is_found(tmp_path: Path, content: bytes, wrong: set[str]) -> None:
    found = looked_at(tmp_path, content)
    assert (found.kind, found.wrong) == ("pdf", wrong)


@pytest.mark.parametrize(
    "content",
    [
        bomb(),
        overlapping(),
        docx(("word/vbaProject.bin", b"macro")),
        docx(types=b"<Types/>"),
        b"MZ a program",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"PK\x03\x04 half of a zip",
        b"",
    ],
    ids=["bomb", "overlapping bomb", "macro", "a mere zip", "program", "svg", "html", "half", "empty"],
)
def test_what_is_no_document_is_of_no_kind(tmp_path: Path, content: bytes) -> None:
    assert looked_at(tmp_path, content).kind == ""


def test_a_picture_that_no_browser_could_hold(tmp_path: Path) -> None:
    assert looked_at(tmp_path, huge_png()) == Inspected("png", 0, frozenset({"points"}))
    assert looked_at(tmp_path, huge_png(11_000)) == Inspected("png", 0, frozenset({"points"}))
    assert looked_at(tmp_path, b"\x89PNG\r\n\x1a\n a photo") == Inspected("png", 0, frozenset({"broken"}))


def test_a_file_that_holds_its_reader_up_is_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(command: list[str], **_how: object) -> None:
        raise subprocess.TimeoutExpired(command, 40)

    monkeypatch.setattr(inspecting.subprocess, "run", hangs)
    assert looked_at(tmp_path, pdf()).wrong == {"broken"}


def test_a_pdf_that_swells_is_broken_and_takes_no_room_of_the_server(tmp_path: Path) -> None:
    content = swollen_pdf()
    assert len(content) < 20_000
    assert looked_at(tmp_path, content).wrong == {"broken"}


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"]))
def test_any_bytes_at_all_are_answered(content: bytes, start: bytes) -> None:
    """But for PDFs, which take a process each."""
    assume(b"%PDF-" not in content)
    with tempfile.NamedTemporaryFile() as file:
        file.write(start + content)
        file.flush()
        assert inspect(Path(file.name)).kind in ("", "png", "jpg")
