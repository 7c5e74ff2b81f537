"""Finds the file that `extends:` names: a path beside the file, or the id of a framework that is known."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from engine.framework.places import did_you_mean

_ENDINGS = (".yaml", ".yml")


class BaseError(ValueError):
    """The base cannot be used: what is wrong, and how to mend it."""

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(what)
        self.mend = mend


def peek_id(path: Path) -> str:
    """A file's id without reading it as YAML; its name where it has none, so that it can be listed and blocked."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            given = re.search(r"^id:\s*['\"]?([a-z][a-z0-9_]*)", file.read(20_000), re.MULTILINE)
    except OSError:
        given = None
    return given[1] if given else path.stem


def find_base(given: object, folder: Path, known: Mapping[str, Path]) -> Path:
    """The file meant by `extends: given` in a file of `folder`; `known` are the files of frameworks by id.

    An id is looked for beside the file first, since an administrator's own copy is meant before the bundled one.
    Raises BaseError when there is none.
    """
    if not isinstance(given, str) or not given.strip():
        raise BaseError("`extends` must name one file or framework.", "Write `extends: base.yaml`.")
    if Path(given).is_absolute():
        raise BaseError(f"`{given}` is not relative to this file.", "Write it as in `../base.yaml`.")
    if given.endswith(_ENDINGS):
        path = Path(os.path.normpath(folder / given))
        if not path.is_file():
            beside = [each.name for each in _beside(folder)]
            raise BaseError(f"there is no file `{given}` to extend.", did_you_mean(given, beside, otherwise=0))
        return path
    files = {**known, **{peek_id(each): each for each in reversed(_beside(folder))}}
    if given not in files:
        mend = did_you_mean(given, sorted(files)) or "Write its path, as in `extends: base.yaml`."
        raise BaseError(f"there is no framework `{given}` to extend.", mend)
    return files[given]


def _beside(folder: Path) -> list[Path]:
    return sorted(each for ending in _ENDINGS for each in folder.glob(f"*{ending}"))
