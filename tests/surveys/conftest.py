"""Surveys of the test corpus, served: each in an open round that is called as its file is."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from flask import Flask

from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House
from tests.web.conftest import Visitor

FEATURES = Path(__file__).parent / "features"


def serving(data: Path, names: Iterable[str]) -> Flask:
    """An application over a data folder with these feature surveys, and the lists that lie beside them."""
    (data / "surveys").mkdir()
    for name in names:
        for file in FEATURES.glob(f"{name}*"):
            (data / "surveys" / file.name).unlink(missing_ok=True)
            (data / "surveys" / file.name).symlink_to(file.resolve())
    app = create_app(data)
    app.testing = False
    house: House = app.extensions["thuocdo"]
    for name in names:
        file = house.catalog.offered[name].file
        house.store.create_round(Round(name, name, name, RoundState.OPEN, True, None, None, file.text, file.sha256))
    return app


@pytest.fixture
def visit(served: Flask) -> Visitor:
    return Visitor(served.test_client())
