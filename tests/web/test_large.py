"""A framework of 2,000 questions and 1 MB: it is parsed once, and a page reads no file and parses nothing."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.made_frameworks import varied
from engine.framework import grammar, reader
from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House
from tests.web.conftest import Visitor

LARGE = varied("large", 2_000, page_size=12)

_opened: list[str] | None = None


def _note(event: str, given: tuple[object, ...]) -> None:
    if event == "open" and _opened is not None and isinstance(given[0], str) and given[2] & 0o3 == 0:
        _opened.append(given[0])


@contextmanager
def files_read() -> Iterator[list[str]]:
    """The names of files that are opened for reading meanwhile."""
    global _opened
    sys.addaudithook(_note)
    _opened = found = []
    try:
        yield found
    finally:
        _opened = None


def test_a_large_framework_is_parsed_once_and_never_for_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1e6 < len(LARGE.encode()) < 1.5e6
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "large.yaml").write_text(LARGE, "utf-8")
    composed: list[str] = []
    parsed: list[str] = []
    real_compose, real_tree = reader.compose, grammar._tree
    monkeypatch.setattr(reader, "compose", lambda text, name: composed.append(name) or real_compose(text, name))
    monkeypatch.setattr(grammar, "_tree", lambda text: parsed.append(text) or real_tree(text))

    with files_read() as opened:
        app = create_app(tmp_path)

    assert sum(name.endswith("/large.yaml") for name in opened) >= 1
    assert [Path(name).name for name in composed].count("large.yaml") == 1
    assert len(parsed) == len(set(parsed))
    house: House = app.extensions["thuocdo"]
    offered = house.catalog.offered["large"]
    assert len(offered.framework.question) == 2_000
    file = offered.file
    house.store.create_round(Round("lon", "large", "Lớn", RoundState.OPEN, True, None, None, file.text, file.sha256))
    visitor = Visitor(app.test_client()).begin("lon")  # templates are compiled now
    assert visitor.path == "/vong/lon/trang/page0"
    composed.clear()
    parsed.clear()
    with files_read() as opened:
        for _ in range(3):
            assert visitor.open("/vong/lon/trang/page0").status == 200
    assert 'name="q0"' in visitor.html
    assert not composed
    assert not parsed
    assert [name for name in opened if name.endswith((".yaml", ".html", ".po"))] == []
