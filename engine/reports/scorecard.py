"""One unit's scorecard from a score table."""

from __future__ import annotations

from collections.abc import Sequence

from engine.disclosure.published import PublishedTable
from engine.framework.models import Framework
from engine.framework.places import did_you_mean
from engine.problems import ThuocDoError
from engine.reports.bases import BasisLine, basis_lines, titles_of
from engine.reports.change import change_shown
from engine.reports.charts import NARROW, Canvas, DotPlot, Profiled, beside, dot_plot
from engine.reports.explained import lead_charts
from engine.reports.lines import rows_of
from engine.reports.mending import plan_of_scorecard
from engine.reports.method import method_lines
from engine.reports.nouns import About, Advice, Bonus, Contrast, Limit, Scorecard, Standing
from engine.reports.standing import GroupView, group_title, unit_title, why_unranked
from engine.rounds.quotes import NONE, Quotes
from engine.scoring.breakdown import Breakdown
from engine.scoring.mending import MendingPlan
from engine.wording.order import fold

MOST = 5
"""At most so many strengths, and so many weaknesses."""
LEAST = 0.05
"""Nearer to the median than this share of the scale's width is neither: such a gap tells nothing."""
MIN_N = 5
"""An indicator with fewer answers is neither; figures that respondents did not give are not held to it."""
MIN_PEERS = 3
"""A median of fewer ranked units says little: then nothing is called strong or weak."""


def scorecard_of(
    table: PublishedTable,
    unit_id: str,
    about: About,
    lines: Breakdown | None = None,
    quotes: Quotes = NONE,
    plan: MendingPlan | None = None,
) -> Scorecard:
    """The scorecard of one unit. Raises ThuocDoError when the table has no such unit."""
    position = next((i for i, unit in enumerate(table.units) if unit.id == unit_id), None)
    if position is None:
        raise ThuocDoError(f"There is no unit {unit_id!r} here. {_meant(table, unit_id)}".strip())
    unit = table.units[position]
    view = GroupView(table, unit.group)
    index = table.framework.index
    total = view.standing(index, position)
    dimensions = tuple(view.standing(node, position) for node in view.dimensions())
    rows = tuple(rows_of(view, index, position))
    indicators = tuple(row for row in rows if row.is_indicator)
    compared = contrast(indicators, int(view.peers.sum()))
    wide = beside(words for dimension in dimensions for words in dimension.title.root.values())
    return Scorecard(
        framework=table.framework, about=about, unit_id=unit.id, unit_title=unit_title(table, position),
        group=group_title(table, unit.group),
        total=total, unranked=why_unranked(table, position),
        profile=_profile(dimensions, wide), narrow_profile=_profile(dimensions, NARROW),
        dimensions=dimensions,
        contrast=compared,
        rows=rows,
        limits=_limits(table, position),
        bonuses=_bonuses(table, position),
        advice=advice(table.framework, compared, indicators),
        reported=tuple(view.standing(each, position) for each in table.framework.reported),
        change=change_shown(table, position, [(x.id, x.title, x.score_decimals) for x in (total, *dimensions)]),
        method=method_lines(table, view),
        how_sure=view.how_sure, has_answers=view.has_answers,
        lead=lead_charts(lines, table.framework, total.score_decimals) if lines else (),
        quotes=quotes,
        plan=plan_of_scorecard(table.framework, plan, about.settled_on.get(unit.id), total.score_decimals)
        if plan else None,
        bases=titles_of(table), on_bases=_on_bases(table, position, (total, *rows)),
    )  # fmt: skip


def _on_bases(table: PublishedTable, position: int, rows: Sequence[Standing]) -> tuple[BasisLine, ...]:
    told = [each for each in rows if not each.joined]
    wanted = [(each.id, position, each.title, each.depth, each.score_decimals) for each in told]
    return basis_lines(table, wanted, {each.id: (each.code, each.is_indicator) for each in told})


def _meant(table: PublishedTable, given: str) -> str:
    """The id that was probably meant, also when a title was given instead."""
    titles = {unit.id: unit_title(table, position).root.values() for position, unit in enumerate(table.units)}
    titled = next((id_ for id_, words in titles.items() if fold(given) in map(fold, words)), None)
    return f"Did you mean `{titled}`?" if titled else did_you_mean(given, (unit.id for unit in table.units))


def contrast(indicators: Sequence[Standing], peers: int) -> Contrast:
    """The indicators furthest above and below the group's median, in shares of their scales.

    Those at or near the median are neither; of equal ones the earlier in the file comes first.
    """

    def share(given: Standing) -> float:
        width = given.scale[1] - given.scale[0]
        return (given.gap or 0.0) / width if width > 0 else 0.0

    known = [x for x in indicators if x.gap is not None and (not x.is_sampled or (x.n or 0) >= MIN_N)]
    fit = known if peers >= MIN_PEERS else []
    above = sorted((x for x in fit if share(x) >= LEAST - 1e-9), key=share, reverse=True)
    below = sorted((x for x in fit if share(x) <= 1e-9 - LEAST), key=share)
    return Contrast(tuple(above[:MOST]), tuple(below[:MOST]), MOST, LEAST, MIN_N, peers, MIN_PEERS)


def advice(framework: Framework, compared: Contrast, indicators: Sequence[Standing]) -> tuple[Advice, ...]:
    """What is recommended about the weaknesses; without enough peers, about scores in the lower half of their scale."""

    def share(given: Standing) -> float:
        low, high = given.scale
        return 1.0 if given.score is None or high <= low else (given.score - low) / (high - low)

    weak = compared.weaknesses
    if compared.peers < compared.min_peers:
        weak = tuple(sorted((x for x in indicators if share(x) < 1 / 2), key=share)[:MOST])
    nodes = [(standing, framework.nodes[standing.id]) for standing in weak]
    return tuple(
        Advice(standing, node.recommendations, node.evidence, node.legal)
        for standing, node in nodes
        if node.recommendations or node.evidence
    )


def _bonuses(table: PublishedTable, position: int) -> tuple[Bonus, ...]:
    extras, nodes = {extra.id: extra for extra in table.framework.extras}, table.framework.nodes
    return tuple(
        Bonus(
            extras[got.extra].title, nodes[extras[got.extra].on].title,
            got.points, got.before, got.after, got.unanswered,
        )
        for got in table.extras
        if got.unit == position
    )  # fmt: skip


def _profile(dimensions: Sequence[Standing], canvas: Canvas) -> DotPlot:
    decimals = max((x.score_decimals for x in dimensions), default=2)
    given = [Profiled(x.title, x.scale, x.score, x.median, x.best, x.thin) for x in dimensions]
    return dot_plot(given, decimals, canvas)


def _limits(table: PublishedTable, position: int) -> tuple[Limit, ...]:
    gates = {gate.id: gate for gate in table.framework.gates}
    return tuple(
        Limit(
            reason=gates[bite.gate].reason, node=table.framework.nodes[gates[bite.gate].on].title,
            before=float(bite.before), after=float(bite.after), unanswered=bite.unanswered,
        )
        for bite in table.gates
        if bite.unit == position and bite.gate in gates
    )  # fmt: skip
