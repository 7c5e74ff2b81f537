"""A killed process, a locked, damaged or full database: nothing confirmed is lost, a sentence says why."""

import fcntl
import os
import random
import sqlite3
import subprocess
import sys
import time

import pytest
from store_samples import page

from engine.jobs.queue import open_queue
from engine.problems import MachineError
from engine.store.database import Database
from engine.store.sqlite import SqliteStore
from engine.web.security import secret_key

WRITER = """
import sys
from pathlib import Path
from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.sqlite import SqliteStore

store = SqliteStore.open(Path(sys.argv[1]))
response = store.start_response("r1", "business")
print(response.id, flush=True)
for version in range(1_000_000):
    saved = store.save_answers(
        response.id, version, {AnswerKey(f"q{i}", str(version)): Answer(float(i)) for i in range(5)}, str(version)
    )
    print(saved.version, flush=True)
"""


def kill_a_writer(store, seed):
    folder = store.database.path.parent
    writer = subprocess.Popen([sys.executable, "-c", WRITER, folder], stdout=subprocess.PIPE, text=True)
    response_id = writer.stdout.readline().strip()
    writer.stdout.readline()
    time.sleep(random.Random(seed).uniform(0, 0.2))
    writer.kill()
    confirmed = [int(line) for line in writer.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    writer.wait()
    writer.stdout.close()
    response = store.response(response_id)
    assert response.version >= max(confirmed, default=1)
    whole = {(f"q{i}", str(version)) for version in range(response.version) for i in range(5)}
    assert set(response.answers) == whole  # every page whole or not there


@pytest.mark.parametrize("seed", range(2))
def test_what_was_confirmed_survives_a_kill(store, seed):
    kill_a_writer(store, seed)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 20))
def test_what_was_confirmed_survives_many_kills(store, seed):
    kill_a_writer(store, seed)


def impatient(store):
    return SqliteStore(Database(store.database.path.parent, patience=0.05))


def test_locked_by_another_program(store):
    quick = impatient(store)
    other = sqlite3.connect(store.database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(MachineError, match="locked by another program; nothing was saved"):
        quick.start_response("r1", "business")
    other.execute("ROLLBACK")
    quick.start_response("r1", "business")
    other.close()
    quick.close()


def test_another_writer_that_does_not_finish(store):
    quick = impatient(store)
    handle = os.open(store.database.path.with_suffix(".lock"), os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(MachineError, match="locked by another program"):
        quick.start_response("r1", "business")
    os.close(handle)
    quick.start_response("r1", "business")
    quick.close()


def test_a_full_disk_loses_nothing_that_was_there(store):
    response = store.start_response("r1", "business")
    store.save_answers(response.id, 0, page(note="kept"), "a")
    connection = store.database.connection
    [(pages,)] = connection.execute("PRAGMA page_count")
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(MachineError, match="The disk is full; nothing new was saved"):
        store.save_answers(response.id, 1, page(note="x" * 100_000), "b")
    assert store.response(response.id).answers == page(note="kept")
    connection.execute("PRAGMA max_page_count = 1000000")
    assert store.save_answers(response.id, 1, page(note="new"), "b").version == 2


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "thuocdo.db").write_text("This is a letter, not a database. " * 100)
    with pytest.raises(MachineError, match="is no database or is damaged"):
        SqliteStore.open(tmp_path)


def test_a_damaged_database(store):
    response = store.start_response("r1", "business")
    store.save_answers(response.id, 0, page(**{f"q{n}": "x" * 90 for n in range(2000)}), "a")
    store.close()
    path = store.database.path
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    with pytest.raises(MachineError, match="damaged"):
        SqliteStore.open(path.parent).response(response.id)


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(MachineError, match="cannot be used: Not a directory"):
        SqliteStore.open(tmp_path / "file" / "data")


def test_a_database_that_may_only_be_read(store):
    store.database.connection.execute("PRAGMA query_only = ON")
    with pytest.raises(MachineError, match="may only be read"):
        store.start_response("r1", "business")


def test_a_database_of_a_newer_version(store):
    store.database.connection.execute("PRAGMA user_version = 99")
    with pytest.raises(MachineError, match="newer version"):
        SqliteStore.open(store.database.path.parent)


def test_opening_a_database_that_is_up_to_date_loads_no_sqlite_utils(store):
    code = (
        "import sys; from pathlib import Path; from engine.store.sqlite import SqliteStore;"
        "SqliteStore.open(Path(sys.argv[1])).rounds(); print('sqlite_utils' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, store.database.path.parent], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # fork in a process with threads, on newer Pythons
def test_a_child_process_has_a_connection_of_its_own(store):
    response = store.start_response("r1", "business")
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if store.save_answers(response.id, 0, page(days="3"), "child").version == 1 else 1
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert store.response(response.id).answers == page(days="3")


@pytest.mark.parametrize("make", [SqliteStore.open, open_queue, secret_key], ids=["store", "queue", "secret"])
def test_a_data_folder_made_anew_is_for_its_owner_alone(make, tmp_path):
    make(tmp_path / "data")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700
    own = tmp_path / "own"
    own.mkdir(mode=0o750)
    make(own)
    assert own.stat().st_mode & 0o777 == 0o750  # whoever made it had a reason
