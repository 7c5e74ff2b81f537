"""Why a number is what it is, and what would lift it: for any unit and node whose results may be seen."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, render_template, url_for

from engine.disclosure.explaining import explain_shown, lift_shown
from engine.reports.explained import explained_page
from engine.reports.render import explained_html, what_helps_html
from engine.reports.what_helps import what_helps
from engine.web import errors
from engine.web.house import house
from engine.web.languages import language
from engine.web.results import explained_page as address_of
from engine.web.results import known_unit, scored, shown_round

pages = Blueprint("explained", __name__)


@pages.get("/vong/<round_id>/don-vi/<unit:unit_id>/giai-thich/<node_id>")
def node(round_id: str, unit_id: str, node_id: str) -> str:
    """One node of one unit: its lines, rules, figures and answers."""
    round_, offered = shown_round(round_id)
    table, about = scored(round_, offered)
    unit = known_unit(table, unit_id)
    if node_id not in offered.framework.results:
        raise errors.Shown(404, errors.NO_NODE)
    found = explain_shown(house().results.chain(offered, round_), table, unit, node_id, levels=0)
    page = explained_page(found, table, about, house().sources_for(offered))
    back = url_for("results.unit", round_id=round_id, unit_id=unit)
    body = explained_html(page, language(), address=lambda _unit: back, explain=partial(address_of, round_id, unit))
    return render_template("explained.html", round=round_, framework=offered.framework, page=page, body=body, back=back)


@pages.get("/vong/<round_id>/don-vi/<unit:unit_id>/nang-diem")
def lift(round_id: str, unit_id: str) -> str:
    """What would lift a unit's score most, and the way to the next band."""
    round_, offered = shown_round(round_id)
    table, about = scored(round_, offered)
    unit = known_unit(table, unit_id)
    page = what_helps(table, about, unit, lift_shown(house().results.chain(offered, round_), table, unit))
    body = what_helps_html(page, language(), explain=partial(address_of, round_id, unit))
    back = url_for("results.unit", round_id=round_id, unit_id=unit)
    return render_template(
        "what_helps.html", round=round_, framework=offered.framework, page=page, body=body, back=back
    )
