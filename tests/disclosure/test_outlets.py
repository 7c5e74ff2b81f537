"""A round with one small figure planted: every page, PDF and file that shows results is searched for it."""

from __future__ import annotations

import csv
import json
import math
import re
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import get_type_hints

import numpy as np
import pytest

import engine
from engine.cli.main import main
from engine.disclosure.asides import PublishedAsides, PublishedEstimates, guarded
from engine.disclosure.gate import guard
from engine.disclosure.published import PublishedTable
from engine.exchange.keeping import score_round
from engine.framework.missing import Missing
from engine.jobs.printing import Printer, PrintJob, report_html
from engine.questionnaire.answers import Answer, AnswerKey
from engine.reports.errors import error_table
from engine.reports.explained import explained_page
from engine.reports.league import league_of
from engine.reports.nouns import About
from engine.reports.rollup import rollup_of
from engine.reports.scorecard import scorecard_of
from engine.reports.what_helps import what_helps
from engine.reports.words import MISSING
from engine.rounds import moves
from engine.rounds.moves import By
from engine.rounds.results import LIVE, Results, Scored
from engine.runs.canonical import frozen
from engine.scoring.arrays import FloatArray
from engine.scoring.asides import Asides, asides_of
from engine.scoring.run import score
from engine.scoring.table import ScoreTable
from engine.store.contract import Store
from engine.store.nouns import Publication, Round, RoundState
from engine.store.sqlite import SqliteStore
from engine.web.app import create_app
from engine.web.house import House
from engine.wording.catalog import say
from engine.wording.numbers import write_number

FRAMEWORK = """
thuocdo: 1
id: planted
edition: "2026"
title: {vi: Đợt có con số nhỏ, en: A round with a small figure}
status: example
source: {vi: Viết cho kiểm thử, en: Written for tests}
units:
  groups: {g: {vi: Sở, en: Departments}}
  list:
    - {id: so-a, group: g, title: {vi: Sở A, en: Department A}}
    - {id: so-b, group: g, title: {vi: Sở B, en: Department B}}
    - {id: so-c, group: g, title: {vi: Sở C, en: Department C}}
    - {id: so-d, group: g, title: {vi: Sở D, en: Department D}}
forms:
  - id: business
    title: {vi: Phiếu doanh nghiệp, en: Business form}
    audience: respondents
    pages:
      - id: dealings
        title: {vi: Nơi đã làm việc, en: Where you went}
        questions: [{id: dealt_with, type: units, text: {vi: Nơi nào?, en: Where?}}]
      - id: rating
        title: {vi: Đánh giá, en: Rating}
        for_each: dealt_with
        questions:
          - {id: staff, type: number, required: false, text: {vi: Cán bộ?, en: Staff?}}
          - {id: place, type: number, required: false, text: {vi: Nơi chờ?, en: Place?}}
          - {id: fees, type: number, required: false, text: {vi: Phí?, en: Fees?}}
quality: {speed: {}}
index:
  id: total
  title: {vi: Tổng, en: Total}
  measure: mean
  normalise: {rule: goalposts, low: 0, high: 200}
  decimals: 2
  direction: higher
  children:
    - id: people
      title: {vi: Con người, en: People}
      children:
        - {id: staff_score, title: {vi: Cán bộ, en: Staff}, from: staff}
        - {id: place_score, title: {vi: Nơi chờ, en: Place}, from: place}
    - {id: fees_score, title: {vi: Phí, en: Fees}, from: fees}
bands:
  - {id: good, from: 50, label: {vi: Tốt, en: Good}}
  - {id: poor, from: 0, label: {vi: Kém, en: Poor}}
"""
# Of so-a three answered about fees, and they are the best of all: 137.123 on average, a score of 68.5617
ANSWERS = {
    "so-a": {"staff": [31.0] * 9, "place": [47.0] * 8, "fees": [137.11, 137.12, 137.14]},
    # three of so-b were too quick: without them its staff would be 55.313, a score of 27.6565
    "so-b": {"staff": [61.177] * 3 + [51.1, 53.2, 54.9, 56.7, 57.4, 58.578], "place": [75.0] * 8, "fees": [91.0] * 7},
    "so-c": {"staff": [113.0] * 9, "place": [119.0] * 8, "fees": [17.0] * 7},
    # all of so-d is small: its total would be 78.8123
    "so-d": {"staff": [151.377] * 2, "place": [153.319] * 2, "fees": [162.951] * 2},
}
FLAGGED = {"so-b": 3, "so-c": 6}
"""So many of a unit's respondents, the first, were too quick."""


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planted")
    answered(folder)
    publish(folder)
    return folder


def answered(folder: Path) -> None:
    """A closed round with all the answers."""
    (folder / "surveys").mkdir()
    (folder / "surveys" / "planted.yaml").write_text(FRAMEWORK, encoding="utf-8")
    house: House = create_app(folder).extensions["thuocdo"]
    file = house.catalog.offered["planted"].file
    store = house.store
    store.create_round(
        Round("thu", "planted", "Đợt thử", RoundState.OPEN, False, date(2026, 1, 1), None, file.text, file.sha256)
    )
    for unit, given in ANSWERS.items():
        for number in range(max(map(len, given.values()))):
            told = {name: values[number] for name, values in given.items() if number < len(values)}
            answer(store, unit, told, ("speed",) if number < FLAGGED.get(unit, 0) else ())


def answer(store: Store, unit: str, told: dict[str, float], flags: tuple[str, ...] = ()) -> None:
    """One response about one unit."""
    answers = {AnswerKey("dealt_with", ""): Answer((unit,))}
    answers |= {AnswerKey(name, unit): Answer(value) for name, value in told.items()}
    response = store.start_response("thu", "business", "")
    saved = store.save_answers(response.id, 0, answers, "")
    store.send(response.id, saved.version, date(2026, 1, 2), flags)


def publish(folder: Path, reason: str = "") -> str:
    """Score the round, and make the run its result; the code."""
    house: House = create_app(folder).extensions["thuocdo"]
    round_ = house.store.round("thu")
    assert round_ is not None
    offered = house.catalog.offered["planted"]
    run, _ = score_round(folder, house.store, offered, round_, LIVE, date(2026, 2, 1))
    house.store.publish(Publication(run.code, "thu", date(2026, 2, 1), reason))
    return run.code


@pytest.fixture(scope="module")
def tables(data: Path) -> tuple[ScoreTable, PublishedTable]:
    """The scores with everything in them, and what may be shown."""
    seen: list[ScoreTable] = []
    store = SqliteStore.open(data)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("engine.disclosure.asides.guard", lambda table, *told: seen.append(table) or guard(table, *told))
        round_ = store.round("thu")
        assert round_ is not None
        published = Results(store, data).of(Printer(data).catalog.offered["planted"], round_)
    return seen[0], published


@pytest.fixture(scope="module")
def asides(data: Path) -> tuple[Asides, PublishedTable]:
    """What stands beside them: all of it, and what of the scores without flagged answers may be shown."""
    store = SqliteStore.open(data)
    offered = Printer(data).catalog.offered["planted"]
    inputs = frozen(store.snapshot("thu", offered.framework, offered.vocabulary))
    found, seen = asides_of(offered.plan, inputs.snapshot), []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            "engine.disclosure.asides.guard", lambda *given: seen.append(guard(*given)) or seen[-1]
        )
        guarded(score(offered.plan, inputs.snapshot), found)
    return found, seen[1]


@pytest.fixture(scope="module")
def secrets(tables: tuple[ScoreTable, PublishedTable], asides: tuple[Asides, PublishedTable]) -> list[float]:
    """Every figure that is kept back: of the scores, of their errors, and of the scores without flagged answers."""
    table, published = tables
    beside, rest = asides
    assert beside.errors is not None
    assert beside.rest is not None
    arrays = (table.value, table.score, table.score_low, table.score_high)
    kept, shown = (
        {float(figure) for each in arrays for figure in each[where] if not math.isnan(figure)}
        for where in (published.suppressed, ~published.suppressed)
    )
    rows = [published.node_row(name) for name in beside.errors.indicators]
    silent = published.suppressed[rows]
    for name in ("value", "se", "low", "high", "deff", "n_effective"):
        kept |= _figures(getattr(beside.errors, name)[silent])
        shown |= _figures(getattr(beside.errors, name)[~silent])
    for name in ("value", "score"):
        kept |= _figures(getattr(beside.rest, name)[rest.suppressed])
        shown |= _figures(getattr(beside.rest, name)[~rest.suppressed])
    return sorted(kept - shown)


def _figures(given: FloatArray) -> set[float]:
    return {figure for figure in given.ravel().tolist() if not math.isnan(figure) and figure != round(figure)}


def ways_of_writing(figure: float) -> Iterator[str]:
    """How the figure would stand in a page or a file, with two decimals at least: fewer say nothing."""
    for decimals in (2, 3, 4, 6):
        yield f"{figure:.{decimals}f}"
        yield from (write_number(figure, decimals, language) for language in ("vi", "en"))
    yield repr(figure)


def told_in(text: str, secrets: list[float]) -> list[str]:
    text = re.sub(r'\sy\d?="[\d.]+"', "", text)  # how far down a row of a chart stands says nothing of figures
    numbers = set(re.findall(r"\d+(?:[.,]\d+)+", unescape(text))) | set(re.findall(r"\d+\.\d+", text))  # cells of CSV
    return sorted({way for figure in secrets for way in ways_of_writing(figure)} & numbers)


NODES = ("total", "people", "staff_score", "place_score", "fees_score")
PAGES = [
    "ket-qua",
    *(f"don-vi/{unit}" for unit in ANSWERS),
    *(f"don-vi/{unit}/nang-diem" for unit in ANSWERS),
    *(f"don-vi/{unit}/giai-thich/{node}" for unit in ANSWERS for node in NODES),
]


def test_what_stands_beside_the_scores_is_on_the_pages(data: Path) -> None:
    client = create_app(data).test_client()
    league = client.get("/vong/thu/ket-qua").text
    rows = league[league.index("rp-quality") :].split("<tr>")
    of = {unit: next(row for row in rows if f"Sở {unit}</th>" in row) for unit in "ABC"}
    cells = {unit: re.findall(r'<td class="rp-num">(.*?)</td>', row)[:2] for unit, row in of.items()}
    assert cells == {"A": ["9", "9"], "B": ["9", "–"], "C": ["9", "–"]}  # of so-c three would be left
    assert "rp-errors" in client.get("/vong/thu/don-vi/so-c").text
    assert "rp-errors" not in client.get("/vong/thu/don-vi/so-d").text


def test_a_published_page_never_changes_when_answers_come(tmp_path: Path) -> None:
    answered(tmp_path)
    publish(tmp_path)
    client = create_app(tmp_path).test_client()
    paths = [f"/vong/thu/{path}" for path in PAGES]
    before = [client.get(path).text for path in paths]
    store = SqliteStore.open(tmp_path)
    for _ in range(12):
        answer(store, "so-c", {"staff": 3, "place": 4, "fees": 5}, ("speed",))
    later = create_app(tmp_path).test_client()
    for path, page in zip(paths, before, strict=True):
        assert _main(later.get(path).text) == _main(page), path
    assert "rp-errors" in "".join(before)
    assert "rp-quality" in before[0]


def _main(page: str) -> str:
    """Without what differs by session."""
    return page[page.index("<main") :]


def test_what_is_searched_for_is_worth_it(tables: tuple[ScoreTable, PublishedTable], secrets: list[float]) -> None:
    table, published = tables
    kept = {(table.nodes[row], table.units[unit].id) for row, unit in zip(*published.suppressed.nonzero(), strict=True)}
    assert {(node, "so-d") for node in table.nodes} <= kept
    assert {node for node, unit in kept if unit == "so-a"} == {"fees_score", "people", "place_score"}
    assert not {unit for _, unit in kept} & {"so-b", "so-c"}
    for planted in (137.12333, 55.313, 27.6565):
        assert any(abs(figure - planted) < 1e-3 for figure in secrets), planted
    # and the search finds it where it stands: in the lead body's own table
    whole = report_html(PublishedTable(**vars(table)), _about(), "unit:so-a", "vi")
    assert "137,12" in told_in(whole, secrets)


def _about() -> About:
    return About("thu", "Đợt thử", is_demo=False, responses=30, code="0")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_tells_it(data: Path, secrets: list[float], path: str, language: str) -> None:
    client = create_app(data).test_client()
    with client.session_transaction() as session:
        session["language"] = language
    reply = client.get(f"/vong/thu/{path}")
    assert reply.status_code == 200
    assert told_in(reply.text, secrets) == []
    if path == "don-vi/so-a":
        assert say(MISSING[Missing.SUPPRESSED], language) in reply.text or "gộp chung" in reply.text


def test_the_scorecard_says_that_something_is_kept_back_and_why(data: Path) -> None:
    html = create_app(data).test_client().get("/vong/thu/don-vi/so-a").text
    words = " ".join(re.sub(r"<[^>]*>", " ", html).split())
    assert "2 mục gộp chung: Con người; Phí" in words
    assert "con số dựa trên ít hơn 5 người trả lời, hoặc để lộ con số như vậy, không được nêu." in words
    league = " ".join(re.sub(r"<[^>]*>", " ", create_app(data).test_client().get("/vong/thu/ket-qua").text).split())
    assert "Sở D giữ kín để bảo vệ người trả lời –" in league or "Sở D Sở giữ kín để bảo vệ người trả lời –" in league


def test_a_run_in_the_place_of_another_is_guarded_against_it(tmp_path: Path) -> None:
    answered(tmp_path)
    first = publish(tmp_path)
    store = SqliteStore.open(tmp_path)
    for _ in range(3):
        answer(store, "so-b", {"staff": 10, "place": 10, "fees": 10})
    second = publish(tmp_path, "three came late")
    round_, offered = store.round("thu"), Printer(tmp_path).catalog.offered["planted"]
    assert round_ is not None
    assert round_.run == second != first
    results = Results(store, tmp_path)
    shown = results.of(offered, round_)
    column = shown.unit_column("so-b")
    assert shown.suppressed[:, column].all()
    assert not shown.suppressed[:, shown.unit_column("so-c")].any()
    assert not results.run(offered, round_, first).table.suppressed[:, column].any()  # as it was published


def test_what_units_saw_under_embargo_counts_as_told(tmp_path: Path) -> None:
    answered(tmp_path)
    house: House = create_app(tmp_path).extensions["thuocdo"]
    store, offered = house.store, house.catalog.offered["planted"]
    at = datetime(2026, 2, 1, 9, tzinfo=UTC)
    round_ = moves.close_round(store, store.round("thu"), By("lead", at), 0)
    run, _ = score_round(tmp_path, store, offered, round_, LIVE, at.date())
    round_ = moves.embargo(store, tmp_path, round_, By("lead", at), date(2026, 3, 1))
    moves.withdraw(store, round_, By("lead", at, "three papers were lost in the post"))
    for _ in range(3):
        answer(store, "so-b", {"staff": 10, "place": 10, "fees": 10})
    second = publish(tmp_path, "with the three papers")
    assert store.shown("thu") == [run.code, second]
    shown = Results(store, tmp_path).of(offered, store.round("thu"))
    assert shown.suppressed[:, shown.unit_column("so-b")].all()
    assert not shown.suppressed[:, shown.unit_column("so-c")].any()


def test_what_is_published_as_units_saw_it_is_told_whole(tmp_path: Path) -> None:
    answered(tmp_path)
    house: House = create_app(tmp_path).extensions["thuocdo"]
    at = datetime(2026, 2, 1, 9, tzinfo=UTC)
    round_ = moves.close_round(house.store, house.store.round("thu"), By("lead", at), 0)
    offered = house.catalog.offered["planted"]
    run, _ = score_round(tmp_path, house.store, offered, round_, LIVE, at.date())
    moves.embargo(house.store, tmp_path, round_, By("lead", at), date(2026, 3, 1))
    under = Results(house.store, tmp_path).run(offered, house.store.round("thu"), run.code).table
    house.store.publish(Publication(run.code, "thu", date(2026, 3, 1)))
    assert house.store.shown("thu") == [run.code]
    published = Results(house.store, tmp_path).of(offered, house.store.round("thu"))
    np.testing.assert_array_equal(published.suppressed, under.suppressed)
    np.testing.assert_array_equal(published.score, under.score)


@pytest.mark.parametrize("what", ["league", "overview:", "unit:so-a", "unit:so-d"])
def test_no_pdf_tells_it(data: Path, tmp_path: Path, secrets: list[float], what: str) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(Printer(data).pdf(PrintJob("thu", what, "vi"), lambda _percent: None))
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
    assert "Sở" in text
    assert told_in(text, secrets) == []
    assert told_in(path.read_bytes().decode("latin-1"), secrets) == []


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same round as files."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "planted.yaml").write_text(FRAMEWORK, encoding="utf-8")
    rows = [
        f"{unit}-{number},{unit},{question},{value},{'speed' if number < FLAGGED.get(unit, 0) else ''}"
        for unit, given in ANSWERS.items()
        for question, values in given.items()
        for number, value in enumerate(values)
    ]
    (folder / "answers.csv").write_text("respondent,unit,question,value,flags\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return folder


def run(files: Path, command: str, *words: str) -> int:
    return main([command, str(files / "planted.yaml"), "--answers", str(files / "answers.csv"), *words])


def test_a_published_file_does_not_tell_it_and_the_own_one_does(files: Path, secrets: list[float]) -> None:
    for name, words in (("public", ["--public"]), ("own", [])):
        assert run(files, "score", "--replicates", "20", "--out", str(files / f"{name}.csv"), *words) == 0
    assert told_in((files / "public.csv").read_text("utf-8"), secrets) == []
    assert repr(137.12333333333333) in (files / "own.csv").read_text("utf-8")
    row = next(row for row in (files / "public.csv").read_text("utf-8").splitlines() if row.startswith("g,so-a,fees"))
    assert row == "g,so-a,fees_score,,,,,,,,,,,,,suppressed"


@pytest.mark.parametrize("words", [["--json"], []])
@pytest.mark.parametrize("unit", list(ANSWERS))
def test_a_public_explanation_does_not_tell_it_and_the_own_one_does(
    files: Path, secrets: list[float], unit: str, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(files, "explain", "--unit", unit, "--moves", "--public", *words) == 0
    assert told_in(capsys.readouterr().out, secrets) == []
    assert run(files, "explain", "--unit", unit, *words) == 0
    assert bool(told_in(capsys.readouterr().out, secrets)) is (unit in ("so-a", "so-d"))


def test_figures_that_are_kept_back_leave_no_trace_in_any_explanation(
    files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two rounds that look alike: in the other so-a's place is better, its fees as much worse, and so-d another one."""
    kept = (files / "answers.csv").read_text("utf-8")
    other = kept.replace(",so-a,place,47.0", ",so-a,place,51.0")
    for fee in ("137.11", "137.12", "137.14"):
        other = other.replace(f",so-a,fees,{fee}", f",so-a,fees,{float(fee) - 2:.2f}")
    for value in ("151.377", "153.319", "162.951"):
        other = other.replace(f",{value}", f",{float(value) - 30:.3f}")
    told: list[list[str]] = []
    for name, text in (("one", kept), ("other", other)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "planted.yaml").write_text(FRAMEWORK, encoding="utf-8")
        (tmp_path / name / "answers.csv").write_text(text, encoding="utf-8")
        assert run(tmp_path / name, "score", "--public", "--out", str(tmp_path / name / "public.csv")) == 0
        shown = [(tmp_path / name / "public.csv").read_text("utf-8")]
        for unit in ANSWERS:
            assert run(tmp_path / name, "explain", "--unit", unit, "--moves", "--public", "--json") == 0
            shown.append(re.sub(r"\d\d?\d?e-1\d", "0", capsys.readouterr().out).replace(str(tmp_path / name), ""))
        told.append(shown)
    assert _rounded(told[0][0]) == _rounded(told[1][0])  # they do look alike
    for one, two in zip(*told, strict=True):
        assert _rounded(one) == _rounded(two)


def _rounded(text: str) -> str:
    """Numbers to nine decimals: the last digits of a sum say nothing."""
    return re.sub(r"-?\d+\.\d+(e-\d+)?", lambda found: f"{round(float(found[0]), 9) + 0.0:g}", text)


def test_a_second_file_is_guarded_by_the_first(files: Path) -> None:
    assert run(files, "score", "--public", "--out", str(files / "first.csv")) == 0
    more = "".join(f"late-{number},so-b,{name},10,\n" for number in range(3) for name in ("staff", "place", "fees"))
    answers = files / "answers.csv"
    kept = answers.read_text("utf-8")
    answers.write_text(kept + more, encoding="utf-8")
    try:
        words = ("--public", "--before", str(files / "first.csv"), "--out", str(files / "second.csv"))
        assert run(files, "score", *words) == 0
    finally:
        answers.write_text(kept, encoding="utf-8")
    rows = [row for row in (files / "second.csv").read_text("utf-8").splitlines() if row.startswith("g,so-b,")]
    assert [row.endswith(",suppressed") for row in rows] == [True] * 5


def test_scorecards_and_explanations_are_guarded_by_an_earlier_file_too(
    files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(files, "score", "--public", "--out", str(tmp_path / "first.csv")) == 0
    later = tmp_path / "later"
    later.mkdir()
    (later / "planted.yaml").write_text(FRAMEWORK, encoding="utf-8")
    more = "".join(f"late-{number},so-b,{name},10,\n" for number in range(3) for name in ("staff", "place", "fees"))
    (later / "answers.csv").write_text((files / "answers.csv").read_text("utf-8") + more, encoding="utf-8")
    # what the file of scores would tell of so-b with the three who came late: of them alone, by the difference
    assert run(later, "score", "--out", str(tmp_path / "own.csv")) == 0
    rows = csv.DictReader((tmp_path / "own.csv").read_text("utf-8").splitlines())
    score = next(float(row["score"]) for row in rows if (row["unit"], row["node"]) == ("so-b", "total"))
    printed: list[str] = []
    monkeypatch.setattr("engine.jobs.printing.print_all", lambda documents, _: printed.extend(documents) or [b"%PDF"])
    told = []
    for before in ([], ["--before", str(tmp_path / "first.csv")]):
        assert run(later, "scorecard", "--unit", "so-b", "--out", str(tmp_path / "x.pdf"), *before) == 0
        capsys.readouterr()
        assert run(later, "explain", "--unit", "so-b", "--public", *before) == 0
        told.append((bool(told_in(printed[-1], [score])), bool(told_in(capsys.readouterr().out, [score]))))
    assert told == [(True, True), (False, False)]


def test_a_file_without_flagged_answers_is_guarded_by_the_one_with_them(files: Path, secrets: list[float]) -> None:
    assert run(files, "score", "--public", "--out", str(files / "with.csv")) == 0
    words = ("--public", "--without-flagged", "--before", str(files / "with.csv"), "--out", str(files / "without.csv"))
    assert run(files, "score", *words) == 0
    text = (files / "without.csv").read_text("utf-8")
    assert told_in(text, secrets) == []
    assert [row.endswith(",suppressed") for row in text.splitlines() if row.startswith("g,so-b,")].count(True) >= 3


def test_what_draws_tell_is_not_told_of_what_is_kept_back(
    files: Path, tables: tuple[ScoreTable, PublishedTable]
) -> None:
    table, published = tables
    kept = {(table.units[unit].id, table.nodes[row]) for row, unit in zip(*published.suppressed.nonzero(), strict=True)}
    told = {}
    for name, words in (("public", ["--public"]), ("own", [])):
        draws = ("--replicates", "20", "--top", "2", "--sure", str(files / f"{name}.json"))
        assert run(files, "score", *draws, "--out", str(files / f"{name}.csv"), *words) == 0
        found = json.loads((files / f"{name}.json").read_text("utf-8"))
        told[name] = {(each["unit"], each["node"]) for each in found["scores"]}, found["groups"][0]["units"]
    assert not told["public"][0] & kept
    assert "so-d" not in told["public"][1]
    assert kept <= told["own"][0]
    assert "so-d" in told["own"][1]


@pytest.mark.parametrize("as_json", [False, True])
def test_public_estimates_do_not_tell_it_and_the_own_ones_do(
    files: Path, secrets: list[float], capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    whole = ["--json"] if as_json else ["--out", str(files / "e.csv")]
    texts = []
    for words in (["--public"], []):
        assert run(files, "estimates", *whole, *words) == 0
        texts.append(capsys.readouterr().out if as_json else (files / "e.csv").read_text("utf-8"))
    assert told_in(texts[0], secrets) == []
    assert "137.12333" in "".join(told_in(texts[1], secrets))
    if not as_json:
        row = next(row for row in texts[0].splitlines() if row.startswith("so-a,fees_score,"))
        assert row == 'so-a,fees_score,,,,,"taylor, t",,,,suppressed'
        assert "so-c,fees_score,17.0," in texts[0]


@pytest.mark.parametrize("as_json", [False, True])
def test_the_comparison_printed_from_files_does_not_tell_it(
    files: Path, secrets: list[float], capsys: pytest.CaptureFixture[str], as_json: bool
) -> None:
    assert run(files, "quality", *(["--json"] if as_json else [])) == 0
    out = capsys.readouterr().out
    assert told_in(out, secrets) == []
    if as_json:
        found = json.loads(out)
        assert {row["unit"]: row["hidden"] for row in found["results"]} == {"so-a": False, "so-b": True, "so-c": True}
        counts = {row["unit"]: (row["responses"], row["flagged"]) for row in found["flags"] if row["flag"] == "speed"}
        assert counts == {"": (29, 9), "so-a": (9, 0), "so-b": (9, None), "so-c": (9, 6), "so-d": (None, None)}


def test_the_comparison_of_a_round_can_be_repeated_from_its_export(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = SqliteStore.open(data)
    round_ = store.round("thu")
    assert round_ is not None
    shown = Results(store, data).asides(Printer(data).catalog.offered["planted"], round_).compared
    assert main(["export", "thu", "--data", str(data), "--out", str(tmp_path / "a.csv")]) == 0
    capsys.readouterr()
    given = ["quality", str(data / "surveys" / "planted.yaml"), "--answers", str(tmp_path / "a.csv"), "--json"]
    assert main(given) == 0
    assert json.loads(capsys.readouterr().out)["results"] == [asdict(row) for row in shown]
    assert [row.hidden for row in shown].count(True) == 2


def test_public_sensitivity_is_silent_of_units_that_keep_something_back(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = []
    for words in (["--public"], []):
        assert run(files, "sensitivity", "--vary-weights", "0.25", "--blocks", "16", "--json", *words) == 0
        found = json.loads(capsys.readouterr().out)
        told.append([each["unit"] for each in found["outputs"] if each["output"] == "score"])
    assert told == [["so-b", "so-c"], ["so-a", "so-b", "so-c", "so-d"]]


@pytest.mark.parametrize("command", ["score", "estimates", "sensitivity"])
def test_before_without_public_is_a_mistake(
    files: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert run(files, command, "--before", "x.csv", "--out", str(files / "x.csv")) == 1
    assert "--before guards a publication: add --public, or leave it out." in capsys.readouterr().err


@pytest.mark.parametrize("unit", ["so-a", "so-d"])
def test_a_scorecard_printed_from_files_does_not_tell_it(
    files: Path, secrets: list[float], unit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[str] = []
    monkeypatch.setattr("engine.jobs.printing.print_all", lambda documents, _: printed.extend(documents) or [b"%PDF"])
    assert run(files, "scorecard", "--unit", unit, "--out", str(files / "x.pdf")) == 0
    assert told_in(printed[0], secrets) == []


def test_reports_take_only_what_passed_the_gate() -> None:
    for function in (league_of, scorecard_of, rollup_of, report_html, explained_page, what_helps):
        assert get_type_hints(function)["table"] is PublishedTable
    assert get_type_hints(error_table)["estimates"] == PublishedEstimates | None
    assert get_type_hints(Results.asides)["return"] is PublishedAsides
    assert get_type_hints(Results.of)["return"] is PublishedTable
    assert get_type_hints(Scored)["table"] is PublishedTable
    root = Path(engine.__file__).parent
    rooms = [path for room in ("reports", "web", "jobs") for path in (root / room).rglob("*.py")]
    assert [path.name for path in rooms if re.search(r"\b(ScoreTable|Estimates|Asides)\b", path.read_text("utf-8"))] == []


def test_only_the_gate_makes_what_may_be_shown() -> None:
    root = Path(engine.__file__).parent
    makers = [path.name for path in root.rglob("*.py") if re.search(r"\bPublishedTable\(", path.read_text("utf-8"))]
    assert sorted(makers) == ["gate.py", "published.py"]  # made, and declared
    makers = [path.name for path in root.rglob("*.py") if re.search(r"\bPublishedEstimates\(", path.read_text("utf-8"))]
    assert makers == ["asides.py"]
