"""All units of a round at once, on a page, as PDF and as a workbook, on each basis that there is."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from io import BytesIO

from flask import Blueprint, send_file, url_for
from werkzeug.wrappers import Response as Reply

from engine.appraisal.bases import Basis
from engine.catalog import Offered
from engine.exchange.plain_book import book_of
from engine.jobs.printing import OVERVIEW, content_key, shown_overview
from engine.people.permissions import Action
from engine.reports.bases import TITLES
from engine.reports.render import rollup_html
from engine.reports.rollup_sheets import sheets_of
from engine.rounds.overview import may_show_overview, overview_of
from engine.rounds.results import may_show_results
from engine.store.nouns import Round
from engine.web import errors, staff
from engine.web.gate import needs
from engine.web.house import house
from engine.web.languages import language
from engine.web.leading.moves import found_round
from engine.web.pdf_page import pdf_page

pages = Blueprint("overview_pages", __name__, url_prefix="/quan-tri/vong/<round_id>/toan-canh")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
USUAL = "ket-qua"
WORDS: Mapping[str, Basis | None] = {
    USUAL: None,
    "tu-danh-gia": Basis.CLAIMED,
    "tham-dinh": Basis.APPRAISED,
    "ket-qua-cuoi": Basis.FINAL,
}
"""What an address calls each basis."""


@pages.get("")
@pages.get("/<on>")
@needs(Action.SEE_OVERVIEW)
def page(round_id: str, on: str = USUAL) -> str:
    """The overview; as many queries for one unit as for all."""
    round_, offered, wanted = _found(round_id, on)
    here = partial(url_for, round_id=round_.id)
    if not may_show_overview(offered, round_):
        return staff.staff_page("staff/overview.html", round=round_, body="", bases=(), on=on)
    seen = overview_of(house().results, offered, round_, wanted)
    is_shown = may_show_results(round_)
    body = rollup_html(
        shown_overview(seen, round_, language()), language(), standalone=False,
        address=(lambda unit_id: here("results.unit", unit_id=unit_id)) if is_shown else None,
    )  # fmt: skip
    bases = [(here("overview_pages.page", on=_word(basis)), TITLES[basis], basis == seen.basis) for basis in seen.bases]
    return staff.staff_page("staff/overview.html", round=round_, body=body, bases=bases, on=_word(seen.basis))


@pages.get("/<on>/toan-canh.pdf")
@needs(Action.SEE_OVERVIEW)
def pdf(round_id: str, on: str) -> Reply | tuple[str, int]:
    """The overview as PDF; a worker makes it."""
    round_, offered, wanted = _found(round_id, on)
    if not may_show_overview(offered, round_):
        raise errors.Shown(403, errors.NOT_PUBLISHED)
    address = partial(url_for, round_id=round_.id, on=on)
    key = content_key(house().store, round_)
    what, name = f"{OVERVIEW}{wanted or ''}", f"toan-canh-{round_.id}.pdf"
    return pdf_page(round_, offered, what, key, name, address("overview_pages.pdf"), address("overview_pages.page"))


@pages.get("/<on>/toan-canh.xlsx")
@needs(Action.SEE_OVERVIEW)
def book(round_id: str, on: str) -> Reply:
    """The overview as a workbook, with exact figures."""
    round_, offered, wanted = _found(round_id, on)
    if not may_show_overview(offered, round_):
        raise errors.Shown(403, errors.NOT_PUBLISHED)
    rollup = shown_overview(overview_of(house().results, offered, round_, wanted), round_, language())
    content = BytesIO(book_of(sheets_of(rollup, language())))
    name = f"toan-canh-{round_.id}.xlsx"
    reply = send_file(content, mimetype=XLSX, as_attachment=True, download_name=name, max_age=0)
    reply.headers["Cache-Control"] = "no-store"
    return reply


def _found(round_id: str, on: str) -> tuple[Round, Offered, Basis | None]:
    if on not in WORDS:
        raise errors.Shown(404, errors.NOT_FOUND)
    round_ = found_round(round_id)
    return round_, house().offered_for(round_), WORDS[on]


def _word(basis: Basis | None) -> str:
    return next(word for word, each in WORDS.items() if each == basis)
