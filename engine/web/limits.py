"""How often a visitor may try a code: failed tries of one kind, counted by the network they come from."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from flask import request

from engine.people.tries import Guessers, Limit
from engine.web.house import house


@dataclass(frozen=True)
class Tries:
    """Failed tries of one kind: so many are allowed in so many minutes from one address."""

    kind: str
    most: int = 10
    minutes: int = 10

    def minutes_to_wait(self) -> int:
        """How many minutes until the visitor may try again; 0: now."""
        return house().tries.wait(self._visitor)

    def failed(self) -> None:
        """Count a try of the visitor that led nowhere."""
        house().tries.count(self._visitor)

    @property
    def _visitor(self) -> Guessers:
        return ((Limit(self.most, self.minutes), (self.kind, _network(request.remote_addr or ""))),)


def _network(address: str) -> str:
    """Who is one: an address of version 4, the network of one of version 6, of which everybody has plenty."""
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str(int(known) >> 64) if isinstance(known, IPv6Address) else str(known)
