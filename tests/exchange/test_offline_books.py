"""A self-assessment as a workbook, out and back in: nothing lost, nothing half taken in, nobody overwritten."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from offline_books import Book

from engine.catalog import Catalog, Offered, build_catalog
from engine.exchange.offline.layout import KEPT, Offline
from engine.exchange.offline.reading import Brought, kept_in, read_workbook
from engine.exchange.offline.taking import Taken, export, take, whose
from engine.exchange.offline.writing import Made, workbook
from engine.people.acts import Actor
from engine.plugins import make_plugin_manager, surveys_folders
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey, Answers
from engine.questionnaire.synthetic import Synthesiser
from engine.store.assessment_nouns import Stage, Step, StepKind
from engine.store.life import MeanwhileError
from engine.store.nouns import Round, RoundState
from engine.store.sqlite import SqliteStore

FEATURES = Path(__file__).parents[1] / "surveys" / "features"
NAMES = [
    *sorted(path.stem for path in FEATURES.rglob("*.yaml") if "\nforms:" in path.read_text("utf-8")),
    "dti_commune",
    "security4layer",
]
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LAN, HOA = Actor("lan", AT), Actor("hoa", AT)
ROUND, UNIT = "dti-2026", "xa-an-phu"
OURS = ROUND, UNIT


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return build_catalog(make_plugin_manager([*surveys_folders(), FEATURES, FEATURES / "scoring"]))


def offline_of(offered: Offered, answers: Answers) -> Offline:
    return Offline(offered.framework, offered.framework.forms[0], offered.vocabulary, answers)


def brought_back(offered: Offered, answers: Answers, path: Path) -> Brought:
    offline = offline_of(offered, answers)
    path.write_bytes(workbook(Made(offline, ROUND, UNIT, "Xã An Phú", AT.date(), {}, {})))
    kept, grids = kept_in(path)
    return read_workbook(kept, grids, offline.as_it_was(kept.lists))


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_that_nobody_touched_changes_nothing(name: str, catalog: Catalog, tmp_path: Path) -> None:
    offered = catalog.offered[name]
    draw = Synthesiser(offered.framework, offered.framework.forms[0], offered.vocabulary, date(2026, 5, 1))
    for seed in range(3):
        answers = draw.answers(Random(seed), {})
        brought = brought_back(offered, answers, tmp_path / "a.xlsx")
        assert [each.words("en") for each in brought.told if not each.warns] == []
        assert brought.changes == []


def test_rows_of_lists_are_renamed_and_added_and_answered_on_their_own_sheet(catalog: Catalog, tmp_path: Path) -> None:
    offered = catalog.offered["rows_of_units"]
    answers = {
        AnswerKey("main"): Answer(("r0000000a",), details={"r0000000a": "Một cửa"}),
        AnswerKey("built"): Answer(("r0000000b",), details={"r0000000b": "Kế toán"}),
        AnswerKey("users", "r0000000a"): Answer(40.0),
        AnswerKey("users", "r0000000b"): Answer(10.0),
    }
    offline = offline_of(offered, answers)
    book = Book(workbook(Made(offline, ROUND, UNIT, "Sở Y tế", AT.date(), {}, {})), tmp_path / "a.xlsx")
    book.put("Kế toán MISA", "built", "built[1]")
    book.put("Thư viện", "built", "built[2]")
    systems = book.sheets["systems"]
    users = systems[1].index("users")
    assert [line[:2] for line in systems[2:4]] == [["r0000000a", "Một cửa"], ["r0000000b", "Kế toán"]]
    systems[3][users] = 12
    systems[4][1], systems[4][users] = "Thư viện", 7
    kept, grids = kept_in(book.save())
    brought = read_workbook(kept, grids, offline.as_it_was(kept.lists))
    assert [each for each in brought.told if not each.warns] == []
    changes = {change.question: change.answers for change in brought.changes}
    built = changes["built"][AnswerKey("built")]
    assert built is not None
    first, second = built.value if isinstance(built.value, tuple) else ()
    assert first == "r0000000b"  # renamed, and still the same row
    assert built.details == {first: "Kế toán MISA", second: "Thư viện"}
    assert {key.item: answer and answer.value for key, answer in changes["users"].items()} == {
        "r0000000a": 40, "r0000000b": 12, second: 7,
    }  # fmt: skip


# In a round: what somebody changes is saved, and nobody is overwritten.

CLAIMED: Mapping[str, object] = {
    "population": 12000.0,
    "staffed": "full_time",
    "trained": {"done": 8.0, "due": 10.0},
    "drills": 2.5,
}


@pytest.fixture
def store(catalog: Catalog, tmp_path: Path) -> Iterator[SqliteStore]:
    offered = catalog.offered["appraised"]
    opened = SqliteStore.open(tmp_path / "data")
    file = offered.file
    opened.create_round(
        Round(ROUND, "appraised", "Tự đánh giá", RoundState.OPEN, False, None, None, file.text, file.sha256)
    )
    opened.begin_assessment(ROUND, "report", UNIT, "lan", AT)
    for name, value in CLAIMED.items():
        assert not opened.save_item(ROUND, UNIT, name, 0, {AnswerKey(name): Answer(value)}, "theo kế hoạch", "lan", AT).conflict
    yield opened
    opened.close()


@pytest.fixture
def offered(catalog: Catalog) -> Offered:
    return catalog.offered["appraised"]


@pytest.fixture
def book(store: SqliteStore, offered: Offered, tmp_path: Path) -> Book:
    return Book(export(store, offered, ROUND, UNIT, AT), tmp_path / "a.xlsx")


def taken(store: SqliteStore, offered: Offered, book: Book, **mine: tuple[str, ...]) -> Taken:
    return take(store, offered, book.save(), OURS, HOA, **mine)


def claims(store: SqliteStore) -> dict[str, object]:
    return {key.question: answer.value for key, answer in store.claimed(ROUND, UNIT)[UNIT].items()}


def test_the_workbook_says_whose_it_is_and_holds_what_was_claimed(book: Book) -> None:
    assert whose(book.path) == OURS
    line = book.items[book.line("staffed")]
    assert line[:2] == ["1.1", "Xã có cán bộ chuyên trách chuyển đổi số không?"]
    assert line[3] == "10"
    assert line[5:7] == ["Có người chuyên trách", "theo kế hoạch"]
    assert [book.items[book.line("trained", f"trained.{part}")][4:6] for part in ("done", "due")] == [["Đã làm được", 8], ["Tổng số", 10]]
    assert book.items[book.line("drills")][5] == 2.5
    assert book.items[book.line("systems", "systems.done")][5] == ""


def test_only_cells_of_answers_are_unlocked(store: SqliteStore, offered: Offered, tmp_path: Path) -> None:
    with zipfile.ZipFile(BytesIO(export(store, offered, ROUND, UNIT, AT))) as packed:
        styles, items = packed.read("xl/styles.xml").decode(), packed.read("xl/worksheets/sheet2.xml").decode()
        sheets = re.findall(r'<sheet name="([^"]+)"[^>]*?(veryHidden|/)', packed.read("xl/workbook.xml").decode())
        protected = [b"<sheetProtection" in packed.read(f"xl/worksheets/sheet{place}.xml") for place in range(1, len(sheets) + 1)]
    formats = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles.split("<cellXfs")[1])
    free = {str(at) for at, each in enumerate(formats) if 'locked="0"' in each}
    unlocked = {cell for cell, style in re.findall(r'<c r="([A-Z]+\d+)" s="(\d+)"', items) if style in free}
    assert {cell[0] for cell in unlocked} == {"F", "G"}
    assert len([cell for cell in unlocked if cell[0] == "F"]) == 7  # population, staffed, 2 × 2 of ratios, drills
    assert len([cell for cell in unlocked if cell[0] == "G"]) == 5
    assert all(protected)
    assert 'type="list"' in items
    assert dict(sheets)[KEPT] == "veryHidden"


def test_what_was_changed_is_saved_and_the_rest_stays_as_it_is(store: SqliteStore, offered: Offered, book: Book) -> None:
    book.put("Có người kiêm nhiệm", "staffed")
    book.put(3, "systems", "systems.done")
    book.put("4", "systems", "systems.due")
    book.put("", "drills")
    book.explain("xem quyết định 12", "trained", "trained.done")
    found = taken(store, offered, book)
    assert found == Taken(("staffed", "trained", "systems", "drills"), ())
    assert claims(store) == {
        "population": 12000,
        "staffed": "part_time",
        "trained": {"done": 8, "due": 10},
        "systems": {"done": 3, "due": 4},
    }
    items = store.items(ROUND, UNIT)
    assert items["trained"].explanation == "xem quyết định 12"
    assert items["staffed"].explanation == "theo kế hoạch"
    assert {name: item.version for name, item in items.items()} == {
        "population": 1, "staffed": 2, "trained": 2, "systems": 1, "drills": 2,
    }  # fmt: skip
    assert {item.by for name, item in items.items() if name != "population"} == {"hoa"}
    assert [(each.what, each.after) for each in store.audit("round/dti-2026/assessments")] == [("assessment.import", "4 items")]


def test_taking_it_in_twice_changes_nothing_more(store: SqliteStore, offered: Offered, book: Book) -> None:
    book.put("Chưa có", "staffed")
    assert taken(store, offered, book).saved == ("staffed",)
    assert taken(store, offered, book) == Taken((), ())
    assert store.items(ROUND, UNIT)["staffed"].version == 2


def test_every_bad_cell_is_told_and_nothing_is_saved(store: SqliteStore, offered: Offered, book: Book) -> None:
    before = claims(store)
    book.put("Có nhiều người", "staffed")
    book.put(12, "trained", "trained.done")
    book.put(101, "drills")
    book.put("!maybe", "systems", "systems.done")
    book.put(5, "population")
    with pytest.raises(ThuocDoError, match=r"4 mistakes; nothing was saved") as refused:
        taken(store, offered, book)
    told = [each.where for each in refused.value.problems]
    fields = {"1.1": ("staffed",), "1.2": ("trained", "trained.done"), "2.1": ("systems", "systems.done"), "2.2": ("drills",)}
    assert told == [f"sheet Tự đánh giá, cell F{book.line(*field) + 1}, {code}" for code, field in fields.items()]
    assert claims(store) == before


def test_an_item_that_somebody_changed_meanwhile_is_shown_from_both_sides(store: SqliteStore, offered: Offered, book: Book) -> None:
    store.save_item(ROUND, UNIT, "drills", 1, {AnswerKey("drills"): Answer(4.0)}, "mới có thêm", "minh", AT)
    store.save_item(ROUND, UNIT, "trained", 1, {AnswerKey("trained"): Answer({"done": 9.0, "due": 10.0})}, "theo kế hoạch", "minh", AT)
    book.put(3, "drills")
    book.put("Chưa có", "staffed")
    found = taken(store, offered, book)
    assert found.saved == ("staffed",)
    (conflict,) = found.conflicts  # what only the other changed is none
    assert (conflict.change.question, conflict.now.by, conflict.now.explanation) == ("drills", "minh", "mới có thêm")
    assert (conflict.their_words, conflict.our_words) == ("4", "3")
    assert claims(store)["drills"] == 4
    assert claims(store)["trained"] == {"done": 9, "due": 10}

    assert taken(store, offered, book, mine=("drills",)) == Taken(("drills",), ())
    assert claims(store)["drills"] == 3
    assert store.items(ROUND, UNIT)["drills"].explanation == "mới có thêm"  # the file did not touch it


def test_the_same_change_by_two_is_no_conflict(store: SqliteStore, offered: Offered, book: Book) -> None:
    store.save_item(ROUND, UNIT, "drills", 1, {AnswerKey("drills"): Answer(3.0)}, "theo kế hoạch", "minh", AT)
    book.put(3, "drills")
    assert taken(store, offered, book) == Taken((), ())


def test_an_assessment_that_is_locked_takes_nothing(store: SqliteStore, offered: Offered, book: Book) -> None:
    before = store.assessment(ROUND, UNIT)
    assert before is not None
    step = Step(ROUND, UNIT, "", StepKind.STAGE, "lan", AT)
    store.move_assessment(before, replace(before, stage=Stage.APPRAISAL, since=AT), step)
    book.put("Chưa có", "staffed")
    book.put(3, "drills")
    with pytest.raises(MeanwhileError):
        taken(store, offered, book)
    assert claims(store)["staffed"] == "full_time"


def test_a_workbook_of_another_unit_or_version_or_without_its_hidden_sheet_is_refused(
    store: SqliteStore, offered: Offered, book: Book
) -> None:
    with pytest.raises(ThuocDoError, match="one mistake; nothing was saved"):
        take(store, offered, book.path, (ROUND, "xa-cam-son"), HOA)
    kept = book.sheets[KEPT]
    version = next(line for line in kept if line[0] == "version")
    version[1] = "0" * 16
    with pytest.raises(ThuocDoError) as refused:
        taken(store, offered, book)
    assert "Questions or options have changed since this file was written." in str(refused.value.problems[0])
    del book.sheets[KEPT]
    with pytest.raises(ThuocDoError) as refused:
        taken(store, offered, book)
    assert "This is no self-assessment written by the system" in str(refused.value.problems[0])


def test_a_line_that_was_taken_out_is_told_not_taken_for_empty(store: SqliteStore, offered: Offered, book: Book) -> None:
    del book.items[book.line("trained", "trained.due")]
    with pytest.raises(ThuocDoError) as refused:
        taken(store, offered, book)
    assert "1.2: A line of this item is not in the file any more." in str(refused.value.problems[0])


@pytest.mark.parametrize("words", ["=HYPERLINK(\"http://x\")", "!dont_know", "'", "\x00 ‏ngược", "x" * 5000])
def test_hostile_explanations_come_back_as_words(store: SqliteStore, offered: Offered, book: Book, words: str) -> None:
    clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", words).strip()
    book.explain(clean, "staffed")
    assert taken(store, offered, book).saved == ("staffed",)
    assert store.items(ROUND, UNIT)["staffed"].explanation == clean
    again = Book(export(store, offered, ROUND, UNIT, AT), book.path)
    assert taken(store, offered, again) == Taken((), ())


def test_a_reason_for_no_answer_is_kept(store: SqliteStore, offered: Offered, book: Book) -> None:
    book.put("!not_applicable", "trained", "trained.done")
    book.put("", "trained", "trained.due")
    taken(store, offered, book)
    answer = store.claimed(ROUND, UNIT)[UNIT][AnswerKey("trained")]
    assert (answer.value, answer.missing.name) == (None, "NOT_APPLICABLE")
    again = Book(export(store, offered, ROUND, UNIT, AT), book.path)
    assert again.items[again.line("trained", "trained.done")][5] == "!not_applicable"
    assert taken(store, offered, again) == Taken((), ())
