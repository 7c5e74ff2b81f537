"""Figures of earlier editions, treated as they would be now, for ranges that are taken over several editions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

import numpy as np

from engine.problems import ThuocDoError
from engine.scoring.arrays import BoolArray, FloatArray, Peers, Pooled, Snapshot
from engine.scoring.gather import applies_of, measured, peers_of, rated
from engine.scoring.gating import own_answers
from engine.scoring.plan import Plan, Stack
from engine.scoring.refusal import RefusalError
from engine.scoring.screening import screened_of

PANEL = ("panel", "panel_all")
"""The words of a normaliser's setting `over` that ask for the figures of earlier editions."""

Panel: TypeAlias = Mapping[int, tuple[Pooled, ...]]
"""By position in `Plan.stacks` the same indicators in earlier editions."""


def pools_editions(plan: Plan) -> bool:
    """Whether any range is taken over several editions."""
    return any(_asks(stack) for stack in plan.stacks)


def _asks(stack: Stack) -> bool:
    return stack.normalise.settings.get("over") in PANEL


def panel_of(plan: Plan, earlier: Sequence[Snapshot], basis: str, groups: Sequence[str]) -> Panel:
    """The figures of earlier editions for each stack that asks for them, `groups` being those of the present one."""
    asking = [place for place, stack in enumerate(plan.stacks) if _asks(stack)]
    found: dict[int, list[Pooled]] = {place: [] for place in asking}
    for snapshot in earlier if asking else ():
        edition = _Edition(plan, snapshot, basis)
        for place in asking:
            found[place].append(edition.pooled(plan.stacks[place], groups))
    return {place: tuple(editions) for place, editions in found.items()}


class _Edition:
    """An earlier edition measured by the present plan."""

    def __init__(self, plan: Plan, snapshot: Snapshot, basis: str) -> None:
        self._plan = plan
        self._peers = peers_of(snapshot.units, tuple(plan.framework.units.groups))
        self._seen = None if snapshot.records is None else rated(snapshot.records, len(snapshot.units))
        weights = None if self._seen is None else self._seen.weight
        self._found = measured(plan, snapshot, basis, self._seen, weights, applies_of(plan, self._peers))
        self._screened = screened_of(plan, self._peers, self._found.reasons, self._found.no_credit)

    def pooled(self, stack: Stack, groups: Sequence[str]) -> Pooled:
        """The treated figures of ranked units."""
        names = tuple(self._plan.nodes[row] for row in stack.rows)
        peers = Peers(**{**vars(self._peers), "indicators": names, "higher": stack.higher, "figure": self._figure})
        peers = replace(peers, member=peers.member & ~self._screened)
        try:
            values = treated(stack, self._found.values[stack.rows], peers)  # what was filled in makes no range
        except RefusalError as refusal:
            named = ", ".join(names[row] for row in refusal.rows) or ", ".join(names)
            raise ThuocDoError(f"{named}, in an earlier edition: {refusal.what} {refusal.mend}") from refusal
        place = {group: position for position, group in enumerate(groups)}
        now = np.array([*(place.get(group, -1) for group in self._peers.groups), -1])
        member = peers.member
        return Pooled(values[:, member], now[self._peers.group][member])

    @property
    def _figure(self) -> Callable[[str], FloatArray]:
        rows = {leaf.id: leaf.row for leaf in self._plan.leaves}
        columns = {} if self._seen is None else self._seen.columns

        def figure(name: str) -> FloatArray:
            if name in rows:
                return np.asarray(self._found.values[rows[name]])
            if self._seen is None or name not in columns:
                return np.full(len(self._peers.group), np.nan)
            return own_answers(columns[name], self._seen.starts)[0]

        return figure


def treated(stack: Stack, values: FloatArray, peers: Peers, closed: BoolArray | None = None) -> FloatArray:
    """The values (indicators, units) after all treatments; gaps that are `closed`, or all, stay gaps."""
    gaps = np.isnan(values) if closed is None else np.isnan(values) & closed
    given = values
    for step in stack.treat:
        given = np.where(gaps, np.nan, step(given, peers).values)
    return given
