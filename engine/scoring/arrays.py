"""The array nouns that rules take and give; every array ends in the axis `units` and keeps its leading axes.

Signatures by kind of rule (settings are keyword-only and come from the YAML):

- measure:   (ratings: Ratings, ...one per `from`) -> Measured
- treat:     (values (..., indicators, units), peers: Peers) -> Adjusted
- normalise: (values (..., indicators, units), higher (indicators,) bool, peers: Peers) -> Adjusted
- aggregate: (scores (..., children, units), weights (..., children, units)) -> (..., units), over the axis before the
             last; NaN children are left out; one that compares units takes peers: Peers as a third argument
- gate:      (score (..., units), bites (..., units) bool) -> (..., units)

A replicate axis of a bootstrap is one more leading axis of the same call. So is a stack of dimensions: those of one
height, rule and number of children are aggregated together, scores (replicates, dimensions, children, units) with
weights (dimensions, children, units). An aggregator therefore counts its axes from the end: children are axis -2, units
axis -1, and weights broadcast against the scores; whatever stands before is only carried along. Weights may carry the
replicate axis too (replicates, dimensions, children, units), where choices of the method vary.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.framework.missing import Missing

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]
BoolArray: TypeAlias = NDArray[np.bool_]
ReasonArray: TypeAlias = NDArray[np.int8]
AnyT = TypeVar("AnyT", bound=np.generic)


def first_draw(array: NDArray[AnyT], axes: int) -> NDArray[AnyT]:
    """The array with its last `axes` axes, of the first of its replicates."""
    first: NDArray[AnyT] = array[(0,) * (array.ndim - axes)]
    return first


@dataclass(frozen=True)
class Column:
    """All answers to one question, one cell a record (a record is one response's pass over one unit).

    values   (records,)  the number, or the chosen option's value; NaN where there is none
    codes    (records,)  position of the chosen option in `options`, -1 where there is none
    picks    (options, records) of a question with several choices, else None
    places   (options, records) of a ranking: the place that each option was given, from 1; 0 where it has none
    parts    name -> (records,) of a question with parts (a ratio's done and due)
    reasons  (records,)  `Missing`, 0 where an answer stands
    """

    values: FloatArray
    codes: IntArray
    reasons: ReasonArray
    options: tuple[str, ...] = ()
    picks: BoolArray | None = None
    places: IntArray | None = None
    parts: Mapping[str, FloatArray] = field(default_factory=dict)


@dataclass(frozen=True)
class Records:
    """What a snapshot holds of the answers: who is rated by whom, and one column a question.

    unit        (records,)  position of the rated unit in the snapshot's units, -1: about the respondent
    respondent  (records,)  a number a response, so that a firm that rated four units is drawn or not as one
    stratum     (records,)  position in `strata`
    weight      (records,)  design weight; where known margins are met, the weight that meets them
    flags       name -> (records,) bool: signs of careless answers in the response that a record is of
    design      (records,)  the weights before known margins were met; None where none are
    cluster     (records,)  position in `clusters`, of the village or firm that was drawn with all its respondents as
                one; None where respondents were drawn themselves
    """

    unit: IntArray
    respondent: IntArray
    weight: FloatArray
    stratum: IntArray
    columns: Mapping[str, Column]
    strata: tuple[str, ...] = ("",)
    flags: Mapping[str, BoolArray] = field(default_factory=dict)
    design: FloatArray | None = None
    cluster: IntArray | None = None
    clusters: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figures:
    """Outside or assessed figures: for each basis, indicator id -> values (units,), with reasons where NaN."""

    values: Mapping[str, FloatArray]
    reasons: Mapping[str, ReasonArray] = field(default_factory=dict)


@dataclass(frozen=True)
class UnitRow:
    """A unit as a score run sees it; `labels` are (name, word) of what else it may be grouped by, such as a region."""

    id: str
    title: str
    group: str | None
    labels: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Snapshot:
    """The frozen answers that a score run reads; `figures` by basis ("" is the only one where there are no bases).

    `earlier` holds the editions before, the latest first, told in this one's questions and indicators: what ranges over
    several editions are made of, and nothing else.
    """

    units: tuple[UnitRow, ...]
    records: Records | None = None
    figures: Mapping[str, Figures] = field(default_factory=dict)
    earlier: tuple[Snapshot, ...] = ()


@dataclass(frozen=True)
class Ratings:
    """One question's answers as a measure sees them: only records about ranked or listed units, sorted by unit.

    starts   (units + 1,)  records of unit u are starts[u]:starts[u + 1]
    weights  (..., records) leading axes are replicates
    """

    starts: IntArray
    column: Column
    weights: FloatArray

    @property
    def last(self) -> IntArray:
        """The position (units,) of each unit's last record that was asked this question; -1: none was."""
        return last_asked(self.column, self.starts)


def last_asked(column: Column, starts: IntArray) -> IntArray:
    """The position (units,) of each unit's last record in which a question was asked; -1: in none."""
    asked = np.where(column.reasons != Missing.NOT_ASKED, np.arange(len(column.reasons)), -1)
    last = np.maximum.reduceat(np.append(asked, -1), starts[:-1])
    return np.where(starts[:-1] == starts[1:], -1, last)


@dataclass(frozen=True)
class Measured:
    """An indicator's values: (..., units); n (units,) answers in the base; reasons (units,) where NaN."""

    values: FloatArray
    n: IntArray
    reasons: ReasonArray


@dataclass(frozen=True)
class Fraction:
    """What a measure divides by what: done and due (units,), and (units,) why there is none, 0 where both are there."""

    done: FloatArray
    due: FloatArray
    reasons: ReasonArray

    @property
    def idle(self) -> BoolArray:
        """Where nothing was due (units,)."""
        return np.asarray((self.reasons == Missing.PRESENT) & (self.due == 0))


@dataclass(frozen=True)
class Pooled:
    """The figures of an earlier edition: values (indicators, units) as treated then; NaN where there was none.

    group (units,) is the position in the present groups, -1: a group that is no more; whoever was in no group is not
    among the units.
    """

    values: FloatArray
    group: IntArray


@dataclass(frozen=True)
class Peers:
    """Who is compared with whom, and what a rule may ask for besides the values that it is given.

    member      (units,) bool: units that make ranges, means and quantiles
    group       (units,) position in `groups`, -1: none
    units       ids of the units
    indicators  ids of the indicators that the values are of; () where none are told
    higher      (indicators,) bool: whether more is better; None where it is not told
    figure      an indicator's value, or a unit's own answer to a question, by id: (..., units)
    labels      name -> (units,) words that units may be grouped by beside their group; "" where a unit has none
    panel       the same indicators in earlier editions, for a rule whose setting `over` is `panel` or `panel_all`
    """

    member: BoolArray
    group: IntArray
    groups: tuple[str, ...]
    units: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    higher: BoolArray | None = None
    figure: Callable[[str], FloatArray] | None = None
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    panel: tuple[Pooled, ...] = ()


@dataclass(frozen=True)
class Adjusted:
    """What a treatment or a normaliser gives back, with what a page must tell.

    values  (..., indicators, units)
    low, high  the ends of the range used, broadcastable to values; None where no range is used
    touched (..., indicators, units) bool: clamped or treated points
    scale   the ends of the scale that the values are on now; None: unchanged
    """

    values: FloatArray
    low: FloatArray | None = None
    high: FloatArray | None = None
    touched: BoolArray | None = None
    scale: tuple[float, float] | None = None
