"""Who of the staff sits before this browser: a cookie of its own, with nothing in it but a token."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, cast

from flask import g, render_template, request
from werkzeug.wrappers import Response as Reply

from engine.framework.models import Framework
from engine.people import signing_in
from engine.people.acts import Actor
from engine.people.permissions import Action, may, may_somewhere
from engine.people.signing_in import Held
from engine.people.tokens import LONGEST, device_of
from engine.problems import ThuocDoError
from engine.store.staff import Account, Role
from engine.web.house import house
from engine.wording.catalog import mark

COOKIE = "thuocdo-staff"

NAVIGATION: tuple[tuple[str, str, Callable[[Account | None], bool]], ...] = (
    ("desk.rounds", mark("Các đợt"), lambda person: may_somewhere(person, Action.SEE_ROUND)),
    ("unit_desk.mine", mark("Đơn vị tôi"), lambda person: may_somewhere(person, Action.FILL_IN)),
    ("appraiser_desk.mine", mark("Thẩm định"), lambda person: may_somewhere(person, Action.APPRAISE)),
    ("council.rounds", mark("Hội đồng"), lambda person: may_somewhere(person, Action.DECIDE)),
    ("people_pages.everybody", mark("Tài khoản"), lambda person: may(person, Action.MANAGE_PEOPLE)),
    ("desk.whole_audit", mark("Nhật ký"), lambda person: may(person, Action.READ_AUDIT)),
)
"""What the head of each staff page leads to: a view, its name, and who may open it."""


def now() -> datetime:
    """This moment; an hour of the day may be kept of staff, never of respondents."""
    return datetime.now(UTC)


def held() -> Held | None:
    """The sign-in of this browser, whole or half, looked up once a request."""
    if "held" not in g:
        token = request.cookies.get(COOKIE, "")
        g.held = signing_in.held(house().store, token, now()) if token else None
    return cast("Held | None", g.held)


def me() -> Account | None:
    """Whoever is signed in here; nobody before the second factor."""
    found = held()
    return found.account if found and found.sign_in.is_complete else None


def myself() -> Account:
    """Whoever is signed in, on a page that nobody else is let in to."""
    found = me()
    assert found is not None, "the view declares an action that needs somebody"
    return found


def actor() -> Actor:
    """Whoever is signed in, as the audit trail names who acts, at this moment."""
    return Actor(myself().name, now())


def sign_in(reply: Reply, account: Account, *, is_complete: bool) -> Reply:
    """Sign somebody in with a reply; the sign-in that this browser had ends."""
    store, before = house().store, held()
    if before:
        store.end_sign_in(before.account.name, before.sign_in.mark)
    device = device_of(request.headers.get("User-Agent", ""))
    token = signing_in.begin(store, account, device, now(), is_complete=is_complete)
    reply.set_cookie(COOKIE, token, max_age=LONGEST, httponly=True, samesite="Lax", secure=request.is_secure, path="/")
    return reply


def sign_out(reply: Reply) -> Reply:
    """Sign this browser out with a reply."""
    before = held()
    if before:
        house().store.end_sign_in(before.account.name, before.sign_in.mark)
    reply.delete_cookie(COOKIE, path="/", httponly=True, samesite="Lax", secure=request.is_secure)
    return reply


def compulsory() -> frozenset[Role]:
    """The roles that must have a second factor: the setting THUOCDO_SECOND_FACTOR, names separated by commas."""
    given = os.environ.get("THUOCDO_SECOND_FACTOR", "").replace("-", "_").split(",")
    named = {name.strip() for name in given} - {""}
    if not named <= set(Role):
        unknown = ", ".join(sorted(named - set(Role)))
        raise ThuocDoError(f"THUOCDO_SECOND_FACTOR names no role: {unknown}. Roles are: {', '.join(Role)}.")
    return frozenset(map(Role, named))


def frameworks_of(round_id: str = "") -> Iterable[Framework]:
    """The framework of a round; without one, all that are loaded."""
    if round_id:
        found = house().round(round_id)
        return [house().offered_for(found).framework] if found else []
    return [offered.framework for offered in house().fresh.now().offered.values()]


def staff_page(template: str, **context: Any) -> str:
    """A page for who is signed in, with the way to the others that this person may open."""
    person = me()
    ways = [(endpoint, words) for endpoint, words, is_open in NAVIGATION if is_open(person)]
    return render_template(template, me=person, ways=ways, **context)
