"""What was confirmed is on the disk: synced after it was committed, before anybody is told."""

import errno
import os
import shutil
import threading

import pytest
from store_samples import page

from engine.problems import MachineError
from engine.store.sqlite import SqliteStore


@pytest.fixture
def disk(store, tmp_path, monkeypatch):
    """What a loss of power right after each sync would leave: copies of the data folder, one a sync."""
    copies = []
    sync = os.fdatasync

    def synced(handle):
        sync(handle)
        copies.append(tmp_path / f"left{len(copies)}")
        shutil.copytree(store.database.path.parent, copies[-1])

    monkeypatch.setattr(os, "fdatasync", synced)
    return copies


def after_power_loss(folder, response_id):
    left = SqliteStore.open(folder)
    try:
        return left.response(response_id)
    finally:
        left.close()


def test_each_save_is_on_the_disk_when_it_is_confirmed_with_one_sync(store, disk):
    response = store.start_response("r1", "business")
    store.save_answers(response.id, 0, page(note="one"), "a")
    store.save_answers(response.id, 1, page(note="two"), "b")
    assert len(disk) == 3
    assert [after_power_loss(folder, response.id).answers for folder in disk] == [{}, page(note="one"), page(note="two")]


def test_a_page_posted_again_is_on_the_disk_too(store, disk):
    response = store.start_response("r1", "business")
    store.save_answers(response.id, 0, page(note="one"), "a")
    store.save_answers(response.id, 0, page(note="one"), "a")
    assert after_power_loss(disk[-1], response.id).answers == page(note="one")


def test_what_cannot_reach_the_disk_is_not_confirmed_and_may_be_sent_again(store, monkeypatch):
    response = store.start_response("r1", "business")
    with monkeypatch.context() as broken:
        broken.setattr(os, "fdatasync", lambda _handle: (_ for _ in ()).throw(OSError(errno.EIO, "Input/output error")))
        with pytest.raises(MachineError, match="cannot be used: Input/output error"):
            store.save_answers(response.id, 0, page(note="kept"), "a")
    assert store.save_answers(response.id, 0, page(note="kept"), "a").version == 1


def test_the_next_writer_does_not_wait_for_the_disk(store, monkeypatch):
    first = store.start_response("r1", "business")
    second = store.start_response("r1", "business")
    waiting, go_on = threading.Event(), threading.Event()
    sync = os.fdatasync

    def slow(handle):
        if threading.current_thread() is not threading.main_thread():
            waiting.set()
            go_on.wait(10)
        sync(handle)

    monkeypatch.setattr(os, "fdatasync", slow)
    other = threading.Thread(target=store.save_answers, args=(first.id, 0, page(note="slow"), "a"))
    other.start()
    waiting.wait(10)
    assert store.save_answers(second.id, 0, page(note="quick"), "a").version == 1
    go_on.set()
    other.join()
    assert store.response(first.id).answers == page(note="slow")


def test_a_log_made_anew_is_followed(store):
    response = store.start_response("r1", "business")
    store.close()  # the last connection takes the log away
    assert not store.database.path.with_name("thuocdo.db-wal").exists()
    assert store.save_answers(response.id, 0, page(note="new"), "a").version == 1
    assert store.response(response.id).answers == page(note="new")
