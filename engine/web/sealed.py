"""Signed texts read with a signer that is made once: what a form page and its session carry there and back."""

from __future__ import annotations

from typing import Any, cast

from itsdangerous import TimestampSigner, URLSafeTimedSerializer


class Sealed(URLSafeTimedSerializer):
    """itsdangerous' serializer for one key and one salt that stay."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._signer = cast("TimestampSigner", self.make_signer(self.salt))

    def opened(self, text: str, max_age: int | None = None) -> Any:
        """What was signed; BadData if it was not, or is older than `max_age` seconds."""
        return self.load_payload(self._signer.unsign(text, max_age=max_age))
