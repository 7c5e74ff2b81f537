"""Pages with what is known beforehand: shown and not asked, or in the fields to be checked, and told as such."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from engine.cli.main import main
from engine.questionnaire.answers import Answer, AnswerKey
from engine.web import preview
from engine.web.preview import create_preview
from engine.web.tried import Beforehand
from tests.web.conftest import Visitor

FEATURES = Path(__file__).parents[2] / "surveys" / "features"
PLAIN = "unit,last_year,population,kind\nan-phu,10000,10400,mountain\nbinh-minh,,800,\n"
ROWS = (
    "unit,row,question,value\n"
    "noi-vu,1,shared,Văn bản\nnoi-vu,1,own,Kế toán <b>\nnoi-vu,1,users_before,90\nnoi-vu,1,users,91\nnoi-vu,2,users,4\n"
)


@pytest.fixture
def tried(tmp_path: Path):
    def begin(name: str, known: str, unit: str = "") -> Visitor:
        file, given = tmp_path / "mine.yaml", tmp_path / "known.csv"
        shutil.copy(FEATURES / f"{name}.yaml", file)
        given.write_text(known, "utf-8")
        app = create_preview(file, tmp_path / "data", 1, 5, Beforehand(given, unit))
        visitor = Visitor(app.test_client())
        form = "commune" if name == "known_beforehand" else "office"
        return visitor.begin(f"xem-thu-{form}")

    return begin


def stored(visitor: Visitor) -> dict[AnswerKey, Answer]:
    with visitor.client.session_transaction() as session:
        (response_id,) = session["responses"].values()
    return dict(visitor.client.application.extensions["thuocdo"].store.response(response_id).answers)


def field(visitor: Visitor, name: str) -> str:
    found = re.search(rf'<input[^>]*name="{name}"[^>]*>', visitor.html)
    return found[0] if found else ""


def test_a_figure_that_is_fixed_is_read_and_not_asked(tried) -> None:
    page = tried("known_beforehand", PLAIN)

    assert "10.000 người" in page.html
    assert "Số liệu có sẵn từ: Niên giám thống kê 2025; không sửa ở đây." in page.html
    assert "Miền núi" in page.html
    assert field(page, "last_year") == field(page, "kind") == ""


def test_a_figure_that_may_be_corrected_stands_in_its_field_and_is_told(tried) -> None:
    page = tried("known_beforehand", PLAIN)

    assert 'value="10400"' in field(page, "population")
    assert 'aria-describedby="known-population' in field(page, "population")
    told = "Đã điền sẵn từ: cơ sở dữ liệu dân cư. Xin xem lại và sửa nếu không đúng."
    assert page.html.count(told) == 1
    assert AnswerKey("population") not in stored(page)
    page.post(population="10400", merged_on="")
    assert stored(page)[AnswerKey("population")] == Answer(10400.0)
    assert told in page.open("/vong/xem-thu-commune/trang/size").html


def test_what_was_known_stays_to_be_read_beside_a_correction(tried) -> None:
    page = tried("known_beforehand", PLAIN).post(population="10500", merged_on="")

    page.open("/vong/xem-thu-commune/trang/size")

    assert 'value="10500"' in field(page, "population")
    assert "Lúc đầu điền sẵn: 10.400 người (từ: cơ sở dữ liệu dân cư)." in page.html


def test_what_is_posted_for_a_fixed_figure_is_refused(tried) -> None:
    page = tried("known_beforehand", PLAIN).post(
        population="10400", merged_on="", last_year="1", **{"given.last_year": "1"}
    )

    assert page.status == 422
    assert "Trang gửi lên những ô lạ: last_year, given.last_year." in page.html
    answers = stored(page)
    assert answers[AnswerKey("last_year")] == Answer(10000.0)
    assert answers[AnswerKey("given.population")] == Answer(10400.0)


def test_conditions_and_texts_see_what_is_known(tried) -> None:
    page = tried("known_beforehand", PLAIN).post(population="10400", merged_on="")
    assert page.path.endswith("/trang/mountain_roads")
    page.post(cut_off="2")
    assert "Tăng so với 10.000 người<" in page.html
    assert "4,0%" in page.html


def test_a_unit_of_which_little_is_known(tried) -> None:
    page = tried("known_beforehand", PLAIN, "binh-minh")

    assert page.html.count("Không có số liệu.") == 2
    assert 'value="800"' in field(page, "population")
    page.post(population="800", merged_on="")
    assert page.path.endswith("/trang/growth")
    page.post()
    assert page.path.endswith("/kiem-tra")
    assert "Không có số liệu." in page.html
    assert page.post().path.endswith("/cam-on")


def test_a_list_that_is_fixed_and_one_that_may_grow(tried) -> None:
    page = tried("known_rows", ROWS)
    assert "Văn bản" in page.html
    assert 'name="shared' not in page.html
    (row,) = re.findall(
        r'name="own" value="(\w+)">\s*<label[^>]*>[^<]*</label>\s*<input[^>]*value="Kế toán &lt;b&gt;"', page.html
    )
    page.post(**{"own": [row, "r0000000z"], "own.name": ["Kế toán", "Bản đồ"]})
    assert page.path.endswith("/trang/all")
    page.post(busiest=row)
    assert "90" in page.html
    assert 'value="91"' in field(page, "users")
    page.post(users="91")
    assert "Không có số liệu." in page.html
    assert 'value="4"' in field(page, "users")
    page.post(users="4")
    assert 'value=""' in field(page, "users")


def test_in_english(tried) -> None:
    page = tried("known_beforehand", PLAIN)
    page.post(go="lang:en", population="10400")

    assert "Filled in beforehand from: cơ sở dữ liệu dân cư. Please check it, and correct what is wrong." in page.html
    assert "Known beforehand from: Niên giám thống kê 2025; it cannot be changed here." in page.html
    assert 'value="10400"' in field(page, "population")


def test_mistakes_of_the_file_are_warnings_and_the_form_is_served(tried, tmp_path: Path) -> None:
    page = tried("known_beforehand", "unit,last_year\nan-phu,nhiều\n")

    assert page.status == 200
    assert "known.csv:2:" in page.html
    assert "bản không lỗi gần nhất" not in page.html
    given = tmp_path / "known.csv"
    given.write_text(PLAIN, "utf-8")
    os.utime(given, ns=(1, 1))
    assert "known.csv:2:" not in page.open("/vong/xem-thu-commune").html


def test_what_no_longer_fits_the_file_is_forgotten(tried, tmp_path: Path) -> None:
    page = tried("known_beforehand", PLAIN)
    file = tmp_path / "mine.yaml"
    text = (
        file.read_text("utf-8")
        .replace("{id: population, type: integer", "{id: population, type: text")
        .replace("min: 1, ", "")
    )
    file.write_text(
        re.sub(
            r"        checks:\n.*\n",
            "",
            text.replace(", suffix: người}\n          - {id: kind", "}\n          - {id: kind"),
        ),
        "utf-8",
    )
    os.utime(file, ns=(1, 1))
    assert page.open("/vong/xem-thu-commune/trang/size").status == 200


def test_the_command_hands_the_file_on(tmp_path: Path, monkeypatch, capsys) -> None:
    given = tmp_path / "known.csv"
    given.write_text(PLAIN, "utf-8")
    seen = []
    monkeypatch.setattr(preview, "create_preview", lambda *args: seen.append(args) or (lambda *_: []))
    monkeypatch.setattr("werkzeug.serving.BaseWSGIServer.serve_forever", lambda _server: None)
    file = str(FEATURES / "known_beforehand.yaml")

    assert main(["preview", file, "--port", "0", "--given", str(given), "--unit", "binh-minh"]) == 0
    assert seen[0][-1] == Beforehand(given, "binh-minh")
    assert main(["preview", file, "--unit", "binh-minh"]) == 1
    assert main(["preview", file, "--given", str(tmp_path / "none.csv")]) == 1
    assert "there is no such file" in capsys.readouterr().err
