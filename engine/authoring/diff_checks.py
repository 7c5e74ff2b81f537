"""What changed in the checks of a page or form: which answers are no longer accepted together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.authoring.changes import Change, Effect, canonical, matched, told
from engine.framework.models import Check

_REFUSES = "Answers that were accepted together may no longer be."
_ASKS = "It may be confirmed; the answers stay."


def check_changes(old: Sequence[Check], new: Sequence[Check]) -> Iterator[Change]:
    """Every change between the checks of one page or form."""
    checks = matched(old, new)
    for check in checks.removed:
        yield Change(Effect.ADDITIVE, f"check {check.id}", "check removed", "Whatever was accepted still is.")
    for check in checks.added:
        yield _narrowed(check, "check added" if not check.warn else "warning added")
    for before, after in checks.kept:
        yield from _check(before, after)


def _check(before: Check, after: Check) -> Iterator[Change]:
    where = f"check {after.id}"
    if canonical(before.expression) != canonical(after.expression):
        yield _narrowed(after, told("that", before.expression, after.expression))
    if bool(before.warn) != bool(after.warn):
        if after.warn:
            yield Change(Effect.ADDITIVE, where, "the error is now a warning", _ASKS)
        else:
            yield Change(Effect.ANSWERS, where, "the warning is now an error", _REFUSES)
    elif (before.error or before.warn) != (after.error or after.warn):
        key = "warn" if after.warn else "error"
        what = told(key, before.error or before.warn, after.error or after.warn)
        yield Change(Effect.WORDING, where, what, "Only words change.")
    if before.on != after.on:
        yield Change(Effect.WORDING, where, told("on", before.on, after.on), "It is said beside another question.")


def _narrowed(check: Check, what: str) -> Change:
    if check.warn:
        return Change(Effect.ADDITIVE, f"check {check.id}", what, _ASKS)
    return Change(Effect.ANSWERS, f"check {check.id}", what, _REFUSES)
