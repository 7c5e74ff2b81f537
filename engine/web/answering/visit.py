"""A respondent in the middle of a form: which response this browser holds, and where it may go with it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from flask import Response as FlaskReply
from flask import redirect, request, session, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Reply

from engine.catalog import Offered
from engine.framework.models import Form, Question
from engine.questionnaire.checking import missing_required
from engine.questionnaire.path import Step, Walk, walk
from engine.rounds import zone
from engine.rounds.clock import Intake, drafts_until, intake
from engine.store.codes import in_groups
from engine.store.nouns import Response, Round, RoundState
from engine.web import errors
from engine.web.forms.page_nouns import PageView
from engine.web.forms.pages import page_view
from engine.web.house import house
from engine.web.languages import language

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


@dataclass(frozen=True)
class Visit:
    """A respondent in the middle of a form."""

    round_: Round
    offered: Offered
    form: Form
    response: Response
    last_call: datetime | None = None  # until when it may be sent, though the round has closed
    is_late: bool = False  # what comes now is kept apart

    @cached_property
    def walked(self) -> Walk:
        """The path that the stored answers make."""
        return walk(self.offered.framework, self.form, self.response.answers)

    @cached_property
    def still_open(self) -> list[tuple[Step, Question]]:
        """The required questions on the path without an answer, each with its step."""
        return missing_required(self.walked, house().catalog.vocabulary)

    def step(self, page_id: str, unit: str) -> Step:
        """The step of an address, the first of several on one page; refuses one that is not on the path."""
        item = unicodedata.normalize("NFC", unit)
        for step in self.walked.steps:
            named = "" if step.page.on_one_page else step.item
            if step.page.id == page_id and named == item:
                return self.walked.seen_with(step)[0]
        raise errors.Shown(404, errors.NO_PAGE)

    def view(self, step: Step, **more: Any) -> PageView:
        """A page as it stands."""
        framework, response = self.offered.framework, self.response
        vocabulary = house().catalog.vocabulary
        return page_view(
            framework,
            self.form,
            step,
            response.answers,
            response.version,
            vocabulary,
            language(),
            seed=response.id,
            **more,
        )

    @property
    def head(self) -> dict[str, Any]:
        """What every template of the visit is handed."""
        return {
            "round": self.round_,
            "framework": self.offered.framework,
            "form": self.form,
            "code": code_held(self.round_.id),
            "draft": draft_mark(self.response),
            "left": seconds_left(self.round_.id, self.form),
            "last_call": self.last_call,
        }


def is_open(round_: Round) -> bool:
    """Whether everybody may answer now."""
    return intake(round_, zone.now()) is Intake.OPEN


def takes_drafts(round_: Round) -> bool:
    """Whether drafts may be gone on with: while everybody may answer, and for a while after the round has closed."""
    return intake(round_, zone.now()) in (Intake.OPEN, Intake.DRAFTS)


def last_call(round_: Round, response: Response | None) -> datetime | None:
    """Until when a draft may still be sent though the round has closed; None where that is not so."""
    now = zone.now()
    if response is None or response.sent or response.screened or intake(round_, now) is not Intake.DRAFTS:
        return None
    return drafts_until(round_, now)


def find_round(round_id: str) -> tuple[Round, Offered]:
    """The round of an address with its framework; refuses an unknown one, and one that is still a draft."""
    return _known(house().round(round_id))


def _known(round_: Round | None) -> tuple[Round, Offered]:
    if round_ is None or round_.state is RoundState.DRAFT:
        raise errors.Shown(404, errors.NO_ROUND)
    return round_, house().offered_for(round_)


def own_response(round_id: str) -> Response | None:
    """The response that this browser is filling in or has sent, if any."""
    response_id = _own_id(round_id)
    return house().store.response(response_id) if response_id else None


def _own_id(round_id: str) -> str:
    return str(session.get("responses", {}).get(round_id, ""))


def code_held(round_id: str) -> str:
    """The code that this browser was given for its draft, as people copy it; "" if it asked for none."""
    return in_groups(str(session.get("codes", {}).get(round_id, "")))


def draft_mark(response: Response) -> str:
    """What tells the browser's script one draft from another, and nothing else."""
    return hashlib.blake2b(response.id.encode(), digest_size=6).hexdigest()


CHECK = "kiem-tra"
"""What says in an address that the respondent came from the last look, and goes back there."""


def step_url(round_id: str, step: Step, *, anchor: str | None = None, back: str = "", resumed: bool = False) -> str:
    """The address of a step; `back` says where a change leads back to (see `engine.web.answering.ways`)."""
    more = {**({"tu": back} if back else {}), **({"tiep": "1"} if resumed else {})}
    return address(
        "form_page.page",
        round_id=round_id,
        page_id=step.page.id,
        unit=None if step.page.on_one_page else step.item or None,
        _anchor=anchor,
        **more,
    )


def address(endpoint: str, **values: str | None) -> str:
    """The address of a view on this site; the same values make the same address, so it is built once."""
    return _address(request.script_root, endpoint, tuple(values.items()))


@lru_cache(maxsize=4096)
def _address(_script_root: str, endpoint: str, values: tuple[tuple[str, str | None], ...]) -> str:
    return url_for(endpoint, **dict(values))  # type: ignore[arg-type]  # any value, says Flask's document


def see_other(where: str) -> Reply:
    """Where to look after something was posted: Back never posts it again."""
    return _Elsewhere(status="303 SEE OTHER", headers=[("Location", where), ("Content-Length", "0")])


class _Elsewhere(FlaskReply):
    """A reply without content whose headers are complete; our own addresses need no making into URIs."""

    default_mimetype = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:  # noqa: ARG002
        """The headers as they are, and nothing more."""
        start_response(self.status, list(self.headers))
        return ()


def now() -> int:
    """This moment in seconds, for the browser's own cookie: nothing so fine is stored."""
    return int(zone.now().timestamp())


def remember_place(round_id: str, step: Step | None = None) -> None:
    """Note in the browser's own cookie where the respondent is (as before, if not said), and when."""
    place = step.key if step else session.get("at", {}).get(round_id, ["", 0])[0]
    session["at"] = {**session.get("at", {}), round_id: [place, now()]}


def last_place(round_id: str, walked: Walk) -> Step | None:
    """The page that the respondent saw last, if it is on the path still."""
    key = session.get("at", {}).get(round_id, ["", 0])[0]
    return next((step for step in walked.steps if step.key == key), None)


def is_idle(round_id: str, form: Form) -> bool:
    """Whether the respondent was away for so long that the form asks before it goes on."""
    left = seconds_left(round_id, form)
    return left is not None and left < 0


def seconds_left(round_id: str, form: Form) -> int | None:
    """After how many seconds without a sign of the respondent the form will ask; None for one that never does."""
    if form.pause_after is None:
        return None
    at = session.get("at", {}).get(round_id, ["", 0])[1] or now()
    return int(at) + 60 * form.pause_after - now()


def visit_of(round_id: str, *, takes_late: bool = False) -> Visit | Reply:
    """The respondent's visit, or where to go instead: the landing page, the receipt, the thanks for a full quota.

    Who was away for long is asked before answers are shown again; what is posted is taken whenever it comes. Who
    `takes_late` keeps apart what comes after the round has closed.
    """
    response_id = _own_id(round_id)
    own = house().response_and_round(response_id) if response_id else None
    response, round_ = own or (None, house().round(round_id))
    known, offered = _known(round_)
    form = house().form_for(offered, known)
    if form is None:
        raise errors.Shown(404, errors.NO_FORM)
    if response is None and request.endpoint == "form_page.save":
        return redirect(address("resuming.ask", round_id=round_id, mat="1"), 303)
    if response is None:
        return redirect(address("respondent.landing", round_id=round_id))
    if response.sent:
        late = "1" if request.endpoint == "form_page.save" else None
        return redirect(address("respondent.receipt", round_id=round_id, sau=late))
    if response.screened:
        return redirect(address("parting.full", round_id=round_id))
    now = zone.now()
    taken = intake(known, now)
    if taken is Intake.NOT_YET or (taken is Intake.LATE and not takes_late):
        raise errors.Shown(409, errors.CLOSED if taken is Intake.NOT_YET else errors.TOO_LATE)
    if is_idle(round_id, form) and request.method == "GET":
        return redirect(address("respondent.landing", round_id=round_id))
    until = drafts_until(known, now) if taken is Intake.DRAFTS else None
    return Visit(known, offered, form, response, until, taken is Intake.LATE)


def seen_version(form: MultiDict[str, str]) -> int:
    """The version that the posted page was made from; -1, which no response has, for anything else."""
    version = form.get("version", "")
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else -1


def next_open(visit: Visit, *, back: str = "") -> str:
    """The first page with an open question, else the last look."""
    if visit.still_open:
        return step_url(visit.round_.id, visit.still_open[0][0], back=back)
    return address("last_look.check", round_id=visit.round_.id)
