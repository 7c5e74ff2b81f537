"""PDFs as a reader, a printer and a screen reader get them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from engine.reports.league import league_of
from engine.reports.nouns import About
from engine.reports.pdf import to_pdf
from engine.reports.render import league_html, scorecard_html
from engine.reports.scorecard import scorecard_of
from engine.scoring.table import ScoreTable

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


@pytest.fixture
def scorecard_pdf(table: ScoreTable, about: About, tmp_path: Path) -> Path:
    path = tmp_path / "scorecard.pdf"
    card = scorecard_of(table, "so-tai-chinh", about)
    path.write_bytes(to_pdf(scorecard_html(card, "vi", standalone=True)))
    return path


def run(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@needs_poppler
def test_every_page_is_labelled_and_numbered(scorecard_pdf: Path) -> None:
    pages = run("pdftotext", "-layout", scorecard_pdf, "-").split("\f")[:-1]
    assert 2 <= len(pages) <= 4
    for number, page in enumerate(pages, 1):
        assert "Dữ liệu giả lập để trình diễn, không phải kết quả thật" in page
        assert "Đề xuất, chưa phải bộ chỉ số chính thức" in page
        assert f"Trang {number}/{len(pages)}" in page


@needs_poppler
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
        assert str(pdf.Root.Lang) == "vi"
        assert "Sở Tài chính" in str(pdf.docinfo["/Title"])
        figures = [part for part in parts_of(pdf) if part.S == "/Figure"]
        assert figures
        assert all(str(part.Alt).strip() for part in figures)
        with pdf.open_outline() as outline:
            assert outline.root


def test_every_header_cell_has_a_scope(scorecard_pdf: Path) -> None:
    with pikepdf.open(scorecard_pdf) as pdf:
        heads = [part for part in parts_of(pdf) if part.S == "/TH"]
        assert {str(part.A.Scope) for part in heads} == {"/Column", "/Row"}


def test_the_league_prints_too(table: ScoreTable, about: About) -> None:
    assert to_pdf(league_html(league_of(table, about), "en", standalone=True)).startswith(b"%PDF")


def test_nothing_but_fonts_is_fetched(tmp_path: Path) -> None:
    style = tmp_path / "style.css"
    style.write_text("@page { size: 100px 100px }")
    link = f'<link rel="stylesheet" href="{style.as_uri()}">'
    (tmp_path / "x.pdf").write_bytes(to_pdf(f'<html lang="en"><title>x</title>{link}<p>x</p>'))
    with pikepdf.open(tmp_path / "x.pdf") as pdf:
        assert float(pdf.pages[0].mediabox[2]) > 500  # still A4: the style sheet was refused
