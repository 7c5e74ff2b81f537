"""PDFs as a reader, a printer and a screen reader get them."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from engine.disclosure.published import PublishedTable
from engine.reports.league import league_of
from engine.reports.nouns import About
from engine.reports.pdf import to_pdf
from engine.reports.render import league_html, scorecard_html
from engine.reports.scorecard import scorecard_of
from tests.reports.test_render import same_as_golden


@pytest.fixture
def scorecard_pdf(table: PublishedTable, about: About, tmp_path: Path) -> Path:
    path = tmp_path / "scorecard.pdf"
    card = scorecard_of(table, "so-tai-chinh", about)
    path.write_bytes(to_pdf(scorecard_html(card, "vi", standalone=True)))
    return path


def run(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_every_page_is_labelled_and_numbered(scorecard_pdf: Path) -> None:
    pages = run("pdftotext", "-layout", scorecard_pdf, "-").split("\f")[:-1]
    assert 2 <= len(pages) <= 4
    for number, page in enumerate(pages, 1):
        assert "Dữ liệu giả lập để trình diễn, không phải kết quả thật" in page
        assert "Đề xuất, chưa phải bộ chỉ số chính thức" in page
        assert f"Trang {number}/{len(pages)}" in page


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("what", ["scorecard", "league"])
def test_the_printed_words_are_as_agreed(
    table: PublishedTable, about: About, tmp_path: Path, what: str, language: str
) -> None:
    if what == "league":
        html = league_html(league_of(table, about), language, standalone=True)
    else:
        html = scorecard_html(scorecard_of(table, "so-xay-dung", about), language, standalone=True)
    path = tmp_path / "x.pdf"
    path.write_bytes(to_pdf(html))
    lines = [" ".join(line.split()) for line in run("pdftotext", "-layout", path, "-").splitlines()]
    same_as_golden(f"{what}.pdf.{language}.txt", "\n".join(line for line in lines if line) + "\n")


def test_a_real_round_carries_its_status_and_no_word_of_demonstration(
    table: PublishedTable, about: About, tmp_path: Path
) -> None:
    card = scorecard_of(table, "so-tai-chinh", replace(about, is_demo=False))
    html = scorecard_html(card, "vi", standalone=True)
    assert 'data-label="Đề xuất, chưa phải bộ chỉ số chính thức"' in html  # the running head of every page
    assert "giả lập" not in html


def test_only_the_shipped_type_is_embedded(scorecard_pdf: Path) -> None:
    fonts = run("pdffonts", scorecard_pdf).splitlines()[2:]
    assert fonts
    for line in fonts:
        assert "Be-Vietnam-Pro" in line, line


def parts_of(pdf: pikepdf.Pdf) -> list[Any]:
    return [x for x in pdf.objects if isinstance(x, pikepdf.Dictionary) and x.get("/Type") == "/StructElem"]


def test_it_is_tagged_and_titled(scorecard_pdf: Path) -> None:
    with pikepdf.open(scorecard_pdf) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert str(pdf.Root.Lang) == "vi"
        assert "Sở Tài chính" in str(pdf.docinfo["/Title"])
        figures = [part for part in parts_of(pdf) if part.S == "/Figure"]
        assert figures
        assert all(str(part.Alt).strip() for part in figures)
        with pdf.open_outline() as outline:
            (title,) = outline.root
            assert title.title == "Sở Tài chính"
            assert [part.title for part in title.children] == [
                "Giới hạn điểm", "Các thành phần so với nhóm", "Điểm mạnh và điểm yếu", "Bảng chỉ số", "Phương pháp",
            ]  # fmt: skip


def test_a_strength_links_to_its_row(scorecard_pdf: Path) -> None:
    with pikepdf.open(scorecard_pdf) as pdf:
        links = [x for page in pdf.pages for x in page.get("/Annots", []) if x.Subtype == "/Link"]
        assert links
        assert all(str(link.Contents).strip() for link in links)  # what a screen reader says of it
        assert [part for part in parts_of(pdf) if part.S == "/Link"]


def test_nothing_in_a_pdf_tells_when_it_was_made(table: PublishedTable, about: About) -> None:
    html = league_html(league_of(table, about), "vi", standalone=True)
    assert to_pdf(html) == to_pdf(html)


def test_every_header_cell_has_a_scope(scorecard_pdf: Path) -> None:
    with pikepdf.open(scorecard_pdf) as pdf:
        heads = [part for part in parts_of(pdf) if part.S == "/TH"]
        assert {str(part.A.Scope) for part in heads} == {"/Column", "/Row"}


def test_the_league_prints_too(table: PublishedTable, about: About) -> None:
    assert to_pdf(league_html(league_of(table, about), "en", standalone=True)).startswith(b"%PDF")


def test_nothing_but_fonts_is_fetched(tmp_path: Path) -> None:
    style = tmp_path / "style.css"
    style.write_text("@page { size: 100px 100px }")
    link = f'<link rel="stylesheet" href="{style.as_uri()}">'
    (tmp_path / "x.pdf").write_bytes(to_pdf(f'<html lang="en"><title>x</title>{link}<p>x</p>'))
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        assert float(pdf.pages[0].mediabox[2]) > 500  # still A4: the style sheet was refused
