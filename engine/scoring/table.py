"""The result of a score run: one table of nodes and units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntFlag
from functools import cached_property

import numpy as np

from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.scoring.arrays import BoolArray, FloatArray, IntArray, ReasonArray, UnitRow
from engine.scoring.change_table import ChangeTable
from engine.scoring.margins import Calibrated
from engine.scoring.methods import Varied
from engine.scoring.plan import Plan
from engine.scoring.sureness import Sureness


class Moved(IntFlag):
    """What was done to an indicator's figure on its way to a score."""

    TREATED = 1
    CLAMPED = 2
    IMPUTED = 4


@dataclass(frozen=True)
class GateBite:
    """A gate that limited a unit's score, or could not be judged (`unanswered`); on the node's scale."""

    gate: str
    unit: int
    before: float
    after: float
    unanswered: bool = False


@dataclass(frozen=True)
class ExtraPoints:
    """A bonus or penalty that a unit got, or whose points could not be told (`unanswered`); on the node's scale."""

    extra: str
    unit: int
    points: float
    before: float
    after: float
    unanswered: bool = False


@dataclass(frozen=True)
class Backing:
    """Who stands behind the figures: respondents (nodes, units), of a dimension those of its best-backed part.

    `largest` (nodes, units) is the share of the weight, or of the amounts in a sum, that those have together who have
    most, as many as `publish.dominance` counts; of a dimension that of its least dominated part, NaN where nobody is
    behind it.
    """

    respondents: IntArray
    largest: FloatArray


@dataclass(frozen=True)
class ScoreTable:
    """Every figure of a run; arrays are (nodes, units), NaN where there is none.

    nodes         those of the tree, parents before children, then what is reported beside it
    value         an indicator's measured or given figure, before treatment; NaN for dimensions
    score         on the node's `scale`, after gates and extra points; low and high by the replicates, see `Sureness`
    coverage      share of the weight below that is there, 0 to 1; NaN where nothing applies to the unit
    n             answers behind the score: of an indicator its base, of a dimension the largest base below
    rank          place within the unit's group, equal scores by `framework.rank_ties`; NaN for units without one
    missing       `Missing`, 0 where there is a score; `LOW_COVERAGE` beside one that is `thin`
    no_credit     an indicator without a value whose open question gives the lowest score (`unanswered: zero`)
    moved         `Moved` of each indicator: treated, clamped or filled in on its way to a score; 0: none of it
    most          points that a sum can come to with what applies to the unit; NaN for nodes that are no sums
    sure          what the replicates tell besides: top places, who beats whom, failed draws; None without any
    rule_words    what rules say that they do, by "kind name" and language, for the method on pages
    varied        how replicates varied the method; None where only respondents were redrawn
    band          position in `framework.bands`, -1: none; only the root has bands
    seen_scales   indicators whose scale nobody declared: it ends at the lowest and highest score that was met
    backing       the respondents behind the figures, and `plan`, how these hang together: for who guards them
    calibrated    what meeting the known margins took; None where the answers are weighted as they came
    change        of each score since the edition before; None where that is not known
    """

    framework: Framework
    units: tuple[UnitRow, ...]
    nodes: tuple[str, ...]
    value: FloatArray
    score: FloatArray
    score_low: FloatArray
    score_high: FloatArray
    before_gates: FloatArray
    coverage: FloatArray
    rank: FloatArray
    rank_low: FloatArray
    rank_high: FloatArray
    n: IntArray
    missing: ReasonArray
    band: IntArray
    scale: Mapping[str, tuple[float, float]]
    gates: tuple[GateBite, ...] = ()
    extras: tuple[ExtraPoints, ...] = ()
    replicates: int = 0
    seed: int = 0
    basis: str = ""
    merged_strata: tuple[str, ...] = field(default=())
    no_credit: BoolArray | None = None
    moved: ReasonArray | None = None
    most: FloatArray | None = None
    sure: Sureness | None = None
    seen_scales: tuple[str, ...] = ()
    backing: Backing | None = None
    plan: Plan | None = None
    varied: Varied | None = None
    rule_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    change: ChangeTable | None = None
    calibrated: Calibrated | None = None

    @property
    def thin(self) -> BoolArray:
        """The scores (nodes, units) that stand on less than `min_coverage`, and are shown in brackets."""
        return np.asarray((self.missing == Missing.LOW_COVERAGE) & ~np.isnan(self.score))

    @property
    def screened(self) -> BoolArray:
        """The units (units,) that take no part in any comparison, for want of figures."""
        return np.asarray(self.missing[0] == Missing.SCREENED)

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {node: row for row, node in enumerate(self.nodes)}

    @cached_property
    def _columns(self) -> Mapping[str, int]:
        return {unit.id: column for column, unit in enumerate(self.units)}

    def node_row(self, node_id: str) -> int:
        """The row of a node; KeyError if there is no such node."""
        return self._rows[node_id]

    def unit_column(self, unit_id: str) -> int:
        """The column of a unit; KeyError if there is no such unit."""
        return self._columns[unit_id]
