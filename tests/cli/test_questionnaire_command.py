"""`thuocdo questionnaire`: a blank form of a file, of a loaded framework, of a round."""

from pathlib import Path

import pytest

from engine.cli.main import main

TINY = Path(__file__).parents[1] / "surveys" / "tiny.yaml"


def test_a_blank_form_of_a_file_and_of_a_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["questionnaire", str(TINY), "--out", "q.pdf", "--lang", "en"]) == 0
    assert Path("q.pdf").read_bytes().startswith(b"%PDF")
    assert not (tmp_path / "data").exists()  # no data folder is made for a file
    main(["round", "create", "r", "--framework", str(TINY)])
    assert main(["questionnaire", "r", "--out", "r.pdf"]) == 0
    assert "r.pdf: 1 file" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (["hdi_2022", "--out", "q.pdf"], "hdi_2022 has no form; it has: none."),
        (["dti_commune", "--form", "busines", "--out", "q.pdf"], "dti_commune has no form `busines`; it has: report."),
        (["dti_commune", "--times", "0", "--out", "q.pdf"], "--times counts parts to be printed: give 1 to 50."),
        (["nobody", "--out", "q.pdf"], "There is no framework `nobody`."),
    ],
)
def test_what_cannot_be_printed(
    given: list[str], why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["questionnaire", *given]) == 1
    assert why in capsys.readouterr().err
    assert not Path("q.pdf").exists()
