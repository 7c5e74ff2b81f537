"""One's own answers as PDF: made by the worker, given to the browser that sent them, and kept nowhere."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from flask import Flask

from engine.jobs.pulse import beat
from engine.jobs.queue import _print_own_task, open_queue, passing_of
from tests.web.conftest import Visitor

PDF = "/vong/thu/da-gui.pdf"


def work_off(data: Path) -> int:
    """Do what waits in the queue, as the worker would; how many jobs there were."""
    queue = open_queue(data)
    _print_own_task(queue, passing_of(data))
    done = 0
    while task := queue.dequeue():
        queue.execute(task)
        done += 1
    return done


def left(data: Path) -> list[str]:
    """What lies in the folder through which documents are passed."""
    return sorted(path.suffix for path in passing_of(data).folder.glob("*"))


@pytest.fixture
def sent(visitor: Visitor) -> Visitor:
    assert PDF in visitor.finish().html
    return visitor


def test_the_pdf_is_made_on_request_given_once_and_gone(data: Path, sent: Visitor) -> None:
    beat(data)
    assert sent.open(PDF).status == 202
    assert "Đang tạo tệp PDF" in sent.html
    assert f'content="1;url={PDF}?cho=1"' in sent.html
    assert sent.open(f"{PDF}?cho=1").status == 202  # waiting asks for no second one
    assert work_off(data) == 1
    assert f'content="0;url={PDF}"' in sent.open(f"{PDF}?cho=1").html
    reply = sent.client.get(PDF)
    assert reply.mimetype == "application/pdf"
    assert reply.headers["Cache-Control"] == "no-store"
    assert "attachment" in reply.headers["Content-Disposition"]
    assert left(data) == []
    with pikepdf.open(io.BytesIO(reply.get_data())) as pdf:
        assert str(pdf.Root.Lang) == "vi"
        assert len(pdf.pages) == 1


def test_the_queue_and_the_folder_tell_nothing_of_which_response_it_was(data: Path, sent: Visitor) -> None:
    with sent.client.session_transaction() as session:
        response_id = session["responses"]["thu"]
    sent.open(PDF)
    work_off(data)
    sent.client.get(PDF)
    others = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file() and "thuocdo.db" not in path.name)
    assert response_id.encode() not in others
    assert "Huyện Đô Lương".encode() not in others.replace((data / "surveys" / "mini.yaml").read_bytes(), b"")


def test_nobody_else_gets_it(app: Flask, data: Path, sent: Visitor) -> None:
    sent.open(PDF)
    work_off(data)
    assert Visitor(app.test_client()).open(PDF).path == "/vong/thu"
    assert Visitor(app.test_client()).begin().open(PDF).path == "/vong/thu"
    assert left(data) == [".pdf"]


def test_it_goes_with_the_time_for_which_the_answers_are_shown(data: Path, sent: Visitor) -> None:
    with sent.client.session_transaction() as session:
        session["sent"] = {"thu": session["sent"]["thu"] - 46 * 60}
    assert sent.open(PDF).status == 403
    assert PDF not in sent.open("/vong/thu/cam-on").html
    assert left(data) == []


def test_who_shares_a_device_takes_it_away_at_once(data: Path, sent: Visitor) -> None:
    sent.open(PDF)
    work_off(data)
    sent.open("/vong/thu/da-gui").post()
    assert left(data) == []
    assert sent.open(PDF).status == 403


def test_one_that_could_not_be_printed_is_said_and_may_be_tried_again(
    data: Path, sent: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_html: str) -> bytes:
        raise ValueError("no glyph for 3 ngày")

    monkeypatch.setattr("engine.jobs.queue.to_pdf", broken)
    sent.open(PDF)
    work_off(data)
    assert sent.open(PDF).status == 503
    assert "Không tạo được tệp PDF" in sent.html
    monkeypatch.undo()
    sent.open(f"{PDF}?lai=1&cho=1")
    work_off(data)
    assert sent.client.get(PDF).mimetype == "application/pdf"


def test_without_a_worker_the_page_says_that_it_may_take_longer(sent: Visitor) -> None:
    assert "hiện không chạy" in sent.open(PDF).html
