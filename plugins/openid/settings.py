"""Which service, as the operator's environment says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import urlsplit

_OWN_MACHINE = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Settings:
    """A service, what it knows us as, and which of its claims is an account's name."""

    issuer: str
    client_id: str
    client_secret: str
    claim: str
    title: str


def settings_of(environment: Mapping[str, str]) -> Settings | None:
    """The settings, None where no service is named; ValueError with the mend for those that cannot be used."""
    issuer = environment.get("THUOCDO_OPENID_ISSUER", "").strip()
    if not issuer:
        return None
    place = urlsplit(issuer)
    if place.scheme != "https" and place.hostname not in _OWN_MACHINE:
        raise ValueError("THUOCDO_OPENID_ISSUER has to begin with https://")
    client_id = environment.get("THUOCDO_OPENID_CLIENT", "").strip()
    if not client_id:
        raise ValueError("THUOCDO_OPENID_ISSUER needs THUOCDO_OPENID_CLIENT beside it")
    if find_spec("authlib") is None:
        raise ValueError("THUOCDO_OPENID_ISSUER needs Authlib: pip install 'thuocdo[openid]'")
    return Settings(
        issuer,
        client_id,
        environment.get("THUOCDO_OPENID_SECRET", ""),
        environment.get("THUOCDO_OPENID_CLAIM", "preferred_username"),
        environment.get("THUOCDO_OPENID_TITLE", place.hostname or issuer),
    )
