"""What a round aims at: responses of the round, its groups and units, and how sure figures are to be, set on a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.framework.models import Framework
from engine.people.permissions import Action
from engine.rounds import zone
from engine.rounds.life import about
from engine.rounds.targets import Wanted, in_words, with_wanted
from engine.store.audit import Entry
from engine.store.fieldwork_nouns import Targets
from engine.store.nouns import Round
from engine.web import staff
from engine.web.forms.page_nouns import Mistake
from engine.web.gate import needs
from engine.web.house import house
from engine.web.languages import language
from engine.web.leading.move_words import MEANWHILE
from engine.web.leading.moves import found_round
from engine.wording.catalog import mark, say

pages = Blueprint("target_pages", __name__, url_prefix="/quan-tri/vong/<round_id>/chi-tieu")

MOST = 10_000_000
NO_FIGURE = mark("Xin ghi một số từ 1 đến 10 triệu, hoặc để trống.")
NO_SHARE = mark("Xin ghi một số từ {low} đến {high}.")
ABOVE = mark("Chỉ tiêu lớn hơn số người có thể trả lời ({population}).")
MARGIN, LEVEL = (0.1, 50.0), (50.0, 99.9)


@dataclass
class Typed:
    """Figures read from the posted fields, by name; what is wrong with one, by its name."""

    figures: dict[str, int | None] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)

    def figure(self, name: str) -> None:
        """Read a field that holds a whole number or nothing; one that was not sent is let be."""
        said = request.form.get(name)
        if said is None:
            return
        text = said.strip().replace(".", "").replace(",", "").replace(" ", "")
        if not text:
            self.figures[name] = None
        elif text.isascii() and text.isdigit() and len(text) < 10 and 0 < int(text) <= MOST:
            self.figures[name] = int(text)
        else:
            self.wrong[name] = say(NO_FIGURE, language())

    def share(self, name: str, bounds: tuple[float, float]) -> float | None:
        """Read a field that holds a number within bounds; None after a complaint, or where it was not sent."""
        said = request.form.get(name)
        if said is None:
            return None
        text = said.strip().replace(",", ".")
        is_number = text.replace(".", "", 1).isdigit() and text.isascii() and len(text) < 9
        if is_number and bounds[0] <= float(text) <= bounds[1]:
            return float(text)
        low, high = (f"{each:g}".replace(".", "," if language() == "vi" else ".") for each in bounds)
        self.wrong[name] = say(NO_SHARE, language(), low=low, high=high)
        return None

    def of(self, kind: str) -> Mapping[str, int | None]:
        """The figures of one kind, by what they are about."""
        lead = f"{kind}:"
        return {name.removeprefix(lead): each for name, each in self.figures.items() if name.startswith(lead)}


@pages.get("")
@needs(Action.MANAGE_ROUND)
def targets(round_id: str) -> str:
    """What the round aims at now."""
    return _shown(found_round(round_id))


@pages.post("")
@needs(Action.MANAGE_ROUND)
def change(round_id: str) -> ResponseReturnValue:
    """Aim at something else; an empty field takes a target away."""
    round_ = found_round(round_id)
    framework, (before, _) = house().offered_for(round_).framework, house().store.fieldwork(round_.id)
    typed = Typed()
    for name in _fields(framework):
        typed.figure(name)
    margin, level = typed.share("margin", MARGIN), typed.share("level", LEVEL)
    for unit, goal in typed.of("unit").items():
        population = typed.figures.get(f"population:{unit}", before.populations.get(unit))
        if goal is not None and population is not None and goal > population:
            typed.wrong[f"unit:{unit}"] = say(ABOVE, language(), population=population)
    if typed.wrong:
        return _shown(round_, typed.wrong), 422
    total = (typed.figures["total"],) if "total" in typed.figures else None
    wanted = Wanted(typed.of("unit"), typed.of("group"), typed.of("population"), total, margin, level)
    after = with_wanted(framework, before, wanted)
    back = redirect(url_for("target_pages.targets", round_id=round_.id, xong=1), 303)
    if after == before:
        return back  # nothing new, or a second click
    if request.form.get("seen") != _stamp(before):
        return _shown(round_, notice=MEANWHILE), 409
    told = in_words(before), in_words(after), request.form.get("reason", "").strip()[:500]
    entry = Entry(zone.now(), staff.myself().name, "round.target", about(round_.id), *told)
    house().store.set_targets(round_.id, after, entry)
    return back


def _fields(framework: Framework) -> list[str]:
    units = [unit.id for unit in framework.units.list]
    return [
        "total",
        *(f"group:{group}" for group in framework.units.groups),
        *(f"{kind}:{unit}" for unit in units for kind in ("unit", "population")),
    ]


def _stamp(targets: Targets) -> str:
    """What tells these targets from others."""
    return sha256(in_words(targets).encode()).hexdigest()[:16]


def _shown(round_: Round, wrong: Mapping[str, str] | None = None, notice: str = "") -> str:
    framework, (now, _) = house().offered_for(round_).framework, house().store.fieldwork(round_.id)
    places = {name: f"t-{place}" for place, name in enumerate(_fields(framework))}
    names = {f"group:{group}": title.within(language()) for group, title in framework.units.groups.items()}
    names |= {f"unit:{unit.id}": unit.title.within(language()) for unit in framework.units.list}
    return staff.staff_page(
        "staff/targets.html",
        round=round_,
        now=now,
        groups=framework.units.groups,
        units=framework.units.list,
        places=places,
        typed=request.form if wrong or notice else {},
        wrong=wrong or {},
        mistakes=[
            Mistake(text, places.get(name, name), names.get(name.replace("population:", "unit:"), ""))
            for name, text in (wrong or {}).items()
        ],
        notice=notice,
        stamp=_stamp(now),
        done="xong" in request.args,
    )
