"""A change between two editions: what it is, whom it hurts, and why; and how two nouns are compared."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from engine.framework.expressions import parse
from engine.framework.models import Citation, RuleUse
from engine.framework.text import Text

T = TypeVar("T")
BESIDE = "The answers stay; what stands around a question may colour them."
AROUND = frozenset(
    {"browser_title", "continues", "default", "definitions", "flow", "given", "guidance", "instruction", "interviewer",
     "legal", "order", "section", "short", "variants"}
)  # fmt: skip
"""Keys of forms, pages and questions that change what stands around a question, not what is asked."""
_MANY = 10_000
"""So many pairs of texts are compared for likeness; with more only equal ones are found."""


class Effect(StrEnum):
    """Whom a change hurts, the worst first."""

    ANSWERS = "breaks answers"  # answers given to the old edition cannot be read under the new one
    TREND = "breaks trend"  # they can, but the scores of both are not comparable
    ADDITIVE = "additive"  # there is more than before, and what was there stays
    WORDING = "wording"  # only what people read, or how the file is put


@dataclass(frozen=True)
class Change:
    """One change: the noun and id it is about, what changed, and the reason of its effect.

    `count` says for how many indicators or questions it holds; `hint` what else it may be.
    """

    effect: Effect
    where: str
    what: str
    reason: str
    count: int = 1
    hint: str = ""


@dataclass(frozen=True)
class Matched(Generic[T]):
    """Two lists of things with ids: those only in the old, those only in the new, and the pairs in both."""

    removed: tuple[T, ...]
    added: tuple[T, ...]
    kept: tuple[tuple[T, T], ...]
    reordered: bool


def matched(old: Iterable[T], new: Iterable[T]) -> Matched[T]:
    """Match by id."""
    before, after = {_id(each): each for each in old}, {_id(each): each for each in new}
    kept = [name for name in before if name in after]
    return Matched(
        tuple(each for name, each in before.items() if name not in after),
        tuple(each for name, each in after.items() if name not in before),
        tuple((before[name], after[name]) for name in kept),
        kept != [name for name in after if name in before],
    )


def _id(thing: object) -> str:
    return str(thing.id)  # type: ignore[attr-defined]


def changed_keys(old: BaseModel, new: BaseModel, but: Collection[str] = ()) -> Iterator[tuple[str, Any, Any]]:
    """The keys whose values differ, as the file writes them, with both values."""
    for name, field in type(new).model_fields.items():
        key = field.alias or name
        before, after = getattr(old, name, None), getattr(new, name)
        if key not in but and not _same(key, before, after):
            yield key, before, after


def _same(key: str, before: Any, after: Any) -> bool:
    if key == "when" and isinstance(before, str) and isinstance(after, str):
        return canonical(before) == canonical(after)
    return bool(before == after)


def canonical(expression: str) -> str:
    """An expression without its author's spacing and quotes."""
    return ast.unparse(parse(expression).tree)


def is_wording(before: object, after: object) -> bool:
    """Whether only texts are meant."""
    return isinstance(before, Text | None) and isinstance(after, Text | None)


def told(key: str, before: Any, after: Any) -> str:
    """`max` 365 → 90; of texts the first language that differs."""
    if isinstance(before, Text) and isinstance(after, Text):
        languages = [x for x in {**before.root, **after.root} if before.root.get(x) != after.root.get(x)]
        key = ".".join(filter(None, (key, languages[0])))
        said = (text.root.get(languages[0]) for text in (before, after))
        before, after = (Text(words) if words else None for words in said)
    return f"`{key}` {shown(before)} → {shown(after)}"


def shown(value: Any) -> str:
    """A value as a person would write it, short."""
    if value is None or value == ():
        return "(none)"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, RuleUse):
        settings = ", ".join(f"{key}: {shown(given)}" for key, given in value.settings.items() if given is not None)
        return f"{value.rule}({settings})" if settings else value.rule
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {shown(given)}' for key, given in value.items())}}}"
    if isinstance(value, Citation):
        return " ".join(filter(None, (shown(value.text), value.article)))
    if isinstance(value, BaseModel) and not isinstance(value, Text):
        return str(getattr(value, "id", None) or shown(next(iter(dict(value).values()), None)))
    if isinstance(value, float):
        return f"{value:g}"
    text = " ".join(str(value).split())
    return f"“{text[:50]}{'…' if len(text) > 50 else ''}”" if isinstance(value, Text) else text[:60]


def likely_renames(removed: dict[str, str], added: dict[str, str]) -> dict[str, str]:
    """For ids that went, the ids that came with the same or nearly the same words."""
    found: dict[str, str] = {}
    free = dict(added)
    pairs = len(removed) * len(added)
    for name, words in removed.items():
        best = next((other for other, theirs in free.items() if theirs == words), None)
        if best is None and pairs <= _MANY:
            likeness = {other: SequenceMatcher(None, words, theirs).ratio() for other, theirs in free.items()}
            near = max(likeness, key=lambda other: likeness[other], default=None)
            best = near if near is not None and likeness[near] >= 0.85 else None
        if best is not None:
            found[name] = best
            del free[best]
    return found


def rename_hint(name: str, renames: dict[str, str]) -> str:
    """What to say of an id that went, if it may have been renamed."""
    if name not in renames:
        return ""
    return f"Perhaps renamed to `{renames[name]}`, whose words are alike: keep the old id."
