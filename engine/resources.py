"""Where surveys and templates lie: in the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path


def folder(name: str) -> Path:
    """The folder `surveys` or `templates`: the one inside the package if there, else the one beside it.

    An editable install maps neither, so importlib.resources would miss them.
    """
    inside = Path(__file__).parent / name
    return inside if inside.is_dir() else Path(__file__).parent.parent / name
