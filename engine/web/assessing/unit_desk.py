"""What an officer has to do: the assessments of the own units, and the hub of one with the state of every item."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.appraisal.acts import TAKES_CLAIMS, begin
from engine.appraisal.asked import AskedItem, unit_form
from engine.appraisal.deadlines import Due, day_of, due
from engine.appraisal.points import Points, points_by_question
from engine.appraisal.unit_reports import fitting
from engine.framework.models import Unit
from engine.people.permissions import About, Action, may
from engine.rounds import zone
from engine.store.assessment_nouns import Assessment, Item, ItemState, Reply, Stage, Verdict, VerdictKind
from engine.store.life import MeanwhileError
from engine.store.nouns import Round, RoundState
from engine.web import staff
from engine.web.assessing import unit_words
from engine.web.assessing.here import Here, here_of
from engine.web.assessing.item_words import claimed_words, seen_verdicts
from engine.web.assessing.officers import officers
from engine.web.gate import needs
from engine.web.house import house
from engine.wording.catalog import mark

pages = Blueprint("unit_desk", __name__, url_prefix="/don-vi")

DONE: Mapping[str, str] = {
    "bat-dau": mark("Đã mở phiếu tự đánh giá. Các cán bộ của đơn vị có thể cùng làm một lúc."),
    "giao": mark("Đã lưu người phụ trách và tình trạng."),
    "duyet": mark("Đã khóa phiếu và gửi thẩm định."),
    "phan-hoi": mark("Đã gửi phản hồi của đơn vị."),
}
NONE_CHOSEN = mark("Xin chọn ít nhất một mục, rồi chọn người phụ trách hoặc tình trạng.")


@dataclass(frozen=True)
class Mine:
    """One of the own assessments, begun or not."""

    round_: Round
    unit: Unit
    assessment: Assessment | None
    due: Due | None
    can_begin: bool


@pages.get("")
@needs(Action.FILL_IN, somewhere=True)
def mine() -> str:
    """Every assessment that this person has a hand in, the newest round first; as many queries for one as for many."""
    store, person, at = house().store, staff.myself(), zone.now()
    begun = {(each.round_id, each.unit): each for each in store.assessments()}
    deadlines = store.deadlines()
    found = []
    for round_ in house().rounds():
        if round_.state is RoundState.DRAFT or unit_form(framework := house().offered_for(round_).framework) is None:
            continue
        own_days = [each for each in deadlines if each.round_id == round_.id]
        for unit in framework.units.list:
            if not may(person, Action.FILL_IN, About(round_.id, unit.id, unit.group)):
                continue
            here = begun.get((round_.id, unit.id))
            until = due(here, own_days, day_of(at)) if here else None
            found.append(Mine(round_, unit, here, until, here is None and round_.state in TAKES_CLAIMS))
    return staff.staff_page("assessing/mine.html", mine=found, words=unit_words)


@pages.post("/<round_id>/<unit:unit_id>/bat-dau")
@needs(Action.FILL_IN)
def start(round_id: str, unit_id: str) -> ResponseReturnValue:
    """Begin the unit's assessment; one that was begun stays as it is."""
    here = here_of(round_id, unit_id)
    begin(house().store, here.offered, here.round_, [here.unit.id], here.actor)
    return redirect(url_for("unit_desk.hub", round_id=here.round_.id, unit_id=here.unit.id, xong="bat-dau"), 303)


@dataclass(frozen=True)
class Row:
    """An item as the hub lists it."""

    asked: AskedItem
    item: Item
    words: tuple[str, ...]
    points: tuple[Points, ...]
    documents: int
    verdict: Verdict | None
    reply: Reply | None

    @property
    def lacks_proof(self) -> bool:
        """Whether something is claimed that has to be proven, and nothing proves it."""
        return self.asked.needs_proof and self.asked.is_answered and not self.documents

    @property
    def is_doubted(self) -> bool:
        """Whether an appraiser sees it otherwise, or asks for more."""
        return self.says(VerdictKind.CHANGE) or self.says(VerdictKind.ASK)

    def says(self, kind: VerdictKind) -> bool:
        """Whether this was said of it last."""
        return self.verdict is not None and self.verdict.kind is kind


FILTERS: Mapping[str, tuple[str, Callable[[Row, str], bool]]] = {
    "": (mark("Tất cả"), lambda _row, _me: True),
    "toi": (mark("Của tôi"), lambda row, me: row.item.owner == me),
    "trong": (mark("Chưa trả lời"), lambda row, _me: not row.asked.is_answered),
    "chua-xong": (mark("Chưa xong"), lambda row, _me: row.item.state is not ItemState.READY),
    "minh-chung": (mark("Thiếu minh chứng"), lambda row, _me: row.lacks_proof),
    "y-kien": (
        mark("Có ý kiến thẩm định khác"),
        lambda row, _me: row.verdict is not None and row.verdict.kind != "agree",
    ),
}
"""Which items are shown, by the word of the address."""


def rows_of(here: Here) -> list[Row]:
    """All items as they stand; verdicts only once the unit is to see them."""
    case = here.begun
    points = points_by_question(here.offered, here.points)
    return [
        Row(
            each, case.item(each.id), claimed_words(here, each), points.get(each.id, ()),
            case.documents.get(each.id, 0), next(reversed(seen_verdicts(case, each.id)), None),
            case.replies.get(each.id),
        )
        for each in case.asked
    ]  # fmt: skip


@pages.get("/<round_id>/<unit:unit_id>")
@needs(Action.FILL_IN)
def hub(round_id: str, unit_id: str) -> str:
    """Every item of the form with its owner, state and points; a constant number of queries."""
    return _hub(here_of(round_id, unit_id))


def _hub(here: Here, wrong: str = "") -> str:
    if here.case is None:
        return staff.staff_page("assessing/not_begun.html", here=here, can_begin=here.round_.state in TAKES_CLAIMS)
    rows, chosen = rows_of(here), request.args.get("loc", "")
    shows = FILTERS.get(chosen, FILTERS[""])[1]
    me = staff.myself().name
    by_page = [
        (page, [row for row in rows if row.asked.page.id == page.id and shows(row, me)]) for page in here.form.pages
    ]
    return staff.staff_page(
        "assessing/hub.html",
        here=here,
        by_page=[(page, own) for page, own in by_page if own],
        counts={word: sum(shown(row, me) for row in rows) for word, (_title, shown) in FILTERS.items()},
        states={state: sum(row.item.state is state for row in rows) for state in ItemState},
        whole=len(rows),
        total=here.total,
        filters=FILTERS,
        chosen=chosen if chosen in FILTERS else "",
        officers=officers(here),
        closed=here.closed(),
        answering=here.assessment.stage is Stage.ANSWERING,
        has_reports=bool(fitting(house().catalog.unit_reports, here.form)),
        may_approve=here.may(Action.APPROVE),
        wrong=wrong,
        done=DONE.get(request.args.get("xong", ""), ""),
        words=unit_words,
        ItemState=ItemState,
        Stage=Stage,
    )


@pages.post("/<round_id>/<unit:unit_id>")
@needs(Action.FILL_IN)
def hand_out(round_id: str, unit_id: str) -> ResponseReturnValue:
    """Give the chosen items an owner or a state."""
    here = here_of(round_id, unit_id)
    known = {each.id for each in here.begun.asked}
    chosen = [each for each in dict.fromkeys(request.form.getlist("item")) if each in known]
    given = request.form.get("owner", "")
    owner = "" if given == "-" else given if given in {each.name for each in officers(here)} else None
    state = next((each for each in ItemState if each.value == request.form.get("state")), None)
    if (closed := here.closed()) is not None:
        return _hub(here, unit_words.CLOSED[closed]), 409
    if not chosen or (owner is None and state is None):
        return _hub(here, NONE_CHOSEN), 422
    store, by = house().store, here.actor
    try:
        with store.together():
            for each in chosen:
                store.set_item(here.round_.id, here.unit.id, each, by.who, by.at, owner=owner, state=state)
    except MeanwhileError:
        return redirect(url_for("unit_desk.hub", round_id=round_id, unit_id=unit_id), 303)
    where = url_for("unit_desk.hub", round_id=round_id, unit_id=unit_id, xong="giao", loc=request.args.get("loc"))
    return redirect(where, 303)
