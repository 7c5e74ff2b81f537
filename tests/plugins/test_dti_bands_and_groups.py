"""Classes and ranking groups as sets of indicators have them: the schemes of the reference, at their edges."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.builtin import plugin
from engine.framework.reader import read_framework
from engine.framework.vocabulary import Vocabulary
from engine.scoring.arrays import Figures, Snapshot, UnitRow
from engine.scoring.planning import make_plan
from engine.scoring.run import score
from engine.scoring.table import ScoreTable

VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())


def table_of(folder: Path, more: str, points: dict[str, tuple[str, float]], to: str = "[0, 100]") -> ScoreTable:
    """The scores of units, each in a group ("" for none) with so many points, under a file that says so much more."""
    path = folder / "bands.yaml"
    path.write_text(
        f"""thuocdo: 1
id: bands
title: Xếp loại
edition: "2026"
status: example
languages: [vi]
source: viết cho kiểm thử
index:
  id: total
  title: Tổng
  children: [{{id: points, title: Điểm, from: outside, direction: higher, normalise: {{rule: none, to: {to}}}}}]
{more}
""",
        encoding="utf-8",
    )
    read = read_framework(path, VOCABULARY)
    assert [str(problem) for problem in read.problems] == []
    assert read.framework is not None
    units = tuple(UnitRow(name, name, group or None) for name, (group, _) in points.items())
    figures = Figures({"points": np.array([each for _, each in points.values()])})
    return score(make_plan(read.framework, VOCABULARY), Snapshot(units, figures={"": figures}))


def bands(folder: Path, more: str, *points: float, to: str = "[0, 100]") -> list[str]:
    table = table_of(folder, more, {f"u{place}": ("g", each) for place, each in enumerate(points)}, to)
    ids = [band.id for band in table.framework.bands]
    return [ids[place] if place >= 0 else "none" for place in table.band[0].tolist()]


PAR = """
bands:
  - {id: a, from: 90, label: A}
  - {id: b, from: 80, label: B}
  - {id: c, from: 70, label: C}
  - {id: rest, label: D}
"""
EGDI = """
bands:
  - {id: very_high, from: 0.75, inclusive: false, label: Very high}
  - {id: high, from: 0.5, label: High}
  - {id: middle, from: 0.25, label: Middle}
  - {id: low, from: 0, label: Low}
"""
HDI = """
bands:
  - {id: very_high, from: 0.8, label: Very high}
  - {id: high, from: 0.7, label: High}
  - {id: medium, from: 0.55, label: Medium}
  - {id: low, label: Low}
"""


def test_the_letters_of_the_reform_index(tmp_path: Path) -> None:
    assert bands(tmp_path, PAR, 90, 89.99, 80, 79.99, 70, 69.99) == ["a", "b", "b", "c", "c", "rest"]


def test_an_edge_that_belongs_to_the_class_below(tmp_path: Path) -> None:
    assert bands(tmp_path, EGDI, 0.7501, 0.75, 0.5, 0.25, 0.2499, to="[0, 1]") == [
        "very_high", "high", "high", "middle", "low",
    ]  # fmt: skip


def test_the_classes_of_human_development(tmp_path: Path) -> None:
    assert bands(tmp_path, HDI, 0.8, 0.799, 0.7, 0.55, 0.549, to="[0, 1]") == [
        "very_high", "high", "high", "medium", "low",
    ]  # fmt: skip


@pytest.mark.parametrize(("points", "band"), [(949, "good"), (950, "good"), (600, "weak")])
def test_a_mandatory_condition_that_is_not_met_leads_to_a_lower_class(tmp_path: Path, points: float, band: str) -> None:
    """A band may ask for more than the score: here for an indicator's own figure."""
    more = """
bands:
  - {id: very_good, from: 900, when: points >= 951, label: Tốt}
  - {id: good, from: 800, label: Khá}
  - {id: weak, label: Yếu}
"""
    assert bands(tmp_path, more, points, to="[0, 1000]") == [band]


def test_four_lists_each_with_its_own_ranks_and_units_that_are_only_assessed(tmp_path: Path) -> None:
    """As Đà Nẵng ranks departments, central agencies, districts and communes apart, and Hải Dương leaves some out."""
    given = {
        "so-a": ("departments", 80.0), "so-b": ("departments", 90.0), "so-c": ("departments", 80.0),
        "so-d": ("departments", 10.0), "cuc-a": ("central", 50.0), "huyen-a": ("districts", 70.0),
        "xa-a": ("communes", 60.0), "xa-b": ("communes", 60.5), "thanh-tra": ("", 99.0),
    }  # fmt: skip
    table = table_of(tmp_path, "", given)
    ranks = dict(zip([unit.id for unit in table.units], table.rank[0].tolist(), strict=True))
    assert [ranks[name] for name in ("so-b", "so-a", "so-c", "so-d")] == [1, 2, 2, 4]
    assert [ranks[name] for name in ("cuc-a", "huyen-a", "xa-b", "xa-a")] == [1, 1, 1, 2]
    assert np.isnan(ranks["thanh-tra"])
    assert table.score[0, table.unit_column("thanh-tra")] == 99
