"""A round is scored in the queue: once at a time, with its progress, and cancelled without a trace."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.jobs.queue import open_queue
from engine.jobs.scorings import Scorings, score_task
from engine.problems import ThuocDoError

Work = Callable[[str, str, Callable[[int], None]], str]


def asking(data: Path) -> Scorings:
    return Scorings(data, lambda: open_queue(data))


def work_off(data: Path, work: Work) -> int:
    """Do what waits in the queue, as the worker would; how many tasks there were."""
    queue = open_queue(data)
    score_task(queue, Scorings(data), work)
    done = 0
    while task := queue.dequeue():
        queue.execute(task)
        done += 1
    return done


def ninety(_round: str, _who: str, tell: Callable[[int], None]) -> str:
    tell(90)
    return "CODE"


def test_a_round_is_queued_once_and_its_progress_is_seen(tmp_path: Path) -> None:
    scorings, seen = asking(tmp_path), []
    assert scorings.state("thu") is None
    assert [scorings.request("thu", "lan") for _ in range(3)] == [True, False, False]

    def work(round_id: str, who: str, tell: Callable[[int], None]) -> str:
        for percent in (10, 50):
            tell(percent)
            found = scorings.state(round_id)
            assert found
            seen.append((found.percent, found.who, found.is_under_way))
        return f"RUN-{who}"

    assert work_off(tmp_path, work) == 1
    assert seen == [(10, "lan", True), (50, "lan", True)]
    found = scorings.state("thu")
    assert found
    assert (found.run, found.percent, found.is_under_way) == ("RUN-lan", 100, False)
    assert scorings.request("thu", "lan")


def test_cancelled_while_it_waits_or_is_worked_on_it_ends_and_another_may_begin(tmp_path: Path) -> None:
    scorings = asking(tmp_path)
    scorings.request("thu", "lan")
    waiting = scorings.state("thu")
    assert waiting
    assert scorings.cancel("thu", waiting.token)
    assert work_off(tmp_path, ninety) == 1
    ended = scorings.state("thu")
    assert ended
    assert (ended.cancelled, ended.run) == (True, "")
    assert not scorings.cancel("thu", waiting.token)

    def cancelled_meanwhile(round_id: str, who: str, tell: Callable[[int], None]) -> str:
        tell(30)
        found = scorings.state(round_id)
        assert found
        assert scorings.cancel(round_id, found.token)
        tell(60)
        raise AssertionError("it should have ended")

    scorings.request("thu", "lan")
    work_off(tmp_path, cancelled_meanwhile)
    ended = scorings.state("thu")
    assert ended
    assert (ended.cancelled, ended.failed) == (True, "")
    assert [path.suffix for path in (tmp_path / "scoring").iterdir()] == [".json"]


def test_a_new_request_after_a_cancelled_one_is_not_disturbed_by_the_old_task(tmp_path: Path) -> None:
    scorings = asking(tmp_path)
    scorings.request("thu", "lan")
    old = scorings.state("thu")
    assert old
    scorings.cancel("thu", old.token)
    assert scorings.request("thu", "hoa")
    assert not scorings.cancel("thu", old.token)
    assert work_off(tmp_path, lambda _round, who, _tell: f"RUN-{who}") == 2
    found = scorings.state("thu")
    assert found
    assert found.run == "RUN-hoa"


@pytest.mark.parametrize("failure", [ThuocDoError("no"), ValueError("no")])
def test_a_failure_is_told_and_the_worker_lives_on(tmp_path: Path, failure: Exception) -> None:
    scorings = asking(tmp_path)
    scorings.request("a", "lan")
    scorings.request("b", "lan")

    def work(round_id: str, _who: str, _tell: Callable[[int], None]) -> str:
        if round_id == "a":
            raise failure
        return "CODE"

    assert work_off(tmp_path, work) == 2
    first, second = scorings.state("a"), scorings.state("b")
    assert first
    assert second
    assert (first.failed.endswith("no"), second.run) == (True, "CODE")


def test_what_was_begun_when_a_worker_ended_has_failed_and_what_waits_still_waits(tmp_path: Path) -> None:
    scorings = asking(tmp_path)
    for round_id in ("begun", "waiting"):
        scorings.request(round_id, "lan")
    begun = scorings.state("begun")
    assert begun
    scorings.tell("begun", begun.token, percent=40)
    Scorings(tmp_path).forget_begun()
    states = [scorings.state(each) for each in ("begun", "waiting")]
    assert [(each.failed, each.is_under_way) for each in states if each] == [("interrupted", False), ("", True)]


def test_a_note_that_is_damaged_counts_as_none(tmp_path: Path) -> None:
    scorings = asking(tmp_path)
    scorings.request("thu", "lan")
    (note,) = (tmp_path / "scoring").glob("*.json")
    note.write_text(json.dumps({"strange": 1}), "utf-8")
    assert scorings.state("thu") is None
    Scorings(tmp_path).forget_begun()
    assert scorings.request("thu", "lan")
