"""All units of a round at once: sections, bands, caps, counted parts, and ratios from summed numerators."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from engine.disclosure.published import PublishedTable
from engine.framework.models import Gate
from engine.framework.text import Text
from engine.reports.bases import total_lines
from engine.reports.heat import HeatKey, heat_key
from engine.reports.league import unranked_of
from engine.reports.marks import mark_tables
from engine.reports.method import method_lines
from engine.reports.nouns import About, Standing
from engine.reports.rollup_nouns import (
    BandCount,
    Cap,
    HeatRow,
    Held,
    RatioLine,
    Rollup,
    RollupGroup,
    Spread,
)
from engine.reports.standing import GroupView, decimals_of_score, group_title, unit_title
from engine.scoring.arrays import BoolArray
from engine.scoring.chain import Chain
from engine.scoring.held import also_held
from engine.scoring.summing import summed_ratios
from engine.scoring.table import GateBite
from engine.wording.order import sort_key


def rollup_of(
    table: PublishedTable,
    chain: Chain,
    about: About,
    language: str = "vi",
    basis: str = "",
    on_bases: Mapping[str, PublishedTable] | None = None,
) -> Rollup:
    """All ranked units of a score table and of what it came from; those without a rank are named, and counted nowhere.

    `basis` says as a source text on what the scores rest, `on_bases` are the scores on all bases by such a text, the
    one that counts last; equal scores stand by title in a language.
    """
    framework = table.framework
    seen = dict.fromkeys(unit.group for unit in table.units if unit.group is not None)
    order = [*(group for group in framework.units.groups if group in seen), *seen]
    bases = on_bases if on_bases and len(on_bases) > 1 else {}
    groups = [_group(table, group, language, tuple(bases.values())) for group in dict.fromkeys(order)]
    ranked = ~np.isnan(table.rank[table.node_row(framework.index.id)])
    ranked &= np.array([unit.group is not None for unit in table.units], dtype=bool)
    caps = _caps(table, chain, ranked, language)
    return Rollup(
        framework=framework, about=about, basis=basis, counted=int(ranked.sum()),
        groups=tuple(group for group in groups if group.rows),
        caps=caps, idle_caps=len(framework.gates) - len(caps),
        marked=mark_tables(table, chain.scene.plan, _in_order(table, ranked, language)),
        ratios=tuple(
            RatioLine(framework.nodes[each.node].code or "", framework.nodes[each.node].title, each)
            for each in summed_ratios(chain, ranked)
        ),
        apart=unranked_of(table), method=method_lines(table, None), bases=tuple(bases),
    )  # fmt: skip


def _in_order(table: PublishedTable, units: BoolArray, language: str) -> list[int]:
    """The positions of units, by title."""
    found: list[int] = np.flatnonzero(units).tolist()
    return sorted(found, key=lambda unit: sort_key(unit_title(table, unit).within(language), language))


def _group(
    table: PublishedTable, group: str, language: str, on_bases: Sequence[PublishedTable]
) -> RollupGroup:
    view = GroupView(table, group)
    index, sections = table.framework.index, view.dimensions()
    units = _in_order(table, view.peers, language)
    totals = {unit: view.standing(index, unit) for unit in units}
    units.sort(key=lambda unit: -(totals[unit].score or 0.0))
    parts = {unit: tuple(view.standing(node, unit) for node in sections) for unit in units}
    first = units[0] if units else None
    scales = [each.scale for each in parts[first]] if first is not None else []
    key = heat_key(table.framework, totals[first].scale if first is not None else (0.0, 1.0), scales)
    title = group_title(table, group)
    assert title is not None, "a group has a title, or its id stands for one"
    counts, bandless = _bands(table, units)
    return RollupGroup(
        id=group, title=title,
        rows=tuple(_row(table, key, unit, totals[unit], parts[unit]) for unit in units),
        spreads=tuple(_spread(table, [totals[unit] for unit in units], units))
        + tuple(
            spread
            for place in range(len(sections))
            for spread in _spread(table, [parts[unit][place] for unit in units], units)
        ),
        bands=counts, bandless=bandless, key=key,
        on_bases=total_lines(
            on_bases, [(table.units[unit].id, unit_title(table, unit)) for unit in units],
            totals[units[0]].score_decimals if units else 0,
        ),
    )  # fmt: skip


def _row(table: PublishedTable, key: HeatKey, unit: int, total: Standing, parts: tuple[Standing, ...]) -> HeatRow:
    tints = tuple(key.tint(each.score, each.scale, each.percent) for each in (total, *parts))
    return HeatRow(table.units[unit].id, unit_title(table, unit), total, parts, tints)


def _spread(table: PublishedTable, standings: Sequence[Standing], units: Sequence[int]) -> list[Spread]:
    """The least, median and most of one node, of the units that have a score there; none without units."""
    if not standings:
        return []
    any_of = standings[0]
    known = {unit: each.score for unit, each in zip(units, standings, strict=True) if each.score is not None}
    scores = list(known.values())
    least = min(scores, default=None)
    weakest = tuple(unit_title(table, unit) for unit, score in known.items() if score == least)
    return [
        Spread(
            any_of.id, any_of.code, any_of.title, any_of.score_decimals, len(scores),
            least, float(np.median(scores)) if scores else None, max(scores, default=None), weakest,
        )
    ]  # fmt: skip


def _bands(table: PublishedTable, units: Sequence[int]) -> tuple[tuple[BandCount, ...], int]:
    """How many units are in each band, in the order of the file, and how many are in none."""
    row = table.node_row(table.framework.index.id)
    found = Counter(int(table.band[row, unit]) for unit in units)
    bandless = found.pop(-1, 0)
    whole = sum(found.values())
    counts = tuple(
        BandCount(band.label, found[place], 100 * found[place] / whole if whole else None)
        for place, band in enumerate(table.framework.bands)
    )
    return counts, bandless


def _caps(table: PublishedTable, chain: Chain, ranked: BoolArray, language: str) -> tuple[Cap, ...]:
    """The caps that hold some unit, in the order of the file."""
    also = also_held(chain) if table.terms is None else {}
    titles = {unit: unit_title(table, unit) for unit in _in_order(table, ranked, language)}
    found = [_cap(table, gate, titles, also.get(gate.id, ())) for gate in table.framework.gates]
    return tuple(cap for cap in found if cap.units or cap.also)


def _cap(table: PublishedTable, gate: Gate, titles: dict[int, Text], also: Sequence[int]) -> Cap:
    bites = {bite.unit: bite for bite in table.gates if bite.gate == gate.id}
    lowered = [(titles[unit], bites[unit]) for unit in titles if unit in bites and _lowers(bites[unit])]
    as_low = {unit for unit, bite in bites.items() if bite.unanswered and not _lowers(bite)}
    node = table.framework.nodes[gate.on]
    scale = table.scale.get(node.id) or (0.0, 100.0)
    return Cap(
        reason=gate.reason, node=node.title, decimals=decimals_of_score(node, scale),
        held=_held([(title, bite) for title, bite in lowered if not bite.unanswered]),
        also=tuple(titles[unit] for unit in titles if unit in as_low or unit in also),
        unsure=_held([(title, bite) for title, bite in lowered if bite.unanswered]),
    )  # fmt: skip


def _held(bites: Sequence[tuple[Text, GateBite]]) -> tuple[Held, ...]:
    return tuple(Held(title, bite.before, bite.after) for title, bite in bites)


def _lowers(bite: GateBite) -> bool:
    """Whether the score is another one: a condition that asks for what does not apply is told of, and does nothing."""
    return bite.before != bite.after
