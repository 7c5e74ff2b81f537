"""Whether a form comes from a page of ours: Flask-WTF's check, its tokens read with a signer that is kept."""

from __future__ import annotations

import hmac

from flask import Flask, g, request, session
from flask_wtf import CSRFProtect
from itsdangerous import BadData

from engine.web.sealed import Sealed


class FormProtect(CSRFProtect):  # type: ignore[misc]  # it tells no types
    """Knows a form's own token at once; everything else, and every refusal, is Flask-WTF's to judge.

    Over https that is each request: its check of the referrer belongs to it.
    """

    def __init__(self, app: Flask) -> None:
        self._sealed = Sealed(app.config["SECRET_KEY"], salt="wtf-csrf-token")  # as `generate_csrf` signs
        super().__init__(app)

    def protect(self, apply_exemptions: bool = False) -> None:
        """Let a request pass that changes something, or answer it with 400."""
        if request.method == "POST" and request.scheme == "http" and self._fits():
            g.csrf_valid = True
        else:
            super().protect(apply_exemptions)

    def _fits(self) -> bool:
        posted, held = request.form.get("csrf_token", ""), session.get("csrf_token", "")
        try:
            return bool(posted and held) and hmac.compare_digest(held, self._sealed.opened(posted))
        except BadData:
            return False
