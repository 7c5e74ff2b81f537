"""Points of self-assessed sets: what a commune reports becomes points out of a maximum."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.catalog import Catalog, build_catalog
from engine.framework.missing import Missing
from engine.framework.models import Node
from engine.framework.reader import read_framework
from engine.framework.rules import Rule
from engine.plugins import make_plugin_manager
from engine.scoring.arrays import Column, Measured, Ratings
from plugins.dti.chosen import points_of_fraction
from plugins.dti.ratios import points_of_ratio
from plugins.dti.rules import RULES

NAN = np.nan
RULE: dict[str, Rule] = {rule.name: rule for rule in RULES}


def of_units(*answers: list[tuple[float, float]], reason: Missing = Missing.SKIPPED, replicates: int = 0) -> Ratings:
    """One list of (done, due) for each unit; a NaN is an answer missing for `reason`."""
    flat = [pair for unit in answers for pair in unit]
    done, due = (np.array([pair[i] for pair in flat], dtype=np.float64) for i in (0, 1))
    reasons = np.where(np.isnan(done), reason, Missing.PRESENT).astype(np.int8)
    starts = np.cumsum([0, *map(len, answers)]).astype(np.int64)
    column = Column(done, np.full(len(flat), -1), reasons, parts={"done": done, "due": due})
    return Ratings(starts, column, np.ones((replicates, len(flat)) if replicates else len(flat)))


def ratio(done: float, due: float, **settings: Any) -> float:
    return float(points_of_ratio(of_units([(done, due)]), **{"none_due": "zero", **settings}).values[0])


@pytest.mark.parametrize(
    ("done", "due", "settings", "points"),
    [
        (3, 4, {"points": 20}, 15),
        (0.6, 1, {"points": 10, "threshold": 0.8}, 7.5),
        (0.8, 1, {"points": 10, "threshold": 0.8}, 10),
        (0.9, 1, {"points": 10, "threshold": 0.8}, 10),
        (6, 7, {"points": 20}, 17.142857142857142),
        (5, 4, {"points": 20}, 20),
        (0, 4, {"points": 20}, 0),
        (0, 0, {"points": 20, "none_due": "full"}, 20),
        (0, 0, {"points": 20, "none_due": "zero"}, 0),
    ],
)
def test_points_of_a_ratio(done: float, due: float, settings: dict[str, Any], points: float) -> None:
    assert ratio(done, due, **settings) == pytest.approx(points, abs=1e-12)


def reasons(found: Measured) -> list[Missing]:
    return [Missing(reason) for reason in found.reasons]


def test_nothing_due_may_be_left_out_as_not_applicable() -> None:
    found = points_of_ratio(of_units([(0, 0)], [(1, 2)]), points=20, none_due="exclude")
    assert np.isnan(found.values[0])
    assert found.values[1] == 10
    assert reasons(found) == [Missing.NOT_APPLICABLE, Missing.PRESENT]
    assert found.n.tolist() == [1, 1]


@pytest.mark.parametrize(("fraction", "points"), [(1, 10), (0.5, 5), (0, 0)])
def test_a_deputy_in_the_chair_gives_half(fraction: float, points: float) -> None:
    assert points_of_fraction(of_units([(fraction, NAN)]), points=10).values.tolist() == [points]


def test_no_answer_gives_no_points_but_its_reason_and_a_unit_without_records_has_no_data() -> None:
    given = of_units([], [(NAN, NAN)], [(1, 4)], [])
    for found in (points_of_ratio(given, points=20, none_due="full"), points_of_fraction(given, points=20)):
        assert reasons(found) == [Missing.NO_DATA, Missing.SKIPPED, Missing.PRESENT, Missing.NO_DATA]
        assert found.n.tolist() == [0, 0, 1, 0]


def test_the_last_answer_counts_and_replicates_keep_their_axis() -> None:
    found = points_of_ratio(of_units([(1, 4), (3, 4), (NAN, NAN)], [(1, 2)], replicates=3), points=20, none_due="zero")
    assert found.values.tolist() == [[15, 10]] * 3


def test_what_holds_where_nothing_is_due_has_to_be_said() -> None:
    with pytest.raises(ValueError, match="none_due"):
        RULE["points_of_ratio"].settings(points=20)


@pytest.mark.parametrize("settings", [{"points": -1}, {"points": 20, "threshold": 0}, {"points": 20, "threshold": 80}])
def test_impossible_settings_are_refused(settings: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"greater|less"):
        RULE["points_of_ratio"].settings(none_due="zero", **settings)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return build_catalog(make_plugin_manager(blocked={"ddci", "security4layer"}))


def most_of(node: Node) -> float:
    """The most points below a node by the scales of its indicators."""
    if not node.is_indicator:
        return sum(most_of(child) for child in node.children if child.scored)
    assert node.normalise is not None
    return float(max(node.normalise.settings["to"]))


@pytest.mark.parametrize(
    ("name", "points"),
    [
        ("dti_commune", [80, 100, 100, 520, 80, 80]),
        ("dti_department", [100, 100, 100, 100, 100, 500]),
        ("dti_district", [100, 100, 100, 100, 100, 200, 150, 150]),
    ],
)
def test_main_indices_have_the_points_of_the_decision(catalog: Catalog, name: str, points: list[float]) -> None:
    framework = catalog.offered[name].framework
    of_code = {node.code: node for node in framework.nodes.values()}
    main = [of_code[str(number)] for number in range(1, len(points) + 1)]
    assert [most_of(node) for node in main] == points
    assert most_of(framework.index) == sum(points)


def test_what_is_a_proposal_or_an_example_says_so(catalog: Catalog) -> None:
    assert {name: offered.framework.status for name, offered in catalog.offered.items() if "dti" in name} == {
        "dti_commune": "example",
        "dti_department": "proposal",
        "dti_district": "proposal",
        "dti_province_2022": "example",
    }


def test_every_measure_ends_where_its_indicators_scale_does(catalog: Catalog) -> None:
    for name in ("dti_commune", "dti_department", "dti_district"):
        for node in catalog.offered[name].framework.indicators:
            assert node.measure is not None
            assert node.normalise is not None
            settings = node.measure.settings
            most = settings["points"] if "points" in settings else max(points for _, points in settings["steps"])
            assert node.normalise.settings["to"] == (0, most), f"{name}: {node.id}"


@pytest.mark.parametrize(
    ("measure", "settings", "wrong"),
    [
        ("points_of_steps", {"steps": [[2, 10], [1, 5]]}, "the step from 1 does not come after the one from 2"),
        ("points_of_steps", {"steps": []}, "at least 1 item"),
        ("points_of_parts", {"points": 10, "parts": {}}, "at least 1 item"),
        ("points_of_parts", {"points": 10, "parts": {"a": 2}}, "less than or equal to 1"),
        ("points_of_checklist", {"points": 10, "of": []}, "at least 1 item"),
        ("points_of_count", {"points": 10, "each": 0}, "greater than 0"),
        ("points_of_ratio", {"points": 10, "none_due": "half"}, "'full', 'exclude' or 'zero'"),
    ],
)
def test_settings_that_make_no_sense_are_refused(measure: str, settings: dict[str, Any], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        RULE[measure].settings(**settings)


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        ("{rule: points_of_parts, points: 10, parts: {a: 0.5, c: 0.5}}", "`c` is no option of `q`."),
        ("{rule: points_of_parts, points: 10, parts: {a: 0.5, b: 0.4}}", "the parts add up to 0.9, not to 1"),
        ("{rule: points_of_checklist, points: 10, of: [a, bb]}", "`bb` is no option of `q`. Did you mean `b`?"),
        ("{rule: points_of_target, points: 10, start: 5, target: 5}", "the target is where the way to it starts."),
    ],
)
def test_a_file_is_told_what_a_measure_cannot_be_made_of(
    catalog: Catalog, tmp_path: Path, measure: str, told: str
) -> None:
    path = tmp_path / "set.yaml"
    path.write_text(
        f"""thuocdo: 1
id: a_set
title: Một bộ
edition: "2026"
status: example
languages: [vi]
source: viết cho kiểm thử
forms:
  - id: report
    title: Báo cáo
    audience: unit
    unanswered: zero
    pages:
      - id: first
        title: Trang
        questions: [{{id: q, type: choices, text: Gì?, options: [{{id: a, label: A}}, {{id: b, label: B}}]}}]
index:
  id: total
  title: Tổng
  children: [{{id: x, title: X, from: q, measure: {measure}, normalise: {{rule: none, to: [0, 10]}}}}]
""",
        encoding="utf-8",
    )
    problems = "\n".join(map(str, read_framework(path, catalog.vocabulary).problems))
    assert told in problems
