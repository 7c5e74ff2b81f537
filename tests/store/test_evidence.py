"""Evidence on the disk: whole and durable once confirmed, removed only when no answer names it."""

from __future__ import annotations

import hashlib
import io
import os
import random
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.problems import MachineError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.evidence import GRACE, EvidenceRoom
from engine.store.nouns import Round, RoundState
from engine.store.sqlite import SqliteStore

WRITER = """
import io, sys
from pathlib import Path
from engine.store.evidence import EvidenceRoom

room = EvidenceRoom(Path(sys.argv[1]))
for number in range(1_000_000):
    draft = room.take_in(io.BytesIO(b"%d" % number * 5000), 10**6)
    room.confirm(draft)
    print(draft.sha256, flush=True)
"""


@pytest.fixture
def room(tmp_path: Path) -> EvidenceRoom:
    return EvidenceRoom(tmp_path)


def kept(room: EvidenceRoom, content: bytes) -> str:
    draft = room.take_in(io.BytesIO(content), 1000)
    room.confirm(draft)
    return draft.sha256


def test_a_file_is_kept_under_the_hash_of_its_bytes_and_cannot_be_run(room: EvidenceRoom) -> None:
    sha256 = kept(room, b"content")
    path = room.path(sha256)
    assert sha256 == hashlib.sha256(b"content").hexdigest()
    assert path is not None
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"content", 0o600)
    assert kept(room, b"content") == sha256
    assert room.path("0" * 64) is None
    assert room.path("../../thuocdo.db") is None


def test_no_more_is_copied_than_may_be_and_one_byte(room: EvidenceRoom, tmp_path: Path) -> None:
    draft = room.take_in(io.BytesIO(bytes(10_000_000)), 1000)
    assert (draft.size, draft.path.stat().st_size) == (1001, 1001)
    room.discard(draft)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("seed", range(3))
def test_a_confirmed_file_survives_a_kill(room: EvidenceRoom, tmp_path: Path, seed: int) -> None:
    writer = subprocess.Popen([sys.executable, "-c", WRITER, tmp_path], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    first = writer.stdout.readline().strip()
    time.sleep(random.Random(seed).uniform(0, 0.2))
    writer.kill()
    confirmed = [first, *(line.strip() for line in writer.stdout.read().splitlines(keepends=True) if line[-1] == "\n")]
    writer.wait()
    writer.stdout.close()
    for sha256 in confirmed:
        path = room.path(sha256)
        assert path is not None
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def test_a_disk_that_takes_nothing_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "evidence").write_text("a file stands where the folder should be")
    with pytest.raises(MachineError, match="The file cannot be kept: "):
        EvidenceRoom(tmp_path).take_in(io.BytesIO(b"x"), 10)


SHORT = """
import io, resource, sys
from pathlib import Path
from engine.problems import MachineError
from engine.store.evidence import EvidenceRoom

resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
try:
    EvidenceRoom(Path(sys.argv[1])).take_in(io.BytesIO(bytes(5_000_000)), 10**7)
except MachineError as told:
    print(told)
"""


def test_nothing_half_stays_where_the_disk_becomes_full(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", SHORT, tmp_path], capture_output=True, text=True, check=True)
    assert done.stdout == "The file cannot be kept: File too large.\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_file_that_must_not_be_kept_goes_at_once_unless_it_is_named(room: EvidenceRoom) -> None:
    sha256 = kept(room, b"no secret should lie here")
    assert not room.erase(sha256, lambda hashes: hashes)
    assert room.path(sha256) is not None
    assert room.erase(sha256, lambda _hashes: ())
    assert room.path(sha256) is None
    assert room.erase(sha256, lambda _hashes: ())  # it is gone


def test_only_old_files_that_no_answer_names_are_removed(room: EvidenceRoom, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    named, dropped, fresh = kept(room, b"named"), kept(room, b"dropped"), kept(room, b"fresh")
    half = room.take_in(io.BytesIO(b"never confirmed"), 100)
    for path in (room.path(named), room.path(dropped), half.path):
        assert path is not None
        os.utime(path, (1, 1))
    store = SqliteStore.open(tmp_path)
    store.create_round(Round("r", "f", "R", RoundState.OPEN, False, date(2026, 1, 1), None, "", "0"))
    response = store.start_response("r", "form")
    store.save_answers(response.id, 0, {AnswerKey("q"): Answer((named,), details={named: "x.pdf"})}, "")
    store.close()

    assert main(["tidy", "--data", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "2 files removed.\n"
    assert [room.path(each) is not None for each in (named, dropped, fresh)] == [True, False, True]
    assert not half.path.exists()


def test_what_is_sent_again_while_files_are_removed_stays(room: EvidenceRoom) -> None:
    sha256 = kept(room, b"again")

    def used(_hashes: object) -> tuple[str, ...]:
        kept(room, b"again")  # a respondent sends the same bytes just now
        return ()

    os.utime(room.path(sha256) or "", (1, 1))
    assert room.tidy(used) == 0
    assert room.path(sha256) is not None
    assert room.tidy(lambda _hashes: (), time.time() + 2 * GRACE) == 1


def test_the_time_of_a_file_is_the_end_of_its_day(room: EvidenceRoom) -> None:
    path = room.path(kept(room, b"evening"))
    assert path is not None
    assert path.stat().st_mtime % GRACE == 0
    assert 0 < path.stat().st_mtime - time.time() <= GRACE
