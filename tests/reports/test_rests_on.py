"""What ranks rest on, as a league tells it: the order, words for each choice, ends of scales, nothing to tell."""

from dataclasses import replace

import numpy as np
import pytest

from engine.framework.models import Framework, Robustness
from engine.reports.league import league_of
from engine.reports.nouns import About
from engine.reports.render import league_html
from engine.reports.rests_on import NARROW_ROWS, Share
from engine.reports.sensitivity import rests_on
from engine.scoring.methods import Factor
from engine.scoring.rank_sensitivity import Analysis, RankSensitivity
from engine.scoring.sobol import Indices
from engine.scoring.table import ScoreTable

CHOICES = {
    "weights": {"share": 0.25, "on": ["entry"]},
    "treat": [{"without": "clamp"}, {"without": "clamp", "by": {"rule": "winsorise", "settings": {}}}, {"by": {"rule": "log", "settings": {}}}],
    "normalise": [{"by": {"rule": "rank", "settings": {}}, "on": ["guidance", "days"]}],
    "aggregate": [{"by": {"rule": "geometric", "settings": {"floor": 1}}}, {"by": {"rule": "own_mean", "settings": {}}}],
}  # fmt: skip
INPUTS = ("weights", "treat", "normalise", "aggregate")


def framework(table: ScoreTable) -> Framework:
    return table.framework.model_copy(update={"robustness": Robustness.model_validate(CHOICES)})


def found(inputs: tuple[str, ...] = INPUTS, *, used: float = 1.0, failed: float = 0.0) -> RankSensitivity:
    first, total = np.array([0.1, -0.02, 0.4, 0.3]), np.array([0.2, 0.03, 0.55, 1.04])
    off = np.full(4, 0.05)
    size = len(inputs)
    indices = Indices(first[:size], off[:size], total[:size], off[:size], used)
    factors = tuple(Factor(name, ("own", "x")) for name in inputs[1:])
    return RankSensitivity(Analysis(64, 7), 0.9, 0.25, factors, inputs, 64 * (size + 2), indices, failed)


def test_choices_that_bring_most_come_first_and_no_index_leaves_its_scale(table: ScoreTable) -> None:
    told = rests_on(framework(table), found())
    assert [row.label.within("vi") for row in told.rows] == ["Tổng hợp", "Chuẩn hóa", "Trọng số", "Xử lý ngoại lệ"]
    most, least = told.rows[0], told.rows[-1]
    assert most.total == Share(100.0, pytest.approx(99.0), 100.0)
    assert least.first == Share(0.0, 0.0, pytest.approx(3.0))


def test_the_picture_has_two_bars_a_choice_within_its_plot(table: ScoreTable) -> None:
    wide, narrow = rests_on(framework(table), found()).charts
    for chart in (wide, narrow):
        assert len(chart.rows) == 4
        assert [tick.value for tick in chart.ticks] == [0, 20, 40, 60, 80, 100]
        for row in chart.rows:
            assert row.first.y < row.y < row.total.y
            for bar in (row.first, row.total):
                assert chart.canvas.left <= bar.low <= bar.end.x <= bar.high <= chart.canvas.right
    assert narrow.canvas == NARROW_ROWS
    assert narrow.rows[-1].total.y < narrow.height


def test_each_choice_is_told_in_words_of_both_languages(table: ScoreTable, about: About) -> None:
    varied = replace(table, framework=framework(table))
    pages = {
        language: " ".join(league_html(league_of(varied, about, language, found()), language, standalone=True).split())
        for language in ("vi", "en")
    }
    for words in (
        "mỗi trọng số tăng hoặc giảm tới 25%, tổng trọng số của các mục cùng cấp giữ nguyên (chỉ cho Gia nhập thị trường)",
        "cách của bộ chỉ số; không có bước: giá trị ngoài khoảng được đưa về đầu khoảng;",
        "đưa về phân vị đó, thay cho bước: giá trị ngoài khoảng được đưa về đầu khoảng; lấy lô-ga-rít",
        "theo thứ bậc giữa các đơn vị (chỉ cho Hướng dẫn thủ tục rõ ràng; Số ngày chờ cấp giấy tờ)",
        "trung bình nhân có trọng số, điểm dưới 1 tính là 1; theo quy tắc riêng của bộ chỉ số",
        "Tổng hợp: riêng nó 30%, cùng các lựa chọn khác 100%; Chuẩn hóa: riêng nó 40%",
    ):
        assert words in pages["vi"]
    for words in (
        "each weight up or down by as much as 25%",
        "(only for Market entry)",
        "the way of the index itself; without the step:",
        "first-order and total Sobol indices of the mean change of ranks, from 384 runs",
        "Aggregation: alone 30%, with the other choices 100%",
    ):
        assert words in pages["en"]
    assert "%(" not in pages["vi"] + pages["en"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (found(used=0.4, failed=0.7), "Quá nhiều lần tính lại không cho hạng của mọi đơn vị"),
        (found(), "không lựa chọn nào của cách tính làm thay đổi hạng"),
        (replace(found(()), rank_change=None), "không lựa chọn nào của cách tính làm thay đổi hạng"),
    ],
)
def test_where_there_is_nothing_to_draw_it_is_said_why(
    table: ScoreTable, about: About, given: RankSensitivity, words: str
) -> None:
    if given.rank_change is not None:
        nothing = np.full(len(given.inputs), np.nan)
        given = replace(given, rank_change=replace(given.rank_change, first=nothing, total=nothing))
    page = league_html(league_of(table, about, "vi", given), "vi", standalone=False)
    assert words in page
    assert "nan" not in page
    assert page.count("Điều gì làm thứ hạng thay đổi") == 1


def test_runs_that_left_a_unit_without_a_rank_are_counted(table: ScoreTable, about: About) -> None:
    page = league_html(league_of(table, about, "vi", found(failed=0.0312)), "vi", standalone=False)
    assert "Trong 3,1% số lần tính lại có đơn vị không được hạng" in page
