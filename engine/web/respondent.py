"""A respondent's way: the open rounds, a form page by page, a last look, the receipt."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as Reply

from engine.catalog import Offered
from engine.framework.models import Form
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.questionnaire.checking import missing_required
from engine.questionnaire.path import Step, path_of, walk
from engine.questionnaire.reading import OWN_FIELDS, PageReading, read_page
from engine.rounds.results import may_show_results
from engine.store.nouns import Response, Round, RoundState
from engine.web import errors
from engine.web.house import house, respondent_form
from engine.web.languages import choose, language
from engine.web.pages import Mistake, PageView, Posted, given_pages, in_words, page_view
from engine.wording.catalog import LANGUAGES, mark, say

pages = Blueprint("respondent", __name__)

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
STILL_OPEN = mark("Câu này chưa có trả lời: {question}")
CHANGED_ELSEWHERE = mark("Phiếu vừa được thay đổi ở nơi khác. Xin xem lại các câu trả lời rồi gửi.")
SEND_AGAIN = mark(
    "Trang đã mở quá lâu hoặc phiên làm việc đã đổi. Những gì bạn nhập vẫn còn đây, xin bấm “Tiếp tục” lần nữa."
)


@dataclass(frozen=True)
class Visit:
    """A respondent in the middle of a form."""

    round_: Round
    offered: Offered
    form: Form
    response: Response

    def view(self, step: Step, **more: Any) -> PageView:
        """A page as it stands."""
        framework, response = self.offered.framework, self.response
        vocabulary = house().catalog.vocabulary
        return page_view(
            framework, self.form, step, response.answers, response.version, vocabulary, language(), **more
        )

    def step(self, page_id: str, unit: str) -> Step:
        """The step of an address; refuses one that is not on the path."""
        item = unicodedata.normalize("NFC", unit)
        for step in path_of(self.offered.framework, self.form, self.response.answers):
            if step.page.id == page_id and step.item == item:
                return step
        raise errors.Shown(404, errors.NO_PAGE)


def today() -> date:
    """The day in the rounds' zone."""
    return datetime.now(ZONE).date()


def is_open(round_: Round) -> bool:
    """Whether answers are taken today."""
    begun = round_.opens is None or round_.opens <= today()
    return round_.state is RoundState.OPEN and begun and (round_.closes is None or today() <= round_.closes)


def find_round(round_id: str) -> tuple[Round, Offered]:
    """The round of an address with its framework; refuses an unknown one, and one that is still a draft."""
    round_ = house().store.round(round_id)
    if round_ is None or round_.state is RoundState.DRAFT:
        raise errors.Shown(404, errors.NO_ROUND)
    return round_, house().offered_for(round_)


def own_response(round_id: str) -> Response | None:
    """The response that this browser is filling in or has sent, if any."""
    response_id = session.get("responses", {}).get(round_id)
    return house().store.response(response_id) if response_id else None


def step_url(round_id: str, step: Step, *, anchor: str | None = None, checking: bool = False) -> str:
    """The address of a step."""
    more: dict[str, Any] = {"tu": "kiem-tra"} if checking else {}
    return url_for(
        "respondent.page",
        round_id=round_id,
        page_id=step.page.id,
        unit=step.item or None,
        _anchor=anchor,
        **more,
    )


def visit_of(round_id: str) -> Visit | Reply:
    """The respondent's visit, or where to go instead: the landing page, the receipt."""
    round_, offered = find_round(round_id)
    form = respondent_form(offered)
    if form is None:
        raise errors.Shown(404, errors.NO_FORM)
    response = own_response(round_id)
    if response is None:
        return redirect(url_for("respondent.landing", round_id=round_id))
    if response.sent:
        return redirect(url_for("respondent.receipt", round_id=round_id))
    if not is_open(round_):
        raise errors.Shown(409, errors.CLOSED)
    return Visit(round_, offered, form, response)


@pages.get("/")
def home() -> str:
    """The rounds that can be answered or looked at."""
    shown = []
    for round_ in house().store.rounds():
        if round_.state is RoundState.DRAFT:
            continue
        try:
            offered = house().offered_for(round_)
        except ThuocDoError as broken:  # one round that cannot be served never hides the others
            current_app.logger.error("%s", broken)
            continue
        can_answer = is_open(round_) and respondent_form(offered) is not None
        if can_answer or may_show_results(round_):
            shown.append((round_, offered.framework, can_answer, may_show_results(round_)))
    return render_template("home.html", rounds=shown)


@pages.get("/vong/<round_id>")
def landing(round_id: str) -> str:
    """Who asks, why, how long it takes."""
    round_, offered = find_round(round_id)
    return render_template(
        "round.html",
        round=round_,
        framework=offered.framework,
        form=respondent_form(offered),
        response=own_response(round_id),
        can_answer=is_open(round_),
        has_results=may_show_results(round_),
    )


@pages.post("/vong/<round_id>")
def start(round_id: str) -> Reply:
    """Begin, or go on where the respondent was; after sending, a new form."""
    round_, offered = find_round(round_id)
    form = respondent_form(offered)
    if form is None:
        raise errors.Shown(404, errors.NO_FORM)
    if not is_open(round_):
        raise errors.Shown(409, errors.CLOSED)
    response = own_response(round_id)
    if response is None or response.sent:
        response = house().store.start_response(round_id, form.id)
        session["responses"] = {**session.get("responses", {}), round_id: response.id}
    return redirect(_next_open(Visit(round_, offered, form, response)), 303)


def _next_open(visit: Visit, *, checking: bool = False) -> str:
    """The first page with an open question, else the last look."""
    still_open = missing_required(visit.offered.framework, visit.form, visit.response.answers)
    if still_open:
        return step_url(visit.round_.id, still_open[0][0], checking=checking)
    return url_for("respondent.check", round_id=visit.round_.id)


@pages.get("/vong/<round_id>/trang/<page_id>")
@pages.get("/vong/<round_id>/trang/<page_id>/<path:unit>")
def page(round_id: str, page_id: str, unit: str = "") -> str | Reply:
    """A page of the form."""
    visit = visit_of(round_id)
    if isinstance(visit, Reply):
        return visit
    return _shown(visit, visit.view(visit.step(page_id, unit)))


@pages.post("/vong/<round_id>/trang/<page_id>")
@pages.post("/vong/<round_id>/trang/<page_id>/<path:unit>")
def save(round_id: str, page_id: str, unit: str = "") -> str | Reply | tuple[str, int]:
    """Save what is valid, whichever way the respondent leaves the page."""
    visit = visit_of(round_id)
    if isinstance(visit, Reply):
        return visit
    step = visit.step(page_id, unit)
    framework, vocabulary, typed = (
        visit.offered.framework,
        house().catalog.vocabulary,
        request.form.to_dict(flat=False),
    )
    reading = read_page(framework, visit.form, step, visit.response.answers, typed, vocabulary, language())
    version = request.form.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
    saved = house().store.save_answers(visit.response.id, seen, reading.answers, _attempt(typed))
    if saved.conflict is not None and saved.conflict.sent:
        return redirect(url_for("respondent.receipt", round_id=round_id), 303)
    if saved.conflict is not None and _differing(reading, saved.conflict):
        return _conflict(visit, step, reading, saved.conflict, typed)
    as_seen = saved.conflict is None and saved.version == seen + 1 == visit.response.version + 1
    response = _with(visit.response, reading, saved.version) if as_seen else house().store.response(visit.response.id)
    return _onward(replace(visit, response=response or visit.response), step, reading, typed)


def _with(response: Response, reading: PageReading, version: int) -> Response:
    """The response after a save that found it as this request did: nothing the store could tell beyond that."""
    merged = {key: answer for key, answer in {**response.answers, **reading.answers}.items() if answer is not None}
    return replace(response, version=version, answers=merged)


def _attempt(typed: Posted) -> str:
    """The page's key made safe: the same page with other answers is another attempt."""
    token = (typed.get("attempt") or [""])[0] or secrets.token_hex(8)
    content = repr(sorted((name, list(values)) for name, values in typed.items() if name not in OWN_FIELDS))
    return hashlib.sha256(f"{token} {request.path} {content}".encode()).hexdigest()[:32]


def _onward(visit: Visit, step: Step, reading: PageReading, typed: Posted) -> str | Reply | tuple[str, int]:
    go, round_id = request.form.get("go", "next"), visit.round_.id
    wrong = {each.question_id for each in reading.complaints}
    steps = path_of(visit.offered.framework, visit.form, visit.response.answers)
    keys = [each.key for each in steps]
    here = keys.index(step.key) if step.key in keys else 0
    if go.removeprefix("lang:") in LANGUAGES:
        choose(go.removeprefix("lang:"))
        return _shown(visit, visit.view(step, typed=typed, retype=wrong))
    if go == "back":
        there = (
            step_url(round_id, steps[here - 1]) if here else url_for("respondent.landing", round_id=round_id)
        )
        return redirect(there, 303)
    if reading.complaints:
        return _shown(visit, visit.view(step, typed=typed, retype=wrong, complaints=reading.complaints)), 422
    checking = request.args.get("tu") == "kiem-tra" or go == "review"
    if reading.revealed:
        return redirect(step_url(round_id, step, anchor=f"q-{reading.revealed[0]}", checking=checking), 303)
    if checking:
        return redirect(_next_open(visit, checking=True), 303)
    last = here + 1 >= len(steps)
    return redirect(
        url_for("respondent.check", round_id=round_id) if last else step_url(round_id, steps[here + 1]), 303
    )


def _differing(reading: PageReading, stored: Response) -> list[AnswerKey]:
    return [
        key
        for key, answer in reading.answers.items()
        if (answer or Answer()) != stored.answers.get(key, Answer())
    ]


def _conflict(
    visit: Visit, step: Step, reading: PageReading, stored: Response, typed: Posted
) -> tuple[str, int]:
    framework, vocabulary = visit.offered.framework, house().catalog.vocabulary
    here = {key: answer for key, answer in reading.answers.items() if answer is not None}

    def words(answers: Any, key: AnswerKey) -> tuple[str, ...]:
        return in_words(framework, framework.question[key.question], answers, key, vocabulary, language())

    rows = [
        (framework.question[key.question].text, words(here, key), words(stored.answers, key))
        for key in _differing(reading, stored)
    ]
    hidden = [(name, value) for name, values in typed.items() if name not in OWN_FIELDS for value in values]
    return render_template(
        "conflict.html",
        rows=rows,
        hidden=hidden,
        version=stored.version,
        attempt=secrets.token_hex(8),
        action=step_url(visit.round_.id, step, checking=request.args.get("tu") == "kiem-tra"),
        keep=step_url(visit.round_.id, step),
        **_head(visit),
    ), 409


def _head(visit: Visit) -> dict[str, Any]:
    return {"round": visit.round_, "framework": visit.offered.framework, "form": visit.form}


def _shown(visit: Visit, view: PageView, notice: str = "") -> str:
    checking = request.args.get("tu") == "kiem-tra"
    action = step_url(visit.round_.id, view.step, checking=checking)
    return render_template(
        "page.html", page=view, action=action, checking=checking, notice=notice, **_head(visit)
    )


def page_again() -> tuple[str, int] | None:
    """After a token that does not fit: the page with all that was typed, nothing saved; None if it was no form page."""
    if request.endpoint != "respondent.save" or request.view_args is None:
        return None
    visit = visit_of(request.view_args["round_id"])
    if isinstance(visit, Reply):
        return None
    step = visit.step(request.view_args["page_id"], request.view_args.get("unit", ""))
    return _shown(visit, visit.view(step, typed=request.form.to_dict(flat=False)), SEND_AGAIN), 400


@pages.get("/vong/<round_id>/kiem-tra")
def check(round_id: str) -> str | Reply:
    """A last look at all answers, each with a way to change it."""
    visit = visit_of(round_id)
    return visit if isinstance(visit, Reply) else _checked(visit)


def _checked(visit: Visit, *, complain: bool = False, notice: str = "") -> str:
    framework, answers = visit.offered.framework, visit.response.answers
    still_open = missing_required(framework, visit.form, answers)
    walked = walk(framework, visit.form, answers)
    keys = {AnswerKey(question.id, step.item) for step, question in still_open}
    given = given_pages(framework, walked, keys, house().catalog.vocabulary, language())
    mistakes = (
        [
            Mistake(say(STILL_OPEN, language(), question=row.question), f"open-{number}-{position}")
            for number, each in enumerate(given)
            for position, row in enumerate(each.answers)
            if row.is_open
        ]
        if complain
        else []
    )
    return render_template(
        "check.html",
        pages=given,
        mistakes=mistakes,
        notice=notice,
        step_url=step_url,
        version=visit.response.version,
        complete=not still_open,
        **_head(visit),
    )


@pages.post("/vong/<round_id>/kiem-tra")
def send(round_id: str) -> str | Reply | tuple[str, int]:
    """Send; sending again changes nothing."""
    visit = visit_of(round_id)
    if isinstance(visit, Reply):
        return visit
    framework, answers = visit.offered.framework, visit.response.answers
    if missing_required(framework, visit.form, answers):
        return _checked(visit, complain=True), 422
    version = request.form.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1
    saved = house().store.send(visit.response.id, seen, today(), _flags(visit))
    if saved.conflict is not None and not saved.conflict.sent:
        again = Visit(visit.round_, visit.offered, visit.form, saved.conflict)
        return _checked(again, notice=CHANGED_ELSEWHERE), 409
    return redirect(url_for("respondent.receipt", round_id=round_id), 303)


def _flags(visit: Visit) -> list[str]:
    live = walk(visit.offered.framework, visit.form, visit.response.answers).answers
    values = {
        (key.question, key.item): answer.value for key, answer in live.items() if answer.value is not None
    }
    raised = []
    for check_ in house().catalog.response_checks:
        try:
            if check_.flags(visit.form, values):
                raised.append(check_.name)
        except Exception:
            current_app.logger.exception("the response check %s failed", check_.name)
    return raised


@pages.get("/vong/<round_id>/cam-on")
def receipt(round_id: str) -> str | Reply:
    """Thanks, with the reference; may be looked at again."""
    round_, offered = find_round(round_id)
    response = own_response(round_id)
    if response is None or not response.sent:
        return redirect(url_for("respondent.landing", round_id=round_id))
    return render_template(
        "done.html",
        round=round_,
        framework=offered.framework,
        form=respondent_form(offered),
        reference=response.reference,
        has_results=may_show_results(round_),
    )
