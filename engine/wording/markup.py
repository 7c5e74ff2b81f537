"""Longer texts as HTML that is safe whatever they hold: only the elements made here, everything else escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from markupsafe import Markup, escape

from engine.framework.markup import Piece, blocks_of

_AROUND = {
    "paragraph": Markup("<p>{}</p>"),
    "bullets": Markup("<ul>{}</ul>"),
    "numbers": Markup("<ol>{}</ol>"),
}
_ITEM = Markup("<li>{}</li>")
_BOLD = Markup("<strong>{}</strong>")
_LINK = Markup('<a href="{}" rel="noopener">{}</a>')
_NOTHING = Markup("")


def to_html(text: str, fill: Callable[[str], str] = str) -> Markup:
    """A text's paragraphs and lists; `fill` puts in what is named, which is never read as markup itself."""
    html = _NOTHING
    for block in blocks_of(text):
        lines = [_line(pieces, fill) for pieces in block.lines]
        items = lines if block.kind == "paragraph" else [_ITEM.format(line) for line in lines]
        html += _AROUND[block.kind].format(_NOTHING.join(items))
    return html


def _line(pieces: Iterable[Piece], fill: Callable[[str], str]) -> Markup:
    html = _NOTHING
    for piece in pieces:
        words = escape(fill(piece.words))
        if piece.link:
            words = _LINK.format(piece.link, words)
        html += _BOLD.format(words) if piece.bold else words
    return html
