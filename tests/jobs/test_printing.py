"""What a PDF depends on is in its key, and the same key gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from engine.catalog import build_catalog
from engine.jobs.printing import BLANK, Printer, PrintJob, blank_key, content_key
from engine.plugins import make_plugin_manager
from engine.problems import ThuocDoError
from engine.reports import press
from engine.resources import folder
from engine.rounds.demo import make_demo_rounds
from engine.store.sqlite import SqliteStore

ROUND = "demo-sample"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    starter = (folder("templates") / "starter.yaml").read_text(encoding="utf-8").replace("id: ID", "id: sample")
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "sample.yaml").write_text(starter, encoding="utf-8")
    return tmp_path


@pytest.fixture
def store(data: Path) -> Iterator[SqliteStore]:
    catalog = build_catalog(make_plugin_manager([data / "surveys"]))
    only = replace(catalog, offered={"sample": catalog.offered["sample"]})
    store = SqliteStore.open(data)
    make_demo_rounds(store, only, date(2026, 11, 23), lambda *_: None, 20)
    yield store
    store.close()


def test_the_same_round_prints_the_same_bytes(data: Path, store: SqliteStore) -> None:
    prints = [Printer(data).pdf(PrintJob(ROUND, "league", "vi"), lambda _: None) for _ in range(2)]
    assert prints[0] == prints[1]
    assert prints[0] != Printer(data).pdf(PrintJob(ROUND, "league", "en"), lambda _: None)


def test_the_key_changes_with_all_that_a_pdf_shows(store: SqliteStore) -> None:
    round_ = store.round(ROUND)
    assert round_ is not None
    keys = [content_key(store, round_), content_key(store, round_)]
    assert keys[0] == keys[1]
    keys.append(content_key(store, replace(round_, framework_sha256="0" * 64)))
    keys.append(content_key(store, replace(round_, title="Tên khác")))
    keys.append(content_key(store, replace(round_, is_demo=False)))
    assert len(set(keys)) == 4


def test_another_answer_is_another_key(store: SqliteStore) -> None:
    round_ = store.round(ROUND)
    assert round_ is not None
    before = content_key(store, round_)
    response = store.start_response(ROUND, "business", "")
    store.send(response.id, response.version, date(2026, 11, 23), ())
    assert content_key(store, round_) != before


def test_a_template_another_library_or_a_translation_is_another_press(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = press.press()
    assert press.fingerprint([*press.files()]) == press.fingerprint([*press.files()])
    other = tmp_path / "print.css"
    other.write_text("p { color: red }", "utf-8")
    assert press.fingerprint([*press.files(), other]) != press.fingerprint([*press.files()])
    monkeypatch.setattr(press, "version", lambda _library: "0.0")
    assert press.fingerprint([*press.files()]) != now
    names = {path.name for path in press.files()}
    assert names > {"print.css", "scorecard.html", "en.po", "BeVietnamPro-Bold.ttf", "climb.py", "standing.py"}


def test_a_round_that_was_meant_is_named(data: Path, store: SqliteStore) -> None:
    with pytest.raises(ThuocDoError, match="Did you mean `demo-sample`"):
        Printer(data).scored("demo-sampl")
    with pytest.raises(ThuocDoError, match="That is a framework: add --values"):
        Printer(data).scored("sample")


def test_the_blank_form_rests_on_no_answer(data: Path, store: SqliteStore) -> None:
    round_ = store.round(ROUND)
    assert round_ is not None
    before = blank_key(round_)
    pdf = Printer(data).pdf(PrintJob(ROUND, BLANK, "vi"), lambda _: None)
    response = store.start_response(ROUND, "business")
    store.send(response.id, 0, date(2026, 11, 24), ())
    assert blank_key(store.round(ROUND) or round_) == before
    assert Printer(data).pdf(PrintJob(ROUND, BLANK, "vi"), lambda _: None) == pdf
    with pytest.raises(ThuocDoError, match="There is no round 'nowhere'"):
        Printer(data).pdf(PrintJob("nowhere", BLANK, "vi"), lambda _: None)
