"""Signed texts read with a signer that is made once: what a form page and its session carry there and back."""

from __future__ import annotations

import hmac
import time
from typing import Any, cast

from itsdangerous import HMACAlgorithm, Serializer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_decode, base64_encode

PACKED_FROM = 1_000
"""Bytes of a session that is packed: a browser keeps cookies of 4,000."""


class _OneCall(HMACAlgorithm):
    """HMAC worked out in one call: the same signature, without the object that a longer text would be fed to."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        """The signature of a value."""
        return hmac.digest(key, value, self.digest_method)


class _KeptKey(TimestampSigner):
    """Derives its key once, for every text."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.algorithm = _OneCall(self.digest_method)
        self._derived = super().derive_key()

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:  # noqa: ARG002 (there is but one)
        """The key that signs."""
        return self._derived


class Sealed(URLSafeTimedSerializer):
    """itsdangerous' serializer for one key and one salt that stay."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, signer=_KeptKey, **more)
        self._signer = cast("TimestampSigner", self.make_signer(self.salt))

    def dump_payload(self, obj: Any) -> bytes:
        """As it is: what is short would gain little by being packed, and is unpacked with each request."""
        plain = Serializer.dump_payload(self, obj)
        return base64_encode(plain) if len(plain) < PACKED_FROM else super().dump_payload(obj)

    def opened(self, text: str, max_age: int | None = None) -> Any:
        """What was signed; BadData if it was not, or is older than `max_age` seconds.

        A text that is just as we signed it is known at once; whatever is not is the library's to judge.
        """
        stamped, _, signature = text.encode(errors="replace").rpartition(b".")
        payload, _, stamp = stamped.rpartition(b".")
        if not hmac.compare_digest(self._signer.get_signature(stamped), signature) or not _is_young(stamp, max_age):
            payload = self._signer.unsign(text, max_age=max_age)
        return self.load_payload(payload)


def _is_young(stamp: bytes, max_age: int | None) -> bool:
    return max_age is None or 0 <= time.time() - int.from_bytes(base64_decode(stamp)) <= max_age
