"""The league of a round: every group's ranking, and who is not ranked and why."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.disclosure.published import PublishedTable
from engine.framework.text import Text
from engine.reports import slopes
from engine.reports.alike import alike_of
from engine.reports.bases import basis_lines, titles_of
from engine.reports.change import changes_shown
from engine.reports.charts import NARROW, Ranked, beside_names, rankings
from engine.reports.method import method_lines
from engine.reports.nouns import About, League, LeagueGroup, LeagueRow, Standing, Unranked
from engine.reports.rank_charts import Placed, rank_charts
from engine.reports.sensitivity import rests_on, sensitivity_lines
from engine.reports.standing import GroupView, group_title, unit_title, why_unranked
from engine.scoring.rank_sensitivity import RankSensitivity
from engine.wording.order import sort_key


def league_of(
    table: PublishedTable, about: About, language: str = "vi", sensitivity: RankSensitivity | None = None
) -> League:
    """All units of a score table, group by group in the order of the register; equal ranks by title in a language."""
    seen = dict.fromkeys(unit.group for unit in table.units if unit.group is not None)
    order = [group for group in table.framework.units.groups if group in seen]
    order += [group for group in seen if group not in order]
    whole = GroupView(table, None)
    return League(
        framework=table.framework, about=about,
        groups=tuple(group for group in (_group(table, id_, language) for id_ in order) if group.rows),
        unranked=unranked_of(table),
        method=(*method_lines(table, None), *sensitivity_lines(sensitivity)),
        how_sure=whole.how_sure, has_answers=whole.has_answers,
        since=table.change.edition if table.change else "",
        rests_on=None if sensitivity is None else rests_on(table.framework, sensitivity),
        bases=titles_of(table),
    )  # fmt: skip


def _group(table: PublishedTable, group: str, language: str) -> LeagueGroup:
    view = GroupView(table, group)
    nodes, index = view.dimensions(), table.framework.index
    contests = table.sure.contests if table.sure is not None and view.how_sure.replicates else ()
    alike = {unit: each for contest in contests for unit, each in alike_of(contest).items()}
    rows = [
        LeagueRow(
            table.units[unit].id,
            unit_title(table, unit),
            view.standing(index, unit),
            tuple(view.standing(node, unit) for node in nodes),
            alike.get(unit),
        )
        for unit in np.flatnonzero(view.peers).tolist()
    ]
    rows.sort(key=lambda row: (row.total.rank or 0, sort_key(row.unit_title.within(language), language)))
    title = group_title(table, group)
    assert title is not None  # a group has a title, or its id stands for one
    ranked = [_ranked(row.unit_title, row.total) for row in rows]
    first = rows[0] if rows else None
    wide, narrow = (
        rankings(ranked, first.total.scale, first.total.score_decimals, canvas) if first else ()
        for canvas in (beside_names(ranked), NARROW)
    )
    placed = _placed(rows) if view.how_sure.replicates else []
    place = {unit.id: position for position, unit in enumerate(table.units)}
    named = [(place[row.unit_id], row.unit_title) for row in rows]
    changes = changes_shown(table, named, first.total.score_decimals) if first else ()
    places, narrow_places = (rank_charts(placed, len(rows), canvas) for canvas in (beside_names(ranked), NARROW))
    totals = [(index.id, at, title, 0, first.total.score_decimals) for at, title in named] if first else []
    return LeagueGroup(
        group, title, first.dimensions if first else (), tuple(rows), wide, narrow, changes,
        slopes.slope_charts(changes, slopes.WIDE), slopes.slope_charts(changes, slopes.NARROW),
        places, narrow_places, basis_lines(table, totals, {index.id: ("", False)}),
    )  # fmt: skip


def _placed(rows: Sequence[LeagueRow]) -> list[Placed]:
    """The units whose rank has an interval."""
    told = ((row, row.total.rank, row.total.rank_low, row.total.rank_high) for row in rows)
    return [
        Placed(row.unit_title, rank, low, high, row.alike)
        for row, rank, low, high in told
        if rank is not None and low is not None and high is not None
    ]


def _ranked(title: Text, total: Standing) -> Ranked:
    return Ranked(title, total.rank or 0, total.score or 0.0, total.score_low, total.score_high, total.thin)


def unranked_of(table: PublishedTable) -> tuple[Unranked, ...]:
    """The units without a rank, each with the reason."""
    row = table.node_row(table.framework.index.id)
    apart, whole = [], GroupView(table, None)
    for position, unit in enumerate(table.units):
        reason = why_unranked(table, position)
        if reason is None:
            continue
        n = table.told_n(row, position)
        total = None if not table.thin[row, position] else whole.standing(table.framework.index, position)
        apart.append(Unranked(unit.id, unit_title(table, position), group_title(table, unit.group), reason, n, total))
    return tuple(apart)
