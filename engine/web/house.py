"""What every view needs, opened once a process: the catalog, the store, the scores, the queue of PDFs."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from flask import Flask, current_app

from engine.catalog import Catalog, Offered
from engine.framework.models import Audience, Form
from engine.framework.source_lines import SourceLines, source_lines
from engine.jobs.pictures import PagePictures
from engine.jobs.queue import OwnPdfs, Pdfs, open_queue
from engine.jobs.scorings import Scorings
from engine.jobs.smtp import read_smtp
from engine.people.tries import FailedTries
from engine.problems import ThuocDoError
from engine.rounds.met import Met
from engine.rounds.pinned import pinned
from engine.rounds.results import Results
from engine.store.contract import Store
from engine.store.evidence import EvidenceRoom
from engine.store.nouns import Response, Round
from engine.store.outbox import Outbox
from engine.store.sqlite import SqliteStore
from engine.web.fresh import FreshCatalog

_NAME = "thuocdo"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class House:
    """The parts that outlive a request."""

    fresh: FreshCatalog
    store: Store
    results: Results
    pdfs: Pdfs
    evidence: EvidenceRoom
    own_pdfs: OwnPdfs
    met: Met
    scorings: Scorings
    pictures: PagePictures
    outbox: Outbox | None = None  # where no mail goes out
    tries: FailedTries = field(default_factory=FailedTries)
    _pinned: dict[str, Offered] = field(default_factory=dict)  # by the hash of the text that a round pinned
    _sources: dict[str, SourceLines] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.scorings.data

    @property
    def catalog(self) -> Catalog:
        """The catalog as last built: whoever answers a form is served what the round pinned, so no file matters."""
        return self.fresh.last

    def offered_for(self, round_: Round) -> Offered:
        """The framework as the round pinned it, read once a process; see `engine.rounds.pinned`."""
        sha256 = round_.framework_sha256
        if sha256 not in self._pinned:
            self._pinned[sha256] = pinned(self.catalog, round_)
        return self._pinned[sha256]

    def sources_for(self, offered: Offered) -> SourceLines:
        """Where everything stands in a framework's file, looked up once a process."""
        sha256 = offered.file.sha256
        if sha256 not in self._sources:
            self._sources[sha256] = source_lines(offered.file, offered.vocabulary.frameworks)
        return self._sources[sha256]

    def rounds(self) -> Sequence[Round]:
        """Every round, the newest first."""
        return self.store.rounds()

    def round(self, round_id: str) -> Round | None:
        """A round by its id, or None."""
        return self.store.round(round_id)

    def response_and_round(self, response_id: str) -> tuple[Response, Round] | None:
        """A response with its round, or None."""
        return self.store.response_and_round(response_id)

    def form_for(self, offered: Offered, round_: Round) -> Form | None:  # noqa: ARG002  a preview shows any form
        """The form that respondents fill in, or None: a framework may live on outside figures alone."""
        return next((form for form in offered.framework.forms if form.audience is Audience.RESPONDENTS), None)


def open_house(data: Path) -> House:
    """Build the catalog and open the store of a data folder."""
    fresh = FreshCatalog(data)
    store = SqliteStore.open(data)
    scorings = Scorings(data, lambda: open_queue(data))
    pictures = PagePictures(data, lambda: open_queue(data))
    parts = (Results(store, data), Pdfs(data), EvidenceRoom(data), OwnPdfs(data), Met(store), scorings, pictures)
    return House(fresh, store, *parts, _outbox(data))


def _outbox(data: Path) -> Outbox | None:
    """Where mails are queued, if a server takes them."""
    try:
        return Outbox(data) if read_smtp(os.environ) else None
    except ThuocDoError as wrong:
        log.error("No mail is offered: %s", wrong)
        return None


def move_in(app: Flask, house: House) -> None:
    """Hand the house to the application."""
    app.extensions[_NAME] = house


def house() -> House:
    """The house of the application that answers this request, which is asked for often: past Flask's stand-in."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return cast("House", app.extensions[_NAME])
