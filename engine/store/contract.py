"""What every store backend promises; the same tests run against each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from engine.framework.models import Framework
from engine.framework.vocabulary import Vocabulary
from engine.questionnaire.answers import Answer, AnswerKey
from engine.scoring.arrays import Snapshot
from engine.snapshots import Filled
from engine.store.assessment_contract import KeepsAssessments
from engine.store.audit import Entry
from engine.store.document_contract import KeepsDocuments
from engine.store.fieldwork_contract import CountsFieldwork
from engine.store.invited import Welcome
from engine.store.nouns import (
    Decided,
    Import,
    Known,
    PaperEntry,
    Publication,
    Response,
    Round,
    RoundState,
    Saved,
    ScoredRun,
)
from engine.store.remedy_contract import KeepsRemedies
from engine.store.staff_contract import KeepsStaff


class Store(KeepsStaff, CountsFieldwork, KeepsAssessments, KeepsDocuments, KeepsRemedies, Protocol):
    """Rounds, responses, results and staff. Raises MachineError, in one sentence, for what the machine cannot do."""

    def create_round(self, new: Round) -> None:
        """Add a round; ThuocDoError if the id is taken."""

    def rounds(self) -> Sequence[Round]:
        """All rounds, newest first."""

    def round(self, round_id: str) -> Round | None:
        """One round, or None."""

    def set_round_state(self, round_id: str, state: RoundState) -> None:
        """Move a round to a state; which moves are allowed is decided in `engine.rounds`."""

    def move(self, before: Round, after: Round, entry: Entry) -> None:
        """Make a round what it is to be next, noted in the audit trail; ThuocDoError if it has changed since `before`.

        What came late becomes a part of its draft when the round is open again.
        """

    def set_quotas(self, before: Round, most: Mapping[str, int | None], own: Mapping[str, int], entry: Entry) -> None:
        """Give quotas the round's own figures, `own` being the framework's; which are full is worked out anew."""

    def note_full(self, round_id: str, quota: str, on: date) -> None:
        """Note that a quota is full that is counted elsewhere; one that is noted already stays as it is."""

    def put_given(self, round_id: str, known: Iterable[Known]) -> Sequence[str]:
        """Replace all that is known beforehand in a round, in one transaction; ThuocDoError if there is no such round.

        Returns the units that have begun the form and would find other answers in it than they did; where there are
        any, nothing is written.
        """

    def given(self, round_id: str) -> Sequence[Known]:
        """What is known beforehand in a round, by subject and form."""

    def start_response(self, round_id: str, form_id: str, unit: str = "", *, subject: str = "") -> Response:
        """A new response under a random id; `unit` is the one that assesses itself, "" for respondents.

        What is known of the `subject`, the unit unless another is named, is in it from the start. The response keeps
        no key of a subject that is no unit.
        """

    def response(self, response_id: str) -> Response | None:
        """A response with all its answers, in one query."""

    def response_and_round(self, response_id: str) -> tuple[Response, Round] | None:
        """A response with all its answers and its round, in one query."""

    def save_answers(
        self, response_id: str, seen_version: int, answers: Mapping[AnswerKey, Answer | None], attempt: str
    ) -> Saved:
        """Save the answers of one page in one transaction, durably; None takes an answer back.

        `seen_version` is the version that the page was made from: when the response has moved on since, nothing
        is written and the conflict is returned. `attempt` is the page's idempotency key: the same answers under
        it again are ignored.
        """

    def send(
        self,
        response_id: str,
        seen_version: int,
        sent_on: date,
        flags: Iterable[str],
        quotas: Mapping[str, int | None] = ...,
        stratum: str = "",
    ) -> Saved:
        """Mark a response as sent, with its reference and quality flags; sending again changes nothing.

        `quotas` are those that it counts towards, each with how many it takes (None: any number); `stratum` is as much
        of it as may be kept with the answers: see `engine.rounds.invitations.told_stratum`.
        """

    def screen_out(self, response_id: str, quota: str) -> None:
        """Close a draft since a quota is full: it is kept as it is, and never counted."""

    def keep_late(self, response_id: str, answers: Mapping[AnswerKey, Answer | None], *, send: bool = False) -> None:
        """Keep a page, or the wish to send, apart from the response; the same again changes nothing."""

    def late_responses(self, round_id: str) -> Sequence[Filled]:
        """The drafts for which pages came late, with those pages; those to be sent carry the flag `late_sent`."""

    def screened_responses(self, round_id: str) -> Sequence[Filled]:
        """The responses that were closed for a full quota, which each carries as its flag."""

    def quota_counts(self, round_id: str) -> Mapping[str, int]:
        """How many sent responses each quota of a round has."""

    def screened_counts(self, round_id: str) -> Mapping[str, int]:
        """How many responses were closed for each quota that was full."""

    def keep_resume_code(self, response_id: str, code_hash: str) -> bool:
        """Let a draft be found by this hash until it is sent; False if the hash is another draft's already."""

    def draft_by_code(self, round_id: str, code_hash: str) -> str | None:
        """The id of the round's draft that is found by this hash, or None."""

    def revision(self, round_id: str) -> int:
        """A number that grows with every sent response: the key of caches over a round's results."""

    def snapshot(self, round_id: str, framework: Framework, vocabulary: Vocabulary) -> Snapshot:
        """The sent answers of a round as arrays, in a constant number of queries."""

    def sent_responses(self, round_id: str) -> Sequence[Filled]:
        """The sent responses of a round, in an order that tells nothing of when they came.

        Strata that too few of them are of are told as merged.
        """

    def add_run(self, run: ScoredRun) -> None:
        """Note a kept run of a round; one that is noted already is left as it is."""

    def runs(self, round_id: str) -> Sequence[ScoredRun]:
        """The kept runs of a round, newest first."""

    def publish(self, publication: Publication, entry: Entry | None = None) -> None:
        """Make a run the round's result, and the round published, in one transaction with its line of the audit."""

    def publications(self, round_id: str) -> Sequence[Publication]:
        """What was published of a round, newest first."""

    def show_units(self, shown: Publication) -> None:
        """Note that units may look at a run under embargo."""

    def shown(self, round_id: str) -> Sequence[str]:
        """The runs that were published or shown to units, the first first."""

    def response_counts(self, round_id: str) -> Mapping[str, int]:
        """How many responses were started and sent."""

    def response_counts_of_all(self) -> Mapping[str, Mapping[str, int]]:
        """The same for each round that has responses, in one query."""

    def take_in(self, what: Import, numbers: Collection[str], responses: Sequence[Filled]) -> None:
        """Add sent responses of a file in one transaction; ThuocDoError if it, or one of its numbers, was taken in."""

    def imports(self, round_id: str) -> Sequence[Import]:
        """The files that were taken in, by day and name."""

    def taken_numbers(self, round_id: str, origin: str, numbers: Collection[str]) -> frozenset[str]:
        """Which of these numbers of papers or calls were taken in; nothing tells which response came of which."""

    def origins(self, round_id: str) -> Mapping[str, int]:
        """How many responses were sent, by origin."""

    def save_entry(self, entry: PaperEntry) -> int:
        """Keep what a clerk keyed in of a paper, whole; the new version. ThuocDoError when it has moved on since."""

    def entries(self, round_id: str, number: str | None = None) -> Sequence[PaperEntry]:
        """What clerks keyed in and nobody sent yet, by number and clerk; of one paper, if it is named."""

    def remove_entry(self, entry: PaperEntry) -> None:
        """Forget what a clerk keyed in of a paper."""

    def send_entries(
        self, round_id: str, settled: Mapping[str, Filled], seen: Mapping[tuple[str, str], int], on: date
    ) -> None:
        """Send papers, by number, in one transaction, and forget under which number they came.

        `seen` are the versions that were compared, by number and clerk; ThuocDoError when one has moved on since.
        """

    def empty_log(self) -> None:
        """After something was erased, outside of a transaction: no log tells what was there before."""

    def add_pass(self, round_id: str, clerk: str) -> str:
        """A one-time key with which a clerk may key in papers of a round; only its hash is kept."""

    def use_pass(self, key: str) -> tuple[str, str] | None:
        """The round and the clerk that a key was made for, once; None for any other."""

    def sent_under_marks(self, round_id: str) -> Sequence[tuple[str, Filled]]:
        """The sent responses, each with a mark from which its comments' marks are made; it is not the response's id."""

    def decide(self, round_id: str, decided: Decided) -> None:
        """Keep what was decided about a comment, in the place of what was decided before."""

    def decisions(self, round_id: str) -> Mapping[str, Decided]:
        """What was decided about comments, by their marks."""

    def sent_by_item(self, round_id: str) -> Mapping[tuple[str, str], int]:
        """How many sent responses tell about each unit or row, by stratum as it is told and by id."""

    def evidence_named(self, hashes: Collection[str]) -> Collection[str]:
        """Which of these files' hashes some answer names, whether it was sent or not."""

    def welcome(self, round_id: str) -> Welcome:
        """How a round receives respondents; the usual where nothing was said."""

    def set_welcome(self, round_id: str, welcome: Welcome) -> None:
        """Say how a round receives respondents; ThuocDoError if there is no such round."""

    def settle(self) -> None:
        """Lay everything out anew, so that no file tells in which order answers came; nobody writes meanwhile.

        Of rounds that are closed, the strata that too few responses are of are merged for good.
        """

    def close(self) -> None:
        """Let the database go."""
