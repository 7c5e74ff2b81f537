"""`thuocdo check` beyond mistakes: examples, what they touch, mutants, random answers, weights, notes."""

from pathlib import Path

import pytest

from engine.cli.main import main

Checked = tuple[int, str]


@pytest.fixture
def starter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "my_index"]) == 0
    return Path("my_index.yaml")


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str], starter: Path):
    def ran(*options: str) -> Checked:
        capsys.readouterr()
        code = main(["check", *options, str(starter)])
        return code, capsys.readouterr().out

    return ran


def test_examples_hold_and_the_summary_says_what_they_touch(check) -> None:
    code, out = check()

    assert code == 0
    assert "my_index.yaml: examples: 3 of 3 hold; they touch bands 2/3, options 3/5, nodes 3/3\n" in out
    assert "no example" not in out


def test_an_example_that_fails_is_a_problem_with_its_place_and_exits_1(check, starter: Path) -> None:
    text = starter.read_text("utf-8")
    starter.write_text(text.replace("total: 32.5", "total: 30"), "utf-8")
    line = text[: text.index("total: 32.5")].count("\n") + 1

    code, out = check()

    assert code == 1
    told = "example Three departments between best and worst: expected 30 for total, got 32.5."
    assert f"my_index.yaml:{line}:54: {told}" in out
    assert "my_index.yaml: examples fail: my_index" in out


def test_coverage_lists_what_no_example_touches(check) -> None:
    code, out = check("--coverage")

    assert code == 0
    assert "band fair: no example reaches it." in out
    assert "question clear_guidance: no example chooses strongly_agree, strongly_disagree." in out


def test_mutants_are_counted_and_survivors_listed(check) -> None:
    code, out = check("--mutate", "--mutants", "12", "--seed", "2")

    assert code == 0
    assert "noticed by an example; 0 more refused by the checks, drawn from 27 with seed 2" in out
    assert "no example notices that `" in out
    assert check("--mutate", "--mutants", "12", "--seed", "2") == (code, out)


def test_a_dry_run_prints_a_table_of_every_score(check) -> None:
    code, out = check("--dry-run", "20", "--seed", "1")

    assert code == 0
    rows = [line.split() for line in out.splitlines() if line.startswith(("node", "total", "guidance", "waiting"))]
    assert [row[0] for row in rows] == ["node", "total", "guidance", "waiting"]
    assert rows[0][1:] == ["lowest", "mean", "highest", "missing"]


def test_weights_are_printed_as_shares_of_the_total(check) -> None:
    out = check("--weights")[1]

    assert [line.split() for line in out.splitlines()[-3:]] == [
        ["total", "1", "100.00", "%"],
        ["guidance", "1", "50.00", "%"],
        ["waiting", "1", "50.00", "%"],
    ]


def test_notes_are_counted_and_printed_when_asked_for(check, starter: Path) -> None:
    text = starter.read_text("utf-8").replace("{unit} hướng dẫn thủ tục", "{unit} không hướng dẫn thủ tục")
    starter.write_text(text, "utf-8")

    assert "my_index.yaml: 1 note: see --notes" in check()[1]
    assert "note: `clear_guidance` says “không”, and higher counts as better." in check("--notes")[1]


def test_no_mutants_without_examples_that_hold(check, starter: Path) -> None:
    starter.write_text(starter.read_text("utf-8").split("\nexamples:")[0], "utf-8")

    assert "no mutants are tried: it has no `examples`." in check("--mutate")[1]


@pytest.mark.parametrize("options", [["--mutants", "0", "--mutate"], ["--dry-run", "0"]])
def test_nothing_can_be_counted_below_one(check, options: list[str]) -> None:
    assert check(*options)[0] == 1


def test_an_inherited_example_fails_at_its_place_in_the_base(starter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = starter.read_text("utf-8")
    starter.write_text(text.replace("total: 32.5", "total: 30"), "utf-8")
    line = text[: text.index("total: 32.5")].count("\n") + 1
    Path("next.yaml").write_text("thuocdo: 1\nextends: my_index.yaml\nid: next_index\n", "utf-8")

    assert main(["check", "next.yaml"]) == 1
    assert f"my_index.yaml:{line}:54: example Three departments" in capsys.readouterr().out
