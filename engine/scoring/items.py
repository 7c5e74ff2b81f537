"""Which questions are items of one scale, and their answers turned the same way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import Framework, Question
from engine.framework.ratings import scale_of
from engine.problems import ThuocDoError
from engine.scoring.arrays import FloatArray, Records
from engine.scoring.plan import Leaf, Plan


@dataclass(frozen=True)
class Items:
    """Questions on one scale from `low` to `high`; `reversed` tells which of them are turned: low + high − x."""

    name: str
    questions: tuple[str, ...]
    reversed: tuple[bool, ...]
    low: float
    high: float


def items_of(plan: Plan) -> tuple[Items, ...]:
    """For each dimension the questions on one scale behind its indicators, where there are two or more.

    An item is reversed where a high answer makes a low score: by the indicator's `direction`, and by a measure that
    counts the low end of the scale.
    """
    framework = plan.framework
    leaves = {leaf.id: leaf for leaf in plan.leaves}
    found = []
    for node in framework.nodes.values():
        by_scale: dict[tuple[float, ...], list[tuple[str, bool]]] = {}
        for child in node.children:
            leaf = leaves.get(child.id)
            if leaf is None or leaf.measure is None or len(leaf.source) != 1:
                continue
            question = framework.question[leaf.source[0]]
            if (points := scale_of(framework, question)) is not None:
                turned = _counts_low(framework, question, leaf) != (child.direction == "lower")
                by_scale.setdefault(points, []).append((question.id, turned))
        for points, members in by_scale.items():
            unique = dict(members)
            if len(unique) > 1:
                name = node.id if len(by_scale) == 1 else f"{node.id} ({points[0]:g} to {points[-1]:g})"
                found.append(Items(name, tuple(unique), tuple(unique.values()), points[0], points[-1]))
    return tuple(found)


def declared_items(framework: Framework) -> tuple[Items, ...]:
    """The scales that the framework declares, under their ids."""
    return tuple(replace(named_items(framework, each.items), name=each.id) for each in framework.reliability)


def named_items(framework: Framework, names: Sequence[str]) -> Items:
    """The items that somebody named, `-` before those to be reversed; ThuocDoError if they are not on one scale."""
    questions = [name.removeprefix("-") for name in names]
    for name in questions:
        if name not in framework.question:
            raise ThuocDoError(f"There is no question `{name}`. Name questions by their ids, `-` before reversed ones.")
    scales = {name: scale_of(framework, framework.question[name]) for name in questions}
    first = scales[questions[0]]
    odd = [name for name, points in scales.items() if points is None or points != first]
    if first is None or odd:
        raise ThuocDoError(f"`{odd[0]}` is not on the scale of `{questions[0]}`, so their answers cannot be added up.")
    return Items(",".join(names), tuple(questions), tuple(name.startswith("-") for name in names), first[0], first[-1])


def answers_to(items: Items, records: Records) -> FloatArray:
    """The answers (records, items) of those who were asked any of them, reversed where that is due; NaN for none."""
    columns = [records.columns[name] for name in items.questions if name in records.columns]
    if len(columns) < len(items.questions):
        return np.empty((0, len(items.questions)))
    asked = np.any([column.reasons != Missing.NOT_ASKED for column in columns], axis=0)
    given = np.array([np.where(c.reasons == Missing.PRESENT, c.values, np.nan)[asked] for c in columns]).T
    return np.where(items.reversed, items.low + items.high - given, given)


def _counts_low(framework: Framework, question: Question, leaf: Leaf) -> bool:
    """Whether the measure's value rises as the answers fall."""
    assert leaf.measure is not None
    given = leaf.measure.settings
    worth = {option.id: option.value for option in framework.options_of(question) if option.value is not None}
    if leaf.measure.rule.name == "share_within":
        return given.get("at_least") is None
    named = [worth[name] for name in _named(given) if name in worth]
    against = [worth[name] for name in given.get("down", ()) if name in worth]
    others = against or [value for name, value in worth.items() if name not in _named(given)]
    return bool(named and others and np.mean(named) < np.mean(others))


def _named(settings: Mapping[str, Any]) -> Iterator[str]:
    named = settings.get("of", settings.get("up", ()))
    yield from (named,) if isinstance(named, str) else named or ()
