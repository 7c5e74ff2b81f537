"""The signed session cookie: plain JSON, its signer made once."""

from __future__ import annotations

import hashlib
import json

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadData

from engine.web.sealed import Sealed


class PlainSessions(SecureCookieSessionInterface):
    """Flask's sessions, without the tags for types that ours never holds."""

    def __init__(self, secret: str) -> None:
        digest = {"digest_method": hashlib.sha256}
        self._sealed = Sealed(secret, salt=self.salt, serializer=json, signer_kwargs=digest)

    def get_signing_serializer(self, app: Flask) -> Sealed:  # noqa: ARG002 (Flask's way of asking)
        """The one signer."""
        return self._sealed

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """What the cookie holds; an empty session where there is none, or one that is forged or too old."""
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        try:
            held = self._sealed.opened(cookie, int(app.permanent_session_lifetime.total_seconds()))
        except BadData:
            return self.session_class()
        return self.session_class(held)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send what has changed; most requests only read."""
        if session.modified:
            super().save_session(app, session, response)
        elif session.accessed:
            response.headers.add("Vary", "Cookie")
