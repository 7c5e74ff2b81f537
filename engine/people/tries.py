"""How often somebody may try to guess: counted in memory alone, under hashes that are gone when the process is."""

from __future__ import annotations

import hashlib
import math
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter


@dataclass(frozen=True)
class Limit:
    """So many failed tries are allowed in so many minutes."""

    most: int
    minutes: int

    @property
    def window(self) -> RateLimitItemPerMinute:
        """The same as the counter wants it."""
        return RateLimitItemPerMinute(self.most, self.minutes)


Guessers = Sequence[tuple[Limit, Sequence[str]]]
"""Under which limits one try falls, each with what is counted together: a kind, an address, a name."""


@dataclass(frozen=True)
class FailedTries:
    """Failed tries of one process, under salted hashes; what succeeds is not counted.

    So people behind one address do not lock each other out by being many.
    """

    _counter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))

    def wait(self, guessers: Guessers) -> int:
        """How many minutes to wait before the next try; 0: none."""
        until = [
            self._counter.get_window_stats(limit.window, key).reset_time
            for limit, key in self._keyed(guessers)
            if not self._counter.test(limit.window, key)
        ]
        return max(1, math.ceil((max(until) - time.time()) / 60)) if until else 0

    def count(self, guessers: Guessers) -> None:
        """One try more that failed."""
        for limit, key in self._keyed(guessers):
            self._counter.hit(limit.window, key)

    def _keyed(self, guessers: Guessers) -> list[tuple[Limit, str]]:
        return [(limit, self._hash("\0".join(of))) for limit, of in guessers]

    def _hash(self, text: str) -> str:
        return hashlib.blake2b(text.encode(), key=self._salt, digest_size=16).hexdigest()


_BY_BOTH = Limit(10, 10)  # of one name from one address: ten in ten minutes
_BY_ADDRESS = Limit(60, 10)  # an office shares one
_BY_NAME = Limit(100, 60)  # from wherever


class SignInTries:
    """Failed tries to sign in: of a name at an address, of an address, of a name."""

    def __init__(self) -> None:
        self._tries = FailedTries()

    def wait(self, address: str, name: str) -> int:
        """How many minutes to wait before the next try; 0: none."""
        return self._tries.wait(_signing_in(address, name))

    def failed(self, address: str, name: str) -> None:
        """Count a try that failed."""
        self._tries.count(_signing_in(address, name))


def _signing_in(address: str, name: str) -> Guessers:
    return ((_BY_BOTH, ("both", address, name)), (_BY_ADDRESS, ("address", address)), (_BY_NAME, ("name", name)))
