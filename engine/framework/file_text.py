"""From a file's bytes to its text, or to what is wrong with it as a text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.problems import Location, MachineError, Problem

_KINDS: dict[bytes, str] = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP, XLSX or DOCX file",
    b"\xd0\xcf\x11\xe0": "an XLS or DOC file",
    b"\x1f\x8b": "a compressed file",
    b"SQLite format 3": "an SQLite database",
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True)
class FileText:
    """The text of a file; `problem` says why it is none, and the text is then only a likeness."""

    text: str
    problem: Problem | None = None


def bytes_of(path: Path, most: int) -> bytes:
    """At most so many bytes of a file; raises MachineError with a sentence when the disk does not give them."""
    try:
        with path.open("rb") as stream:
            return stream.read(most)
    except IsADirectoryError as error:
        raise MachineError(f"{path} cannot be read: it is a folder. Give the path of a YAML file in it.") from error
    except FileNotFoundError as error:
        raise MachineError(f"{path} cannot be read: there is no such file.") from error
    except PermissionError as error:
        raise MachineError(f"{path} cannot be read: your account has no right to read it.") from error
    except OSError as error:
        raise MachineError(f"{path} cannot be read: {error.strerror or error}.") from error


def text_of(given: bytes, file: str, *, whole: bool = True) -> FileText:
    """The text of a file's bytes; only their beginning unless `whole`."""
    likeness = given.decode("utf-8", "replace")
    kind = next((name for start, name in _KINDS.items() if given.startswith(start)), None)
    if given.startswith(_UTF16):
        what, mend = "the file is in UTF-16.", "Save it with the encoding UTF-8."
        return FileText(likeness, Problem(Location(file), "", what, mend))
    if kind is not None or b"\0" in given[:1000]:
        what = f"this is not a text but {kind}." if kind else "this is not a text."
        return FileText(likeness, Problem(Location(file), "", what, "Give the path of a YAML file."))
    try:
        return FileText(given.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        if not whole:
            return FileText(likeness)
        line = given[: error.start].count(b"\n") + 1
        begin = given.rfind(b"\n", 0, error.start) + 1
        column = len(given[begin : error.start].decode("utf-8", "replace")) + 1
        what, mend = "the file is not in UTF-8.", "Save it with the encoding UTF-8."
        return FileText(likeness, Problem(Location(file, line, column), "", what, mend))
