"""Each file of the cookbook is sound, its examples hold, and the command scores known answers as worked out by hand."""

import csv
from pathlib import Path

import pytest

from engine.cli.main import main

COOKBOOK = Path(__file__).parents[1] / "docs" / "framework-guide" / "cookbook"
FILES = sorted(COOKBOOK.glob("*.yaml"))

# answers as respondent, unit, question, value; then the scores that they come to, by unit and node
SCORED = {
    "satisfaction": (
        [(str(n), "xa-a", "place", "satisfied" if n < 4 else "neutral") for n in range(5)]
        + [(str(n), "xa-a", "staff", "very_satisfied" if n < 2 else "dissatisfied") for n in range(4)]
        + [("5", "xa-a", "staff", "dont_know")]
        + [(str(n), "xa-a", "result", "satisfied") for n in range(3)]
        + [(str(n), "xa-a", "late", "on_time") for n in range(3)],
        {("xa-a", "s_place"): 80, ("xa-a", "s_staff"): 50, ("xa-a", "satisfaction_index"): (80 + 2 * 50 + 100 + 100) / 5},
    ),
    "usability": (
        [
            ("1", "cong-tinh", "found", "agree"),
            ("1", "cong-tinh", "lost", "agree"),
            ("1", "cong-tinh", "words", "between"),
            ("1", "cong-tinh", "twice", "fully_disagree"),
            ("1", "cong-tinh", "again", "disagree"),
            ("2", "cong-tinh", "lost", "disagree"),
        ],
        # 4 is worth 75, against the system 25; two users of `lost`: 4 and 2, mean 3
        {("cong-tinh", "s_found"): 75, ("cong-tinh", "s_lost"): 50, ("cong-tinh", "ease"): (75 + 50 + 50 + 100 + 25) / 5},
    ),
    "self_assessment_1000": (
        [
            ("a", "xa-a", "plan", "overdue"),
            ("a", "xa-a", "trained.done", "18"),
            ("a", "xa-a", "trained.due", "40"),
            ("a", "xa-a", "online.done", "95"),
            ("a", "xa-a", "online.due", "100"),
            ("a", "xa-a", "days_late", "3"),
            ("a", "xa-a", "reached", "70"),
        ],
        {("xa-a", "part_services"): 250 + 105, ("xa-a", "points"): 50 + 100 + 250 + 105 + 210},
    ),
    "checklist": (
        [
            ("a", "so-a", "backup", "no"),
            ("a", "so-a", "restored", "yes"),
            ("a", "so-a", "accounts", "partial"),
            ("a", "so-a", "paper", "not_applicable"),
        ],
        {("so-a", "c_accounts"): 50, ("so-a", "safety"): 30},
    ),
    "mixed": (
        [
            ("1", "so-a", "filing", "easy"),
            ("2", "so-a", "filing", "hard"),
            ("1", "so-a", "asking", "very_easy"),
            ("2", "so-a", "asking", "very_easy"),
            ("own", "so-a", "in_time.done", "30"),
            ("own", "so-a", "in_time.due", "40"),
            ("own", "so-a", "published", "no"),
        ],
        # (50 + 100) / 2 = 75 from firms, (75 + 0) / 2 = 37.5 from the department
        {("so-a", "seen"): 75, ("so-a", "reported"): 37.5, ("so-a", "both"): 0.6 * 75 + 0.4 * 37.5},
    ),
}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_file_is_sound_without_a_warning_and_its_examples_hold(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(path)]) == 0
    told = capsys.readouterr().out
    assert f"{path}: sound: {path.stem}" in told
    assert "warning" not in told
    assert "examples: " in told


@pytest.mark.parametrize("name", SCORED)
def test_known_answers_give_known_scores(name: str, tmp_path: Path) -> None:
    given, expected = SCORED[name]
    with (tmp_path / "answers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("respondent", "unit", "question", "value"), *given])
    scored = score(name, tmp_path, "--answers", str(tmp_path / "answers.csv"))
    assert {key: float(scored[key]["score"]) for key in expected} == pytest.approx(expected)


def test_a_table_of_figures_gives_the_composite(tmp_path: Path) -> None:
    values = tmp_path / "values.csv"
    values.write_text("unit,fibre,outage,graduates\nA,90,0,20\nB,60,10,20\nC,30,20,40\n", encoding="utf-8")
    scored = score("composite", tmp_path, "--values", str(values))
    # networks of 100, 50.5 and 1 as in the file's own example; skills: 20 twice is the lowest, 40 the highest
    assert [float(scored[unit, "network"]["score"]) for unit in "ABC"] == pytest.approx([100, 50.5, 1])
    assert [float(scored[unit, "skills"]["score"]) for unit in "ABC"] == pytest.approx([1, 1, 100])
    expected = [100**0.4, 50.5**0.4, 100**0.6]
    assert [float(scored[unit, "foundations"]["score"]) for unit in "ABC"] == pytest.approx(expected)


def test_every_file_is_scored_and_described() -> None:
    names = {path.stem for path in FILES}
    assert names == {*SCORED, "composite"}
    readme = (COOKBOOK / "README.md").read_text(encoding="utf-8")
    assert all(f"[{name}.yaml]({name}.yaml)" in readme for name in names)


def score(name: str, folder: Path, *given: str) -> dict[tuple[str, str], dict[str, str]]:
    out = folder / "scores.csv"
    assert main(["score", str(COOKBOOK / f"{name}.yaml"), *given, "--out", str(out)]) == 0
    with out.open(encoding="utf-8") as file:
        return {(row["unit"], row["node"]): row for row in csv.DictReader(file)}
