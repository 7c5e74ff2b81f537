"""`thuocdo invite`: from a sample to letters, messages, reminders and counts, and contacts deleted in the end."""

from __future__ import annotations

import csv
import json
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import time_machine

from engine.cli.main import main
from engine.framework.missing import Missing
from engine.jobs.daily import do_daily
from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.invitations import InvitationBook
from engine.store.invited import Entry
from engine.store.sqlite import SqliteStore

ADDRESS = ("--address", "https://ddci.vn")
SAMPLE = """contact,name,phone,address,stratum,units
2900000001,Công ty A,0912345678,"Số 1, Vinh",small,so-mau-1
2900000002,Công ty B,,"Số 2, Vinh",small,
2900000003,Hợp tác xã C,+84912000003,,large,so-mau-1;so-mau-2
"""


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("THUOCDO_ADDRESS", raising=False)
    assert main(["new", "my_index"]) == 0
    assert main(["round", "create", "r1", "--framework", "my_index.yaml", "--lead", "Ban A", "--contact", "0238 1"]) == 0
    assert main(["round", "open", "r1"]) == 0
    (tmp_path / "sample.csv").write_text(SAMPLE, encoding="utf-8")
    return tmp_path / "data"


def invite(*words: str) -> int:
    return main(["invite", *words])


def rows(path: str) -> list[dict[str, str]]:
    with Path(path).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def code_of(data: Path, contact: str) -> str:
    return next(each.code for each in InvitationBook(data).invitations("r1") if each.contact and each.contact.key == contact)


def test_a_sample_is_imported_and_again_only_what_is_new(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert invite("import", "r1", "sample.csv") == 0
    out = capsys.readouterr().out
    assert "r1: invited anew: 3; from now on a form is begun with a code" in out
    store = SqliteStore.open(data)
    assert store.welcome("r1").entry is Entry.CODE
    store.close()
    codes = {each.code for each in InvitationBook(data).invitations("r1")}
    Path("sample.csv").write_text(SAMPLE + "2900000004,Công ty D,,,small,\n", encoding="utf-8")
    assert invite("import", "r1", "sample.csv") == 0
    assert capsys.readouterr().out == "r1: invited anew: 1, already invited and left as they are: 3\n"
    assert codes < {each.code for each in InvitationBook(data).invitations("r1")}


def test_a_bad_sample_imports_nobody(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("sample.csv").write_text(SAMPLE + "2900000001,,,,,\nX,,12,,,so-la\n", encoding="utf-8")
    assert invite("import", "r1", "sample.csv") == 1
    told = capsys.readouterr().err
    for place in ("sample.csv:5:1", "sample.csv:6:3", "sample.csv:6:6"):
        assert place in told
    assert "3 mistakes; nothing was written." in told
    assert not (data / "invitations.db").exists()


def test_an_entry_that_was_chosen_stays(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["round", "landing", "r1", "--entry", "both", "--keep-contacts", "30"]) == 0
    assert invite("import", "r1", "sample.csv") == 0
    assert main(["round", "landing", "r1"]) == 0
    assert "r1: entry both; lead: Ban A; contact: 0238 1; contacts are deleted 30 days" in capsys.readouterr().out


def test_letters_have_a_page_each_with_code_and_address(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    invite("import", "r1", "sample.csv")
    assert invite("letters", "r1", "--out", "l.pdf", *ADDRESS) == 0
    said = capsys.readouterr()
    assert "l.pdf: letters: 3" in said.out
    assert "Letters: 3/3" in said.err
    text = subprocess.run(["pdftotext", "-layout", "l.pdf", "-"], check=True, capture_output=True, text=True).stdout
    pages = text.split("\f")
    assert len(pages) == 4  # the last is empty
    for page, contact in zip(pages, ("2900000001", "2900000002", "2900000003"), strict=False):
        code = code_of(data, contact)
        assert f"{code[:4]} {code[4:]}" in page
        assert "Ban A" in page
        assert "Thư mời" in page
        assert "Invitation to a survey" in page
        assert "ddci.vn/m" in page
    assert "Công ty A" in pages[0]
    assert "Số 1, Vinh" in pages[0]


def test_many_letters_go_into_several_files(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("engine.cli.invite_out.A_FILE", 2)
    invite("import", "r1", "sample.csv")
    assert invite("letters", "r1", "--out", "l.pdf", *ADDRESS) == 0
    assert capsys.readouterr().out.endswith("l-1.pdf: letters: 2\nl-2.pdf: letters: 1\n")


def test_messages_and_reminders_go_to_whom_they_should(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    invite("import", "r1", "sample.csv")
    assert invite("sms", "r1", "--out", "sms.csv", *ADDRESS) == 0
    assert "sms.csv: messages: 2, without a telephone number: 1" in capsys.readouterr().out
    assert [row["phone"] for row in rows("sms.csv")] == ["0912345678", "+84912000003"]
    assert all(len(row["text"]) <= 160 and row["parts"] == "1" for row in rows("sms.csv"))
    Path("back.csv").write_text("contact\n2900000002\n", encoding="utf-8")
    assert invite("bounced", "r1", "back.csv") == 0
    book = InvitationBook(data)
    book.mark_used(code_of(data, "2900000001"))
    assert invite("remind", "r1", "--out", "again.csv", *ADDRESS) == 0
    (row,) = rows("again.csv")
    assert row["contact"] == "2900000003"
    assert row["link"] == f"https://ddci.vn/m/{code_of(data, '2900000003')}"
    assert "Neu da tra loi" in row["text"]
    assert invite("remind", "r1", "--out", "again.pdf", *ADDRESS) == 0
    text = subprocess.run(["pdftotext", "again.pdf", "-"], check=True, capture_output=True, text=True).stdout
    assert "Nếu Quý vị đã trả lời, xin bỏ qua thư này" in " ".join(text.split())
    book.silence(code_of(data, "2900000003"))
    assert invite("remind", "r1", "--out", "again.csv", *ADDRESS) == 1
    assert "nobody to write to" in capsys.readouterr().err


def test_some_may_be_chosen_by_a_file(data: Path) -> None:
    invite("import", "r1", "sample.csv")
    Path("only.csv").write_text("contact\n2900000003\n", encoding="utf-8")
    assert invite("sms", "r1", "--out", "sms.csv", "--only", "only.csv", *ADDRESS) == 0
    assert [row["phone"] for row in rows("sms.csv")] == ["+84912000003"]


def test_counts_merge_small_strata(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("sample.csv").write_text(
        "contact,stratum\n" + "".join(f"a{n},small\n" for n in range(12)) + "b,large\nc,other\n", encoding="utf-8"
    )
    invite("import", "r1", "sample.csv")
    InvitationBook(data).mark_used(code_of(data, "a3"))
    capsys.readouterr()
    assert invite("counts", "r1", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told == [{"stratum": "(merged)", "invited": "14", "used": "1"}]  # the two would be told by subtraction


@pytest.mark.parametrize(("words", "said"), [
    (["letters", "r1", "--out", "l.pdf"], "Say with --address where respondents find the site"),
    (["letters", "r1", "--out", "l.pdf", "--address", "javascript:alert(1)"], "Say with --address"),
    (["letters", "r1", "--out", "l.pdf", *ADDRESS], "Nobody is invited to r1: thuocdo invite import r1"),
    (["letters", "none", "--out", "l.pdf", *ADDRESS], "There is no round `none`"),
    (["bounced", "r1", "sample.csv"], "3 mistakes"),
    (["forget", "r1"], "is open: contacts are deleted after it is closed"),
    (["import", "r1", "none.csv"], "No such file"),
])  # fmt: skip
def test_what_cannot_be_done_is_told_in_a_sentence(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert invite(*words) in (1, 2)
    assert said in capsys.readouterr().err


def test_strangers_are_told_by_their_place(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    invite("import", "r1", "sample.csv")
    Path("back.csv").write_text("contact\n2900000002\nnobody\n", encoding="utf-8")
    assert invite("bounced", "r1", "back.csv") == 1
    assert "back.csv:3:1: nobody: nobody of the sample has this name or code." in capsys.readouterr().err
    assert not any(each.is_bounced for each in InvitationBook(data).invitations("r1"))


def test_contacts_are_deleted_when_their_days_are_over(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    invite("import", "r1", "sample.csv")
    book = InvitationBook(data)
    with time_machine.travel("2026-11-23 05:00:00+00:00"):
        assert main(["round", "close", "r1"]) == 0
        assert invite("forget", "r1") == 1
        assert "kept until 2027-02-21" in capsys.readouterr().err
        assert [each.contact is None for each in book.invitations("r1")] == [False] * 3
    with time_machine.travel("2027-02-20 18:00:00+00:00"):  # the 21st in Vietnam
        assert invite("forget", "r1") == 0
        assert "r1: contacts deleted: 3" in capsys.readouterr().out
    assert [each.contact for each in book.invitations("r1")] == [None] * 3
    assert main(["round", "landing", "r1"]) == 0
    assert "(were deleted on 2027-02-21)" in capsys.readouterr().out
    assert main(["audit", "r1", "--json"]) == 0
    trail = [(row["what"], row["before"], row["after"]) for row in json.loads(capsys.readouterr().out)]
    assert ("invitations.forget", "3", "0") in trail
    assert ("invitations.import", "", "3") in trail
    assert ("round.landing", "lead: , contact: ", "lead: Ban A, contact: 0238 1") in trail


def test_the_server_deletes_them_by_itself(data: Path) -> None:
    invite("import", "r1", "sample.csv")
    book = InvitationBook(data)
    store = SqliteStore.open(data)
    assert do_daily(store, data, date(2026, 11, 23)) == 0
    assert main(["round", "close", "r1"]) == 0
    assert do_daily(store, data, date(2026, 11, 24)) == 0
    assert store.welcome("r1").closed_on is not None
    closed_on = store.welcome("r1").closed_on or date.max
    assert do_daily(store, data, date.fromordinal(closed_on.toordinal() + 89)) == 0
    assert do_daily(store, data, date.fromordinal(closed_on.toordinal() + 90)) == 3
    assert book.invitations("r1")[0].contact is None
    assert (store.audit()[0].who, store.audit()[0].about) == ("(server)", "round/r1/invitations")
    store.close()


def test_a_round_that_closes_by_its_last_day_is_closed_for_contacts_too(data: Path) -> None:
    invite("import", "r1", "sample.csv")
    assert main(["round", "extend", "r1", "--closes", "2099-11-20", "--reason", "known now"]) == 0
    store = SqliteStore.open(data)
    do_daily(store, data, date(2099, 11, 20))
    assert store.welcome("r1").closed_on is None
    do_daily(store, data, date(2099, 11, 21))
    assert store.welcome("r1").closed_on == date(2099, 11, 21)
    assert do_daily(store, data, date(2099, 11, 22)) == 0
    assert main(["round", "extend", "r1", "--closes", "2099-12-31", "--reason", "the storm"]) == 0
    do_daily(store, data, date(2099, 11, 23))
    assert store.welcome("r1").closed_on is None
    assert do_daily(store, data, date(2100, 4, 1)) == 0  # first seen closed today
    assert do_daily(store, data, date(2100, 6, 30)) == 3
    store.close()


def test_a_round_that_opens_again_keeps_its_contacts(data: Path) -> None:
    invite("import", "r1", "sample.csv")
    store = SqliteStore.open(data)
    for words, day in ((["close", "r1"], date(2026, 11, 23)), (["reopen", "r1", "--reason", "too soon"], date(2026, 11, 24))):
        assert main(["round", *words]) == 0
        do_daily(store, data, day)
    assert store.welcome("r1").closed_on is None
    assert do_daily(store, data, date(2028, 1, 1)) == 0
    store.close()


def test_the_stratum_comes_along_to_scores_and_exports(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = SqliteStore.open(data)
    store.set_welcome("r1", replace(store.welcome("r1"), smallest=3))
    for number in range(9):
        response = store.start_response("r1", "business")
        answers = {
            AnswerKey("dealt_with"): Answer(("so-mau-1",), Missing.PRESENT),
        }
        saved = store.save_answers(response.id, 0, answers, "one")
        store.send(response.id, saved.version, date(2026, 5, 2), (), {}, "small" if number < 5 else "large" if number < 7 else "")
    store.close()
    assert main(["export", "r1", "--out", "a.csv"]) == 0
    by_stratum = [{row["respondent"] for row in rows("a.csv") if row["stratum"] == name} for name in ("small", "(merged)", "")]
    assert [len(each) for each in by_stratum] == [5, 2, 2]
    Path("strata.csv").write_text("stratum,population\nsmall,5\n(merged),40\n,30\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["round", "score", "r1"]) == 0
    one = capsys.readouterr().out.partition(":")[0]
    assert main(["round", "score", "r1", "--strata", "strata.csv"]) == 0
    two = capsys.readouterr().out.partition(":")[0]
    assert one != two
    assert main(["verify", two]) == 0
    recipe = json.loads((data / "runs" / two / "run.json").read_text())
    assert recipe["recipe"]["options"]["population"] == {"small": 5.0, "(merged)": 40.0, "": 30.0}
