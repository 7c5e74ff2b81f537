"""What changed in the quotas of a form: how many of whom are taken."""

from __future__ import annotations

from collections.abc import Iterator

from engine.authoring.changes import Change, Effect, changed_keys, is_wording, matched, told
from engine.framework.models import Form


def quota_changes(old: Form, new: Form, feeds: bool) -> Iterator[Change]:
    """Every change of quotas; `feeds` says whether an answer of the form feeds a score, whose base then changes."""
    effect = Effect.TREND if feeds else Effect.ADDITIVE
    why = "Others answer than before." + (" The base of a score changes." if feeds else "")
    quotas = matched(old.quotas, new.quotas)
    for quota in (*quotas.removed, *quotas.added):
        done = "removed" if quota in quotas.removed else "added"
        yield Change(effect, f"quota {quota.id}", f"quota {done}", why)
    for before, after in quotas.kept:
        where = f"quota {after.id}"
        for key, one, other in changed_keys(before, after, but=("id",)):
            what = told(key, one, other)
            if is_wording(one, other) or key in ("text", "title"):
                yield Change(Effect.WORDING, where, what, "Only words change.")
            elif key == "at_most":
                yield Change(Effect.ADDITIVE, where, what, "More or fewer of them are taken; the answers stay.")
            else:
                yield Change(effect, where, what, why)
