"""`thuocdo compare`, `thuocdo freeze` and `--earlier`, as a person types them."""

import csv
import json
from pathlib import Path

import pytest

from engine.cli.main import main

GOLDEN = Path(__file__).parents[1] / "golden"
INDEX = """\
thuocdo: 1
id: small
edition: "{edition}"
title: Small
status: example
source: made up
languages: [en]
index:
  id: total
  title: Total
  normalise: {{rule: minmax, over: {over}}}
  children:
    - {{id: roads, title: Roads, from: outside, direction: higher, weight: {weight}}}
    - {{id: days, title: Days, from: outside, direction: lower}}
"""


@pytest.fixture(autouse=True)
def _two_editions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old.yaml").write_text(INDEX.format(edition=2024, over="group", weight=1), "utf-8")
    Path("new.yaml").write_text(INDEX.format(edition=2025, over="group", weight=3), "utf-8")
    Path("panel.yaml").write_text(INDEX.format(edition=2025, over="panel", weight=3), "utf-8")
    Path("2024.csv").write_text("unit,roads,days\na,0,10\nb,50,20\nc,100,30\n", "utf-8")
    Path("2025.csv").write_text("unit,roads,days\na,0,10\nb,50,10\nc,200,30\nd,100,20\n", "utf-8")


OLD = ["--old-values", "2024.csv"]
NEW = ["--values", "2025.csv"]


def rows(path: str) -> dict[tuple[str, str], dict[str, str]]:
    with Path(path).open(encoding="utf-8") as file:
        return {(row["unit"], row["node"]): row for row in csv.DictReader(file)}


def test_a_change_is_told_in_parts_that_add_up() -> None:
    """b: 50 and 50 → 50; by weights 3 and 1 still 50; roads then fall to 25, days rise to 100: (3·25 + 100)/4 = 43.75."""
    assert main(["compare", "old.yaml", "new.yaml", *OLD, *NEW, "--out", "change.csv"]) == 0

    b = rows("change.csv")["b", "total"]
    assert [float(b[name]) for name in ("before", "rescored", "now", "change")] == [50, 50, 43.75, -6.25]
    assert [float(b[name]) for name in ("method", "own", "peers", "data")] == [0, 12.5, -18.75, 0]
    a = rows("change.csv")["a", "total"]
    assert [float(a[name]) for name in ("before", "method", "own", "peers", "data")] == [50, -25, 0, 0, 0]


def test_a_unit_that_was_not_there_before_has_no_change() -> None:
    main(["compare", "old.yaml", "new.yaml", *OLD, *NEW, "--out", "change.csv"])

    d = rows("change.csv")["d", "total"]
    assert (d["before"], d["change"], d["method"], d["no_change"]) == ("", "", "", "new_unit")
    assert d["now"] == "50.0"


def test_one_unit_is_told_on_the_screen(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "old.yaml", "new.yaml", *OLD, *NEW, "--unit", "b"]) == 0

    assert capsys.readouterr().out.splitlines() == [
        "node   before   rescored  now       change    method  own      peers     data    no_change",
        "total  50.0000  50.0000   43.7500   -6.2500   0.0000  12.5000  -18.7500  0.0000",
        "roads  50.0000  50.0000   25.0000   -25.0000  0.0000  0.0000   -25.0000  0.0000",
        "days   50.0000  50.0000   100.0000  50.0000   0.0000  50.0000  0.0000    0.0000",
    ]


def test_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "old.yaml", "new.yaml", *OLD, *NEW, "--unit", "d", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert [(row["node"], row["now"], row["change"], row["no_change"]) for row in told] == [
        ("total", 50.0, None, "new_unit"),
        ("roads", 50.0, None, "new_unit"),
        ("days", 50.0, None, "new_unit"),
    ]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([*NEW, "--out", "x.csv"], "There is nothing to score: give --old-values or --old-answers."),
        ([*OLD, "--out", "x.csv"], "There is nothing to score: give --values or --answers."),
        ([*OLD, *NEW], "Say where the table goes: --out FILE, or --json; or name one unit with --unit."),
        ([*OLD, *NEW, "--unit", "e"], "There is no unit `e` in this edition. Known: `a`, `b`, `c`, `d`."),
        ([*OLD, *NEW, "--old-basis", "final", "--out", "x.csv"], "The values have no basis `final`. Give --old-basis one of: (none)."),
    ],
)  # fmt: skip
def test_mistakes_say_how_to_mend_them(given: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "old.yaml", "new.yaml", *given]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == f"thuocdo compare: {said}"


def test_earlier_editions_widen_the_range_of_a_panel() -> None:
    Path("2025.csv").write_text("unit,roads,days\na,50,10\nb,100,20\n", "utf-8")
    before = ["--earlier", "old.yaml,values=2024.csv"]

    assert main(["score", "panel.yaml", *NEW, "--out", "alone.csv"]) == 0
    assert main(["score", "panel.yaml", *NEW, *before, "--out", "pooled.csv"]) == 0

    assert [rows("alone.csv")[unit, "roads"]["score"] for unit in "ab"] == ["0.0", "100.0"]
    assert [rows("pooled.csv")[unit, "roads"]["score"] for unit in "ab"] == ["50.0", "100.0"]
    assert [rows("pooled.csv")[unit, "days"]["score"] for unit in "ab"] == ["100.0", "50.0"]


def test_on_a_panel_old_and_new_scores_are_on_one_range() -> None:
    assert main(["compare", "old.yaml", "panel.yaml", *OLD, *NEW, "--out", "change.csv"]) == 0

    b = rows("change.csv")["b", "roads"]
    assert [float(b[name]) for name in ("before", "rescored", "now", "own", "peers")] == [50, 50, 25, 0, -25]


def test_a_run_with_earlier_editions_is_kept_and_verified(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["score", "panel.yaml", *NEW, "--data", "data", "--keep", "--out", "out.csv"]
    assert main([*given, "--earlier", "old.yaml,values=2024.csv"]) == 0
    code = capsys.readouterr().out.partition(":")[0]
    assert main([*given]) == 0
    assert capsys.readouterr().out.partition(":")[0] != code

    assert main(["verify", code, "--data", "data"]) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("old.yaml", "There is nothing to score: give values= in --earlier or answers= in --earlier."),
        ("old.yaml,2024.csv", "--earlier old.yaml,2024.csv: `2024.csv` is not understood. Write FRAMEWORK,values=FILE; there are: values=, answers=, units=, unit_column=, basis=, margins=, trim=."),
        ("old.yaml,values=2024.csv,basis=x,basis=y", "--earlier old.yaml,values=2024.csv,basis=x,basis=y: `basis=y` is not understood. Write FRAMEWORK,values=FILE; there are: values=, answers=, units=, unit_column=, basis=, margins=, trim=."),
    ],
)  # fmt: skip
def test_an_earlier_edition_that_is_not_understood(words: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["score", "panel.yaml", *NEW, "--earlier", words, "--out", "out.csv"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == f"thuocdo score: {said}"


def test_ranges_are_frozen_as_lines_for_the_next_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["freeze", "old.yaml", "--values", "2024.csv"]) == 0
    block = capsys.readouterr().out
    assert block == (
        "# node total\n"
        "normalise:\n"
        "  rule: minmax\n"
        "  over: frozen\n"
        "  to: [0, 100]\n"
        "  ranges:\n"
        "    roads: [0, 100]\n"
        "    days: [10, 30]\n"
    )

    text = Path("new.yaml").read_text("utf-8")
    was = "  normalise: {rule: minmax, over: group}\n"
    assert was in text
    indented = "".join(f"  {line}\n" for line in block.splitlines()[1:])
    Path("next.yaml").write_text(text.replace(was, indented), "utf-8")
    assert main(["check", "next.yaml"]) == 0
    assert main(["score", "next.yaml", *NEW, "--out", "out.csv"]) == 0
    assert [rows("out.csv")[unit, "roads"]["score"] for unit in "abcd"] == ["0.0", "50.0", "100.0", "100.0"]


def test_frozen_ranges_of_groups_are_those_of_all_and_constants_are_left_to_the_author(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = Path("old.yaml").read_text("utf-8").replace("over: group", "over: group, constant: middle, to: [1, 10]")
    Path("old.yaml").write_text(text, "utf-8")
    Path("units.csv").write_text("unit,group\na,x\nb,x\nc,y\n", "utf-8")
    Path("2024.csv").write_text("unit,roads,days\na,0.1,5\nb,1e-7,5\nc,100,5\n", "utf-8")

    assert main(["freeze", "old.yaml", "--values", "2024.csv", "--units", "units.csv"]) == 0

    said = capsys.readouterr()
    assert "  to: [1, 10]\n" in said.out
    assert "    roads: [0.0000001, 100]\n    # days: [?, ?]  all units have 5\n" in said.out
    assert said.err.splitlines() == [
        "total: the ranges were those of each group; frozen they are those of all groups together.",
        "total: give days a range of your own: the figures make none.",
    ]


def test_a_file_without_ranges_of_units_has_nothing_to_freeze(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--values", str(GOLDEN / "data" / "hdi_2022.csv"), "--unit-column", "iso3"]
    assert main(["freeze", "hdi_2022", *given]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        "thuocdo freeze: hdi_2022 takes no range from its units: there is nothing to freeze."
    )


def test_ten_years_of_a_published_index_method_is_its_weights(tmp_path: Path) -> None:
    """PCI 2006 and 2016 on the eight sub-indices that both have, each year's weights: 2006's total less its
    re-scored one is Σ(w₁₆/Σw₁₆ − w₀₆/Σw₀₆)·s₀₆, and the rest is each province's own."""
    shared = {
        "entry_costs": (5, 5), "land_access": (5, 5), "transparency": (15, 20), "time_costs": (10, 5),
        "informal_charges": (5, 10), "proactivity": (15, 5), "labor_training": (15, 20), "legal_institutions": (10, 5),
    }  # fmt: skip
    for year, place in (("2006", 0), ("2016", 1)):
        children = "".join(
            f"    - {{id: {name}, title: {name}, from: outside, direction: higher, weight: {weights[place]}}}\n"
            for name, weights in shared.items()
        )
        head = INDEX.format(edition=year, over="group", weight=1).partition("  children:")[0]
        head = head.replace(
            "normalise: {rule: minmax, over: group}", "times: 10\n  normalise: {rule: none, to: [1, 10]}"
        )
        Path(f"{year}.yaml").write_text(f"{head}  children:\n{children}", "utf-8")
    data = GOLDEN / "data"
    given = ["--old-values", data / "pci_2006.csv", "--values", data / "pci_2016.csv"]
    columns = ["--old-unit-column", "province", "--unit-column", "province"]

    assert main(["compare", "2006.yaml", "2016.yaml", *map(str, given), *columns, "--out", "change.csv"]) == 0

    with (data / "pci_2006.csv").open(encoding="utf-8") as file:
        published = {row["province"]: row for row in csv.DictReader(line for line in file if not line.startswith("#"))}
    told = rows("change.csv")
    provinces = [unit for unit, node in told if node == "total" and unit in published]
    then, now = (sum(weights[place] for weights in shared.values()) for place in (0, 1))
    for unit in provinces:
        row = told[unit, "total"]
        shift = [(w[1] / now - w[0] / then) * float(published[unit][name]) for name, w in shared.items()]
        assert float(row["method"]) == pytest.approx(10 * sum(shift), abs=1e-9)
        assert float(row["method"]) + float(row["own"]) == pytest.approx(float(row["change"]), abs=1e-9)
        assert (abs(float(row["peers"])), abs(float(row["data"]))) == (0, 0)
    assert len(provinces) >= 60
