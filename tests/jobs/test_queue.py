"""PDFs are asked for, queued once, made by a worker and kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.jobs.printing import PrintJob
from engine.jobs.pulse import beat
from engine.jobs.queue import Pdfs, Shelf, _print_task, open_queue


class FakePrinter:
    """Stands for the scoring and the printing; notes what it was asked for."""

    def __init__(self, failing: bool = False) -> None:
        self.jobs: list[PrintJob] = []
        self.failing = failing

    def pdf(self, job: PrintJob, tell: Callable[[int], None]) -> bytes:
        self.jobs.append(job)
        tell(40)
        if self.failing:
            raise ValueError("no such unit")
        return b"%PDF-1.7 fake"


def work_off(data: Path, printer: FakePrinter) -> int:
    """Do what waits in the queue, as the worker would; how many jobs there were."""
    queue = open_queue(data)
    _print_task(queue, printer, Shelf(data / "pdf"))
    done = 0
    while task := queue.dequeue():
        queue.execute(task)
        done += 1
    return done


def test_a_pdf_is_queued_once_made_and_kept(tmp_path: Path) -> None:
    pdfs, printer = Pdfs(tmp_path), FakePrinter()
    for _ in range(3):
        assert pdfs.request("r1", "unit:so-y-te", "vi", "k1").ready is None
    assert work_off(tmp_path, printer) == 1
    state = pdfs.request("r1", "unit:so-y-te", "vi", "k1")
    assert state.ready is not None
    assert (state.ready.read_bytes(), state.percent, state.failed) == (b"%PDF-1.7 fake", 100, None)
    assert printer.jobs == [PrintJob("r1", "unit:so-y-te", "vi")]


def test_two_processes_that_ask_queue_one_job(tmp_path: Path) -> None:
    for pdfs in (Pdfs(tmp_path), Pdfs(tmp_path)):
        pdfs.request("r1", "league", "vi", "k1")
    assert work_off(tmp_path, FakePrinter()) == 1


@pytest.mark.parametrize("other", ["r2 league vi k", "r league en k", "r league vi k2", "r unit:x vi k"])
def test_another_round_unit_language_or_content_is_another_pdf(tmp_path: Path, other: str) -> None:
    pdfs = Pdfs(tmp_path)
    pdfs.request("r", "league", "vi", "k")
    pdfs.request(*other.split())
    assert work_off(tmp_path, FakePrinter()) == 2


def test_a_failure_is_told_and_the_worker_lives_on(tmp_path: Path) -> None:
    pdfs = Pdfs(tmp_path)
    pdfs.request("r1", "unit:x", "vi", "k1")
    pdfs.request("r1", "unit:y", "vi", "k1")
    assert work_off(tmp_path, FakePrinter(failing=True)) == 2
    assert pdfs.request("r1", "unit:x", "vi", "k1").failed == "ValueError: no such unit"


def test_a_failed_pdf_is_made_again_when_asked_again(tmp_path: Path) -> None:
    pdfs = Pdfs(tmp_path)
    pdfs.request("r1", "league", "vi", "k1")
    work_off(tmp_path, FakePrinter(failing=True))
    assert pdfs.request("r1", "league", "vi", "k1").failed
    assert work_off(tmp_path, FakePrinter()) == 0  # asking alone queues nothing
    assert pdfs.request("r1", "league", "vi", "k1", again=True).failed is None
    assert work_off(tmp_path, FakePrinter()) == 1
    assert pdfs.request("r1", "league", "vi", "k1").ready


def test_a_pdf_that_waits_for_a_worker_that_is_gone_is_stalled(tmp_path: Path) -> None:
    pdfs = Pdfs(tmp_path)
    assert pdfs.request("r1", "league", "vi", "k1").is_stalled
    beat(tmp_path)
    assert not pdfs.request("r1", "league", "vi", "k1").is_stalled


def test_a_job_that_was_cut_off_is_queued_again_after_a_restart(tmp_path: Path) -> None:
    pdfs, shelf = Pdfs(tmp_path), Shelf(tmp_path / "pdf")
    pdfs.request("r1", "league", "vi", "k1")
    queue = open_queue(tmp_path)
    assert queue.storage.dequeue()  # the worker took it and was killed
    (note,) = (tmp_path / "pdf").glob("*.json")
    shelf.tell(note.stem, 40)
    shelf.forget_begun()
    pdfs.request("r1", "league", "vi", "k1")
    assert work_off(tmp_path, FakePrinter()) == 1
