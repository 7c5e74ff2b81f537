"""Answers drawn in clusters: the figures of svy, respondents as clusters of one, draws that take clusters whole."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from test_standard_errors import FIRMS, firms

from engine.cli.main import main
from engine.problems import ThuocDoError
from engine.runs.canonical import frozen
from engine.runs.inputs import files_of, snapshot_in
from engine.scoring.arrays import Snapshot
from engine.scoring.estimates import estimates_of
from engine.scoring.replicates import blocks, design_of
from engine.scoring.run import score

# Firms of north in three villages, those of south in four; populations count villages.
VILLAGES = {1: 0, 2: 0, 3: 1, 4: 2, 5: 2, 6: 3, 7: 3, 8: 4, 9: 5, 10: 5, 11: 6}
POPULATION = {"north": 12.0, "south": 20.0}
# What svy 0.35.0 gives: Design(stratum, psu=village, wgt, pop_size), means, a ratio and a total by unit, deff="wr".
SVY = (
    ("mean", "y", 1, (3.4130434782608696, 3.0833333333333335), (0.2526601338456631, 0.5699385335040869),
     ((2.6089661688112518, 4.2171207877104875), (1.6182596916785288, 4.548406974988138)),
     (0.28099725574902323, 1.0334410460659802)),
    ("ratio", "r", 100, (0.7051282051282052, 0.6639344262295082), (0.0552082323671868, 0.12167658740486516),
     ((0.5294309700100072, 0.8808254402464032), (0.3511548008243474, 0.9767140516346688)),
     (0.3106646557292443, 0.9250759682385635)),
    ("total", "y", 1, (314.0, 259.0), (116.34431657799189, 47.8748368143433),
     ((-56.25954043438833, 684.2595404343883), (135.93381410099641, 382.0661858990036)), None),
)  # fmt: skip


def in_clusters(snapshot: Snapshot, clusters: list[int]) -> Snapshot:
    assert snapshot.records is not None
    names = tuple(f"v{each:02}" for each in range(max(clusters) + 1))
    return replace(snapshot, records=replace(snapshot.records, cluster=np.array(clusters), clusters=names))


def villages(measure: str = "mean", source: str = "y"):
    made, snapshot = firms(measure, source)
    return made, in_clusters(snapshot, [VILLAGES[row[0]] for row in FIRMS])


@pytest.mark.parametrize(("measure", "source", "times", "value", "se", "ends", "deff"), SVY, ids=[row[0] for row in SVY])
def test_a_sample_of_clusters_has_the_errors_of_svy(measure, source, times, value, se, ends, deff) -> None:
    found = estimates_of(*villages(measure, source), population=POPULATION, level=0.95)
    assert found.value[0] / times == pytest.approx(value, rel=1e-12)
    assert found.se[0] / times == pytest.approx(se, rel=1e-12)
    told = zip(found.low[0] / times, found.high[0] / times, strict=True)
    assert list(told) == [pytest.approx(pair, rel=1e-9) for pair in ends]
    if deff is not None:
        assert found.deff[0] == pytest.approx(deff, rel=1e-12)


@pytest.mark.parametrize("errors", ["taylor", "jackknife"])
def test_clusters_of_one_are_the_respondents(errors) -> None:
    made, snapshot = firms()
    alone = in_clusters(snapshot, [row[0] - 1 for row in FIRMS])
    one, other = (estimates_of(made, each, errors=errors) for each in (snapshot, alone))
    for name in ("value", "se", "low", "high", "deff"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-12)
    drawn = [score(made, each, replicates=50, seed=3) for each in (snapshot, alone)]
    assert drawn[0].score_low == pytest.approx(drawn[1].score_low, rel=1e-12, nan_ok=True)


def test_a_draw_takes_a_cluster_whole() -> None:
    cluster = np.repeat(np.arange(6), 4)
    design = design_of(cluster, np.repeat([0, 1], 12), ("a", "b"))
    (weights,) = blocks(design, np.ones(24), 200, 1, 200)
    assert len({len(set(draw.reshape(6, 4)[place])) for draw in weights for place in range(6)}) == 1
    assert weights.mean(axis=0) == pytest.approx(np.ones(24), abs=0.25)


def test_the_bootstrap_is_as_wide_as_the_linearised_error() -> None:
    """Answers of a village are alike: errors by respondent would be far too small, those by village are drawn too."""
    random = np.random.default_rng(20261124)
    homes = np.repeat(np.arange(30), 10)
    y = np.repeat(random.normal(5, 2, 30), 10) + random.normal(0, 0.5, 300)
    from indices import dimension, leaf, plan, records, units, use

    normalise = use("scale", low=0, high=10, to=(0, 10))
    made = plan(dimension("total", leaf("x", "y", measure=use("mean"), normalise=normalise)))
    bare = Snapshot(units("g"), records([0] * 300, respondent=range(300), y=y.tolist()))
    clustered = in_clusters(bare, homes.tolist())
    errors = {name: estimates_of(made, each).se[0, 0] for name, each in (("bare", bare), ("clustered", clustered))}
    by_village = np.array([y[homes == each].mean() for each in range(30)])
    assert errors["clustered"] == pytest.approx(by_village.std(ddof=1) / np.sqrt(30), rel=1e-12)
    assert errors["clustered"] > 2.5 * errors["bare"]
    table = score(made, clustered, replicates=2000, seed=5)
    assert table.score_low is not None
    assert table.score_high is not None
    width = float((table.score_high - table.score_low)[0, 0])
    assert width == pytest.approx(2 * 1.645 * errors["clustered"], rel=0.1)


def test_what_is_kept_tells_clusters_by_name_in_any_order() -> None:
    made, snapshot = villages()
    assert snapshot.records is not None
    order = np.random.default_rng(1).permutation(len(FIRMS))
    told = snapshot.records
    turned = replace(
        told,
        **{name: getattr(told, name)[order] for name in ("unit", "respondent", "weight", "stratum", "cluster")},
        columns={name: replace(each, values=each.values[order], codes=each.codes[order], reasons=each.reasons[order],
                               parts={key: part[order] for key, part in each.parts.items()}) for name, each in told.columns.items()},
    )  # fmt: skip
    one, other = frozen(snapshot, ["u0", "u1"]), frozen(replace(snapshot, records=turned), ["u0", "u1"])
    assert one.answers == other.answers
    assert one.answers != frozen(firms()[1], ["u0", "u1"]).answers
    back = snapshot_in(files_of(one.snapshot))
    assert back.records is not None
    assert one.snapshot.records is not None
    assert back.records.clusters == one.snapshot.records.clusters == tuple(f"v{each:02}" for each in range(7))
    assert estimates_of(made, back).se == pytest.approx(estimates_of(made, snapshot).se, rel=1e-12)


def test_populations_count_clusters() -> None:
    made, snapshot = villages()
    with pytest.raises(ThuocDoError, match=r"The stratum `south` has 4 clusters out of a population of 3\."):
        estimates_of(made, snapshot, population={"north": 3.0, "south": 3.0})
    full = estimates_of(made, snapshot, population={"north": 3.0, "south": 4.0})
    assert full.se.tolist() == [[0.0, 0.0]]


SURVEY = """\
thuocdo: 1
id: small
edition: "1"
title: Small
status: example
source: made up
languages: [en]
units: {groups: {g: G}, list: [{id: a, group: g, title: A}]}
forms:
  - id: f
    title: F
    audience: respondents
    pages:
      - {id: firm, title: Firm, questions: [{id: dealt, type: units, text: Dealt with?}]}
      - {id: p, title: P, for_each: dealt, questions: [{id: days, type: number, text: Days?}]}
index:
  id: total
  title: Total
  normalise: {rule: scale, low: 0, high: 10, to: [0, 100]}
  children: [{id: mean_days, title: Mean, from: days, measure: mean, direction: lower}]
"""


def estimated(rows: list[str], folder: Path) -> int:
    (folder / "s.yaml").write_text(SURVEY, "utf-8")
    (folder / "a.csv").write_text("respondent,unit,question,value,stratum,cluster\n" + "\n".join(rows) + "\n", "utf-8")
    return main(["estimates", str(folder / "s.yaml"), "--answers", str(folder / "a.csv"), "--out", str(folder / "o.csv")])


def test_a_file_with_a_column_of_clusters_is_estimated_by_cluster(tmp_path: Path) -> None:
    """Four villages of two, alike within: means 1, 3, 5, 7 have the error √(20/3)/2."""
    rows = [f"r{place},a,days,{1 + 2 * (place // 2)},,v{place // 2}" for place in range(8)]
    assert estimated(rows, tmp_path) == 0
    (told,) = csv.DictReader((tmp_path / "o.csv").read_text("utf-8").splitlines())
    assert float(told["se"]) == pytest.approx(np.sqrt(20 / 3) / 2, rel=1e-12)
    assert told["n"] == "8"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (["r1,a,days,1,n,v1", "r2,a,days,2,s,v1"], "a.csv:3: r2: the cluster `v1` is in two strata. Name the clusters of each stratum apart."),
        (["r1,a,days,1,n,v1", "r2,a,days,2,n,"], "a.csv:3: r2: no cluster, while others have one. Give each respondent the cluster that it was drawn with, or its own."),
    ],
)  # fmt: skip
def test_mistakes_of_clusters_are_told_by_line(
    rows: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert estimated(rows, tmp_path) == 1
    assert told.split(": ", 1)[1] in capsys.readouterr().err
