"""Behind proxies that speak HTTPS: whose word about the visitor's address is taken, and what follows from HTTPS."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from engine.problems import ThuocDoError

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PROXIES = "THUOCDO_PROXIES"
"""The setting: how many proxies stand in front of the server. None unless set: nobody's headers are believed."""

HSTS = ("Strict-Transport-Security", "max-age=31536000")
"""A year of HTTPS only for this name; names below it are the owner's to decide."""


def trust(app: Flask, given: str) -> None:
    """Believe so many proxies; cookies then go over HTTPS only. ThuocDoError for what is no such number.

    Of each `X-Forwarded-` header the entry counts that the outermost of them wrote, so a visitor who sends the header
    himself is not believed.
    """
    if not given.strip():
        return
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= 9):
        raise ThuocDoError(f"{PROXIES} is {given!r}: set it to how many proxies are in front of the server, such as 1.")
    count = int(given)
    app.config["SESSION_COOKIE_SECURE"] = True
    inner = _with_hsts(app.wsgi_app)
    app.wsgi_app = ProxyFix(inner, x_for=count, x_proto=count, x_host=count, x_port=count)  # type: ignore[method-assign]


def _with_hsts(app: WSGIApplication) -> WSGIApplication:
    """Tell browsers that came by HTTPS to come so always."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, [*headers, HSTS], exc_info)

        return app(environ, start if environ["wsgi.url_scheme"] == "https" else start_response)

    return answer
