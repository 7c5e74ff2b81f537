"""The signed session cookie: plain JSON, its signer made once."""

from __future__ import annotations

import json

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class PlainSessions(SecureCookieSessionInterface):
    """Flask's sessions, without the tags for types that ours never holds and without a new signer a request.

    The keys must be set before the first request and stay.
    """

    serializer = json  # type: ignore[assignment]  # loads and dumps are all that is asked of it
    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The application's signer."""
        if self._signer is None:
            self._signer = super().get_signing_serializer(app)
        return self._signer
