"""The second factor: codes of an authenticator (TOTP, RFC 6238) or of a list once it is lost; the importer of pyotp."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32, without I, O, 0, 1, which look alike
_STEP = 30  # seconds, which every authenticator takes for granted
RECOVERY_CODES = 10


def make_secret() -> str:
    """A secret to share with an authenticator: 160 bits in base 32."""
    import pyotp

    return pyotp.random_base32()


def address_for(secret: str, name: str) -> str:
    """What an authenticator reads from a QR code."""
    import pyotp

    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Thước Đo")


def step_of(code: str, secret: str, now: datetime) -> int | None:
    """The step whose code this is, of the one that runs and its two neighbours; None if it is none of theirs."""
    import pyotp

    given = re.sub(r"\s", "", code)
    if not secret or not re.fullmatch(r"[0-9]{6}", given):
        return None
    totp = pyotp.TOTP(secret)
    running = int(now.timestamp()) // _STEP
    fits = [
        step for step in (running, running - 1, running + 1) if secrets.compare_digest(totp.at(step * _STEP), given)
    ]
    return fits[0] if fits else None


def make_recovery_codes() -> list[str]:
    """Ten codes of 80 bits, each good for one sign-in without the authenticator."""
    drawn = ("".join(secrets.choice(_LETTERS) for _ in range(16)) for _ in range(RECOVERY_CODES))
    return ["-".join(code[at : at + 4] for at in range(0, 16, 4)) for code in drawn]


def hash_recovery(code: str) -> str:
    """A recovery code as it is kept: too long for trying out its hash; blanks and hyphens do not matter."""
    return hashlib.sha256(re.sub(r"[\s-]", "", code.upper()).encode()).hexdigest()
