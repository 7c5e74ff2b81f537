"""What a changed setting of a question does to answers, where its name and value alone do not tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.authoring.changes import Change, Effect, canonical, told
from engine.framework.text import Text

_STAYS = "Whatever was accepted still is."
_LOST = "Answers that were accepted may no longer be."


def special_changes(key: str, before: Any, after: Any, where: str, trend: Effect) -> Iterator[Change] | None:
    """The changes of a setting that is told in a way of its own; None for all others."""
    if key == "codes" and isinstance(before, Mapping) and isinstance(after, Mapping):
        return _codes(before, after, where)
    if key in ("prefix", "suffix") and isinstance(before, Text) and isinstance(after, Text):
        return _counted_in(key, before, after, where)
    if key == "formula":
        return _formula(before, after, where, trend)
    if key == "units" and isinstance(before, tuple) and isinstance(after, tuple) and before and after:
        return _duration(before, after, where)
    if key == "top":
        why = "Answers put another number of options in order."
        return iter([Change(Effect.ANSWERS, where, told(key, before, after), why)])
    if key == "kinds":
        effect, why = (Effect.ANSWERS, _LOST) if set(before) - set(after) else (Effect.ADDITIVE, _STAYS)
        return iter([Change(effect, where, told(key, before, after), why)])
    if key == "over":
        effect, why = (Effect.ADDITIVE, _STAYS) if after == "accept" else (Effect.ANSWERS, _LOST)
        return iter([Change(effect, where, told(key, before, after), why)])
    if key == "draw":
        why = "Respondents are asked about more units or fewer; each response keeps the chances it was drawn by."
        return iter([Change(Effect.ADDITIVE, where, told(key, before, after), why)])
    if key == "suggestions":
        what = f"`suggestions`: {len(before or ())} before, {len(after or ())} now"
        return iter([Change(Effect.WORDING, where, what, "Only what is offered: anything may be typed.")])
    if key == "layout":
        return iter([Change(Effect.WORDING, where, told(key, before, after), "The same options, seen otherwise.")])
    if key == "lists":
        return _lists(before, after, where, trend)
    return None


def _lists(before: tuple[str, ...], after: tuple[str, ...], where: str, trend: Effect) -> Iterator[Change]:
    what = told("lists", before, after)
    if set(before) - set(after):
        yield Change(Effect.ANSWERS, where, what, "Answers about the rows of a list that is left out have no place.")
    elif set(after) - set(before):
        yield Change(trend, where, what, "More rows are gone through than before.")
    else:
        yield Change(Effect.WORDING, where, what, "The same rows in another order.")


def _codes(before: Mapping[str, Text], after: Mapping[str, Text], where: str) -> Iterator[Change]:
    gone, come = [x for x in before if x not in after], [x for x in after if x not in before]
    if gone:
        why = "Answers that chose them have no place."
        yield Change(Effect.ANSWERS, where, f"codes removed: {_few(gone)}", why, len(gone))
    if come:
        yield Change(Effect.ADDITIVE, where, f"codes added: {_few(come)}", "The others stay.", len(come))
    reworded = [x for x in after if x in before and before[x] != after[x]]
    if reworded:
        what = f"labels of codes: {_few(reworded)}"
        why = "Only words change; see that each code means the same."
        yield Change(Effect.WORDING, where, what, why, len(reworded))


def _few(codes: list[str]) -> str:
    return ", ".join(codes[:3]) + (", …" if len(codes) > 3 else "")


def _counted_in(key: str, before: Text, after: Text, where: str) -> Iterator[Change]:
    both = before.root.keys() & after.root.keys()
    in_all = bool(both) and all(before.root[language] != after.root[language] for language in both)
    if in_all and len(both) == len(before.root):
        yield Change(Effect.ANSWERS, where, told(key, before, after), "The numbers were counted in something else.")
    else:
        why = "Only words change; see that it is still counted in the same."
        yield Change(Effect.WORDING, where, told(key, before, after), why)


def _formula(before: str, after: str, where: str, trend: Effect) -> Iterator[Change]:
    if canonical(before) != canonical(after):
        yield Change(trend, where, told("formula", before, after), "The same answers give another figure.")


def _duration(before: tuple[str, ...], after: tuple[str, ...], where: str) -> Iterator[Change]:
    what = told("units", before, after)
    if before[-1] == after[-1]:
        yield Change(Effect.WORDING, where, what, f"It is still counted in {after[-1]}.")
    else:
        why = f"Answers were counted in {before[-1]}, now they are in {after[-1]}."
        yield Change(Effect.ANSWERS, where, what, why)
