"""The one list of steps that bring a database up to date; the only importer of sqlite_utils."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from engine.problems import MachineError
from engine.store.document_tables import DOCUMENT_TABLES

if TYPE_CHECKING:
    from sqlite_utils import Database


def first_tables(database: Database) -> None:
    """Rounds, responses, answers, and the pages already saved.

    Tables about respondents are WITHOUT ROWID under random ids, so that no row number tells
    the order of arrival; answers have no second index, which would make saving fifteen times as dear.
    """
    for statement in (
        """CREATE TABLE rounds (
            id TEXT PRIMARY KEY, framework_id TEXT NOT NULL, title TEXT NOT NULL, state TEXT NOT NULL,
            is_demo INTEGER NOT NULL, opens TEXT, closes TEXT, framework_text TEXT NOT NULL,
            framework_sha256 TEXT NOT NULL, position INTEGER NOT NULL,
            revision INTEGER NOT NULL DEFAULT 0)""",
        """CREATE TABLE responses (
            id TEXT PRIMARY KEY, round_id TEXT NOT NULL REFERENCES rounds(id),
            form_id TEXT NOT NULL, unit TEXT NOT NULL DEFAULT '',
            version INTEGER NOT NULL DEFAULT 0, sent_on TEXT, reference TEXT UNIQUE,
            flags TEXT NOT NULL DEFAULT '[]') WITHOUT ROWID""",
        """CREATE TABLE answers (
            response TEXT NOT NULL REFERENCES responses(id), question TEXT NOT NULL, item TEXT NOT NULL,
            kind TEXT NOT NULL, value, missing INTEGER NOT NULL,
            PRIMARY KEY (response, question, item)) WITHOUT ROWID""",
        """CREATE TABLE attempts (
            response TEXT NOT NULL REFERENCES responses(id), attempt TEXT NOT NULL,
            PRIMARY KEY (response, attempt)) WITHOUT ROWID""",
    ):
        database.execute(statement)


def lean_submit(database: Database) -> None:
    """What a submit reads and writes, made small: framework texts apart, attempts in the response's own row.

    Answers refer to responses without a foreign key: each save has just found its response in the same
    transaction, and looking for it again with each of sixty answers costs a tenth of the save.
    """
    for statement in (
        "CREATE TABLE framework_texts (sha256 TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID",
        "INSERT OR IGNORE INTO framework_texts SELECT framework_sha256, framework_text FROM rounds",
        "ALTER TABLE rounds DROP COLUMN framework_text",
        "ALTER TABLE responses ADD COLUMN attempts TEXT NOT NULL DEFAULT ''",
        "DROP TABLE attempts",
        "ALTER TABLE answers RENAME TO answers_before",
        """CREATE TABLE answers (
            response TEXT NOT NULL, question TEXT NOT NULL, item TEXT NOT NULL,
            kind TEXT NOT NULL, value, missing INTEGER NOT NULL,
            PRIMARY KEY (response, question, item)) WITHOUT ROWID""",
        "INSERT INTO answers SELECT * FROM answers_before",
        "DROP TABLE answers_before",
    ):
        database.execute(statement)


def answers_by_pass(database: Database) -> None:
    """One JSON document for all that a response says in one pass: a page of sixty answers is one row to write."""
    rows = database.execute("SELECT response, item, question, kind, value, missing FROM answers").fetchall()
    documents: dict[tuple[str, str], dict[str, Any]] = {}
    for response, item, question, kind, value, missing in rows:
        plain = json.loads(value) if kind in ("l", "p") else value
        packed = plain if kind in ("t", "n") and not missing else [kind, plain, missing]
        documents.setdefault((response, item), {})[question] = packed
    database.execute("DROP TABLE answers")
    database.execute(
        "CREATE TABLE answers (response TEXT NOT NULL, item TEXT NOT NULL, document TEXT NOT NULL,"
        " PRIMARY KEY (response, item)) WITHOUT ROWID"
    )
    for key, document in documents.items():
        row = (*key, json.dumps(document, ensure_ascii=False))
        database.execute("INSERT INTO answers VALUES (?, ?, ?)", row)


def runs_of_rounds(database: Database) -> None:
    """Runs that were kept of a round, what was published of it, and which run its result is now."""
    for statement in (
        "ALTER TABLE rounds ADD COLUMN run TEXT NOT NULL DEFAULT ''",
        """CREATE TABLE runs (
            position INTEGER PRIMARY KEY, code TEXT NOT NULL, round_id TEXT NOT NULL REFERENCES rounds(id),
            made_on TEXT NOT NULL, revision INTEGER NOT NULL, responses INTEGER NOT NULL, UNIQUE (round_id, code))""",
        """CREATE TABLE publications (
            position INTEGER PRIMARY KEY, code TEXT NOT NULL, round_id TEXT NOT NULL, published_on TEXT NOT NULL,
            reason TEXT NOT NULL, FOREIGN KEY (round_id, code) REFERENCES runs(round_id, code))""",
    ):
        database.execute(statement)


def rounds_in_a_row(database: Database) -> None:
    """Which round's edition came before a round's."""
    database.execute("ALTER TABLE rounds ADD COLUMN earlier TEXT NOT NULL DEFAULT ''")


def people_and_audit(database: Database) -> None:
    """Accounts with their roles, where they are signed in, and the trail of what was done, which only grows."""
    for statement in (
        """CREATE TABLE accounts (
            name TEXT PRIMARY KEY, full_name TEXT NOT NULL, agency TEXT NOT NULL,
            is_disabled INTEGER NOT NULL DEFAULT 0, password TEXT NOT NULL DEFAULT '',
            totp TEXT NOT NULL DEFAULT '', totp_step INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID""",
        """CREATE TABLE bindings (
            account TEXT NOT NULL REFERENCES accounts(name), role TEXT NOT NULL, unit TEXT NOT NULL,
            unit_group TEXT NOT NULL, round_id TEXT NOT NULL,
            PRIMARY KEY (account, role, unit, unit_group, round_id)) WITHOUT ROWID""",
        """CREATE TABLE sign_ins (
            hashed TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts(name), device TEXT NOT NULL,
            begun TEXT NOT NULL, seen TEXT NOT NULL, is_complete INTEGER NOT NULL) WITHOUT ROWID""",
        "CREATE INDEX sign_ins_of_account ON sign_ins (account)",
        """CREATE TABLE recovery_codes (
            account TEXT NOT NULL REFERENCES accounts(name), hashed TEXT NOT NULL,
            PRIMARY KEY (account, hashed)) WITHOUT ROWID""",
        """CREATE TABLE reset_links (
            hashed TEXT PRIMARY KEY, account TEXT NOT NULL REFERENCES accounts(name), until TEXT NOT NULL)
            WITHOUT ROWID""",
        """CREATE TABLE audit (
            position INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
            about TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, reason TEXT NOT NULL)""",
        """CREATE TRIGGER audit_stays BEFORE DELETE ON audit
            BEGIN SELECT RAISE(ABORT, 'what is in the audit trail stays'); END""",
        """CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
            BEGIN SELECT RAISE(ABORT, 'what is in the audit trail is not changed'); END""",
    ):
        database.execute(statement)


def known_beforehand(database: Database) -> None:
    """What is known before a response is begun: the document that each pass begins with, by whom it is about."""
    database.execute(
        """CREATE TABLE given (
            round_id TEXT NOT NULL REFERENCES rounds(id), subject TEXT NOT NULL, form_id TEXT NOT NULL,
            item TEXT NOT NULL, document TEXT NOT NULL,
            PRIMARY KEY (round_id, subject, form_id, item)) WITHOUT ROWID"""
    )


def codes_of_drafts(database: Database) -> None:
    """By which hash of a code a draft is taken up elsewhere; the index holds only drafts whose owners asked for one."""
    database.execute("ALTER TABLE responses ADD COLUMN resume TEXT")
    database.execute("CREATE UNIQUE INDEX resume_codes ON responses (resume) WHERE resume IS NOT NULL")


def papers_and_comments(database: Database) -> None:
    """Where a response comes from; files taken in, papers keyed in by clerks, and what was decided about comments.

    No row here names a response: a paper's number is kept beside the answers only while clerks compare them, and
    afterwards only as a number that was taken in. That is why these rows carry no day, and lie in the order of their
    numbers.
    """
    for statement in (
        "ALTER TABLE responses ADD COLUMN origin TEXT NOT NULL DEFAULT 'online'",
        """CREATE TABLE imports (
            round_id TEXT NOT NULL REFERENCES rounds(id), sha256 TEXT NOT NULL, name TEXT NOT NULL,
            origin TEXT NOT NULL, by TEXT NOT NULL, made_on TEXT NOT NULL, responses INTEGER NOT NULL,
            PRIMARY KEY (round_id, sha256)) WITHOUT ROWID""",
        """CREATE TABLE papers (
            round_id TEXT NOT NULL REFERENCES rounds(id), origin TEXT NOT NULL, number TEXT NOT NULL,
            PRIMARY KEY (round_id, origin, number)) WITHOUT ROWID""",
        """CREATE TABLE entries (
            round_id TEXT NOT NULL REFERENCES rounds(id), number TEXT NOT NULL, clerk TEXT NOT NULL,
            form_id TEXT NOT NULL, typed TEXT NOT NULL, documents TEXT NOT NULL, is_sound INTEGER NOT NULL,
            version INTEGER NOT NULL DEFAULT 1,
            PRIMARY KEY (round_id, number, clerk)) WITHOUT ROWID""",
        """CREATE TABLE entry_passes (
            sha256 TEXT PRIMARY KEY, round_id TEXT NOT NULL REFERENCES rounds(id), clerk TEXT NOT NULL)
            WITHOUT ROWID""",
        """CREATE TABLE comment_decisions (
            round_id TEXT NOT NULL REFERENCES rounds(id), mark TEXT NOT NULL, decision TEXT NOT NULL,
            words TEXT NOT NULL, reason TEXT NOT NULL, by TEXT NOT NULL, PRIMARY KEY (round_id, mark)) WITHOUT ROWID""",
    ):
        database.execute(statement)


def life_of_rounds(database: Database) -> None:
    """Closings, quotas, embargoes, and pages that came too late."""
    for statement in (
        "ALTER TABLE rounds ADD COLUMN life TEXT NOT NULL DEFAULT '{}'",
        "ALTER TABLE responses ADD COLUMN screened TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE responses ADD COLUMN begun INTEGER NOT NULL DEFAULT 0",
        """CREATE TABLE quota_counts (
            round_id TEXT NOT NULL REFERENCES rounds(id), quota TEXT NOT NULL, sent INTEGER NOT NULL,
            PRIMARY KEY (round_id, quota)) WITHOUT ROWID""",
        """CREATE TABLE late_pages (
            response TEXT NOT NULL, item TEXT NOT NULL, document TEXT NOT NULL,
            PRIMARY KEY (response, item)) WITHOUT ROWID""",
    ):
        database.execute(statement)


def welcomes_of_rounds(database: Database) -> None:
    """How rounds receive respondents, and of a response as much of its stratum as may be told."""
    for statement in (
        """CREATE TABLE welcomes (
            round_id TEXT PRIMARY KEY REFERENCES rounds(id), entry TEXT NOT NULL, lead TEXT NOT NULL,
            contact TEXT NOT NULL, smallest INTEGER NOT NULL, keep_contacts INTEGER NOT NULL,
            closed_on TEXT, deleted_on TEXT) WITHOUT ROWID""",
        "ALTER TABLE responses ADD COLUMN stratum TEXT NOT NULL DEFAULT ''",
    ):
        database.execute(statement)


def fieldwork_of_rounds(database: Database) -> None:
    """What rounds aim at, and the figures of their fieldwork as they were counted last."""
    database.execute(
        """CREATE TABLE fieldwork (
            round_id TEXT PRIMARY KEY REFERENCES rounds(id), targets TEXT NOT NULL DEFAULT '{}',
            figures TEXT NOT NULL DEFAULT '{}') WITHOUT ROWID"""
    )


def assessments_of_units(database: Database) -> None:
    """Self-assessments, their items and history, verdicts, replies, deadlines, and who appraises what."""
    for statement in (
        """CREATE TABLE assessments (
            round_id TEXT NOT NULL REFERENCES rounds(id), unit TEXT NOT NULL, form_id TEXT NOT NULL,
            response_id TEXT NOT NULL UNIQUE, stage TEXT NOT NULL, since TEXT NOT NULL, note TEXT NOT NULL,
            standing TEXT NOT NULL, merged_into TEXT NOT NULL, version INTEGER NOT NULL,
            PRIMARY KEY (round_id, unit)) WITHOUT ROWID""",
        """CREATE TABLE assessment_items (
            round_id TEXT NOT NULL, unit TEXT NOT NULL, question TEXT NOT NULL, owner TEXT NOT NULL,
            state TEXT NOT NULL, explanation TEXT NOT NULL, version INTEGER NOT NULL, by TEXT NOT NULL, at TEXT,
            PRIMARY KEY (round_id, unit, question)) WITHOUT ROWID""",
        """CREATE TABLE assessment_steps (
            id INTEGER PRIMARY KEY AUTOINCREMENT, round_id TEXT NOT NULL, unit TEXT NOT NULL, question TEXT NOT NULL,
            step TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
            reason TEXT NOT NULL)""",
        "CREATE INDEX steps_of_items ON assessment_steps (round_id, unit, question)",
        """CREATE TRIGGER assessment_steps_stay BEFORE DELETE ON assessment_steps
            BEGIN SELECT RAISE(ABORT, 'what is in the history stays'); END""",
        """CREATE TRIGGER assessment_steps_are_not_changed BEFORE UPDATE ON assessment_steps
            BEGIN SELECT RAISE(ABORT, 'what is in the history is not changed'); END""",
        """CREATE TABLE verdicts (
            round_id TEXT NOT NULL, unit TEXT NOT NULL, question TEXT NOT NULL, turn INTEGER NOT NULL,
            kind TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL, reason TEXT NOT NULL, answers TEXT NOT NULL,
            version INTEGER NOT NULL, PRIMARY KEY (round_id, unit, question, turn)) WITHOUT ROWID""",
        """CREATE TABLE replies (
            round_id TEXT NOT NULL, unit TEXT NOT NULL, question TEXT NOT NULL, kind TEXT NOT NULL,
            by TEXT NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL, version INTEGER NOT NULL,
            PRIMARY KEY (round_id, unit, question)) WITHOUT ROWID""",
        """CREATE TABLE assessment_deadlines (
            round_id TEXT NOT NULL REFERENCES rounds(id), unit TEXT NOT NULL, stage TEXT NOT NULL,
            last_day TEXT NOT NULL, PRIMARY KEY (round_id, unit, stage)) WITHOUT ROWID""",
        """CREATE TABLE assignments (
            round_id TEXT NOT NULL REFERENCES rounds(id), body TEXT NOT NULL,
            account TEXT NOT NULL REFERENCES accounts(name), PRIMARY KEY (round_id, body, account)) WITHOUT ROWID""",
        """CREATE TABLE declined (
            round_id TEXT NOT NULL REFERENCES rounds(id), unit TEXT NOT NULL, account TEXT NOT NULL,
            reason TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (round_id, unit, account)) WITHOUT ROWID""",
    ):
        database.execute(statement)


def shown_under_embargo(database: Database) -> None:
    """What units saw before it was published: an embargo that lasts has been seen."""
    database.execute("ALTER TABLE publications ADD COLUMN to_units INTEGER NOT NULL DEFAULT 0")
    database.execute(
        """INSERT INTO publications (code, round_id, published_on, reason, to_units)
        SELECT json_extract(life, '$.embargo'), id, date('now'), '', 1 FROM rounds
        WHERE coalesce(json_extract(life, '$.embargo'), '') <> ''"""
    )


def documents_of_units(database: Database) -> None:
    """Documents that units hand in as evidence, and of which items each is evidence, since when and until when."""
    for statement in DOCUMENT_TABLES:
        database.execute(statement)


def plans_of_mending(database: Database) -> None:
    """What units do about indicators that lost points: a row for each state, the last one counts."""
    database.execute(
        """CREATE TABLE remedies (
            round_id TEXT NOT NULL REFERENCES rounds(id), unit TEXT NOT NULL, node TEXT NOT NULL,
            version INTEGER NOT NULL, status TEXT NOT NULL, owner TEXT NOT NULL, due TEXT, accepted_until TEXT,
            note TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (round_id, unit, node, version)) WITHOUT ROWID"""
    )


def decrees_of_publications(database: Database) -> None:
    """By which decision results were published: its number and its day, "" where none was named."""
    for column in ("decree", "decreed_on"):
        database.execute(f"ALTER TABLE publications ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")


def figures_from_outside(database: Database) -> None:
    """Figures of indicators that no unit answers, such as those of a survey; a row has a value or why there is none."""
    database.execute(
        """CREATE TABLE outside_figures (
            round_id TEXT NOT NULL REFERENCES rounds(id), unit TEXT NOT NULL, indicator TEXT NOT NULL,
            value REAL, missing TEXT NOT NULL, by TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (round_id, unit, indicator)) WITHOUT ROWID"""
    )


def emails_of_accounts(database: Database) -> None:
    """Where staff are written to when a last day comes near."""
    database.execute("ALTER TABLE accounts ADD COLUMN email TEXT NOT NULL DEFAULT ''")


MIGRATIONS: tuple[Callable[[Database], None], ...] = (
    first_tables,
    lean_submit,
    answers_by_pass,
    runs_of_rounds,
    rounds_in_a_row,
    people_and_audit,
    known_beforehand,
    codes_of_drafts,
    papers_and_comments,
    life_of_rounds,
    welcomes_of_rounds,
    fieldwork_of_rounds,
    assessments_of_units,
    shown_under_embargo,
    documents_of_units,
    plans_of_mending,
    decrees_of_publications,
    figures_from_outside,
    emails_of_accounts,
)
"""In order; a step is never changed once released, only followed by another."""


def version_of(connection: sqlite3.Connection) -> int:
    """How many steps the database has behind it."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Take the steps still missing, all or none; MachineError for a database made by a newer version."""
    if version_of(connection) == len(MIGRATIONS):
        return
    from sqlite_utils import Database  # heavy: only where there is something to do

    connection.execute("BEGIN IMMEDIATE")
    try:
        done = version_of(connection)
        if done > len(MIGRATIONS):
            raise MachineError("The database was made by a newer version of Thước Đo; install that version.")
        database = Database(connection)
        for step in MIGRATIONS[done:]:
            step(database)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
