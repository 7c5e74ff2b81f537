"""Lists of codes that lie as CSV beside a framework: read in, pinned, searched, and told about line by line."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from engine.builtin.questions import TYPES, lookups
from engine.builtin.questions.lookups import LookupSettings
from engine.catalog import build_catalog
from engine.framework.reader import Read, read_framework, read_text
from engine.framework.vocabulary import Vocabulary
from engine.plugins import make_plugin_manager
from engine.web.fresh import FreshCatalog

VOCABULARY = build_catalog(make_plugin_manager([])).vocabulary
assert {kind.name for kind in TYPES} <= set(VOCABULARY.question_types)
FRAMEWORK = """
thuocdo: 1
id: trades
title: {vi: Ngành nghề, en: Trades}
edition: "2026"
status: example
source: {vi: Kiểm thử, en: Tests}
forms:
  - id: f
    title: {vi: Phiếu, en: Form}
    audience: respondents
    pages:
      - id: p
        title: {vi: Trang, en: Page}
        questions:
          - {id: trade, type: lookup, text: {vi: Ngành?, en: Trade?}, codes: lists/trades.csv}
index: {id: total, title: {vi: Tổng, en: Total}, children: [{id: x, title: {vi: X, en: X}, from: outside}]}
"""


def read(folder: Path, csv: str | bytes | None, text: str = FRAMEWORK, vocabulary: Vocabulary = VOCABULARY) -> Read:
    (folder / "lists").mkdir(exist_ok=True)
    (folder / "trades.yaml").write_text(text, "utf-8")
    if csv is not None:
        (folder / "lists" / "trades.csv").write_bytes(csv.encode() if isinstance(csv, str) else csv)
    return read_framework(folder / "trades.yaml", vocabulary)


def codes(given: Read) -> dict[str, dict[str, str]]:
    assert given.framework is not None, given.problems
    return {code: dict(label.root) for code, label in given.framework.question["trade"].settings.codes.items()}


def told(given: Read, folder: Path) -> list[str]:
    return [str(problem).removeprefix(f"{folder}/") for problem in given.problems]


def test_labels_for_every_language_or_one_for_all(tmp_path: Path) -> None:
    given = read(tmp_path, "code,note,label_vi,label_en\n0111,x,Trồng lúa,Growing rice\n0112,,Trồng ngô,Growing maize\n")
    assert codes(given) == {"0111": {"vi": "Trồng lúa", "en": "Growing rice"}, "0112": {"vi": "Trồng ngô", "en": "Growing maize"}}
    assert list(codes(read(tmp_path, "code,label\n1,Một\n"))) == ["1"]


def test_what_a_round_pins_needs_no_other_file(tmp_path: Path) -> None:
    given = read(tmp_path, 'code,label\n0111,"Trồng lúa, ngô"\nno,"a: #b"\n')
    (tmp_path / "lists" / "trades.csv").unlink()
    again = read_text(given.file.text, "elsewhere/trades.yaml", VOCABULARY)
    assert codes(again) == codes(given)
    assert read_text(again.file.text, "x.yaml", VOCABULARY).file.sha256 == given.file.sha256
    assert read(tmp_path, "code,label\n0111,Khác\n").file.sha256 != given.file.sha256


def test_an_edition_that_extends_keeps_the_list_of_its_base_or_brings_its_own(tmp_path: Path) -> None:
    read(tmp_path, "code,label\n1,Một\n")
    (tmp_path / "next").mkdir()
    (tmp_path / "next" / "own.csv").write_text("code,label\n2,Hai\n", "utf-8")
    head = 'thuocdo: 1\nid: later\nextends: ../trades.yaml\nedition: "2027"\n'
    found = {}
    for name, text in (("same", head), ("own", head + "questions: [{id: trade, codes: own.csv}]\n")):
        (tmp_path / "next" / f"{name}.yaml").write_text(text, "utf-8")
        given = read_framework(tmp_path / "next" / f"{name}.yaml", VOCABULARY)
        found[name] = (list(codes(given)), sorted(path.name for path in given.file.bases))
    assert found == {"same": (["1"], ["trades.csv", "trades.yaml"]), "own": (["2"], ["own.csv", "trades.csv", "trades.yaml"])}


def test_a_changed_list_is_a_changed_framework(tmp_path: Path) -> None:
    (tmp_path / "surveys").mkdir()
    read(tmp_path / "surveys", "code,label\n1,Một\n")
    fresh = FreshCatalog(tmp_path)
    before = fresh.now().offered["trades"].file.sha256
    read(tmp_path / "surveys", "code,label\n1,Một\n2,Hai\n")
    assert fresh.now().offered["trades"].file.sha256 != before


@pytest.mark.parametrize(
    ("csv", "expected"),
    [
        (None, "trades.yaml:16:78: question trade: `lists/trades.csv` cannot be read: No such file or directory. Put the file beside this one, or correct its name."),
        ("code,label\n1,Một\n1,Hai\n", "lists/trades.csv:3:1: 1: the code is on line 2 too. Keep one of them."),
        ("code,label\n1,Một\n2,\n", "lists/trades.csv:3:2: 2: `label` is empty. Fill it in, or remove the line."),
        ("code,label\n,Một\n", "lists/trades.csv:2:1: `code` is empty. Fill it in, or remove the line."),
        ("kode,label\n1,Một\n", "lists/trades.csv:1:1: there is no column `code`. The columns are: kode, label."),
        ("code,label_vi\n1,Một\n", "lists/trades.csv:1:1: there is no column `label_en`. Add it, or one column `label`."),
        ("code,label\n1,Một,Hai\n", "lists/trades.csv:2:1: 3 cells under 2 columns. Put a cell that holds a comma in quotes; leave no cell out."),
        ("code;label\n1;Một\n", "lists/trades.csv:1:1: the columns are set apart by semicolons, not by commas."),
        ("code,label\n1,Một\n".encode("utf-16"), 'lists/trades.csv:1:1: the file is UTF-16, not UTF-8. Save it as "CSV UTF-8".'),
        ("code,label\n", "lists/trades.csv:1:1: question trade: the list has no codes. Give each a line."),
        ("", "lists/trades.csv: the file is empty. Its first line names the columns."),
    ],
)
def test_a_mistake_has_its_place_in_the_list(csv: str | bytes | None, expected: str, tmp_path: Path) -> None:
    given = read(tmp_path, csv)
    assert given.framework is None
    assert [line[: len(expected)] for line in told(given, tmp_path)][:1] == [expected]


def test_a_list_made_wrong_throughout_is_told_in_a_few_lines(tmp_path: Path) -> None:
    given = read(tmp_path, "code,label\n" + "1,\n" * 5000)
    assert len([line for line in told(given, tmp_path) if "trades.csv" in line]) == 20


def test_a_huge_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.framework.code_lists.MAX_BYTES", 1000)
    monkeypatch.setattr("engine.framework.code_lists.read_sheet", lambda _path: pytest.fail("it was read"))
    assert "is larger than" in told(read(tmp_path, "code,label\n" + "1,x\n" * 1000), tmp_path)[0]


def test_ten_thousand_codes_are_folded_once_and_searched_by_any_word_in_either_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"{code:05d},Nhà {code} xây dựng bằng gỗ số {code % 7},House {code}\n" for code in range(10_000))
    tracemalloc.start()
    given = read(tmp_path, "code,label_vi,label_en\n" + rows)
    assert given.framework is not None
    settings: LookupSettings = given.framework.question["trade"].settings
    before = tracemalloc.get_traced_memory()[0]
    assert settings.found("xay nha 04321") == ("04321",)
    assert tracemalloc.get_traced_memory()[0] - before < 4_000_000
    tracemalloc.stop()

    calls: list[str] = []
    fold = lookups.fold
    monkeypatch.setattr(lookups, "fold", lambda text: calls.append(text) or fold(text))
    assert settings.found("HOUSE 9999 nhà") == ("09999",)
    assert len(settings.found("xây dựng")) == lookups.SHOWN
    assert settings.found("dựng xây") == settings.found("xay dung")
    assert settings.found("không có gì") == ()
    assert calls == ["HOUSE 9999 nhà", "xây dựng", "dựng xây", "xay dung", "không có gì"]
