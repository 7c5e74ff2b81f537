"""The whole cycle on the command line: begun, approved, sent back, settled, scored on three bases; all with a trail."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.zone import now
from engine.store.assessment_nouns import Reply, ReplyKind, Stage, StepKind, Turn, Verdict, VerdictKind
from engine.store.sqlite import SqliteStore
from engine.store.staff import Account, Binding, Role

FILE = Path(__file__).parents[1] / "surveys" / "features" / "scoring" / "appraised.yaml"
ANSWERS = {
    "population": 12000.0,
    "staffed": "full_time",
    "trained": {"done": 8.0, "due": 10.0},
    "systems": {"done": 1.0, "due": 2.0},
    "drills": 2.0,
}
JUDGED = ("staffed", "trained", "systems", "drills")
SOON = str(now().date() + timedelta(days=7))


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copy(FILE, tmp_path / "appraised.yaml")
    assert main(["round", "create", "dti", "--framework", "appraised.yaml"]) == 0
    assert main(["round", "open", "dti"]) == 0
    return tmp_path / "data"


def do(*words: str) -> int:
    return main(["assess", *words])


def with_store(data: Path, what):
    store = SqliteStore.open(data)
    try:
        return what(store)
    finally:
        store.close()


def fill(
    data: Path, unit: str = "xa-an-phu", answers: Mapping[str, object] = ANSWERS, explanation: str = "see the plan"
) -> None:
    def saved(store: SqliteStore) -> None:
        for name, value in answers.items():
            store.save_item("dti", unit, name, 0, {AnswerKey(name): Answer(value)}, explanation, "lan", now())

    with_store(data, saved)


def judge(data: Path, unit: str = "xa-an-phu", turn: Turn = Turn.FIRST, questions=JUDGED, **changes: object) -> None:
    def said(store: SqliteStore) -> None:
        for name in questions:
            changed = {AnswerKey(name): Answer(changes[name])} if name in changes else {}
            kind = VerdictKind.CHANGE if changed else VerdictKind.AGREE
            given = Verdict("dti", unit, name, turn, kind, "hoa", now(), "proven so far" if changed else "", changed)
            assert store.save_verdict(given, 0) is None

    with_store(data, said)


def stages(capsys) -> dict[str, str]:
    capsys.readouterr()
    assert do("status", "dti", "--json") == 0
    return {row["unit"]: row["stage"] for row in json.loads(capsys.readouterr().out)}


def test_units_are_begun_and_listed(capsys) -> None:
    assert do("begin", "dti", "xa-an-phu", "xa-binh-minh") == 0
    assert do("begin", "dti", "--all") == 0
    assert "1 assessments begun, 3 in all" in capsys.readouterr().out
    assert set(stages(capsys).values()) == {"filling"}


def test_from_the_claim_to_the_settled_score_on_three_bases(data: Path, capsys) -> None:
    do("begin", "dti", "xa-an-phu")
    fill(data)
    assert do("approve", "dti", "--all") == 0
    judge(data, trained={"done": 5.0, "due": 10.0})
    assert do("send-back", "dti", "--all") == 0
    reply = Reply("dti", "xa-an-phu", "trained", ReplyKind.OBJECT, "lan", now(), "decision 12 lists eight")
    with_store(data, lambda store: store.save_reply(reply, 0))
    assert do("answer", "dti", "xa-an-phu") == 0
    assert stages(capsys)["xa-an-phu"] == "second_appraisal"
    judge(data, turn=Turn.SECOND, questions=("trained",), trained={"done": 7.0, "due": 10.0})
    assert do("hand-over", "dti", "--all") == 0
    judge(data, turn=Turn.COUNCIL, questions=("drills",), drills=1.0)
    assert do("settle", "dti", "--all", "--reason", "minutes no. 3") == 0
    assert stages(capsys) == {"xa-an-phu": "settled", "xa-binh-minh": "not begun", "xa-cam-son": "not begun"}

    assert main(["round", "score", "dti", "--replicates", "0"]) == 0
    runs = with_store(data, lambda store: [run.code for run in store.runs("dti")])
    found = {}
    for code in runs:
        assert main(["verify", code]) == 0
        rows = csv.DictReader((data / "runs" / code / "scores.csv").open(encoding="utf-8"))
        (total,) = [row for row in rows if (row["unit"], row["node"]) == ("xa-an-phu", "total")]
        found[total["basis"]] = float(total["score"])
    assert found == {"final": 24.5, "appraised": 25, "claimed": 28}  # the final one is the newest, and published
    assert list(found) == ["final", "appraised", "claimed"]

    assert main(["round", "close", "dti"]) == 0
    assert main(["round", "publish", "dti", "--run", runs[-1]]) == 1
    told = f"The run {runs[-1]} is of what was claimed, and only stands beside the final one. The runs that count: {runs[0]}."
    assert told in capsys.readouterr().err

    trail = with_store(data, lambda store: [each.what for each in reversed(store.audit("round/dti/assessments"))])
    assert trail == [f"assessment.{x}" for x in ("begin", "approve", "send_back", "answer", "hand_over", "settle")]
    steps = with_store(data, lambda store: store.steps("dti", "xa-an-phu"))
    assert next(step.reason for step in steps if step.step is StepKind.STAGE) == "minutes no. 3"
    assert [step.question for step in steps if step.step is StepKind.VERDICT][:2] == ["drills", "trained"]


def test_all_that_is_in_the_way_is_told_at_once_and_others_go_on(data: Path, capsys) -> None:
    do("begin", "dti", "--all")
    for unit in ("xa-an-phu", "xa-binh-minh"):
        fill(data, unit, explanation="see the plan" if unit == "xa-an-phu" else "")
    assert do("approve", "dti", "--all") == 1
    told = capsys.readouterr().err.splitlines()
    assert told == [
        "xa-binh-minh: staffed: evidence is required; add a document, or explain why there is none.",
        "xa-binh-minh: systems: evidence is required; add a document, or explain why there is none.",
    ]
    assert stages(capsys) == {"xa-an-phu": "appraisal", "xa-binh-minh": "filling", "xa-cam-son": "appraisal"}
    assert do("send-back", "dti", "xa-binh-minh") == 1
    assert "xa-binh-minh is at the stage filling: it cannot send back from there" in capsys.readouterr().err


def test_what_is_returned_keeps_the_verdicts_of_what_stays(data: Path, capsys) -> None:
    do("begin", "dti", "xa-an-phu")
    fill(data)
    do("approve", "dti", "--all")
    judge(data)
    assert do("return", "dti", "xa-an-phu") == 1
    assert "Say why, with --reason." in capsys.readouterr().err
    assert do("return", "dti", "xa-an-phu", "--reason", "figures of another year") == 0
    again = {AnswerKey("drills"): Answer(3.0)}
    with_store(data, lambda store: store.save_item("dti", "xa-an-phu", "drills", 1, again, "", "lan", now()))
    assert do("approve", "dti", "xa-an-phu") == 0
    assert do("send-back", "dti", "xa-an-phu") == 1
    assert capsys.readouterr().err == "xa-an-phu: drills: nobody has appraised it.\n"


def test_deadlines_are_set_moved_with_a_reason_and_lapse(data: Path, capsys) -> None:
    do("begin", "dti", "xa-an-phu")
    assert do("deadline", "dti", "filling", SOON) == 0
    assert do("deadline", "dti", "filling", str(now().date())) == 1
    assert "say why it is another" in capsys.readouterr().err
    assert do("deadline", "dti", "filling", "2020-01-01", "--unit", "xa-an-phu") == 1
    assert "The last day 2020-01-01 is past" in capsys.readouterr().err
    assert do("deadline", "dti", "filling", str(now().date()), "--reason", "the storm is over") == 0
    assert do("lapse", "dti") == 0
    assert "No unit's time is over." in capsys.readouterr().out


def test_who_appraises_is_an_appraiser(data: Path, capsys) -> None:
    assert do("assign", "dti", "hoa") == 1
    assert "There is no account `hoa`" in capsys.readouterr().err
    with_store(data, lambda store: store.add_account(Account("hoa", bindings=(Binding(Role.VIEWER),))))
    assert do("assign", "dti", "hoa", "--body", "police") == 1
    assert "`hoa` is no appraiser of this round" in capsys.readouterr().err
    with_store(data, lambda store: store.set_bindings("hoa", [Binding(Role.APPRAISER)]))
    assert do("assign", "dti", "hoa", "--body", "nobody") == 1
    assert "its bodies: police, home_affairs" in capsys.readouterr().err
    assert do("assign", "dti", "hoa", "--body", "police") == 0
    assert do("assign", "dti", "hoa") == 0
    assert capsys.readouterr().out.splitlines()[-2:] == ["hoa: every body", "hoa: police"]
    assert do("assign", "dti", "hoa", "--take-away") == 0


def test_units_are_set_aside_and_taken_back(data: Path, capsys) -> None:
    do("begin", "dti", "--all")
    assert do("set-aside", "dti", "xa-an-phu") == 1
    assert "Say why" in capsys.readouterr().err
    assert do("set-aside", "dti", "xa-an-phu", "--reason", "no services") == 0
    assert do("set-aside", "dti", "xa-cam-son", "--into", "xa-an-phu", "--reason", "decree 12") == 0
    assert do("approve", "dti", "xa-cam-son") == 1
    assert "xa-cam-son went into xa-an-phu" in capsys.readouterr().err
    assert do("set-aside", "dti", "xa-cam-son", "--undo", "--reason", "a mistake") == 0
    told = with_store(data, lambda store: [step.step for step in store.steps("dti")][:3])
    assert told == [StepKind.MERGED, StepKind.MERGED, StepKind.RANKED]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["begin", "dti"], "Name units, or give --all."),
        (["begin", "dti", "xa-an-phu", "--all"], "Name units, or give --all."),
        (["begin", "dti", "xa"], "has no unit `xa`"),
        (["approve", "dti", "xa-an-phu"], "The unit xa-an-phu has begun no assessment"),
        (["status", "nothing"], "There is no round `nothing`"),
    ],
)
def test_mistakes_are_told(words: list[str], told: str, capsys) -> None:
    assert do(*words) == 1
    assert told in capsys.readouterr().err


def test_units_assess_themselves_while_the_round_is_open(capsys) -> None:
    main(["round", "create", "draft", "--framework", "appraised.yaml"])
    assert do("begin", "draft", "--all") == 1
    assert "The round draft is draft" in capsys.readouterr().err


def test_the_days_of_a_deadline_are_days_of_the_round(data: Path) -> None:
    do("deadline", "dti", "answering", SOON)
    (found,) = with_store(data, lambda store: store.deadlines("dti"))
    assert (found.stage, found.last_day) == (Stage.ANSWERING, date.fromisoformat(SOON))
