"""What a browser holds of invitations: its codes, in its own signed cookie and nowhere else.

Opening a form does not use up a code. `invited` has the code of a round that was entered last, `forms` which response
was begun with which code: who enters another code on a shared device gets a form of its own and sees nobody's answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, current_app, session

from engine.framework.question_types import Yields
from engine.problems import MachineError
from engine.rounds.invitations import entry_of, told_stratum
from engine.store.invitations import InvitationBook
from engine.store.invited import MERGED, Entry, Invitation
from engine.store.nouns import Response, Round
from engine.web.forms.page_nouns import PageView
from engine.web.house import house
from engine.web.limits import Tries

_BOOK = "thuocdo invitations"
WRONG_CODES = Tries("invitation")
_KEPT = 5
"""So many codes a browser keeps of one round."""


def register(app: Flask, data: Path) -> None:
    """Hand the application its book of invitations."""
    app.extensions[_BOOK] = InvitationBook(data)


def book() -> InvitationBook:
    """The invitations of the application that answers this request."""
    found: InvitationBook = current_app.extensions[_BOOK]
    return found


def held(round_id: str) -> Invitation | None:
    """The invitation whose code this browser holds, used or not."""
    code = _codes().get(round_id)
    known = book().invitation(code) if code else None
    return known if known is not None and known.round_id == round_id else None


def take(invitation: Invitation) -> None:
    """Hold a code from now on; a form that was begun with another one is put aside until that is entered again."""
    round_id, code = invitation.round_id, invitation.code
    forms, responses = _forms(round_id), dict(session.get("responses", {}))
    own = forms.get(code)
    if own is None and responses.get(round_id) not in forms.values():
        begun = house().store.response(responses.get(round_id, ""))
        own = begun.id if begun is not None and not begun.sent else None  # without a code, by whoever holds one now
    if responses.pop(round_id, None) != own:  # the code to go on elsewhere is the other form's
        session["codes"] = {key: each for key, each in session.get("codes", {}).items() if key != round_id}
    if own is not None:
        responses[round_id] = own
        _keep_forms(round_id, {**forms, code: own})
    session["responses"] = responses
    session["invited"] = {**_codes(), round_id: code}
    session.permanent = True  # a letter is read today and answered tomorrow


def begun_with_code(round_id: str, response_id: str) -> None:
    """Note which code a response was begun with, if any."""
    if code := _codes().get(round_id):
        _keep_forms(round_id, {**_forms(round_id), code: response_id})


def settle(round_id: str, response: Response | None) -> None:
    """Mark the code of a response that was sent, and hold it no longer; if that fails, the next page tries again.

    The response is sent first, the code marked after it in a transaction of another file: whatever happens in between,
    an answer is never lost, and the browser that holds the code comes by here again.
    """
    code = _codes().get(round_id)
    if not code or response is None or not response.sent or _forms(round_id).get(code) != response.id:
        return
    try:
        book().mark_used(code)
    except MachineError as failed:
        current_app.logger.error("a code could not be marked as used: %s", failed)
        return
    session["invited"] = {key: each for key, each in _codes().items() if key != round_id}


def leave_alone(round_id: str, response: Response | None) -> bool:
    """Send no more reminders to who was let go since a quota is full; whether this browser holds the code of it.

    The code of a form that is kept, though it never counts, is marked as used: among the codes of all forms that were
    sent nobody finds it. Where no form was begun the code is marked as quiet. As when a form is sent, the mark is made
    in a transaction of its own by the browser that holds the code, and made up for by its next look where it failed.
    """
    code = _codes().get(round_id)
    if not code or (response is not None and _forms(round_id).get(code) != response.id):
        return False
    try:
        if response is None:
            book().silence(code)
        else:
            book().mark_used(code)
    except MachineError as failed:
        current_app.logger.error("a code could not be kept from reminders: %s", failed)
        return False
    return True


@dataclass(frozen=True)
class Ticket:
    """What a response is sent with: as much of its stratum as may be told; `is_refused`: its code is used already."""

    stratum: str = ""
    is_refused: bool = False


@contextmanager
def ticket(round_: Round, response: Response) -> Iterator[Ticket]:
    """What a response may be sent with; nobody else sends with a code until it is sent."""
    invitation = held(round_.id)
    if invitation is None:
        yield Ticket()
        return
    welcome = house().store.welcome(round_.id)
    with book().turn():
        now = book().invitation(invitation.code)
        if now is None or now.is_used:
            yield Ticket(is_refused=now is not None and entry_of(welcome) is Entry.CODE)
            return
        begun_with_code(round_.id, response.id)
        yield Ticket(told_stratum(now, book().used_in(round_.id, now.stratum), welcome.smallest))


def stratum_held(round_id: str) -> str:
    """The stratum of the code that this browser holds, as far as it would be told of a response now; else ""."""
    invitation = held(round_id)
    if invitation is None:
        return ""
    smallest = house().store.welcome(round_id).smallest
    told = told_stratum(invitation, book().used_in(round_id, invitation.stratum), smallest)
    return "" if told == MERGED else told


def suggested(round_id: str, view: PageView) -> tuple[str, ...]:
    """The units that the sample says this respondent dealt with, for a page that asks for units.

    They are put first on the page and are kept nowhere: the answer is the respondent's own.
    """
    kinds = house().catalog.vocabulary.question_types
    fields = (field for each in view.passes for field in each.fields)
    if not _codes().get(round_id) or not any(kinds[field.question.type].yields is Yields.UNITS for field in fields):
        return ()
    invitation = held(round_id)
    return invitation.units if invitation else ()


def _codes() -> dict[str, str]:
    found: dict[str, str] = session.get("invited", {})
    return found


def _forms(round_id: str) -> dict[str, str]:
    found: dict[str, str] = session.get("forms", {}).get(round_id, {})
    return found


def _keep_forms(round_id: str, forms: dict[str, str]) -> None:
    session["forms"] = {**session.get("forms", {}), round_id: dict(list(forms.items())[-_KEPT:])}
