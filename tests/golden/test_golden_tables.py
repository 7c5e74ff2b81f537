"""Every published table reproduces as its own header says, by frameworks in YAML alone."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from engine.cli.loading import load_one
from engine.cli.main import main
from engine.exchange.inputs import read_snapshot
from engine.scoring.run import score

HERE = Path(__file__).parent
DATA, FRAMEWORKS = HERE / "data", HERE / "frameworks"


def published(name, key):
    with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
        return {row[key]: row for row in csv.DictReader(line for line in file if not line.startswith("#"))}


@pytest.fixture
def scored(tmp_path):
    def of(framework, *given):
        out = tmp_path / "out.csv"
        assert main(["score", str(framework), *map(str, given), "--out", str(out)]) == 0
        with out.open(encoding="utf-8") as file:
            return {(row["unit"], row["node"]): row for row in csv.DictReader(file)}

    return of


def table_of(framework, name, column):
    return FRAMEWORKS / f"{framework}.yaml", "--values", DATA / f"{name}.csv", "--unit-column", column


@pytest.mark.parametrize("path", sorted(FRAMEWORKS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_file_is_sound(path, capsys):
    assert main(["check", str(path)]) == 0
    assert ": sound: " in capsys.readouterr().out


def test_pci_2016_totals_and_all_63_ranks(scored):
    theirs = published("pci_2016", "province")
    ours = scored(*table_of("pci_2016", "pci_2016", "province"))
    assert len(theirs) == 63
    assert max(abs(float(ours[unit, "pci"]["score"]) - float(row["total"])) for unit, row in theirs.items()) <= 2.2e-6
    assert {unit: ours[unit, "pci"]["rank"] for unit in theirs} == {unit: row["rank"] for unit, row in theirs.items()}


def test_dti_2022_totals_of_the_first_five_provinces(scored):
    theirs = published("dti_2022_province_main_indices", "province")
    ours = scored(*table_of("dti_2022", "dti_2022_province_main_indices", "province"))
    assert len(theirs) == 5
    off = {unit: abs(float(ours[unit, "pdti"]["score"]) - float(row["pdti"])) for unit, row in theirs.items()}
    assert max(off.values()) == pytest.approx(0.000055)  # the published components are rounded to four decimals
    assert {unit: ours[unit, "pdti"]["rank"] for unit in theirs} == {unit: row["rank"] for unit, row in theirs.items()}


def test_dti_2022_places_of_63_provinces_with_their_tie(scored):
    theirs = published("dti_2022_province_ranks", "province")
    ours = scored(*table_of("places", "dti_2022_province_ranks", "province"))
    assert len(theirs) == 63
    assert {unit: ours[unit, "place"]["rank"] for unit in theirs} == {unit: row["rank"] for unit, row in theirs.items()}
    assert [ours[unit, "place"]["rank"] for unit in ("Thanh Hóa", "Yên Bái")] == ["15", "15"]
    assert "16" not in {row["rank"] for row in ours.values()}


def test_ddci_nghe_an_totals_stand_in_the_published_order_of_each_group(scored):
    theirs = published("ddci_nghean_2022", "unit")
    given = ["--values", DATA / "ddci_nghean_2022.csv", "--units", DATA / "ddci_nghean_2022.csv"]
    ours = scored(FRAMEWORKS / "totals.yaml", *given)
    for group, size in {"A": 6, "B": 4, "locality": 6}.items():
        known = [unit for unit, row in theirs.items() if row["group"] == group]
        assert len(known) == size
        by_us = sorted(known, key=lambda unit: int(ours[unit, "ddci"]["rank"]))
        assert by_us == sorted(known, key=lambda unit: int(theirs[unit]["rank"]))


@pytest.fixture(scope="module")
def set_on_two_bases(tmp_path_factory):
    """The commune's set, scored as claimed and as appraised."""
    rows = published("dti_commune_self_and_verified", "code")
    path = tmp_path_factory.mktemp("dti") / "values.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["unit", "indicator", "basis", "value"])
        for code, row in rows.items():
            write(["xa", code, "claimed", row["self"]])
            write(["xa", code, "appraised", row["verified"]])
    offered = load_one(str(FRAMEWORKS / "dti_commune_set.yaml"))
    snapshot, _ = read_snapshot(offered.framework, offered.vocabulary, values=[path])
    return {basis: score(offered.plan, snapshot, basis=basis) for basis in ("claimed", "appraised")}


def test_the_commune_sets_points_add_up_on_both_bases(set_on_two_bases):
    claimed, appraised = set_on_two_bases["claimed"], set_on_two_bases["appraised"]
    assert (claimed.score[0, 0], appraised.score[0, 0]) == pytest.approx((787.84, 606.27), abs=1e-9)
    assert claimed.most[0, 0] == appraised.most[0, 0] == 960


def test_the_commune_sets_groups_are_shares_of_their_maximum(set_on_two_bases):
    table = set_on_two_bases["claimed"]
    rows = [table.node_row(f"group_{group}") for group in range(1, 7)]
    assert table.most[rows, 0].tolist() == [80, 100, 100, 520, 80, 80]
    percent = 100 * table.score[rows, 0] / table.most[rows, 0]
    assert percent == pytest.approx([74.3375, 51.85, 100, 85.0827, 100, 67.6125], abs=5e-5)


def test_each_criterion_of_the_commune_set_has_its_difference_and_its_status(scored):
    theirs = published("dti_commune_self_and_verified", "code")
    ours = scored(*table_of("dti_status", "dti_commune_self_and_verified", "code"))
    labels = {band.id: str(band.label) for band in load_one(str(FRAMEWORKS / "dti_status.yaml")).framework.bands}
    assert len(theirs) == 62
    assert {code: labels[ours[code, "diff"]["band"]] for code in theirs} == {
        code: row["status_vi"] for code, row in theirs.items()
    }
    for code, row in theirs.items():
        assert float(ours[code, "diff"]["score"]) == pytest.approx(float(Decimal(row["diff"])), abs=1e-9)


def test_inequality_adjusted_human_development_of_176_countries(scored):
    theirs = {unit: row for unit, row in published("hdi_2022", "iso3").items() if row["ihdi"]}
    hdi = scored("hdi_2022", "--values", DATA / "hdi_2022.csv", "--unit-column", "iso3")
    left = scored(*table_of("ihdi_factor", "hdi_2022", "iso3"))
    assert len(theirs) == 176
    for unit, row in theirs.items():
        ihdi = float(hdi[unit, "hdi"]["score"]) * float(left[unit, "left"]["score"])
        assert f"{ihdi:.3f}" == f"{float(row['ihdi']):.3f}", unit
        assert 100 * (1 - float(row["ihdi"]) / float(row["hdi"])) == pytest.approx(float(row["loss"]), abs=5e-9)
        assert 100 - float(left[unit, "kept"]["score"]) == pytest.approx(float(row["coef_ineq"]), abs=7e-9)
