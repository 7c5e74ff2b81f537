"""Every published table reproduces as its own header says, by frameworks in YAML alone."""

import csv
from decimal import Decimal
from pathlib import Path
from unicodedata import normalize

import pytest

from engine.cli.loading import load_one
from engine.cli.main import main
from engine.wording.numbers import write_number

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
    data = DATA / "dti_2022_province_main_indices.csv"
    ours = scored("dti_province_2022", "--values", data, "--unit-column", "province")
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
def commune_on_two_bases(tmp_path_factory):
    """The bundled set of communes, as `thuocdo bases` puts the points of a real one side by side: rows by code."""
    folder = tmp_path_factory.mktemp("dti")
    rows = published("dti_commune_self_and_verified", "code")
    with (folder / "values.csv").open("w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["unit", "indicator", "basis", "value"])
        for code, row in rows.items():
            write(["xa", code, "claimed", row["self"]])
            write(["xa", code, "appraised", row["verified"]])
    given = ["--values", str(folder / "values.csv"), "--out", str(folder / "bases.csv")]
    assert main(["bases", "dti_commune", *given]) == 0
    with (folder / "bases.csv").open(encoding="utf-8") as file:
        return {row["code"] or row["node"]: row for row in csv.DictReader(file) if row["unit"] == "xa"}


def test_the_commune_sets_points_add_up_on_both_bases(commune_on_two_bases):
    total = commune_on_two_bases["dti"]
    assert [float(total[name]) for name in ("most", "claimed", "appraised")] == pytest.approx([960, 787.84, 606.27])
    assert float(total["claimed_less_appraised"]) == pytest.approx(181.57, abs=1e-9)


def test_the_commune_sets_groups_are_shares_of_their_maximum(commune_on_two_bases):
    groups = [commune_on_two_bases[str(number)] for number in range(1, 7)]
    assert [float(row["most"]) for row in groups] == [80, 100, 100, 520, 80, 80]
    exact = [100 * Decimal(points) / most for points, most in zip(
        ("59.47", "51.85", "100.00", "442.43", "80.00", "54.09"), (80, 100, 100, 520, 80, 80), strict=True
    )]  # fmt: skip
    assert [float(row["claimed_percent"]) for row in groups] == pytest.approx([float(each) for each in exact], abs=1e-9)
    assert exact[3] == pytest.approx(Decimal("85.0827"), abs=Decimal("0.00005"))  # as the header prints it


def test_half_a_tenth_is_rounded_up_where_the_system_it_comes_from_cuts(commune_on_two_bases):
    people = float(commune_on_two_bases["2"]["claimed_percent"])
    assert write_number(people, 1, "vi") == "51,9"


def test_each_indicator_of_the_commune_set_has_its_difference_and_its_state(commune_on_two_bases):
    theirs = published("dti_commune_self_and_verified", "code")
    labels = {state.id: state.label.within("vi") for state in load_one("dti_commune").framework.states}
    assert len(theirs) == 62
    assert {code: labels[commune_on_two_bases[code]["state"]] for code in theirs} == {
        code: row["status_vi"] for code, row in theirs.items()
    }
    for code, row in theirs.items():
        ours = commune_on_two_bases[code]
        assert float(ours["claimed_less_appraised"]) == pytest.approx(float(Decimal(row["diff"])), abs=1e-9)
        assert float(ours["most"]) == float(row["max"])


def test_the_commune_set_has_the_names_and_points_of_the_real_one():
    framework = load_one("dti_commune").framework
    theirs = published("dti_commune_self_and_verified", "code")
    ours = {node.code: node for node in framework.indicators}
    assert list(ours) == list(theirs)  # 4.9 before 4.10, 4.22.1 to 4.22.11 last
    assert {code: node.title.within("vi") for code, node in ours.items()} == {
        code: normalize("NFC", row["indicator_vi"]) for code, row in theirs.items()
    }
    assert [node.code for node in framework.index.children] == ["1", "2", "3", "4", "5", "6"]


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
