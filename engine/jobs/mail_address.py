"""Addresses of mail: what may be written to, and nothing that could be taken for a header or a second address."""

from __future__ import annotations

import re
import unicodedata

_PLAIN = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf"{_PLAIN}(\.{_PLAIN})*")
_DOMAIN = re.compile(r"([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(xn--[A-Za-z0-9-]{2,59}|[A-Za-z]{2,63})")


def read_address(typed: str) -> str | None:
    """The address as it is sent to, a domain with marks in its plain form; None for what is no address."""
    local, at, domain = unicodedata.normalize("NFC", typed).strip(" \t").rpartition("@")
    if not at or not 1 <= len(local) <= 64 or len(domain) > 250:
        return None
    try:
        plain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return None
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(plain)) or len(local) + len(plain) > 253:
        return None
    return f"{local}@{plain.lower()}"
