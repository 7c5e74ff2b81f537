"""What changed in one question, its options, or a scale that questions share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.authoring.changes import (
    Change,
    Effect,
    changed_keys,
    is_wording,
    likely_renames,
    matched,
    rename_hint,
    told,
)
from engine.authoring.limits import Shift, offered_shift, shift_of
from engine.framework.models import Framework, Option, Question
from engine.framework.question_types import Yields
from engine.framework.vocabulary import Vocabulary

ONLY_WORDS = "Only words change."


@dataclass(frozen=True)
class Editions:
    """The two editions, and the questions that feed a score in either."""

    old: Framework
    new: Framework
    vocabulary: Vocabulary
    feeding: frozenset[str]

    def feeds(self, *questions: str) -> bool:
        """Whether one of the questions feeds a score."""
        return any(question in self.feeding for question in questions)

    def yields(self, question: Question) -> Yields:
        """What a question gives."""
        return self.vocabulary.question_types[question.type].yields


def question_changes(editions: Editions, old: Question, new: Question) -> Iterator[Change]:
    """Every change of a question that is in both editions."""
    where, feeds = f"question {new.id}", editions.feeds(new.id)
    trend = Effect.TREND if feeds else Effect.ADDITIVE
    for key, before, after in changed_keys(old, new, but=("id", "scale", "options", "settings")):
        what = told(key, before, after)
        if key == "text" and feeds:
            yield Change(Effect.WORDING, where, what, "Only words change; see that it still asks the same.")
        elif is_wording(before, after):
            yield Change(Effect.WORDING, where, what, ONLY_WORDS)
        elif key == "code":
            yield Change(Effect.WORDING, where, what, "Only what is shown; files that name the code must follow.")
        elif key == "type":
            yield _type_change(editions, old, new, where, what)
        elif key == "when":
            yield Change(trend, where, what, "Others are asked than before." + (" Its base changes." if feeds else ""))
        elif key == "required" and after:
            yield Change(Effect.TREND, where, what, "Responses of the old edition may lack it.")
        else:
            yield Change(trend, where, what, "It feeds a score." if feeds else "It feeds no score.")
    if editions.yields(old) is editions.yields(new):
        yield from _settings_changes(editions, old, new, where, trend)
    if old.scale is None or old.scale != new.scale:
        yield from _other_options(editions, old, new, where)


def _type_change(editions: Editions, old: Question, new: Question, where: str, what: str) -> Change:
    before, after = editions.yields(old), editions.yields(new)
    if before is after:
        return Change(Effect.WORDING, where, what, "The same kind of answer in another field.")
    return Change(Effect.ANSWERS, where, what, f"Answers were {before.value}, now they are {after.value}.")


def _settings_changes(editions: Editions, old: Question, new: Question, where: str, trend: Effect) -> Iterator[Change]:
    if old.settings is None or new.settings is None:
        return
    units = ("groups", "ungrouped") if hasattr(new.settings, "offers") else ()
    for key, before, after in changed_keys(old.settings, new.settings, but=units):
        what = told(key, before, after)
        if is_wording(before, after):
            yield Change(Effect.WORDING, where, what, ONLY_WORDS)
        else:
            yield _shifted(shift_of(key, before, after), where, what, trend)
    shift = offered_shift(old.settings, new.settings, editions.old, editions.new)
    if shift is not None:
        yield _shifted(shift, where, "other units can be chosen", trend)


def _shifted(shift: Shift, where: str, what: str, trend: Effect) -> Change:
    if shift is Shift.NARROWED:
        return Change(Effect.ANSWERS, where, what, "Answers that were accepted may no longer be.")
    if shift is Shift.WIDENED:
        return Change(Effect.ADDITIVE, where, what, "Whatever was accepted still is.")
    return Change(trend, where, what, "Another thing is asked for.")


def _other_options(editions: Editions, old: Question, new: Question, where: str) -> Iterator[Change]:
    """The options of a question that does not share them, or shares them with others than before."""
    before, after = editions.old.options_of(old), editions.new.options_of(new)
    found = list(option_changes(before, after, where, feeds=editions.feeds(new.id), count=1))
    if old.scale != new.scale and not found:
        yield Change(Effect.WORDING, where, told("scale", old.scale, new.scale), "The options are the same.")
    yield from found


def option_changes(
    before: tuple[Option, ...], after: tuple[Option, ...], where: str, *, feeds: bool, count: int
) -> Iterator[Change]:
    """Every change between two lists of options that `count` questions offer."""
    trend = Effect.TREND if feeds else Effect.ADDITIVE
    options = matched(before, after)
    renames = likely_renames({o.id: str(o.label) for o in options.removed}, {o.id: str(o.label) for o in options.added})
    for option in options.removed:
        why = "Answers that chose it have no place."
        what, hint = f"option `{option.id}` removed", rename_hint(option.id, renames)
        yield Change(Effect.ANSWERS, where, what, why, count, hint)
    for option in options.added:
        why = "Answers spread over more options." if feeds else "The others stay."
        yield Change(trend, where, f"option `{option.id}` added", why, count)
    for old, new in options.kept:
        for key, left, right in changed_keys(old, new, but=("id",)):
            what = f"option `{new.id}`: {told(key, left, right)}"
            if is_wording(left, right):
                yield Change(Effect.WORDING, where, what, ONLY_WORDS, count)
            elif key == "exclusive" and right:
                why = "Answers that chose it with others are no longer accepted."
                yield Change(Effect.ANSWERS, where, what, why, count)
            elif key == "exclusive":
                yield Change(Effect.ADDITIVE, where, what, "Whatever was accepted still is.", count)
            else:
                why = "The same answer now counts otherwise." if feeds else "It feeds no score."
                yield Change(trend, where, what, why, count)
    if options.reordered:
        why = "The answers stay; the first may be chosen more."
        yield Change(Effect.WORDING, where, "options in another order", why, count)
