"""One item before somebody who judges it: claim, rule, evidence and what was said so far, and the own word on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.appraisal.asked import AskedItem, read_by
from engine.appraisal.points import Points, points_by_question, points_of
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.checking import is_open
from engine.questionnaire.reading import OWN_FIELDS, FieldComplaint, PageReading
from engine.store.assessment_nouns import ReplyKind, Verdict, VerdictKind
from engine.store.life import MeanwhileError
from engine.web import errors, staff
from engine.web.appraising.seats import Docket, Seat, docket_of, standing_answers, with_answers
from engine.web.assessing import unit_words
from engine.web.assessing.here import NO_ITEM
from engine.web.assessing.item_documents import item_evidence
from engine.web.assessing.item_fields import fields_of, read_item
from engine.web.assessing.item_words import all_steps, claimed_words, said_words
from engine.web.form_data import posted
from engine.web.forms.page_nouns import Posted
from engine.web.house import house
from engine.web.staff_words import moment
from engine.wording.catalog import mark

MOST_WORDS = 5_000
"""Letters of a reason."""

NO_KIND = mark("Xin chọn ý kiến thẩm định.")
NO_REASON = mark("Xin ghi lý do: đơn vị cần biết vì sao ý kiến khác với tự đánh giá, hoặc phải bổ sung gì.")
SAME = mark("Câu trả lời giống hệt đơn vị: hãy chọn “Thống nhất”, hoặc sửa câu trả lời.")
EMPTY = mark("Xin điền câu trả lời mà người thẩm định cho là đúng.")
MEANWHILE = mark(
    "Có người vừa cho ý kiến về mục này. Chưa có gì bị ghi đè: ý kiến của họ ở dưới, ý kiến bạn nhập vẫn còn trong ô."
)
NOT_NOW = mark("Mục này không nằm trong phần bạn thẩm định lúc này, chỉ xem được.")
MOVED_ON = mark("Phiếu vừa chuyển sang bước khác: ý kiến này chưa được lưu.")


@dataclass(frozen=True)
class Typed:
    """What was typed on the page, as far as it is not stored."""

    fields: Posted
    kind: VerdictKind | None
    reason: str
    complaints: tuple[FieldComplaint, ...] = ()


def show(seat: Seat, round_id: str, unit_id: str, question_id: str) -> str:
    """The item with all that a judgement needs."""
    docket = docket_of(seat, round_id, unit_id)
    return _page(docket, _asked(docket, question_id))


def _asked(docket: Docket, question_id: str) -> AskedItem:
    found = docket.here.begun.asked_item(question_id)
    if found is None:
        raise errors.Shown(404, NO_ITEM)
    return found


def _page(
    docket: Docket, asked: AskedItem, typed: Typed | None = None, wrong: str = "", tried: Answers | None = None
) -> str:
    here, case = docket.here, docket.here.begun
    own = case.verdict_in.get((asked.id, docket.turn)) if docket.turn else None
    stands = standing_answers(here)
    fields = fields_of(
        with_answers(here, stands), asked, typed.fields if typed else None, typed.complaints if typed else ()
    )
    order = [each.id for each in docket.items]
    at = order.index(asked.id) if asked.id in order else -1
    return staff.staff_page(
        "appraising/item.html",
        here=here,
        docket=docket,
        asked=asked,
        own=own,
        typed=typed,
        fields=fields,
        kinds=docket.kinds() if at >= 0 else (),
        before_points=_points(docket, asked, here.answers),
        after_points=_points(docket, asked, stands if tried is None else tried),
        is_trial=tried is not None,
        nodes=[here.framework.nodes[name] for name in read_by(here.framework).get(asked.id, ())],
        evidence=item_evidence(here, asked),
        item=case.item(asked.id),
        words_claimed=claimed_words(here, asked),
        verdicts=_said(docket, asked),
        reply=case.replies.get(asked.id),
        history=all_steps(here, asked),
        before=order[at - 1] if at > 0 else "",
        after=order[at + 1] if 0 <= at < len(order) - 1 else "",
        place=(at + 1, len(order)),
        wrong=wrong,
        done=request.args.get("xong", ""),
        words=unit_words,
        moment=moment,
        action=_address(docket, asked.id),
        most=MOST_WORDS,
        not_now=NOT_NOW,
        VerdictKind=VerdictKind,
        ReplyKind=ReplyKind,
    )


def _points(docket: Docket, asked: AskedItem, answers: Answers) -> tuple[Points, ...]:
    """What the indicators that read the item come to with these answers, by the real rules."""
    here = docket.here
    points = points_of(here.offered, here.form.id, here.unit.id, answers)
    return points_by_question(here.offered, points).get(asked.id, ())


def _said(docket: Docket, asked: AskedItem) -> list[tuple[Verdict, tuple[str, ...]]]:
    """What was said of the item in every turn, the first one first."""
    said = [each for each in docket.here.begun.verdicts if each.question == asked.id]
    return [(each, said_words(docket.here, asked, each.answers)) for each in sorted(said, key=lambda each: each.turn)]


def keep(seat: Seat, round_id: str, unit_id: str, question_id: str) -> ResponseReturnValue:
    """Keep the own word on the item, or show what it would come to; who is second sees the first one's."""
    docket = docket_of(seat, round_id, unit_id)
    asked, here = _asked(docket, question_id), docket.here
    given = {name: values for name, values in posted(request.form).items() if name not in OWN_FIELDS}
    typed, reading = _read(docket, asked, given)
    if docket.turn is None or not docket.judges(asked.id):
        return _page(docket, asked, typed, MOVED_ON), 409
    own = {key: each for key, each in reading.answers.items() if each is not None and not is_open(each)}
    if request.form.get("go") == "points":
        return _page(docket, asked, typed, tried=_as_if(docket, asked, typed, own))
    if typed.kind is VerdictKind.CHANGE and reading.complaints:
        return _page(docket, asked, typed), 422
    if wrong := _wrong(asked, typed, own):
        return _page(docket, asked, replace(typed, complaints=()), wrong), 422
    assert typed.kind is not None, "what is wrong was told"
    by = here.actor
    changed = own if typed.kind is VerdictKind.CHANGE else {}
    verdict = Verdict(
        here.round_.id, here.unit.id, asked.id, docket.turn, typed.kind, by.who, by.at, typed.reason, changed
    )
    try:
        other = house().store.save_verdict(verdict, _version())
    except MeanwhileError:
        return _page(docket_of(seat, round_id, unit_id), asked, typed, MOVED_ON), 409
    if other is not None:
        return _page(docket_of(seat, round_id, unit_id), asked, typed, MEANWHILE), 409
    return redirect(_next(docket, asked), 303)


def _read(docket: Docket, asked: AskedItem, given: Posted) -> tuple[Typed, PageReading]:
    reading = read_item(docket.here, asked, given)
    kind = next((each for each in docket.kinds() if each.value == request.form.get("kind")), None)
    reason = request.form.get("reason", "").replace("\r\n", "\n").strip()[:MOST_WORDS]
    return Typed(given, kind, reason, reading.complaints if kind is VerdictKind.CHANGE else ()), reading


def _wrong(asked: AskedItem, typed: Typed, own: Mapping[AnswerKey, Answer]) -> str:
    """What keeps the word from being kept, if anything does."""
    if typed.kind is None:
        return NO_KIND
    if typed.kind is VerdictKind.CHANGE and not own:
        return EMPTY
    if typed.kind is VerdictKind.CHANGE and own == dict(asked.answers):
        return SAME
    if typed.kind is not VerdictKind.AGREE and not typed.reason:
        return NO_REASON
    return ""


def _as_if(docket: Docket, asked: AskedItem, typed: Typed, own: Mapping[AnswerKey, Answer]) -> Answers:
    """The unit's answers if this were said of the item."""
    stands = {key: each for key, each in standing_answers(docket.here).items() if key.question != asked.id}
    return {**stands, **(own if typed.kind is VerdictKind.CHANGE else asked.answers)}


def _version() -> int:
    given = request.form.get("version", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 9 else -1


def _next(docket: Docket, asked: AskedItem) -> str:
    """The next item without a word, after this one or from the top; the list when there is none."""
    if request.form.get("go") != "next":
        return _address(docket, asked.id, xong="luu")
    order = [each.id for each in docket.items]
    at = order.index(asked.id)
    open_ = {each.id for each in docket.open_items} - {asked.id}
    follows = next((each for each in (*order[at + 1 :], *order[:at]) if each in open_), None)
    if follows is not None:
        return _address(docket, follows, xong="luu")
    here = docket.here
    return url_for(docket.seat.listed, round_id=here.round_.id, unit_id=here.unit.id, xong="luu")


def _address(docket: Docket, question: str, **more: Any) -> str:
    here = docket.here
    at: dict[str, Any] = {"round_id": here.round_.id, "unit_id": here.unit.id, "question_id": question, **more}
    return url_for(docket.seat.judging, **at)
