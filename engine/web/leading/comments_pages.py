"""Open comments, read and decided about: kept, told in part, or not told; nothing tells who wrote what else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.people.permissions import Action
from engine.problems import ThuocDoError
from engine.rounds import zone
from engine.rounds.comments import WAITING, Comment
from engine.rounds.moderating import comments_now, decide, decided_anew
from engine.rounds.moves import By
from engine.store.life import MeanwhileError
from engine.store.nouns import Decision, Round
from engine.web import errors, staff
from engine.web.gate import needs
from engine.web.house import house
from engine.web.languages import language
from engine.web.leading.moves import found_round
from engine.wording.catalog import mark
from engine.wording.order import fold

pages = Blueprint("comments_pages", __name__, url_prefix="/quan-tri/vong/<round_id>/gop-y")

PAGE = 25
"""So many comments stand on one page."""

STATES = {
    WAITING: mark("chưa xem xét"),
    Decision.KEPT.value: mark("giữ nguyên"),
    Decision.BLANKED.value: mark("che một phần"),
    Decision.HIDDEN.value: mark("không công khai"),
}
NO_COMMENT = mark("Không có góp ý nào ở địa chỉ này.")
NO_REASON = mark("Xin ghi lý do: lý do được giữ trong nhật ký.")
NO_PART = mark("Xin chép đúng những chữ cần che; mỗi dòng một đoạn.")
NOT_THERE = mark("Đoạn “{given}” không có trong góp ý này. Xin chép đúng từng chữ.")
NOTHING_LEFT = mark("Che như vậy thì không còn gì. Xin chọn không công khai.")
MEANWHILE = mark("Người khác vừa quyết định về góp ý này. Xin xem lại rồi quyết định.")


@dataclass(frozen=True)
class Filters:
    """What of the comments is listed."""

    words: str = ""
    question: str = ""
    unit: str = ""
    state: str = WAITING
    page: int = 1

    def address(self, round_id: str, page: int) -> str:
        """The list with these filters, at a page."""
        return url_for(
            "comments_pages.listed", round_id=round_id, tu=self.words, cau=self.question, don_vi=self.unit,
            xem=self.state, trang=page,
        )  # fmt: skip

    def takes(self, each: Comment) -> bool:
        """Whether a comment is listed; search ignores case and diacritics."""
        return (
            (not self.question or each.question == self.question)
            and (not self.unit or each.unit == self.unit)
            and (self.state in ("", each.state))
            and (not self.words or fold(self.words) in fold(each.text))
        )


@lru_cache(maxsize=2)
def _read(_store: int, round_id: str, _revision: int, _sha256: str) -> tuple[Comment, ...]:
    """The comments of a round; they are the same until another response is sent."""
    round_ = found_round(round_id)
    return tuple(comments_now(house().store, house().offered_for(round_), round_))


def comments(round_: Round) -> list[Comment]:
    """All comments of a round with what is decided by now."""
    store = house().store
    found = _read(id(store), round_.id, store.revision(round_.id), round_.framework_sha256)
    return decided_anew(store, round_, found)


@pages.get("")
@needs(Action.MODERATE)
def listed(round_id: str) -> str:
    """The comments by question and unit, those that nobody has decided about unless others are asked for."""
    return _listed(found_round(round_id))


def _filters() -> Filters:
    said = request.args
    page = said.get("trang", "1")
    state = said.get("xem", WAITING)
    return Filters(
        said.get("tu", "").strip()[:200], said.get("cau", ""), said.get("don_vi", ""),
        state if state in ("", *STATES) else WAITING,
        max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )  # fmt: skip


def _listed(round_: Round) -> str:
    every, filters, framework = comments(round_), _filters(), house().offered_for(round_).framework
    shown = [each for each in every if filters.takes(each)]
    last = max(1, -(-len(shown) // PAGE))
    at = min(filters.page, last)
    questions = {each: _question(round_, each) for each in dict.fromkeys(each.question for each in every)}
    units = {each.unit: framework.unit[each.unit].title.within(language()) for each in every if each.unit}
    done = request.args.get("xong", "")
    return staff.staff_page(
        "staff/comments.html",
        round=round_,
        shown=shown[(at - 1) * PAGE : at * PAGE],
        found=len(shown),
        whole=len(every),
        left=sum(each.state == WAITING for each in every),
        counts=Counter(each.state for each in every),
        filters=filters,
        pages=(at, last),
        questions=questions,
        units=units,
        option=lambda each: _option(round_, each),
        states=STATES,
        done=done if done in STATES else "",
        seen=seen_of,
    )


def _question(round_: Round, question: str) -> str:
    return house().offered_for(round_).framework.question[question].text.within(language())


def _option(round_: Round, each: Comment) -> str:
    framework = house().offered_for(round_).framework
    options = framework.options_of(framework.question[each.question])
    return next((option.label.within(language()) for option in options if option.id == each.option), each.option)


def seen_of(each: Comment) -> str:
    """What a page carries of what was decided about a comment when it was shown."""
    return f"{each.state}:{each.decided.words if each.decided else ''}"


@pages.get("/<mark_>")
@needs(Action.MODERATE)
def one(round_id: str, mark_: str) -> str:
    """One comment, and what may be done about it."""
    round_ = found_round(round_id)
    return _one(round_, _found(comments(round_), mark_))


def _one(round_: Round, each: Comment, wrong: str = "", field: str = "reason", about: str = "") -> str:
    framework = house().offered_for(round_).framework
    return staff.staff_page(
        "staff/comment.html",
        round=round_,
        each=each,
        question=_question(round_, each.question),
        option=_option(round_, each) if each.option else "",
        unit=framework.unit[each.unit].title.within(language()) if each.unit else "",
        states=STATES,
        seen=seen_of(each),
        typed=request.form,
        wrong=wrong,
        field=field,
        about=about,
        back=request.args.get("ve", ""),
    )


@pages.post("/<mark_>")
@needs(Action.MODERATE)
def settle(round_id: str, mark_: str) -> ResponseReturnValue:
    """Decide about a comment; the same decision again changes nothing."""
    round_ = found_round(round_id)
    each = _found(comments(round_), mark_)
    what = request.form.get("what", "")
    if what not in set(Decision):
        return _one(round_, each), 422
    reason = request.form.get("reason", "").strip()[:500]
    parts = [line.strip() for line in request.form.get("parts", "").splitlines() if line.strip()]
    if (wrong := _wrong(each, Decision(what), reason, parts)) is not None:
        return _one(round_, each, *wrong), 422
    if (
        each.decided
        and (each.state, each.decided.reason, each.decided.by) == (what, reason, _name())
        and (what != Decision.BLANKED or request.form.get("seen") != seen_of(each))
    ):
        return _back(round_, what)  # a second click
    if request.form.get("seen") != seen_of(each):
        return _one(round_, each, MEANWHILE, "now"), 409
    order = By(_name(), zone.now(), reason)
    try:
        decide(house().store, round_, [each], Decision(what), order, _name(), parts)
    except MeanwhileError:
        return _one(round_, _found(comments(round_), mark_), MEANWHILE, "now"), 409
    except ThuocDoError:
        return _one(round_, each, NOTHING_LEFT, "parts"), 422
    return _back(round_, what)


def _name() -> str:
    return staff.myself().name


def _wrong(each: Comment, what: Decision, reason: str, parts: Sequence[str]) -> tuple[str, str, str] | None:
    """What is wrong with a decision, the field that it is about, and the words that are not there."""
    if what is Decision.BLANKED:
        if not parts:
            return NO_PART, "parts", ""
        if strange := next((part for part in parts if part not in each.text), None):
            return NOT_THERE, "parts", strange
    return (NO_REASON, "reason", "") if what is not Decision.KEPT and not reason else None


def _back(round_: Round, what: str) -> ResponseReturnValue:
    """The list as it was filtered, where somebody came from."""
    filters = replace(_filters(), page=_filters().page)
    return redirect(f"{filters.address(round_.id, filters.page)}&xong={what}", 303)


def _found(every: Sequence[Comment], mark_: str) -> Comment:
    found = next((each for each in every if each.mark == mark_), None)
    if found is None:
        raise errors.Shown(404, NO_COMMENT)
    return found
