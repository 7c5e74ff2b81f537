"""What is passed to the worker lies under a word nobody can guess, for its owner alone, and not for long."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from engine.jobs.passing import KEPT_SECONDS, Passed, Passing


def test_a_document_is_taken_once(tmp_path: Path) -> None:
    passing = Passing(tmp_path / "passing")
    token = passing.hand_in("<p>Sở Xây dựng</p>")
    assert passing.state(token) == Passed(waits=True)
    assert passing.html(token) == "<p>Sở Xây dựng</p>"
    passing.hand_out(token, b"%PDF")
    assert passing.state(token) == Passed(is_ready=True)
    assert passing.take(token) == b"%PDF"
    assert passing.take(token) is None
    assert passing.state(token) == Passed()
    assert list(passing.folder.iterdir()) == []


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    passing = Passing(tmp_path / "passing")
    passing.hand_in("x")
    assert passing.folder.stat().st_mode & 0o077 == 0
    assert [path.stat().st_mode & 0o077 for path in passing.folder.iterdir()] == [0]


def test_what_nobody_fetches_goes(tmp_path: Path) -> None:
    passing = Passing(tmp_path)
    old, new = passing.hand_in("old"), passing.hand_in("new")
    before = time.time() - KEPT_SECONDS - 1
    os.utime(tmp_path / f"{old}.html", (before, before))
    passing.sweep()
    assert passing.html(old) is None
    assert passing.html(new) == "new"


@pytest.mark.parametrize("word", ["", "../secret-key", "*", "x" * 32, "0" * 31, "0" * 32])
def test_no_other_word_leads_anywhere(tmp_path: Path, word: str) -> None:
    passing = Passing(tmp_path)
    token = passing.hand_in("x")
    assert passing.state(word) == Passed()
    passing.forget(word)
    assert passing.html(token) == "x"
