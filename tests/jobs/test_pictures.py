"""Pages of a PDF become pictures: asked for once, made by the worker eight at a time, gone with the file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from engine.jobs import pictures as made_by
from engine.jobs.pictures import BATCH, KEPT, PATIENCE, PagePictures, Pictured, first_of, picture_task
from engine.jobs.queue import open_queue
from tests.jobs.sent_files import pdf

SHA256 = "a" * 64


@pytest.fixture
def pictures(tmp_path: Path) -> PagePictures:
    return PagePictures(tmp_path, lambda: open_queue(tmp_path))


def work_off(data: Path, file: Path | None) -> int:
    """Do what waits in the queue, as the worker would; how many jobs there were."""
    queue, done = open_queue(data), 0
    picture_task(queue, PagePictures(data), lambda _sha256: file)
    while task := queue.dequeue():
        queue.execute(task)
        done += 1
    return done


def file_of(folder: Path, content: bytes) -> Path:
    path = folder / "given.pdf"
    path.write_bytes(content)
    return path


def test_pages_are_made_in_batches_and_asked_for_once(pictures: PagePictures, tmp_path: Path) -> None:
    path = file_of(tmp_path, pdf(pages=BATCH + 2))
    for _ in range(3):
        assert pictures.request(SHA256, 2) == Pictured(is_under_way=True, is_stalled=True)
    assert work_off(tmp_path, path) == 1
    assert pictures.request(SHA256, BATCH).ready == tuple(range(1, BATCH + 1))
    assert pictures.request(SHA256, BATCH + 1).is_under_way
    assert work_off(tmp_path, path) == 1
    assert pictures.request(SHA256, BATCH + 1) == Pictured((BATCH + 1, BATCH + 2))
    first = pictures.picture(SHA256, 1)
    assert first is not None
    with Image.open(first) as shown:
        assert (shown.format, max(shown.size)) == ("JPEG", 1600)
    assert first.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("page", "first"), [(1, 1), (BATCH, 1), (BATCH + 1, BATCH + 1), (3 * BATCH, 2 * BATCH + 1)])
def test_a_page_lies_in_one_batch(page: int, first: int) -> None:
    assert first_of(page) == first


def test_a_page_that_covers_a_field_is_made_no_larger_than_any(pictures: PagePictures, tmp_path: Path) -> None:
    import pikepdf

    wide = pdf(lambda made: made.pages[0].__setattr__("MediaBox", pikepdf.Array([0, 0, 200_000, 100_000])))
    pictures.request(SHA256, 1)
    work_off(tmp_path, file_of(tmp_path, wide))
    found = pictures.picture(SHA256, 1)
    assert found is not None
    with Image.open(found) as shown:
        assert max(shown.size) == 1600


def test_what_cannot_be_made_is_told_and_not_tried_again_and_again(pictures: PagePictures, tmp_path: Path) -> None:
    pictures.request(SHA256, 1)
    assert work_off(tmp_path, file_of(tmp_path, b"%PDF-1.7 broken")) == 1
    assert pictures.request(SHA256, 1) == Pictured(has_failed=True)
    assert work_off(tmp_path, None) == 0


def test_a_machine_without_the_program_says_so(
    pictures: PagePictures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file_of(tmp_path, pdf())
    pictures.request(SHA256, 1)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not made_by.can_picture()
    work_off(tmp_path, path)
    assert pictures.request(SHA256, 1).has_failed


def test_pages_that_never_came_are_asked_for_again(pictures: PagePictures, tmp_path: Path) -> None:
    pictures.request(SHA256, 1)
    asked = tmp_path / "pictures" / SHA256 / "1.asked"
    os.utime(asked, (asked.stat().st_mtime - PATIENCE - 1,) * 2)
    pictures.request(SHA256, 1)
    assert work_off(tmp_path, file_of(tmp_path, pdf())) == 2  # the second finds it done
    assert pictures.request(SHA256, 1).ready == (1,)


def test_pictures_go_with_their_file(pictures: PagePictures, tmp_path: Path) -> None:
    path = file_of(tmp_path, pdf())
    for sha256 in (SHA256, "b" * 64):
        pictures.request(sha256, 1)
    work_off(tmp_path, path)
    assert pictures.tidy(lambda sha256: sha256 == SHA256) == 1
    assert pictures.picture("b" * 64, 1) is None
    assert pictures.picture(SHA256, 1) is not None
    assert pictures.tidy(lambda _sha256: True, path.stat().st_mtime + KEPT + 60) == 1
    pictures.request(SHA256, 1)
    work_off(tmp_path, None)  # the file was erased before the worker came to it
    assert not (tmp_path / "pictures" / SHA256).exists()


@pytest.mark.parametrize("sha256", ["../../thuocdo.db", "A" * 64, ""])
def test_nothing_else_is_a_picture(pictures: PagePictures, sha256: str) -> None:
    assert pictures.picture(sha256, 1) is None
    pictures.forget(sha256)
