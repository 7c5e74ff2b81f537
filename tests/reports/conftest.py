"""A small hand-made score table: eight units in two groups, one without a group, one with too few answers."""

from __future__ import annotations

import numpy as np
import pytest

from engine.disclosure.published import PublishedTable
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.reports.nouns import About
from engine.scoring.arrays import UnitRow
from engine.scoring.table import GateBite

UNITS = (
    ("so-xay-dung", "Sở Xây dựng", "a"), ("so-tai-chinh", "Sở Tài chính", "a"),
    ("so-y-te", "Sở Y tế", "a"), ("so-noi-vu", "Sở Nội vụ", "a"), ("so-tu-phap", "Sở Tư pháp", "a"),
    ("tp-vinh", "Thành phố Vinh", "b"), ("dien-chau", "Huyện Diễn Châu", "b"),
    ("khac", "Ban Dân tộc", None),
)  # fmt: skip


def framework() -> Framework:
    """Two dimensions, one of them only for group b; 2 + 1 indicators."""
    share = {"rule": "share", "settings": {"of": ["agree"]}}
    minmax = {"rule": "minmax", "settings": {"over": "group", "to": [1, 10]}}
    return Framework.model_validate({
        "thuocdo": 1, "id": "thu", "edition": "2022", "status": "proposal",
        "title": {"vi": "Năng lực cạnh tranh cấp sở và địa phương", "en": "Department competitiveness"},
        "source": {"vi": "Đề xuất thử nghiệm", "en": "A proposal for trial"},
        "method": {"vi": "Doanh nghiệp chấm điểm các cơ quan đã làm việc cùng.", "en": "Firms rate offices they dealt with."},
        "units": {"groups": {"a": {"vi": "Nhóm A", "en": "Group A"}, "b": {"vi": "Địa phương", "en": "Localities"}}},
        "bands": [{"id": "good", "from": 60, "label": {"vi": "Tốt", "en": "Good"}}],
        "gates": [{"id": "late", "when": "days > 30", "on": "thu", "reason": {"vi": "Trễ hạn kéo dài", "en": "Long delays"}}],
        "index": {"id": "thu", "title": {"vi": "Chỉ số", "en": "Index"}, "times": 10, "aggregate": {"rule": "mean"},
                  "measure": share, "normalise": minmax, "children": [
            {"id": "entry", "title": {"vi": "Gia nhập thị trường", "en": "Market entry"}, "code": "1", "children": [
                {"id": "guidance", "code": "1.1", "title": {"vi": "Hướng dẫn thủ tục rõ ràng", "en": "Clear guidance"}, "from": ["q1"],
                 "unit": "%", "decimals": 1},
                {"id": "days", "code": "1.2", "title": {"vi": "Số ngày chờ cấp giấy tờ", "en": "Days waited"}, "from": ["q2"],
                 "unit": {"vi": "ngày", "en": "days"}, "decimals": 1, "direction": "lower", "measure": {"rule": "median"}}]},
            {"id": "land", "title": {"vi": "Tiếp cận đất đai", "en": "Access to land"}, "code": "2", "applies_to": ["b"],
             "children": [{"id": "plots", "code": "2.1", "title": {"vi": "Thông tin quy hoạch", "en": "Plans are open"}, "from": ["q3"]}]}]},
    })  # fmt: skip


def score_table() -> PublishedTable:
    """Scores as if they had been worked out; nothing in them has to add up."""
    nan, book = np.nan, framework()
    nodes = tuple(book.nodes)  # thu entry guidance days land plots
    score = np.array([
        [72.5, 61, 55, 40, nan, 70, 50, nan],
        [7.25, 6.1, 5.5, 4, nan, 8, 4, nan],
        [10, 7, 6, 1, nan, 9, 3, nan],
        [4.5, 5.2, 5, 7, nan, 7, 5, nan],
        [nan, nan, nan, nan, nan, 6, 6, nan],
        [nan, nan, nan, nan, nan, 6, 6, nan],
    ])  # fmt: skip
    rank = np.array([
        [1, 2, 3, 4, nan, 1, 2, nan], [1, 2, 3, 4, nan, 1, 2, nan], [1, 2, 3, 4, nan, 1, 2, nan],
        [4, 2, 3, 1, nan, 1, 2, nan], [nan] * 5 + [1, 1, nan], [nan] * 5 + [1, 1, nan],
    ])  # fmt: skip
    value = np.full((6, 8), nan)
    value[2] = [91.25, 70, 66, 40, nan, 80, 60, nan]
    value[3] = [1234.5, 6, 7, 3, nan, 4, 8, nan]
    missing = np.where(np.isnan(score), Missing.NOT_ASKED, 0).astype(np.int8)
    missing[:4, 4] = Missing.TOO_FEW
    n = np.where(np.isnan(score), 0, 30).astype(np.int64)
    n[:4, 4] = 3
    band = np.full((6, 8), -1)
    band[0, [0, 1, 5]] = 0
    return PublishedTable(
        framework=book, units=tuple(UnitRow(*unit) for unit in UNITS), nodes=nodes, value=value, score=score,
        score_low=score * 0.95, score_high=np.minimum(score * 1.05, 100),
        before_gates=score, coverage=np.where(np.isnan(score), 0.0, 0.975), rank=rank, rank_low=rank, rank_high=rank + 1,
        n=n, missing=missing, band=band, scale={"thu": (10.0, 100.0), **dict.fromkeys(nodes[1:], (1.0, 10.0))},
        gates=(GateBite("late", 1, 75.0, 61.0),), replicates=200, seed=1,
    )  # fmt: skip


@pytest.fixture
def table() -> PublishedTable:
    """The small table."""
    return score_table()


@pytest.fixture
def about() -> About:
    """A synthetic round."""
    return About("thu-2022", "Khảo sát thử 2022", is_demo=True, responses=120, code="a1b2c3")
