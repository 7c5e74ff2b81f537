"""A preview shows a file as it was last saved: its forms, scores from random answers, or its problems with their places."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.resources import folder
from engine.web import preview
from engine.web.preview import create_preview
from tests.web.conftest import SURVEY, Visitor

ROUND = "/vong/xem-thu-business"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(SURVEY, "utf-8")
    return path


def save(file: Path, text: str) -> None:
    """As an editor does; the time of the change differs from the one before, however fast the test is."""
    before = file.stat().st_mtime_ns
    file.write_text(text, "utf-8")
    os.utime(file, ns=(before + 1_000_000, before + 1_000_000))


@pytest.fixture
def author(file: Path, tmp_path: Path) -> Visitor:
    return Visitor(create_preview(file, tmp_path / "data", seed=1, respondents=40).test_client())


def scores(html: str) -> list[str]:
    return re.findall(r">(\d+,\d+)<", html)


def test_the_form_and_scorecards_from_random_answers_are_served(author: Visitor) -> None:
    assert "Khảo sát nhỏ" in author.open("/").html
    author.finish("xem-thu-business")
    assert author.path == f"{ROUND}/cam-on"
    assert "Sở Xây dựng" in author.open(f"{ROUND}/ket-qua").html
    assert scores(author.html)
    assert author.open(f"{ROUND}/don-vi/so-xay-dung").status == 200


def test_every_page_says_that_it_is_a_preview_of_synthetic_answers(author: Visitor) -> None:
    for path in ("/", ROUND, f"{ROUND}/ket-qua", f"{ROUND}/don-vi/do-luong", "/khung"):
        assert "XEM THỬ" in author.open(path).html, path
        assert "mine.yaml" in author.html
        assert author.status == 200
    assert "DEMO" in author.open(ROUND).html


def test_a_saved_change_is_seen_and_answers_are_kept(author: Visitor, file: Path) -> None:
    author.begin("xem-thu-business").post(dealt_with=["so-xay-dung"])
    page = author.path
    save(file, SURVEY.replace("Hướng dẫn dễ hiểu", "Hướng dẫn rõ ràng"))
    assert "Hướng dẫn rõ ràng" in author.open(page).html
    assert "Sở Xây dựng" in author.html


def test_a_page_knows_when_the_file_was_saved(author: Visitor, file: Path) -> None:
    html = author.open(ROUND).html
    ask, seen = re.findall(r'follow\.js[^>]* data-ask="([^"]+)" data-seen="(\w+)"', html)[0]
    assert author.open(ask).html == seen
    save(file, "thuocdo: 1\nid: No\n")
    assert author.open(ask).html != seen
    save(file, SURVEY)
    assert author.open(ask).status == 200


def test_a_broken_file_shows_its_problems_and_the_last_sound_version_stays(author: Visitor, file: Path) -> None:
    author.open(ROUND)
    broken = SURVEY.replace("aggregate: mean", "aggregate: meen")
    line = next(number for number, text in enumerate(broken.splitlines(), 1) if "meen" in text)
    save(file, broken)
    assert f"<code>mine.yaml:{line}:14</code>" in author.open(ROUND).html
    assert "Did you mean `mean`?" in author.html
    assert "bản không lỗi gần nhất" in author.html
    assert author.begin("xem-thu-business").status == 200
    save(file, SURVEY)
    assert "meen" not in author.open(ROUND).html


def test_a_file_that_was_never_sound_shows_its_problems_alone(tmp_path: Path, file: Path) -> None:
    file.write_text("thuocdo: 1\nid: No\n", "utf-8")
    author = Visitor(create_preview(file, tmp_path / "data", 1, 5).test_client()).open("/")
    assert author.status == 200
    assert "<code>mine.yaml:2:5</code>" in author.html
    save(file, SURVEY)
    assert author.open(ROUND).status == 200


def test_a_file_that_is_taken_away_is_told(author: Visitor, file: Path) -> None:
    author.open(ROUND)
    file.unlink()
    assert author.open(ROUND).status == 200
    assert "the file cannot be read now." in author.html
    assert str(file.parent) not in author.html


@pytest.mark.parametrize("kind", ["text", "number", "date", "choices, scale: agree", "ratio", "units", "choice, scale: other", "note"])
def test_an_answer_that_no_longer_fits_is_forgotten(author: Visitor, file: Path, kind: str) -> None:
    author.begin("xem-thu-business").post(dealt_with=["so-xay-dung"])
    author.post(clear="yes", days="3").post(trouble="no")
    other = "scales:\n  other: [{id: aa, label: A}, {id: bb, label: B}]\n"
    written = "{id: trouble, type: choice, scale: agree, text"
    changed = SURVEY.replace("scales:\n", other).replace(written, f"{{id: trouble, type: {kind}, text")
    changed = changed.replace(""", when: "trouble == 'yes'\"""", "")
    assert changed != SURVEY
    save(file, changed)
    assert author.open(f"{ROUND}/trang/last").status in (200, 404)
    assert author.open(ROUND).status == 200
    assert "bản không lỗi gần nhất" not in author.html


def test_an_answer_that_names_a_row_of_the_respondent_is_kept(tmp_path: Path) -> None:
    file = Path(__file__).parents[1] / "surveys" / "features" / "joined_lists.yaml"
    visitor = Visitor(create_preview(file, tmp_path / "data", seed=1, respondents=5).test_client())
    visitor.begin("xem-thu-business").post(**{"main.name": "A", "built.name": "B", "rented.name": "C"})
    row = re.search(r'name="hardest" value="([^"]+)"', visitor.html)
    assert row is not None
    visitor.post(hardest=row[1])
    assert visitor.status == 422  # the other question is open still
    visitor.open(f"{ROUND}/trang/all")
    assert re.search(rf'value="{row[1]}"[^>]*checked', visitor.html)


def test_the_seed_decides_the_scores(file: Path, tmp_path: Path) -> None:
    def shown(seed: int) -> list[str]:
        client = create_preview(file, tmp_path / f"data{time.monotonic_ns()}", seed, 40).test_client()
        return scores(Visitor(client).open(f"{ROUND}/ket-qua").html)

    assert shown(1) == shown(1)
    assert shown(1) != shown(2)


def test_the_file_is_read_once_a_save(author: Visitor, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    real = preview.read_framework
    monkeypatch.setattr(preview, "read_framework", lambda path, *more: read.append(path) or real(path, *more))
    for _ in range(5):
        author.open(ROUND)
    assert len(read) == 1
    save(file, SURVEY + "\n")
    author.open(ROUND)
    author.open(ROUND)
    assert len(read) == 2


def test_no_pdf_is_made(author: Visitor) -> None:
    assert ".pdf" not in author.open(f"{ROUND}/ket-qua").html
    assert author.open(f"{ROUND}/ket-qua.pdf").status == 404


@pytest.mark.parametrize("bundled", sorted(folder("surveys").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_bundled_framework_can_be_previewed(bundled: Path, tmp_path: Path) -> None:
    author = Visitor(create_preview(bundled, tmp_path, 1, 20).test_client()).open("/")
    links = set(re.findall(r'href="(/vong/xem-thu[^"]*)"', author.html))
    assert links
    for link in sorted(links):
        assert author.open(link).status == 200
        assert len(author.open(f"{link.removesuffix('/ket-qua')}/ket-qua").html) > 2_000
        assert author.status == 200


def test_a_running_preview_follows_the_file(file: Path) -> None:
    command = [sys.executable, "-c", "from engine.cli.main import main; raise SystemExit(main())", "preview", str(file), "--port", "0"]
    with subprocess.Popen([*command, "--respondents", "10"], stdout=subprocess.PIPE, text=True) as server:
        try:
            line = server.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", line)[0]

            def page(path: str) -> str:
                with urllib.request.urlopen(address + path, timeout=60) as reply:
                    return reply.read().decode()

            assert "Phiếu doanh nghiệp" in page(ROUND)
            save(file, SURVEY.replace("Phiếu doanh nghiệp", "Phiếu khác"))
            assert "Phiếu khác" in page(ROUND)
            save(file, "nonsense: [")
            assert "Phiếu khác" in page(ROUND)
            assert "mine.yaml:2:1" in page(ROUND)
        finally:
            server.terminate()
            server.wait(60)
    assert server.returncode == 0


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["gone.yaml"], 2, "there is no such file"),
        (["nothing_such"], 1, "There is no framework `nothing_such`"),
        (["ddci_nghe_an_2022", "--respondents", "0"], 1, "give 1 or more"),
        (["ddci_nghe_an_2022", "--port", "70000"], 1, "0 to 65535"),
    ],
)
def test_what_cannot_be_previewed_is_told_in_a_sentence(
    words: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["preview", *words]) == code
    assert told in capsys.readouterr().err


def test_a_taken_port_is_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["preview", str(file), "--port", str(taken.getsockname()[1])]) == 1
    assert "choose another with --port" in capsys.readouterr().err


def test_a_preview_explains_its_random_scores(file: Path, tmp_path: Path) -> None:
    visitor = Visitor(create_preview(file, tmp_path / "data", 1, 40).test_client())
    for path in ("giai-thich/clarity", "nang-diem"):
        assert visitor.open(f"{ROUND}/don-vi/so-xay-dung/{path}").status == 200
