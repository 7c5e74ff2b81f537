"""Explanations and moves as text: a tree to read in a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.source_lines import SourceLines
from engine.problems import Location
from engine.reports.explained import settings_of
from engine.scoring.breakdown import Breakdown, Effect, Part
from engine.scoring.explanation import Explained
from engine.scoring.moves import Move
from engine.scoring.next_band import WayUp
from engine.scoring.table import Moved, ScoreTable
from engine.scoring.tracing import Trace
from engine.wording.numbers import write_number

BASE = {
    "mean": "starts from the group's mean",
    "full": "starts from full marks on every part",
    "figure": "score of the figure",
}
OVER = {"group": "of the group's {n} units", "all": "of all {n} units", "frozen": "frozen in the file"}
AIMS = {"best": "best of the group", "top": "full marks", "step": "next better"}


def explained_text(given: Explained, table: ScoreTable, sources: SourceLines | None) -> str:
    """The explanation with all below it, two spaces deeper at each level."""
    return "\n".join(_Writer(table, sources).tree(given, "")) + "\n"


def moves_text(moves: Sequence[Move], way: WayUp, table: ScoreTable, node_id: str, most: int) -> str:
    """The largest gains first, then the way to the next band."""
    framework, decimals = table.framework, decimals_of(table, node_id)
    lines = ["What one indicator alone would do, others unchanged:"]
    alike: dict[tuple[str, float], list[Move]] = {}
    for move in moves:
        if not math.isnan(move.total_then):
            alike.setdefault((move.aim.node, move.aim.target), []).append(move)
    told = [_move(same, framework, decimals) for same in alike.values()]
    lines += told[:most] or ["  nothing: no indicator can be bettered."]
    if len(told) > most:
        lines.append(f"  … and {len(told) - most} more (--json has all)")
    return "\n".join([*lines, "", *_way(way, framework, decimals_of(table, framework.index.id))]) + "\n"


def decimals_of(table: ScoreTable, node_id: str) -> int:
    """With how many decimals scores of a node are written."""
    low, high = table.scale[node_id]
    return 4 if high - low <= 1 else 2


def _figure(value: float, decimals: int | None = 2) -> str:
    return "none" if math.isnan(value) else write_number(value, decimals, "en")


def _value(value: float) -> str:
    return "none" if math.isnan(value) else write_number(round(value, 4), None, "en")


def _signed(value: float, decimals: int = 2) -> str:
    if math.isnan(value):
        return "–"
    written = write_number(value, decimals, "en")
    return written if written.startswith("−") else f"+{written}"


def _move(same: Sequence[Move], framework: Framework, decimals: int) -> str:
    """Moves of an indicator to one value."""
    move, aim = same[0], same[0].aim
    rank = "" if math.isnan(move.rank_then) else f", rank {_figure(move.rank, 0)} → {_figure(move.rank_then, 0)}"
    title = framework.results[aim.node].title.within("en")
    has_total = not math.isnan(move.total)
    gain = _signed(move.gain, decimals) if has_total else f"a score of {_figure(move.total_then, decimals)}"
    way = f"{_value(aim.value)} → {_value(aim.target)}"
    return f"  {gain:>8}{rank}  {aim.node} {way} ({', '.join(AIMS[each.aim.kind] for each in same)})  {title}"


def _way(way: WayUp, framework: Framework, decimals: int) -> Iterator[str]:
    band = framework.bands[way.band] if way.band >= 0 else None
    match way.state:
        case "withheld":
            yield "What leads to the next band may not be published: it would give away figures that are kept back."
        case "no_bands":
            yield "The framework has no bands."
        case "no_score":
            yield "There is no score, so there is no way to a band."
        case "best":
            yield "The unit is in the best band."
        case "none" if band:
            with_all = f"with every indicator at its best the score is {_figure(way.reachable, decimals)}"
            yield f"No way to the next band, {band.label.within('en')} ({band.id}), was found: {with_all}."
        case _ if band:
            sure = "the cheapest way" if way.state == "exact" else "a way found by search, a cheaper one may exist"
            yield f"To the next band, {band.label.within('en')} ({band.id}): {sure}, effort {_figure(way.effort, 3)}."
            for stage in way.stages:
                title = framework.results[stage.node].title.within("en")
                share = "" if stage.share >= 1 else f", {_figure(100 * stage.share, 1)} % of the way to its best"
                yield f"  {stage.node} {_value(stage.value)} → {_value(stage.target)}{share}  {title}"
            yield f"  The score is then {_figure(way.total_then, decimals)}, the rank {_figure(way.rank_then, 0)}."


class _Writer:
    """Writes the nodes of one framework."""

    def __init__(self, table: ScoreTable, sources: SourceLines | None) -> None:
        self.table, self.framework, self.sources = table, table.framework, sources
        self.decimals = 2

    def _points(self, value: float) -> str:
        return _figure(value, self.decimals)

    def _leads(self, value: float) -> str:
        return _signed(value, self.decimals)

    def tree(self, given: Explained, indent: str) -> Iterator[str]:
        """A node, its lines, and its children."""
        self.decimals = decimals_of(self.table, given.node)
        title, place = self.framework.results[given.node].title.within("en"), self._place(given.node)
        yield f"{indent}{given.node}  {title}  {place}".rstrip()
        deeper = indent + "  "
        yield f"{deeper}{'; '.join(self._head(given))}"
        if given.trace is not None:
            yield from (deeper + line for line in self._trace(given.trace, given.node))
        for each in given.answers:
            counts = [(", ".join([*x.options, *map(_reason, x.reasons)]), x.n) for x in each.counts]
            told = "; ".join(f"{names} {n}" for names, n in counts)
            yield f"{deeper}answers to {each.question}: {told or 'too few to tell'}"
        if given.lines.step is not None:
            times = f", times {given.lines.times:g}" if given.lines.times != 1 else ""
            joined = f"joined by {settings_of(given.lines.step)}{times}"
            yield f"{deeper}{joined} {self._rule(given.node, 'aggregate')}".rstrip()
        if given.lines.parts or given.lines.effects:
            yield from (deeper + line for line in self._lines(given.lines))
        for child in given.children:
            yield from self.tree(child, deeper)

    def _place(self, id_: str) -> str:
        return _at(self.sources.of(id_) if self.sources else None)

    def _rule(self, node: str, key: str) -> str:
        return _at(self.sources.rule(node, key) if self.sources else None)

    def _head(self, given: Explained) -> Iterator[str]:
        if math.isnan(given.score):
            yield f"no score: {_reason(given.missing)}"
        else:
            yield f"score {self._points(given.score)}"
        if not math.isnan(given.lines.mean):
            yield f"group mean {self._points(given.lines.mean)} ({self._leads(given.lines.lead)})"
        if not math.isnan(given.rank):
            yield f"rank {_figure(given.rank, 0)} of {given.of}"
        if given.n:
            yield f"n {given.n}"
        if not math.isnan(given.coverage) and given.trace is None:
            yield f"coverage {_figure(100 * given.coverage, 0)} %"

    def _trace(self, trace: Trace, node: str) -> Iterator[str]:
        where = f"by {settings_of(trace.measure)} of {', '.join(trace.source)}" if trace.measure else "from outside"
        value = "no value" if math.isnan(trace.value) else f"value {_value(trace.value)}"
        yield f"{value} {where} {self._rule(node, 'measure')}".rstrip()
        for each in trace.treated:
            change = f"{_value(each.before)} → {_value(each.after)}"
            yield f"{settings_of(each.step)}: {change} {self._rule(node, 'treat')}".rstrip()
        if trace.met:
            yield "does not apply, and counts as fully met"
        elif trace.no_credit:
            yield "left open: it has the lowest score"
        elif trace.normalise is not None and not math.isnan(trace.score):
            ends = ""
            if not math.isnan(trace.low):
                over = OVER.get(trace.over, "given by the rule").format(n=trace.among)
                ends = f" in the range {_value(trace.low)} to {_value(trace.high)} {over}"
            turned = "" if trace.higher else ", lower is better"
            clamped = ", brought to the end of the range" if Moved.CLAMPED in trace.moved else ""
            told = f"{settings_of(trace.normalise)}{ends}{turned}{clamped}"
            yield f"normalised by {told} → {self._points(trace.score)} {self._rule(node, 'normalise')}".rstrip()

    def _lines(self, lines: Breakdown) -> Iterator[str]:
        yield f"{'points':>10}{'lead':>10}{'score':>10}{'weight':>8}{'share':>9}"
        if lines.way in BASE:
            yield f"{self._points(lines.base):>10}{'':>37}  {BASE[lines.way]}"
        for part in lines.parts:
            yield self._part(part)
        for effect in lines.effects:
            yield f"{self._leads(effect.points):>10}{self._leads(effect.lead):>10}{'':>27}  {self._effect(effect)}"
        if not math.isnan(lines.score):
            note = "  (from drawn orders)" if lines.is_drawn else ""
            yield f"{self._points(lines.total):>10}{self._leads(lines.lead):>10}{'':>27}  = score{note}"

    def _part(self, part: Part) -> str:
        if part.missing is Missing.NOT_APPLICABLE:
            numbers = f"{'–':>10}{'–':>10}{'none':>10}{'0':>8}{'0 %':>9}"
        else:
            share = f"{_figure(100 * part.share, 1)} %"
            points, lead, score = self._points(part.points), self._leads(part.lead), self._points(part.score)
            numbers = f"{points:>10}{lead:>10}{score:>10}{part.weight:>8g}{share:>9}"
        name = part.node or f"{part.together} indicators together"
        return f"{numbers}  {name}{f': {_reason(part.missing)}' if part.missing else ''}"

    def _effect(self, effect: Effect) -> str:
        if effect.kind == "rounding":
            return "rounding"
        if effect.kind == "merged":
            return "mean of the units that were merged into it"
        here = "" if math.isnan(effect.before) else f" ({self._points(effect.before)} → {self._points(effect.after)})"
        open_ = ", for want of an answer" if effect.unanswered else ""
        elsewhere = ", touches others of the group" if not here else ""
        return f"{effect.kind} {effect.id}{here}{open_}{elsewhere} {self._place(effect.id)}".rstrip()


def _reason(missing: Missing) -> str:
    return missing.name.lower().replace("_", " ")


def _at(place: Location | None) -> str:
    return f"[{place.file}:{place.line}]" if place is not None else ""
