"""The blank questionnaire: everything on the form is there to tick or to write, with the way through it in words."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from engine.catalog import Catalog, Offered, build_catalog
from engine.framework.models import Form
from engine.jobs.printing import blank_html
from engine.plugins import make_plugin_manager, surveys_folders
from engine.questionnaire.all_questions import all_questions
from engine.questionnaire.directions import THE_END, Directions
from engine.reports.nouns import About
from engine.reports.pdf import to_pdf

FEATURES = Path(__file__).parents[1] / "surveys" / "features"
NAMES = [*sorted(path.stem for path in FEATURES.glob("*.yaml")), "ddci_nghe_an_2022", "dti_commune", "dti_department", "dti_district", "security4layer"]
ABOUT = About("r", "Khảo sát <2026>", False, 0, "abc12345", "")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return build_catalog(make_plugin_manager([*surveys_folders(), FEATURES]))


def words(html: str) -> str:
    body = html[html.index("<body") :]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def directions(offered: Offered, language: str = "vi") -> Directions:
    form: Form = offered.framework.forms[0]
    pages = all_questions(offered.framework, form, offered.vocabulary, language)
    numbers = {each.question.id: each.number for page in pages for each in page.questions if each.asks}
    return Directions(offered.framework, form, offered.vocabulary, numbers, language)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("name", NAMES)
def test_every_question_and_option_is_on_the_paper(name: str, language: str, catalog: Catalog) -> None:
    offered = catalog.offered[name]
    form = offered.framework.forms[0]
    html = blank_html(offered, ABOUT, language, form_id=form.id)
    said = words(html)
    for page in all_questions(offered.framework, form, offered.vocabulary, language):
        for each in page.questions:
            if each.asks:
                assert " ".join(words(f"<body>{each.text}").split()) in said.replace("&#39;", "'").replace("&#34;", '"')
            for label in each.options:
                assert " ".join(label.split()) in said.replace("&#39;", "'").replace("&#34;", '"').replace(
                    "&lt;", "<"
                ).replace("&gt;", ">").replace("&amp;", "&")
    assert "<2026>" not in html  # a round's title is a text, never markup
    assert "None" not in said


@pytest.mark.parametrize(
    ("condition", "vi", "en"),
    [
        ("inspections > 0", "câu 17 lớn hơn 0", "question 17 is more than 0"),
        ("programme_known == 'yes'", "câu 31 là “Có”", "question 31 is “Yes”"),
        ("programme_known in ('yes', 'no')", "câu 31 là “Có” hoặc “Không”", "question 31 is “Yes” or “No”"),
        ("not programme_known == 'yes'", "không phải trường hợp câu 31 là “Có”", "it is not so that question 31 is “Yes”"),
        ("days >= 1 and days <= 2.5", "câu 6 từ 1 trở lên và câu 6 từ 2,5 trở xuống", "question 6 is 1 or more and question 6 is 2.5 or less"),
        ("days + 1 > 2", "", ""),  # what has no plain words is said without the reason
        ("count(days) > 1", "", ""),
        ("unit == 'so-y-te'", "", ""),
    ],
)  # fmt: skip
def test_conditions_in_words(condition: str, vi: str, en: str, catalog: Catalog) -> None:
    offered = catalog.offered["ddci_nghe_an_2022"]
    assert directions(offered).condition(condition) == vi
    assert directions(offered, "en").condition(condition) == en


def test_an_option_says_where_to_go_on(catalog: Catalog) -> None:
    offered = catalog.offered["ddci_nghe_an_2022"]
    way, framework = directions(offered), offered.framework
    known, used = framework.question["programme_known"], framework.question["programme_used"]
    leads = {option.id: way.leads_to(known, option) for option in framework.options_of(known)}
    assert leads == {"yes": 0, "no": 34, "dont_know": 34, "refused": 34}  # 32 asks for yes, and 33 for an answer to 32
    assert {option.id: way.leads_to(used, option) for option in framework.options_of(used)}["no"] == 34
    asked = framework.question["business_type"]
    assert {way.leads_to(asked, option) for option in framework.options_of(asked)} == {0}


def test_an_option_after_which_nothing_is_asked(catalog: Catalog) -> None:
    found = set()
    for name in NAMES:
        way = directions(catalog.offered[name])
        for question in way.form.question.values():
            found |= {way.leads_to(question, option) for option in way.framework.options_of(question)}
    assert THE_END in found


def test_parts_about_units_are_printed_as_often_as_may_be_chosen(catalog: Catalog) -> None:
    offered = catalog.offered["ddci_nghe_an_2022"]
    said = words(blank_html(offered, ABOUT, "vi", address="Hòm thư 12, Vinh"))
    assert said.count("Tên đơn vị:") == 4  # three departments, one locality
    assert "Phần 3 trên 3." in said
    assert "Gửi phiếu về: Hòm thư 12, Vinh" in said
    assert words(blank_html(offered, ABOUT, "vi", times=1)).count("Tên đơn vị:") == 2


def test_every_page_of_the_pdf_is_numbered_and_says_what_it_is(catalog: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "q.pdf"
    path.write_bytes(to_pdf(blank_html(catalog.offered["ddci_nghe_an_2022"], ABOUT, "en", times=1)))
    text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
    pages = text.split("\f")[:-1]
    for number, page in enumerate(pages, start=1):
        assert f"Page {number}/{len(pages)}" in page
        assert "A proposal, not an official index" in page or "roposal" in page
    assert "Form number" in pages[0]
    assert "go to question 34" in text
