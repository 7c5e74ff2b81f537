"""How the id of a unit stands in an address: as one piece, whatever signs it is made of, so that no two pages meet."""

from __future__ import annotations

import re

from werkzeug.routing import BaseConverter

_WRITTEN = {"~": "~0", "/": "~1", ".": "~2"}
_READ = {written: sign for sign, written in _WRITTEN.items()}
_DOTS = re.compile(r"\.+")


class UnitId(BaseConverter):
    """`/` would begin another piece, and browsers resolve a piece of dots alone: both are written with `~`."""

    regex = r"[^/]+"

    def to_python(self, value: str) -> str:
        """The id that an address names; what `to_url` never writes stands as it is, and names no unit."""
        return re.sub("~[012]", lambda found: _READ[found.group()], value)

    def to_url(self, value: str) -> str:
        """The id as a piece of an address."""
        signs = "~/." if _DOTS.fullmatch(value) else "~/"
        return super().to_url("".join(_WRITTEN[sign] if sign in signs else sign for sign in value))
