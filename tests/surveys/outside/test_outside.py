"""Published scales and indices that nobody here made, in YAML alone: the command gives the published figures."""

import csv
from pathlib import Path

import pytest

from engine.cli.main import main

HERE = Path(__file__).parent
FRAMEWORKS = sorted(HERE.glob("*.yaml"))
WORDS = {1: "strongly_disagree", 2: "disagree", 3: "neutral", 4: "agree", 5: "strongly_agree"}
SHARES = {0: "not_at_all", 0.25: "some", 0.5: "half", 1: "most"}

# ten answers from 1 to 5 and the score that the source prints
USABILITY = {
    "contributions 4 1 1 4 1 2 1 1 4 3, sum 22 (Brooke, 1996)": ((5, 4, 2, 1, 2, 3, 2, 4, 5, 2), 55),
    "4152514231 (silleknarf/SUS, README)": ((4, 1, 5, 2, 5, 1, 4, 2, 3, 1), 85),
    "sum 35 (besthub.dev, Understanding the SUS)": ((5, 2, 4, 1, 5, 2, 5, 1, 4, 2), 87.5),
    "the lowest": ((1, 5) * 5, 0),
    "the highest": ((5, 1) * 5, 100),
}

# levels 1 to 3 of streams A and B, and the practice's score (OWASP SAMM: worked values)
MATURITY = {
    "nothing": ((0, 0, 0), (0, 0, 0), 0),
    "a quarter": ((0.25, 0.25, 0.25), (0.25, 0.25, 0.25), 0.75),
    "everything": ((1, 1, 1), (1, 1, 1), 3),
    "falling": ((1, 0.5, 0.25), (0.5, 0.25, 0), 1.25),
}


def answered(folder: Path, rows: list[tuple[str, str, str, str]]) -> Path:
    path = folder / "answers.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("respondent", "unit", "question", "value"), *rows])
    return path


def scored(framework: str, folder: Path, *given: str) -> dict[tuple[str, str], dict[str, str]]:
    out = folder / "scores.csv"
    assert main(["score", str(HERE / f"{framework}.yaml"), *given, "--out", str(out)]) == 0
    with out.open(encoding="utf-8") as file:
        return {(row["unit"], row["node"]): row for row in csv.DictReader(file)}


@pytest.mark.parametrize("path", FRAMEWORKS, ids=lambda path: path.stem)
def test_the_file_is_sound_and_its_examples_hold(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(path)]) == 0
    assert ": sound: " in capsys.readouterr().out


@pytest.mark.parametrize("name", USABILITY)
def test_the_system_usability_scale_gives_the_printed_score(tmp_path: Path, name: str) -> None:
    given, printed = USABILITY[name]
    rows = [("user", "he-thong-a", f"item_{item}", WORDS[value]) for item, value in enumerate(given, 1)]
    table = scored("sus", tmp_path, "--answers", str(answered(tmp_path, rows)))
    assert float(table["he-thong-a", "sus_score"]["score"]) == pytest.approx(printed)


def test_a_systems_score_is_the_mean_of_its_users_scores(tmp_path: Path) -> None:
    rows = [
        (name, "he-thong-a", f"item_{item}", WORDS[value])
        for name, (given, _printed) in USABILITY.items()
        for item, value in enumerate(given, 1)
    ]
    table = scored("sus", tmp_path, "--answers", str(answered(tmp_path, rows)))
    assert float(table["he-thong-a", "sus_score"]["score"]) == pytest.approx((55 + 85 + 87.5 + 0 + 100) / 5)


def test_a_practice_of_samm_adds_up_three_levels_of_two_streams(tmp_path: Path) -> None:
    rows = [
        (name, name, f"{practice}_{level}{stream}", SHARES[values[level - 1]])
        for name, (a, b, _score) in MATURITY.items()
        for stream, values in (("a", a), ("b", b))
        for level in (1, 2, 3)
        for practice in ("sm", "pc", "eg")
    ]
    table = scored("samm_governance", tmp_path, "--answers", str(answered(tmp_path, rows)))
    for name, (_a, _b, score) in MATURITY.items():
        for node in ("sm_practice", "pc_practice", "eg_practice", "governance"):
            assert float(table[name, node]["score"]) == pytest.approx(score), (name, node)


def test_all_193_e_government_indices_and_ranks_are_as_published(tmp_path: Path) -> None:
    with (HERE / "egdi_2018.csv").open(encoding="utf-8") as file:
        published = {row["iso3"]: row for row in csv.DictReader(line for line in file if not line.startswith("#"))}
    table = scored("egdi_2018", tmp_path, "--values", str(HERE / "egdi_2018.csv"), "--unit-column", "iso3")
    assert len(published) == 193
    ours = {unit: (f"{float(table[unit, 'egdi']['score']):.4f}", table[unit, "egdi"]["rank"]) for unit in published}
    theirs = {unit: (f"{float(row['published_index']):.4f}", row["published_rank"]) for unit, row in published.items()}
    assert ours == theirs
    assert table["VNM", "egdi"]["band"] == "high"
