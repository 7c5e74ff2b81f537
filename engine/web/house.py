"""What every view needs, opened once a process: the catalog, the store, the scores, the queue of PDFs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from flask import Flask, current_app

from engine.catalog import Catalog, Offered, offer
from engine.framework.models import Audience, Form
from engine.framework.reader import read_text
from engine.jobs.queue import Pdfs
from engine.problems import ThuocDoError
from engine.rounds.results import Results
from engine.store.contract import Store
from engine.store.nouns import Round
from engine.store.sqlite import SqliteStore
from engine.web.fresh import FreshCatalog

_NAME = "thuocdo"


@dataclass(frozen=True)
class House:
    """The parts that outlive a request."""

    fresh: FreshCatalog
    store: Store
    results: Results
    pdfs: Pdfs
    _pinned: dict[str, Offered] = field(default_factory=dict)  # by the hash of the text that a round pinned

    @property
    def catalog(self) -> Catalog:
        """The catalog as last built: whoever answers a form is served what the round pinned, so no file matters."""
        return self.fresh.last

    def offered_for(self, round_: Round) -> Offered:
        """The framework as the round pinned it, also when the file has moved on or is gone since.

        Raises ThuocDoError when the pinned text can no longer be served, since a rule it names was taken away.
        """
        now = self.catalog.offered.get(round_.framework_id)
        if now and now.file.sha256 == round_.framework_sha256:
            return now
        found = self._pinned.get(round_.framework_sha256)
        if found is None:
            catalog = self.catalog
            read = read_text(round_.framework_text, f"{round_.framework_id}.yaml", catalog.vocabulary)
            found, problems = offer(read, round_.framework_id, catalog.vocabulary, catalog.checks)
            if found is None:
                raise ThuocDoError(
                    f"The framework of the round {round_.id} can no longer be served.", problems
                )
            self._pinned[round_.framework_sha256] = found
        return found


def open_house(data: Path) -> House:
    """Build the catalog and open the store of a data folder."""
    fresh = FreshCatalog(data)
    store = SqliteStore.open(data)
    return House(fresh, store, Results(store), Pdfs(data))


def move_in(app: Flask, house: House) -> None:
    """Hand the house to the application."""
    app.extensions[_NAME] = house


def house() -> House:
    """The house of the application that answers this request."""
    return cast("House", current_app.extensions[_NAME])


def respondent_form(offered: Offered) -> Form | None:
    """The form that respondents fill in, or None: a framework may live on outside figures alone."""
    return next((form for form in offered.framework.forms if form.audience is Audience.RESPONDENTS), None)
