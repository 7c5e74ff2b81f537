"""HTML to a tagged PDF (PDF/UA-1); the only importer of weasyprint."""

from __future__ import annotations

from typing import Any

from engine.reports.fonts import font_files


def to_pdf(html: str) -> bytes:
    """A whole document as PDF; nothing but the product's fonts is fetched, and never from a network."""
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    allowed = {path.as_uri() for path in font_files().values()}

    class FontsOnly(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in allowed:
                raise ValueError(f"a report may fetch its fonts only, not {url}")
            return super().fetch(url, headers)

    fetcher = FontsOnly(allowed_protocols={"file"})
    pdf = HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1", finisher=_scope_headers)
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
