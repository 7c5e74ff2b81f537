"""Documents that are passed to the worker and back, and stay nowhere: a respondent's own answers as PDF."""

from __future__ import annotations

import os
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path

KEPT_SECONDS = 900
"""A document that nobody has fetched after so long goes."""

_TOKEN = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Passed:
    """How far a document is: on its way, ready to be taken, failed; none of them: there is no such document."""

    waits: bool = False
    is_ready: bool = False
    failed: bool = False


@dataclass(frozen=True)
class Passing:
    """A folder in which a document lies under a random word from when it is asked for until it is taken."""

    folder: Path

    def hand_in(self, html: str) -> str:
        """Lay a document down to be printed; the word under which it lies."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        token = secrets.token_hex(16)
        self._write(f"{token}.html", html.encode())
        return token

    def state(self, token: str) -> Passed:
        """How far a document is."""
        if not _TOKEN.fullmatch(token):
            return Passed()
        there = {suffix for suffix in ("html", "pdf", "failed") if (self.folder / f"{token}.{suffix}").is_file()}
        return Passed("html" in there and "pdf" not in there, "pdf" in there, "failed" in there)

    def html(self, token: str) -> str | None:
        """The document to print; None if it has gone."""
        try:
            return (self.folder / f"{token}.html").read_text("utf-8")
        except FileNotFoundError:
            return None

    def pdf(self, token: str) -> Path:
        """Where the print lies when it is ready."""
        return self.folder / f"{token}.pdf"

    def hand_out(self, token: str, pdf: bytes | None) -> None:
        """Lay the print down in the place of the document; None where printing failed."""
        self._write(f"{token}.{'failed' if pdf is None else 'pdf'}", pdf or b"")
        (self.folder / f"{token}.html").unlink(missing_ok=True)

    def take(self, token: str) -> bytes | None:
        """The print, which is gone then."""
        try:
            pdf = self.pdf(token).read_bytes()
        except FileNotFoundError:
            return None
        self.forget(token)
        return pdf

    def forget(self, token: str) -> None:
        """Take everything away that lies under a word."""
        for path in self.folder.glob(f"{token}.*") if _TOKEN.fullmatch(token) else ():
            path.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Take away what nobody has fetched."""
        for path in self.folder.glob("*"):
            try:
                if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                    path.unlink()
            except FileNotFoundError:
                continue

    def _write(self, name: str, content: bytes) -> None:
        part = self.folder / f"{name}.part"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        part.replace(self.folder / name)
