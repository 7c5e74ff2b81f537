"""Published indices, recomputed from their published figures by the command that a reader would type."""

import csv
from pathlib import Path

import pytest

from engine.cli.main import main

HERE = Path(__file__).parent / "data"
SURVEYS = Path(__file__).parents[2] / "surveys"

# largest difference to the published sub-index, as the header of the table states it (inputs were stored rounded)
RESIDUALS = {
    "entry_costs": 3.7e-04,
    "land_access": 1e-14,
    "transparency": 4.6e-05,
    "time_costs": 0.0,
    "informal_charges": 6.5e-04,
    "soe_bias": 1.1e-09,
    "proactivity": 5e-04,
    "private_sector_development": 2.1e-09,
    "labor_training": 1e-14,
    "legal_institutions": 1e-14,
}


def published(name, key):
    with (HERE / name).open(encoding="utf-8") as file:
        return {row[key]: row for row in csv.DictReader(line for line in file if not line.startswith("#"))}


def scored(out):
    with out.open(encoding="utf-8") as file:
        return {(row["unit"], row["node"]): row for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def pci(tmp_path_factory):
    out = tmp_path_factory.mktemp("pci") / "out.csv"
    values = ["--values", str(HERE / "pci_2006_indicator_values.csv"), "--values", str(HERE / "pci_2006.csv")]
    assert main(["score", str(SURVEYS / "pci_2006.yaml"), *values, "--unit-column", "province", "--out", str(out)]) == 0
    return scored(out)


@pytest.fixture(scope="module")
def hdi(tmp_path_factory):
    out = tmp_path_factory.mktemp("hdi") / "out.csv"
    given = ["--values", str(HERE / "hdi_2022.csv"), "--unit-column", "iso3", "--out", str(out)]
    assert main(["score", str(SURVEYS / "hdi_2022.yaml"), *given]) == 0
    return scored(out)


@pytest.mark.parametrize("sub_index", RESIDUALS)
def test_pci_sub_indices_are_within_the_stated_residuals(pci, sub_index):
    table = published("pci_2006.csv", "province")
    largest = max(abs(float(pci[unit, sub_index]["score"]) - float(row[sub_index])) for unit, row in table.items())
    assert largest <= RESIDUALS[sub_index]


def test_pci_totals_and_all_64_ranks_are_as_published(pci):
    table = published("pci_2006.csv", "province")
    assert len(table) == 64
    assert max(abs(float(pci[unit, "pci"]["score"]) - float(row["total"])) for unit, row in table.items()) <= 6.2e-04
    assert {unit: pci[unit, "pci"]["rank"] for unit in table} == {unit: row["rank"] for unit, row in table.items()}


def test_all_204_human_development_indices_are_exact_at_three_decimals(hdi):
    table = published("hdi_2022.csv", "iso3")
    assert len(table) == 204
    ours = {unit: f"{float(hdi[unit, 'hdi']['score']):.3f}" for unit in table}
    assert ours == {unit: f"{float(row['hdi']):.3f}" for unit, row in table.items()}


def test_all_193_countries_rank_as_published_and_aggregates_do_not(hdi):
    table = published("hdi_2022.csv", "iso3")
    assert {unit: hdi[unit, "hdi"]["rank"] for unit in table} == {unit: row["hdi_rank"] for unit, row in table.items()}
    assert sum(bool(row["hdi_rank"]) for row in table.values()) == 193


def test_bands_are_the_published_groups(hdi):
    table = published("hdi_2022.csv", "iso3")
    groups = {unit: row["hdi_group"].lower().replace(" ", "_") for unit, row in table.items() if row["hdi_group"]}
    assert {unit: hdi[unit, "hdi"]["band"] for unit in groups} == groups
