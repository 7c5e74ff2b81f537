"""A round's results: the ranking, each unit's scorecard, and both as PDF."""

from __future__ import annotations

import unicodedata
from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, send_file, url_for
from werkzeug.wrappers import Response as Reply

from engine.catalog import Offered
from engine.disclosure.explaining import lines_shown
from engine.jobs.printing import about_round, content_key
from engine.reports.errors import error_table
from engine.reports.league import league_of
from engine.reports.nouns import About, League
from engine.reports.quality import quality_table
from engine.reports.render import errors_html, league_html, quality_html, scorecard_html
from engine.reports.scorecard import scorecard_of
from engine.resources import folder
from engine.rounds.decrees import publication_of
from engine.rounds.results import may_show_results
from engine.store.nouns import Publication, Round, RoundState
from engine.web import errors
from engine.web.answering.visit import find_round
from engine.web.house import house
from engine.web.languages import language
from engine.web.pdf_page import pdf_page
from engine.web.quoted import quotes_for
from engine.wording.order import fold

if TYPE_CHECKING:
    from engine.disclosure.published import PublishedTable

pages = Blueprint("results", __name__)


def shown_round(round_id: str) -> tuple[Round, Offered]:
    """The round, if its results may be seen."""
    round_, offered = find_round(round_id)
    if round_.state is RoundState.WITHDRAWN:
        raise errors.Shown(410, errors.WITHDRAWN)
    if not may_show_results(round_):
        raise errors.Shown(403, errors.NOT_PUBLISHED)
    return round_, offered


def scored(round_: Round, offered: Offered) -> tuple[PublishedTable, About]:
    """What may be shown of the scores of a round, and what a report tells of it."""
    found = house().results.scored(offered, round_)
    return found.table, about_round(round_, found, publication_of(house().store, round_, found.code))


@pages.get("/phong-cach/bao-cao.css")
def style() -> Reply:
    """The style sheet of reports inside a page; it lies beside their templates."""
    return send_file(folder("templates") / "reports" / "screen.css", max_age=86_400)


def known_unit(table: PublishedTable, unit_id: str) -> str:
    """The unit's id as the table writes it; refuses one that is not there."""
    wanted = unicodedata.normalize("NFC", unit_id)
    if all(row.id != wanted for row in table.units):
        raise errors.Shown(404, errors.NO_UNIT)
    return wanted


@pages.get("/vong/<round_id>/ket-qua")
def league(round_id: str) -> str:
    """The ranking of each group."""
    round_, offered = shown_round(round_id)
    rests_on = house().results.sensitivity(round_)
    found: League = league_of(*scored(round_, offered), language(), rests_on)
    ways = {"address": partial(_unit_page, round_id), "explain": partial(explained_page, round_id)}
    body = league_html(found, language(), standalone=False, **ways)
    return render_template(
        "results.html",
        round=round_,
        framework=offered.framework,
        body=body,
        beside=_beside(round_, offered),
        correction=_correction(round_),
    )


def _correction(round_: Round) -> Publication | None:
    """What is shown took the place of something that was published before: when, and why."""
    told = () if round_.is_demo else house().store.publications(round_.id)
    return told[0] if len(told) > 1 else None


def _beside(round_: Round, offered: Offered) -> str:
    """The totals without flagged responses, as a part of the page; "" where nothing is flagged."""
    plugins = {check.name: check.title for check in house().catalog.response_checks}
    table = quality_table(offered.framework, house().results.asides(offered, round_).compared, plugins)
    return quality_html(table, language()) if table else ""


def explained_page(round_id: str, unit_id: str, node_id: str) -> str:
    """The address of the page that explains a unit's score on a node."""
    return url_for("explained.node", round_id=round_id, unit_id=unit_id, node_id=node_id)


def _unit_page(round_id: str, unit_id: str) -> str:
    return url_for("results.unit", round_id=round_id, unit_id=unit_id)


@pages.get("/vong/<round_id>/don-vi/<unit:unit_id>")
def unit(round_id: str, unit_id: str) -> str:
    """One unit's scorecard."""
    round_, offered = shown_round(round_id)
    table, about = scored(round_, offered)
    known = known_unit(table, unit_id)
    lines = lines_shown(house().results.chain(offered, round_), table, known, offered.framework.index.id)
    card = scorecard_of(table, known, about, lines, quotes_for(round_, known))
    explain = partial(explained_page, round_id, card.unit_id)
    body = scorecard_html(card, language(), standalone=False, explain=explain)
    table_of_errors = error_table(house().results.asides(offered, round_).errors, card)
    below = errors_html(table_of_errors, language()) if table_of_errors else ""
    return render_template("unit.html", round=round_, framework=offered.framework, card=card, body=body, below=below)


@pages.get("/vong/<round_id>/ket-qua.pdf")
def league_pdf(round_id: str) -> Reply | tuple[str, int]:
    """The ranking as PDF."""
    round_, offered = shown_round(round_id)
    name = f"xep-hang-{round_id}.pdf"
    file = url_for("results.league_pdf", round_id=round_id)
    return _pdf(round_, offered, "league", name, file, url_for("results.league", round_id=round_id))


@pages.get("/vong/<round_id>/don-vi/<unit:unit_id>/phieu-diem.pdf")
def unit_pdf(round_id: str, unit_id: str) -> Reply | tuple[str, int]:
    """One unit's scorecard as PDF."""
    round_, offered = shown_round(round_id)
    known = known_unit(house().results.of(offered, round_), unit_id)
    letters = "".join(x if x.isascii() and x.isalnum() else "-" for x in fold(known)).strip("-") or "don-vi"
    back = url_for("results.unit", round_id=round_id, unit_id=known)
    file = url_for("results.unit_pdf", round_id=round_id, unit_id=known)
    return _pdf(round_, offered, f"unit:{known}", f"phieu-diem-{letters}-{round_id}.pdf", file, back)


def _pdf(round_: Round, offered: Offered, what: str, name: str, file: str, back: str) -> Reply | tuple[str, int]:
    """The file if it is made, else a page that waits for it; a worker makes it, never this request."""
    key = content_key(house().store, round_, house().results.trace(round_))
    return pdf_page(round_, offered, what, key, name, file, back)
