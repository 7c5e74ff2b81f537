"""What ranks rest on, in words: which choice of the method varied among what, and how it was worked out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.framework.models import Framework, Node, Robustness, RuleChoice, TreatChoice
from engine.framework.text import Text
from engine.reports.method import Phrase, aggregator_words, normaliser_words, treatment_words
from engine.reports.nouns import MethodLine
from engine.reports.rests_on import NARROW_ROWS, WIDE_ROWS, ChoiceRow, RestsOn, Share, index_chart
from engine.reports.waterfall import Label
from engine.scoring.rank_sensitivity import RankSensitivity
from engine.scoring.sensitivity import WEIGHTS
from engine.scoring.sobol import Indices
from engine.wording.catalog import LANGUAGES, mark, say

NAMES = {
    WEIGHTS: mark("Trọng số"),
    "treat": mark("Xử lý ngoại lệ"),
    "normalise": mark("Chuẩn hóa"),
    "aggregate": mark("Tổng hợp"),
}
WITHIN = mark("Trọng số trong {title}")
OFF = mark("mỗi trọng số tăng hoặc giảm tới {percent}%, tổng trọng số của các mục cùng cấp giữ nguyên")
OWN = mark("cách của bộ chỉ số")
WITHOUT = mark("không có bước: {what}")
INSTEAD = mark("{what}, thay cho bước: {without}")
ONLY = mark("{what} (chỉ cho {nodes})")
LOST = 0.5
"""Where fewer of the blocks of runs could be used, nothing is told."""


def rests_on(framework: Framework, found: RankSensitivity) -> RestsOn:
    """The choices that varied, those first that bring most to the change of ranks."""
    told = found.rank_change
    rows: list[ChoiceRow] = []
    if told is not None and not told.none:
        rows = [_row(framework, found, told, place) for place in range(len(found.inputs))]
        rows.sort(key=lambda row: -row.total.percent)
    charts = tuple(index_chart(rows, canvas) for canvas in (WIDE_ROWS, NARROW_ROWS)) if rows else ()
    lost = told is not None and told.used < LOST
    return RestsOn(tuple(rows), charts, found.runs, _percent(found.level), _percent(found.failed), lost)


def sensitivity_lines(found: RankSensitivity | None) -> tuple[MethodLine, ...]:
    """The line of a method about what ranks rest on; none where nobody worked it out."""
    if found is None:
        return ()
    text = mark(
        "chỉ số Sobol bậc nhất và toàn phần của mức thay đổi hạng trung bình, từ {runs} lần tính theo dãy Sobol (hạt"
        " giống {seed}); khoảng {level}% từ việc lấy lại các khối lần tính."
    )
    values = (("runs", found.runs), ("seed", str(found.asked.seed)), ("level", _percent(found.level)))
    return (MethodLine(mark("Độ nhạy của hạng"), text, values),)


def _row(framework: Framework, found: RankSensitivity, told: Indices, place: int) -> ChoiceRow:
    name = found.inputs[place]
    first = _share(float(told.first[place]), float(told.first_off[place]))
    total = _share(float(told.total[place]), float(told.total_off[place]))
    return ChoiceRow(_label(framework, name), _words(framework, found, name), first, total)


def _share(index: float, off: float) -> Share:
    return Share(*(100 * min(max(each, 0.0), 1.0) for each in (index, index - off, index + off)))


def _label(framework: Framework, name: str) -> Label:
    kind, _, parent = name.partition(":")
    if not parent:
        return Label(NAMES[kind])
    title = _title(framework.nodes, parent)
    return Label(Text({language: say(WITHIN, language, title=title.within(language)) for language in LANGUAGES}))


def _title(nodes: Mapping[str, Node], name: str) -> Text:
    return nodes[name].title if name in nodes else Text({"": name})


def _words(framework: Framework, found: RankSensitivity, name: str) -> object:
    """What a choice is among, as report templates speak it."""
    given = framework.robustness or Robustness()
    if name.partition(":")[0] == WEIGHTS:
        off = Phrase(OFF, (("percent", _percent(found.share)),))
        on = given.weights.on if given.weights is not None and found.asked.share is None and name == WEIGHTS else ()
        return _only(framework, off, on)
    return tuple(_options(framework, name, getattr(given, name)))


def _options(framework: Framework, kind: str, choices: tuple[RuleChoice | TreatChoice, ...]) -> Iterator[object]:
    yield Phrase(OWN)
    for choice in choices:
        yield _only(framework, _option(kind, choice), choice.on)


def _option(kind: str, choice: RuleChoice | TreatChoice) -> Phrase:
    without = treatment_words(choice.without) if isinstance(choice, TreatChoice) and choice.without else None
    if choice.by is None:
        return Phrase(WITHOUT, (("what", without),))
    if kind == "treat":
        by = treatment_words(choice.by.rule)
        return by if without is None else Phrase(INSTEAD, (("what", by), ("without", without)))
    words = normaliser_words if kind == "normalise" else aggregator_words
    return words(choice.by.rule, choice.by.settings)


def _only(framework: Framework, what: Phrase, on: tuple[str, ...]) -> Phrase:
    """The same with the nodes that it is for; none named: for all."""
    if not on:
        return what
    return Phrase(ONLY, (("what", what), ("nodes", tuple(_title(framework.nodes, name) for name in on))))


def _percent(share: float) -> float:
    return round(100 * share, 1)
