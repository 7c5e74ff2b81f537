"""Which action each address needs: what declares none is refused, whoever asks."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Blueprint, Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Reply

from engine.people.permissions import About, Action, may, may_somewhere, needs_second_factor
from engine.store.staff import Account
from engine.web import errors
from engine.web.accounts.kept import posted_in_vain
from engine.web.house import house
from engine.web.staff import compulsory, me

View = TypeVar("View", bound=Callable[..., Any])
_PUBLIC = "thuocdo.public"
_OPEN_TO_ALL = frozenset({"static", "language"})
SET_UP = ("own_account.second_factor", "own_account.share_second_factor")
"""Open to who has to set up a second factor first."""


def needs(action: Action, *, somewhere: bool = False) -> Callable[[View], View]:
    """Declare what a view needs, about the `round_id` and `unit_id` of its address.

    `somewhere`: it is a list, open to whoever may do it to anything there; the view shows that alone.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(**given: Any) -> Any:
            return _refusal(action, given, somewhere) or view(**given)

        guarded.needs = action  # type: ignore[attr-defined]
        return cast("View", guarded)

    return declare


def open_to_all(app: Flask, pages: Blueprint) -> None:
    """Register pages for everybody: each of them that declares no action is public."""
    app.register_blueprint(pages)
    app.extensions.setdefault(_PUBLIC, set()).add(pages.name)


def declared(app: Flask, endpoint: str) -> Action | None:
    """The action that a view needs; None for one that says nothing."""
    own: Action | None = getattr(app.view_functions[endpoint], "needs", None)
    is_public = endpoint in _OPEN_TO_ALL or endpoint.partition(".")[0] in app.extensions.get(_PUBLIC, ())
    return own or (Action.PUBLIC if is_public else None)


def shut(app: Flask) -> None:
    """Refuse what declares no action; asked once, after all pages are there, so that no request pays for it."""
    for endpoint in app.view_functions:
        if declared(app, endpoint) is None:
            app.view_functions[endpoint] = _refuse


def _refuse(**_given: Any) -> Reply:
    raise errors.Shown(403, errors.NOT_ALLOWED)


def _refusal(action: Action, given: dict[str, Any], somewhere: bool) -> ResponseReturnValue | None:
    """Where to go instead, if this browser may not; None if it may."""
    if action is Action.PUBLIC:
        return None
    person = me()
    if person is None:
        return _sign_in_first()
    decide = may_somewhere if somewhere else may
    if not decide(person, action, _about(given, person)):
        raise errors.Shown(403, errors.NOT_ALLOWED)
    if needs_second_factor(person, compulsory()) and request.endpoint not in SET_UP:
        return redirect(url_for(SET_UP[0]), 303)
    return None


def _sign_in_first() -> ResponseReturnValue:
    """The way to the sign-in page; what was posted goes with it and is sent once more from there."""
    from engine.web.accounts.sign_in import page_with  # the views import this module

    kept = posted_in_vain()
    if kept.fields:
        return page_with(_where(), kept=kept), 401
    return redirect(url_for("sign_in.page", tiep=_where()), 303)


def _about(given: dict[str, Any], person: Account) -> About:
    round_id, unit = (_text(given.get(name)) for name in ("round_id", "unit_id"))
    needs_group = unit is not None and any(binding.group for binding in person.bindings)
    return About(round_id, unit, group_of(round_id, unit) if needs_group and round_id and unit else None)


def _text(given: str | None) -> str | None:
    """An id as it is kept, however an address writes its letters: nobody gets round a rule by another spelling."""
    return unicodedata.normalize("NFC", given) if given is not None else None


def group_of(round_id: str, unit_id: str) -> str | None:
    """The group of a unit in a round, if it has one."""
    round_ = house().round(round_id)
    unit = house().offered_for(round_).framework.unit.get(unit_id) if round_ else None
    return unit.group if unit else None


def _where() -> str:
    """Where somebody wanted to go: for what was posted, the page that it was posted from."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    try:
        before = urlsplit(request.referrer or "")
    except ValueError:
        return ""
    return before.path if before.netloc == request.host else ""
