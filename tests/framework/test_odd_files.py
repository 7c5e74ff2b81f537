"""Odd files on a disk: each is one clear problem, or is read as if nothing were odd."""

import gc
import tracemalloc
import unicodedata
from pathlib import Path

import pytest

from engine.builtin import plugin
from engine.cli.main import main
from engine.framework.reader import Read, read_framework, read_text
from engine.framework.vocabulary import Vocabulary

VOCABULARY = Vocabulary.of(plugin.thuocdo_question_types(), plugin.thuocdo_rules())
TINY = (Path(__file__).parents[1] / "surveys" / "tiny.yaml").read_text("utf-8")


@pytest.fixture
def read(tmp_path: Path):
    def read_bytes(given: bytes) -> Read:
        file = tmp_path / "odd.yaml"
        file.write_bytes(given)
        return read_framework(file, VOCABULARY)

    return read_bytes


@pytest.mark.parametrize(
    "given",
    [
        b"\xef\xbb\xbf" + TINY.encode(),
        TINY.replace("\n", "\r\n").encode(),
        b"\n\n# a comment\n---\n" + TINY.encode() + b"...\n",
        unicodedata.normalize("NFD", TINY).encode(),
        TINY.rstrip("\n").encode(),
    ],
    ids=["byte order mark", "CRLF", "one document between marks", "NFD", "no last line break"],
)
def test_what_editors_do_to_a_file_changes_nothing(read, given: bytes) -> None:
    result = read(given)

    assert [str(problem) for problem in result.problems] == []
    assert result.framework == read(TINY.encode()).framework


def test_places_count_as_editors_do_behind_a_mark_and_long_line_ends(read) -> None:
    (problem,) = read(b"\xef\xbb\xbf" + TINY.replace("days, measure", "dayz, measure").replace("\n", "\r\n").encode()).problems

    assert (problem.location.line, problem.location.column) == (37, 57)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (b"", "the file is empty. Begin with `thuocdo: 1`, or write one with `thuocdo new my_index`."),
        (b"# only a comment\n", "the file is empty. Begin with `thuocdo: 1`, or write one with `thuocdo new my_index`."),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "this is not a text but a PNG image. Give the path of a YAML file."),
        (b"%PDF-1.7\n%\xe2\xe3", "this is not a text but a PDF. Give the path of a YAML file."),
        (b"PK\x03\x04\x14\x00", "this is not a text but a ZIP, XLSX or DOCX file. Give the path of a YAML file."),
        (b"thuocdo: 1\x00\x00", "this is not a text. Give the path of a YAML file."),
        ("thuocdo: 1\ntitle: é".encode("latin-1"), "the file is not in UTF-8. Save it with the encoding UTF-8."),
        (TINY.encode("utf-16"), "the file is in UTF-16. Save it with the encoding UTF-8."),
        (b"x" * 10_000_000, "the file is larger than 5 MB. Split it, or move long tables out of it."),
        (b"thuocdo: 1\n\tid: x\n", "a tab stands where spaces belong. Indent with spaces."),
        (TINY.encode() + b"---\n" + TINY.encode(), "a second document begins here. Keep one framework a file: remove `---`."),
        (b"- a\n- b\n", "the file must hold keys such as `thuocdo`, `id` and `title`. Begin with `thuocdo: 1`."),
        (b"just words\n", "the file must hold keys such as `thuocdo`, `id` and `title`. Begin with `thuocdo: 1`."),
    ],
    ids=["empty", "comment", "PNG", "PDF", "XLSX", "zeros", "Latin-1", "UTF-16", "10 MB", "tab", "two documents", "list", "words"],
)
def test_an_odd_file_is_one_clear_problem(read, given: bytes, told: str) -> None:
    (problem,) = read(given).problems

    assert f"{problem.what} {problem.mend}" == told


def test_a_file_or_folder_that_cannot_be_read_is_the_machines_and_says_so(tmp_path: Path, capsys) -> None:
    given = [tmp_path, tmp_path / "none.yaml", Path("/proc/self/mem")]

    assert [main(["check", str(path)]) for path in given] == [2, 2, 2]
    folder, none, refused = capsys.readouterr().err.splitlines()
    assert folder == f"{tmp_path} cannot be read: it is a folder. Give the path of a YAML file in it."
    assert none == f"{given[1]} cannot be read: there is no such file."
    assert refused.startswith("/proc/self/mem cannot be read: ")


BOMBS = {
    "a thousand laughs": "a0: &a0 [lol]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 40)),
    "brackets": "a: " + "[" * 10_000,
    "braces": "{a: " * 10_000,
    "dashes": "- " * 10_000,
    "indents": "\n".join(" " * n + "a:" for n in range(2_000)),
    "anchors": "".join(f"a{n}: &a{n} x\n" for n in range(50_000)),
    "one key": "a: 1\n" * 100_000,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_refused_while_it_is_read_in_little_memory(text: str) -> None:
    gc.collect()
    tracemalloc.start()
    result = read_text(text, "bomb.yaml", VOCABULARY)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert result.framework is None
    assert 1 <= len(result.problems) <= 201
    assert most < 2_000_000 + 10 * len(text)


def test_what_a_server_leaves_out_of_looks_for_rubbish_stays_left_out() -> None:
    assert gc.get_freeze_count() == 0
    gc.freeze()
    try:
        assert read_text(TINY, "tiny.yaml", VOCABULARY).framework
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
    assert read_text(TINY, "tiny.yaml", VOCABULARY).framework
    assert gc.get_freeze_count() == 0
    assert gc.isenabled()
