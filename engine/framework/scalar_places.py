"""Where a character of a YAML value stands in the file, whether the value is plain, quoted or a block."""

from __future__ import annotations

from collections.abc import Sequence


def place_inside(rows: Sequence[str], line: int, column: int, value: str, wanted: int) -> tuple[int, int]:
    """Line and column of the character at `wanted` of the value that begins at line and column; all count from 1.

    White space is folded by YAML in many ways, so what is counted are the visible characters before the one wanted;
    the end of the value is the place after its last one.
    """
    visible = sum(not letter.isspace() for letter in value[: wanted - 1])
    past = wanted > len(value) or value[wanted - 1].isspace()  # between two words: right after the one before
    lines = list(rows[line - 1 : line + len(value)])
    first = lines[0][column - 1 :] if lines else ""
    style = first[:1]
    if style in ("|", ">") and len(lines) > 1:
        line, column, lines = line + 1, 1, lines[1:]
    elif style in ("'", '"'):
        column, lines = column + 1, [first[1:], *lines[1:]]
    else:
        lines = [first, *lines[1:]]
    seen, after = 0, (line, column)
    for number, row in enumerate(lines, start=line):
        lead = column if number == line else 1
        position = 0
        while position < len(row):
            if row[position].isspace():
                position += 1
                continue
            if seen == visible and not past:
                return number, lead + position
            width = _width(row, position, style)
            position += width
            seen, after = seen + 1, (number, lead + position)
            if seen == visible and past:
                return after
    return after


def _width(row: str, position: int, style: str) -> int:
    """How many characters of the file stand for one of the value."""
    if style == "'" and row.startswith("''", position):
        return 2
    if style == '"' and row[position] == "\\":
        return {"x": 4, "u": 6, "U": 10}.get(row[position + 1 : position + 2], 2)
    return 1
