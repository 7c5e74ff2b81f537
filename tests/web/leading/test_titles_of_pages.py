"""Pages of one title are told apart by what they are asked about, never by their ids."""

from __future__ import annotations

from pathlib import Path

from engine.cli.loading import load_one
from engine.framework.models import Framework
from engine.rounds.fieldwork import Stop
from engine.rounds.small_counts import NOBODY
from engine.web.leading.fieldwork import titles
from tests.web.conftest import SURVEY

MORE = """      - id: local
        title: {vi: "Đánh giá {unit}", en: "Your view of {unit}"}
        for_each: districts
        questions:
          - {id: near, type: number, text: {vi: Xa không?, en: How far?}}
      - id: more
        title: {vi: Góp ý, en: Remarks}
        questions:
          - {id: wish, type: text, text: {vi: Mong gì?, en: Any wish?}}
index:
"""
DISTRICTS = """          - {id: districts, type: units, text: {vi: Huyện nào?, en: Which district?}, short: {vi: Huyện, en: District}}
      - id: rating
"""


def framework(folder: Path) -> Framework:
    file = folder / "mini.yaml"
    file.write_text(SURVEY.replace("      - id: rating\n", DISTRICTS).replace("index:\n", MORE), "utf-8")
    return load_one(str(file)).framework


def test_pages_of_one_title_are_told_apart(tmp_path: Path) -> None:
    made = framework(tmp_path)
    (form,) = made.forms
    stops = [Stop(form.id, page, NOBODY) for page in form.pages]
    assert titles(stops, made, "en") == {
        "dealings": "Where you went",
        "rating": "Your view of … – Whom did you deal with?",
        "last": "Remarks, page 1",
        "local": "Your view of … – District",
        "more": "Remarks, page 2",
    }
    assert titles(stops, made, "vi")["more"] == "Góp ý, trang 2"


def test_sections_tell_pages_apart_by_themselves(tmp_path: Path) -> None:
    made = framework(tmp_path)
    (form,) = made.forms
    pages = [page.model_copy(update={"section": page.id}) for page in form.pages]
    parted = made.model_copy(update={"forms": (form.model_copy(update={"pages": tuple(pages)}),)})
    stops = [Stop(form.id, page, NOBODY) for page in pages]
    assert titles(stops, parted, "vi")["more"] == "Góp ý"
