"""The doctor finds what is wrong with a machine or a data folder, says the mend, and changes nothing."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.catalog import Catalog, build_catalog
from engine.cli.main import main
from engine.jobs import checkup
from engine.jobs.pulse import sign_of
from engine.plugins import make_plugin_manager
from engine.store.document_nouns import Document
from engine.store.sqlite import SqliteStore
from engine.web.security import secret_key
from tests.web.conftest import SURVEY


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("THUOCDO_PROXIES", raising=False)
    folder = tmp_path / "data"
    SqliteStore.open(folder).close()
    secret_key(folder)
    return folder


def look(data: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, tuple[str, str]]]:
    capsys.readouterr()
    code = main(["doctor", "--data", str(data), "--json"])
    rows = json.loads(capsys.readouterr().out)
    return code, {row["what"]: (row["told"], row["mend"]) for row in rows}


def test_a_sound_folder_is_well_and_says_so_line_by_line(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--data", str(data)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("ok    ") for line in lines)
    told = {line[6:].split("  ")[0].strip() for line in lines}
    assert {
        "versions", "data folder", "secret", "disk", "thuocdo.db", "migrations", "clock", "frameworks", "PDF", "worker",
        "HTTPS", "mail", "evidence", "pictures",
    } <= told  # fmt: skip


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, found = look(tmp_path / "none", capsys)
    assert code == 1
    assert "thuocdo demo" in found["data folder"][1]
    assert not (tmp_path / "none").exists()


def test_a_secret_that_others_may_read(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "secret-key").chmod(0o644)
    code, found = look(data, capsys)
    assert (code, found["secret"]) == (1, ("mode 644", f"Only its owner may read it: chmod 600 {data / 'secret-key'}"))


@pytest.mark.parametrize("damage", [b"nothing", None])
def test_a_damaged_database(data: Path, damage: bytes | None, capsys: pytest.CaptureFixture[str]) -> None:
    path = data / "thuocdo.db"
    content = bytearray(path.read_bytes())
    content[8192:12288] = b"\xff" * 4096
    path.write_bytes(damage or bytes(content))
    code, found = look(data, capsys)
    assert code == 1
    assert "restore a backup" in found["thuocdo.db"][1]


def test_a_database_of_an_earlier_version_is_told_and_left_as_it_is(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from engine.store.migrations import first_tables

    (data / "thuocdo.db").unlink()
    connection = sqlite3.connect(data / "thuocdo.db")
    from sqlite_utils import Database as Utils

    first_tables(Utils(connection))
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    code, found = look(data, capsys)
    assert code == 0
    assert "steps are taken when the server starts; take a backup first" in found["migrations"][0]
    assert connection.execute("PRAGMA user_version").fetchone() == (1,)
    connection.close()


def test_a_database_of_a_newer_version(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    connection = sqlite3.connect(data / "thuocdo.db")
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    code, found = look(data, capsys)
    assert (code, found["migrations"][1]) == (1, "Install the newer version of Thước Đo.")


def test_a_framework_that_is_not_sound(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data / "surveys").mkdir()
    (data / "surveys" / "mini.yaml").write_text(SURVEY.replace("from: clear", "from: cleer"), encoding="utf-8")
    code, found = look(data, capsys)
    assert code == 1
    assert "cleer" in found["frameworks"][0]


def test_a_worker_that_gives_no_sign(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import os

    sign_of(data).parent.mkdir()
    sign_of(data).touch()
    assert look(data, capsys)[1]["worker"] == ("alive", "")
    os.utime(sign_of(data), (1_000_000_000, 1_000_000_000))
    code, found = look(data, capsys)
    assert (code, found["worker"]) == (1, ("gives no sign of life", f"Start the server: thuocdo serve --data {data}"))


def test_a_clock_that_went_back(data: Path) -> None:
    well = list(checkup.databases(data, datetime.now(UTC)))
    assert not [each for each in well if each.mend]
    back = list(checkup.databases(data, datetime.now(UTC) - timedelta(days=1)))
    assert [each.what for each in back if each.mend] == ["clock"]


def test_a_disk_with_little_room(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "LEAST_SPACE", 1 << 60)
    assert [each.what for each in checkup.folder(data) if each.mend] == ["disk"]


def test_a_log_that_grows_without_an_end(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "MOST_LOG", -1)
    found = [each for each in checkup.databases(data, datetime.now(UTC)) if each.mend]
    assert [each.what for each in found] == ["thuocdo.db's log"]


@pytest.mark.parametrize(("given", "well"), [("", True), ("1", True), ("2", True), ("0", False), ("yes", False), ("10", False)])
def test_what_was_said_of_proxies(given: str, well: bool) -> None:
    (found,) = checkup.proxy({"THUOCDO_PROXIES": given})
    assert (found.mend == "") is well


def test_a_rounds_framework_that_can_no_longer_be_used(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from engine.problems import ThuocDoError

    class Rounds:
        def rounds(self):
            return [type("R", (), {"id": "thu"})()]

    def gone(catalog: Catalog, round_: object) -> None:
        raise ThuocDoError("The framework of the round thu can no longer be used.")

    monkeypatch.setattr(checkup, "pinned", gone)
    found = list(checkup.frameworks(build_catalog(make_plugin_manager()), Rounds()))
    assert [each.what for each in found if each.mend] == ["round thu"]


def test_a_document_whose_file_is_gone(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = SqliteStore.open(data)
    store.add_document(Document("d", "xa-a", "Kế hoạch năm", "lan", datetime.now(UTC), sha256="a" * 64, kind="pdf"))
    store.close()
    code, found = look(data, capsys)
    assert (code, found["evidence"][0]) == (1, "files of documents: 1, gone: 1, that of “Kế hoạch năm” first")
    assert "of a backup" in found["evidence"][1]


def test_a_machine_that_makes_no_pictures_of_pages(
    data: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkup, "can_picture", lambda: False)
    code, found = look(data, capsys)
    assert (code, found["pictures"][1]) == (1, "Install poppler: apt-get install poppler-utils")
