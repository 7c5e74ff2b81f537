"""How often somebody may try a code: counted in memory only, by an address that is hashed with a salt nobody keeps."""

from __future__ import annotations

import hashlib
import math
import secrets
import time
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

from flask import request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_SALT = secrets.token_bytes(16)  # of this process: gone with it


@dataclass(frozen=True)
class Tries:
    """Failed tries of one kind: so many are allowed in so many minutes from one address.

    What succeeds is not counted, so that people behind one address do not lock each other out by being many.
    """

    kind: str
    most: int = 10
    minutes: int = 10
    _counter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))

    def minutes_to_wait(self) -> int:
        """How many minutes until the visitor may try again; 0: now."""
        item, key = self._item, _visitor()
        if self._counter.test(item, self.kind, key):
            return 0
        left = self._counter.get_window_stats(item, self.kind, key).reset_time - time.time()
        return max(1, math.ceil(left / 60))

    def failed(self) -> None:
        """Count a try of the visitor that led nowhere."""
        self._counter.hit(self._item, self.kind, _visitor())

    @property
    def _item(self) -> RateLimitItem:
        return RateLimitItemPerMinute(self.most, self.minutes)


def _visitor() -> str:
    return hashlib.blake2b(_network(request.remote_addr or "").encode(), key=_SALT, digest_size=8).hexdigest()


def _network(address: str) -> str:
    """Who is one: an address of version 4, the network of one of version 6, of which everybody has plenty."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str(int(known) >> 64) if isinstance(known, IPv6Address) else str(known)
