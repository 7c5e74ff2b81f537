"""Quality flags of plugins are stored with a response when it is sent."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from flask import Flask

from engine.store.nouns import Round, RoundState
from engine.web.house import House
from tests.web.conftest import Visitor

STATEMENTS = """
  - id: opinions
    title: {vi: Phiếu ý kiến, en: Opinions}
    audience: respondents
    pages:
      - id: all
        title: {vi: Ý kiến, en: Opinions}
        questions:
""" + "".join(
    f"          - {{id: s{n}, type: choice, scale: agree, text: {{vi: Câu {n}, en: Statement {n}}}}}\n" for n in range(12)
)


def flags(data: Path) -> list[list[str]]:
    with sqlite3.connect(data / "thuocdo.db") as database:
        return [json.loads(text) for (text,) in database.execute("SELECT flags FROM responses WHERE sent_on IS NOT NULL")]


def test_straight_lining_is_stored_with_the_response_and_an_honest_one_has_no_flag(
    app: Flask, visitor: Visitor, data: Path
) -> None:
    house: House = app.extensions["thuocdo"]
    text = house.catalog.offered["mini"].file.text
    before, after = text.split("\nforms:\n")
    made = f"{before}\nforms:{STATEMENTS}index:{after.split('index:')[1].replace('from: clear', 'from: s0')}"
    house.store.create_round(Round("deu", "mini", "Đều", RoundState.OPEN, True, None, None, made, "other"))
    for answers in (["yes"] * 12, ["yes", "no"] * 6):
        visitor.begin("deu").post(**{f"s{n}": answer for n, answer in enumerate(answers)}).post()
        assert visitor.path == "/vong/deu/cam-on"
    assert sorted(flags(data)) == [[], ["straight_lining"]]
