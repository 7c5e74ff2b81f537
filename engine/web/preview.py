"""The application over one file that is being written: its forms, and scores of random answers, anew at each save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from threading import Lock

from flask import Flask, render_template, request, session
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as Reply

from engine.authoring.dry_run import drawn, made_up
from engine.catalog import Catalog, Offered, offer
from engine.disclosure.asides import PublishedAsides
from engine.disclosure.gate import guard
from engine.disclosure.published import PublishedTable
from engine.framework.models import Form, Framework
from engine.framework.question_types import Value, Yields
from engine.framework.reader import read_framework
from engine.framework.vocabulary import Vocabulary
from engine.jobs.pictures import PagePictures
from engine.jobs.queue import OwnPdfs, Pdfs
from engine.jobs.scorings import Scorings
from engine.problems import Location, MachineError, Problem, ThuocDoError, errors
from engine.questionnaire.answers import AnswerKey
from engine.questionnaire.known import question_of
from engine.rounds.met import Met
from engine.rounds.results import LIVE_REPLICATES, Results, Scored
from engine.scoring.chain import Chain, chain_of
from engine.scoring.run import score
from engine.snapshots import register_of
from engine.store.evidence import EvidenceRoom
from engine.store.nouns import Known, Response, Round, RoundState
from engine.store.sqlite import SqliteStore
from engine.web import errors as refusals
from engine.web.app import create_app
from engine.web.fresh import FreshCatalog, Stamp, stamp_of
from engine.web.house import House
from engine.web.tried import Beforehand, TriedStore, known_of
from engine.wording.catalog import mark

ROUND = "xem-thu"
"""How the address of a previewed round begins; the form's id follows, where there is one."""

UNITS = 12
"""So many made-up units stand for a register where the file lists none."""

NO_SCORES = mark("Bản xem thử chưa tính được điểm; lý do ghi ở đầu trang.")
NO_PDF = mark("Bản xem thử không làm PDF. Hãy dùng lệnh thuocdo scorecard.")


@dataclass(frozen=True)
class Version:
    """A sound version of the file; no scores where a rule refuses random figures."""

    offered: Offered
    table: PublishedTable | None
    chain: Chain | None = None


class Watched:
    """The file as it stands, looked at with a `stat` and read again when it, or what it extends, has changed."""

    def __init__(
        self, path: Path, catalog: Catalog, seed: int, respondents: int, given: Beforehand | None = None
    ) -> None:
        """Nothing is read yet. `seed` and `respondents` say which random answers are drawn, and how many."""
        self.path, self.seed, self.respondents, self.given = path, seed, respondents, given
        self._beside = (given.path,) if given else ()
        self.known: Sequence[Known] = ()
        self.version: Version | None = None
        self.problems: tuple[Problem, ...] = ()
        self._catalog = catalog
        self._seen: Stamp | None = None
        self._bases: tuple[Path, ...] = ()
        self._lock = Lock()

    @property
    def name(self) -> str:
        """The file's name, without its folder."""
        return self.path.name

    @property
    def is_sound(self) -> bool:
        """Whether the file can be used as it stands; else `version` is the last one that could."""
        return not errors(self.problems)

    @property
    def seen(self) -> str:
        """What tells this state of the file from others."""
        return sha256(repr(self._seen).encode()).hexdigest()[:16]

    @property
    def told(self) -> Sequence[tuple[str, Problem]]:
        """The problems with their places, files named without their folders."""
        return [(_place(each.location), each) for each in self.problems]

    def look(self) -> None:
        """Read the file again if it was saved since."""
        with self._lock:
            if stamp_of((self.path, *self._beside, *self._bases)) != self._seen:
                self._read()

    def _read(self) -> None:
        seen = stamp_of((self.path, *self._beside))  # before reading: what changes meanwhile is read again
        found, self.problems = self._found()
        others = {Path(each.location.file) for each in self.problems} - {self.path}
        self._bases = tuple(sorted(others.union(found.file.bases if found else ())))
        self._seen = seen + stamp_of(self._bases)
        if found is not None:
            self.version, refused = self._scored(found)
            self.known, wrong = known_of(self.given, found)
            self.problems += (*refused, *wrong)

    def _found(self) -> tuple[Offered | None, tuple[Problem, ...]]:
        try:
            read = read_framework(self.path, self._catalog.vocabulary)
        except MachineError:
            gone = Problem(Location(str(self.path)), "", "the file cannot be read now.", "Save it again.")
            return None, (gone,)
        return offer(read, "file", self._catalog.vocabulary, self._catalog.checks)

    def _scored(self, offered: Offered) -> tuple[Version, tuple[Problem, ...]]:
        framework = offered.framework
        units = register_of(framework) or made_up(framework, UNITS)
        try:
            snapshot = drawn(framework, offered.plan, offered.vocabulary, units, self.respondents, self.seed)
            table = guard(score(offered.plan, snapshot, replicates=LIVE_REPLICATES, seed=self.seed))
            return Version(offered, table, chain_of(offered.plan, snapshot)), ()
        except ThuocDoError as refused:
            told = refused.problems or (Problem(Location(str(self.path)), "index", str(refused), "Look at its rule."),)
            return Version(offered, None), tuple(told)


def _place(location: Location) -> str:
    name = Path(location.file).name
    return f"{name}:{location.line}:{location.column}" if location.line else name


class DrawnResults(Results):
    """The scores of the random answers, whatever round is asked for."""

    def __init__(self, store: SqliteStore, watched: Watched) -> None:
        super().__init__(store)
        self._watched = watched

    def scored(self, offered: Offered, round_: Round) -> Scored:  # noqa: ARG002  as every kind of results
        """The scores of the last sound version; nothing of it is kept, so it has no code."""
        version = self._watched.version
        if version is None or version.table is None:
            raise refusals.Shown(409, NO_SCORES)
        return Scored(version.table, "", self._store.response_counts(round_.id)["sent"])

    def chain(self, offered: Offered, round_: Round, code: str = "") -> Chain:  # noqa: ARG002  as every kind
        """What the scores of the last sound version came from."""
        version = self._watched.version
        if version is None or version.chain is None:
            raise refusals.Shown(409, NO_SCORES)
        return version.chain

    def asides(self, offered: Offered, round_: Round) -> PublishedAsides:  # noqa: ARG002  as every kind of results
        """Random answers have no errors worth showing, and no signs of carelessness."""
        return PublishedAsides()


@dataclass(frozen=True)
class PreviewHouse(House):
    """A house whose rounds, one a form, are of the file as it stands."""

    watched: Watched = None  # type: ignore[assignment]  # after fields with defaults; always given

    def rounds(self) -> Sequence[Round]:
        """One round for each form; one without a form for a framework of outside figures."""
        version = self.watched.version
        forms = version.offered.framework.forms if version else ()
        ids = [f"{ROUND}-{form.id}" for form in forms] or [ROUND]
        return [found for round_id in ids if (found := self.round(round_id)) is not None]

    def round(self, round_id: str) -> Round | None:
        """The round of a form as the file stands, or None."""
        version = self.watched.version
        if version is None or (round_id != ROUND and _form_of(version.offered.framework, round_id) is None):
            return None
        made = _round(version.offered, round_id)
        kept = self.store.round(round_id)
        if kept is None:
            self.store.create_round(made)
        most = {quota.id: 1 for form in version.offered.framework.forms for quota in form.quotas}
        return replace(made, life=replace(kept.life if kept else made.life, most=most))

    def response_and_round(self, response_id: str) -> tuple[Response, Round] | None:
        """A response with its round as the file stands, or None."""
        found = super().response_and_round(response_id)
        round_ = self.round(found[1].id) if found else None
        return (found[0], round_) if found and round_ else None

    def offered_for(self, round_: Round) -> Offered:
        """The last sound version."""
        return self.watched.version.offered if self.watched.version else super().offered_for(round_)

    def form_for(self, offered: Offered, round_: Round) -> Form | None:
        """The form that the round's address names, whoever fills it in."""
        return _form_of(offered.framework, round_.id)


def _form_of(framework: Framework, round_id: str) -> Form | None:
    return framework.form.get(round_id.removeprefix(f"{ROUND}-"))


def _round(offered: Offered, round_id: str) -> Round:
    framework, file = offered.framework, offered.file
    return Round(
        id=round_id,
        framework_id=framework.id,
        title=framework.title.within("vi"),
        state=RoundState.OPEN,
        is_demo=True,
        opens=date.min,
        closes=None,
        framework_text=file.text,
        framework_sha256=file.sha256,
    )


def create_preview(path: Path, data: Path, seed: int, respondents: int, given: Beforehand | None = None) -> Flask:
    """The application over a file; `data` is a folder of its own, where what is tried out is kept."""
    fresh = FreshCatalog(data)
    watched = Watched(path, fresh.last, seed, respondents, given)
    store = TriedStore.open(data)
    store.known = lambda: watched.known
    parts = (DrawnResults(store, watched), Pdfs(data), EvidenceRoom(data), OwnPdfs(data), Met(store), Scorings(data))
    house = PreviewHouse(fresh, store, *parts, PagePictures(data), watched=watched)
    app = create_app(data, house)
    app.jinja_env.globals["preview"] = watched
    app.before_request(lambda: _before(house))
    app.add_url_rule("/ban-dang-xem", "preview.seen", lambda: Reply(watched.seen, mimetype="text/plain"))
    return app


def _before(house: PreviewHouse) -> ResponseReturnValue | None:
    """Look at the file; without a sound version there is nothing but its problems, and no page prints."""
    if request.endpoint in ("static", "results.style", "language"):
        return None
    house.watched.look()
    version = house.watched.version
    if request.endpoint == "preview.seen":
        return None
    if version is None:
        return render_template("preview_broken.html")
    if request.endpoint in ("results.league_pdf", "results.unit_pdf"):
        raise refusals.Shown(404, NO_PDF)
    for response_id in session.get("responses", {}).values():
        _forget_what_no_longer_fits(house, version.offered, response_id)
    return None


def _forget_what_no_longer_fits(house: PreviewHouse, offered: Offered, response_id: str) -> None:
    """An answer to a question that has become one of another kind is forgotten, so that the page can be shown."""
    response = house.store.response(response_id)
    if response is None or response.sent:
        return
    questions = offered.framework.question
    odd: Mapping[AnswerKey, None] = {
        key: None
        for key, answer in response.answers.items()
        if (name := question_of(key)) in questions
        and answer.value is not None
        and not _fits(offered.framework, offered.vocabulary, name, answer.value)
    }
    if odd:
        house.store.save_answers(response.id, response.version, odd, "")


_IS_A = {
    Yields.NUMBER: float | int,
    Yields.DATE: date,
    Yields.TEXT: str,
    Yields.OPTION: str,
    Yields.OPTIONS: tuple,
    Yields.UNITS: tuple,
    Yields.ROWS: tuple,
    Yields.PARTS: Mapping,
}


def _fits(framework: Framework, vocabulary: Vocabulary, question_id: str, value: Value) -> bool:
    question = framework.question[question_id]
    yields = vocabulary.question_types[question.type].yields
    if not isinstance(value, _IS_A.get(yields, ())):
        return False
    listed = framework.question.get(question.options_from or "")
    if listed is not None and vocabulary.question_types[listed.type].yields is Yields.ROWS:
        return True  # the respondent's own rows are offered, which the file does not know
    options = {option.id for option in framework.options_of(question)}
    chosen = value if isinstance(value, tuple) else (value,)
    return yields not in (Yields.OPTION, Yields.OPTIONS) or not options or options.issuperset(map(str, chosen))
