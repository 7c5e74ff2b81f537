"""How fieldwork of a round goes: one page for the lead body, in counts that single nobody out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, Flask, current_app

from engine.framework.models import Framework
from engine.framework.text import NAME_IN_TEXT
from engine.people.permissions import Action
from engine.reports.quality import SIGNS
from engine.rounds import zone
from engine.rounds.fieldwork import Day, Fieldwork, Stop
from engine.rounds.fieldwork_live import LiveFieldwork
from engine.rounds.small_counts import K
from engine.web import errors, staff
from engine.web.answering.invited import book
from engine.web.gate import needs
from engine.web.house import house
from engine.web.languages import language
from engine.wording.catalog import mark, say

pages = Blueprint("fieldwork", __name__, url_prefix="/quan-tri")

_LIVE = "thuocdo.fieldwork"
HEIGHT = 40.0
PART = mark("{title}, trang {number}")


@dataclass(frozen=True)
class Column:
    """A day of the picture: where its column stands, how high it is, and whether its count is not told."""

    x: float
    height: float
    is_hidden: bool


def register(app: Flask) -> None:
    """What was counted when is known to the whole of the process."""
    app.extensions[_LIVE] = LiveFieldwork(app.extensions["thuocdo"].store, sample=lambda id_: book().use_of(id_))


@pages.get("/vong/<round_id>/thuc-dia")
@needs(Action.SEE_FIELDWORK)
def page(round_id: str) -> str:
    """Responses against what is aimed at, units that are short of answers, where drafts stop."""
    round_ = house().round(round_id)
    if round_ is None:
        raise errors.Shown(404, errors.NO_ROUND)
    framework = house().offered_for(round_).framework
    live = cast("LiveFieldwork", current_app.extensions[_LIVE])
    told = live.of(framework, round_, zone.today())
    return staff.staff_page(
        "staff/fieldwork.html",
        round=round_,
        told=told,
        k=K,
        widest=_widest(told),
        columns=columns(told.days),
        groups=framework.units.groups,
        signs={**{check.name: check.title for check in house().catalog.response_checks}, **SIGNS},
        titles=titles(told.stops, framework, language()),
        contradictions={each.id: each.title for each in framework.quality.contradictions} if framework.quality else {},
        own_forms=len({stop.form for stop in told.stops if stop.page}) > 1,
        forms=framework.form,
    )


def titles(stops: Iterable[Stop], framework: Framework, words: str) -> Mapping[str, str]:
    """What pages are called where no unit is named, by id; the section and the form are told beside it.

    Pages of one title in one section are told apart by what they are asked about, else by which of them they are.
    """
    found = {stop.page.id: NAME_IN_TEXT.sub("…", stop.page.title.within(words)) for stop in stops if stop.page}
    places = {page.id: (form.id, page.section) for form in framework.forms for page in form.pages}
    asked = {page.id: page.for_each for form in framework.forms for page in form.pages}
    for page in _alike(found, places):
        if (over := framework.question.get(asked[page] or "")) is not None:
            found[page] = f"{found[page]} – {NAME_IN_TEXT.sub('…', (over.short or over.text).within(words))}"
    which: Counter[tuple[str, object]] = Counter()
    for page in _alike(found, places):
        which[found[page], places[page]] += 1
        found[page] = say(PART, words, title=found[page], number=which[found[page], places[page]])
    return found


def _alike(found: Mapping[str, str], places: Mapping[str, object]) -> list[str]:
    """The pages that have their title and their place in common with others."""
    often = Counter((title, places[page]) for page, title in found.items())
    return [page for page, title in found.items() if often[title, places[page]] > 1]


def _widest(told: Fieldwork) -> int:
    """What the whole width of the units' bars stands for."""
    return max((max(unit.goal, unit.told.count or 0) for unit in told.units), default=1) or 1


def columns(days: Sequence[Day]) -> list[Column]:
    """The days as columns; one whose count is not told is drawn as low as the fewest that are told."""
    highest = max((day.told.count or 0 for day in days), default=0) or K
    return [
        Column(
            10.0 * place + 1,
            round(HEIGHT * (K / 2 if day.told.count is None else day.told.count) / max(highest, K), 1),
            day.told.count is None,
        )
        for place, day in enumerate(days)
    ]
