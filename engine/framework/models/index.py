"""The nouns of an index: its tree, the units, bands, gates and points from outside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from engine.framework.models.base import Citation, Code, Expression, Id, Noun, UnitId
from engine.framework.models.priorities import DueDay
from engine.framework.text import Text

OUTSIDE = "outside"
"""What `from:` says of an indicator whose figures come from an outside table (`--values`)."""

EVIDENCE_SHARE = "evidence_share"
"""What `from:` says of the share of a unit's claimed points, in per cent, that documents are attached to.

In rounds it comes from the documents; in files from a table, and without one it was not asked for.
"""


class RuleUse(Noun):
    """A rule named in the file with the settings given; written `mean` or `{rule: mean, …}`."""

    rule: str
    settings: Mapping[str, Any] = Field(default_factory=dict)


class Node(Noun):
    """One node of the index: an indicator (`from`) or a dimension (`children`).

    `measure`, `treat`, `normalise`, `aggregate`, `min_coverage`, `thin`, `min_n` and `not_applicable` hold for all
    below that set none.
    """

    id: Id
    title: Text
    code: Code | None = None
    note: Text | None = None
    weight: float = Field(default=1.0, ge=0)
    applies_to: tuple[Id, ...] = ()
    children: tuple[Node, ...] = ()
    source: tuple[str, ...] = Field(default=(), alias="from")
    unit: Text | None = None  # what the value is counted in: days, %, points
    decimals: int | None = Field(default=None, ge=0, le=10)
    direction: Literal["higher", "lower"] | None = None
    measure: RuleUse | None = None
    treat: tuple[RuleUse, ...] | None = None
    normalise: RuleUse | None = None
    aggregate: RuleUse | None = None
    times: float = Field(default=1.0, gt=0)  # the node's score is multiplied by this after aggregating
    min_coverage: float | None = Field(default=None, ge=0, le=1)
    thin: Literal["withhold", "bracket", "rank"] | None = None  # what becomes of a score below `min_coverage`
    min_n: int | None = Field(default=None, ge=0)
    scored: bool = True  # false: shown for information, without a score
    optional: bool = False  # left out for a group of which no unit has it
    not_applicable: Literal["leave_out", "full"] | None = None
    round_to: int | None = Field(default=None, ge=0, le=10)
    rank_on: Literal["exact"] | int = "exact"
    effort: float | None = Field(default=None, gt=0)  # of lifting an indicator by the whole width of its scale
    priority: Id | None = None  # how urgent it is to mend: one of the file's `priorities`
    due: DueDay | None = None  # the last day that the law gives
    legal: tuple[Citation, ...] = ()
    recommendations: tuple[Text, ...] = ()
    evidence: tuple[Text, ...] = ()
    verified_by: Id | None = None  # a body; holds for all below that set none

    @property
    def is_indicator(self) -> bool:
        """A leaf: it has figures of its own."""
        return not self.children

    @property
    def weighs(self) -> float:
        """Its weight above; an indicator that is only shown has none."""
        return self.weight if self.scored else 0.0

    @property
    def is_outside(self) -> bool:
        """Its figures are no answers: they come from an outside table, or from the documents of a round."""
        return self.source in ((OUTSIDE,), (EVIDENCE_SHARE,))

    @property
    def is_evidence_share(self) -> bool:
        """Its figures are the share of a unit's claimed points that documents are attached to."""
        return self.source == (EVIDENCE_SHARE,)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents before children."""
        yield self
        for child in self.children:
            yield from child.walk()


class Reported(Noun):
    """A further result that stands beside the tree: nodes of the tree joined once more, with weights of their own."""

    id: Id
    title: Text
    of: Mapping[Id, Annotated[float, Field(ge=0)]] = Field(min_length=1)
    code: Code | None = None
    note: Text | None = None
    decimals: int | None = Field(default=None, ge=0, le=10)
    aggregate: RuleUse = RuleUse(rule="mean")
    times: float = Field(default=1.0, gt=0)
    min_coverage: float | None = Field(default=None, ge=0, le=1)
    round_to: int | None = Field(default=None, ge=0, le=10)
    rank_on: Literal["exact"] | int = "exact"


class Unit(Noun):
    """What is assessed; a unit without a group is listed apart and takes no part in ranges or ranks."""

    id: UnitId
    title: Text
    group: Id | None = None
    labels: Mapping[Id, str] = Field(default_factory=dict)  # words that it may be grouped by beside its group
    successor: UnitId | None = None  # the unit that it was merged into
    code: Code | None = None
    note: Text | None = None


class Units(Noun):
    """The register: the groups that are ranked, and the units; `others` is the group of units not listed.

    A unit without figures that others were merged into (their `successor`) has the mean of their scores on the nodes
    `merged_at`, the children of the index unless set.
    """

    groups: Mapping[Id, Text] = Field(default_factory=dict)
    others: Id | None = None
    merged_at: tuple[Id, ...] = ()
    list: tuple[Unit, ...] = ()


class Band(Noun):
    """A class of units by the total: what meets all that the band asks for, and nothing that a better band asks for.

    `from` is a cut-off, which belongs to the band unless `inclusive: false`; `top` and `top_percent` are places in the
    group; `behind_best` is the largest gap to the group's best score; bands with `natural` part the group's scores so
    that each differs least within; `when` is a condition, which a missing answer does not meet. A band that asks for
    nothing takes the rest.
    """

    id: Id
    label: Text
    start: float | None = Field(default=None, alias="from")
    inclusive: bool = True
    top: int | None = Field(default=None, ge=1)
    top_percent: float | None = Field(default=None, gt=0, le=100)
    behind_best: float | None = Field(default=None, ge=0)
    natural: bool = False
    when: Expression | None = None

    @property
    def asks(self) -> tuple[str, ...]:
        """The keys by which it tells who belongs to it."""
        limits: dict[str, object] = {"from": self.start, "top": self.top, "top_percent": self.top_percent}
        limits |= {"behind_best": self.behind_best, "natural": self.natural or None, "when": self.when}
        return tuple(key for key, value in limits.items() if value is not None)


class Gate(Noun):
    """A condition that limits a node's score, with the reason that is printed when it bites."""

    id: Id
    when: Expression
    on: Id
    reason: Text
    rule: str = "cap"
    settings: Mapping[str, Any] = Field(default_factory=dict)


class Extra(Noun):
    """A bonus or a penalty: points from outside the tree, between `at_least` and `at_most`, added to a node's score.

    What was left unanswered gives `at_least`, what does not apply gives none. The score stays on its scale unless
    `beyond_scale`; gates of the node come after, unless `after_gates`.
    """

    id: Id
    title: Text
    on: Id
    points: Expression
    at_most: float = Field(default=0.0, ge=0)
    at_least: float = Field(default=0.0, le=0)
    beyond_scale: bool = False
    after_gates: bool = False
    note: Text | None = None
