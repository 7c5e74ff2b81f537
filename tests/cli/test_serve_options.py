"""How many processes serve, when nobody says."""

from __future__ import annotations

import os

import pytest

from engine.cli.main import main
from engine.cli.serve import default_workers


@pytest.mark.parametrize(("cores", "workers"), [(1, 2), (2, 4), (3, 6), (4, 8), (64, 8)])
def test_two_processes_a_core_but_not_more_than_eight(monkeypatch: pytest.MonkeyPatch, cores: int, workers: int) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(cores)))
    assert default_workers() == workers


@pytest.mark.parametrize("given", ["0", "-1"])
def test_none_is_not_enough(capsys: pytest.CaptureFixture[str], given: str) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["serve", f"--workers={given}"])
    assert refused.value.code == 1
    assert f"{given}: it takes at least one" in capsys.readouterr().err
