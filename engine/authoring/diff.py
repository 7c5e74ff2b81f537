"""What changed between two editions of a framework, noun by noun and matched by id, the gravest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from engine.authoring.changes import (
    Change,
    Effect,
    Matched,
    changed_keys,
    is_wording,
    likely_renames,
    matched,
    rename_hint,
    told,
)
from engine.authoring.diff_forms import form_changes
from engine.authoring.diff_index import index_changes, is_relative
from engine.authoring.diff_quality import quality_changes
from engine.authoring.diff_questions import ONLY_WORDS, Editions
from engine.authoring.feeding import feeding
from engine.framework.models import (
    Band,
    Extra,
    Framework,
    Gate,
    ItemScale,
    Priority,
    Publish,
    Reported,
    Robustness,
    Screen,
    State,
)
from engine.framework.text import Text
from engine.framework.vocabulary import Vocabulary

_TOLD_APART = (
    "scales", "units", "forms", "quality", "index", "reported", "bands", "gates", "extras", "priorities", "publish",
    "robustness", "reliability", "screen", "states", "examples",
)  # fmt: skip
_NAMES = {
    "id": "Rounds of both stand side by side.",
    "edition": "Only the name of the edition.",
    "status": "Only what is printed on every page.",
    "source": ONLY_WORDS,
    "bodies": "The answers stay; others may appraise them.",
    "languages": "Only the languages of the texts.",
}


def diff(old: Framework, new: Framework, vocabulary: Vocabulary) -> tuple[Change, ...]:
    """Every change but those of `examples`, which are tests: sorted by effect, else in the order of the file."""
    editions = Editions(old, new, vocabulary, feeding(old) | feeding(new))
    changes = [
        *_framework(old, new),
        *_robustness(old, new),
        *_screen(old.screen, new.screen),
        *form_changes(editions),
        *quality_changes(old, new),
        *_beside("item scale", old.reliability, new.reliability, "only what is told of how items hang together."),
        *_beside("state", old.states, new.states, "only what an indicator's state is called."),
        *index_changes(old, new, vocabulary),
        *_listed("result", old.reported, new.reported, "It is made of other parts, or in another way."),
        *_listed("band", old.bands, new.bands, "The same score may fall into another class."),
        *_listed("gate", old.gates, new.gates, "The same answers may be limited otherwise."),
        *_listed("extra", old.extras, new.extras, "The same answers may give other extra points."),
        *_beside("priority", old.priorities, new.priorities, "plans of mending are put in another order."),
        *_units(old, new, vocabulary),
        *_publish(old.terms, new.terms),
    ]
    order = list(Effect)
    return tuple(sorted(changes, key=lambda change: order.index(change.effect)))


def unreadable(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes because of which answers of the old edition cannot all be read under the new one."""
    return tuple(change for change in changes if change.effect is Effect.ANSWERS)


def _framework(old: Framework, new: Framework) -> Iterator[Change]:
    for key, before, after in changed_keys(old, new, but=_TOLD_APART):
        wording = is_wording(before, after) or key in _NAMES
        effect = Effect.WORDING if wording else Effect.TREND
        why = _NAMES.get(key, ONLY_WORDS) if wording else "It holds for the whole file."
        yield Change(effect, "framework", told(key, before, after), why)


def _publish(old: Publish | None, new: Publish | None) -> Iterator[Change]:
    """What may be shown; forms that came or went with their terms are told as such."""
    if old is None or new is None:
        return
    why = "Other figures are shown; answers and scores stay."
    for key, before, after in changed_keys(old, new, but=("dominance",)):
        yield Change(Effect.WORDING, "publish", told(key, before, after), why)
    for key, before, after in changed_keys(old.dominance, new.dominance):
        yield Change(Effect.WORDING, "publish", told(f"dominance.{key}", before, after), why)


def _robustness(old: Framework, new: Framework) -> Iterator[Change]:
    """What may vary; a section that is not there lets nothing vary."""
    for key, before, after in changed_keys(old.robustness or Robustness(), new.robustness or Robustness()):
        yield Change(Effect.WORDING, "robustness", told(key, before, after), "The scores stay; only how sure they are.")


_Beside = TypeVar("_Beside", ItemScale, Priority, State)


def _beside(noun: str, old: Sequence[_Beside], new: Sequence[_Beside], why: str) -> Iterator[Change]:
    """Things of one noun that stand beside the scores, which stay."""
    why = f"The scores stay; {why}"
    pairs: Matched[_Beside] = matched(old, new)
    for thing in (*pairs.removed, *pairs.added):
        yield Change(Effect.WORDING, f"{noun} {thing.id}", "removed" if thing in pairs.removed else "added", why)
    for before, after in pairs.kept:
        for key, one, other in changed_keys(before, after, but=("id",)):
            yield Change(Effect.WORDING, f"{noun} {after.id}", told(key, one, other), why)


def _screen(old: Screen | None, new: Screen | None) -> Iterator[Change]:
    """Which units are left out for want of figures; that changes the scores of the others too."""
    why = "Other units are compared, so that ranges and places of all may change."
    if old is None or new is None:
        if old is not new:
            told_apart = "`screen` added" if old is None else "`screen` removed"
            yield Change(Effect.TREND, "screen", told_apart, why)
        return
    for key, before, after in changed_keys(old, new):
        yield Change(Effect.TREND, "screen", told(key, before, after), why)


_Thing = TypeVar("_Thing", Reported, Band, Gate, Extra)


def _listed(noun: str, old: Sequence[_Thing], new: Sequence[_Thing], why: str) -> Iterator[Change]:
    """Things of one noun that came, went or changed, any of which but the wording changes results."""
    things: Matched[_Thing] = matched(old, new)
    for thing in (*things.removed, *things.added):
        done = "removed" if thing in things.removed else "added"
        yield Change(Effect.TREND, f"{noun} {thing.id}", f"{noun} {done}", why)
    for left, right in things.kept:
        for key, before, after in changed_keys(left, right, but=("id",)):
            wording = is_wording(before, after)
            effect = Effect.WORDING if wording else Effect.TREND
            yield Change(effect, f"{noun} {right.id}", told(key, before, after), ONLY_WORDS if wording else why)


_OF_UNITS = {
    "labels": "Rules may group it with others.",
    "successor": "Another unit has the mean of its scores and those of others.",
}


def _units(old: Framework, new: Framework, vocabulary: Vocabulary) -> Iterator[Change]:
    yield from _groups(old, new)
    relative = is_relative(new, vocabulary)
    units = matched(old.units.list, new.units.list)
    renames = likely_renames({u.id: str(u.title) for u in units.removed}, {u.id: str(u.title) for u in units.added})
    for unit in units.removed:
        where, hint = f"unit {unit.id}", rename_hint(unit.id, renames)
        if new.forms and old.forms:
            yield Change(Effect.ANSWERS, where, "unit removed", "Answers about it have no place.", hint=hint)
        else:
            yield Change(Effect.TREND, where, "unit removed", "The others are ranked without it.", hint=hint)
    for unit in units.added:
        where = f"unit {unit.id}"
        if unit.group is None:
            yield Change(Effect.ADDITIVE, where, "unit added", "It is in no group, so it is not ranked.")
        elif relative:
            yield Change(Effect.TREND, where, "unit added", "Scores are relative to the group, which it joins.")
        else:
            yield Change(Effect.ADDITIVE, where, "unit added", "The scores of the others stay.")
    for left, right in units.kept:
        for key, before, after in changed_keys(left, right, but=("id",)):
            wording = is_wording(before, after) or key == "code"
            otherwise = _OF_UNITS.get(key, "It is ranked among others.")
            why = ONLY_WORDS if wording else otherwise
            effect = Effect.WORDING if wording else Effect.TREND
            yield Change(effect, f"unit {right.id}", told(key, before, after), why)


def _groups(old: Framework, new: Framework) -> Iterator[Change]:
    before, after = old.units.groups, new.units.groups
    for name in {**before, **after}:
        where = f"group {name}"
        was, now = before.get(name), after.get(name)
        if isinstance(was, Text) and isinstance(now, Text):
            if was != now:
                yield Change(Effect.WORDING, where, told("title", was, now), ONLY_WORDS)
        elif now is None:
            yield Change(Effect.TREND, where, "group removed", "Its units are ranked among others, or not at all.")
        else:
            yield Change(Effect.ADDITIVE, where, "group added", "The other groups stay.")
    for key, was_given, given in changed_keys(old.units, new.units, but=("groups", "list")):
        yield Change(Effect.TREND, "units", told(key, was_given, given), "Units are ranked among others.")
