"""What a scorecard prints of a plan of mending: after the scores, cut where it is long, never where something is hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from engine.builtin import plugin
from engine.disclosure.explaining import plan_shown
from engine.disclosure.gate import guard
from engine.disclosure.published import PublishedTable
from engine.framework.missing import Missing
from engine.framework.models import Framework
from engine.framework.vocabulary import Vocabulary
from engine.jobs.printing import report_html
from engine.reports.mending import MOST
from engine.reports.nouns import About
from engine.scoring.arrays import Figures, Snapshot, UnitRow
from engine.scoring.chain import Chain, chain_of
from engine.scoring.planning import make_plan

ITEMS = 20
SETTLED = date(2026, 12, 1)


def framework(**changes: object) -> Framework:
    """Twenty items of ten points in one part, every fifth of them critical; a cap on the first."""
    items = [
        {
            "id": f"i{n}", "code": f"1.{n}", "title": {"vi": f"Mục {n}", "en": f"Item {n}"}, "from": ("outside",),
            "priority": "critical" if n % 5 == 1 else "normal",
        }
        for n in range(1, ITEMS + 1)
    ]  # fmt: skip
    items[0]["due"] = "12-24"
    return Framework.model_validate({
        "thuocdo": 1, "id": "x", "edition": "1", "status": "example", "title": "X", "source": "s",
        "units": {"groups": {"g": "Nhóm"}},
        "priorities": [
            {"id": "critical", "label": {"vi": "Trọng yếu", "en": "Critical"}, "weight": 3, "days": 30},
            {"id": "normal", "label": {"vi": "Thường", "en": "Normal"}, "days": 180},
        ],
        "gates": [{"id": "first", "when": "i1 < 0.5", "on": "total", "rule": "cap", "settings": {"at": 40}, "reason": {"vi": "Mục 1 chưa đạt", "en": "Item 1 fails"}}],
        "index": {
            "id": "total", "title": {"vi": "Tổng", "en": "Total"}, "min_coverage": 0,
            "normalise": {"rule": "goalposts", "settings": {"low": 0, "high": 1, "to": (0, 100)}},
            "aggregate": {"rule": "mean"}, "children": [{"id": "part", "title": {"vi": "Phần một", "en": "Part one"}, "children": items}],
        },
        **changes,
    })  # fmt: skip


def scored(
    lost: Iterable[int] = (), open_: Iterable[int] = (), whole: Framework | None = None
) -> tuple[Chain, PublishedTable]:
    """A unit with these items at nought or without a figure, beside one that has everything."""
    whole = whole or framework()
    values = {
        f"i{n}": np.array([0.0 if n in lost else np.nan if n in open_ else 1.0, 1.0]) for n in range(1, ITEMS + 1)
    }
    why = np.array([Missing.SKIPPED, Missing.PRESENT], dtype=np.int8)
    reasons = {f"i{n}": why for n in open_}
    units = (UnitRow("a", "A", "g"), UnitRow("b", "B", "g"))
    vocabulary = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
    chain = chain_of(make_plan(whole, vocabulary), Snapshot(units, None, {"": Figures(values, reasons)}))
    return chain, guard(chain.table)


ABOUT = About("r1", "Đợt 1", is_demo=False, responses=0, code="12345678", settled_on={"a": SETTLED, "b": SETTLED})


def section(chain: Chain, table: PublishedTable, about: About = ABOUT, unit: str = "a", language: str = "vi") -> str:
    """The words of the section; "" where there is none."""
    html = report_html(table, about, f"unit:{unit}", language, chain)
    found = re.search(r'<section class="rp-plan">(.*?)</section>', html, re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1])) if found else ""


def test_it_tells_what_comes_first_until_when_and_what_it_lifts() -> None:
    words = section(*scored(lost=[1, 2]))
    assert "Điểm chung bây giờ 40,00; khi khắc phục hết 100,00." in words
    assert words.index("1. 1.1 Mục 1 Phần một · Trọng yếu") < words.index("2. 1.2 Mục 2 Phần một · Thường")
    assert "24/12/2026" in words  # of the law, before the thirtieth day
    assert "30/5/2027" in words
    assert "Mục 1 chưa đạt" in words
    assert "Hạn tính từ ngày chốt kết quả, 1/12/2026." in words


def test_it_stands_after_the_scores_and_in_english_too() -> None:
    chain, table = scored(lost=[1])
    html = report_html(table, ABOUT, "unit:a", "en", chain)
    body = html[html.index("<body") :]
    assert body.index("rp-indicators") < body.index("rp-plan") < body.index("rp-method")
    assert "Plan of mending" in section(chain, table, language="en")


def test_a_long_list_is_cut_and_says_how_many_more_there_are() -> None:
    words = section(*scored(lost=range(1, ITEMS + 1)))
    assert len(re.findall(r"\d+\. 1\.\d+ Mục", words)) == MOST
    assert f"Còn {ITEMS - MOST} mục khác mất điểm, không in ở đây." in words


def test_what_is_not_answered_is_listed_apart_and_its_loss_is_not_known() -> None:
    words = section(*scored(lost=[2], open_=[1, *range(4, 20)]))
    assert "Trả lời trước" in words
    assert "Còn 2 mục khác chưa trả lời, không in ở đây." in words
    assert words.index("1.1 Mục 1") < words.index("1. 1.2 Mục 2")


def test_without_a_day_of_the_results_days_are_counted() -> None:
    words = section(*scored(lost=[1, 2]), replace(ABOUT, settled_on={}))
    assert "30 ngày, trước hết ngày 24/12 hằng năm" in words
    assert "180 ngày" in words


def test_a_unit_that_has_everything_is_told_so() -> None:
    assert "Không có mục nào mất điểm." in section(*scored(), unit="b")


def test_a_framework_without_priorities_prints_no_plan() -> None:
    sketch = framework().model_dump(by_alias=True, exclude_defaults=True)
    for item in sketch["index"]["children"][0]["children"]:
        item.pop("priority"), item.pop("due", None)
    whole = framework(index=sketch["index"])
    assert section(*scored(lost=[1], whole=whole)) == ""


def test_nothing_is_told_where_anything_is_kept_back_or_a_unit_has_no_figures() -> None:
    chain, table = scored(lost=[1])
    hidden = table.suppressed.copy()
    hidden[2, 1] = True
    assert plan_shown(chain, table, "a") is not None
    assert plan_shown(chain, replace(table, suppressed=hidden), "a") is None
    assert plan_shown(*scored(open_=range(1, ITEMS + 1)), "a") is None


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_other_language_is_nowhere(language: str) -> None:
    words = section(*scored(lost=[1, 2], open_=[3]), language=language)
    assert ("Phần một" in words, "Part one" in words) == (language == "vi", language == "en")
