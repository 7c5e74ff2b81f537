"""Fieldwork on the command line: what a round aims at, and how far it is."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.sqlite import SqliteStore

FEATURE = Path(__file__).parents[1] / "surveys" / "features" / "quotas.yaml"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    main(["round", "create", "q", "--framework", str(FEATURE)])
    main(["round", "open", "q"])
    return tmp_path / "data"


def sent(data: Path, times: int) -> None:
    store = SqliteStore.open(data)
    for _ in range(times):
        response = store.start_response("q", "business")
        given = {
            AnswerKey("staff"): Answer(3.0), AnswerKey("dealt_with"): Answer(("so-y-te",)),
            AnswerKey("days", "so-y-te"): Answer(4.0),
        }  # fmt: skip
        store.save_answers(response.id, 0, given, "")
        store.send(response.id, 1, date(2026, 5, 1), (), {"small": None})
    store.close()


def test_what_is_aimed_at_and_how_far_it_is(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent(data, 6)
    words = ["--total", "20", "--unit", "so-y-te=9", "--group", "dept=30", "--population", "so-xay-dung=40"]
    assert main(["round", "target", "q", *words, "--reason", "agreed"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "q: total 20, group dept 30, unit so-y-te 9, population so-xay-dung 40, margin 10, level 90"
    )
    assert main(["round", "fieldwork", "q"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("q: 6 sent, 6 started, 14 more needed, 2 units short\nAll else is of 6 sent responses.\n")
    assert [line.split() for line in said.splitlines() if line.startswith(("so-", "dept", "small"))] == [
        ["dept", "6", "30", "24"], ["small", "6", "2"], ["so-xay-dung", "0", "26", "26"], ["so-y-te", "6", "9", "3", "33.6"],
    ]  # fmt: skip


def test_for_programs_counts_of_few_are_null(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sent(data, 4)
    capsys.readouterr()
    main(["round", "fieldwork", "q", "--json"])
    few = json.loads(capsys.readouterr().out)
    assert (few["sent"], few["counted"], few["margin"]) == (4, 0, None)
    sent(data, 3)
    main(["round", "fieldwork", "q", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (told["counted"], told["units"][1]["n"], told["quotas"][1]) == (
        7, 7, {"id": "health", "n": 0, "at_most": 1, "turned_away": {"n": 0}},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--unit", "so-y-te"], "`so-y-te` is no target: write so-xay-dung=50, or so-xay-dung=none"),
        (["--unit", "so-y-te=0"], "`0` is no target: write a number such as 600, or none"),
        (["--total", "-3"], "`-3` is no target"),
        (["--margin", "nan"], "`nan` is no number from 0.1 to 50"),
        (["--level", "100"], "`100` is no number from 50 to 99.9"),
    ],
)
def test_what_is_no_target_is_refused(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["round", "target", "q", *words])
    assert said in capsys.readouterr().err


def test_twice_and_unknown_are_refused_and_nothing_is_noted(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["round", "target", "q", "--unit", "so-y-te=3", "--unit", "so-y-te=4"]) != 0
    assert "--unit gives so-y-te twice; give each once." in capsys.readouterr().err
    assert main(["round", "target", "q", "--group", "x=3"]) != 0
    assert "There is no group x." in capsys.readouterr().err
    store = SqliteStore.open(data)
    assert [entry.what for entry in store.audit("round/q")] == ["round.open"]
    store.close()
