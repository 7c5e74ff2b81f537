"""Units that are merged while a round goes on: the one they went into has the mean of their main indices."""

from __future__ import annotations

import pytest
from appraisal_samples import AT, FULL, VOCABULARY, claims, framework, offered

from engine.appraisal.bases import Assessed, Basis, responses_on, units_on
from engine.scoring.run import score
from engine.snapshots import Filled, snapshot_of
from engine.store.assessment_nouns import Assessment, Stage, Standing

FRAMEWORK = framework()


def assessment(unit: str, standing: Standing = Standing.RANKED, into: str = "") -> Assessment:
    return Assessment("r1", unit, "report", unit, Stage.SETTLED, AT, standing=standing, merged_into=into)


def test_what_two_units_claimed_is_shared_out_to_the_one_they_went_into() -> None:
    into = "xa-cam-son"
    merged = [assessment(unit, Standing.MERGED, into) for unit in ("xa-an-phu", "xa-binh-minh")]
    assessed = Assessed.of(merged, [])
    less = FULL | claims(staffed="nobody", drills=0.0)  # 10 and 5 points less than 28
    filled = responses_on(
        FRAMEWORK,
        [Filled("report", "xa-an-phu", FULL), Filled("report", "xa-binh-minh", less)],
        assessed,
        Basis.CLAIMED,
    )
    table = score(offered().plan, snapshot_of(FRAMEWORK, VOCABULARY, filled, units_on(FRAMEWORK, assessed)))
    totals = dict(zip([unit.id for unit in table.units], table.score[0].tolist(), strict=True))
    ranks = dict(zip([unit.id for unit in table.units], table.rank[0].tolist(), strict=True))
    assert totals == {"xa-an-phu": 28, "xa-binh-minh": 13, into: pytest.approx(20.5)}
    assert ranks[into] == 1
    assert [unit.group for unit in table.units] == [None, None, "communes"]


def test_a_unit_that_is_only_not_ranked_goes_into_nobody() -> None:
    (unit, *_) = units_on(FRAMEWORK, Assessed.of([assessment("xa-an-phu", Standing.NOT_RANKED)], []))
    assert (unit.group, dict(unit.labels)) == (None, {})
