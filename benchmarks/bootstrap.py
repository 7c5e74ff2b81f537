"""How long a bootstrap through the whole chain takes on one core, and how much memory, in a process of its own."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time

import numpy as np

from benchmarks.figure import Figure, at_most, tell
from benchmarks.made_frameworks import HEAD, units_of, vocabulary
from engine.framework.missing import Missing
from engine.framework.reader import read_text
from engine.problems import errors
from engine.scoring.arrays import Column, Records, Snapshot, UnitRow
from engine.scoring.plan import Plan
from engine.scoring.planning import make_plan
from engine.scoring.run import score

RESPONDENTS, RATED, UNITS = 10_000, 4, 44
SHARES, MEDIANS = 50, 10
DIMENSION = 10
REPLICATES = 1_000
SEED = 1082
MOST_SECONDS = 5.0
MOST_BYTES = 1e9
ONE_CORE = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def figures() -> tuple[Figure, ...]:
    """Score in a child that may use one core, and read what it took."""
    tell(f"bootstrap: {RESPONDENTS:,} respondents × {RATED} of {UNITS} units × {SHARES + MEDIANS} items")
    child = subprocess.run(
        [sys.executable, "-m", "benchmarks.bootstrap"],
        env={**os.environ, **ONE_CORE}, check=True, capture_output=True, text=True,
    )  # fmt: skip
    took = json.loads(child.stdout)
    name = f"bootstrap, {REPLICATES:,} draws"
    return (
        Figure(name, took["seconds"], MOST_SECONDS, at_most(1), "s", "what somebody waits for"),
        Figure(f"{name}, memory", took["bytes"], MOST_BYTES, at_most(1), "B", "1 GB"),
    )


def made() -> tuple[Plan, Snapshot]:
    """The index over shares and medians, and the answers: a few items skipped, everybody rates four units."""
    words = vocabulary()
    read = read_text(text(), "bootstrap.yaml", words)
    wrong = errors(read.problems)
    assert not wrong, wrong
    assert read.framework is not None
    random = np.random.default_rng(SEED)
    rated = random.permuted(np.tile(np.arange(UNITS), (RESPONDENTS, 1)), axis=1)[:, :RATED].ravel()
    size = len(rated)
    columns = {}
    for item in range(SHARES + MEDIANS):
        skipped = random.random(size) < 0.05
        reasons = np.where(skipped, Missing.SKIPPED, Missing.PRESENT).astype(np.int8)
        values = random.normal(20 + rated / 10, 8).round(1) if item >= SHARES else np.full(size, np.nan)
        codes = np.where(skipped | (item >= SHARES), -1, random.random(size) < 0.5 - rated / 200)
        options = ("agree", "disagree") if item < SHARES else ()
        columns[f"q{item}"] = Column(np.where(skipped, np.nan, values), codes.astype(np.int64), reasons, options)
    records = Records(
        unit=rated,
        respondent=np.repeat(np.arange(RESPONDENTS), RATED),
        weight=np.repeat(random.uniform(0.5, 2, RESPONDENTS), RATED),
        stratum=np.repeat(np.arange(RESPONDENTS) % 5, RATED),
        columns=columns,
        strata=tuple("abcde"),
    )
    units = tuple(UnitRow(f"u{n}", f"U{n}", "a") for n in range(UNITS))
    return make_plan(read.framework, words), Snapshot(units, records)


def text() -> str:
    """A framework of that many items in dimensions of ten, on a fixed range."""
    options = "options: [{id: agree, label: {vi: Có, en: Agree}}, {id: disagree, label: {vi: Không, en: Disagree}}]"
    asked = [
        f"          - {{id: q{n}, text: {{vi: Câu {n}, en: Item {n}}}, "
        + (f"type: choice, {options}}}" if n < SHARES else "type: number, decimals: 1}")
        for n in range(SHARES + MEDIANS)
    ]
    lines = [
        HEAD.format(id="bootstrap"),
        units_of(UNITS),
        "forms:\n  - id: firms\n    title: {vi: Phiếu, en: Form}\n    audience: respondents\n    pages:\n"
        "      - id: rate\n        title: {vi: Đánh giá, en: Rate}\n        questions:",
        *asked,
        "index:\n  id: total\n  title: {vi: Tổng, en: Total}\n  aggregate: mean\n  children:",
    ]
    for first in range(0, SHARES + MEDIANS, DIMENSION):
        lines.append(f"    - id: d{first}\n      title: {{vi: Phần {first}, en: Part {first}}}\n      children:")
        for n in range(first, first + DIMENSION):
            measure = "{rule: share, of: [agree]}" if n < SHARES else "median"
            lines.append(
                f"        - {{id: i{n}, title: {{vi: Chỉ số {n}, en: Indicator {n}}}, from: q{n}, direction: higher,"
                f" measure: {measure}, normalise: {{rule: goalposts, low: 0, high: 100, to: [0, 100]}}}}"
            )
    return "\n".join(lines) + "\n"


def child() -> None:
    """Score once and print what it took; whatever was made before counts as memory, but not as time."""
    plan, snapshot = made()
    began = time.process_time()  # of the processor: other work on the machine does not count
    table = score(plan, snapshot, replicates=REPLICATES, seed=SEED)
    seconds = time.process_time() - began
    assert table.sure is not None
    assert table.sure.draws == REPLICATES
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "bytes": most}))


if __name__ == "__main__":
    child()
