"""The little markup of longer texts: paragraphs, lists, **bold** and [links](https://…); nothing else means anything.

A blank line parts paragraphs; lines that begin with `- ` or `1. ` make a list. HTML and template code are plain text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_ITEM = re.compile(r"(?:(-)|\d{1,2}[.)])\s+(.+)")
_INLINE = re.compile(r"\*\*(?P<bold>[^*\n]+)\*\*|\[(?P<words>[^\]\n]+)\]\((?P<link>[^()\s]+)\)")
_SAFE = re.compile(r"https?://[^\s\"<>]+|mailto:[^\s\"<>]+@[^\s\"<>]+|tel:\+?[0-9 .-]+")
_HTML = re.compile(r"</?[a-z][a-z0-9]*( [^<>]*)?/?>|\{[{%]", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """A run of words within a line: plain, bold, or a link."""

    words: str
    bold: bool = False
    link: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph (one line), or a list (one line an item)."""

    kind: Literal["paragraph", "bullets", "numbers"]
    lines: tuple[tuple[Piece, ...], ...]


def blocks_of(text: str) -> tuple[Block, ...]:
    """The paragraphs and lists of a text."""
    found: list[tuple[Literal["paragraph", "bullets", "numbers"], list[str]]] = []
    fresh = True
    for line in text.splitlines():
        words = line.strip()
        if not words:
            fresh = True
            continue
        item = _ITEM.fullmatch(words)
        if item is not None:
            kind: Literal["bullets", "numbers"] = "bullets" if item[1] else "numbers"
            if found and found[-1][0] == kind:
                found[-1][1].append(item[2])
            else:
                found.append((kind, [item[2]]))
        elif fresh or (found[-1][0] != "paragraph" and not line.startswith((" ", "\t"))):
            found.append(("paragraph", [words]))
        else:
            found[-1][1][-1] += f" {words}"  # a line that goes on
        fresh = False
    return tuple(Block(kind, tuple(pieces_of(line) for line in lines)) for kind, lines in found)


def pieces_of(line: str) -> tuple[Piece, ...]:
    """The runs of a line; a link to anywhere unsafe stays as written."""
    found: list[Piece] = []
    end = 0
    for match in _INLINE.finditer(line):
        if match["link"] and not _SAFE.fullmatch(match["link"]):
            continue
        found += [Piece(line[end : match.start()])] if match.start() > end else []
        found.append(Piece(match["bold"], bold=True) if match["bold"] else Piece(match["words"], link=match["link"]))
        end = match.end()
    return (*found, Piece(line[end:])) if end < len(line) else tuple(found)


def wrong_markup(text: str) -> Sequence[tuple[str, str]]:
    """What would be shown otherwise than its author means it: what, and the mend."""
    links = [match["link"] for match in _INLINE.finditer(text) if match["link"]]
    wrong = [
        (f"the link to `{link}` leads nowhere.", "Begin it with `https://`, `mailto:` or `tel:`.")
        for link in links
        if not _SAFE.fullmatch(link)
    ]
    if _INLINE.sub("", text).count("**"):
        wrong.append(("`**` opens what is not closed in the same line.", "Write `**words**`."))
    if (found := _HTML.search(text)) is not None:
        what = f"`{found[0]}` would be shown as it stands."
        wrong.append((what, "Use `**bold**`, lines that begin with `- `, or `[words](https://…)`."))
    return wrong
