"""What is written takes a file's place whole or not at all; devices, pipes and links stay what they are."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from engine.exchange.whole_file import put_whole, written_whole


def test_a_file_is_there_whole_or_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("before")

    def half() -> None:
        with written_whole(path) as out:
            out.write("half")
            out.write(str(1 / 0))

    with pytest.raises(ZeroDivisionError):
        half()
    assert [each.name for each in tmp_path.iterdir()] == ["scores.csv"]
    assert path.read_text() == "before"
    with written_whole(path) as out:
        out.write("after")
    assert path.read_text() == "after"


def test_a_pipe_is_written_to_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    reader.start()
    put_whole(pipe, b"scores")
    reader.join(10)
    assert heard == [b"scores"]
    assert pipe.is_fifo()


def test_a_device_stays_a_device() -> None:
    with written_whole(Path("/dev/null")) as out:
        out.write("nothing")
    assert Path("/dev/null").is_char_device()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("before")
    (tmp_path / "link.csv").symlink_to(tmp_path / "real.csv")
    put_whole(tmp_path / "link.csv", b"after")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "after"
