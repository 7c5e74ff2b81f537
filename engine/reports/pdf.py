"""HTML to a tagged PDF (PDF/UA-1); the only importer of weasyprint."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine.reports.fonts import font_files


def to_pdf(html: str) -> bytes:
    """A whole document as PDF; nothing but the product's fonts is fetched, and never from a network."""
    return to_one_pdf([html])


def to_one_pdf(documents: Iterable[str], told: Callable[[int], None] | None = None) -> bytes:
    """Whole documents one after the other as one PDF; `told` hears how many of them are set."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    allowed = {path.as_uri() for path in font_files().values()}

    class FontsOnly(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in allowed:
                raise ValueError(f"a report may fetch its fonts only, not {url}")
            return super().fetch(url, headers)

    fetcher = FontsOnly(allowed_protocols={"file"})
    laid_out = []
    for number, html in enumerate(documents, start=1):
        laid_out.append(HTML(string=html, url_fetcher=fetcher).render(pdf_variant="pdf/ua-1"))
        if told is not None:
            told(number)
    pages = [page for each in laid_out for page in each.pages]
    pdf = laid_out[0].copy(pages).write_pdf(pdf_variant="pdf/ua-1", finisher=_scope_headers)
    assert isinstance(pdf, bytes)  # no target was given
    return pdf


def _scope_headers(_document: Any, pdf: Any) -> None:
    """Say of each header cell whether it heads a column or a row; WeasyPrint leaves that to guessing."""
    parts = {thing.reference: thing for thing in pdf.objects if _is_part(thing)}
    for part in parts.values():
        if part["S"] != "/TH":
            continue
        row = parts[part["P"]]
        in_head = parts[row["P"]]["S"] == "/THead"
        part["A"]["Scope"] = "/Column" if in_head else "/Row"


def _is_part(thing: Any) -> bool:
    return isinstance(thing, dict) and thing.get("Type") == "/StructElem"
