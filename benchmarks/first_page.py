"""How long a new file of 2,000 questions and about 1 MB takes from the disk to its first page, checked on the way."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

import yaml

from benchmarks.figure import Figure, at_most, in_turns, seconds, tell
from benchmarks.made_frameworks import varied
from benchmarks.submit import hidden
from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House

QUESTIONS = 2_000
ROUNDS = 5
MOST = 2.0
"""Seconds after which an author would look away."""


def figures() -> tuple[Figure, ...]:
    """Start the application over a folder that holds the file, open a round on it, ask for the first page."""
    text = varied("large", QUESTIONS, page_size=12)
    tell(f"first_page: {len(text.encode()) / 1e6:.2f} MB, {text.count(chr(10)):,} lines")
    taken = in_turns(
        "first_page",
        {
            "ours": lambda: _first_page(text),
            "limit": lambda: seconds(lambda: yaml.load(text, yaml.CSafeLoader)),
        },
        ROUNDS,
    )
    name = "2,000 questions to first page"
    return (
        Figure(name, taken["ours"], MOST, at_most(1), "s", "the 2 s that an author waits"),
        Figure(name, taken["ours"], taken["limit"], at_most(1.5), "s", "yaml.load, CSafeLoader"),
    )


def _first_page(text: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        (data / "surveys").mkdir()
        (data / "surveys" / "large.yaml").write_text(text, "utf-8")
        return seconds(lambda: _serve(data))


def _serve(data: Path) -> None:
    app = create_app(data)
    house = next(part for part in app.extensions.values() if isinstance(part, House))
    file = house.catalog.offered["large"].file
    house.store.create_round(
        Round("large", "large", "Đo tốc độ", RoundState.OPEN, True, date.min, None, file.text, file.sha256)
    )
    browser = app.test_client()
    landing = browser.get("/vong/large").get_data(as_text=True)
    first = browser.post("/vong/large", data=hidden(landing), follow_redirects=True)
    assert first.status_code == 200, first.status
    assert 'name="q0"' in first.get_data(as_text=True)
    house.store.close()
