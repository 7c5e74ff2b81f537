"""What changed in one question, its options, or a scale that questions share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from engine.authoring.changes import (
    AROUND,
    BESIDE,
    Change,
    Effect,
    changed_keys,
    is_wording,
    likely_renames,
    matched,
    rename_hint,
    told,
)
from engine.authoring.diff_settings import special_changes
from engine.authoring.limits import Shift, offered_shift, shift_of
from engine.framework.models import Detail, Framework, Option, Question
from engine.framework.question_types import Yields
from engine.framework.text import Text
from engine.framework.vocabulary import Vocabulary

ONLY_WORDS = "Only words change."
ANOTHER_THING = "Another thing is asked for."


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
    for key, before, after in changed_keys(old, new, but=("id", "scale", "options", "settings", "battery", "instead")):
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
        elif key == "options_from":
            yield Change(Effect.ANSWERS, where, what, "What was chosen may no longer be offered.")
        elif key == "order":
            yield Change(Effect.WORDING, where, what, "The answers stay; the first may be chosen more.")
        elif key == "given" and (old.is_fixed or new.is_fixed):
            yield _other_source(new, where, what, feeds=feeds)
        elif key in AROUND:
            yield Change(Effect.WORDING, where, what, BESIDE)
        elif key in ("proof", "verified_by"):
            yield Change(Effect.WORDING, where, what, "The answers stay; another appraisal is asked of them.")
        elif key == "required" and new.is_fixed:
            continue  # nobody is asked
        elif key == "required" and after:
            yield Change(Effect.TREND, where, what, "Responses of the old edition may lack it.")
        else:
            yield Change(trend, where, what, "It feeds a score." if feeds else "It feeds no score.")
    yield from _instead_changes(old, new, where, trend)
    yield from _battery_changes(old, new, where)
    if editions.yields(old) is editions.yields(new):
        yield from _settings_changes(editions, old, new, where, trend)
    if old.scale is None or old.scale != new.scale:
        yield from _other_options(editions, old, new, where)


def _other_source(new: Question, where: str, what: str, *, feeds: bool) -> Change:
    """A question that was asked and is only shown now, or the other way round."""
    if new.is_fixed:
        why = "Nobody is asked any more: what is known takes the place of answers."
        return Change(Effect.TREND if feeds else Effect.ADDITIVE, where, what, why)
    why = "It was shown before and is asked now."
    return Change(Effect.TREND if feeds or new.required else Effect.ADDITIVE, where, what, why)


_LOOKS = frozenset({"decimals", "prefix", "suffix"})
"""How a figure that is worked out is written."""


def _instead_changes(old: Question, new: Question, where: str, trend: Effect) -> Iterator[Change]:
    """The boxes that may be ticked in place of an answer, by reason."""
    before, after = dict(old.instead), dict(new.instead)
    for reason in before.keys() - after.keys():
        yield Change(Effect.ANSWERS, where, f"`instead.{reason}` removed", "Answers that ticked it have no place.")
    for reason in after.keys() - before.keys():
        yield Change(trend, where, f"`instead.{reason}` added", "Who had to answer may tick it.")
    for reason in sorted(before.keys() & after.keys()):
        if before[reason] != after[reason]:
            yield Change(Effect.WORDING, where, told(f"instead.{reason}", before[reason], after[reason]), ONLY_WORDS)


def _battery_changes(old: Question, new: Question, where: str) -> Iterator[Change]:
    """What an item shares with others: its own words are those of the battery."""
    before, after = old.battery, new.battery
    if (before is None) != (after is None):
        done = "joined the battery" if after else "left the battery"
        name = after.id if after else before.id if before else ""
        yield Change(Effect.WORDING, where, f"{done} `{name}`", BESIDE)
    elif before is not None and after is not None:
        for key, was, now in changed_keys(before, after):
            why = ONLY_WORDS if is_wording(was, now) else BESIDE
            yield Change(Effect.WORDING, f"battery {after.id}", told(key, was, now), why)


def _type_change(editions: Editions, old: Question, new: Question, where: str, what: str) -> Change:
    before, after = editions.yields(old), editions.yields(new)
    kinds = editions.vocabulary.question_types
    if kinds[old.type].ordered != kinds[new.type].ordered:
        return Change(Effect.ANSWERS, where, what, "The order of options was part of the answer in one of them only.")
    if hasattr(new.settings, "codes") and not hasattr(old.settings, "codes"):
        return Change(Effect.ANSWERS, where, what, "Answers that are no code have no place.")
    if before is after:
        return Change(Effect.WORDING, where, what, "The same kind of answer in another field.")
    return Change(Effect.ANSWERS, where, what, f"Answers were {before.value}, now they are {after.value}.")


def _settings_changes(editions: Editions, old: Question, new: Question, where: str, trend: Effect) -> Iterator[Change]:
    if old.settings is None or new.settings is None:
        return
    units = ("groups", "ungrouped") if hasattr(new.settings, "offers") else ()
    for key, before, after in changed_keys(old.settings, new.settings, but=units):
        what = told(key, before, after)
        special = None if old.formula and key in _LOOKS else special_changes(key, before, after, where, trend)
        if special is not None:
            yield from special
        elif is_wording(before, after):
            yield Change(Effect.WORDING, where, what, ONLY_WORDS)
        elif old.formula and key in _LOOKS:
            yield Change(Effect.WORDING, where, what, "Only what is shown.")
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
    return Change(trend, where, what, ANOTHER_THING)


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
            elif key == "code":
                why = "Only what files say; those that name the code must follow."
                yield Change(Effect.WORDING, where, what, why, count)
            elif key == "detail":
                yield from _detail_changes(new.id, left, right, where, count)
            elif key == "when":
                yield _offered(what, left, right, where, trend, count)
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


def _detail_changes(
    option: str, before: Detail | None, after: Detail | None, where: str, count: int
) -> Iterator[Change]:
    """What is typed beside an option."""
    if before is None or after is None:
        if after is None:
            what, why = f"option `{option}`: takes no words any more", "What was typed beside it has no place."
            yield Change(Effect.ANSWERS, where, what, why, count)
        elif after.required:
            why = "Responses of the old edition lack them."
            yield Change(Effect.TREND, where, f"option `{option}`: asks for words", why, count)
        else:
            yield Change(Effect.ADDITIVE, where, f"option `{option}`: takes words", "The answers stay.", count)
        return
    other_type = (
        ("min", "max", "decimals", "suffix", "min_length", "max_length", "options") if before.type != after.type else ()
    )
    for key, was, now in changed_keys(before, after, but=other_type):
        what = f"option `{option}`: {told(f'detail.{key}', was, now)}"
        if is_wording(was, now):
            yield Change(Effect.WORDING, where, what, ONLY_WORDS, count)
        elif key == "options":
            yield from _lines(option, was, now, where, count)
        elif key in ("always", "suffix"):
            yield Change(Effect.WORDING, where, what, BESIDE, count)
        elif key == "type":
            yield Change(Effect.ANSWERS, where, what, "What stood beside it has no place.", count)
        elif key == "required":
            why = "Responses of the old edition may lack them." if now else "Whatever was accepted still is."
            yield Change(Effect.TREND if now else Effect.ADDITIVE, where, what, why, count)
        else:
            yield replace(_shifted(shift_of(key, was, now), where, what, Effect.ADDITIVE), count=count)


def _lines(
    option: str, before: Mapping[str, Text], after: Mapping[str, Text], where: str, count: int
) -> Iterator[Change]:
    """The lines that can be picked beside an option."""
    for line in before.keys() - after.keys():
        what = f"option `{option}`: `detail.options.{line}` removed"
        yield Change(Effect.ANSWERS, where, what, "Answers that picked it have no place.", count)
    for line in after.keys() - before.keys():
        what = f"option `{option}`: `detail.options.{line}` added"
        yield Change(Effect.ADDITIVE, where, what, "The others stay.", count)
    for line in sorted(before.keys() & after.keys()):
        if before[line] != after[line]:
            what = told(f"detail.options.{line}", before[line], after[line])
            yield Change(Effect.WORDING, where, f"option `{option}`: {what}", ONLY_WORDS, count)


def _offered(what: str, before: str | None, after: str | None, where: str, trend: Effect, count: int) -> Change:
    if after is None:
        return Change(trend, where, what, "It is offered to more than before.", count)
    why = "Who chose it may not have been offered it." if before is None else "It is offered to others than before."
    return Change(Effect.ANSWERS, where, what, why, count)
