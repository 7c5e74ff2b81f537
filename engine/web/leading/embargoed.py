"""Scorecards under embargo: for signed-in people of each unit, and the units' secret links for the lead body."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from engine.disclosure.explaining import lines_shown
from engine.framework.models import Unit
from engine.jobs.printing import about_round
from engine.people.permissions import About, Action, may
from engine.reports.render import scorecard_html
from engine.reports.scorecard import scorecard_of
from engine.rounds import zone
from engine.rounds.life import about
from engine.store.audit import Entry
from engine.store.nouns import Round, RoundState
from engine.web import errors, staff
from engine.web.embargo import link_of
from engine.web.gate import needs
from engine.web.house import house
from engine.web.languages import language
from engine.web.leading.moves import found_round
from engine.web.quoted import quotes_for
from engine.web.results import known_unit

pages = Blueprint("embargoed", __name__, url_prefix="/quan-tri/vong/<round_id>/phieu-diem")


@dataclass(frozen=True)
class Link:
    """A unit with its secret link."""

    title: str
    address: str


@pages.get("")
@needs(Action.SEE_EMBARGOED, somewhere=True)
def units(round_id: str) -> str:
    """The units whose scorecard this person may see; of nothing that is under embargo, none."""
    return _units(found_round(round_id))


def _units(round_: Round, links: tuple[Link, ...] = ()) -> str:
    person = staff.myself()
    shown = [unit for unit in _register(round_) if may(person, Action.SEE_EMBARGOED, _about(round_, unit))]
    return staff.staff_page(
        "staff/embargoed.html",
        round=round_,
        is_on=round_.state is RoundState.EMBARGOED,
        units=[(unit.id, unit.title.within(language())) for unit in shown],
        links=links,
        may_link=may(person, Action.PUBLISH, About(round_.id)),
    )


@pages.post("")
@needs(Action.PUBLISH)
def make_links(round_id: str) -> ResponseReturnValue:
    """Every unit's secret link, shown on this page; that they were shown stands in the audit trail."""
    round_ = found_round(round_id)
    if round_.state is not RoundState.EMBARGOED:
        return _units(round_), 409
    secret = str(current_app.config["SECRET_KEY"])
    links = tuple(
        Link(unit.title.within(language()), _whole(link_of(secret, round_, unit.id))) for unit in _register(round_)
    )
    after = f"{len(links)}"
    house().store.note(Entry(zone.now(), staff.myself().name, "embargo.links", about(round_.id), after=after))
    return _units(round_, links)


def _whole(path: str) -> str:
    from flask import request

    return request.host_url.rstrip("/") + path


@pages.get("/<unit:unit_id>")
@needs(Action.SEE_EMBARGOED)
def unit(round_id: str, unit_id: str) -> str:
    """The scorecard that a unit may look at before anybody else."""
    round_ = found_round(round_id)
    if round_.state is not RoundState.EMBARGOED:
        raise errors.Shown(403, errors.NO_EMBARGO)
    offered, results, code = house().offered_for(round_), house().results, round_.life.embargo
    found = results.run(offered, round_, code)
    known = known_unit(found.table, unit_id)
    lines = lines_shown(results.chain(offered, round_, code), found.table, known, offered.framework.index.id)
    card = scorecard_of(found.table, known, about_round(round_, found), lines, quotes_for(round_, known))
    return render_template(
        "embargo.html", round=round_, framework=offered.framework, card=card,
        body=scorecard_html(card, language(), standalone=False), until=round_.life.until,
    )  # fmt: skip


def _register(round_: Round) -> tuple[Unit, ...]:
    return tuple(house().offered_for(round_).framework.units.list)


def _about(round_: Round, unit: Unit) -> About:
    return About(round_.id, unit.id, unit.group)
