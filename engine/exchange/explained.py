"""Explanations and what would move a score, for programs: plain values, null where there is no number."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.rules import Step
from engine.framework.source_lines import SourceLines
from engine.scoring.explanation import Explained
from engine.scoring.moves import Move
from engine.scoring.next_band import WayUp
from engine.scoring.table import Moved
from engine.scoring.tracing import Trace


def explained_values(given: Explained, framework: Framework, sources: SourceLines | None) -> dict[str, Any]:
    """A node of an explanation with all below it."""
    lines = given.lines
    titles = framework.results[given.node].title.root
    return {
        "node": given.node,
        "title": dict(titles),
        "place": str(sources.of(given.node) or "") if sources else "",
        "score": _number(lines.score),
        "missing": _reason(given.missing),
        "group_mean": _number(lines.mean),
        "lead": _number(lines.lead),
        "peers": lines.peers,
        "rank": _number(given.rank),
        "of": given.of,
        "n": given.n,
        "coverage": _number(given.coverage),
        "effective_weight": _number(given.effective),
        "rule": None if lines.step is None else _rule(lines.step, "aggregate", given.node, sources),
        "times": lines.times,
        "starts_from": lines.way,
        "base": _number(lines.base),
        "drawn_orders": lines.is_drawn,
        "parts": [
            {
                "node": part.node or None, "together": part.together, "score": _number(part.score),
                "weight": part.weight, "share": part.share, "points": _number(part.points),
                "lead": _number(part.lead), "group_mean": _number(part.mean), "missing": _reason(part.missing),
            }
            for part in lines.parts
        ],
        "effects": [
            {
                "kind": effect.kind, "id": effect.id or None, "points": _number(effect.points),
                "lead": _number(effect.lead), "before": _number(effect.before), "after": _number(effect.after),
                "unanswered": effect.unanswered,
            }
            for effect in lines.effects
        ],
        "figure": None if given.trace is None else _figure(given.trace, given.node, sources),
        "answers": [
            {
                "question": each.question,
                "counts": [
                    {"options": list(x.options), "missing": [_reason(r) for r in x.reasons], "n": x.n}
                    for x in each.counts
                ],
            }
            for each in given.answers
        ],
        "children": [explained_values(child, framework, sources) for child in given.children],
    }  # fmt: skip


def moves_values(moves: Iterable[Move]) -> list[dict[str, Any]]:
    """What each aim alone would do."""
    return [
        {
            "node": move.aim.node, "aim": move.aim.kind, "value": _number(move.aim.value), "target": move.aim.target,
            "score": _number(move.aim.score), "score_then": move.aim.score_then, "total": _number(move.total),
            "total_then": _number(move.total_then), "gain": _number(move.gain), "rank": _number(move.rank),
            "rank_then": _number(move.rank_then),
        }
        for move in moves
    ]  # fmt: skip


def way_values(way: WayUp, framework: Framework) -> dict[str, Any]:
    """The cheapest way to the next band."""
    return {
        "state": way.state,
        "band": framework.bands[way.band].id if way.band >= 0 else None,
        "total": _number(way.total),
        "total_then": _number(way.total_then),
        "rank_then": _number(way.rank_then),
        "reachable": _number(way.reachable),
        "effort": way.effort,
        "stages": [
            {"node": x.node, "value": _number(x.value), "target": x.target, "share": x.share, "effort": x.effort}
            for x in way.stages
        ],
    }


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _reason(missing: Missing) -> str | None:
    return missing.name.lower() if missing else None


def _rule(step: Step, key: str, node: str, sources: SourceLines | None) -> dict[str, Any]:
    place = sources.rule(node, key) if sources else None
    settings = {name: _plain(value) for name, value in step.settings.items()}
    return {"name": step.rule.name, "settings": settings, "place": str(place or "")}


def _plain(value: Any) -> Any:
    """A setting as JSON has it."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Mapping():
            return {str(name): _plain(each) for name, each in value.items()}
        case tuple() | list():
            return [_plain(each) for each in value]
        case _ if hasattr(value, "model_dump"):
            return _plain(value.model_dump(exclude_none=True))
        case _:
            return str(value)


def _figure(trace: Trace, node: str, sources: SourceLines | None) -> dict[str, Any]:
    steps = {"measure": trace.measure, "normalise": trace.normalise}
    return {
        "value": _number(trace.value),
        "from": list(trace.source),
        **{key: None if step is None else _rule(step, key, node, sources) for key, step in steps.items()},
        "treated": [
            {**_rule(each.step, "treat", node, sources), "before": _number(each.before), "after": _number(each.after)}
            for each in trace.treated
        ],
        "direction": "higher" if trace.higher else "lower",
        "range": None if math.isnan(trace.low) else [trace.low, _number(trace.high)],
        "range_over": trace.over or None,
        "range_units": trace.among or None,
        "score": _number(trace.score),
        "moved": [each.name.lower() for each in Moved if each in trace.moved and each.name],
        "no_credit": trace.no_credit,
        "fully_met": trace.met,
    }
