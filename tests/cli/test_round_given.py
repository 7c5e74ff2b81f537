"""`thuocdo round given`: what is known of units goes in as a whole, or not at all."""

from pathlib import Path

import pytest

from engine.cli.main import main
from engine.store.sqlite import SqliteStore

FILE = Path(__file__).parents[1] / "surveys" / "features" / "scoring" / "known_figures.yaml"
GOOD = "unit,last_year,population\nxa-an-phu,10000,10400\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.csv").write_text(GOOD, "utf-8")
    Path("bad.csv").write_text("unit,last_year,population\nxa-an-phu,nhiều,0\nxa-anphu,1,1\n", "utf-8")


def create(*more: str) -> int:
    return main(["round", "create", "r-2026", "--framework", str(FILE), *more])


def given() -> list[str]:
    store = SqliteStore.open(Path("data"))
    found = [each.subject for each in store.given("r-2026")]
    store.close()
    return found


def test_a_draft_takes_what_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert create() == 0
    assert main(["round", "given", "r-2026", "good.csv"]) == 0

    said = capsys.readouterr()
    assert "r-2026: known beforehand: units: 1, answers: 2\n" in said.out
    assert said.err == "warning: last_year: nothing is given for 1 of 2 units: xa-binh-minh\n"
    assert given() == ["xa-an-phu"]


def test_a_file_with_mistakes_changes_nothing_and_all_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert create("--given", "good.csv") == 0
    capsys.readouterr()

    assert main(["round", "given", "r-2026", "bad.csv"]) == 1

    assert [line.partition(": ")[0] for line in capsys.readouterr().err.splitlines()] == [
        "bad.csv:2:2",
        "bad.csv:2:3",
        "bad.csv:3:1",
        "thuocdo round",
    ]
    assert given() == ["xa-an-phu"]


def test_a_round_is_not_made_with_a_file_that_has_mistakes() -> None:
    assert create("--given", "bad.csv") == 1
    assert create("--given", "nowhere.csv") == 2
    assert create() == 0  # the id is still free


def test_a_unit_that_has_begun_keeps_what_it_began_with(capsys: pytest.CaptureFixture[str]) -> None:
    assert create("--given", "good.csv") == 0
    store = SqliteStore.open(Path("data"))
    store.start_response("r-2026", "commune", "xa-an-phu")
    store.close()

    Path("good.csv").write_text(GOOD.replace("10400", "10500"), "utf-8")
    assert main(["round", "given", "r-2026", "good.csv"]) == 1
    assert "units have begun of which the file tells something else: xa-an-phu." in capsys.readouterr().err
