"""`thuocdo user` and `thuocdo audit`: the first administrator, roles, links, and what of it is on record."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.people import passwords, signing_in
from engine.store.sqlite import SqliteStore
from engine.store.staff import Account, Binding, Role

GOOD = "con trâu đi trước cái cày"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch):
    def type_(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return type_


def code_of(*words: str) -> object:
    try:
        return main(list(words))
    except SystemExit as wrong_usage:
        return wrong_usage.code


def store(data: Path) -> SqliteStore:
    return SqliteStore.open(data)


def test_the_first_administrator_is_made_from_the_terminal(data: Path, typed, capsys) -> None:
    typed(f"{GOOD}\n")
    assert main(["user", "add", "Lan", "--role", "administrator", "--password-stdin"]) == 0
    assert capsys.readouterr().out == "lan: added; administrator: all\nlan: the password is set\n"
    found = store(data)
    assert found.account("lan") == Account("lan", bindings=(Binding(Role.ADMINISTRATOR),), has_password=True)
    assert signing_in.proven(found, "lan", GOOD)


def test_or_with_a_link_that_sets_the_password(data: Path, capsys) -> None:
    given = ["--unit", "so-y-te", "--full-name", "Lê Hòa", "--agency", "so-y-te"]
    assert main(["user", "add", "hoa", "--role", "unit-head", *given, "--link", "--address", "https://khao-sat.vn/"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "hoa: added; unit_head: unit so-y-te"
    assert lines[1].startswith("https://khao-sat.vn/mat-khau/")
    assert not store(data).account("hoa").has_password


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["add", "Lê Hòa", "--link"], "An account's name has lower-case letters, digits and . _ - @ only, as in lan.nguyen."),
        (["add", "hoa", "--role", "king", "--link"], "There is no role `king`; roles are: administrator, lead_body,"),
        (["add", "hoa", "--role", "unit_head", "--link"], "That role is for one unit: say which with --unit."),
        (["add", "hoa", "--role", "administrator", "--round", "r", "--link"], "There is no round `r`; `thuocdo round list`"),
        (["add", "hoa", "--role", "administrator", "--unit", "x", "--link"], "leave --unit, --group and --round out."),
        (["add", "hoa", "--role", "viewer", "--unit", "x", "--group", "y", "--link"], "give --unit or --group, not both."),
        (["add", "lan", "--link"], "There is an account “lan” already; choose another name."),
        (["add", "hoa"], "There is no terminal to ask for a password: give --link or --password-stdin."),
        (["add", "hoa", "--password-stdin"], "A password needs at least 12 characters."),
        (["add", "hoa", "--password-stdin", "--link"], "not allowed with argument"),
        (["role", "nobody", "viewer"], "There is no account `nobody`; `thuocdo user list` shows those there are."),
        (["role", "lan", "viewer", "--take-away"], "lan has no such role; it has: administrator: all."),
        (["disable", "nobody"], "There is no account `nobody`"),
        (["sessions", "nobody"], "There is no account `nobody`"),
        (["reset", "nobody"], "There is no account `nobody`"),
    ],
)
def test_a_mistake_is_one_sentence_and_changes_nothing(data: Path, typed, capsys, given: list[str], said: str) -> None:
    assert main(["user", "add", "lan", "--role", "administrator", "--link"]) == 0
    before = store(data).accounts(), store(data).audit()
    typed("short\n")
    assert code_of("user", *given) == 1
    assert said in capsys.readouterr().err
    assert (store(data).accounts(), store(data).audit()) == before


def test_roles_are_given_and_taken_away(data: Path, capsys) -> None:
    main(["user", "add", "lan", "--link"])
    capsys.readouterr()
    assert main(["user", "role", "lan", "appraiser", "--group", "xa"]) == 0
    assert main(["user", "role", "lan", "viewer"]) == 0
    assert main(["user", "role", "lan", "appraiser", "--group", "xa", "--take-away", "--reason", "moved"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "lan: appraiser: group xa", "lan: appraiser: group xa; viewer: all", "lan: viewer: all",
    ]  # fmt: skip
    assert store(data).audit()[0].reason == "moved"


def test_who_leaves_is_signed_out_and_may_come_back(data: Path, capsys) -> None:
    main(["user", "add", "lan", "--link"])
    found = store(data)
    signing_in.begin(found, Account("lan"), "Firefox, Windows", datetime.now(UTC), is_complete=True)
    capsys.readouterr()
    assert main(["user", "sessions", "lan", "--json"]) == 0
    assert [each["device"] for each in json.loads(capsys.readouterr().out)] == ["Firefox, Windows"]
    assert main(["user", "disable", "lan", "--reason", "retired"]) == 0
    assert (found.account("lan").is_disabled, found.sign_ins("lan")) == (True, [])
    assert main(["user", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out.partition("\n")[2])[0]["state"] == "disabled"
    assert main(["user", "disable", "lan", "--undo"]) == 0
    assert not found.account("lan").is_disabled


def test_sign_ins_are_ended_from_the_machine(data: Path, capsys) -> None:
    main(["user", "add", "lan", "--link"])
    signing_in.begin(store(data), Account("lan"), "", datetime.now(UTC), is_complete=True)
    capsys.readouterr()
    assert main(["user", "sessions", "lan", "--end"]) == 0
    assert capsys.readouterr().out == "lan: 1 sign-in(s) ended\n"


def test_a_reset_sets_a_password_or_takes_the_second_factor_away(data: Path, typed, capsys) -> None:
    main(["user", "add", "lan", "--link"])
    typed(f"{GOOD}\n")
    assert main(["user", "reset", "lan", "--password-stdin"]) == 0
    assert passwords.is_password(GOOD, store(data).secrets("lan").password)
    store(data).set_second_factor("lan", "SECRET", [])
    assert main(["user", "reset", "lan", "--second-factor"]) == 0
    assert not store(data).account("lan").has_second_factor
    capsys.readouterr()
    assert main(["user", "reset", "lan"]) == 0
    assert "/mat-khau/" in capsys.readouterr().out


def test_what_was_done_is_on_record_without_any_secret(data: Path, typed, capsys) -> None:
    typed(f"{GOOD}\n")
    main(["user", "add", "lan", "--role", "administrator", "--password-stdin"])
    main(["user", "reset", "lan"])
    token = capsys.readouterr().out.rpartition("/mat-khau/")[2].split()[0]
    assert main(["audit", "--json"]) == 0
    shown = capsys.readouterr().out
    assert [each["what"] for each in json.loads(shown)] == ["account.link", "account.password", "account.add"]
    assert json.loads(shown)[0]["who"].startswith("(command line: ")
    assert GOOD not in shown
    assert token not in shown
    assert main(["audit", "nothing"]) == 1
    assert "There is no round `nothing`" in capsys.readouterr().err


def test_an_account_begins_with_every_role_that_is_named(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["user", "add", "mai", "--role", "administrator", "--role", "lead-body", "--link"]) == 0
    assert "administrator" in (told := capsys.readouterr().out)
    assert "lead_body" in told


def test_where_somebody_is_written_to(data: Path, capsys) -> None:
    store(data).add_account(Account("hoa"))
    assert main(["user", "email", "hoa", "hoa@x.vn"]) == 0
    assert capsys.readouterr().out == "hoa: written to at hoa@x.vn\n"
    assert main(["user", "email", "hoa", "nowhere"]) == 1
    assert "`nowhere` is no e-mail address." in capsys.readouterr().err
    assert store(data).account("hoa").email == "hoa@x.vn"
    assert main(["user", "email", "hoa", ""]) == 0
    assert store(data).account("hoa").email == ""
