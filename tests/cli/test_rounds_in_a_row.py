"""A round that came after another: ranges over both, and the change on its scorecards, once both are published."""

from datetime import date
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.jobs.printing import Printer, content_key
from engine.problems import MachineError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.results import Results
from engine.scoring.change_table import ChangeTable
from engine.store.sqlite import SqliteStore

INDEX = """\
thuocdo: 1
id: roads{year}
edition: "{year}"
title: Roads
status: example
source: made up
languages: [en]
units:
  groups: {{g: Group}}
  list: [{{id: a, title: A, group: g}}, {{id: b, title: B, group: g}}, {{id: c, title: C, group: g}}]
forms:
  - id: own
    title: Own
    audience: unit
    unanswered: missing
    pages:
      - {{id: p, title: P, questions: [{{id: km, type: number, min: 0, max: 1000, text: How many km?}}]}}
index:
  id: total
  title: Total
  normalise: {{rule: minmax, over: {over}, constant: middle}}
  children:
    - {{id: roads, title: Roads, from: km, measure: value, direction: higher}}
"""


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for year in (2025, 2026):
        Path(f"{year}.yaml").write_text(INDEX.format(year=year, over="panel" if year == 2026 else "group"), "utf-8")
    return tmp_path / "data"


def collect(data: Path, year: int, km: dict[str, int], *more: str) -> None:
    assert main(["round", "create", f"roads-{year}", "--framework", f"{year}.yaml", *more]) == 0
    main(["round", "open", f"roads-{year}"])
    store = SqliteStore.open(data)
    for unit, length in km.items():
        response = store.start_response(f"roads-{year}", "own", unit)
        saved = store.save_answers(response.id, 0, {AnswerKey("km"): Answer(length)}, "one")
        store.send(response.id, saved.version, date(2026, 5, 2), ())
    store.close()
    main(["round", "close", f"roads-{year}"])
    assert main(["round", "score", f"roads-{year}"]) == 0


def publish(year: int) -> None:
    assert main(["round", "publish", f"roads-{year}"]) == 0


def change(data: Path) -> ChangeTable | None:
    return Printer(data).scored("roads-2026")[0].change


def of_b(found: ChangeTable) -> list[float]:
    cell = found.nodes.index("total"), found.units.index("b")
    parts = (found.before, found.rescored, found.now, found.method, found.own, found.peers, found.data)
    return [round(float(part[cell]), 9) for part in parts]


def test_the_change_is_told_once_both_rounds_are_published(data: Path) -> None:
    """b 50 of 0 to 100, then 60 of 0 to 200, the range of both years: 30; by 2026's rules 2025 gives 50 still."""
    collect(data, 2025, {"a": 0, "b": 50, "c": 100})
    collect(data, 2026, {"a": 0, "b": 60, "c": 200}, "--after", "roads-2025")
    assert change(data) is None
    publish(2026)
    assert change(data) is None
    publish(2025)

    found = change(data)

    assert found is not None
    assert found.edition == "2025"
    assert of_b(found) == [50, 50, 30, 0, 7.5, -27.5, 0]


def test_a_range_over_both_rounds_is_in_the_run_and_is_verified(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(data, 2025, {"a": 0, "b": 50, "c": 100})
    collect(data, 2026, {"a": 50, "b": 60, "c": 75}, "--after", "roads-2025")

    table = Printer(data).scored("roads-2026")[0]

    assert table.score[0].tolist() == [50, 60, 75]
    (code,) = (data / "runs").glob("*/earlier-0-snapshot.parquet")
    assert main(["verify", code.parent.name]) == 0


def test_a_print_is_made_anew_once_the_round_before_is_published(data: Path) -> None:
    collect(data, 2025, {"a": 0, "b": 50, "c": 100})
    collect(data, 2026, {"a": 0, "b": 60, "c": 200}, "--after", "roads-2025")
    publish(2026)
    store = SqliteStore.open(data)
    round_ = store.round("roads-2026")
    assert round_ is not None
    before = content_key(store, round_)
    publish(2025)
    assert content_key(store, round_) != before
    store.close()


def test_a_round_cannot_come_after_one_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["round", "create", "roads-2026", "--framework", "2026.yaml", "--after", "roads-2025"]) == 1
    assert "There is no round `roads-2025`; `thuocdo round list` shows those there are." in capsys.readouterr().err


def test_figures_that_the_new_rules_refuse_leave_the_page_without_a_change(data: Path) -> None:
    Path("2026.yaml").write_text(INDEX.format(year=2026, over="all").replace("constant: middle", "constant: error"))
    collect(data, 2025, {"a": 5, "b": 5, "c": 5})
    collect(data, 2026, {"a": 0, "b": 60, "c": 200}, "--after", "roads-2025")
    publish(2025)
    publish(2026)

    assert change(data) is None


def test_pages_only_read_the_change_that_was_kept_with_the_run(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.rounds import results
    from engine.rounds.pinned import pinned
    from engine.scoring import run as scoring

    collect(data, 2025, {"a": 0, "b": 50, "c": 100})
    collect(data, 2026, {"a": 0, "b": 60, "c": 200}, "--after", "roads-2025")
    publish(2025)
    publish(2026)
    store = SqliteStore.open(data)
    round_ = store.round("roads-2026")
    assert round_ is not None
    asked: list[object] = []
    for name in ("with_change", "score", "edition_of", "editions_before"):
        monkeypatch.setattr(results, name, lambda *given, **_more: asked.append(given))
    monkeypatch.setattr(scoring, "raised", lambda *given, **_more: asked.append(given))
    found = Results(store, data).of(pinned(Printer(data).catalog, round_), round_).change
    assert found is not None
    assert of_b(found) == [50, 50, 30, 0, 7.5, -27.5, 0]
    assert asked == []
    store.close()


def kept(data: Path) -> Path:
    (path,) = (data / "runs").glob("*/since-*.npz")
    return path


@pytest.mark.parametrize("order", [(2025, 2026), (2026, 2025)])
def test_the_change_is_kept_with_the_later_run_and_verified(data: Path, order: tuple[int, int]) -> None:
    collect(data, 2025, {"a": 0, "b": 50, "c": 100})
    collect(data, 2026, {"a": 0, "b": 60, "c": 200}, "--after", "roads-2025")
    for year in order:
        publish(year)
    assert main(["verify", kept(data).parent.name]) == 0
    for before in (data / "runs").iterdir():
        assert main(["verify", before.name]) == 0


def test_a_change_that_was_tampered_with_is_found(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from dataclasses import replace

    from engine.runs.figures import change_in, file_of

    collect(data, 2025, {"a": 0, "b": 50, "c": 100})
    collect(data, 2026, {"a": 0, "b": 60, "c": 200}, "--after", "roads-2025")
    publish(2025)
    publish(2026)
    path = kept(data)
    whole = path.read_bytes()
    change_ = change_in(whole)
    path.write_bytes(file_of(replace(change_, own=change_.own + 1)))
    assert main(["verify", path.parent.name]) == 1
    assert f"{path.name}: own differs" in capsys.readouterr().out
    path.write_bytes(whole[: len(whole) // 2])
    assert main(["verify", path.parent.name]) == 1
    assert f"{path.name}: it cannot be worked out again" in capsys.readouterr().out
    with pytest.raises(MachineError, match=r"cannot be shown: .* See `thuocdo verify"):
        change(data)


def test_why_no_change_will_be_shown_is_said(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("2026.yaml").write_text(INDEX.format(year=2026, over="all").replace("constant: middle", "constant: error"))
    collect(data, 2025, {"a": 5, "b": 5, "c": 5})
    collect(data, 2026, {"a": 0, "b": 60, "c": 200}, "--after", "roads-2025")
    publish(2025)
    publish(2026)
    assert "will be shown: " in capsys.readouterr().err
