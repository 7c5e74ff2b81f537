"""One mail to the server that takes mail: how to reach it, and what its answer means; the only importer of smtplib."""

from __future__ import annotations

import os
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path
from urllib.parse import unquote, urlsplit

from engine.jobs.mail_address import read_address
from engine.problems import MachineError, ThuocDoError

SERVER, PASSWORD, PASSWORD_FILE, SENDER = (
    "THUOCDO_SMTP", "THUOCDO_SMTP_PASSWORD", "THUOCDO_SMTP_PASSWORD_FILE", "THUOCDO_MAIL_FROM",
)  # fmt: skip
PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}
"""The schemes: encrypted after the first words (STARTTLS), encrypted from the start, and not at all."""

TIMEOUT = 20.0
"""Seconds for which one step of the server is waited for."""


class Later(Exception):
    """The mail was not taken now; the message says why. `line`: nothing more goes over this connection."""

    def __init__(self, why: str, *, line: bool = False) -> None:
        super().__init__(why)
        self.line = line


class Refused(Exception):
    """The mail will never be taken; the message says why."""


@dataclass(frozen=True)
class Smtp:
    """How mail goes out."""

    scheme: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    name: str
    sender: str
    timeout: float = TIMEOUT

    def __str__(self) -> str:
        user = f"{self.user} at " if self.user else ""
        return f"{user}{self.scheme}://{self.host}:{self.port} from {self.sender}"


@dataclass(frozen=True)
class Letter:
    """What goes into one mail; `id` makes its Message-ID, so that a second copy of it can be told."""

    id: str
    address: str
    subject: str
    text: str
    html: str


def read_smtp(given: Mapping[str, str]) -> Smtp | None:
    """The settings of the environment; None where no mail is to go out. Raises ThuocDoError with the mend."""
    if not given.get(SERVER):
        return None
    example = f"{SERVER}=smtp://user@mail.example.vn:587"
    try:
        parts = urlsplit(given[SERVER])
        port = parts.port
    except ValueError as wrong:
        raise ThuocDoError(f"{SERVER} is no address of a server ({wrong}); write it as {example}.") from wrong
    if parts.password is not None:
        raise ThuocDoError(f"{SERVER} holds a password, which others may read; use {PASSWORD_FILE}.")
    if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ThuocDoError(f"{SERVER} is {given[SERVER]!r}; write it as {example} (or smtps://, smtp+plain://).")
    user, password = unquote(parts.username or ""), _password(given)
    if user and not password:
        raise ThuocDoError(f"{SERVER} names the user {user}, but no password is known: set {PASSWORD_FILE}.")
    if not (user + password).isascii():
        raise ThuocDoError(f"The user of {SERVER} and the password can only have letters without marks.")
    if user and parts.scheme == "smtp+plain":
        raise ThuocDoError(f"{SERVER} would send the password unencrypted: use smtp:// or smtps://.")
    whole = given.get(SENDER) or user
    name, sender = parseaddr(whole)
    known = read_address(sender)
    if known is None or not whole.isprintable():
        raise ThuocDoError(f'Say whom mail comes from: {SENDER}="Ban A <khaosat@example.vn>".')
    return Smtp(parts.scheme, parts.hostname, port or PORTS[parts.scheme], user, password, name, known)


def _password(given: Mapping[str, str]) -> str:
    path = given.get(PASSWORD_FILE)
    if not path:
        return given.get(PASSWORD, "")
    try:
        return Path(path).read_text("utf-8").strip("\r\n")
    except (OSError, UnicodeError) as failed:
        raise ThuocDoError(f"The file of {PASSWORD_FILE}, {path}, cannot be read: {failed}.") from failed


@contextmanager
def line_to(smtp: Smtp) -> Iterator[smtplib.SMTP]:
    """A connection over which mails go; Later where there is none to be had."""
    try:
        line = _greeted(smtp)
    except (smtplib.SMTPException, OSError) as failed:
        raise Later(_no_line(failed), line=True) from failed
    try:
        yield line
    finally:
        try:
            line.quit()
        except (smtplib.SMTPException, OSError):
            line.close()


def _greeted(smtp: Smtp) -> smtplib.SMTP:
    context = ssl.create_default_context()
    here = socket.gethostname() if "." in socket.gethostname() else "[127.0.0.1]"
    line: smtplib.SMTP
    if smtp.scheme == "smtps":
        line = smtplib.SMTP_SSL(smtp.host, smtp.port, here, timeout=smtp.timeout, context=context)
    else:
        line = smtplib.SMTP(smtp.host, smtp.port, here, timeout=smtp.timeout)
    try:
        if smtp.scheme == "smtp":
            line.starttls(context=context)
        if smtp.user:
            line.login(smtp.user, smtp.password)
    except BaseException:
        line.close()
        raise
    return line


def _no_line(failed: Exception) -> str:
    match failed:
        case smtplib.SMTPAuthenticationError():
            return f"the server does not let the user in ({failed.smtp_code})"
        case smtplib.SMTPNotSupportedError():
            return "the server offers no encryption (STARTTLS) or no way to sign in"
        case ssl.SSLCertVerificationError():
            return f"the server's certificate is not trusted ({failed.verify_message})"
        case smtplib.SMTPResponseException():
            return f"the server takes no mail now ({failed.smtp_code})"
        case smtplib.SMTPServerDisconnected() if not isinstance(failed.__context__, TimeoutError):
            return "the server hung up"
        case TimeoutError() | smtplib.SMTPServerDisconnected():
            return "the server did not answer in time"
        case socket.gaierror():
            return "the server's name is not known"
        case ConnectionRefusedError():
            return "the server is not there: nothing listens at its port"
        case ssl.SSLError():
            return "the server does not speak encrypted there: smtps:// and smtp:// are mixed up"
    return f"the connection broke ({type(failed).__name__})"


def send(line: smtplib.SMTP, smtp: Smtp, letter: Letter) -> None:
    """Send one mail; Refused where the server will never take it, Later where it may take it another time.

    What the server says in words is not passed on: it may repeat the address.
    """
    if read_address(letter.address) != letter.address:
        raise Refused("this is no address")
    try:
        line.send_message(message_of(smtp, letter), smtp.sender, [letter.address])
    except smtplib.SMTPRecipientsRefused as refused:
        code, words = next(iter(refused.recipients.values()))
        raise _judged(code, words, "the address is refused") from None
    except smtplib.SMTPSenderRefused as refused:
        code = refused.smtp_code
        raise Later(f"the sender {smtp.sender} is refused ({code})", line=code == 421) from None
    except smtplib.SMTPDataError as refused:
        raise _judged(refused.smtp_code, refused.smtp_error, "the mail is refused") from None
    except (smtplib.SMTPException, OSError) as broken:
        raise Later(_no_line(broken), line=True) from None


def _judged(code: int, words: bytes | str, what: str) -> Refused | Later:
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    first = text.split(maxsplit=1)[:1]
    status = f" {first[0]}" if first and first[0].replace(".", "").isdigit() and len(first[0]) < 12 else ""
    told = f"{what} ({code}{status})"
    return Refused(told) if 500 <= code < 600 else Later(told, line=code == 421)


def message_of(smtp: Smtp, letter: Letter) -> EmailMessage:
    """The mail as it goes out: plain text and simple HTML, nothing that is loaded from elsewhere."""
    message = EmailMessage(SMTP)
    message["From"] = Address(" ".join(smtp.name.split()), addr_spec=smtp.sender)
    message["To"] = Address(addr_spec=letter.address)
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{letter.id}@{smtp.sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message


def must_have_smtp() -> Smtp:
    """The settings; ThuocDoError where there are none."""
    found = read_smtp(os.environ)
    if found is None:
        raise ThuocDoError(f"No server for mail is known: set {SERVER}=smtp://user@mail.example.vn:587.")
    return found


def send_now(smtp: Smtp, letter: Letter) -> None:
    """Send one mail at once, past the queue; MachineError where it did not go."""
    try:
        with line_to(smtp) as line:
            send(line, smtp, letter)
    except (Later, Refused) as failed:
        raise MachineError(f"The mail did not go: {failed}.") from failed
