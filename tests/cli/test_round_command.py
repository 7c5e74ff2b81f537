"""`thuocdo round`: a round's life from draft to published, and what is refused on the way."""

import json
from datetime import date
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.framework.missing import Missing
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
    assert main(["round", "open", "thu-2026"]) == 0  # closed too early
    assert main(["round", "close", "thu-2026"]) == 0
    assert main(["round", "publish", "thu-2026"]) == 0
    assert state(data) is RoundState.PUBLISHED
    assert "thu-2026: published; responses: 1 sent, 1 started" in capsys.readouterr().out


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
    main(["round", "publish", "thu-2026"])
    assert main(["round", "open", "thu-2026"]) == 1
    assert "next it may become nothing more, not open" in capsys.readouterr().err


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
