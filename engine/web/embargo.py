"""A unit's own scorecard before it is published: for who holds the unit's secret link, while the embargo lasts."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from itsdangerous import BadData, URLSafeSerializer

from engine.disclosure.explaining import lines_shown
from engine.jobs.printing import about_round
from engine.reports.render import scorecard_html
from engine.reports.scorecard import scorecard_of
from engine.store.nouns import Round, RoundState
from engine.web import errors
from engine.web.answering.visit import find_round
from engine.web.house import house
from engine.web.languages import language
from engine.web.quoted import quotes_for
from engine.web.results import known_unit

pages = Blueprint("embargo", __name__)

_PATH = "/vong/{}/xem-truoc/{}"


def link_of(secret: str, round_: Round, unit_id: str) -> str:
    """The path of a unit's link; it holds for this run, as long as the embargo lasts."""
    return _PATH.format(round_.id, _signer(secret).dumps([round_.id, round_.life.embargo, unit_id]))


def _signer(secret: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret, salt="embargo")


@pages.get(_PATH.format("<round_id>", "<token>"))
def unit(round_id: str, token: str) -> str:
    """The scorecard of the unit that the link is for."""
    round_, offered = find_round(round_id)
    try:
        of_round, code, unit_id = _signer(str(current_app.config["SECRET_KEY"])).loads(token)
    except (BadData, ValueError, TypeError):
        raise errors.Shown(404, errors.NOT_FOUND) from None
    if round_.state is not RoundState.EMBARGOED or (of_round, code) != (round_.id, round_.life.embargo):
        raise errors.Shown(403, errors.NO_EMBARGO)
    results = house().results
    found = results.run(offered, round_, code)
    known = known_unit(found.table, unit_id)
    lines = lines_shown(results.chain(offered, round_, code), found.table, known, offered.framework.index.id)
    card = scorecard_of(found.table, known, about_round(round_, found), lines, quotes_for(round_, known))
    return render_template(
        "embargo.html",
        round=round_,
        framework=offered.framework,
        card=card,
        body=scorecard_html(card, language(), standalone=False),
        until=round_.life.until,
    )
