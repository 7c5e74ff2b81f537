"""Points of self-assessed sets: what a commune reports becomes points out of a maximum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.catalog import build_catalog
from engine.framework.missing import Missing
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


def test_the_commune_set_adds_up_to_960_points() -> None:
    catalog = build_catalog(make_plugin_manager(blocked={"ddci", "security4layer"}))
    framework = catalog.offered["dti_commune"].framework
    most = {node.id: node.normalise.settings["to"][1] for node in framework.indicators if node.normalise}
    groups = [sum(points for leaf, points in most.items() if leaf.startswith(f"i_{n}_")) for n in range(1, 7)]
    assert (len(most), groups, sum(groups)) == (62, [80, 100, 100, 520, 80, 80], 960)
