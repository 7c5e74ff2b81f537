"""Whether a form comes from a page of ours: the browser's own word, else Flask-WTF's check of its token."""

from __future__ import annotations

import hmac

from flask import Flask, g, request, session
from flask_wtf import CSRFProtect
from itsdangerous import BadData

from engine.web.sealed import Sealed


class FormProtect(CSRFProtect):  # type: ignore[misc]  # it tells no types
    """Knows at once what a browser says was posted from our own pages, and a form's own token.

    Browsers since 2023 say with each request where it was made (`Sec-Fetch-Site`, which no script can set): over https,
    and on the machine itself. Everything else, and every refusal, is Flask-WTF's to judge; over https its check of the
    referrer belongs to it.
    """

    def __init__(self, app: Flask) -> None:
        self._sealed = Sealed(app.config["SECRET_KEY"], salt="wtf-csrf-token")  # as `generate_csrf` signs
        super().__init__(app)

    def protect(self, apply_exemptions: bool = False) -> None:
        """Let a request pass that changes something, or answer it with 400."""
        ours = request.environ.get("HTTP_SEC_FETCH_SITE") == "same-origin"
        if ours or (request.method == "POST" and request.scheme == "http" and self._fits()):
            g.csrf_valid = True
        else:
            super().protect(apply_exemptions)

    def _fits(self) -> bool:
        posted, held = request.form.get("csrf_token", ""), session.get("csrf_token", "")
        try:
            return bool(posted and held) and hmac.compare_digest(held, self._sealed.opened(posted))
        except BadData:
            return False
