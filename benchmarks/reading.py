"""How long a framework of 2,000 questions takes to load, against libyaml's loader alone on the same text."""

from __future__ import annotations

import tempfile
from pathlib import Path

import yaml

from benchmarks.figure import Figure, at_most, in_turns, seconds, tell
from benchmarks.made_frameworks import survey, vocabulary
from engine.framework.reader import read_framework
from engine.problems import errors

QUESTIONS = 2_000
ROUNDS = 5


def figures() -> tuple[Figure, ...]:
    """Reading, shaping and checking a large file; the limit only makes dicts of it, without a place."""
    words = vocabulary()
    text = survey("large", QUESTIONS, page_size=20)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.yaml"
        path.write_text(text, "utf-8")
        tell(f"reading: {len(text.encode()) / 1e6:.2f} MB, {text.count(chr(10)):,} lines")
        read = read_framework(path, words)
        wrong = errors(read.problems)
        assert not wrong, wrong
        assert read.framework is not None
        assert len(read.framework.question) == QUESTIONS
        taken = in_turns(
            "reading",
            {
                "ours": lambda: seconds(lambda: read_framework(path, words)),
                "limit": lambda: seconds(lambda: yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)),
            },
            ROUNDS,
        )
    return (
        Figure("load 2,000 questions", taken["ours"], taken["limit"], at_most(0.5), "s", "yaml.load, CSafeLoader"),
    )
