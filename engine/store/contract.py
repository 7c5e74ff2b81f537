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
from engine.store.nouns import Publication, Response, Round, RoundState, Saved, ScoredRun


class Store(Protocol):
    """Rounds, responses and results. Raises MachineError, in one sentence, for what the machine cannot do."""

    def create_round(self, new: Round) -> None:
        """Add a round; ThuocDoError if the id is taken."""

    def rounds(self) -> Sequence[Round]:
        """All rounds, newest first."""

    def round(self, round_id: str) -> Round | None:
        """One round, or None."""

    def set_round_state(self, round_id: str, state: RoundState) -> None:
        """Move a round to a state; which moves are allowed is decided in `engine.rounds`."""

    def start_response(self, round_id: str, form_id: str, unit: str = "") -> Response:
        """A new empty response under a random id; `unit` is the one that assesses itself, "" for respondents."""

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

    def send(self, response_id: str, seen_version: int, sent_on: date, flags: Iterable[str]) -> Saved:
        """Mark a response as sent, with its reference and quality flags; sending again changes nothing."""

    def keep_resume_code(self, response_id: str, code_hash: str) -> bool:
        """Let a draft be found by this hash until it is sent; False if the hash is another draft's already."""

    def draft_by_code(self, round_id: str, code_hash: str) -> str | None:
        """The id of the round's draft that is found by this hash, or None."""

    def revision(self, round_id: str) -> int:
        """A number that grows with every sent response: the key of caches over a round's results."""

    def snapshot(self, round_id: str, framework: Framework, vocabulary: Vocabulary) -> Snapshot:
        """The sent answers of a round as arrays, in a constant number of queries."""

    def sent_responses(self, round_id: str) -> Sequence[Filled]:
        """The sent responses of a round, in an order that tells nothing of when they came."""

    def add_run(self, run: ScoredRun) -> None:
        """Note a kept run of a round; one that is noted already is left as it is."""

    def runs(self, round_id: str) -> Sequence[ScoredRun]:
        """The kept runs of a round, newest first."""

    def publish(self, publication: Publication) -> None:
        """Make a run the round's result, and the round published, in one transaction."""

    def publications(self, round_id: str) -> Sequence[Publication]:
        """What was published of a round, newest first."""

    def response_counts(self, round_id: str) -> Mapping[str, int]:
        """How many responses were started and sent."""

    def evidence_named(self, hashes: Collection[str]) -> Collection[str]:
        """Which of these files' hashes some answer names, whether it was sent or not."""

    def close(self) -> None:
        """Let the database go."""
