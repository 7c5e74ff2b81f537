"""The runs of a round: scored in the queue, listed, and looked at exactly as everybody would see them."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Reply

from engine.catalog import Offered
from engine.disclosure.explaining import lines_shown
from engine.exchange.keeping import check_scoring
from engine.jobs.printing import OF_RUN, about_round, content_key
from engine.people.permissions import About, Action, may
from engine.problems import MachineError
from engine.reports.bases import TITLES
from engine.reports.errors import error_table
from engine.reports.league import league_of
from engine.reports.quality import quality_table
from engine.reports.render import errors_html, league_html, quality_html, scorecard_html
from engine.reports.scorecard import scorecard_of
from engine.rounds.life import RefusedError
from engine.rounds.results import Scored
from engine.runs.recipe import Options
from engine.runs.room import RUN, RunRoom, read_run_json
from engine.store.nouns import Round
from engine.web import errors, staff
from engine.web.gate import needs
from engine.web.house import house
from engine.web.languages import language
from engine.web.leading.move_words import WHY
from engine.web.leading.moves import found_round
from engine.web.pdf_page import pdf_page
from engine.web.quoted import quotes_for
from engine.web.results import known_unit
from engine.wording.catalog import mark, say

pages = Blueprint("runs_pages", __name__, url_prefix="/quan-tri/vong/<round_id>/lan-tinh")


@pages.get("")
@needs(Action.SCORE)
def runs(round_id: str) -> str:
    """Every kept run, what was published of it, and how far the scoring is that is under way."""
    return _runs(found_round(round_id))


def _runs(round_: Round, wrong: str = "") -> str:
    store = house().store
    told = store.publications(round_.id)
    return staff.staff_page(
        "staff/runs.html",
        round=round_,
        runs=store.runs(round_.id),
        told=told,
        revision=store.revision(round_.id),
        scoring=house().scorings.state(round_.id),
        may_publish=may(staff.myself(), Action.PUBLISH, About(round_.id)),
        wrong=wrong,
        options=_way,
    )


def _way(code: str) -> str:
    """How a run was made, in a few words; "" where its recipe cannot be read."""
    try:
        recipe = read_run_json((RunRoom(house().data).file_beside(code, RUN)) or b"")[0]
        draws = Options.of(recipe.options).replicates
    except (MachineError, ValueError, KeyError, TypeError):
        return ""
    basis = house().results.basis_of(code)
    words = say(_DRAWS if draws else _ONCE, language(), n=draws)
    return f"{say(TITLES[basis], language())}, {words}" if basis else words


_DRAWS = mark("{n} lần rút lại mẫu")
_ONCE = mark("không rút lại mẫu")


@pages.post("")
@needs(Action.SCORE)
def score(round_id: str) -> ResponseReturnValue:
    """Have all answers sent so far scored; a second click changes nothing."""
    round_ = found_round(round_id)
    try:
        check_scoring(house().store, round_)
    except RefusedError as refused:
        return _runs(round_, WHY[refused.why][0]), 422
    house().scorings.request(round_.id, staff.myself().name)
    return _back(round_)


@pages.post("/thoi")
@needs(Action.SCORE)
def cancel(round_id: str) -> Reply:
    """End the scoring that is under way; what ended meanwhile stays as it is."""
    round_ = found_round(round_id)
    house().scorings.cancel(round_.id, request.form.get("token", ""))
    return _back(round_)


@pages.get("/thoi")
@needs(Action.SCORE)
def again(round_id: str) -> Reply:
    """Where a page that answered what was posted is opened again."""
    return _back(found_round(round_id))


def _back(round_: Round) -> Reply:
    return redirect(url_for("runs_pages.runs", round_id=round_.id), 303)


def _found(round_id: str, code: str) -> tuple[Round, Offered, Scored]:
    round_ = found_round(round_id)
    offered = house().offered_for(round_)
    if all(run.code != code for run in house().store.runs(round_.id)):
        raise errors.Shown(404, errors.NOT_FOUND)
    return round_, offered, house().results.run(offered, round_, code)


@pages.get("/<code>")
@needs(Action.SCORE)
def preview(round_id: str, code: str) -> str:
    """The ranking of a run as everybody would see it."""
    round_, offered, found = _found(round_id, code)
    body = league_html(
        league_of(found.table, about_round(round_, found), language(), house().results.sensitivity(round_, code)),
        language(), standalone=False,
        address=lambda unit_id: url_for("runs_pages.unit", round_id=round_.id, code=code, unit_id=unit_id),
    )  # fmt: skip
    plugins = {check.name: check.title for check in house().catalog.response_checks}
    compared = house().results.asides_of(offered, round_, code).compared
    table = quality_table(offered.framework, compared, plugins)
    return _shown("staff/preview_run.html", round_, offered, code, body=body,
                  below=quality_html(table, language()) if table else "")  # fmt: skip


@pages.get("/<code>/don-vi/<unit:unit_id>")
@needs(Action.SCORE)
def unit(round_id: str, code: str, unit_id: str) -> str:
    """One unit's scorecard of a run as everybody would see it."""
    round_, offered, found = _found(round_id, code)
    known = known_unit(found.table, unit_id)
    chain = house().results.chain(offered, round_, code)
    lines = lines_shown(chain, found.table, known, offered.framework.index.id)
    card = scorecard_of(found.table, known, about_round(round_, found), lines, quotes_for(round_, known))
    beside = error_table(house().results.asides_of(offered, round_, code).errors, card)
    return _shown("staff/preview_run.html", round_, offered, code, card=card,
                  body=scorecard_html(card, language(), standalone=False),
                  below=errors_html(beside, language()) if beside else "")  # fmt: skip


def _shown(template: str, round_: Round, offered: Offered, code: str, **context: object) -> str:
    given = {"card": None, **context}
    return render_template(template, round=round_, framework=offered.framework, code=code, **given)


@pages.get("/<code>/xep-hang.pdf")
@needs(Action.SCORE)
def league_pdf(round_id: str, code: str) -> Reply | tuple[str, int]:
    """The ranking of a run as PDF."""
    address = partial(url_for, round_id=round_id, code=code)
    return _pdf(round_id, code, "league", "xep-hang", address("runs_pages.league_pdf"), address("runs_pages.preview"))


@pages.get("/<code>/don-vi/<unit:unit_id>/phieu-diem.pdf")
@needs(Action.SCORE)
def unit_pdf(round_id: str, code: str, unit_id: str) -> Reply | tuple[str, int]:
    """A unit's scorecard of a run as PDF."""
    known = known_unit(_found(round_id, code)[2].table, unit_id)
    address = partial(url_for, round_id=round_id, code=code, unit_id=known)
    return _pdf(
        round_id, code, f"unit:{known}", "phieu-diem", address("runs_pages.unit_pdf"), address("runs_pages.unit")
    )


def _pdf(round_id: str, code: str, what: str, name: str, file: str, back: str) -> Reply | tuple[str, int]:
    round_, offered, _ = _found(round_id, code)
    key = content_key(house().store, round_)
    return pdf_page(round_, offered, f"{OF_RUN}{code}:{what}", key, f"xem-truoc-{name}-{round_.id}.pdf", file, back)
