"""A backup is taken while the server goes on, holds nothing that was deleted, and puts everything back as it was."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import tarfile
import threading
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from engine.cli.main import main
from engine.problems import ThuocDoError
from engine.questionnaire.answers import Answer, AnswerKey
from engine.rounds.backing_up import check_backup
from engine.store.evidence import EvidenceRoom
from engine.store.invitations import InvitationBook
from engine.store.invited import Invitation
from engine.store.nouns import Round, RoundState
from engine.store.sqlite import SqliteStore
from engine.web.app import create_app
from tests.web.conftest import SURVEY, Visitor


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "surveys").mkdir(parents=True)
    (folder / "surveys" / "mini.yaml").write_text(SURVEY, encoding="utf-8")
    assert main(["round", "create", "thu", "--framework", "mini", "--data", str(folder)]) == 0
    assert main(["round", "open", "thu", "--data", str(folder)]) == 0
    return folder


def store_of(app: Flask) -> SqliteStore:
    return app.extensions["thuocdo"].store


def backup(data: Path, out: Path) -> int:
    return main(["backup", "--data", str(data), "--out", str(out)])


def restore(file: Path, data: Path) -> int:
    return main(["restore", str(file), "--data", str(data)])


def test_who_was_answering_goes_on_after_a_restore_and_runs_verify(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app = create_app(data)
    Visitor(app.test_client()).finish("thu")
    half_way = Visitor(app.test_client())
    half_way.begin("thu").post(dealt_with=["do-luong"])
    page, html = half_way.path, half_way.html
    main(["round", "score", "thu", "--data", str(data)])
    code = store_of(app).runs("thu")[0].code
    room = EvidenceRoom(data)
    draft = room.take_in(io.BytesIO(b"minutes"), 100)
    room.confirm(draft)
    assert backup(data, tmp_path / "b.tar.gz") == 0
    assert (tmp_path / "b.tar.gz").stat().st_mode & 0o077 == 0

    assert restore(tmp_path / "b.tar.gz", tmp_path / "new") == 0
    again = create_app(tmp_path / "new")
    cookie = half_way.client.get_cookie("thuocdo")
    assert cookie is not None
    moved = Visitor(again.test_client(), html=html)
    moved.client.set_cookie("thuocdo", cookie.value)
    moved.post(page, clear="yes", days="2").post(trouble="no").post()
    assert moved.title.startswith("Đã nhận phiếu của bạn")
    assert store_of(again).response_counts("thu") == {"started": 2, "sent": 2}
    assert EvidenceRoom(tmp_path / "new").path(draft.sha256) is not None
    assert not list((tmp_path / "new" / "evidence" / "incoming").glob("*"))
    capsys.readouterr()
    assert main(["verify", code, "--data", str(tmp_path / "new")]) == 0
    assert main(["round", "score", "thu", "--data", str(tmp_path / "new")]) == 0
    assert store_of(app).response_counts("thu") == {"started": 2, "sent": 1}  # the old folder is left alone


def test_answers_come_in_while_it_is_taken_and_each_state_is_whole(data: Path, tmp_path: Path) -> None:
    store, stop, saved = SqliteStore.open(data), threading.Event(), []

    def answer() -> None:
        own = SqliteStore.open(data)
        while not stop.is_set():
            response = own.start_response("thu", "business")
            for version in range(4):
                own.save_answers(response.id, version, {AnswerKey(f"q{version}"): Answer("x")}, str(version))
            saved.append(response.id)
        own.close()

    writer = threading.Thread(target=answer)
    writer.start()
    try:
        for number in range(3):
            assert backup(data, tmp_path / f"{number}.tar.gz") == 0
    finally:
        stop.set()
        writer.join()
    assert set(saved) <= {row[0] for row in store.database.connection.execute("SELECT id FROM responses")}
    for number in range(3):
        assert restore(tmp_path / f"{number}.tar.gz", tmp_path / f"back{number}") == 0
        copy = SqliteStore.open(tmp_path / f"back{number}")
        for response_id, version in copy.database.connection.execute("SELECT id, version FROM responses").fetchall():
            found = copy.response(response_id)
            assert found
            assert len(found.answers) == version
        copy.close()
    store.close()


def unpacked(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes())


def test_what_was_taken_back_is_not_in_it(data: Path, tmp_path: Path) -> None:
    store = SqliteStore.open(data)
    response = store.start_response("thu", "business")
    for number in range(40):
        store.save_answers(response.id, number, {AnswerKey("remark", f"p{number}"): Answer("BÍ MẬT" * 300)}, "")
    for number in range(40):
        store.save_answers(response.id, 40 + number, {AnswerKey("remark", f"p{number}"): None}, "")
    files = b"".join(path.read_bytes() for path in data.glob("thuocdo.db*"))
    assert "BÍ MẬT".encode() in files  # the live folder still has it on free pages or in its log
    assert backup(data, tmp_path / "b.tar.gz") == 0
    assert "BÍ MẬT".encode() not in unpacked(tmp_path / "b.tar.gz")
    store.close()


def test_no_time_of_a_file_is_in_it(data: Path, tmp_path: Path) -> None:
    room = EvidenceRoom(data)
    room.confirm(room.take_in(io.BytesIO(b"one"), 100))
    backup(data, tmp_path / "b.tar.gz")
    with tarfile.open(tmp_path / "b.tar.gz") as file:
        assert {member.mtime for member in file} == {0}


def changed(file: Path, out: Path, name: str, content: bytes | None) -> Path:
    """The backup with one part in the place of another, or without it."""
    with tarfile.open(file) as given, tarfile.open(out, "w:gz") as made:
        for member in given:
            source = given.extractfile(member)
            assert source
            kept = source.read()
            if member.name == name:
                if content is None:
                    continue
                kept = content
            member.size = len(kept)
            made.addfile(member, io.BytesIO(kept))
    return out


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("surveys/mini.yaml", b"thuocdo: 2", "is damaged: surveys/mini.yaml is not what was backed up"),
        ("surveys/mini.yaml", None, "is damaged: surveys/mini.yaml is not what was backed up"),
        ("thuocdo.db", b"no database", "is damaged: thuocdo.db is not what was backed up"),
        ("MANIFEST.json", None, "is damaged"),
        ("MANIFEST.json", b"[]", "is no backup of Thước Đo"),
    ],
)
def test_what_was_changed_is_not_put_back(
    data: Path, tmp_path: Path, name: str, content: bytes | None, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    backup(data, tmp_path / "b.tar.gz")
    wrong = changed(tmp_path / "b.tar.gz", tmp_path / "wrong.tar.gz", name, content)
    assert restore(wrong, tmp_path / "new") == 1
    assert why in capsys.readouterr().err
    assert not list((tmp_path / "new").iterdir())


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "evidence/../../evil", "other.db", "surveys/a/../../../evil"])
def test_a_file_that_wants_to_lie_elsewhere_is_refused(
    data: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as file:
        member = tarfile.TarInfo(name)
        member.size = 4
        file.addfile(member, io.BytesIO(b"evil"))
    assert restore(tmp_path / "evil.tar.gz", tmp_path / "new") == 1
    assert "is no backup of Thước Đo: it holds" in capsys.readouterr().err
    assert not list(tmp_path.rglob("evil"))


def test_half_a_file_and_no_file_are_told(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup(data, tmp_path / "b.tar.gz")
    whole = (tmp_path / "b.tar.gz").read_bytes()
    for content in (whole[: len(whole) // 2], b"", b"PK", b"\x1f\x8b" + b"\0" * 50):
        (tmp_path / "half.tar.gz").write_bytes(content)
        assert restore(tmp_path / "half.tar.gz", tmp_path / "new") == 1
        assert re.search(r"is no backup|is damaged", capsys.readouterr().err)
        assert not list((tmp_path / "new").iterdir())
    assert restore(tmp_path / "none.tar.gz", tmp_path / "new") == 2


def test_a_folder_with_something_in_it_is_left_alone(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup(data, tmp_path / "b.tar.gz")
    before = hashlib.sha256((data / "secret-key").read_bytes() if (data / "secret-key").exists() else b"").hexdigest()
    assert restore(tmp_path / "b.tar.gz", data) == 1
    assert "is not empty: name a folder that is empty" in capsys.readouterr().err
    after = hashlib.sha256((data / "secret-key").read_bytes() if (data / "secret-key").exists() else b"").hexdigest()
    assert before == after


def test_a_folder_without_a_database_is_no_data_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert backup(tmp_path / "nothing", tmp_path / "b.tar.gz") == 2
    assert "There is no data folder at" in capsys.readouterr().err
    assert not (tmp_path / "nothing").exists()


def use_codes(data: Path, count: int, stratum: str = "") -> None:
    """So many codes of a stratum are used from now on."""
    book = InvitationBook(data)
    codes = [f"{stratum}{number:04}" for number in range(60)]
    if book.invitation(codes[0]) is None:
        book.add(Invitation(code, "thu", stratum) for code in codes)
    for code in codes[:count]:
        book.mark_used(code)


def test_two_backups_of_a_running_round_lie_ten_used_codes_apart(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    use_codes(data, 12)
    assert backup(data, tmp_path / "1.tar.gz") == 0
    assert backup(data, tmp_path / "2.tar.gz") == 0  # nothing new, so nothing to tell
    use_codes(data, 21)
    assert backup(data, tmp_path / "3.tar.gz") == 1
    assert "only a few codes were used in thu (9): two backups so near would tell" in capsys.readouterr().err
    assert not (tmp_path / "3.tar.gz").exists()
    use_codes(data, 22)
    assert backup(data, tmp_path / "3.tar.gz") == 0
    assert restore(tmp_path / "3.tar.gz", tmp_path / "new") == 0
    assert json.loads((tmp_path / "new" / "backed-up.json").read_text()) == {"thu": {"": 22}}
    use_codes(tmp_path / "new", 23)
    assert backup(tmp_path / "new", tmp_path / "4.tar.gz") == 1  # also from what was restored
    main(["round", "close", "thu", "--data", str(tmp_path / "new")])
    assert backup(tmp_path / "new", tmp_path / "4.tar.gz") == 0


def test_of_each_stratum_that_answers_tell_ten_codes_lie_between_two_backups(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    use_codes(data, 30, "large")
    use_codes(data, 20, "medium")
    use_codes(data, 4, "small")
    use_codes(data, 6, "tiny")
    assert backup(data, tmp_path / "1.tar.gz") == 0  # the first: with nothing to compare it with
    use_codes(data, 45, "large")
    use_codes(data, 21, "medium")
    use_codes(data, 6, "small")
    assert backup(data, tmp_path / "2.tar.gz") == 1
    assert "used in thu, stratum medium (1), thu, small strata (2): two" in capsys.readouterr().err
    use_codes(data, 30, "medium")
    use_codes(data, 9, "small")
    use_codes(data, 9, "tiny")
    assert backup(data, tmp_path / "2.tar.gz") == 1
    assert "used in thu, small strata (8): two" in capsys.readouterr().err
    main(["round", "landing", "thu", "--smallest-stratum", "40", "--data", str(data)])
    assert backup(data, tmp_path / "2.tar.gz") == 0  # more is merged, so less is told


def test_answers_are_backed_up_without_codes_at_any_time(data: Path, tmp_path: Path) -> None:
    use_codes(data, 12)
    assert backup(data, tmp_path / "1.tar.gz") == 0
    use_codes(data, 13)
    assert main(["backup", "--data", str(data), "--out", str(tmp_path / "2.tar.gz"), "--without-codes"]) == 0
    assert restore(tmp_path / "2.tar.gz", tmp_path / "new") == 0
    assert (tmp_path / "new" / "thuocdo.db").is_file()
    assert not (tmp_path / "new" / "invitations.db").exists()
    for folder in (data, tmp_path / "new"):  # the next one with codes is compared with the last one with codes
        assert json.loads((folder / "backed-up.json").read_text()) == {"thu": {"": 12}}
    assert backup(data, tmp_path / "3.tar.gz") == 1


def test_all_rounds_that_are_too_near_are_named() -> None:
    def running(name: str, state: RoundState = RoundState.OPEN) -> Round:
        return Round(name, "f", name, state, False, date(2026, 1, 1), None, "", "")

    rounds = [running("a"), running("b"), running("c", RoundState.CLOSED), running("d")]
    with pytest.raises(ThuocDoError, match=r"used in a \(1\), b \(9\): "):
        check_backup(
            rounds, {"a": {"": 1}, "b": {"": 29}, "c": {"": 3}, "d": {"": 40}}, {"b": {"": 20}, "d": {"": 30}}, {}
        )


def test_a_disk_that_is_full_leaves_no_half_a_backup(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import resource
    import signal

    store = SqliteStore.open(data)
    response = store.start_response("thu", "business")
    store.save_answers(response.id, 0, {AnswerKey("remark"): Answer("x" * 3_000_000)}, "")
    store.close()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    (tmp_path / "out").mkdir()
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        code = backup(data, tmp_path / "out" / "b.tar.gz")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert code == 2
    assert "cannot be copied" in capsys.readouterr().err
    assert not list((tmp_path / "out").iterdir())
