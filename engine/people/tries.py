"""How often somebody may try to guess: counted in memory alone, under hashes that are gone when the process is."""

from __future__ import annotations

import hashlib
import math
import secrets
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_BY_BOTH = RateLimitItemPerMinute(10, 10)  # of one name from one address: ten in ten minutes
_BY_ADDRESS = RateLimitItemPerMinute(60, 10)  # an office shares one
_BY_NAME = RateLimitItemPerMinute(100, 60)  # from wherever


class Tries:
    """Failed tries of one process; what succeeds is not counted. Addresses and names are kept as salted hashes."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._salt = secrets.token_bytes(16)

    def wait(self, address: str, name: str) -> int:
        """How many minutes to wait before the next try; 0: none."""
        until = [
            self._limiter.get_window_stats(limit, key).reset_time
            for limit, key in self._limits(address, name)
            if not self._limiter.test(limit, key)
        ]
        return max(1, math.ceil((max(until) - time.time()) / 60)) if until else 0

    def failed(self, address: str, name: str) -> None:
        """Count a try that failed."""
        for limit, key in self._limits(address, name):
            self._limiter.hit(limit, key)

    def _limits(self, address: str, name: str) -> list[tuple[RateLimitItemPerMinute, str]]:
        return [
            (_BY_BOTH, self._key("both", address, name)),
            (_BY_ADDRESS, self._key("address", address)),
            (_BY_NAME, self._key("name", name)),
        ]

    def _key(self, *of: str) -> str:
        return hashlib.blake2b("\0".join(of).encode(), key=self._salt, digest_size=16).hexdigest()
