"""Quotas of a round: how far each is, and the round's own figures."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.framework.models import Framework
from engine.people.permissions import Action
from engine.rounds.life import stamp
from engine.rounds.moves import set_figures
from engine.rounds.quotas import Standing, quotas_of, standings
from engine.store.life import MeanwhileError
from engine.store.nouns import Round
from engine.web import staff
from engine.web.gate import needs
from engine.web.house import house
from engine.web.languages import language
from engine.web.leading.move_words import MEANWHILE
from engine.web.leading.moves import by, found_round
from engine.wording.catalog import mark

pages = Blueprint("quota_pages", __name__, url_prefix="/quan-tri/vong/<round_id>/han-muc")

MOST = 10_000_000
NO_FIGURE = mark("Xin ghi một số từ 1 đến 10 triệu, hoặc để trống để nhận bao nhiêu cũng được.")
NO_REASON = mark("Xin ghi lý do: lý do được giữ trong nhật ký.")


@pages.get("")
@needs(Action.MANAGE_ROUND)
def quotas(round_id: str) -> str:
    """How far each quota is."""
    return _quotas(found_round(round_id))


def _standings(framework: Framework, round_: Round) -> tuple[Standing, ...]:
    store = house().store
    return standings(framework, round_, store.quota_counts(round_.id), store.screened_counts(round_.id))


def _quotas(round_: Round, wrong: str = "", field: str = "") -> str:
    framework = house().offered_for(round_).framework
    return staff.staff_page(
        "staff/quotas.html",
        round=round_,
        rows=_standings(framework, round_),
        titles={each.id: each.title.within(language()) if each.title else each.id for each in quotas_of(framework)},
        own={each.id: each.at_most for each in quotas_of(framework)},
        typed=request.form,
        stamp=stamp(round_),
        wrong=wrong,
        field=field,
        done="xong" in request.args,
    )


@pages.post("")
@needs(Action.MANAGE_ROUND)
def change(round_id: str) -> ResponseReturnValue:
    """Give quotas other figures; those that stay as they are are left alone."""
    round_ = found_round(round_id)
    framework = house().offered_for(round_).framework
    figures: dict[str, int | None] = {}
    for each in _standings(framework, round_):
        said = request.form.get(f"q:{each.quota}")
        if said is None:
            continue
        text = said.strip().replace(".", "").replace(",", "")
        if text and not (text.isascii() and text.isdigit() and 0 < int(text[:9]) <= MOST):
            return _quotas(round_, NO_FIGURE, f"q-{each.quota}"), 422
        figure = int(text[:9]) if text else None
        if figure != each.at_most:
            figures[each.quota] = figure
    back = redirect(url_for("quota_pages.quotas", round_id=round_.id, xong=1), 303)
    if not figures:
        return back  # nothing new, or a second click
    if request.form.get("seen") != stamp(round_):
        return _quotas(round_, MEANWHILE), 409
    reason = request.form.get("reason", "").strip()[:500]
    if not reason:
        return _quotas(round_, NO_REASON, "reason"), 422
    try:
        set_figures(house().store, framework, round_, by(reason), figures)
    except MeanwhileError:
        return _quotas(found_round(round_id), MEANWHILE), 409
    return back
