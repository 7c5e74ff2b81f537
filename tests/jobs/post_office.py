"""A server that takes mail, in a thread of its own, for tests: it refuses, puts off, is slow or hangs up as it is told."""

from __future__ import annotations

import asyncio
import datetime
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

PASSWORD = "a%word 1"


@dataclass
class PostOffice:
    """What the server does with which address, and what it took."""

    answers: dict[str, str] = field(default_factory=dict)  # by address, to RCPT
    verdict: str = "250 taken"  # to DATA
    seconds: float = 0.0  # before it answers to DATA
    hangs_up: int = 0  # so many times in the middle of a mail
    taken: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    async def handle_RCPT(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.hangs_up:
            self.hangs_up -= 1
            assert server.transport
            server.transport.abort()
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.seconds)
        if self.verdict.startswith("250"):
            assert isinstance(envelope.content, bytes)
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
            self.to += envelope.rcpt_tos
        return self.verdict


class _Counting(Controller):
    def factory(self) -> SMTP:
        self.handler.connections += 1
        return super().factory()


def _let_in(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any) -> AuthResult:
    is_right = isinstance(given, LoginPassword) and given.password == PASSWORD.encode()
    return AuthResult(success=is_right, handled=False)


@contextmanager
def post_office(certificate: Path | None = None, *, at_once: bool = False, **more: Any) -> Iterator[PostOffice]:
    """A server on this machine; with a certificate it speaks encrypted, `at_once` or after STARTTLS, and lets users in."""
    office = PostOffice(**more)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        office.port = int(probe.getsockname()[1])
    given: dict[str, Any] = {"hostname": "127.0.0.1", "port": office.port}
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        given["ssl_context" if at_once else "tls_context"] = context
        given |= {"authenticator": _let_in, "auth_require_tls": not at_once}
    controller = _Counting(office, **given)
    controller.start()
    office.connections = 0  # starting makes one
    try:
        yield office
    finally:
        controller.stop()


def make_certificate(path: Path) -> Path:
    """A certificate for this machine with its key, in one file; it is its own authority."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
