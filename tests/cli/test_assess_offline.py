"""`thuocdo assess export` and `import`: a self-assessment out as a workbook and back in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.zone import now
from engine.store.sqlite import SqliteStore
from tests.exchange.offline_books import Book

FILE = Path(__file__).parents[1] / "surveys" / "features" / "scoring" / "appraised.yaml"
UNIT = "xa-an-phu"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    """The workbook of a commune that has claimed nothing yet."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(FILE, tmp_path / "appraised.yaml")
    assert main(["round", "create", "dti", "--framework", "appraised.yaml"]) == 0
    assert main(["round", "open", "dti"]) == 0
    assert main(["assess", "begin", "dti", UNIT]) == 0
    assert main(["assess", "export", "dti", "--unit", UNIT, "--out", "a.xlsx"]) == 0
    return Book((tmp_path / "a.xlsx").read_bytes(), tmp_path / "a.xlsx")


@pytest.fixture
def store(book: Book, tmp_path: Path) -> Iterator[SqliteStore]:
    opened = SqliteStore.open(tmp_path / "data")
    yield opened
    opened.close()


def test_out_and_back_in(book: Book, store: SqliteStore, capsys: pytest.CaptureFixture[str]) -> None:
    book.put(12000, "population")
    book.put("2,5", "drills")
    capsys.readouterr()
    assert main(["assess", "import", str(book.save())]) == 0
    assert capsys.readouterr().out == "xa-an-phu: 2 items saved\n"
    assert store.claimed("dti", UNIT)[UNIT][AnswerKey("drills")] == Answer(2.5)


def test_bad_cells_are_all_told_and_nothing_is_saved(book: Book, store: SqliteStore, capsys: pytest.CaptureFixture[str]) -> None:
    book.put(12000, "population")
    book.put("nhiều", "drills")
    book.put("Ai đó", "staffed")
    assert main(["assess", "import", str(book.save())]) == 1
    told = capsys.readouterr().err
    assert f"cell F{book.line('drills') + 1}, 2.2: “nhiều” is not a number" in told
    assert f"cell F{book.line('staffed') + 1}, 1.1: there is no option `Ai đó`." in told
    assert "2 mistakes; nothing was saved" in told
    assert store.claimed("dti", UNIT).get(UNIT, {}) == {}


def test_a_conflict_is_shown_from_both_sides_and_settled_by_naming_it(
    book: Book, store: SqliteStore, capsys: pytest.CaptureFixture[str]
) -> None:
    store.save_item("dti", UNIT, "drills", 0, {AnswerKey("drills"): Answer(4.0)}, "", "minh", now())
    book.put(3, "drills")
    book.put(12000, "population")
    path = str(book.save())
    capsys.readouterr()
    assert main(["assess", "import", path]) == 1
    told = capsys.readouterr().out
    assert "2.2:\n  there (minh, " in told
    assert "): 4\n  file: 3\n" in told
    assert told.endswith("xa-an-phu: 1 items saved, 1 changed there too (above; --mine CODE saves yours)\n")
    assert main(["assess", "import", path, "--mine", "2.2"]) == 0
    assert store.claimed("dti", UNIT)[UNIT][AnswerKey("drills")] == Answer(3.0)


def test_what_is_not_there_is_told(book: Book, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", "export", "dti", "--unit", "xa-binh-minh", "--out", "b.xlsx"]) == 1
    assert "xa-binh-minh has begun no assessment" in capsys.readouterr().err
    assert not Path("b.xlsx").exists()
    assert main(["assess", "import", str(book.path), "--mine", "9.9"]) == 1
    assert "There is no item 9.9." in capsys.readouterr().err
    assert main(["assess", "import", "appraised.yaml"]) == 1
    assert "This is no self-assessment written by the system" in capsys.readouterr().err
