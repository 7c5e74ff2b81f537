"""`thuocdo verify` and `thuocdo export`: exit codes, what is told, and that one leads back to the other."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from random import Random

import pytest

from engine.cli.loading import load_one
from engine.cli.main import main
from engine.questionnaire.synthetic import Synthesiser
from engine.store.sqlite import SqliteStore


@pytest.fixture(autouse=True)
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """A round with thirty responses, scored; the code of the run."""
    monkeypatch.chdir(tmp_path)
    main(["new", "my_index"])
    main(["round", "create", "thu", "--framework", "my_index.yaml"])
    main(["round", "open", "thu"])
    offered, random, store = load_one("my_index.yaml"), Random(4), SqliteStore.open(Path("data"))
    draw = Synthesiser(offered.framework, offered.framework.forms[0], offered.vocabulary, date(2026, 1, 1))
    for _ in range(30):
        response = store.start_response("thu", "business")
        saved = store.save_answers(response.id, 0, draw.answers(random, {}, ""), "one")
        store.send(response.id, saved.version, date(2026, 5, 2), ())
    main(["round", "close", "thu"])
    main(["round", "score", "thu", "--replicates", "30", "--seed", "5"])
    (run,) = store.runs("thu")
    store.close()
    capsys.readouterr()
    return run.code


def test_a_run_that_is_the_same(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", code.lower()]) == 0
    assert capsys.readouterr().out == f"{code}: the same. 9 rows of scores were worked out again.\n"
    assert main(["verify", code, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "code": code, "same": True, "rows": 9, "differences": [], "notes": [],
    }  # fmt: skip


def test_a_run_that_differs(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    scores = Path("data") / "runs" / code / "scores.csv"
    lines = scores.read_text("utf-8").splitlines()
    scores.write_text("\n".join([lines[0], *(line + "x" for line in lines[1:])]) + "\n", "utf-8")
    assert main(["verify", code]) == 1
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"{code}: 11 differences."
    assert told[1] == "scores.csv: it is not the file that was kept"
    assert told[2].startswith("scores.csv: so-mau-1, ")
    assert told[2].endswith(", missing: kept x, now (none)")
    assert len(told) == 12
    assert told[-1] == "… and 1 more"


def test_a_run_that_cannot_be_read(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    (Path("data") / "runs" / code / "run.json").unlink()
    assert main(["verify", code]) == 2
    assert f"The run {code} cannot be read: run.json is lost." in capsys.readouterr().err


def test_a_code_that_nobody_kept_or_that_was_mistyped(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "0000-0000-0000"]) == 1
    assert "There is no run 0000-0000-0000 in data." in capsys.readouterr().err
    assert main(["verify", "7K3M"]) == 1
    assert "`7K3M` is no code of a run." in capsys.readouterr().err


def test_exported_answers_scored_elsewhere_are_the_same_run(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The chain from the round's database through a file to a second scoring ends in the same code."""
    assert main(["export", "thu", "--out", "answers.csv"]) == 0
    assert capsys.readouterr().out.startswith("answers.csv: responses: 30, rows: ")
    given = ["score", "my_index.yaml", "--answers", "answers.csv", "--replicates", "30", "--seed", "5", "--out", "s.csv"]
    assert main([*given, "--keep", "--data", "elsewhere"]) == 0
    assert capsys.readouterr().out == f"{code}: kept in elsewhere/runs\n"
    assert Path("s.csv").read_bytes() == (Path("data") / "runs" / code / "scores.csv").read_bytes()
    assert main(["verify", code, "--data", "elsewhere"]) == 0
    assert main([*given, "--keep", "--data", "elsewhere"]) == 0
    assert f"{code}: kept already in elsewhere/runs\n" in capsys.readouterr().out


def test_an_export_tells_no_time_and_no_id_of_a_response() -> None:
    store = SqliteStore.open(Path("data"))
    ids = [row[0] for row in store.database.connection.execute("SELECT id FROM responses")]
    references = [row[0] for row in store.database.connection.execute("SELECT reference FROM responses")]
    store.close()
    for kind in ("csv", "parquet", "xlsx"):
        assert main(["export", "thu", "--format", kind, "--out", "out"]) == 0
        content = Path("out").read_bytes()
        assert not [each for each in (*ids, *references, "2026-05-02") if each.encode() in content]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["thu", "--out", "answers"], "`answers` does not say what it is to be; give --format csv, parquet, xlsx."),
        (["nobody", "--out", "a.csv"], "There is no round `nobody`"),
        (["thu", "--out", "nowhere/a.csv"], "There is no folder nowhere."),
        (["thu", "--format", "pdf", "--out", "a"], "invalid choice: 'pdf'"),
    ],
)
def test_mistakes_of_an_export_are_sentences(words: list[str], why: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        code = main(["export", *words])
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code in (1, 2)
    assert why in capsys.readouterr().err
