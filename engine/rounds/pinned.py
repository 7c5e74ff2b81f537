"""The framework that a round pinned."""

from __future__ import annotations

from engine.catalog import Catalog, Offered, offer
from engine.framework.reader import read_text
from engine.problems import ThuocDoError
from engine.store.nouns import Round


def pinned(catalog: Catalog, round_: Round) -> Offered:
    """The framework as the round pinned it, also when the file has moved on or is gone since.

    Raises ThuocDoError when the pinned text can no longer be used, since a rule it names was taken away.
    """
    now = catalog.offered.get(round_.framework_id)
    if now and now.file.sha256 == round_.framework_sha256:
        return now
    read = read_text(round_.framework_text, f"{round_.framework_id}.yaml", catalog.vocabulary)
    found, problems = offer(read, round_.framework_id, catalog.vocabulary, catalog.checks)
    if found is None:
        raise ThuocDoError(f"The framework of the round {round_.id} can no longer be used.", problems)
    return found
