"""What every answer of the server carries, and what never leaves it."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from flask import Flask

from engine.problems import MachineError
from engine.store.sqlite import SqliteStore
from engine.web.security import secret_key
from tests.web.conftest import Visitor


def test_pages_allow_own_files_only_and_are_never_kept(visitor: Visitor) -> None:
    visitor.open("/")
    policy = visitor.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert visitor.headers["Cache-Control"] == "no-store"
    assert visitor.headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_has_inline_style_or_script(visitor: Visitor) -> None:
    for path in ("/", "/vong/thu", "/vong/thu/trang/dealings", "/vong/thu/ket-qua", "/vong/thu/don-vi/do-luong", "/khung"):
        html = visitor.begin().open(path).html
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?! src=)", html), path
        assert "http://" not in html.replace("http://www.w3.org/2000/svg", ""), path


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(visitor: Visitor) -> None:
    cookie = visitor.client.get("/vong/thu").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first = secret_key(tmp_path)
    assert secret_key(tmp_path) == first
    assert len(first) == 64
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


def test_a_database_in_trouble_is_one_sentence(app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: object) -> None:
        raise MachineError("The disk is full.")

    visitor.begin()
    monkeypatch.setattr(SqliteStore, "save_answers", full)
    visitor.post(dealt_with="so-xay-dung")
    assert visitor.status == 503
    assert "Máy chủ đang gặp trục trặc" in visitor.html


def test_switching_the_language_never_leads_to_another_site(visitor: Visitor) -> None:
    for elsewhere in ("https://evil.example/x", "http://localhost//evil.example"):
        reply = visitor.client.get("/ngon-ngu/en", headers={"Referer": elsewhere})
        assert reply.headers["Location"] == "/"
