"""Invitations in their own file: the file is the same in whatever order the same codes were used."""

import random
import signal
import sqlite3
import stat
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.problems import MachineError
from engine.store.codes import make_code
from engine.store.invitations import InvitationBook
from engine.store.invited import Contact, Invitation, Use

random.seed(5)
CODES = sorted({make_code() for _ in range(400)})


def invited(code, round_id="r1", **more):
    return Invitation(code, round_id, **{"stratum": "small", "contact": Contact(f"contact {code}", "Tên"), **more})


def book_of(data, codes=CODES, **more):
    book = InvitationBook(data)
    book.add(invited(code, **more) for code in codes)
    return book


def files(data):
    """Every file of a folder whose content could tell anything."""
    return {path.name: path.read_bytes() for path in data.iterdir() if path.is_file()}


def test_what_was_added_is_found_by_code_and_by_round(tmp_path):
    book = InvitationBook(tmp_path)
    given = Invitation("AB3DE5FG", "r1", "small", ("x", "y"), contact=Contact("k", "Tên", "0912", "a@b.vn", "Vinh"))
    book.add([given, invited("HJ4KL6MN", "r2")])
    assert book.invitation("AB3DE5FG") == given
    assert book.invitation("XX3XX5XX") is None
    assert book.invitations("r1") == [given]
    assert (book.is_empty("r1"), book.is_empty("r3")) == (False, True)


def test_a_data_folder_without_a_sample_has_no_file(tmp_path):
    book = InvitationBook(tmp_path)
    book.mark_used("AB3DE5FG")
    assert (book.invitation("AB3DE5FG"), book.invitations("r1"), book.use_of("r1")) == (None, [], ())
    assert book.forget_contacts("r1") == 0
    assert list(tmp_path.iterdir()) == []


def test_all_of_a_sample_is_added_or_nothing(tmp_path):
    book = book_of(tmp_path, ["AB3DE5FG"])
    with pytest.raises(sqlite3.IntegrityError):
        book.add([invited("HJ4KL6MN"), invited("AB3DE5FG")])
    assert [each.code for each in book.invitations("r1")] == ["AB3DE5FG"]


def test_marks_are_counted_by_stratum_and_marking_again_changes_nothing(tmp_path):
    book = book_of(tmp_path, CODES[:5])
    book.mark_used(CODES[0])
    before = files(tmp_path)
    book.mark_used(CODES[0])
    assert files(tmp_path) == before
    assert book.use_of("r1") == (Use("small", 5, 1),)
    assert (book.used_in("r1", "small"), book.used_in("r1", "none")) == (1, 0)


@settings(max_examples=15)
@given(st.permutations(CODES[50:90]), st.permutations(CODES[50:90]))
def test_no_byte_tells_the_order_in_which_codes_were_used(tmp_path_factory, one, two):
    told = []
    for order in (one, two):
        data = tmp_path_factory.mktemp("data")
        book = book_of(data)
        for code in order:
            book.mark_used(code)
        told.append(files(data))
    assert told[0] == told[1]
    assert {name for name, content in told[0].items() if content} == {"invitations.db"}


def test_a_mark_is_one_byte_and_the_counter_of_changes(tmp_path):
    book = book_of(tmp_path)
    before = (tmp_path / "invitations.db").read_bytes()
    book.mark_used(CODES[7])
    after = (tmp_path / "invitations.db").read_bytes()
    changed = [place for place, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    in_head = [place for place in changed if place < 100]
    assert (len(changed) - len(in_head), set(in_head)) == (1, {27, 95})  # the file's counter, kept twice


KILLED = """
import os, signal, sqlite3, sys
from pathlib import Path
from engine.store.invitations import InvitationBook
book = InvitationBook(Path(sys.argv[1]))
connect = sqlite3.connect
class Deadly(sqlite3.Connection):
    def execute(self, statement, *more):
        found = super().execute(statement, *more)
        if statement.startswith("UPDATE"):
            os.kill(os.getpid(), signal.SIGKILL)
        return found
sqlite3.connect = lambda *given, **more: connect(*given, factory=Deadly, **more)
{act}
"""


def killed(data, act):
    done = subprocess.run([sys.executable, "-c", KILLED.replace("{act}", act), str(data)], check=False)
    assert done.returncode == -signal.SIGKILL


def test_a_kill_while_a_code_is_marked_leaves_no_page_of_before(tmp_path):
    book = book_of(tmp_path)
    killed(tmp_path, f"book.mark_used({CODES[3]!r})")
    assert {name for name, content in files(tmp_path).items() if content} == {"invitations.db"}
    book.mark_used(CODES[3])
    assert book.invitation(CODES[3]).is_used
    assert sqlite3.connect(tmp_path / "invitations.db").execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_contacts_are_deleted_to_the_last_byte(tmp_path):
    book = book_of(tmp_path)
    book.add([invited("AB3DE5FG", "r2")])
    assert b"contact " + CODES[9].encode() in (tmp_path / "invitations.db").read_bytes()
    assert book.forget_contacts("r1") == len(CODES)
    left = b"".join(files(tmp_path).values())
    assert [code for code in CODES if b"contact " + code.encode() in left] == []
    assert b"contact AB3DE5FG" in left
    assert book.invitation(CODES[9]).contact is None
    assert book.forget_contacts("r1") == 0


def test_only_the_owner_may_read_it(tmp_path):
    book_of(tmp_path, CODES[:1])
    assert stat.S_IMODE((tmp_path / "invitations.db").stat().st_mode) == 0o600


def test_trouble_is_told_in_a_sentence(tmp_path):
    book = book_of(tmp_path, CODES[:1])
    connection = sqlite3.connect(tmp_path / "invitations.db")
    connection.execute("PRAGMA user_version = 9")
    connection.close()
    with pytest.raises(MachineError, match="newer version"):
        book.add([invited(CODES[1])])
    (tmp_path / "invitations.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(MachineError, match="is no database or is damaged"):
        book.invitation(CODES[0])


def test_two_processes_mark_at_once(tmp_path):
    book = book_of(tmp_path)
    act = "import sys\nfrom pathlib import Path\nfrom engine.store.invitations import InvitationBook\n"
    act += "book = InvitationBook(Path(sys.argv[1]))\nfor code in sys.argv[2:]:\n    book.mark_used(code)\n"
    halves = [CODES[:60], CODES[60:120]]
    both = [subprocess.Popen([sys.executable, "-c", act, str(tmp_path), *half]) for half in halves]
    assert [each.wait() for each in both] == [0, 0]
    assert book.use_of("r1") == (Use("small", len(CODES), 120),)
