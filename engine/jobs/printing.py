"""From a round in the store to a PDF: what the queue's worker does for one job."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from multiprocessing import get_context
from pathlib import Path

from engine.appraisal.bases import Basis
from engine.appraisal.deadlines import day_of
from engine.catalog import Catalog, Offered, build_catalog
from engine.disclosure.explaining import lines_shown, plan_shown
from engine.disclosure.published import PublishedTable
from engine.framework.models import Audience
from engine.framework.places import did_you_mean
from engine.plugins import blocked_names, make_plugin_manager, surveys_folders
from engine.problems import ThuocDoError
from engine.reports.bases import TITLES
from engine.reports.league import league_of
from engine.reports.nouns import About
from engine.reports.pdf import to_pdf
from engine.reports.press import press
from engine.reports.questionnaire import questionnaire_of
from engine.reports.render import league_html, questionnaire_html, rollup_html, scorecard_html
from engine.reports.rollup import rollup_of
from engine.reports.rollup_nouns import Rollup
from engine.reports.scorecard import scorecard_of
from engine.rounds.decrees import publication_of
from engine.rounds.overview import Overview, may_show_overview, overview_of
from engine.rounds.pinned import pinned
from engine.rounds.quotes import NONE, RELEASED, Quotes, all_quotes
from engine.rounds.results import LIVE_REPLICATES, SEED, Results, Scored
from engine.scoring.chain import Chain
from engine.scoring.rank_sensitivity import RankSensitivity
from engine.store.assessment_nouns import Stage
from engine.store.contract import Store
from engine.store.nouns import Publication, Round
from engine.store.sqlite import SqliteStore

UNIT = "unit:"
OF_RUN = "run:"
OVERVIEW = "overview:"
"""What the overview of all units is called among the PDFs of a round; the basis stands behind it, "" for the usual."""
BLANK = "blank"
"""What the blank questionnaire of a round is called among its PDFs."""


@dataclass(frozen=True)
class PrintJob:
    """One PDF to make: `what` is "league", "blank", "overview:<basis>" or "unit:<id>".

    "run:<code>:" before it names a kept run.
    """

    round_id: str
    what: str
    language: str


def report_html(
    table: PublishedTable,
    about: About,
    what: str,
    language: str,
    chain: Chain | None = None,
    sensitivity: RankSensitivity | None = None,
    quotes: Mapping[str, Quotes] | None = None,
) -> str:
    """The whole document of one report. Raises ThuocDoError when there is no such unit.

    With `chain`, from which the scores came, a scorecard tells what leads to the unit's score, and what to mend first
    where the framework has priorities; with `sensitivity` a league tells what ranks rest on. `quotes` are what is
    quoted of each unit.
    """
    if what == "league":
        return league_html(league_of(table, about, language, sensitivity), language, standalone=True)
    unit = what.removeprefix(UNIT)
    known = chain is not None and any(row.id == unit for row in table.units)
    lines = lines_shown(chain, table, unit, table.framework.index.id) if chain is not None and known else None
    plan = plan_shown(chain, table, unit) if chain is not None and known else None
    own = (quotes or {}).get(unit, NONE)
    return scorecard_html(scorecard_of(table, unit, about, lines, own, plan), language, standalone=True)


def blank_html(
    offered: Offered,
    about: About,
    language: str,
    *,
    form_id: str | None = None,
    address: str = "",
    times: int | None = None,
) -> str:
    """The whole document of a blank questionnaire: of the form that is named, else of the respondents', else the first.

    Raises ThuocDoError when there is no such form.
    """
    framework = offered.framework
    respondents = next((form for form in framework.forms if form.audience is Audience.RESPONDENTS), None)
    form = framework.form.get(form_id) if form_id else respondents or next(iter(framework.forms), None)
    if form is None:
        known = ", ".join(framework.form) or "none"
        raise ThuocDoError(f"{framework.id} has no form{f' `{form_id}`' if form_id else ''}; it has: {known}.")
    paper = questionnaire_of(framework, form, offered.vocabulary, language, about, address=address, times=times)
    return questionnaire_html(paper, language)


def about_round(round_: Round, scored: Scored, published: Publication | None = None) -> About:
    """What a report tells of a round: its title, whether it is a demo, how many responses were sent, the run.

    `published`: how it became what everybody sees, where it is that.
    """
    decree, framework = published.decree if published else None, round_.framework_sha256[:8]
    return About(round_.id, round_.title, round_.is_demo, scored.responses, framework, scored.code, decree)


def _settled_on(store: Store, round_: Round) -> Mapping[str, date]:
    """The day on which the results of each unit were settled; {} where nobody is appraised."""
    settled = (each for each in store.assessments(round_.id) if each.stage is Stage.SETTLED)
    return {each.unit: day_of(each.since) for each in settled}


def shown_overview(seen: Overview, round_: Round, language: str) -> Rollup:
    """All units of a round at once, from what may be shown of it."""
    told = TITLES[seen.basis] if seen.basis else ""
    on_bases = {TITLES[basis]: scored.table for basis, scored in seen.on_bases.items()}
    return rollup_of(seen.scored.table, seen.chain, about_round(round_, seen.scored), language, told, on_bases)


def about_blank(round_: Round) -> About:
    """What a blank questionnaire tells of its round."""
    return About(round_.id, round_.title, round_.is_demo, 0, round_.framework_sha256[:8], "")


def content_key(store: Store, round_: Round, beside: str = "") -> str:
    """All that the PDFs of a round depend on beside what is printed and its language: the same key, the same bytes.

    `beside` tells apart what was kept with the run later.
    """
    told = tuple(store.shown(round_.id))  # what was told before is kept apart from this
    last = store.round(round_.earlier) if round_.earlier else None
    before = (last.run, store.revision(last.id)) if last else None  # the change since then is told beside
    figures = (round_.framework_sha256, store.revision(round_.id), LIVE_REPLICATES, SEED, round_.run, told, before)
    published = publication_of(store, round_, round_.run)
    decree = published and published.decree
    return repr((figures, round_.title, round_.is_demo, press(), beside, _released(store, round_), decree))


def _released(store: Store, round_: Round) -> list[tuple[str, str, str]]:
    """What was released of comments, for a scorecard quotes them."""
    decisions = store.decisions(round_.id).values()
    return sorted((each.mark, each.decision.value, each.words) for each in decisions if each.decision in RELEASED)


def blank_key(round_: Round) -> str:
    """All that a round's blank questionnaire depends on."""
    return repr((round_.framework_sha256, round_.title, round_.is_demo, press()))


def print_all(documents: Sequence[str], processes: int) -> Iterator[bytes]:
    """PDFs of whole documents, in their order, made by so many processes at a time."""
    if processes < 2 or len(documents) < 2:
        yield from map(to_pdf, documents)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(to_pdf, documents)


@dataclass(frozen=True)
class Explainable:
    """What may be shown of a round's scores, and all that they came from."""

    offered: Offered
    table: PublishedTable
    about: About
    chain: Chain
    sensitivity: RankSensitivity | None = None
    quotes: Mapping[str, Quotes] = field(default_factory=dict)


@dataclass(frozen=True)
class Printer:
    """Prints rounds of a data folder; the catalog is loaded once."""

    data: Path

    @cached_property
    def catalog(self) -> Catalog:
        """Every framework that is offered with this data folder."""
        return build_catalog(make_plugin_manager(surveys_folders(self.data), blocked_names()))

    def pdf(self, job: PrintJob, tell: Callable[[int], None]) -> bytes:
        """Score the round and print it, telling the percentage. Raises ThuocDoError for what is not there."""
        tell(10)
        if job.what == BLANK:
            html = self._blank(job.round_id, job.language)
            tell(40)
            return to_pdf(html)
        if job.what.startswith(OVERVIEW):
            html = self.overview_html(job.round_id, job.language, job.what.removeprefix(OVERVIEW))
            tell(40)
            return to_pdf(html)
        run, what = job.what.removeprefix(OF_RUN).split(":", 1) if job.what.startswith(OF_RUN) else ("", job.what)
        found = self.explained(job.round_id, run)
        tell(40)
        html = report_html(found.table, found.about, what, job.language, found.chain, found.sensitivity, found.quotes)
        tell(55)
        return to_pdf(html)

    def _blank(self, round_id: str, language: str) -> str:
        """A round's questionnaire, which no answer changes."""
        store = SqliteStore.open(self.data)
        try:
            round_ = self._round(store, round_id)
        finally:
            store.close()
        return blank_html(pinned(self.catalog, round_), about_blank(round_), language)

    def overview_html(self, round_id: str, language: str, basis: str = "") -> str:
        """All units of a round at once, as a whole document.

        Raises ThuocDoError when there is no such round, or nothing of it may be shown yet.
        """
        return rollup_html(self.rollup(round_id, language, basis), language, standalone=True)

    def rollup(self, round_id: str, language: str, basis: str = "") -> Rollup:
        """The same, not yet set; on the last basis with a rank unless one is named. Raises as `overview_html`."""
        store = SqliteStore.open(self.data)
        try:
            round_ = self._round(store, round_id)
            offered = pinned(self.catalog, round_)
            if not may_show_overview(offered, round_):
                raise ThuocDoError(f"The round {round_id} has no results yet: score it, and publish a run.")
            seen = overview_of(Results(store, self.data), offered, round_, Basis(basis) if basis else None)
            if basis and seen.basis != basis:
                raise ThuocDoError(f"The round {round_id} has no results on the basis `{basis}`.")
            return shown_overview(seen, round_, language)
        finally:
            store.close()

    def _round(self, store: Store, round_id: str) -> Round:
        round_ = store.round(round_id)
        if round_ is None:
            raise ThuocDoError(f"There is no round {round_id!r} in {self.data}. {self._meant(store, round_id)}")
        return round_

    def scored(self, round_id: str, run: str = "") -> tuple[PublishedTable, About]:
        """A round's scores: of this run, else of the published one, else of a newest one of all answers, else now.

        Raises ThuocDoError when there is no such round, or the round has no such run.
        """
        found = self.explained(round_id, run)
        return found.table, found.about

    def explained(self, round_id: str, run: str = "") -> Explainable:
        """The same with the framework and what the scores came from."""
        store = SqliteStore.open(self.data)
        try:
            round_ = self._round(store, round_id)
            offered = pinned(self.catalog, round_)
            found = self._scored(store, round_, run)
            code = "" if round_.is_demo or found.code not in [run.code for run in store.runs(round_id)] else found.code
            results = Results(store, self.data)
            chain, sensitivity = results.chain(offered, round_, code), results.sensitivity(round_, code)
            quotes = all_quotes(store, offered, round_)
            about = about_round(round_, found, publication_of(store, round_, found.code))
            about = replace(about, settled_on=_settled_on(store, round_))
            return Explainable(offered, found.table, about, chain, sensitivity, quotes)
        finally:
            store.close()

    def _scored(self, store: Store, round_: Round, run: str) -> Scored:
        results, offered, runs = Results(store, self.data), pinned(self.catalog, round_), store.runs(round_.id)
        if run and run not in [each.code for each in runs]:
            raise ThuocDoError(f"The round {round_.id} has no run {run}; `thuocdo round runs {round_.id}` lists them.")
        newest = runs[0] if runs and runs[0].revision == store.revision(round_.id) else None
        code = run or ("" if round_.is_demo or round_.run or newest is None else newest.code)
        return results.run(offered, round_, code) if code else results.scored(offered, round_)

    def _meant(self, store: Store, given: str) -> str:
        if given in self.catalog.offered:
            return "That is a framework: add --values or --answers to score it, or name one of its rounds."
        known = [round_.id for round_ in store.rounds()]
        return did_you_mean(given, known) or (f"Rounds: {', '.join(known)}." if known else "It holds no round yet.")
