"""Which server mail goes out by, read from the environment, and which addresses mail may go to."""

from __future__ import annotations

from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.jobs.mail_address import read_address
from engine.jobs.smtp import Letter, Refused, Smtp, message_of, read_smtp, send
from engine.problems import ThuocDoError

SMTP = Smtp("smtp+plain", "mail", 25, "", "", "Ban A, Nghệ An", "ban-a@example.vn")


def parsed(letter: Letter) -> EmailMessage:
    return BytesParser(policy=default).parsebytes(message_of(SMTP, letter).as_bytes())


def test_without_a_server_there_is_no_mail() -> None:
    assert read_smtp({}) is None
    assert read_smtp({"THUOCDO_SMTP": ""}) is None


@pytest.mark.parametrize(("server", "told"), [
    ("smtp://mail.vn", ("smtp", "mail.vn", 587, "")),
    ("smtps://mail.vn", ("smtps", "mail.vn", 465, "")),
    ("smtp+plain://10.0.0.5", ("smtp+plain", "10.0.0.5", 25, "")),
    ("smtp://ban-a%40a.vn@mail.vn:2525", ("smtp", "mail.vn", 2525, "ban-a@a.vn")),
    ("smtp://[::1]:25", ("smtp", "::1", 25, "")),
])  # fmt: skip
def test_the_server_is_named_in_one_line(server: str, told: tuple[object, ...]) -> None:
    found = read_smtp({"THUOCDO_SMTP": server, "THUOCDO_SMTP_PASSWORD": "x", "THUOCDO_MAIL_FROM": "Ban A <a@a.vn>"})
    assert found is not None
    assert (found.scheme, found.host, found.port, found.user) == told
    assert (found.name, found.sender) == ("Ban A", "a@a.vn")


def test_the_password_comes_from_a_file_and_is_shown_nowhere(tmp_path: Path) -> None:
    (tmp_path / "word").write_text("secret 1 \n")
    found = read_smtp({"THUOCDO_SMTP": "smtp://a%40a.vn@m.vn", "THUOCDO_SMTP_PASSWORD_FILE": str(tmp_path / "word")})
    assert found is not None
    assert found.password == "secret 1 "
    assert found.sender == "a@a.vn"
    assert "secret" not in f"{found}{found!r}"


@pytest.mark.parametrize(("settings", "said"), [
    ({"THUOCDO_SMTP": "mail.vn:25"}, "write it as THUOCDO_SMTP=smtp://user@mail.example.vn:587"),
    ({"THUOCDO_SMTP": "https://mail.vn"}, "write it as"),
    ({"THUOCDO_SMTP": "smtp://mail.vn:many"}, "is no address of a server"),
    ({"THUOCDO_SMTP": "smtp://a@mail.vn:99999"}, "is no address of a server"),
    ({"THUOCDO_SMTP": "smtp://u:secret@mail.vn"}, "holds a password, which others may read"),
    ({"THUOCDO_SMTP": "smtp://u@mail.vn"}, "but no password is known: set THUOCDO_SMTP_PASSWORD_FILE"),
    ({"THUOCDO_SMTP": "smtp://u@mail.vn", "THUOCDO_SMTP_PASSWORD_FILE": "/no/where"}, "/no/where, cannot be read"),
    ({"THUOCDO_SMTP": "smtp://u@mail.vn", "THUOCDO_SMTP_PASSWORD": "mật"}, "letters without marks"),
    ({"THUOCDO_SMTP": "smtp+plain://u@mail.vn", "THUOCDO_SMTP_PASSWORD": "x"}, "would send the password unencrypted"),
    ({"THUOCDO_SMTP": "smtp://mail.vn"}, "Say whom mail comes from"),
    ({"THUOCDO_SMTP": "smtp://mail.vn", "THUOCDO_MAIL_FROM": "Ban A"}, "Say whom mail comes from"),
    ({"THUOCDO_SMTP": "smtp://mail.vn", "THUOCDO_MAIL_FROM": "A\r\nBcc: b@b.vn <a@a.vn>"}, "Say whom mail comes from"),
])  # fmt: skip
def test_what_cannot_work_is_told_with_the_mend(settings: dict[str, str], said: str) -> None:
    with pytest.raises(ThuocDoError) as told:
        read_smtp(settings)
    assert said in str(told.value)
    assert "secret" not in str(told.value)


@pytest.mark.parametrize(("typed", "read"), [
    (" Ten@CongTy.VN ", "Ten@congty.vn"),
    ("a.b+c@sub.example.vn", "a.b+c@sub.example.vn"),
    ("a@tuyểnsinh.vn", "a@xn--tuynsinh-g60d.vn"),
])  # fmt: skip
def test_addresses(typed: str, read: str) -> None:
    assert read_address(typed) == read


@pytest.mark.parametrize("typed", [
    "", "@", "a", "a@", "@a.vn", "a@b", "a b@c.vn", "a@b.vn,c@d.vn", "a@b.vn;c@d.vn", "a@b.vn c@d.vn", "<a@b.vn>",
    "A <a@b.vn>", "a@b.vn\nBcc: c@d.vn", "a@b.vn\r\n", "a\n@b.vn", "a@b.vn\x00", '"a b"@c.vn', "a@[10.0.0.1]", "a..b@c.vn",
    ".a@b.vn", "a@-b.vn", "a@b..vn", "a@b.vn>", "á@b.vn", "a" * 65 + "@b.vn", "a@" + "b" * 64 + ".vn", "a@" + "b." * 130 + "vn",
    "a@b.vn\u2028Bcc: c@d.vn", "a%0aBcc:c@d.vn\n", "a@b.123", "a@b@c.vn", "javascript:alert(1)",
])  # fmt: skip
def test_what_is_no_address_is_refused(typed: str) -> None:
    assert read_address(typed) is None


@given(st.text() | st.emails() | st.tuples(st.emails(), st.text(max_size=9)).map("".join))
def test_an_address_is_one_line_of_plain_signs_with_one_at(typed: str) -> None:
    found = read_address(typed)
    if found is not None:
        assert found.isascii()
        assert found.isprintable()
        assert found.count("@") == 1
        assert not set(found) & set(" ,;:<>()[]\\\"")
        assert read_address(found) == found


@given(st.text(), st.text())
def test_no_text_makes_a_header_or_another_recipient(subject: str, text: str) -> None:
    message = parsed(Letter("1", "a@b.vn", subject, text.encode(errors="replace").decode(), "<p>x</p>"))
    known = {"From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"}
    assert set(message.keys()) == known
    assert [each.addr_spec for each in message["To"].addresses] == ["a@b.vn"]
    assert message["From"].addresses[0].display_name == "Ban A, Nghệ An"


def test_an_address_that_came_past_the_checks_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(Refused, match="this is no address"):
        send(None, SMTP, Letter("1", "a@b.vn\r\nRCPT TO:<c@d.vn>", "", "", ""))
