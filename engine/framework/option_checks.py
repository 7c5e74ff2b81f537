"""Checks of what other systems call the options of a question."""

from __future__ import annotations

from collections.abc import Sequence

from engine.framework.composer import Way
from engine.framework.models import Option
from engine.framework.places import Places


def check_codes(options: Sequence[Option], way: Way, places: Places, *, with_rows: bool = False) -> None:
    """Note codes that an answers file could not tell apart from another option, a reason, or the number of a row."""
    ids = {option.id for option in options}
    first: dict[str, str] = {}
    for position, option in enumerate(options):
        code = option.code
        if code is None:
            continue
        at = (*way, position, "code")
        if first.setdefault(code, option.id) != option.id:
            places.add(at, f"the code `{code}` is already that of `{first[code]}`.", "Choose another code.")
        elif code in ids - {option.id}:
            places.add(at, f"the code `{code}` is the id of another option.", "Choose another code.")
        elif code.startswith("!"):
            places.add(at, f"the code `{code}` would be read as a reason for no answer.", "Begin it otherwise.")
        elif with_rows and code.isdigit():
            places.add(at, f"the code `{code}` could be the number of a row.", "Add a letter.")
