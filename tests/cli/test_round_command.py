"""`thuocdo round`: a round's life from draft to published, and what is refused on the way."""

import json
from datetime import date
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.framework.missing import Missing
from engine.jobs.printing import Printer
from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.nouns import RoundState
from engine.store.sqlite import SqliteStore


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "my_index"]) == 0
    return tmp_path / "data"


def create(*more: str) -> int:
    return main(["round", "create", "thu-2026", "--framework", "my_index.yaml", *more])


def answer(data: Path) -> None:
    store = SqliteStore.open(data)
    response = store.start_response("thu-2026", "business")
    saved = store.save_answers(response.id, 0, {AnswerKey("dealt_with"): Answer(("so-mau-1",), Missing.PRESENT)}, "one")
    store.send(response.id, saved.version, date(2026, 5, 2), ())
    store.close()


def state(data: Path) -> RoundState:
    store = SqliteStore.open(data)
    found = store.round("thu-2026")
    store.close()
    assert found
    return found.state


def test_from_draft_to_published(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert create("--opens", "2026-05-01", "--closes", "2026-05-31", "--title", "Khảo sát thử") == 0
    assert state(data) is RoundState.DRAFT
    assert main(["round", "open", "thu-2026"]) == 0
    answer(data)
    assert main(["round", "close", "thu-2026"]) == 0
    assert main(["round", "reopen", "thu-2026", "--reason", "closed too early", "--closes", "2099-05-31"]) == 0
    assert main(["round", "close", "thu-2026"]) == 0
    assert main(["round", "publish", "thu-2026"]) == 1
    assert "has not been scored: score it with `thuocdo round score thu-2026`." in capsys.readouterr().err
    assert main(["round", "score", "thu-2026"]) == 0
    (code,) = codes(data)
    assert f"{code}: kept; responses: 1." in capsys.readouterr().out
    assert state(data) is RoundState.CLOSED
    assert main(["round", "publish", "thu-2026"]) == 0
    assert state(data) is RoundState.PUBLISHED
    assert f"thu-2026: published is the run {code}; responses: 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("done", "asked", "why"),
    [
        ((), "publish", "is draft: next it may become open, not published."),
        (("open",), "publish", "is open: next it may become closed, not published."),
        (("open",), "open", "is open: next it may become closed, not open."),
        (("open", "close"), "publish", "has no response that was sent: there is nothing to publish."),
    ],
)
def test_a_step_out_of_turn_is_refused(
    data: Path, done: tuple[str, ...], asked: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    create()
    for step in done:
        main(["round", step, "thu-2026"])
    before = state(data)
    assert main(["round", asked, "thu-2026"]) == 1
    assert f"The round thu-2026 {why}" in capsys.readouterr().err
    assert state(data) is before


def test_what_is_published_stays(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create()
    main(["round", "open", "thu-2026"])
    answer(data)
    main(["round", "close", "thu-2026"])
    main(["round", "score", "thu-2026"])
    main(["round", "publish", "thu-2026"])
    assert main(["round", "open", "thu-2026"]) == 1
    assert "next it may become published or withdrawn, not open" in capsys.readouterr().err


def codes(data: Path) -> list[str]:
    store = SqliteStore.open(data)
    found = [run.code for run in store.runs("thu-2026")]
    store.close()
    return found


def listed(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str, str]]:
    capsys.readouterr()
    assert main(["round", "runs", "thu-2026", "--json"]) == 0
    return [(row["run"], row["state"], row["reason"]) for row in json.loads(capsys.readouterr().out)]


def test_the_same_answers_are_the_same_run_and_new_ones_another(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create()
    main(["round", "open", "thu-2026"])
    assert main(["round", "score", "thu-2026"]) == 1
    assert "has no response that was sent: there is nothing to score." in capsys.readouterr().err
    answer(data)
    assert main(["round", "score", "thu-2026"]) == main(["round", "score", "thu-2026"]) == 0
    assert len(codes(data)) == 1
    assert "kept already" in capsys.readouterr().out
    answer(data)
    assert main(["round", "score", "thu-2026"]) == 0
    assert len(set(codes(data))) == 2


def test_answers_after_the_newest_run_are_told_before_it_is_published(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create()
    main(["round", "open", "thu-2026"])
    answer(data)
    main(["round", "score", "thu-2026"])
    answer(data)
    main(["round", "close", "thu-2026"])
    assert main(["round", "publish", "thu-2026"]) == 1
    (code,) = codes(data)
    assert f"Answers came after the run {code}: score it" in capsys.readouterr().err
    assert main(["round", "publish", "thu-2026", "--run", code.lower()]) == 0
    assert "Answers came after this run; it rests on the 1 responses before." in capsys.readouterr().err


def test_another_run_takes_the_place_of_the_published_one_with_a_reason(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    create()
    main(["round", "open", "thu-2026"])
    answer(data)
    main(["round", "close", "thu-2026"])
    main(["round", "score", "thu-2026"])
    main(["round", "publish", "thu-2026"])
    main(["round", "score", "thu-2026", "--replicates", "50"])
    newer, older = codes(data)
    assert main(["round", "publish", "thu-2026"]) == 1
    assert f"The run {older} is published: say with --reason why another takes its place." in capsys.readouterr().err
    assert listed(capsys) == [(newer, "scored", ""), (older, "published", "")]
    assert main(["round", "publish", "thu-2026", "--reason", "fewer draws"]) == 0
    assert listed(capsys) == [(newer, "published", "fewer draws"), (older, "was published", "")]
    assert main(["round", "publish", "thu-2026", "--reason", "again"]) == 1
    assert f"The run {newer} is what is published of the round thu-2026 already." in capsys.readouterr().err
    assert main(["round", "publish", "thu-2026", "--run", older, "--reason", "back"]) == 0
    assert listed(capsys) == [(newer, "was published", "fewer draws"), (older, "published", "back"), (older, "was published", "")]


def test_a_run_of_another_round_cannot_be_published(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create()
    main(["round", "open", "thu-2026"])
    answer(data)
    main(["round", "close", "thu-2026"])
    main(["round", "score", "thu-2026"])
    assert main(["round", "publish", "thu-2026", "--run", "0000-0000-0000"]) == 1
    told = capsys.readouterr().err
    assert "The round thu-2026 has no run 0000-0000-0000: score it" in told
    assert f"or name one of: {codes(data)[0]}." in told
    assert main(["round", "publish", "thu-2026", "--run", "0000-0000-0001"]) == 1
    assert "`0000-0000-0001` was mistyped" in capsys.readouterr().err


def test_a_run_whose_files_were_changed_is_not_published(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create()
    main(["round", "open", "thu-2026"])
    answer(data)
    main(["round", "close", "thu-2026"])
    main(["round", "score", "thu-2026"])
    (code,) = codes(data)
    (data / "runs" / code / "scores.csv").write_text("better", "utf-8")
    assert main(["round", "publish", "thu-2026"]) == 2
    assert f"The run {code} is no longer what was kept (scores.csv: it is not the file" in capsys.readouterr().err
    assert state(data) is RoundState.CLOSED


def test_the_scorecard_of_a_round_carries_the_code_of_its_run(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    create()
    main(["round", "open", "thu-2026"])
    answer(data)
    main(["round", "score", "thu-2026"])
    printer = Printer(data)
    (code,) = codes(data)
    assert printer.scored("thu-2026")[1].run == code
    answer(data)
    assert printer.scored("thu-2026")[1].run != code  # newer answers: as they are now
    assert printer.scored("thu-2026", code)[1].run == code
    assert main(["scorecard", "thu-2026", "--league", "--run", "0000-0000-0000", "--out", "x.pdf"]) == 1
    assert "The round thu-2026 has no run 0000-0000-0000" in capsys.readouterr().err


def test_a_round_pins_the_file_as_it_stood(data: Path) -> None:
    create()
    before = Path("my_index.yaml").read_text(encoding="utf-8")
    Path("my_index.yaml").write_text(before.replace("max: 365", "max: 9"), encoding="utf-8")
    store = SqliteStore.open(data)
    found = store.round("thu-2026")
    store.close()
    assert found
    assert found.framework_text == before


def test_a_framework_of_the_data_folder_goes_by_its_id(data: Path) -> None:
    (data / "surveys").mkdir(parents=True)
    Path("my_index.yaml").rename(data / "surveys" / "my_index.yaml")
    assert main(["round", "create", "thu-2026", "--framework", "my_index"]) == 0


def test_the_list_is_for_people_and_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    create("--opens", "2026-05-01")
    capsys.readouterr()
    assert main(["round", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "id": "thu-2026", "framework": "my_index", "state": "draft", "opens": "2026-05-01", "closes": "",
            "started": "0", "sent": "0", "title": "Bộ chỉ số mẫu",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("create", "Thu 2026", "--framework", "my_index.yaml"), "`Thu 2026` cannot name a round"),
        (("create", "a", "--framework", "none.yaml"), "none.yaml cannot be read"),
        (("create", "a", "--framework", "my_index.yaml", "--opens", "1/5/2026"), "`1/5/2026` is no day"),
        (
            ("create", "a", "--framework", "my_index.yaml", "--opens", "2026-05-02", "--closes", "2026-05-01"),
            "--closes 2026-05-01 is before --opens 2026-05-02.",
        ),
        (("open", "nobody"), "There is no round `nobody`"),
        ((), "WHAT"),
    ],
)
def test_mistakes_are_told_in_one_sentence(
    words: tuple[str, ...], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["round", *words])
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code == (2 if "none.yaml" in words else 1)
    told = capsys.readouterr().err
    assert why in told
    assert "Traceback" not in told


def test_an_id_is_taken_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert create() == 0
    assert create() == 1
    assert "thu-2026" in capsys.readouterr().err
