"""Papers that two clerks keyed in: which differ, question by question, who is right, and sending them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from engine.catalog import Offered
from engine.people.permissions import Action
from engine.problems import ThuocDoError
from engine.questionnaire.answers import AnswerKey
from engine.questionnaire.path import Step
from engine.questionnaire.piping import fill, pipe_of, title_of
from engine.reports.words import MISSING
from engine.rounds.entries import KEYED, PAPER, Compared, Difference, key_named, name_of
from engine.rounds.papers import open_pass, papers_of, remove_entry, send_papers
from engine.store.nouns import Round, RoundState
from engine.web import errors, staff
from engine.web.forms.given import in_words
from engine.web.gate import needs
from engine.web.house import house
from engine.web.languages import language
from engine.web.leading.moves import by, found_round
from engine.wording.catalog import mark, say

pages = Blueprint("papers_pages", __name__, url_prefix="/quan-tri/vong/<round_id>/phieu-giay")

STATES = {
    "waiting": mark("chờ người nhập thứ hai"),
    "unfinished": mark("chưa nhập xong hoặc còn chỗ sai"),
    "differs": mark("hai người nhập khác nhau"),
    "equal": mark("hai người nhập giống nhau"),
}
NO_PAPER = mark("Không có phiếu giấy nào chờ gửi ở địa chỉ này. Có thể phiếu đã được gửi.")
NOT_TAKEN = mark("Đợt đang ở tình trạng không nhận phiếu giấy.")
NO_NAME = mark("Xin ghi tên người nhập, tối đa 80 ký tự.")
LEFT = mark("Còn câu chưa chọn ai đúng, hoặc các câu trả lời đã chọn không đi với nhau. Xin xem lại.")
CHANGED = mark("Phiếu vừa được nhập lại hoặc gửi đi ở nơi khác. Xin xem lại rồi gửi.")


@dataclass(frozen=True)
class Choice:
    """One difference: its name in the form, the question in words, what each clerk typed."""

    name: str
    question: str
    about: str
    answers: tuple[tuple[str, str], ...]
    chosen: str


@pages.get("")
@needs(Action.SETTLE)
def papers(round_id: str) -> str:
    """Every paper that is not sent, with where it stands."""
    return _papers(found_round(round_id))


def _papers(round_: Round, wrong: str = "", field: str = "send", link: str = "") -> str:
    found = papers_of(house().store, round_)
    done = request.args.get("xong", "")
    return staff.staff_page(
        "staff/papers.html",
        round=round_,
        papers=found,
        counts=Counter(each.state for each in found),
        states=STATES,
        is_taking=round_.state not in (RoundState.DRAFT, RoundState.PUBLISHED),
        sent=sum(house().store.origins(round_.id).get(each, 0) for each in KEYED),
        origin=_origin(),
        seen=_seen_of([each for each in found if each.state == "equal"]),
        done=int(done) if done.isascii() and done.isdigit() and len(done) < 7 else None,
        wrong=wrong,
        field=field,
        link=link,
    )


def _origin() -> str:
    """How the answers came that are sent, as it was chosen on the page."""
    chosen = request.form.get("origin", PAPER)
    return chosen if chosen in KEYED else PAPER


def _seen_of(papers: list[Compared]) -> str:
    return ";".join(
        f"{number}/{clerk}/{version}" for paper in papers for (number, clerk), version in paper.seen.items()
    )


@pages.post("")
@needs(Action.SETTLE)
def send_equal(round_id: str) -> ResponseReturnValue:
    """Send all papers that two clerks keyed in alike, as they were shown."""
    round_ = found_round(round_id)
    equal = [each for each in papers_of(house().store, round_) if each.state == "equal"]
    if not equal:
        return _back(round_, 0)  # a second click, or sent elsewhere
    if request.form.get("seen") != _seen_of(equal):
        return _papers(round_, CHANGED), 409
    return _sent(round_, equal, {}) or _back(round_, len(equal))


@pages.post("/nguoi-nhap")
@needs(Action.SETTLE)
def clerk(round_id: str) -> ResponseReturnValue:
    """A link by which one clerk may key in, shown this once."""
    round_ = found_round(round_id)
    try:
        key = open_pass(house().store, round_, request.form.get("clerk", "")[:200], by())
    except ThuocDoError:
        taking = round_.state not in (RoundState.DRAFT, RoundState.PUBLISHED)
        return _papers(round_, NO_NAME if taking else NOT_TAKEN, "clerk"), 422
    return _papers(round_, link=url_for("entry.door", key=key, _external=True))


@pages.get("/nguoi-nhap")
@needs(Action.SETTLE)
def again(round_id: str) -> ResponseReturnValue:
    """Where a page that answered what was posted is opened again."""
    return redirect(url_for("papers_pages.papers", round_id=found_round(round_id).id), 303)


@pages.get("/so/<number>")
@needs(Action.SETTLE)
def paper(round_id: str, number: str) -> str:
    """One paper: each question in which its clerks differ."""
    round_ = found_round(round_id)
    return _paper(round_, _one(round_, number))


def _one(round_: Round, number: str) -> Compared:
    try:
        return papers_of(house().store, round_, number)[0]
    except ThuocDoError:
        raise errors.Shown(404, NO_PAPER) from None


def _paper(round_: Round, found: Compared, wrong: str = "", field: str = "now") -> str:
    offered = house().offered_for(round_)
    choices = [_choice(offered, found, each, request.form.get(f"take:{name_of(each.key)}", ""))
               for each in found.differences]  # fmt: skip
    return staff.staff_page(
        "staff/paper.html", round=round_, paper=found, choices=choices, states=STATES, seen=_seen_of([found]),
        may_send=found.state in ("equal", "differs"), wrong=wrong, field=field,
        origin=_origin(),
    )  # fmt: skip


def _choice(offered: Offered, found: Compared, each: Difference, chosen: str) -> Choice:
    framework, vocabulary = offered.framework, offered.vocabulary
    form = framework.form[found.entries[0].form_id]
    question = form.question.get(each.key.question)
    if question is None:  # that something unlikely is so all the same
        said = [(who, say(_YES if answer else _NONE, language())) for who, answer in each.answers.items()]
        return Choice(name_of(each.key), say(_CONFIRMED, language()), each.key.item, tuple(said), chosen)
    page = next(page for page in form.pages if question.id in {one.id for one in page.questions})
    step, answers = Step(page, each.key.item), found.entries[0].answers
    text = fill(question.text.within(language()), pipe_of(framework, form, step, answers, vocabulary, language()))
    said = []
    for entry in found.entries:
        answer = entry.answers.get(each.key)
        words = ", ".join(in_words(framework, form, question, entry.answers, each.key, vocabulary, language()))
        beside = "; ".join(answer.details.values()) if answer and answer.value is not None else ""
        if not words:
            words = (
                say(MISSING[answer.missing], language()) if answer and answer.value is None else say(_NONE, language())
            )
        said.append((entry.clerk, f"{words} ({beside})" if beside and beside not in words else words))
    about = title_of(framework, step, answers, language()) if each.key.item else ""
    return Choice(name_of(each.key), text, about if about not in text else "", tuple(said), chosen)


_NONE = mark("không có trả lời")
_YES = mark("có")
_CONFIRMED = mark("Xác nhận một câu trả lời khác thường")


@pages.post("/so/<number>")
@needs(Action.SETTLE)
def send(round_id: str, number: str) -> ResponseReturnValue:
    """Send a paper whose differences are settled, as it was shown."""
    round_ = found_round(round_id)
    found = _one(round_, number)
    if request.form.get("seen") != _seen_of([found]):
        return _paper(round_, found, CHANGED), 409
    chosen = {
        key_named(name.removeprefix("take:")): who
        for name, who in request.form.items()
        if name.startswith("take:") and who in found.clerks
    }
    return _sent(round_, [found], chosen, found) or _back(round_, 1)


@pages.post("/so/<number>/bo")
@needs(Action.SETTLE)
def remove(round_id: str, number: str) -> ResponseReturnValue:
    """Forget what one clerk keyed in of a paper."""
    round_ = found_round(round_id)
    try:
        entries = papers_of(house().store, round_, number)[0].entries
    except ThuocDoError:
        entries = ()
    for entry in entries:
        if entry.clerk == request.form.get("clerk") and str(entry.version) == request.form.get("version"):
            remove_entry(house().store, round_, entry, by(request.form.get("reason", "").strip()[:500]))
    return redirect(url_for("papers_pages.papers", round_id=round_.id), 303)


@pages.get("/so/<number>/bo")
@needs(Action.SETTLE)
def again_paper(round_id: str, number: str) -> ResponseReturnValue:
    """Where a page that answered what was posted is opened again."""
    return redirect(url_for("papers_pages.paper", round_id=found_round(round_id).id, number=number), 303)


def _sent(
    round_: Round, papers: list[Compared], chosen: Mapping[AnswerKey, str], shown: Compared | None = None
) -> ResponseReturnValue | None:
    """Send papers; the page that says why not, or None when they are sent."""
    store, offered = house().store, house().offered_for(round_)
    try:
        send_papers(store, house().catalog, offered, round_, papers, chosen, by(), _origin())
    except ThuocDoError:
        if round_.state in (RoundState.DRAFT, RoundState.PUBLISHED):
            wrong, code = NOT_TAKEN, 409
        elif _seen_of(_same(round_, papers)) != _seen_of(papers):
            wrong, code = CHANGED, 409
        else:
            wrong, code = LEFT, 422
        return (_paper(round_, shown, wrong) if shown else _papers(round_, wrong)), code
    return None


def _same(round_: Round, papers: list[Compared]) -> list[Compared]:
    """The papers with these numbers as they are at this moment."""
    numbers = {each.number for each in papers}
    return [each for each in papers_of(house().store, round_) if each.number in numbers]


def _back(round_: Round, many: int) -> ResponseReturnValue:
    return redirect(url_for("papers_pages.papers", round_id=round_.id, xong=many), 303)
