"""What a browser or a link holds to prove that it was let in: drawn at random, kept as a hash, good for a time."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta

from engine.store.staff import SignIn

IDLE, LONGEST = timedelta(hours=12), timedelta(days=30)
"""A sign-in ends when it was not used for so long, and at the latest after so long."""

SECOND_STEP = timedelta(minutes=10)
"""So long somebody whose password was right may take for the second factor."""

LINK = timedelta(days=3)
"""So long a link to set a password is good."""

SEEN_EACH = timedelta(minutes=5)
"""Use is noted no oftener than that."""


def make_token() -> str:
    """A token of 256 bits."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """A token as it is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_good(sign_in: SignIn, now: datetime) -> bool:
    """Whether a sign-in still counts. One of the future does not: a clock was wrong."""
    if not sign_in.is_complete:
        return timedelta() <= now - sign_in.begun <= SECOND_STEP
    return now - sign_in.seen <= IDLE and now - sign_in.begun <= LONGEST


_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "Mac OS": "macOS",
    "CrOS": "ChromeOS", "Linux": "Linux",
}  # fmt: skip
_BROWSERS = {
    "Zalo": "Zalo", "coc_coc": "Cốc Cốc", "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox", "Chrome": "Chrome", "CriOS": "Chrome", "Safari": "Safari",
}  # fmt: skip
"""What a browser says of itself, and what it is called; the first that fits, for each claims to be many others."""


def device_of(user_agent: str) -> str:
    """A browser in a few words, made from what it says of itself: "Firefox, Windows"; "" if that says nothing known."""
    named = [
        next((words for sign, words in signs.items() if re.search(re.escape(sign), user_agent, re.IGNORECASE)), "")
        for signs in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, named))
