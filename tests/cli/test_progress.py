"""What takes long says so on a terminal, and leaves files and pipes alone."""

import io
import sys
from collections.abc import Callable
from threading import Event, active_count

import pytest

from engine.cli.main import COMMANDS
from engine.cli.progress import QUIET, bar, bar_is_drawn, told_of_waiting

PATIENCE = 60.0
"""Seconds until a line that never comes counts as broken."""


class Terminal(io.StringIO):
    """A terminal, or a file, that tells when something was written."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal, self.written = is_terminal, Event()

    def isatty(self) -> bool:
        return self.is_terminal

    def write(self, text: str) -> int:
        count = super().write(text)
        self.written.set()
        return count


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], Terminal]:
    """Put in the test itself: between fixtures and tests pytest sets its own."""

    def put(is_terminal: bool) -> Terminal:
        found = Terminal(is_terminal)
        monkeypatch.setattr(sys, "stderr", found)
        return found

    return put


def test_a_command_that_says_nothing_is_told_to_be_working(stderr: Callable[[bool], Terminal]) -> None:
    terminal = stderr(True)
    with told_of_waiting("explain", after=0, again=PATIENCE):
        assert terminal.written.wait(PATIENCE)
    assert terminal.getvalue() == "thuocdo explain: working …\n"


def test_a_bar_says_it_better(stderr: Callable[[bool], Terminal]) -> None:
    terminal = stderr(True)
    with told_of_waiting("score", after=PATIENCE, again=0):
        bar("Drawing", 1, 2)
        assert bar_is_drawn()
    with told_of_waiting("score", after=0, again=0):
        assert terminal.written.wait(PATIENCE)
        assert not bar_is_drawn()  # it was that of the command before
    assert "Drawing" in terminal.getvalue()


def test_a_file_and_who_asks_or_serves_are_left_alone(stderr: Callable[[bool], Terminal]) -> None:
    for command, is_terminal in (("explain", False), ("user", True), ("serve", True)):
        threads = active_count()
        stderr(is_terminal)
        with told_of_waiting(command, after=0):
            assert active_count() == threads


def test_who_asks_or_serves_is_not_interrupted() -> None:
    assert set(COMMANDS) > QUIET
    assert not QUIET & {"serve", "demo", "preview", "user", "entry"}
