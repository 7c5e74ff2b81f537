"""What a file can tell of measures: between which ends their values lie, and which options they name or need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from engine.framework.places import did_you_mean
from engine.framework.rule_at import Misuse, Range, RuleAt, hull


def percent(_points: object, **_settings: object) -> Range:
    """The ends of a share."""
    return 0.0, 100.0


def balance(_points: object, **_settings: object) -> Range:
    """The ends of one share less another."""
    return -100.0, 100.0


def pooled(points: Sequence[Range], **_settings: object) -> Range:
    """The ends of what lies between the least and the greatest answer."""
    return hull(points)


def added(points: Sequence[Range], **_settings: object) -> Range:
    """The ends of one answer to each question, added up."""
    return sum(low for low, _ in points), sum(high for _, high in points)


def has_options(*keys: str) -> Callable[[RuleAt], Iterator[Misuse]]:
    """The options that the settings `keys` name are options of every question."""

    def check(at: RuleAt) -> Iterator[Misuse]:
        for question, options in at.options():
            ids = [option.id for option in options]
            for key in keys:
                of = at.settings[key] or ()
                for option in [of] if isinstance(of, str) else of:
                    if option not in ids:
                        mend = did_you_mean(option, ids) or "Name one of its options by its id."
                        yield Misuse(f"`{option}` is no option of `{question.id}`.", mend, (key,))

    return check


def has_points(name: str) -> Callable[[RuleAt], Iterator[Misuse]]:
    """Every option that is an answer is worth something."""

    def check(at: RuleAt) -> Iterator[Misuse]:
        for question, options in at.options():
            bare = [option.id for option in options if option.value is None and option.missing is None]
            if bare:
                what = f"the options {', '.join(bare)} of `{question.id}` have no value to take the {name} of."
                yield Misuse(what, "Add `value:` to them, or `missing:` where they are no answer.")

    return check
