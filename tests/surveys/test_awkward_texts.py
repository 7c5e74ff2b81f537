"""Awkward texts come through whole: from the page to the store, onto pages, into files and back, and onto paper."""

from __future__ import annotations

import csv
import html
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from flask import Flask

from engine.catalog import Catalog
from engine.exchange.answers import read_answers
from engine.exchange.answers_out import write_answers
from engine.questionnaire.answers import AnswerKey
from engine.reports.nouns import About
from engine.reports.own_answers import OwnAnswers, OwnPage, OwnRow
from engine.reports.pdf import to_pdf
from engine.reports.render import own_answers_html
from engine.snapshots import Filled
from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from tests.surveys.test_features import FEATURES, check_outline, stored
from tests.web.conftest import Visitor

CORPUS = yaml.safe_load((Path(__file__).parent / "awkward_texts.yaml").read_text("utf-8"))
TEXTS = [(each, each) if isinstance(each, str) else tuple(each) for each in CORPUS]
LONG = "Dài " * 49 + "hết."
LONGEST = "rất-dài" * 285


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    data = tmp_path_factory.mktemp("data")
    (data / "surveys").mkdir()
    for file in FEATURES.glob("suggestions*"):
        (data / "surveys" / file.name).symlink_to(file.resolve())
    app = create_app(data)
    app.testing = False
    house = app.extensions["thuocdo"]
    file = house.catalog.offered["suggestions"].file
    house.store.create_round(Round("awkward", "suggestions", "Thử", RoundState.OPEN, True, None, None, file.text, file.sha256))
    return app


@pytest.fixture
def catalog(served: Flask) -> Catalog:
    return served.extensions["thuocdo"].catalog


def shown(page: str, field: str) -> str:
    found = re.search(rf'<input [^>]*id="{field}" name="\w+" value="([^"]*)"', page)
    assert found
    return html.unescape(found[1])


@pytest.mark.parametrize(("typed", "kept"), [*TEXTS, (LONG, LONG)])
def test_what_is_typed_comes_back_from_page_store_and_files(
    typed: str, kept: str, served: Flask, catalog: Catalog, tmp_path: Path
) -> None:
    visit = Visitor(served.test_client()).begin("awkward").post(place=typed, paper=typed, remark=f"{typed}\n{typed}")

    answers = stored(served, visit, "awkward")
    told = {key.question: answer.value for key, answer in answers.items()}
    assert told == {"place": kept, "paper": kept, "remark": f"{kept}\n{kept}"}
    assert f"Về {kept}" in html.unescape(re.search(r"<h1>(.*?)</h1>", visit.html)[1])
    assert f"Xin {kept} ở {kept}: bạn có gì muốn nói?" in html.unescape(visit.html)
    check_outline(visit.html)
    visit.open("/vong/awkward/trang/first")
    assert (shown(visit.html, "f-place"), shown(visit.html, "f-paper")) == (kept, kept)
    visit.open("/vong/awkward/kiem-tra")
    check_outline(visit.html)
    assert len(re.findall(r"<dt>", visit.html)) == 4

    framework = catalog.offered["suggestions"].framework
    write_answers(framework, catalog.vocabulary, [Filled("business", "", answers)], tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        assert all(row["value"][:1] not in "=+-@" for row in csv.DictReader(file) if row["value"])
    read = read_answers(tmp_path / "a.csv", framework, catalog.vocabulary)
    assert [str(problem) for problem in read.sheet.problems] == []
    (by,) = read.answers().values()
    assert {name: by[name].value for name in ("place", "paper", "remark")} == told


def test_what_is_longer_than_it_may_be_is_told_and_stays_in_its_field(served: Flask) -> None:
    visit = Visitor(served.test_client()).begin("awkward").post(place=LONGEST, paper="x" * 20_000, remark="")
    assert visit.status == 422
    assert f"Câu trả lời dài {len(LONGEST)} ký tự. Xin rút gọn còn tối đa 200 ký tự." in visit.html
    assert shown(visit.html, "f-place") == LONGEST


@pytest.mark.parametrize("typed", ["\u200b", "\u202e\u202c", "\u200d\u200d", " \u00a0 ", "\x00"])
def test_what_nobody_can_see_is_no_answer(served: Flask, typed: str) -> None:
    visit = Visitor(served.test_client()).begin("awkward").post(place=typed, paper="Giấy")
    assert "Xin trả lời câu này." in visit.html
    assert AnswerKey("place") not in stored(served, visit, "awkward")


def test_all_of_them_are_printed(catalog: Catalog, tmp_path: Path) -> None:
    framework = catalog.offered["suggestions"].framework
    rows = tuple(OwnRow(f"({number})", (kept,)) for number, (_typed, kept) in enumerate([*TEXTS, (LONG, LONG), ("", LONGEST)]))
    own = OwnAnswers(framework, About("r", "Đợt thử", True, 0, "0" * 8), framework.forms[0], "AB3C D4EF", [OwnPage("Trang", rows)])

    (tmp_path / "own.pdf").write_bytes(to_pdf(own_answers_html(own, "vi")))

    run = subprocess.run(["pdftotext", "-layout", tmp_path / "own.pdf", "-"], capture_output=True, text=True, check=True)
    printed = re.sub(r"\s", "", run.stdout)
    assert all(f"({number})" in printed for number in range(len(rows)))
    for _typed, kept in TEXTS:
        if re.fullmatch(r"[\u0000-\u02ff\u1e00-\u1fff…–]*", kept):  # for other scripts the machine may have no fonts
            assert re.sub(r"\s", "", kept) in printed, kept
