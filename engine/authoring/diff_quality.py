"""What changed in the signs of careless answers between two editions."""

from __future__ import annotations

from collections.abc import Iterator

from engine.authoring.changes import Change, Effect, changed_keys, is_wording, matched, told
from engine.framework.models import Framework, Quality
from engine.framework.models.quality import FLAGS

_WHY = "Other responses are flagged, so results without them are not comparable."


def quality_changes(old: Framework, new: Framework) -> Iterator[Change]:
    """Flags that came, went or have other limits: scores stay, and so does every answer."""
    before, after = old.quality or Quality(), new.quality or Quality()
    for name in FLAGS:
        was, now = getattr(before, name), getattr(after, name)
        if (was is None) != (now is None):
            done = "flag removed" if now is None else "flag added"
            yield Change(Effect.TREND, f"quality {name}", done, _WHY)
        elif was is not None:
            for key, one, other in changed_keys(was, now):
                yield Change(Effect.TREND, f"quality {name}", told(key, one, other), _WHY)
    pairs = matched(before.contradictions, after.contradictions)
    for thing in (*pairs.removed, *pairs.added):
        done = "flag removed" if thing in pairs.removed else "flag added"
        yield Change(Effect.TREND, f"quality {thing.id}", done, _WHY)
    for left, right in pairs.kept:
        for key, one, other in changed_keys(left, right, but=("id",)):
            wording = is_wording(one, other)
            why = "Only words change." if wording else _WHY
            yield Change(Effect.WORDING if wording else Effect.TREND, f"quality {right.id}", told(key, one, other), why)
