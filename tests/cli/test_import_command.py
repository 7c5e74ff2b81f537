"""`thuocdo round template` and `thuocdo import answers`: paper becomes sent responses, all of a file or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cli.main import main
from engine.store.sqlite import SqliteStore

TINY = Path(__file__).parents[1] / "surveys" / "tiny.yaml"
HEAD = "[number],[unit],dealt_with[1],clear,days\n"
GOOD = HEAD + "1,,Sở Xây dựng,,\n1,Sở Xây dựng,,Đồng ý,3\n2,,so-xay-dung,,\n2,so-xay-dung,,disagrees,\n"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["round", "create", "r", "--framework", str(TINY)]) == 0
    assert main(["round", "open", "r"]) == 0
    return tmp_path / "data"


def take(name: str, text: str, *more: str) -> int:
    Path(name).write_text(text, encoding="utf-8")
    return main(["import", "answers", "r", name, "--origin", "paper", "--by", "Lan", *more])


def sent(data: Path) -> list[tuple[str, dict[str, object]]]:
    store = SqliteStore.open(data)
    found = [
        (each.origin, {k.question: v.value for k, v in each.answers.items()}) for each in store.sent_responses("r")
    ]
    store.close()
    return sorted(found, key=str)


def test_a_file_becomes_sent_responses(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take("a.csv", GOOD) == 0
    assert "r: 2 responses added. Sent now: 2 paper" in capsys.readouterr().out
    assert sent(data) == [
        ("paper", {"dealt_with": ("so-xay-dung",), "clear": "agrees", "days": 3.0}),
        ("paper", {"dealt_with": ("so-xay-dung",), "clear": "disagrees"}),
    ]
    assert main(["export", "r", "--out", "out.csv"]) == 0
    assert "origin" in Path("out.csv").read_text().splitlines()[0]
    assert Path("out.csv").read_text().splitlines()[1].endswith(",paper,")


def test_with_one_bad_cell_nothing_is_added(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take("a.csv", GOOD.replace("disagrees", "no idea").replace(",3", ",366")) == 1
    told = capsys.readouterr().err
    assert "a.csv:3:5: cell E3, form 1, days, so-xay-dung: The largest number allowed is 365." in told
    assert "a.csv:5:4: cell D5, form 2, clear: there is no option `no idea`." in told
    assert "a.csv: 2 mistakes; nothing was added." in told
    assert sent(data) == []
    assert take("a.csv", GOOD) == 0  # mended, the same numbers are taken


def test_a_file_is_taken_once_and_so_is_each_form(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take("a.csv", GOOD) == 0
    assert take("b.csv", GOOD) == 1
    assert "this very file was taken in on" in capsys.readouterr().err
    assert take("c.csv", GOOD + "3,,Sở Xây dựng,,\n3,Sở Xây dựng,,agrees,1\n") == 1
    told = capsys.readouterr().err
    assert "c.csv:2:1: cell A2: form 1 was taken in already. Remove its lines, or correct the number." in told
    assert "c.csv:4:1: cell A4: form 2 was taken in already." in told
    assert len(sent(data)) == 2
    assert main(["import", "answers", "r", "c.csv", "--origin", "phone", "--by", "Lan"]) == 0  # calls count apart
    assert len(sent(data)) == 5


def test_a_warning_is_told_and_the_answers_are_taken(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert take("a.csv", GOOD.replace("disagrees,", "disagrees,7")) == 0
    told = capsys.readouterr()
    assert "a.csv:5:5: cell E5, form 2, days, so-xay-dung: warning: After the other answers" in told.err
    assert "2 responses added, 1 to look at (above)." in told.out
    assert {"dealt_with": ("so-xay-dung",), "clear": "disagrees"} in [answers for _, answers in sent(data)]


@pytest.mark.parametrize(
    ("before", "by", "why"),
    [
        (["round", "create", "draft", "--framework", str(TINY)], "Lan", "The round draft is a draft: open it first"),
        ([], " ", "Say who keyed the answers in: a name of up to 80 characters."),
        ([], "x" * 81, "Say who keyed the answers in: a name of up to 80 characters."),
    ],
)
def test_what_a_round_does_not_take(before: list[str], by: str, why: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.csv").write_text(GOOD, encoding="utf-8")
    if before:
        main(before)
    assert main(["import", "answers", before[2] if before else "r", "a.csv", "--origin", "paper", "--by", by]) == 1
    assert why in capsys.readouterr().err


def test_paper_may_come_after_the_close_but_not_after_publishing(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["round", "close", "r"]) == 0
    assert take("a.csv", GOOD) == 0
    assert main(["round", "score", "r"]) == 0
    assert main(["round", "publish", "r"]) == 0
    assert take("b.csv", GOOD.replace("2,", "4,").replace("1,", "3,")) == 1
    assert "The round r is published: it takes no more answers." in capsys.readouterr().err


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv"])
def test_a_template_is_made_for_one_round(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["round", "template", "r", "--out", name]) == 0
    assert f"{name}: template for r. Next: thuocdo import answers r {name}" in capsys.readouterr().out
    assert main(["import", "answers", "r", name, "--origin", "paper", "--by", "Lan"]) == 1
    assert f"{name}: no form is filled in." in capsys.readouterr().err
    main(["round", "create", "other", "--framework", str(TINY)])
    main(["round", "open", "other"])
    assert main(["import", "answers", "other", name, "--origin", "paper", "--by", "Lan"]) == 1
    assert f"{name} was made for the round r, not other; nothing was added." in capsys.readouterr().err
    assert main(["round", "template", "r", "--out", "t.pdf"]) == 1
    assert main(["import", "answers", "r", "none.csv", "--origin", "paper", "--by", "Lan"]) == 2


def test_no_row_of_the_database_ties_a_form_number_to_its_answers(data: Path) -> None:
    take("a.csv", GOOD.replace("1,", "PAPER-4711,"))
    store = SqliteStore.open(data)
    (response,) = [
        row
        for row in store.database.connection.execute("SELECT * FROM responses r JOIN answers a ON a.response = r.id")
        if "agrees" in str(row) and "disagrees" not in str(row)
    ]
    papers = store.database.connection.execute("SELECT * FROM papers").fetchall()
    assert papers == [("r", "paper", "2"), ("r", "paper", "PAPER-4711")]
    assert "4711" not in str(response)
    tables = [
        name for (name,) in store.database.connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
    ]
    holding = [
        name
        for name in tables
        if any(response[0] in str(row) for row in store.database.connection.execute(f"SELECT * FROM {name}"))
    ]
    assert sorted(holding) == ["answers", "responses"]
    store.close()
