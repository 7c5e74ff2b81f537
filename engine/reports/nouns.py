"""What a scorecard and a league say, as frozen nouns; templates ask for nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias

from engine.framework.missing import Missing
from engine.framework.models import Citation, Framework
from engine.framework.text import Text
from engine.reports.alike import Alike
from engine.reports.bases import BasisLine
from engine.reports.change import Change, ChangeLine
from engine.reports.charts import DotPlot, Ranking
from engine.reports.mending import PlanShown
from engine.reports.rank_charts import RankChart
from engine.reports.rests_on import RestsOn
from engine.reports.slopes import SlopeChart
from engine.reports.waterfall import Waterfall
from engine.rounds.quotes import NONE, Quotes
from engine.store.nouns import Decree

Words: TypeAlias = Text | str


@dataclass(frozen=True)
class About:
    """The round that a report is about.

    `responses` were sent, 0 where that is not known; `code` is the beginning of the hash of the framework's text;
    `run` is the code by which the scores can be worked out again, "" where there is none; `decree` the decision by
    which they were published. `settled_on`: on which day each unit's results were settled, where units are appraised.
    """

    round_id: str
    round_title: str
    is_demo: bool
    responses: int
    code: str
    run: str = ""
    decree: Decree | None = None
    settled_on: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class HowSure:
    """How intervals came about: so many redraws of the respondents, at a level in per cent; 0 redraws: there are none.

    `top` places are asked about, 0: none.
    """

    replicates: int
    percent: float
    top: int


@dataclass(frozen=True)
class Standing:
    """One node of the index as one unit has it, beside its group.

    `rank` and `of` count the ranked units of the group; `median` and `best` are theirs.
    Numbers are None where there are none; then `missing` says why. `is_sampled`: it rests on respondents, who are
    many and could have been others; a unit's own report and an outside figure are one, so their n says nothing.
    `n` is None where not even that is told; `joined` counts the nodes that stand in one line, since each of them is
    kept back, 0 for a line of one node.
    """

    id: str
    code: str
    title: Text
    depth: int
    is_indicator: bool
    is_sampled: bool
    value: float | None
    value_decimals: int
    value_unit: Text | None
    n: int | None
    score: float | None
    score_decimals: int
    score_low: float | None
    score_high: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    of: int
    median: float | None
    best: float | None
    scale: tuple[float, float]
    coverage: float | None
    missing: Missing
    band: Text | None
    moved: tuple[str, ...] = ()
    """What was done to the figure on its way to the score, as source texts."""
    joined: int = 0
    most: float | None = None
    """The points that a sum can come to with what applies to the unit; None where the score is no sum."""
    in_top: float | None = None
    """The share of the redraws that put the unit among the first `HowSure.top`; None where nobody asked."""

    @property
    def thin(self) -> bool:
        """Whether the score stands on less than it should, and so in brackets."""
        return self.score is not None and self.missing is Missing.LOW_COVERAGE

    @property
    def percent(self) -> float | None:
        """The points as a share of what a sum can come to."""
        return None if self.score is None or not self.most else 100 * self.score / self.most

    @property
    def gap(self) -> float | None:
        """How far above (below, if negative) the group's median, in points."""
        return None if self.score is None or self.median is None else self.score - self.median


@dataclass(frozen=True)
class Limit:
    """A gate that bit: what it did to which node, and why."""

    reason: Text
    node: Text
    before: float | None
    after: float | None
    unanswered: bool


@dataclass(frozen=True)
class Bonus:
    """Extra points that a unit got (below 0: a penalty), and what they did to the score of which node."""

    title: Text
    node: Text
    points: float
    before: float
    after: float
    unanswered: bool


@dataclass(frozen=True)
class Advice:
    """What the framework recommends about an indicator in which the unit is weak, and what would prove it."""

    standing: Standing
    recommendations: tuple[Text, ...]
    evidence: tuple[Text, ...]
    legal: tuple[Citation, ...]


@dataclass(frozen=True)
class MethodLine:
    """One generated sentence of the method: `text` is a source text, `values` fill its {names}.

    A value that is itself a source text is translated first; a number is written in the page's way.
    """

    label: str
    text: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Contrast:
    """Strengths and weaknesses with the numbers of the rule that chose them; `least` is a share of a scale's width."""

    strengths: tuple[Standing, ...]
    weaknesses: tuple[Standing, ...]
    most: int
    least: float
    min_n: int
    peers: int
    min_peers: int


@dataclass(frozen=True)
class Scorecard:
    """One unit's whole result; `unranked` says as a source text why it has no rank, None where it has one.

    `lead` leads from the mean of the group to the score, wide and narrow; () where nothing is compared. `quotes` are
    comments that the lead body released. `plan` is what to mend first, None where that is not told.
    """

    framework: Framework
    about: About
    unit_id: str
    unit_title: Text
    group: Text | None
    total: Standing
    unranked: str | None
    profile: DotPlot
    narrow_profile: DotPlot
    dimensions: tuple[Standing, ...]
    contrast: Contrast
    rows: tuple[Standing, ...]
    limits: tuple[Limit, ...]
    bonuses: tuple[Bonus, ...]
    advice: tuple[Advice, ...]
    reported: tuple[Standing, ...]
    change: Change | None
    method: tuple[MethodLine, ...]
    how_sure: HowSure
    has_answers: bool
    lead: tuple[Waterfall, ...] = ()
    quotes: Quotes = NONE
    plan: PlanShown | None = None
    bases: tuple[str, ...] = ()  # what the bases are called, as source texts; () where there are no others
    on_bases: tuple[BasisLine, ...] = ()

    @property
    def has_codes(self) -> bool:
        """Whether any row of the table carries a code."""
        return any(row.code for row in self.rows)

    @property
    def has_scores(self) -> bool:
        """Whether anything of this unit is scored; one without a group may have values alone."""
        return self.total.score is not None or any(row.score is not None for row in self.rows)


@dataclass(frozen=True)
class LeagueRow:
    """One ranked unit: its total and, in the order of `LeagueGroup.dimensions`, its dimensions.

    `alike` tells who it cannot be told apart from; None without redraws.
    """

    unit_id: str
    unit_title: Text
    total: Standing
    dimensions: tuple[Standing, ...]
    alike: Alike | None = None


@dataclass(frozen=True)
class LeagueGroup:
    """The ranked units of one group, best first; long rankings are drawn in several charts, each wide and narrow.

    `changes` are those of the totals since the edition before, and `slopes` their charts; `places` are charts of
    rank intervals. () where none are known.
    """

    id: str
    title: Text
    dimensions: tuple[Standing, ...]
    rows: tuple[LeagueRow, ...]
    charts: tuple[Ranking, ...]
    narrow_charts: tuple[Ranking, ...]
    changes: tuple[ChangeLine, ...] = ()
    slopes: tuple[SlopeChart, ...] = ()
    narrow_slopes: tuple[SlopeChart, ...] = ()
    places: tuple[RankChart, ...] = ()
    narrow_places: tuple[RankChart, ...] = ()
    on_bases: tuple[BasisLine, ...] = ()  # the totals of its units

    @property
    def has_alike(self) -> bool:
        """Whether it is known who cannot be told apart."""
        return any(row.alike for row in self.rows)


@dataclass(frozen=True)
class Unranked:
    """A unit that is listed apart, with the reason as a source text; `total` where it has a score all the same."""

    unit_id: str
    unit_title: Text
    group: Text | None
    reason: str
    n: int | None
    total: Standing | None = None


@dataclass(frozen=True)
class League:
    """All units of a round, group by group; `since` is the edition from which changes are told, "" where none are.

    `rests_on` tells what ranks rest on; None where nobody worked it out.
    """

    framework: Framework
    about: About
    groups: tuple[LeagueGroup, ...]
    unranked: tuple[Unranked, ...]
    method: tuple[MethodLine, ...]
    how_sure: HowSure
    has_answers: bool
    since: str = ""
    rests_on: RestsOn | None = None
    bases: tuple[str, ...] = ()
