"""The command line as scripts rely on it."""

import json
from pathlib import Path

import pytest

from engine.cli.main import COMMANDS, main


def test_a_new_framework_passes_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "my_index"]) == 0
    assert main(["check", "my_index.yaml"]) == 0
    assert "sound" in capsys.readouterr().out
    assert main(["new", "my_index"]) == 1  # never overwritten


def test_check_prints_problems_on_stdout_and_exits_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("thuocdo: 1\nid: bad\ntitel: x\n", encoding="utf-8")
    assert main(["check", str(bad)]) == 1
    assert f"{bad}:3:1: " in capsys.readouterr().out


def test_a_file_that_cannot_be_read_exits_2(tmp_path: Path) -> None:
    assert main(["check", str(tmp_path / "none.yaml")]) == 2


@pytest.mark.parametrize("words", [[], ["nonsense"], ["score"], ["new", "Not An Id"]])
def test_wrong_usage_is_the_users_mistake(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main(words)
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code == 1
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert "example:" in capsys.readouterr().out


def test_rules_are_printed_as_an_author_writes_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "minmax"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "normalise minmax"
    assert "    to: [number, number] (default [0, 100])" in lines
    assert "    constant: error | missing | lower | middle | upper (default error)" in lines
    assert main(["rules"]) == 0
    everything = capsys.readouterr().out
    assert "    at: number (must be given)" in everything
    assert "null (must" not in everything
    assert main(["rules", "minmaks"]) == 1
    assert ": all_reported" in (told := capsys.readouterr().err)
    assert told.count(" mean,") == 1


def test_what_decides_on_scores_beside_the_rules_is_printed_with_its_default(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "min_coverage"]) == 0
    alone = capsys.readouterr().out
    assert alone.splitlines()[:2] == ["key of a node: min_coverage", "    number from 0 up to 1"]
    assert "2/3 unless set" in alone
    assert main(["rules"]) == 0
    keys = capsys.readouterr().out.partition("key of a node: ")[2].split("\n\n")
    assert len(keys) >= 13
    assert all(" unless set" in key or "(unless set)" in key or "rank_ties" in key for key in keys if key)


def test_a_misspelt_command_is_answered_with_the_one_that_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scoer"]) == 1
    assert capsys.readouterr().err == "thuocdo: there is no command `scoer`. Did you mean `score`? See `thuocdo --help`.\n"
    assert main(["zzzz"]) == 1
    assert capsys.readouterr().err == "thuocdo: there is no command `zzzz`. See `thuocdo --help`.\n"


def test_functions_are_printed_with_what_they_mean(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["functions", "days_between"]) == 0
    assert capsys.readouterr().out == (
        "days_between(start, end)\n"
        "    Days from one day to another, negative when `end` is first. There is no clock: today is a question.\n"
        "    days_between('2026-02-27', '2026-03-01') = 2\n"
    )


def test_a_function_that_is_not_there_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["functions", "day_between"]) == 1
    assert "There is no function `day_between`. Did you mean `days_between`?" in capsys.readouterr().err


def test_the_schema_offers_the_ids_of_a_file_also_of_what_it_extends(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = Path(__file__).parents[1] / "surveys" / "tiny.yaml"
    file = tmp_path / "next.yaml"
    (tmp_path / "base.yaml").write_text(base.read_text("utf-8"), "utf-8")
    file.write_text("thuocdo: 1\nextends: ./base.yaml\nid: next\nnodes:\n  - {id: new_one, from: days}\n", "utf-8")

    assert main(["schema", str(base)]) == 0
    assert '"guidance"' in capsys.readouterr().out
    assert main(["schema", str(file)]) == 0
    offered = json.loads(capsys.readouterr().out)["definitions"]["Gate"]["properties"]["on"]["examples"]
    assert offered == ["guidance", "new_one", "speed", "total"]
    file.write_text("thuocdo: [", "utf-8")
    assert main(["schema", str(file)]) == 0
    assert main(["schema", str(tmp_path / "gone.yaml")]) == 2
