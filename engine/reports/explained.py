"""The page that explains one number: what it is made of, by which rules, from which figures and answers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.disclosure.published import PublishedTable
from engine.framework.missing import Missing
from engine.framework.models import Framework, Node
from engine.framework.rules import Step as RuleStep
from engine.framework.source_lines import SourceLines
from engine.framework.text import Text
from engine.problems import Location
from engine.reports.method import Phrase, aggregator_words, measure_words, normaliser_words, treatment_words
from engine.reports.nouns import About, Standing
from engine.reports.standing import GroupView, group_title, unit_title, why_unranked
from engine.reports.waterfall import Label, Step, Waterfall, fewer, waterfalls
from engine.reports.words import MISSING, OWN_RULE, OWN_RULE_ALONE
from engine.scoring.breakdown import Breakdown, Effect, Part
from engine.scoring.explanation import Explained
from engine.scoring.tracing import Trace
from engine.wording.catalog import mark

MOST_LETTERS = 60
"""A longer setting, such as a table of steps, is read in the file."""

DONE = {"rounding": mark("Làm tròn điểm"), "merged": mark("Trung bình của các đơn vị đã sáp nhập")}
"""What was done to a score that no gate and no extra points did."""
MEAN = mark("Trung bình của nhóm")
OWN = mark("Điểm của đơn vị")
REST = mark("{n} phần nhỏ hơn, gộp lại")
TOGETHER = mark("{n} mục gộp lại vì quá ít câu trả lời")
BASE = {
    "mean": mark("Bắt đầu từ trung bình của nhóm"),
    "full": mark("Bắt đầu từ điểm tối đa của mọi thành phần"),
    "figure": mark("Điểm của chỉ số sau chuẩn hóa"),
}
KINDS = {
    "measure": mark("Số đo"),
    "treat": mark("Xử lý ngoại lệ"),
    "normalise": mark("Chuẩn hóa"),
    "aggregate": mark("Tổng hợp"),
}


@dataclass(frozen=True)
class Line:
    """A line of the table that adds up to the score; numbers are None where there are none.

    `node` is "" for what is no child; `before` and `after` are those of a limit or bonus.
    """

    label: Label
    node: str
    points: float | None
    lead: float | None
    score: float | None = None
    mean: float | None = None
    weight: float | None = None
    percent: float | None = None
    missing: Missing = Missing.PRESENT
    before: float | None = None
    after: float | None = None
    unanswered: bool = False


@dataclass(frozen=True)
class UsedRule:
    """A rule that was at work: its kind and words, its name with the settings, and the line of the file."""

    kind: str
    words: Phrase
    name: str
    place: str


@dataclass(frozen=True)
class Figure:
    """The way of an indicator's figure to its score; numbers are None where there are none."""

    value: float | None
    changes: tuple[tuple[Phrase, float | None, float | None], ...]
    low: float | None
    high: float | None
    over: str
    among: int
    score: float | None
    higher: bool
    no_credit: bool
    met: bool
    sources: tuple[Text, ...]


@dataclass(frozen=True)
class AnswerTable:
    """How many chose what; without rows there are too few answers to tell."""

    question: Text
    rows: tuple[tuple[tuple[Label, ...], int], ...]


@dataclass(frozen=True)
class ExplainedPage:
    """One node of one unit; `above` are the nodes from the index down to it, with their ids.

    `unranked` says as a source text why the unit has no rank on the whole, None where it has one.
    """

    framework: Framework
    about: About
    unit_id: str
    unit_title: Text
    group: Text | None
    above: tuple[tuple[str, Text], ...]
    unranked: str | None
    standing: Standing
    place: str
    mean: float | None
    lead: float | None
    peers: int
    way: str
    is_drawn: bool
    times: float
    lines: tuple[Line, ...]
    charts: tuple[Waterfall, ...]
    rules: tuple[UsedRule, ...]
    figure: Figure | None
    answers: tuple[AnswerTable, ...]


def explained_page(given: Explained, table: PublishedTable, about: About, sources: SourceLines | None) -> ExplainedPage:
    """The page of an explanation; `sources` tell the lines of the file, where it is at hand."""
    framework, unit = table.framework, table.unit_column(given.unit)
    view = GroupView(table, table.units[unit].group)
    node = framework.results[given.node]
    standing = view.standing(node, unit)
    return ExplainedPage(
        framework=framework, about=about, unit_id=given.unit, unit_title=unit_title(table, unit),
        group=group_title(table, table.units[unit].group),
        above=tuple((each.id, each.title) for each in _above(framework.index, given.node)),
        unranked=why_unranked(table, unit),
        standing=standing, place=written(sources.of(given.node) if sources else None),
        mean=number(given.lines.mean), lead=number(given.lines.lead), peers=given.lines.peers,
        way=given.lines.way, is_drawn=given.lines.is_drawn, times=given.lines.times,
        lines=tuple(_lines(given.lines, framework)),
        charts=lead_charts(given.lines, framework, standing.score_decimals),
        rules=tuple(_rules(given, sources)),
        figure=None if given.trace is None else _figure(given.trace, framework, unit_title(table, unit)),
        answers=tuple(
            AnswerTable(
                _about(framework.question[each.question].text, unit_title(table, unit)),
                tuple((_options(framework, each.question, x.options, x.reasons), x.n) for x in each.counts),
            )
            for each in given.answers
        ),
    )  # fmt: skip


def number(value: float) -> float | None:
    """None for NaN: templates know no NaN."""
    return None if math.isnan(value) else value


def written(location: Location | None) -> str:
    """A place as it is printed: the file's name without its folder, and the line."""
    if location is None:
        return ""
    name = location.file.replace("\\", "/").rpartition("/")[2]
    return f"{name}:{location.line}" if location.line else name


def _above(node: Node, wanted: str) -> tuple[Node, ...]:
    """The nodes from this one down to the wanted one's parent; none for what stands beside the tree."""
    for child in node.children:
        if child.id == wanted:
            return (node,)
        if below := _above(child, wanted):
            return (node, *below)
    return ()


def title_of(framework: Framework, node_id: str) -> Text:
    """The title of a node or of what is reported beside the tree."""
    return framework.results[node_id].title


def _lines(given: Breakdown, framework: Framework) -> Iterator[Line]:
    if given.way in BASE:
        yield Line(Label(BASE[given.way]), "", number(given.base), None)
    for part in given.parts:
        counts = bool(part.weight or part.lead)  # what applies to nobody here has no part in it
        yield Line(
            part_label(part, framework), part.node,
            number(part.points) if counts else None, number(part.lead) if counts else None,
            number(part.score), number(part.mean),
            part.weight, 100 * part.share, part.missing,
        )  # fmt: skip
    for effect in given.effects:
        yield Line(
            effect_label(effect, framework), "", number(effect.points), number(effect.lead),
            before=number(effect.before), after=number(effect.after), unanswered=effect.unanswered,
        )  # fmt: skip


def part_label(part: Part, framework: Framework) -> Label:
    """The name of a child's line."""
    return Label(title_of(framework, part.node)) if part.node else Label(TOGETHER, (("n", part.together),))


def effect_label(effect: Effect, framework: Framework) -> Label:
    """The name of what was done to a score."""
    if effect.kind in DONE:
        return Label(DONE[effect.kind])
    reasons = {gate.id: gate.reason for gate in framework.gates} if effect.kind == "gate" else {}
    return Label(reasons.get(effect.id) or next(x.title for x in framework.extras if x.id == effect.id))


def lead_charts(given: Breakdown, framework: Framework, decimals: int) -> tuple[Waterfall, ...]:
    """From the mean of the group to the unit's score, wide and narrow; () where nothing is compared."""
    parts = [Step(part_label(part, framework), part.lead) for part in given.parts if part.weight or part.lead]
    effects = [Step(effect_label(x, framework), x.lead) for x in given.effects if x.lead]
    steps = [*parts, *effects]
    if given.peers < 2 or len(given.parts) < 2 or any(math.isnan(step.lead) for step in steps):
        return ()
    return waterfalls((Label(MEAN), given.mean), fewer(steps, REST), Label(OWN), decimals)


def _rules(given: Explained, sources: SourceLines | None) -> Iterator[UsedRule]:
    def used(kind: str, words: Phrase, step: RuleStep) -> UsedRule:
        place = sources.rule(given.node, kind) if sources else None
        words = Phrase(OWN_RULE_ALONE) if words.text == OWN_RULE else words
        return UsedRule(KINDS[kind], words, settings_of(step), written(place))

    trace, step = given.trace, given.lines.step
    if trace is not None:
        if trace.measure is not None:
            yield used("measure", measure_words(trace.measure.rule.name), trace.measure)
        for each in trace.treated:
            yield used("treat", treatment_words(each.step.rule.name), each.step)
        if (last := trace.normalise) is not None:
            yield used("normalise", normaliser_words(last.rule.name, last.settings), last)
    if step is not None:
        yield used("aggregate", aggregator_words(step.rule.name, step.settings), step)


def settings_of(step: RuleStep) -> str:
    """A rule as the file could write it: its name, and the settings that differ from what holds without them."""
    told, fields = [], step.rule.settings.model_fields
    for name, value in step.settings.items():
        words = _shown(value)
        if words and value != fields[name].default and len(words) <= MOST_LETTERS:
            told.append(f"{name}: {words}")
    return f"{step.rule.name} ({', '.join(told)})" if told else step.rule.name


def _shown(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"{value:g}"
        case tuple() | list():
            return f"[{', '.join(_shown(each) for each in value)}]" if value else ""
        case Mapping():
            return "{…}" if value else ""
        case _:
            return str(value)


def _about(question: Text, unit: Text) -> Text:
    """The words of a question about one unit."""
    return Text({language: words.replace("{unit}", unit.within(language)) for language, words in question.root.items()})


def _figure(trace: Trace, framework: Framework, unit: Text) -> Figure:
    questions = framework.question
    asked = [_about(questions[name].text, unit) for name in trace.source if name in questions]
    return Figure(
        value=number(trace.value),
        changes=tuple(
            (treatment_words(each.step.rule.name), number(each.before), number(each.after)) for each in trace.treated
        ),
        low=number(trace.low), high=number(trace.high), over=trace.over, among=trace.among,
        score=number(trace.score), higher=trace.higher, no_credit=trace.no_credit, met=trace.met,
        sources=tuple({str(x): x for x in asked}.values()),
    )  # fmt: skip


def _options(
    framework: Framework, question_id: str, options: tuple[str, ...], reasons: tuple[Missing, ...]
) -> tuple[Label, ...]:
    known = {option.id: option.label for option in framework.options_of(framework.question[question_id])}
    labels = [Label(known.get(option) or Text({"": option})) for option in options]
    return (*labels, *(Label(MISSING[reason]) for reason in reasons))
