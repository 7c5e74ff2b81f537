"""The type of PDFs: Be Vietnam Pro, whole TrueType files, since split web fonts come out garbled in print."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

FAMILY = "Be Vietnam Pro"
_WEIGHTS = {400: "Regular", 700: "Bold"}


@cache
def font_files() -> dict[int, Path]:
    """The font files by weight; nothing else may be fetched while a PDF is made."""
    folder = Path(str(files("fontpkg_be_vietnam_pro"))) / "files"
    return {weight: folder / f"BeVietnamPro-{name}.ttf" for weight, name in _WEIGHTS.items()}


@cache
def font_faces() -> str:
    """The @font-face rules for a document that is printed."""
    return "\n".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight};'
        f' src: url("{path.as_uri()}") format("truetype"); }}'
        for weight, path in font_files().items()
    )
