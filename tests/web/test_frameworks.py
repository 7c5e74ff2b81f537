"""A framework file dropped into the data folder is offered, or its mistakes are shown, while the application runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from engine.web import fresh
from engine.web.house import House
from tests.web.conftest import SURVEY, Visitor


def dropped(data: Path, name: str, text: str) -> Path:
    path = data / "surveys" / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_dropped_in_is_offered_without_a_restart(data: Path, visitor: Visitor) -> None:
    assert "Khảo sát mới" not in visitor.open("/khung").html
    dropped(data, "second", SURVEY.replace("id: mini", "id: second").replace("Khảo sát nhỏ", "Khảo sát mới"))
    assert "Khảo sát mới" in visitor.open("/khung").html
    assert "<code>mini</code>" in visitor.html


def test_its_mistakes_are_shown_with_their_place_and_the_others_are_still_served(data: Path, visitor: Visitor) -> None:
    visitor.open("/khung")
    broken = SURVEY.replace("id: mini", "id: broken").replace("aggregate: mean", "aggregate: meen")
    line = next(number for number, text in enumerate(broken.splitlines(), 1) if "meen" in text)
    path = dropped(data, "broken", broken)
    visitor.open("/khung")
    assert visitor.status == 200
    assert f"<code>broken.yaml:{line}:14</code>" in visitor.html
    assert "Did you mean `mean`?" in visitor.html
    assert str(data) not in visitor.html
    assert "<code>mini</code>" in visitor.html
    assert visitor.begin().status == 200

    path.write_text(broken.replace("meen", "mean"), encoding="utf-8")
    assert "<code>broken</code>" in visitor.open("/khung").html
    assert "broken.yaml" not in visitor.html


def test_a_file_taken_away_is_no_longer_offered_but_its_rounds_go_on(data: Path, visitor: Visitor) -> None:
    visitor.open("/khung")
    (data / "surveys" / "mini.yaml").unlink()
    assert "<code>mini</code>" not in visitor.open("/khung").html
    visitor.finish()
    assert visitor.path == "/vong/thu/cam-on"


def test_a_running_round_keeps_the_framework_it_was_opened_with(data: Path, visitor: Visitor) -> None:
    dropped(data, "mini", SURVEY.replace("Khảo sát nhỏ", "Khảo sát đã đổi"))
    assert "Khảo sát đã đổi" in visitor.open("/khung").html
    assert "Khảo sát nhỏ" in visitor.open("/vong/thu").html


def test_a_change_of_a_file_that_is_extended_counts_too(data: Path, visitor: Visitor) -> None:
    base = data / "base.yaml"  # beside the folder, so only the file that extends it leads to it
    base.write_text(SURVEY.replace("id: mini", "id: base").replace("Khảo sát nhỏ", "Năm trước"), encoding="utf-8")
    dropped(data, "following", "thuocdo: 1\nextends: ../base.yaml\nid: following\n")
    assert "Năm trước" in visitor.open("/khung").html

    base.write_text(base.read_text("utf-8").replace("Năm trước", "Năm trước đã sửa"), encoding="utf-8")
    assert "Năm trước đã sửa" in visitor.open("/khung").html

    base.write_text("thuocdo: [", encoding="utf-8")
    assert "<code>following</code>" not in visitor.open("/khung").html

    base.write_text(SURVEY.replace("id: mini", "id: base"), encoding="utf-8")
    assert "<code>following</code>" in visitor.open("/khung").html


def test_files_that_did_not_change_are_not_read_again(
    app: Flask, data: Path, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_again(*_given: object) -> None:
        raise AssertionError

    visitor.open("/khung")
    monkeypatch.setattr(fresh, "build_catalog", read_again)
    house: House = app.extensions["thuocdo"]
    assert house.fresh.now() is house.fresh.last
    assert visitor.open("/khung").status == 200


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"a: [", b"- \x00", "id: tệp".encode()])
def test_no_file_content_brings_the_page_down(data: Path, visitor: Visitor, content: bytes) -> None:
    (data / "surveys" / "odd.yaml").write_bytes(content)
    assert visitor.open("/khung").status == 200
    assert "odd.yaml:" in visitor.html
    assert "<code>mini</code>" in visitor.html


def test_a_link_to_nowhere_and_a_folder_named_like_a_file_bring_nothing_down(data: Path, visitor: Visitor) -> None:
    (data / "surveys" / "gone.yaml").symlink_to(data / "nowhere")
    (data / "surveys" / "folder.yaml").mkdir()
    assert visitor.open("/khung").status == 200
    assert "<code>mini</code>" in visitor.html


def test_what_is_loaded_is_listed_with_its_plugin(visitor: Visitor) -> None:
    visitor.open("/khung")
    assert "<code>mini</code>" in visitor.html
    assert "<code>ddci</code>" in visitor.html
