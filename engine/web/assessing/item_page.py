"""One item of an assessment: answered, explained and saved beside colleagues; replied to when results are back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.appraisal.acts import Closed
from engine.appraisal.asked import AskedItem, read_by
from engine.appraisal.points import points_by_question, points_of
from engine.framework.models import Node
from engine.people.permissions import Action
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.checking import is_open
from engine.questionnaire.reading import OWN_FIELDS, FieldComplaint, PageReading
from engine.store.assessment_nouns import Item, ItemState, Reply, ReplyKind, SavedItem, Stage
from engine.store.life import MeanwhileError
from engine.web import errors, staff
from engine.web.assessing import unit_words
from engine.web.assessing.here import NO_ITEM, Here, here_of
from engine.web.assessing.item_documents import item_evidence
from engine.web.assessing.item_fields import fields_of, read_item
from engine.web.assessing.item_words import claimed_words, history, replaced, said_words, seen_verdicts
from engine.web.assessing.officers import officers
from engine.web.form_data import posted
from engine.web.forms.page_nouns import Posted
from engine.web.gate import needs
from engine.web.house import house
from engine.web.staff_words import moment
from engine.wording.catalog import mark

pages = Blueprint("item_page", __name__, url_prefix="/don-vi/<round_id>/<unit:unit_id>/muc/<question_id>")

CLEAR = "clear:"
"""The button that takes a choice back is named so, with its question."""

MOST_WORDS = 5_000
"""Letters of an explanation or a reply."""

DONE: Mapping[str, str] = {
    "luu": mark("Đã lưu. Mọi lần sửa đều được giữ trong lịch sử."),
    "phan-hoi": mark("Đã lưu phản hồi. Phản hồi được gửi khi lãnh đạo đơn vị xác nhận."),
}
MEANWHILE = mark("Có người vừa lưu mục này. Chưa có gì bị ghi đè: xin xem cả hai bản rồi chọn.")
NO_WORDS = mark("Xin ghi rõ vì sao đơn vị không đồng ý.")
NO_CHOICE = mark("Xin chọn đồng ý hoặc không đồng ý.")


@dataclass(frozen=True)
class Typed:
    """What was typed on the page, as far as it is not stored."""

    fields: Posted
    explanation: str
    state: str
    complaints: tuple[FieldComplaint, ...] = ()


@pages.get("")
@needs(Action.FILL_IN)
def page(round_id: str, unit_id: str, question_id: str) -> str:
    """The item with all that belongs to it."""
    here = here_of(round_id, unit_id)
    return _page(here, here.asked_item(question_id))


def _page(
    here: Here, asked: AskedItem, typed: Typed | None = None, wrong: str = "", answers: Answers | None = None
) -> str:
    case = here.begun
    order = [each.id for each in case.asked]
    at = order.index(asked.id)
    told = history(here, asked)
    points = points_of(here.offered, here.form.id, here.unit.id, here.answers if answers is None else answers)
    fields = fields_of(here, asked, typed.fields if typed else None, typed.complaints if typed else ())
    return staff.staff_page(
        "assessing/item.html",
        here=here,
        asked=asked,
        item=case.item(asked.id),
        fields=fields,
        typed=typed,
        version=case.item(asked.id).version,
        points=points_by_question(here.offered, points).get(asked.id, ()),
        nodes=_nodes(here, asked.id),
        evidence=item_evidence(here, asked),
        closed=here.closed(),
        words_claimed=claimed_words(here, asked),
        verdicts=[(each, said_words(here, asked, each.answers)) for each in seen_verdicts(case, asked.id)],
        reply=case.replies.get(asked.id),
        may_reply=here.closed(Stage.ANSWERING) is None and bool(seen_verdicts(case, asked.id)),
        before=order[at - 1] if at else "",
        after=order[at + 1] if at + 1 < len(order) else "",
        place=(at + 1, len(order)),
        history=told,
        replaced=replaced(told, here.actor.who) if here.assessment.stage is Stage.FILLING else (),
        officers={each.name: each.full_name or each.name for each in officers(here)},
        wrong=wrong,
        done=DONE.get(request.args.get("xong", ""), ""),
        words=unit_words,
        moment=moment,
        action=_address("save", here, asked),
        most=MOST_WORDS,
        ItemState=ItemState,
        ReplyKind=ReplyKind,
    )


def _nodes(here: Here, question: str) -> list[Node]:
    """The indicators that read a question: what is said of how it is scored, proven, and founded in law."""
    return [here.framework.nodes[name] for name in read_by(here.framework).get(question, ())]


@pages.post("")
@needs(Action.FILL_IN)
def save(round_id: str, unit_id: str, question_id: str) -> ResponseReturnValue:
    """Save the item, show what it would come to, or settle two versions of it."""
    here = here_of(round_id, unit_id)
    asked = here.asked_item(question_id)
    given = {name: values for name, values in posted(request.form).items() if name not in OWN_FIELDS}
    if (go := request.form.get("go", "")).startswith(CLEAR):
        given = {name: each for name, each in given.items() if not f"{name}.".startswith(f"{go.removeprefix(CLEAR)}.")}
    reading, typed = _read(here, asked, given)
    if (closed := here.closed()) is not None:
        return _page(here, asked, typed, unit_words.CLOSED[closed]), 409
    changes = _changes(reading)
    if go == "points":
        both: dict[AnswerKey, Answer | None] = {**here.answers, **changes}
        return _page(here, asked, typed, answers={key: each for key, each in both.items() if each is not None})
    explanation, seen = typed.explanation, _version()
    if go == "choose":
        now = here.begun.item(asked.id)
        changes, explanation = _chosen(changes, explanation, now)
    state = next((each for each in ItemState if each.value == typed.state), None)
    wanted = ItemState.IN_WORK if reading.complaints or reading.stays or state is ItemState.EMPTY else state
    by = here.actor
    try:
        saved = house().store.save_item(
            here.round_.id, here.unit.id, asked.id, seen, changes, explanation, by.who, by.at, wanted
        )
    except MeanwhileError:
        return _page(here_of(round_id, unit_id), asked, typed, unit_words.CLOSED[Closed.STAGE]), 409
    if saved.conflict:
        return _conflict(here, asked, typed, changes, saved), 409
    after = here_of(round_id, unit_id)
    again = after.begun.asked_item(asked.id) or asked
    if reading.stays or go.startswith(CLEAR):
        return _page(after, again, replace(typed, complaints=()) if reading.complaints else None)
    if reading.complaints and go != "choose":
        return _page(after, again, typed), 422
    return redirect(_next(after, asked, go), 303)


def _read(here: Here, asked: AskedItem, given: Posted) -> tuple[PageReading, Typed]:
    """What was posted: the answers read by their type, and all of it as it was typed."""
    reading = read_item(here, asked, given)
    explanation = request.form.get("explanation", "").replace("\r\n", "\n").strip()[:MOST_WORDS]
    return reading, Typed(given, explanation, request.form.get("state", ""), reading.complaints)


def _changes(reading: PageReading) -> dict[AnswerKey, Answer | None]:
    """The answers as they are to be kept: what was left empty is no answer."""
    return {key: None if is_open(answer) else answer for key, answer in reading.answers.items()}


def _version() -> int:
    given = request.form.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else -1


def _chosen(
    changes: dict[AnswerKey, Answer | None], explanation: str, now: Item
) -> tuple[dict[AnswerKey, Answer | None], str]:
    """Of two versions what was chosen: the own answer or the colleague's, one explanation or both."""
    if request.form.get("take_answer") == "theirs":
        changes = {}
    match request.form.get("take_explanation"):
        case "theirs":
            explanation = now.explanation
        case "both":
            explanation = "\n\n".join(dict.fromkeys(filter(None, (now.explanation, explanation))))
    return changes, explanation[:MOST_WORDS]


def _conflict(
    here: Here, asked: AskedItem, typed: Typed, changes: Mapping[AnswerKey, Answer | None], saved: SavedItem
) -> str:
    """Both versions, and the ways to choose among them."""
    own = {key: answer for key, answer in {**saved.answers, **changes}.items() if answer is not None}
    hidden = [(name, value) for name, values in typed.fields.items() for value in values if name not in _OURS]
    return staff.staff_page(
        "assessing/item_conflict.html",
        here=here,
        asked=asked,
        now=saved.now,
        theirs=said_words(here, asked, saved.answers),
        own=said_words(here, asked, own),
        answers_differ=own != saved.answers,
        typed=typed,
        hidden=hidden,
        action=_address("save", here, asked),
        back=_address("page", here, asked),
        name=next((each.full_name or each.name for each in officers(here) if each.name == saved.now.by), saved.now.by),
        moment=moment,
    )


_OURS = frozenset({"explanation", "state", "take_answer", "take_explanation"})


def _next(here: Here, asked: AskedItem, go: str) -> str:
    if go == "evidence":
        return url_for(
            "item_documents.page", round_id=here.round_.id, unit_id=here.unit.id, question_id=asked.id, xong="luu"
        )
    order = [each.id for each in here.begun.asked]
    if go == "next" and asked.id in order and asked.id != order[-1]:
        return _address("page", here, asked, question_id=order[order.index(asked.id) + 1], xong="luu")
    return _address("page", here, asked, xong="luu")


@pages.post("/phan-hoi")
@needs(Action.FILL_IN)
def answer(round_id: str, unit_id: str, question_id: str) -> ResponseReturnValue:
    """Keep the unit's word on the first appraisal of the item; who is second sees the colleague's."""
    here = here_of(round_id, unit_id)
    asked = here.asked_item(question_id)
    if (closed := here.closed(Stage.ANSWERING)) is not None:
        return _page(here, asked, wrong=unit_words.CLOSED[closed]), 409
    if not seen_verdicts(here.begun, asked.id):
        raise errors.Shown(404, NO_ITEM)
    kind = next((each for each in ReplyKind if each.value == request.form.get("kind")), None)
    text = request.form.get("text", "").replace("\r\n", "\n").strip()[:MOST_WORDS]
    if kind is None or (kind is ReplyKind.OBJECT and not text):
        return _page(here, asked, wrong=NO_WORDS if kind else NO_CHOICE), 422
    by = here.actor
    said = Reply(here.round_.id, here.unit.id, asked.id, kind, by.who, by.at, text)
    try:
        other = house().store.save_reply(said, _version())
    except MeanwhileError:
        return _page(here_of(round_id, unit_id), asked, wrong=unit_words.CLOSED[Closed.STAGE]), 409
    if other is not None:
        return _page(here_of(round_id, unit_id), asked, wrong=MEANWHILE), 409
    return redirect(_address("page", here, asked, xong="phan-hoi"), 303)


def _address(view: str, here: Here, asked: AskedItem, **more: Any) -> str:
    at: dict[str, Any] = {"round_id": here.round_.id, "unit_id": here.unit.id, "question_id": asked.id, **more}
    return url_for(f"item_page.{view}", **at)
