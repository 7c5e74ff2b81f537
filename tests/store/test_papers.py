"""Papers in the database: a number never lies beside the answers that came under it once they are sent."""

from datetime import date
from pathlib import Path

import pytest
from store_samples import make_round, page

from engine.problems import ThuocDoError
from engine.snapshots import Filled
from engine.store.nouns import Import, PaperEntry

NUMBER = "PAPER-4711"
SECRET = "một lời góp ý rất riêng"
DAY = date(2026, 5, 2)


def entry(clerk, version=0, number=NUMBER, **answers):
    typed = {name: str(value) for name, value in answers.items()}
    return PaperEntry("r", number, clerk, "business", page(**answers), typed, True, version)


@pytest.fixture
def opened(store):
    store.create_round(make_round("r"))
    return store


def test_an_entry_is_kept_whole_and_never_overwritten_unseen(opened):
    assert opened.save_entry(entry("Lan", days__x=3.0)) == 1
    assert opened.save_entry(entry("Minh", days__x=4.0)) == 1
    assert opened.save_entry(entry("Lan", 1, days__x=5.0)) == 2
    for seen in (0, 1, 7):
        with pytest.raises(ThuocDoError, match="was keyed in by Lan elsewhere"):
            opened.save_entry(entry("Lan", seen, days__x=9.0))
    lan, minh = opened.entries("r")
    assert (lan.answers, lan.typed, lan.version) == (page(days__x=5.0), {"days__x": "5.0"}, 2)
    assert minh.answers == page(days__x=4.0)
    assert opened.entries("r", "other") == []
    assert opened.response_counts("r") == {"started": 0, "sent": 0}  # an entry is no response yet


def send(store, **seen):
    filled = Filled("business", "", page(note=SECRET), (), "", "paper")
    store.send_entries("r", {NUMBER: filled}, {(NUMBER, clerk): version for clerk, version in seen.items()}, DAY)


def test_what_was_compared_is_what_is_sent(opened):
    opened.save_entry(entry("Lan", note=SECRET))
    opened.save_entry(entry("Minh", note=SECRET))
    for seen in ({"Lan": 1}, {"Lan": 1, "Minh": 2}, {"Lan": 1, "Minh": 1, "An": 1}):
        with pytest.raises(ThuocDoError, match=f"The paper {NUMBER} was changed meanwhile; compare it again."):
            send(opened, **seen)
    assert len(opened.entries("r")) == 2
    before = opened.revision("r")
    send(opened, Lan=1, Minh=1)
    assert opened.revision("r") == before + 1
    assert opened.origins("r") == {"paper": 1}
    assert opened.entries("r") == []
    with pytest.raises(ThuocDoError, match=f"The paper {NUMBER} was taken in already."):
        opened.save_entry(entry("Lan", note=SECRET))


def test_a_sent_paper_cannot_be_found_beside_its_number(opened, tmp_path: Path):
    """In no row, and in no free page, nor in the log: whoever has the files has no more than that both are there."""
    opened.database.connection.execute("PRAGMA secure_delete = OFF")  # some builds of SQLite have it on
    opened.save_entry(entry("Lan", note=SECRET))
    opened.save_entry(entry("Minh", note=SECRET))
    send(opened, Lan=1, Minh=1)
    opened.empty_log()
    for path in tmp_path.rglob("thuocdo.db*"):
        content = path.read_bytes()
        near = [content[max(0, at - 2000) : at + 2000] for at in _places(content, NUMBER.encode())]
        assert not any(SECRET.encode() in each for each in near), path.name
        assert content.count(SECRET.encode()) <= 1


def _places(content, wanted):
    at = content.find(wanted)
    while at >= 0:
        yield at
        at = content.find(wanted, at + 1)


def test_a_file_is_taken_in_whole_or_not_at_all(opened):
    what = Import("r", "a" * 64, "a.csv", "paper", "Lan", DAY)
    good = Filled("business", "", page(days__x=3.0), ("speed",), "", "paper")
    opened.take_in(what, ["1", "2"], [good, good])
    with pytest.raises(ThuocDoError, match="This very file was taken in on 2026-05-02"):
        opened.take_in(what, ["3"], [good])
    with pytest.raises(ThuocDoError, match="Taken in already: 2; nothing was added"):
        opened.take_in(Import("r", "b" * 64, "b.csv", "paper", "Lan", DAY), ["2", "3"], [good, good])
    odd = Filled("business", "", {("no", "key"): object()}, (), "", "paper")
    with pytest.raises(AttributeError):
        opened.take_in(Import("r", "c" * 64, "c.csv", "paper", "Lan", DAY), ["8", "9"], [good, odd])
    assert [(each.name, each.responses) for each in opened.imports("r")] == [("a.csv", 2)]
    assert opened.taken_numbers("r", "paper", ["1", "2", "3", "8", "9"]) == {"1", "2"}
    assert opened.response_counts("r")["sent"] == 2
    sent = opened.sent_responses("r")
    assert {(each.origin, each.flags) for each in sent} == {("paper", ("speed",))}


def test_a_pass_is_used_once_and_only_its_hash_is_kept(opened):
    key = opened.add_pass("r", "Lan")
    (row,) = opened.database.connection.execute("SELECT * FROM entry_passes").fetchall()
    assert key not in str(row)
    assert opened.use_pass("x" + key) is None
    assert opened.use_pass(key) == ("r", "Lan")
    assert opened.use_pass(key) is None


def test_an_entry_may_be_forgotten(opened):
    opened.save_entry(entry("Lan", note=SECRET))
    opened.remove_entry(opened.entries("r")[0])
    assert opened.entries("r") == []
