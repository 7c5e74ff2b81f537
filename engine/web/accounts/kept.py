"""What somebody posted after the sign-in had ended: carried through signing in again, and sent once more."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import request

from engine.web.paths import own_path

_SECRETS = frozenset({"password", "again", "current", "code", "secret"})
_LONGEST = 400_000  # characters


@dataclass(frozen=True)
class Kept:
    """Fields of a form, and the address that they were posted to; nothing where there are none."""

    to: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    lost_files: bool = False  # files cannot be carried: they have to be chosen again

    @property
    def text(self) -> str:
        """As one hidden field carries it."""
        return json.dumps(self.fields, ensure_ascii=False) if self.fields else ""


def posted_in_vain() -> Kept:
    """What this request posted; nothing of a form with a secret in it, which is never written into a page."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    is_long = sum(len(name) + len(value) for name, value in fields) > _LONGEST
    if request.method != "POST" or is_long or _SECRETS.intersection(name for name, _ in fields):
        return Kept()
    return Kept(own_path(request.path), tuple(fields), any(request.files.values()))


def carried() -> Kept:
    """What a sign-in form carries on."""
    to, lost = own_path(request.form.get("toi", "")), request.form.get("tep") == "1"
    try:
        told = json.loads(request.form.get("giu", "") or "[]")
        fields = tuple((str(name), str(value)) for name, value in told)
    except (ValueError, TypeError, RecursionError):
        return Kept()
    return Kept(to, fields, lost) if to and fields else Kept()
