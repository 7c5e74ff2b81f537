"""What libyaml complains of, said to the author of a file."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

Told: TypeAlias = tuple[int, int, str, str]
"""Line and column from 1, what is wrong, how to mend it."""


def syntax_told(error: Any, text: str) -> Told:
    """What a marked error of yaml says of the way the file is written."""
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return 0, 0, f"the YAML cannot be read: {error.problem}.", ""
    if "expected key" in (error.problem or "") and (opened := _open_quote(text, mark.line)) is not None:
        return *opened, "the quoted text is not closed.", "Add the closing quote."
    return mark.line + 1, mark.column + 1, *_syntax_words(error, text)


def _open_quote(text: str, until: int) -> tuple[int, int] | None:
    """Where the first value begins that opens a quote and does not close it in its line, before the line given."""
    for number, line in enumerate(text.splitlines()[:until], start=1):
        opened = re.search(r'[:\-\[{,] *(")', line)
        if opened and line.count('"') % 2:
            return number, opened.start(1) + 1
    return None


def _syntax_words(error: Any, text: str) -> tuple[str, str]:
    problem, context = error.problem or "", error.context or ""
    if (unquoted := _unquoted(error, text)) is not None:
        return unquoted
    began = f" that begins in line {error.context_mark.line + 1}" if error.context_mark else ""
    if "mapping values are not allowed" in problem:
        return "a second `: ` stands in one value.", "Put the text in quotes, or check the indentation."
    if "end of stream" in problem and "quoted" in context:
        return f"the quoted text{began} is not closed.", "Add the closing quote."
    if "',' or ']'" in problem:
        return f"the list{began} is not closed.", "Add `]`, or a comma between its entries."
    if "',' or '}'" in problem:
        return f"the group of keys{began} is not closed.", "Add `}`, or a comma between its keys."
    if "expected ':'" in problem:
        return "a key has no colon.", "Write `key: value`."
    if "expected key" in problem or "'-' indicator" in problem or "block end" in problem:
        return (
            f"this line does not line up with the part{began}.",
            "Indent it like its neighbours, with spaces.",
        )
    if "block sequence entries" in problem:
        return "a list begins on the line of its key.", "Begin it on the next line, or write `[a, b]`."
    if "escape" in problem:
        return "a backslash in double quotes begins an escape that is not known.", "Use single quotes."
    if "tab character" in problem:
        return "a tab stands where spaces belong.", "Indent with spaces."
    if "cannot start any token" in problem and error.problem_mark is not None:
        lines = text.splitlines()
        line, column = error.problem_mark.line, error.problem_mark.column
        found = lines[line][column : column + 1] if line < len(lines) else ""
        if found == "\t":
            return "a tab stands where spaces belong.", "Indent with spaces."
        return f"a text cannot begin with `{found}`.", "Put it in quotes."
    return f"the YAML cannot be read: {problem}.", "Compare with the lines around it."


_LOOKED_FOR = ("an alias", "an anchor", "a block scalar")
"""What YAML takes a text for that begins with one of `* & > |`."""

_FAR = 500
"""So many characters back it is looked for what ended a text."""

_ENDED = re.compile(r"""(?:^|[:\-] )\s*(?P<whole>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\{[^{}]*\}|\[[^\[\]]*\])\s*$""")
"""A value in quotes or brackets that has come to its end."""


def _unquoted(error: Any, text: str) -> tuple[str, str] | None:
    """What is wrong with a text that needs quotes and has none around all of it; None if that is not the mistake."""
    lines = text.splitlines()
    if error.problem_mark is None or error.problem_mark.line >= len(lines):
        return None
    line, column = lines[error.problem_mark.line], error.problem_mark.column
    problem, context = error.problem or "", error.context or ""
    if context.endswith(_LOOKED_FOR) and error.context_mark and error.context_mark.line == error.problem_mark.line:
        began = error.context_mark.column
        return f"a text cannot begin with `{line[began : began + 1]}`.", "Put it in quotes."
    if "',' or" in problem and line[column : column + 1] == ":":
        return "a second `: ` stands in one value.", "Put a comma before the next key, or the text in quotes."
    if "',' or" in problem and line[column : column + 1] in ("{", "["):
        named = re.match(r"[{\[][^{}\[\]]{0,40}[}\]]?", line[column:])
        shown = named[0] if named else line[column]
        return f"`{shown}` stands in a text without quotes.", f'Put the text in quotes: "… {shown} …".'
    if ("expected key" in problem or "block end" in problem) and (
        ended := _ENDED.search(line[max(0, column - _FAR) : column])
    ):
        shown = ended["whole"] if len(ended["whole"]) <= 40 else ended["whole"][0] + "…" + ended["whole"][-1]
        mend = "Put the whole text in quotes" + (", of the other kind." if shown[0] in "\"'" else ".")
        return f"more stands behind {shown}, which ended the text.", mend
    return None


def character_told(error: Any, text: str) -> Told:
    """What a reader error of yaml says of the characters; (0, 0, …) where it does not say which."""
    position = getattr(error, "position", getattr(error, "start", None))
    if not isinstance(position, int):
        return 0, 0, "the file holds characters that YAML does not allow.", "Remove them."
    # A reader error counts from the first character; the mark is found by hand.
    before = text[:position]
    line, column = before.count("\n") + 1, position - before.rfind("\n")
    what = (
        f"the character U+{ord(text[position]):04X} is not allowed."
        if position < len(text)
        else "a character is not allowed."
    )
    return line, column, what, "Remove it."
