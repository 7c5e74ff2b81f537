"""Answers drawn in clusters whose weights meet known margins: the figures of svy, and draws that meet them anew."""

from dataclasses import replace

import numpy as np
import pytest
from indices import dimension, leaf, plan, records, units, use
from test_calibration import FIRMS, FORM, SECTOR, SIZE, choice, firms
from test_clusters import in_clusters

from engine.scoring.arrays import Snapshot
from engine.scoring.estimates import estimates_of
from engine.scoring.margins import Margins, calibration_of, meeting
from engine.scoring.replicates import blocks, design_of_records
from engine.scoring.run import score

VILLAGES = [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]
POPULATION = {"s0": 12.0, "s1": 20.0}
# svy 0.35.0: Design(stratum, psu=village, wgt, pop_size), Sample.weighting.poststratify(controls={"s": 95, "l": 35},
# cells="size"), then estimation.mean and .total of y by unit; and the same without pop_size.
SVY = (
    ("mean", POPULATION, (0.4398694171397668, 0.655099342562048),
     ((1.9795104987205916, 4.779232101488089), (0.8757268966975831, 5.045363861358335))),
    ("total", POPULATION, (68.44074470862002, 78.79079251923176),
     ((-8.24724834178079, 427.3707419158457), (-49.46605950802845, 452.02887357838017))),
    ("mean", None, (0.4946497315274613, 0.7332927668326871),
     ((1.8051750895951932, 4.953567510613487), (0.6268805225300067, 5.294210235525911))),
    ("total", None, (76.58385287308245, 88.20316823754341),
     ((-34.162252833299846, 453.28574640736474), (-79.42043983671147, 481.98325390706316))),
)  # fmt: skip


def villages(margins: Margins, measure: str = "mean", clusters=VILLAGES):
    made, bare = firms(measure)
    return made, meeting(made.framework, in_clusters(bare, list(clusters)), margins)


@pytest.mark.parametrize(("measure", "population", "se", "ends"), SVY)
def test_post_stratified_clusters_have_the_errors_of_svy(measure, population, se, ends) -> None:
    margins = Margins({"size": SIZE})
    found = estimates_of(*villages(margins, measure), population=population, margins=margins, level=0.95)
    assert found.se[0] == pytest.approx(se, rel=1e-9)
    assert list(zip(found.low[0], found.high[0], strict=True)) == [pytest.approx(pair, rel=1e-9) for pair in ends]


def test_raked_clusters_have_the_errors_of_the_sums_of_residuals() -> None:
    margins = Margins({"size": SIZE, "sector": SECTOR})
    made, snapshot = villages(margins)
    found = estimates_of(made, snapshot, population=POPULATION, margins=margins)
    assert snapshot.records is not None
    w = snapshot.records.weight
    stratum, unit, y, size, sector = (np.array(column) for column in zip(*FIRMS, strict=True))
    x = np.stack([np.ones(14), size == "l", sector == "b", sector == "c"], axis=1).astype(float)
    for place in (0, 1):
        own = unit == place
        u = np.where(own, y - found.value[0, place], 0) / w[own].sum()
        e = w * (u - x @ np.linalg.solve(x.T @ (w[:, np.newaxis] * x), x.T @ (w * u)))
        sums = np.bincount(VILLAGES, e)
        of = np.array([0, 0, 0, 1, 1, 1, 1])
        parts = [(1 - n / big) * n * sums[of == h].var(ddof=1) for h, n, big in ((0, 3, 12), (1, 4, 20))]
        assert found.se[0, place] == pytest.approx(sum(parts) ** 0.5, rel=1e-8)
    assert stratum.tolist() == np.repeat([0, 1], [6, 8]).tolist()


@pytest.mark.parametrize("errors", ["taylor", "jackknife"])
def test_clusters_of_one_are_the_respondents(errors) -> None:
    margins = Margins({"size": SIZE}, least=0.2, most=4)
    made, alone = villages(margins, clusters=reversed(range(14)))
    bare = meeting(made.framework, firms()[1], margins)
    one, other = (estimates_of(made, each, margins=margins, errors=errors) for each in (bare, alone))
    for name in ("value", "se", "low", "high"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-12)


def test_every_draw_takes_clusters_whole_and_meets_the_margins_anew() -> None:
    margins = Margins({"size": SIZE})
    made, snapshot = villages(margins)
    told = snapshot.records
    assert told is not None
    everybody = np.ones(14, dtype=bool)
    calibration = calibration_of(made.framework, told, everybody, margins)
    design = replace(design_of_records(told, everybody, {}), calibration=calibration)
    (weights,) = blocks(design, told.weight, 300, 1, 300)
    lost = np.isnan(weights).all(axis=1)
    assert 0 <= lost.mean() < 0.2
    large = np.array([row[3] == "l" for row in FIRMS])
    assert weights[~lost][:, large].sum(axis=1) == pytest.approx(np.full((~lost).sum(), 35), rel=1e-8)
    assert weights[~lost][:, ~large].sum(axis=1) == pytest.approx(np.full((~lost).sum(), 95), rel=1e-8)
    gone = weights[~lost].reshape(-1, 7, 2) == 0
    assert (gone[..., 0] == gone[..., 1]).all()


def test_the_bootstrap_is_as_wide_as_the_linearised_error() -> None:
    """Answers of a village are alike; large firms, of whom too many answered, say more."""
    random = np.random.default_rng(20261125)
    homes = np.repeat(np.arange(40), 8)
    large = random.random(320) < 0.5
    y = np.repeat(random.normal(5, 1.5, 40), 8) + 2 * large + random.normal(0, 0.5, 320)
    told = records([0] * 320, respondent=range(320), y=y.tolist())
    told = replace(told, columns={**told.columns, "size": choice("sl", ["l" if each else "s" for each in large])})
    normalise = use("scale", low=-5, high=15, to=(-5, 15))
    made = plan(dimension("total", leaf("x", "y", measure=use("mean"), normalise=normalise)), forms=[FORM])
    margins = Margins({"size": {"s": 900.0, "l": 100.0}})
    snapshot = meeting(made.framework, in_clusters(Snapshot(units("g"), told), homes.tolist()), margins)
    error = estimates_of(made, snapshot, margins=margins).se[0, 0]
    table = score(made, snapshot, replicates=2000, seed=5, margins=margins)
    assert table.score_low is not None
    assert table.score_high is not None
    assert float((table.score_high - table.score_low)[0, 0]) == pytest.approx(2 * 1.645 * error, rel=0.1)
    jackknife = estimates_of(made, snapshot, margins=margins, errors="jackknife").se[0, 0]
    assert jackknife == pytest.approx(error, rel=0.05)
