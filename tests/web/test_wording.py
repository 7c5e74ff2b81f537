"""Every text that a page shows is there in English too."""

from __future__ import annotations

import ast
import re

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from engine.resources import folder


def _english() -> dict[str, str]:
    with (folder("templates") / "locale" / "en.po").open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


def _in_templates() -> set[str]:
    paths = [path for kind in ("html", "txt") for path in folder("templates").rglob(f"*.{kind}")]
    return {
        str(text)
        for path in paths
        for _line, text, _notes, _context in extract_from_file("jinja2.ext:babel_extract", path, keywords={"_": None, "say": None})
    }


def _in_code() -> set[str]:
    found = set()
    engine = folder("templates").parent / "engine"
    web, appraisal, people = (sorted((engine / room).rglob("*.py")) for room in ("web", "appraisal", "people"))
    for path in (*web, *appraisal, *people, engine / "reports" / "mails.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "mark":
                found.add(ast.literal_eval(node.args[0]))
    return found


def test_every_text_has_english_words() -> None:
    english = _english()
    assert sorted(text for text in _in_templates() | _in_code() if not english.get(text)) == []


def test_names_in_texts_survive_translation() -> None:
    slot = re.compile(r"%\(\w+\)s|\{\w+\}")
    english = _english()
    assert {text for text in english if sorted(slot.findall(text)) != sorted(slot.findall(english[text]))} == set()
