"""`thuocdo bases`: what was claimed and what was found side by side, from figures, from answers, and from both."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from engine.cli.main import main

FEATURES = Path(__file__).parents[1] / "surveys" / "features" / "scoring"
STATES = FEATURES / "states_of_indicators.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(*given: object) -> dict[tuple[str, str], dict[str, str]]:
    assert main(["bases", *map(str, given), "--out", "out.csv"]) == 0
    with Path("out.csv").open(encoding="utf-8") as file:
        return {(row["unit"], row["node"]): row for row in csv.DictReader(file)}


def write(name: str, *lines: str) -> str:
    Path(name).write_text("\n".join([*lines, ""]), encoding="utf-8")
    return name


@pytest.mark.usefixtures("folder")
def test_points_shares_gaps_and_states_of_three_bases(capsys: pytest.CaptureFixture[str]) -> None:
    values = write(
        "v.csv",
        "unit,basis,x,y",
        "a,final,9,5",
        "a,claimed,10,5",
        "a,appraised,7.5,5",
    )
    found = rows(STATES, "--values", values)
    assert found["a", "total"] == {
        "group": "g", "unit": "a", "node": "total", "code": "", "most": "15.0",
        "claimed": "15.0", "appraised": "12.5", "final": "14.0",
        "claimed_percent": "100.0", "appraised_percent": repr(100 * 12.5 / 15), "final_percent": repr(1400 / 15),
        "claimed_less_appraised": "2.5", "claimed_less_final": "1.0", "state": "",
    }  # fmt: skip
    assert [found["a", node]["state"] for node in ("x", "y")] == ["needs_evidence", "done"]
    assert capsys.readouterr().out.splitlines() == [
        "not_started         0  Chưa thực hiện",
        "needs_evidence      1  Cần bổ sung minh chứng",
        "done                1  Hoàn thành",
        "under_way           0  Đang thực hiện",
    ]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("claimed", "appraised", "state"),
    [
        ("0", "0", "not_started"),
        ("0.3", "0.29999999999999999", "under_way"),  # the same but for floating point
        ("0", "5", "under_way"),  # the appraiser may raise it
        ("10", "10", "done"),
        ("10", "!not_verified", "under_way"),
        ("!no_data", "!no_data", ""),
    ],
)
def test_a_state_is_told_from_what_is_there(claimed: str, appraised: str, state: str) -> None:
    values = write("v.csv", "unit,basis,x", f"a,claimed,{claimed}", f"a,appraised,{appraised}")
    assert rows(STATES, "--values", values)["a", "x"]["state"] == state


@pytest.mark.usefixtures("folder")
def test_what_does_not_apply_leaves_fewer_points_to_have() -> None:
    values = write("v.csv", "unit,basis,x,y", "a,claimed,8,!not_applicable")
    total = rows(STATES, "--values", values)["a", "total"]
    assert (total["most"], total["claimed"], total["claimed_percent"]) == ("10.0", "8.0", "80.0")


@pytest.mark.usefixtures("folder")
def test_answers_are_claims_and_points_typed_elsewhere_are_what_was_found() -> None:
    """A commune answers by figures, three of its points come from elsewhere, and all of them are added up alike."""
    answers = write(
        "a.csv",
        "respondent,unit,question,value",
        "r,xa-mau-1,q_2_1,focal_point",
        "r,xa-mau-1,q_2_2.done,1",
        "r,xa-mau-1,q_2_2.due,50",
        "r,xa-mau-1,q_4_1,about",
        "r,xa-mau-1,q_4_1,news",
        "r,xa-mau-1,q_4_7,0.05",
    )
    values = write("v.csv", "unit,indicator,basis,value", "xa-mau-1,2.1,appraised,30", "xa-mau-1,4.1,appraised,0")
    found = rows("dti_commune", "--answers", answers, "--values", values)
    claimed = {node: float(found["xa-mau-1", node]["claimed"]) for node in ("i_2_1", "i_2_2", "i_4_1", "i_4_7")}
    assert claimed == pytest.approx({"i_2_1": 15, "i_2_2": 0.4, "i_4_1": 40 / 7, "i_4_7": 0.05})
    assert float(found["xa-mau-1", "i_2_1"]["appraised"]) == 30
    assert found["xa-mau-1", "i_4_1"]["state"] == "needs_evidence"
    assert float(found["xa-mau-1", "i_2_2"]["appraised"]) == pytest.approx(0.4)  # nobody found anything else


@pytest.mark.usefixtures("folder")
def test_without_a_basis_nothing_stands_beside_anything(capsys: pytest.CaptureFixture[str]) -> None:
    values = write("v.csv", "unit,x", "a,3")
    assert main(["bases", str(STATES), "--values", values, "--out", "out.csv"]) == 1
    assert "There is no basis to be told from another" in capsys.readouterr().err
    assert not Path("out.csv").exists()


@pytest.mark.usefixtures("folder")
def test_where_a_unit_went_may_stand_in_the_file_of_units(capsys: pytest.CaptureFixture[str]) -> None:
    units = write("u.csv", "unit,group,successor", "a,,c", "b,,c", "c,g,")
    values = write("v.csv", "unit,basis,x,y", "a,claimed,10,5", "b,claimed,4,1")
    assert float(rows(STATES, "--values", values, "--units", units)["c", "total"]["claimed"]) == 10
    wrong = write("u.csv", "unit,group,successor", "a,,gone", "b,,b")
    assert main(["bases", str(STATES), "--values", values, "--units", wrong, "--out", "out.csv"]) == 1
    told = capsys.readouterr().err
    assert "u.csv:2:1: a: the successor `gone` is not among the units." in told
    assert "u.csv:3:1: b: it succeeds itself." in told
