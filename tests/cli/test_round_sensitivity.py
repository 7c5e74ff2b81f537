"""What ranks rest on, kept with the run of a round: shown on its pages, verified, refused where it makes no sense."""

import json
from datetime import date
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.jobs.printing import Printer, report_html
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.sensitivity import SENSITIVITY, kept_sensitivity, trace_of_sensitivity
from engine.runs.figures import file_of, plain_figures
from engine.runs.room import RunRoom
from engine.store.sqlite import SqliteStore
from engine.web.app import create_app

INDEX = """\
thuocdo: 1
id: roads
edition: "1"
title: Roads
status: example
source: made up
languages: [en]
units:
  groups: {g: Group}
  list: [{id: ward-a, title: A, group: g}, {id: ward-b, title: B, group: g}, {id: ward-c, title: C, group: g}, {id: ward-d, title: D, group: g}]
forms:
  - id: own
    title: Own
    audience: unit
    unanswered: missing
    pages:
      - id: p
        title: P
        questions:
          - {id: km, type: number, min: 0, max: 1000, text: How many km?}
          - {id: lamps, type: number, min: 0, max: 1000, text: How many lamps?}
index:
  id: total
  title: Total
  normalise: {rule: minmax, to: [1, 100]}
  children:
    - {id: roads, title: Roads, from: km, measure: value, direction: higher}
    - {id: lights, title: Lights, from: lamps, measure: value, direction: higher}
"""
ROBUST = "robustness: {weights: 0.5, aggregate: [geometric]}\n"
SECTION = "Điều gì làm thứ hạng thay đổi"


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("robust.yaml").write_text(INDEX + ROBUST, "utf-8")
    Path("plain.yaml").write_text(INDEX, "utf-8")
    return tmp_path / "data"


def collect(data: Path, file: str = "robust.yaml", round_: str = "r1") -> None:
    assert main(["round", "create", round_, "--framework", file]) == 0
    main(["round", "open", round_])
    store = SqliteStore.open(data)
    for unit, (km, lamps) in {"a": (90, 10), "b": (15, 80), "c": (45, 50), "d": (60, 20)}.items():
        response = store.start_response(round_, "own", f"ward-{unit}")
        saved = store.save_answers(
            response.id, 0, {AnswerKey("km"): Answer(km), AnswerKey("lamps"): Answer(lamps)}, "one"
        )
        store.send(response.id, saved.version, date(2026, 5, 2), ())
    store.close()
    main(["round", "close", round_])


def scored(data: Path) -> str:
    collect(data)
    assert main(["round", "score", "r1", "--sensitivity", "64"]) == 0
    (run,) = (data / "runs").iterdir()
    return run.name


def test_it_is_kept_with_the_run_and_tells_of_no_unit(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = scored(data)
    found = kept_sensitivity(RunRoom(data), code)
    assert found is not None
    assert (found.inputs, found.runs, found.share, found.failed) == (("weights", "aggregate"), 64 * 4, 0.5, 0.0)
    assert found.rank_change is not None
    assert (found.rank_change.total > 0).any()
    assert "ward" not in json.dumps(plain_figures(found).tree)
    assert {array.shape for array in plain_figures(found).arrays.values()} == {(2,)}
    assert "256 runs" in capsys.readouterr().err
    assert main(["verify", code]) == 0


def test_the_published_round_shows_it_on_its_page_and_in_its_pdf(data: Path) -> None:
    code = scored(data)
    for language, title in (("vi", SECTION), ("en", "What changes the ranks")):
        found = Printer(data).explained("r1", code)
        html = report_html(found.table, found.about, "league", language, found.chain, found.sensitivity)
        assert f"<h2>{title}</h2>" in html
        assert html.count(f"<title>{title}: ") == 1
    assert main(["round", "publish", "r1"]) == 0
    page = create_app(data).test_client().get("/vong/r1/ket-qua").get_data(as_text=True)
    assert f"<h2>{SECTION}</h2>" in page
    assert page.count(f"<title>{SECTION}: ") == 2  # wide and narrow
    assert "mỗi trọng số tăng hoặc giảm tới 50%" in page
    assert "cách của bộ chỉ số; trung bình nhân có trọng số" in page
    assert "Độ nhạy của hạng" in page
    assert "hạt giống 20221005" in " ".join(page.split())


def test_a_page_without_it_says_nothing_of_it(data: Path) -> None:
    collect(data)
    assert main(["round", "score", "r1"]) == 0
    assert main(["round", "publish", "r1"]) == 0
    page = create_app(data).test_client().get("/vong/r1/ket-qua").get_data(as_text=True)
    assert SECTION not in page
    assert "Độ nhạy" not in page


def test_pdfs_are_made_anew_once_it_is_kept(data: Path) -> None:
    collect(data)
    main(["round", "score", "r1"])
    (run,) = (data / "runs").iterdir()
    room = RunRoom(data)
    traces = [trace_of_sensitivity(room, run.name)]
    for seed in ("1", "2"):
        assert main(["round", "sensitivity", "r1", "--blocks", "16", "--seed", seed, "--again"]) == 0
        traces.append(trace_of_sensitivity(room, run.name))
    assert traces[0] == ""
    assert len(set(traces)) == 3


def test_what_is_kept_is_not_replaced_unless_somebody_says_so(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = scored(data)
    before = (data / "runs" / code / SENSITIVITY).read_bytes()
    assert main(["round", "sensitivity", "r1", "--blocks", "64"]) == 0
    assert "is kept already, from 256 runs" in capsys.readouterr().err
    assert main(["round", "sensitivity", "r1", "--blocks", "32"]) == 1
    assert capsys.readouterr().err == (
        f"thuocdo round: The run {code} has its sensitivity, made otherwise (--blocks 64, --seed 20221005)."
        " Give --again to work it out anew and put it in the place of that.\n"
    )
    assert (data / "runs" / code / SENSITIVITY).read_bytes() == before
    assert main(["round", "sensitivity", "r1", "--blocks", "32", "--again", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [row["choice"] for row in told] == ["weights", "aggregate"]
    assert all(row["total_low"] <= row["total"] <= row["total_high"] for row in told)
    assert main(["verify", code]) == 0


def test_a_run_whose_sensitivity_was_changed_does_not_verify(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = scored(data)
    room = RunRoom(data)
    found = kept_sensitivity(room, code)
    assert found is not None
    assert found.rank_change is not None
    found.rank_change.total[0] += 0.01
    room.keep_beside(code, SENSITIVITY, file_of(found))
    assert main(["verify", code]) == 1
    assert f"{SENSITIVITY}: rank_change/total differs" in capsys.readouterr().out
    (data / "runs" / code / SENSITIVITY).write_bytes(b"no figures")
    assert main(["verify", code]) == 1
    assert f"{SENSITIVITY}: it cannot be worked out again" in capsys.readouterr().out
    assert main(["round", "sensitivity", "r1", "--blocks", "64"]) == 2
    assert f"See `thuocdo verify {code}`." in capsys.readouterr().err


def test_weights_of_each_dimension_apart(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(data, "plain.yaml")
    main(["round", "score", "r1"])
    more = ["--blocks", "32", "--vary-weights", "0.3", "--by-group"]
    assert main(["round", "sensitivity", "r1", *more, "--json"]) == 0
    out = capsys.readouterr().out
    (row,) = json.loads(out[out.index("[\n") :])
    assert row["choice"] == "weights:total"
    found = Printer(data).explained("r1")
    html = report_html(found.table, found.about, "league", "vi", found.chain, found.sensitivity)
    assert "Trọng số trong Total" in html


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["sensitivity", "r2"], "There is no round `r2`"),
        (["sensitivity", "r1"], "The round r1 has no run yet: `thuocdo round score r1` makes one."),
        (["score", "r1", "--sensitivity", "100"], "The design takes a power of 2, not 100."),
        (["sensitivity", "r1", "--run", "7K3M-9QRT-2VXA"], "The round r1 has no run 7K3M-9QRT-2VXA"),
        (["sensitivity", "r1", "--vary-weights", "2"], "--vary-weights is a share between 0 and 1"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_kept(
    data: Path, capsys: pytest.CaptureFixture[str], args: list[str], told: str
) -> None:
    collect(data)
    capsys.readouterr()
    assert main(["round", *args]) == 1
    assert told in capsys.readouterr().err
    assert not (data / "runs").exists()


def test_a_framework_that_lets_nothing_vary_is_told_so(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    collect(data, "plain.yaml")
    main(["round", "score", "r1"])
    assert main(["round", "sensitivity", "r1"]) == 1
    assert "`roads` lets nothing vary, so ranks rest on no choice. Give --vary-weights" in capsys.readouterr().err
