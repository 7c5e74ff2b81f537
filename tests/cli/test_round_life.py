"""A round is closed, opened again, extended, shown to units, published, corrected and taken back: all with a trail."""

import csv
import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.framework.missing import Missing
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.zone import now
from engine.store.nouns import Round
from engine.store.sqlite import SqliteStore
from engine.web.app import create_app

NEXT_WEEK = str(now().date() + timedelta(days=7))
LAST_WEEK = str(now().date() - timedelta(days=7))


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "my_index"]) == 0
    assert main(["round", "create", "thu", "--framework", "my_index.yaml"]) == 0
    return tmp_path / "data"


def do(*words: str) -> int:
    return main(["round", *words])


def answer(data: Path, send: bool = True) -> str:
    store = SqliteStore.open(data)
    response = store.start_response("thu", "business")
    saved = store.save_answers(response.id, 0, {AnswerKey("dealt_with"): Answer(("so-mau-1",), Missing.PRESENT)}, "one")
    if send:
        store.send(response.id, saved.version, date(2026, 5, 2), ())
    store.close()
    return response.id


def stands(data: Path) -> Round:
    store = SqliteStore.open(data)
    found = store.round("thu")
    store.close()
    assert found
    return found


def trail(data: Path) -> list[tuple[str, str, str, str]]:
    store = SqliteStore.open(data)
    found = [(each.what, each.before, each.after, each.reason) for each in reversed(store.audit("round/thu"))]
    store.close()
    return found


def closed_and_scored(data: Path) -> str:
    do("open", "thu")
    answer(data)
    do("close", "thu")
    assert do("score", "thu") == 0
    store = SqliteStore.open(data)
    code = store.runs("thu")[0].code
    store.close()
    return code


def test_opening_says_what_the_page_does_not_tell_respondents(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    do("landing", "thu", "--lead", "Sở X")
    capsys.readouterr()
    assert do("open", "thu") == 0
    assert capsys.readouterr().err.endswith("`thuocdo round landing thu --contact NAME`.\n")


def test_a_round_that_says_who_asks_and_who_helps_is_opened_in_silence(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    do("landing", "thu", "--lead", "Sở X", "--contact", "0238 123")
    capsys.readouterr()
    assert do("open", "thu") == 0
    assert capsys.readouterr().err == ""


def test_every_move_stands_in_the_trail_with_its_reason(data: Path) -> None:
    do("open", "thu")
    do("extend", "thu", "--closes", f"{NEXT_WEEK}T17:00", "--reason", "two districts were flooded")
    do("close", "thu", "--grace", "0")
    do("reopen", "thu", "--reason", "closed by mistake")
    assert trail(data) == [
        ("round.open", "draft", "open", ""),
        ("round.extend", "open", f"open, closes {NEXT_WEEK} 17:00", "two districts were flooded"),
        ("round.close", f"open, closes {NEXT_WEEK} 17:00", f"closed, closes {NEXT_WEEK} 17:00", ""),
        ("round.reopen", f"closed, closes {NEXT_WEEK} 17:00", f"open, closes {NEXT_WEEK} 17:00", "closed by mistake"),
    ]


@pytest.mark.parametrize(
    ("done", "asked", "why"),
    [
        ((["open"], ["close"]), ["open"], "is closed: `thuocdo round reopen thu --reason"),
        ((["open"], ["close"]), ["reopen"], "Say with --reason why the round thu is opened again"),
        ((["open"], ["close"]), ["reopen", "--reason", "  "], "Say with --reason why the round thu is opened again"),
        ((["open"],), ["reopen", "--reason", "x"], "next it may become closed, not open"),
        ((["open"],), ["extend", "--closes", NEXT_WEEK], "Say with --reason why the last day of the round thu"),
        ((["open"],), ["extend", "--closes", LAST_WEEK, "--reason", "x"], "is past: give a later one"),
        ((["open"], ["close"]), ["extend", "--closes", NEXT_WEEK, "--reason", "x"], "so its last day is past"),
        ((["open"],), ["extend", "--closes", "soon"], "`soon` is no day: write 2026-05-01, or 2026-05-01T17:00"),
        ((["open"],), ["extend", "--closes", "9999-12-31"], "`9999-12-31` is too far away: give a day before the year 2100"),
        ((["open"],), ["extend", "--closes", "2100-01-01T09:00"], "`2100-01-01` is too far away"),
        ((["open"],), ["embargo", "--until", "9999-12-31"], "`9999-12-31` is too far away"),
        ((["open"],), ["extend", "--closes", f"{NEXT_WEEK}T17:00Z"], "names a zone"),
        ((["open"],), ["close", "--grace", "-1"], "is no number of hours from 0 to 720"),
        ((["open"],), ["withdraw", "--reason", "x"], "is open: next it may become closed, not withdrawn"),
        ((["open"], ["close"]), ["embargo", "--until", NEXT_WEEK], "has no response that was sent: there is nothing to show"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_a_sentence_and_leaves_no_line(
    data: Path, done: tuple[list[str], ...], asked: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in done:
        do(words[0], "thu", *words[1:])
    before = stands(data), trail(data)
    try:
        code = do(asked[0], "thu", *asked[1:])
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code == 1
    assert why in capsys.readouterr().err
    assert (stands(data), trail(data)) == before


def test_a_round_whose_last_day_is_past_needs_another_one_to_be_opened_again(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["round", "create", "alt", "--framework", "my_index.yaml", "--opens", "2026-01-01", "--closes", "2026-01-31"])
    do("open", "alt")
    do("close", "alt")
    assert do("reopen", "alt", "--reason", "a district was missing") == 1
    assert "The last day of the round alt, 2026-01-31, is past: give a later one with --closes." in capsys.readouterr().err
    assert do("reopen", "alt", "--reason", "a district was missing", "--closes", NEXT_WEEK) == 0


def test_two_who_move_a_round_at_once_do_not_undo_one_another(data: Path) -> None:
    from engine.problems import ThuocDoError
    from engine.rounds.life import closed, line, opened

    store = SqliteStore.open(data)
    draft = store.round("thu")
    assert draft
    store.move(draft, opened(draft), line(draft, opened(draft), "round.open", "one", now()))
    with pytest.raises(ThuocDoError, match="was changed meanwhile"):
        store.move(draft, opened(draft), line(draft, opened(draft), "round.open", "other", now()))
    is_open = store.round("thu")
    assert is_open
    shut = closed(is_open, now().replace(microsecond=0))
    store.move(is_open, shut, line(is_open, shut, "round.close", "one", now()))
    assert store.round("thu") == shut
    assert [each.who for each in store.audit("round/thu")] == ["one", "one"]
    store.close()


def test_the_trail_is_only_added_to(data: Path) -> None:
    import sqlite3

    do("open", "thu")
    connection = sqlite3.connect(data / "thuocdo.db")
    for statement in ("UPDATE audit SET who = 'nobody'", "DELETE FROM audit"):
        with pytest.raises(sqlite3.DatabaseError, match="what is in the audit trail"):
            connection.execute(statement)
    connection.close()


def links(path: Path) -> dict[str, str]:
    return {row["unit"]: row["link"] for row in csv.DictReader(path.open(encoding="utf-8"))}


def test_units_look_at_their_own_scorecard_before_it_is_published(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = closed_and_scored(data)
    assert do("embargo", "thu", "--until", NEXT_WEEK, "--links", "links.csv") == 0
    assert f"thu: embargoed, embargo of {code} until {NEXT_WEEK}" in capsys.readouterr().out
    assert Path("links.csv").stat().st_mode & 0o077 == 0
    client, given = create_app(data).test_client(), links(Path("links.csv"))
    own = client.get(given["so-mau-1"])
    assert own.status_code == 200
    assert "Chưa công bố." in own.get_data(as_text=True)
    assert code in own.get_data(as_text=True)
    assert client.get("/vong/thu/ket-qua").status_code == 403
    wrong = given["so-mau-1"][:-2] + ("AA" if given["so-mau-1"][-2:] != "AA" else "BB")
    assert client.get(wrong).status_code == 404
    assert do("publish", "thu") == 1
    assert f"Units were told until {NEXT_WEEK}: wait, or say with --reason" in capsys.readouterr().err
    assert do("publish", "thu", "--reason", "all units agreed") == 0
    assert stands(data).run == code
    assert client.get(given["so-mau-1"]).status_code == 403
    assert client.get("/vong/thu/ket-qua").status_code == 200


def test_an_embargo_that_is_taken_back_leaves_a_closed_round_and_dead_links(data: Path) -> None:
    closed_and_scored(data)
    do("embargo", "thu", "--until", NEXT_WEEK, "--links", "links.csv")
    assert do("withdraw", "thu", "--reason", "a unit found a mistake") == 0
    assert stands(data).state == "closed"
    client = create_app(data).test_client()
    assert client.get(links(Path("links.csv"))["so-mau-1"]).status_code == 403
    assert do("reopen", "thu", "--reason", "a unit found a mistake") == 0


def test_what_is_published_is_corrected_and_withdrawn_with_reasons_that_are_shown(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = closed_and_scored(data)
    do("publish", "thu")
    do("score", "thu", "--replicates", "50")
    assert do("publish", "thu", "--reason", "fewer <draws>") == 0
    client = create_app(data).test_client()
    corrected = client.get("/vong/thu/ket-qua").get_data(as_text=True)
    assert "thay cho bản trước. Lý do: fewer &lt;draws&gt;" in corrected
    assert do("withdraw", "thu") == 1
    assert "Say with --reason why it is taken back" in capsys.readouterr().err
    assert do("withdraw", "thu", "--reason", "the weights were wrong") == 0
    for path in ("ket-qua", "ket-qua.pdf", "don-vi/so-mau-1"):
        gone = client.get(f"/vong/thu/{path}")
        assert (gone.status_code, "đã được rút lại" in gone.get_data(as_text=True)) == (410, True)
    assert "Lý do: the weights were wrong" in client.get("/vong/thu").get_data(as_text=True)
    assert do("publish", "thu", "--run", code) == 1
    assert do("publish", "thu", "--run", code, "--reason", "the first weights stand") == 0
    assert client.get("/vong/thu/ket-qua").status_code == 200
    assert "đã được rút lại" not in client.get("/vong/thu").get_data(as_text=True)
    assert [what for what, *_ in trail(data)][2:] == [
        "round.score", "round.publish", "round.score", "round.publish", "round.withdraw", "round.publish",
    ]  # fmt: skip


def test_drafts_under_way_are_told_when_a_round_is_closed_and_published(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    do("open", "thu")
    answer(data)
    answer(data, send=False)
    do("close", "thu")
    assert re.search(r"Drafts that were begun may be sent until \d{4}-\d\d-\d\d \d\d:\d\d\.", capsys.readouterr().out)
    do("score", "thu")
    do("publish", "thu")
    assert "Drafts could have been sent until" in capsys.readouterr().err


def test_a_time_of_day_is_kept_from_the_beginning(capsys: pytest.CaptureFixture[str]) -> None:
    main(["round", "create", "gio", "--framework", "my_index.yaml", "--closes", f"{NEXT_WEEK}T17:30"])
    do("open", "gio")
    assert f"gio: open, closes {NEXT_WEEK} 17:30" in capsys.readouterr().out
    assert do("list", "--json") == 0
    assert {row["id"] for row in json.loads(capsys.readouterr().out)} == {"gio", "thu"}
