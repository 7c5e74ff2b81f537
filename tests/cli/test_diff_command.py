"""`thuocdo diff`: for people, for programs, and for whoever wants to keep last year's answers."""

import json
from pathlib import Path

import pytest

from engine.cli.main import main

EDITION = (Path(__file__).parents[1] / "authoring" / "edition.yaml").read_text("utf-8")


@pytest.fixture(autouse=True)
def _two_editions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("old.yaml").write_text(EDITION, "utf-8")
    Path("new.yaml").write_text(
        "thuocdo: 1\nextends: old.yaml\nid: new\nquestions: [{id: days, max: 90}]\nnodes: [{id: speed, weight: 2}]\n", "utf-8"
    )


def test_an_extending_file_shows_what_it_changes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old.yaml", "new.yaml"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "class           where          change              reason",
        "breaks answers  question days  `max` 365 → 90      Answers that were accepted may no longer be.",
        "breaks trend    node speed     `weight` 1 → 2      Its share of `total` changes.",
        "wording         framework      `id` edition → new  Rounds of both stand side by side.",
        "1 breaks answers, 1 breaks trend, 1 wording",
    ]


def test_whether_answers_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old.yaml", "new.yaml", "--answers"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Answers given to old.yaml cannot all be read under new.yaml:\n")
    assert "question days" in said
    assert "weight" not in said

    assert main(["diff", "old.yaml", "old.yaml", "--answers"]) == 0
    assert capsys.readouterr().out == "All answers given to old.yaml can be read under old.yaml.\n"


def test_the_same_file_has_no_changes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old.yaml", "old.yaml"]) == 0
    assert capsys.readouterr().out == "old.yaml and old.yaml are the same.\n"


def test_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", "old.yaml", "new.yaml", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["answers_can_be_read"], len(found["changes"])) == (False, 3)
    assert found["changes"][0] == {
        "class": "breaks answers",
        "where": "question days",
        "change": "`max` 365 → 90",
        "reason": "Answers that were accepted may no longer be.",
        "count": 1,
        "hint": "",
    }


def test_a_file_with_mistakes_is_not_compared(capsys: pytest.CaptureFixture[str]) -> None:
    Path("new.yaml").write_text("thuocdo: 1\nextends: old.yaml\nid: new\nquestions: [{id: dayz, max: 90}]\n", "utf-8")
    assert main(["diff", "old.yaml", "new.yaml"]) == 1
    assert "Did you mean `days`?" in capsys.readouterr().err
