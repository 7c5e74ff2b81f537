"""`thuocdo quality` and `thuocdo score --without-flagged` over the survey that shows the feature."""

import csv
import json
from pathlib import Path

import pytest

from engine.cli.main import main

SURVEY = Path(__file__).parents[1] / "surveys" / "features" / "scoring" / "response_quality.yaml"
QUESTIONS = ("quick", "kind", "clear", "no_fees", "bribes")


def rows_of(who: str, unit: str, words: str, more: str = "") -> list[str]:
    return [f"{who},{unit},{q},{option}{more}" for q, option in zip(QUESTIONS, words.split(), strict=True)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """a: 12 careful firms and 6 that always fully agree; b: 12 careful ones and 2 that were too quick."""
    monkeypatch.chdir(tmp_path)
    options = ("fully", "rather", "little", "never")
    rows = ["respondent,unit,question,value,stratum,flags"]
    for firm in range(12):
        mixed = " ".join(options[(firm // 4**place + place) % 4] for place in range(3))
        for unit in ("so-a", "so-b"):
            rows += rows_of(f"{unit}{firm}", unit, f"{mixed} rather never", ",north,")
    for firm in range(6):
        rows += rows_of(f"same{firm}", "so-a", "fully fully fully fully fully", ",south,")
    for firm in range(2):
        rows += rows_of(f"quick{firm}", "so-b", f"never fully little {options[firm]} never", ",south,speed")
    (tmp_path / "answers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


def test_flags_are_counted_by_unit_and_stratum_never_for_a_few(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["quality", str(SURVEY), "--answers", "answers.csv", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    counts = {(one["flag"], one["unit"], one["stratum"]): one["flagged"] for one in found["flags"]}
    assert counts["longest_run", "", ""] == counts["longest_run", "so-a", ""] == 6
    assert counts["paid_and_not", "so-a", ""] == counts["irv", "so-a", ""] == 6
    assert counts["duplicates", "", ""] == 0  # five answers each: fewer than the six that the file asks for
    assert counts["speed", "", ""] is None
    assert counts["speed", "so-b", ""] is None
    assert counts["any", "", ""] == 8
    results = {row["unit"]: row for row in found["results"]}
    assert (results["so-a"]["n"], results["so-a"]["n_without"]) == (18, 12)
    assert results["so-b"]["hidden"]
    assert results["so-b"]["score_without"] is None


def test_the_tables_are_for_people(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["quality", str(SURVEY), "--answers", "answers.csv"]) == 0
    out = capsys.readouterr().out
    assert "speed         32         fewer than 5\n" in out
    assert "longest_run   so-a  18         6\n" in out
    assert "g      so-b  14  not shown  " in out


def test_scores_without_flagged_responses(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for more, out in (([], "with.csv"), (["--without-flagged"], "without.csv")):
        assert main(["score", str(SURVEY), "--answers", "answers.csv", "--out", out, *more]) == 0
    assert "Left out for signs of careless answers: 8 of 32 responses.\n" in capsys.readouterr().err
    both = []
    for name in ("with.csv", "without.csv"):
        with (folder / name).open(encoding="utf-8") as file:
            both.append({(row["unit"], row["node"]): row for row in csv.DictReader(file)})
    assert [table["so-a", "quick_mean"]["n"] for table in both] == ["18", "12"]
    careful, same = 12 * float(both[1]["so-a", "quick_mean"]["value"]), 6 * 4
    assert float(both[0]["so-a", "quick_mean"]["value"]) == pytest.approx((careful + same) / 18)


def test_a_respondent_has_one_day_and_one_set_of_flags(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        "respondent,unit,question,value,day,flags",
        "r1,so-a,quick,fully,2026-01-05,speed",
        "r1,so-a,kind,rather,2026-01-06,",
    ]
    Path("answers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert main(["quality", str(SURVEY), "--answers", "answers.csv"]) == 1
    err = capsys.readouterr().err
    assert "answers.csv:3:5: r1: two values of `day` for one respondent. Give the same on all rows." in err
    assert "answers.csv:3:6: r1: two values of `flags` for one respondent. Give the same on all rows." in err


def test_a_framework_that_declares_nothing_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SURVEY.read_text(encoding="utf-8")
    start, end = text.index("quality:"), text.index("index:")
    Path("plain.yaml").write_text(text[:start] + text[end : text.index("examples:")], encoding="utf-8")
    rows = ["respondent,unit,question,value", "r1,so-a,quick,fully", "r2,so-a,quick,rather"]
    Path("few.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert main(["quality", "plain.yaml", "--answers", "few.csv"]) == 0
    assert capsys.readouterr().out == "The framework declares no `quality:`, and no plugin flags anything.\n"


PATTERNS = SURVEY.with_name("patterns_of_answers.yaml")
ITEMS = ("quick", "no_waiting", "kind", "rude", "clear", "complete")


def test_patterns_are_found_in_a_file_of_answers_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = ("never", "little", "rather", "fully")
    rows = ["respondent,unit,question,value"]
    for firm in range(60):
        level, other = firm % 4, firm // 4 % 4
        worth = [level, level, (level + (firm % 5 == 0)) % 4, 3 - level, other, (other + (firm % 7 == 0)) % 4]
        said = [words[each] for each in worth]
        if firm < 6:
            said = ["rather"] * 6  # one option
        elif firm < 12:
            said = ["rather", "little", "", "", "", ""]
        rows += [f"r{firm},so-a,{question},{each}" for question, each in zip(ITEMS, said, strict=True)]
    Path("answers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert main(["quality", str(PATTERNS), "--answers", "answers.csv", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    counts = {one["flag"]: one["flagged"] for one in found["flags"] if not one["unit"] and not one["stratum"]}
    assert counts["unfilled"] == 6
    assert counts["same_answers"] >= 6
    assert list(counts)[:6] == ["same_answers", "unfilled", "even_odd", "synonyms", "antonyms", "mahalanobis"]
    assert main(["score", str(PATTERNS), "--answers", "answers.csv", "--out", "all.csv"]) == 0
    with Path("all.csv").open(encoding="utf-8") as file:
        whole = {(row["unit"], row["node"]): row for row in csv.DictReader(file)}
    assert whole["so-a", "quick_mean"]["n"] == "60"  # what is flagged counts all the same
