"""The change of a score between two editions split into method, own figures, peers and data, adding up exactly.

One unit's old score, O, is by the old rules from the old figures; its new score, N, by the new from the new. Between
them stand R, the old figures by the new rules, and L, the new figures by the new rules without what the old edition
did not have. Method comes first: (R − O) + (N − L). The rest, L − R, is like for like, and is shared by Shapley values
among three players, so that no order of theirs matters:

- own    the unit's own figures that are there in both editions, and its own answers
- peers  those of all other units, which move ranges, means and ranks
- data   units that came, went or changed group, and figures that are there in one of the editions only

(Shapley, 1953, A value for n-person games.)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.framework.array_chosen import Chosen
from engine.framework.missing import Missing
from engine.problems import ThuocDoError
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, ReasonArray, Snapshot
from engine.scoring.chain import Chain, chain_of
from engine.scoring.change_table import ChangeTable, Why
from engine.scoring.plan import Plan
from engine.scoring.run import BLOCK_BYTES
from engine.scoring.same_units import side_by_side
from engine.scoring.scene import Answered
from engine.scoring.table import ScoreTable


@dataclass(frozen=True)
class Comparable:
    """What of this edition the earlier one had too, with the same meaning: ids of indicators and of questions."""

    indicators: frozenset[str]
    questions: frozenset[str]


def change_of(
    old: ScoreTable, new: ScoreTable, plan: Plan, before: Snapshot, now: Snapshot, comparable: Comparable
) -> ChangeTable:
    """The change from `old` to `new`, of which `plan` and `now` made the new.

    `before` holds the earlier edition's figures told in this one's questions and indicators. ThuocDoError where this
    edition's rules refuse them.
    """
    pair = _Pair.of(plan, before, now, new.basis, comparable)
    of_unit = [pair.place[unit.id] for unit in new.units]
    rescored, like = pair.before.point.scores[:, of_unit], pair.now.point.scores[:, of_unit]
    earlier = _of(old, new)
    parts = pair.shared(len(of_unit))[..., of_unit]
    why = _why(old, new, comparable, earlier, rescored, like)
    shown = why == Why.SHOWN
    method = (rescored - earlier) + (new.score - like)
    method, own, peers, data = (np.where(shown, part, np.nan) for part in (method, *parts))
    names = tuple(unit.id for unit in new.units)
    return ChangeTable(new.nodes, names, earlier, rescored, new.score, method, own, peers, data, why)


def _of(old: ScoreTable, new: ScoreTable) -> FloatArray:
    """The old scores of the new table's nodes and units; NaN where there was none."""
    rows = {node: row for row, node in enumerate(old.nodes)}
    columns = {unit.id: column for column, unit in enumerate(old.units)}
    row = np.array([rows.get(node, -1) for node in new.nodes])
    column = np.array([columns.get(unit.id, -1) for unit in new.units], dtype=np.int64)
    padded = np.pad(old.score, ((0, 1), (0, 1)), constant_values=np.nan)
    return np.asarray(padded[row[:, np.newaxis], column[np.newaxis, :]])


def _why(
    old: ScoreTable,
    new: ScoreTable,
    comparable: Comparable,
    earlier: FloatArray,
    rescored: FloatArray,
    like: FloatArray,
) -> ReasonArray:
    had, leaves = set(old.nodes), {leaf.id for leaf in new.framework.indicators}
    known = {unit.id for unit in old.units}
    why = np.zeros(new.score.shape, dtype=np.int8)
    why[np.isnan(rescored) | np.isnan(like)] = Why.NOT_RESCORED
    why[np.isnan(earlier)] = Why.NO_SCORE_BEFORE
    why[np.isnan(new.score)] = Why.NO_SCORE_NOW
    why[:, [unit.id not in known for unit in new.units]] = Why.NEW_UNIT
    why[[node in leaves and node not in comparable.indicators for node in new.nodes]] = Why.NOT_COMPARABLE
    why[[node not in had for node in new.nodes]] = Why.NEW_NODE
    return why


@dataclass(frozen=True)
class _Pair:
    """Both editions by the new rules, like for like, over the units of either."""

    before: Chain
    now: Chain
    place: dict[str, int]
    both: BoolArray

    @classmethod
    def of(cls, plan: Plan, before: Snapshot, now: Snapshot, basis: str, comparable: Comparable) -> _Pair:
        lacking = np.zeros(len(plan.nodes), dtype=bool)
        lacking[[leaf.row for leaf in plan.leaves if leaf.id not in comparable.indicators]] = True
        unasked = frozenset(plan.framework.question) - comparable.questions
        then, today = side_by_side(before, now)
        try:
            old = chain_of(plan, then, basis).without(lacking, unasked)
        except ThuocDoError as refused:
            what = f"The earlier edition's figures by this edition's rules: {refused}"
            raise ThuocDoError(what, refused.problems) from refused
        new = chain_of(plan, today, basis).without(lacking, unasked)
        both = ~np.isnan(old.found.values) & ~np.isnan(new.found.values)
        return cls(old, new, {unit.id: column for column, unit in enumerate(today.units)}, both)

    def shared(self, units: int) -> FloatArray:
        """(own, peers, data) for each node and the first units: (3, nodes, all units), NaN for the other units."""
        won = np.stack([self._won(chain, units) for chain in (self.before, self.now)])
        cube = won.reshape(2, 2, 2, *won.shape[2:])  # data, peers, own
        none, whole = cube[0, 0, 0], cube[1, 1, 1]
        for players in np.ndindex(2, 2, 2):  # a step between without a score is as far as it has players
            between = none + sum(players) / 3 * (whole - none)
            cube[players] = np.where(np.isnan(cube[players]), between, cube[players])
        return np.stack([_shapley(cube, axis) for axis in (2, 1, 0)])

    def _won(self, chain: Chain, units: int) -> FloatArray:
        """The scores with nobody's new figures, with the own, the others', and everybody's: (4, nodes, units)."""
        values = chain.found.values
        old, new = (
            np.where(self.both, self.before.found.values, values),
            np.where(self.both, self.now.found.values, values),
        )
        shape = values.shape
        nobody, everybody = np.zeros((1, shape[1]), dtype=bool), np.ones((1, shape[1]), dtype=bool)
        found = np.full((4, *shape), np.nan)
        for place, fresh in ((0, nobody), (3, everybody)):
            found[place] = self._scored(chain, old, new, fresh)[0]
        for start, block in _blocks(units, values.size):
            alone = np.zeros((len(block), shape[1]), dtype=bool)
            alone[np.arange(len(block)), block] = True
            mine = slice(start, start + len(block))
            for place, fresh in ((1, alone), (2, ~alone)):
                scores = self._scored(chain, old, new, fresh)
                found[place, :, mine] = scores[np.arange(len(block)), :, block].T
        return found

    def _scored(self, chain: Chain, old: FloatArray, new: FloatArray, fresh: BoolArray) -> FloatArray:
        """The scores (draws, nodes, units) where units that are `fresh` (draws, units) have their new figures."""
        values = np.where(fresh[:, np.newaxis, :], new, old)
        return chain.again(values, self._answers(chain, fresh)).scores

    def _answers(self, chain: Chain, fresh: BoolArray) -> Answered:
        """The units' own answers, the new ones of units that are fresh; what one edition lacks goes with the data."""

        def answer(question: str) -> tuple[FloatArray, ReasonArray]:
            (was, why_then), (is_, why_now) = self.before.answer(question), self.now.answer(question)
            mine, reasons = chain.answer(question)
            both = (why_then == Missing.PRESENT) & (why_now == Missing.PRESENT)
            return _mixed(both & fresh, both & ~fresh, is_, was, mine), reasons

        return answer


def _shapley(cube: FloatArray, player: int) -> FloatArray:
    """What one of three players gives, of scores with and without each of them (2, 2, 2, …)."""
    without, with_ = np.moveaxis(cube, player, 0)
    gain = with_ - without
    return np.asarray(gain[0, 0] / 3 + (gain[0, 1] + gain[1, 0]) / 6 + gain[1, 1] / 3)


def _mixed(new: BoolArray, old: BoolArray, is_: FloatArray, was: FloatArray, other: FloatArray) -> FloatArray:
    """One of three at each place, options chosen included."""
    values = np.where(new, is_, np.where(old, was, other))
    sources = [each for each in (is_, was, other) if isinstance(each, Chosen) and each.picked is not None]
    if not sources:
        return values
    names = dict.fromkeys(name for each in sources for name in each.picked or ())
    picked = {
        name: np.where(new, _pick(is_, name), np.where(old, _pick(was, name), _pick(other, name))) for name in names
    }
    return Chosen.of(values, picked, several=any(each.several for each in sources))


def _pick(answers: FloatArray, option: str) -> FloatArray:
    if not isinstance(answers, Chosen) or answers.picked is None:
        return np.full(answers.shape, np.nan)
    return answers.picked.get(option, np.where(np.isnan(np.asarray(answers)), np.nan, 0.0))


def _blocks(units: int, cells: int) -> Iterator[tuple[int, IntArray]]:
    """Units in blocks whose copies of all figures fit into memory."""
    size = max(1, BLOCK_BYTES // (8 * max(cells, 1)))
    for start in range(0, units, size):
        yield start, np.arange(start, min(start + size, units))
