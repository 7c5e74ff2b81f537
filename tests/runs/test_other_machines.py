"""The same run on a processor with fewer instructions: equal to 1e-9 of the scale, and what is printed to the letter."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.cli.main import main

ROOT = Path(__file__).parents[2]
LESS = {
    # names of NumPy from 2.3 on, and of those before; those it does not know are left alone
    "NPY_DISABLE_CPU_FEATURES": "X86_V3 X86_V4 AVX512_ICL AVX2 FMA3 AVX512F",
    "OPENBLAS_CORETYPE": "Nehalem",
    "OPENBLAS_NUM_THREADS": "1",
}
HDI = [str(ROOT / "surveys/hdi_2022.yaml"), "--values", str(ROOT / "tests/golden/data/hdi_2022.csv"), "--unit-column", "iso3"]
DRAWN = ["--replicates", "60", "--vary-weights", "0.25", "--vary", "methods", "--seed", "3"]
EXPLAINED = ["explain", *HDI, "--unit", "VNM"]


def elsewhere(folder, *words):
    """What a command writes to its stdout on the other processor."""
    command = [sys.executable, "-W", "ignore", "-c", "import sys; from engine.cli.main import main; sys.exit(main())"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), **LESS}
    done = subprocess.run([*command, *words], cwd=folder, env=env, capture_output=True, text=True, check=True)
    return done.stdout


def rows(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_a_processor_with_fewer_instructions_agrees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    told = elsewhere(tmp_path, "score", *HDI, *DRAWN, "--keep", "--out", "there.csv")
    code = told.partition(":")[0]
    assert main(["verify", code]) == 0
    assert capsys.readouterr().out.startswith(f"{code}: the same. ")
    assert main(["score", *HDI, *DRAWN, "--out", "here.csv"]) == 0
    here, there = rows(tmp_path / "here.csv"), rows(tmp_path / "there.csv")
    assert len(here) == 1632
    for mine, theirs in zip(here, there, strict=True):
        for column in ("value", "score", "score_low", "score_high"):
            assert bool(mine[column]) == bool(theirs[column])
            if mine[column] and column != "value":
                assert float(mine[column]) == pytest.approx(float(theirs[column]), abs=1e-9)  # of a scale of 0 to 1
        assert mine["rank"] == theirs["rank"]
    capsys.readouterr()
    assert main(EXPLAINED) == 0
    assert capsys.readouterr().out == elsewhere(tmp_path, *EXPLAINED)
