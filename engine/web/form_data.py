"""Posted forms read without a detour: a page of sixty radio buttons has little to decode."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any, cast
from urllib.parse import unquote_plus

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.formparser import FormDataParser

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
LARGEST_BODY = 1_000_000
"""Bytes of a request; a page with questions for files makes room for what they may hold (`answering.evidence`)."""
MOST_PARTS = 2_000
"""Fields of a page sent in parts."""


class QuickFormParser(FormDataParser):
    """Werkzeug's parser, with its way for pages without files cut short where a field holds nothing encoded."""

    def parse(
        self, stream: IO[bytes], mimetype: str, content_length: int | None, options: dict[str, str] | None = None
    ) -> Any:
        """Stream, fields and files, as Werkzeug's own `parse` gives them; a body that is not UTF-8 holds no field."""
        if mimetype != URLENCODED:
            return super().parse(stream, mimetype, content_length, options)
        try:
            text = stream.read().decode()
        except UnicodeDecodeError:
            return stream, self.cls(), self.cls()
        fields = self.cls()
        dict.update(fields, fields_of(text))  # given as an argument, each list of values would be copied
        return stream, fields, self.cls()


def fields_of(text: str) -> dict[str, list[str]]:
    """The values by name of an urlencoded text, as `urllib.parse.parse_qsl` reads it with blank values kept."""
    if "%" not in text and "+" not in text:  # nothing is encoded
        pairs = [field.partition("=") for field in text.split("&") if field]
        plain = {name: [value] for name, _, value in pairs}
        if len(plain) == len(pairs):  # no name comes twice
            return plain
    found: dict[str, list[str]] = {}
    for field in text.split("&"):
        if not field:
            continue
        name, _, value = field.partition("=")
        if "%" in field or "+" in field:
            name = unquote_plus(name, errors="werkzeug.url_quote")
            value = unquote_plus(value, errors="werkzeug.url_quote")
        if name in found:
            found[name].append(value)
        else:
            found[name] = [value]
    return found


def posted(form: MultiDict[str, str]) -> dict[str, Sequence[str]]:
    """The values of each field of a posted form, as they are: only to be read."""
    return dict(cast("Iterable[tuple[str, list[str]]]", dict.items(form)))


class QuickRequest(Request):
    """A request whose forms are read by QuickFormParser; it knows its limits without asking the application."""

    form_data_parser_class = QuickFormParser

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.max_content_length = LARGEST_BODY
        self.max_form_memory_size = LARGEST_BODY
        self.max_form_parts = MOST_PARTS
