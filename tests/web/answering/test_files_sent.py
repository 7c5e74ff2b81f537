"""Files sent with a page: taken in without script, given back only to their own draft, refused in plain words."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask import Flask

from engine.questionnaire.answers import Answer, AnswerKey
from engine.store.nouns import Round, RoundState
from engine.web.app import create_app
from engine.web.house import House
from tests.web.conftest import Visitor

FEATURES = Path(__file__).parents[2] / "surveys" / "features"
PDF = b"%PDF-1.7 a report"
PNG = b"\x89PNG\r\n\x1a\n a photo"


@pytest.fixture
def served(tmp_path: Path) -> Flask:
    (tmp_path / "surveys").mkdir()
    (tmp_path / "surveys" / "evidence.yaml").write_bytes((FEATURES / "evidence.yaml").read_bytes())
    app = create_app(tmp_path)
    house: House = app.extensions["thuocdo"]
    file = house.catalog.offered["evidence"].file
    house.store.create_round(Round("r", "evidence", "R", RoundState.OPEN, True, None, None, file.text, file.sha256))
    return app


@pytest.fixture
def visit(served: Flask) -> Visitor:
    return Visitor(served.test_client()).begin("r")


def upload(content: bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def post(visit: Visitor, **fields: object) -> Visitor:
    """As the page's own form does: multipart, with its hidden fields, those of files included."""
    kept = re.findall(r'type="hidden" name="(report|photo)" value="(\w+)"', visit.html)
    by_name: dict[str, list[str]] = {}
    for name, value in kept:
        by_name.setdefault(name, []).append(value)
    files = {name.replace("__", "."): value for name, value in fields.items()}
    hidden = dict(re.findall(r'type="hidden" name="(csrf_token|version|attempt)" value="([^"]*)"', visit.html))
    reply = visit.client.post(visit.path, data={**hidden, **by_name, **files}, follow_redirects=True, content_type="multipart/form-data")
    return visit._took(reply)


def links(visit: Visitor) -> list[str]:
    return re.findall(r'class="file" href="([^"]*)"', visit.html)


def answers(served: Flask, visit: Visitor) -> dict[AnswerKey, Answer]:
    with visit.client.session_transaction() as session:
        response = served.extensions["thuocdo"].store.response(session["responses"]["r"])
    return dict(response.answers)


def evidence(served: Flask) -> list[Path]:
    folder: Path = served.extensions["thuocdo"].evidence._folder
    return [path for path in folder.glob("*/*") if path.is_file()]


def test_files_are_sent_with_the_page_and_named_on_the_last_look(served: Flask, visit: Visitor) -> None:
    assert 'enctype="multipart/form-data"' in visit.html
    post(visit, report__new=[upload(PDF, "năm 2025.pdf"), upload(PDF + b"2", "../b.pdf")], photo__new=upload(PNG, "x.png"), number="3")
    assert "Kiểm tra trước khi gửi" in visit.title
    assert [name in visit.html for name in ("năm 2025.pdf", ">b.pdf<", "x.png")] == [True, True, True]
    assert sorted(path.read_bytes() for path in evidence(served)) == sorted([PDF, PDF + b"2", PNG])
    assert visit.post().path.endswith("/cam-on")


def test_a_page_of_files_may_be_filled_one_by_one(served: Flask, visit: Visitor) -> None:
    post(visit, report__new=upload(PDF, "a.pdf"), report__add="1")
    assert (visit.status, len(links(visit))) == (200, 1)
    post(visit, report__new=upload(PDF + b"2", "b.pdf"), report__add="1")
    assert len(links(visit)) == 2
    assert 'name="report.new"' not in visit.html  # no more than two
    first = re.findall(r'name="report.remove" value="(\w+)"', visit.html)[0]
    post(visit, report__remove=first, number="7")
    assert (visit.status, len(links(visit))) == (200, 1)
    assert answers(served, visit)[AnswerKey("number")].value == 7
    post(visit, number="7")
    assert "Kiểm tra trước khi gửi" in visit.title
    assert "b.pdf" in visit.html


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"MZ a program", "a.pdf", "Tệp “a.pdf” không thuộc loại được nhận: PDF, DOCX."),
        (PNG, "a.pdf", "Tệp “a.pdf.png” không thuộc loại được nhận"),
        (b"", "a.pdf", "Tệp “a.pdf” không có nội dung."),
        (PDF + bytes(1_000_000), "a.pdf", "Tệp “a.pdf” lớn quá 1 MB."),
    ],
)
@pytest.mark.parametrize("button", [{}, {"report__add": "1"}])
def test_a_refused_file_is_told_beside_its_question_and_the_rest_is_kept(
    served: Flask, visit: Visitor, content: bytes, name: str, told: str, button: dict[str, str]
) -> None:
    post(visit, report__new=[upload(content, name), upload(PDF, "good.pdf")], number="12", **button)
    assert visit.status == 422
    assert told in visit.html
    assert "good.pdf" in visit.html
    assert answers(served, visit)[AnswerKey("number")].value == 12
    assert [path.read_bytes() for path in evidence(served)] == [PDF]


def test_a_wrong_answer_beside_a_file_does_not_cost_the_file(visit: Visitor) -> None:
    post(visit, report__new=upload(PDF, "a.pdf"), number="many")
    assert visit.status == 422
    assert len(links(visit)) == 1
    assert 'value="many"' in visit.html


def test_a_file_is_given_back_as_a_download_that_can_do_nothing(visit: Visitor) -> None:
    post(visit, report__new=upload(PDF, "năm.pdf"), report__add="1")
    reply = visit.client.get(links(visit)[0])
    assert (reply.status_code, reply.data, reply.mimetype) == (200, PDF, "application/pdf")
    assert reply.headers["Content-Disposition"].startswith("attachment; ")
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'; sandbox" in reply.headers.getlist("Content-Security-Policy")
    assert reply.headers["Cache-Control"] == "no-store"


def test_nobody_else_gets_it(served: Flask, visit: Visitor) -> None:
    post(visit, report__new=upload(PDF, "a.pdf"), report__add="1")
    address = links(visit)[0]
    stranger = Visitor(served.test_client())
    assert stranger.client.get(address).status_code == 302
    stranger.begin("r")
    assert stranger.client.get(address).status_code == 404
    sha256 = address.rsplit("/", 1)[1]
    post(stranger, report=sha256, report__new=upload(b"", ""), number="1")  # naming it does not make it theirs
    assert stranger.client.get(address).status_code == 404
    assert visit.client.get(address.replace("/report/", "/photo/")).status_code == 404


def test_posted_words_are_no_file(served: Flask, visit: Visitor) -> None:
    visit.post(number="3", **{"report.new": f"{'a' * 64} 5 pdf x.pdf"})
    assert visit.status == 422
    assert AnswerKey("report") not in answers(served, visit)


def test_a_file_sent_to_a_page_that_was_saved_elsewhere_is_kept_for_the_choice(served: Flask, visit: Visitor) -> None:
    stale = visit.html
    post(visit, number="3")
    visit.open("/vong/r/trang/first")
    path = visit.path
    visit.html = stale
    post(visit, report__new=upload(PDF, "a.pdf"), number="4")
    assert visit.status == 409
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', visit.html))
    again = dict(re.findall(r'<textarea class="gone" name="([\w.]+)" hidden>\n(.*?)</textarea>', visit.html))
    visit._took(visit.client.post(path, data={**hidden, **again}, follow_redirects=True))
    assert "Kiểm tra trước khi gửi" in visit.title
    assert "a.pdf" in visit.html


def test_a_page_without_files_takes_no_large_body(app: Flask) -> None:
    visit = Visitor(app.test_client()).begin("thu")
    reply = visit.client.post(visit.path, data={"x": upload(bytes(1_100_000), "x")}, content_type="multipart/form-data")
    assert reply.status_code == 413


def test_far_too_much_is_refused_before_it_is_read(visit: Visitor) -> None:
    reply = visit.client.post(visit.path, data={"report.new": upload(bytes(25_000_000), "x")}, content_type="multipart/form-data")
    assert reply.status_code == 413
