"""The application's secret, its limits, and the headers that keep a page to itself."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from engine.problems import MachineError
from engine.web.csrf import FormProtect
from engine.web.form_data import QuickRequest
from engine.web.sessions import PlainSessions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Own files only: no inline script or style, no other host, no frame around us."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # the CSRF check over https wants the referrer
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}


def protect(app: Flask, data: Path) -> None:
    """Set secret, cookie, limits, CSRF protection and headers."""
    app.config.update(
        SECRET_KEY=secret_key(data),
        SESSION_COOKIE_NAME="thuocdo",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=90),
        SESSION_REFRESH_EACH_REQUEST=False,  # each page that is opened renews it: a submit need not
        WTF_CSRF_TIME_LIMIT=None,  # nothing expires while somebody types: the token lives as long as the session
        SEND_FILE_MAX_AGE_DEFAULT=86_400,
    )
    app.request_class = QuickRequest
    app.session_interface = PlainSessions(app.config["SECRET_KEY"])
    FormProtect(app)
    app.wsgi_app = _with_headers(app.wsgi_app)  # type: ignore[assignment,method-assign]  # the way Flask's documents name


def secret_key(data: Path) -> str:
    """The data folder's secret, made once; several processes that start together agree on one.

    Raises MachineError when it can neither be read nor made.
    """
    path = data / "secret-key"
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.is_file():
            draft = data / f"secret-key.{os.getpid()}.{secrets.token_hex(4)}"
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
            try:
                os.link(draft, path)  # whole or not at all, and only the first process wins
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return path.read_text().strip()
    except OSError as failed:
        raise MachineError(f"The secret key {path} cannot be read or made: {failed.strerror}.") from failed


def _with_headers(app: WSGIApplication) -> WSGIApplication:
    """Add our headers to whatever is answered, errors included; what says nothing of keeping is not kept."""
    ours = list(HEADERS.items())

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            kept = [] if any(name == "Cache-Control" for name, _ in headers) else [("Cache-Control", "no-store")]
            return start_response(status, [*headers, *ours, *kept], exc_info)

        return app(environ, start)

    return answer
