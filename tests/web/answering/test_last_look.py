"""The last look: what was ticked there outlives a change of language, and Enter still sends."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.web.conftest import SURVEY, Visitor

CHECK = """    checks:
      - {id: glad, that: trouble == 'yes' or remark == 'x', warn: {vi: Không khó khăn gì?, en: No trouble at all?}, on: trouble}
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "mini.yaml").write_text(SURVEY.replace("    pages:\n", CHECK + "    pages:\n"), "utf-8")
    return tmp_path


def at_the_end(visitor: Visitor) -> tuple[str, str]:
    """Name and value of the box that confirms what is odd."""
    visitor.begin().post(dealt_with="so-xay-dung").post(clear="yes", days="3").post(trouble="no", remark="y")
    found = re.search(r'name="(\S*check\.glad)" value="(\w+)"', visitor.html)
    assert found, visitor.html
    return found[1], found[2]


def test_another_language_keeps_what_was_ticked_and_sends_nothing(visitor: Visitor) -> None:
    name, sign = at_the_end(visitor)
    visitor.post(go="lang:en", **{name: sign})
    assert "No trouble at all?" in visitor.html
    assert f'name="{name}" value="{sign}" checked' in visitor.html
    visitor.post(go="lang:vi")
    assert "Không khó khăn gì?" in visitor.html
    assert " checked" not in visitor.html
    assert visitor.open("/vong/thu/kiem-tra").status == 200  # still a draft
    assert visitor.post(**{name: sign}).path == "/vong/thu/cam-on"


def test_an_unknown_way_is_no_language(visitor: Visitor) -> None:
    name, sign = at_the_end(visitor)
    assert visitor.post(go="lang:xx", **{name: sign}).path == "/vong/thu/cam-on"


def test_the_first_button_of_the_page_sends(visitor: Visitor) -> None:
    at_the_end(visitor)
    first = re.search(r'<button[^>]*form="sending"[^>]*>', visitor.html)
    assert first
    assert "name=" not in first[0]  # what Enter in the field of the code presses
