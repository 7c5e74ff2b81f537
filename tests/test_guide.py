"""The framework author's guide is true: every step runs in an empty folder, prints what it says, and ends published."""

import csv
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from engine.web.app import create_app
from tests.web.conftest import Visitor

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "framework-guide"
PATIENCE = 60.0
"""Seconds until a server that never answers counts as broken."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a page: what it is, what stands beside that, its text, and the prose since the one before."""

    kind: str
    word: str
    text: str
    before: str


def blocks(page: Path) -> Iterator[Block]:
    end = 0
    text = page.read_text(encoding="utf-8")
    for found in re.finditer(r"```(\w+)(?: (\S+))?\n(.*?)```\n", text, re.DOTALL):
        yield Block(found[1], found[2] or "", found[3], text[end : found.start()])
        end = found.end()


def rows(markdown: str) -> list[list[str]]:
    """The cells of the first table, without its head."""
    lines = [line for line in markdown.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


class Reader:
    """Somebody who follows the page to the letter, in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.printed = ""

    def follow(self, block: Block) -> None:
        match block.kind:
            case "sh" if block.word == "serve":
                self.serve(block.text)
            case "sh":
                self.run(block.text, fails=block.word == "fails")
            case "text":
                assert block.text in self.printed
            case "diff":
                self.edit(block.word, block.text)
            case _:
                (self.folder / block.word).write_text(block.text, encoding="utf-8")

    def start(self, commands: str) -> "subprocess.Popen[str]":
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        return subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", commands], cwd=self.folder, text=True,
            env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, commands: str, *, fails: bool) -> None:
        process = self.start(commands)
        self.printed, told = process.communicate()
        assert process.returncode == int(fails), f"{commands}{self.printed}{told}"

    def edit(self, name: str, change: str) -> None:
        file = self.folder / name
        old, new = ("".join(x[1:] + "\n" for x in change.splitlines() if x[0] == sign) for sign in "-+")
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        file.write_text(text.replace(old, new), encoding="utf-8")

    def serve(self, command: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        process = self.start("exec " + re.sub(r"(?<=--port )\d+", str(port), command))
        until = time.monotonic() + PATIENCE
        while True:
            try:
                with urlopen(f"http://127.0.0.1:{port}/", timeout=5) as reply:
                    assert '<li class="card">' in reply.read().decode()  # a form that can be answered
                break
            except (URLError, OSError):
                assert process.poll() is None
                assert time.monotonic() < until
                time.sleep(0.1)
        process.terminate()
        process.communicate(timeout=PATIENCE)

    def visitor(self) -> Visitor:
        return Visitor(create_app(self.folder / "data").test_client())

    def answer(self, table: list[list[str]]) -> None:
        for department, guidance, polite, days in table:
            firm = self.visitor().begin("hai-long-2026").post(dealt_with=[department])
            firm.post(clear_guidance=guidance, polite=polite, days=days).post()
            assert "cam-on" in firm.path, firm.title


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """The whole page followed, answers included, results compared on the way."""
    reader = Reader(tmp_path_factory.mktemp("guide"))
    for block in blocks(GUIDE / "README.md"):
        if "answer as three firms" in block.before:
            reader.answer(rows(block.before))
            assert reader.visitor().open("/vong/hai-long-2026/ket-qua").status == 403
        reader.follow(block)
    return reader


def test_the_results_are_published(followed: Reader) -> None:
    page = followed.visitor().open("/vong/hai-long-2026/ket-qua")
    assert page.status == 200
    assert "Sở Mẫu 1" in page.html


def test_scores_are_those_worked_out_by_hand(followed: Reader) -> None:
    with (followed.folder / "scores.csv").open(encoding="utf-8") as file:
        scored = {(row["unit"], row["node"]): row for row in csv.DictReader(file)}
    text = (GUIDE / "README.md").read_text(encoding="utf-8").partition("work out by hand:")[2]
    nodes = ("guidance", "politeness", "waiting", "total")
    ours = [
        [unit, *(f"{float(scored[unit, node]['score']):g}" for node in nodes), scored[unit, "total"]["rank"]]
        for unit in ("so-mau-1", "so-mau-2", "so-mau-3")
    ]
    assert ours == rows(text.partition("\nNow")[0])


def test_scorecards_are_printed_and_the_diff_tells_what_breaks(followed: Reader) -> None:
    for name in ("league.pdf", "so-mau-2.pdf"):
        assert (followed.folder / name).read_bytes().startswith(b"%PDF")
    assert "breaks trend" in followed.printed


def test_no_step_is_left_out(followed: Reader) -> None:
    kinds = [block.kind for block in blocks(GUIDE / "README.md")]
    assert set(kinds) == {"sh", "text", "diff", "csv", "yaml"}
    assert followed.printed


def test_the_examples_of_the_chapter_on_examples_hold(tmp_path: Path) -> None:
    (written,) = (block for block in blocks(GUIDE / "examples.md") if block.kind == "yaml")
    starter = (ROOT / "templates" / "starter.yaml").read_text(encoding="utf-8")
    text = re.sub(r"\bID\b", "guide", starter.partition("\nexamples:")[0]) + "\n" + written.text
    (tmp_path / "guide.yaml").write_text(text, encoding="utf-8")
    Reader(tmp_path).run("thuocdo check guide.yaml", fails=False)


def test_the_edition_of_the_chapter_on_editions_is_sound_and_changes_what_it_says(tmp_path: Path) -> None:
    (written,) = (block for block in blocks(GUIDE / "editions.md") if block.kind == "yaml")
    (tmp_path / "next.yaml").write_text(written.text, encoding="utf-8")
    reader = Reader(tmp_path)
    reader.run("thuocdo check next.yaml", fails=False)
    reader.run("thuocdo diff ddci_nghe_an_2022 next.yaml", fails=False)
    for change in ("`max` 365 → 180", "`weight` 1 → 2", "question removed", "group added"):
        assert change in reader.printed
