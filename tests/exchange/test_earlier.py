"""An earlier publication read back from its file."""

from pathlib import Path

import pytest

from engine.disclosure.published import Cell
from engine.exchange.earlier import read_published
from engine.exchange.scores import COLUMNS
from engine.problems import MachineError, ThuocDoError

HEAD = ",".join(COLUMNS) + "\n"


def file(folder: Path, text: str) -> Path:
    path = folder / "earlier.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_was_shown_and_what_was_kept_back(tmp_path: Path) -> None:
    rows = "g,a,x,,12.5,50.0,,,50.0,1,,,,9,1.0,\ng,a,y,,,,,,,,,,,,,suppressed\n"
    published = read_published(file(tmp_path, HEAD + rows))
    assert published.cells["a", "x"] == (Cell(9, None, 12.5, 50.0, shown=True),)
    assert published.cells["a", "y"] == (Cell(None, None, None, None, shown=False),)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("unit,node,value\n", r"is no file of scores: it has no column `score`\. Give one that"),
        (HEAD + "g,a,x,,twelve,50.0,,,50.0,1,,,,9,1.0,\n", r"earlier\.csv:2: a figure is no number\."),
        (HEAD + "g,a,x,,nan,50.0,,,50.0,1,,,,9,1.0,\n", r"earlier\.csv:2: a figure is no number\."),
        (HEAD + "g,a,x,,1.0,inf,,,50.0,1,,,,9,1.0,\n", r"earlier\.csv:2: a figure is no number\."),
    ],
)
def test_another_file_is_told_as_such(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ThuocDoError, match=told):
        read_published(file(tmp_path, text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MachineError, match=r"earlier\.csv cannot be read"):
        read_published(tmp_path / "earlier.csv")
