"""A round is served as it was pinned, whatever becomes of the files."""

from datetime import date
from pathlib import Path

from engine.store.nouns import Round, RoundState
from engine.web.house import open_house

TINY = (Path(__file__).parents[1] / "surveys" / "tiny.yaml").read_text("utf-8")


def test_a_round_of_an_extending_file_outlives_changes_of_its_base(tmp_path: Path) -> None:
    surveys = tmp_path / "surveys"
    surveys.mkdir()
    (surveys / "tiny.yaml").write_text(TINY, "utf-8")
    (surveys / "next.yaml").write_text('thuocdo: 1\nid: next\nextends: tiny\nedition: "2023"\n', "utf-8")
    house = open_house(tmp_path)
    pinned = house.catalog.offered["next"]
    house.store.create_round(
        Round("r", "next", "Next", RoundState.OPEN, False, date(2026, 1, 1), None, pinned.file.text, pinned.file.sha256)
    )
    house.store.close()

    (surveys / "tiny.yaml").write_text(TINY.replace("max: 365", "max: 30"), "utf-8")
    later = open_house(tmp_path)
    round_ = later.store.round("r")
    assert round_ is not None
    served = later.offered_for(round_)

    assert later.catalog.offered["next"].framework.question["days"].settings.max == 30
    assert served.framework == pinned.framework
    assert served.framework.question["days"].settings.max == 365
