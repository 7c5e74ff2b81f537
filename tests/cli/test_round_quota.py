"""Quotas on the command line: how far each is, figures of the round's own, and what was closed out or came late."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.sqlite import SqliteStore

FEATURE = Path(__file__).parents[1] / "surveys" / "features" / "quotas.yaml"


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    main(["round", "create", "q", "--framework", str(FEATURE)])
    main(["round", "open", "q"])
    return tmp_path / "data"


def rows(capsys: pytest.CaptureFixture[str], *words: str) -> list[list[str]]:
    capsys.readouterr()
    assert main(["round", "quota", "q", *words, "--json"]) == 0
    return [list(row.values()) for row in json.loads(capsys.readouterr().out)]


def answered(data: Path, staff: int) -> str:
    store = SqliteStore.open(data)
    response = store.start_response("q", "business")
    given = {AnswerKey("staff"): Answer(float(staff)), AnswerKey("dealt_with"): Answer(("so-y-te",))}
    store.save_answers(response.id, 0, given, "")
    store.close()
    return response.id


def test_how_far_each_is_and_figures_of_the_rounds_own(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rows(capsys) == [["small", "0", "2", "no", "0"], ["health", "0", "1", "no", "0"]]
    store = SqliteStore.open(data)
    store.send(answered(data, 3), 1, date(2026, 5, 1), (), {"small": 2})
    store.screen_out(answered(data, 20), "health")
    store.close()
    assert rows(capsys, "--stratum", "small=1", "--stratum", "health=any", "--reason", "few small ones") == [
        ["small", "1", "1", "yes", "0"], ["health", "0", "any", "no", "1"],
    ]  # fmt: skip
    assert rows(capsys, "--stratum", "small=300") == [["small", "1", "300", "no", "0"], ["health", "0", "any", "no", "1"]]
    store = SqliteStore.open(data)
    newest, before, *_ = store.audit("round/q")
    store.close()
    assert (before.what, before.before, before.after, before.reason) == (
        "round.quota", "open", "open, health any, small 1", "few small ones",
    )  # fmt: skip
    assert newest.after == "open, health any, small 300"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--stratum", "smal=3"], "No such quota: smal. Did you mean `small`?"),
        (["--stratum", "x=3", "--stratum", "y=4"], "No such quota: x, y."),
        (["--stratum", "small=0"], "`small=0` is no figure of a quota: write small=300, or small=any"),
        (["--stratum", "small"], "`small` is no figure of a quota"),
        (["--stratum", "small=-3"], "`small=-3` is no figure of a quota"),
        (["--stratum", "small=١"], "is no figure of a quota"),
        (["--stratum", "small=3", "--stratum", "small=4"], "--stratum gives small twice; give each quota once."),
    ],
)
def test_a_mistake_is_a_sentence_and_changes_nothing(
    words: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows(capsys)
    try:
        code = main(["round", "quota", "q", *words])
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code == 1
    assert why in capsys.readouterr().err
    assert rows(capsys) == before


def test_a_framework_without_quotas_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    main(["new", "my_index"])
    main(["round", "create", "none", "--framework", "my_index.yaml"])
    assert main(["round", "quota", "none", "--stratum", "small=3"]) == 1
    assert "The framework of the round none has no quotas: its forms declare them." in capsys.readouterr().err
    assert main(["round", "quota", "none"]) == 0


def exported(out: Path) -> list[tuple[str, str, str, str]]:
    lines = [line for line in out.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(row["unit"], row["question"], row["value"], row["flags"]) for row in csv.DictReader(lines)]


def test_what_never_counts_is_exported_apart(data: Path) -> None:
    store = SqliteStore.open(data)
    store.screen_out(answered(data, 3), "small")
    late = answered(data, 30)
    store.keep_late(late, {AnswerKey("days", "so-y-te"): Answer(9.0)}, send=True)
    store.close()
    assert main(["export", "q", "--screened", "--out", "screened.csv"]) == 0
    assert exported(Path("screened.csv")) == [  # where it was closed, the next question was open
        ("", "staff", "3", "small"), ("", "dealt_with", "so-y-te", "small"), ("so-y-te", "days", "!skipped", "small")]
    assert main(["export", "q", "--late", "--out", "late.csv"]) == 0
    assert exported(Path("late.csv")) == [
        ("", "staff", "30", "late_sent"), ("", "dealt_with", "so-y-te", "late_sent"), ("so-y-te", "days", "9", "late_sent"),
    ]  # fmt: skip
    assert main(["export", "q", "--out", "sent.csv"]) == 0
    assert exported(Path("sent.csv")) == []


def test_made_up_answers_stop_at_a_quota(data: Path) -> None:
    from engine.catalog import build_catalog
    from engine.plugins import make_plugin_manager
    from engine.rounds.demo import make_demo_rounds

    folder = data / "surveys"
    folder.mkdir(exist_ok=True)
    (folder / "quotas.yaml").write_text(FEATURE.read_text("utf-8").replace("id: quotas", "id: made_up", 1), "utf-8")
    catalog = build_catalog(make_plugin_manager((folder,)))
    store = SqliteStore.open(data / "demo")
    make_demo_rounds(store, catalog, date(2026, 5, 1), lambda *_: None, respondents=60)
    counts, closed = store.quota_counts("demo-made-up"), store.screened_counts("demo-made-up")
    assert set(counts) <= {"small", "health"}
    assert counts["health"] == 1
    assert closed["health"] > 0
    assert store.response_counts("demo-made-up")["sent"] + sum(closed.values()) == 60
    store.close()
