"""Last days of assessments: who has not sent is reminded by mail, and what is past its day goes on as it is."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from engine.appraisal.acts import TAKES_CLAIMS, cases, lapse
from engine.appraisal.deadlines import Due, day_of, to_remind, waiting_to_begin
from engine.appraisal.queues import queue
from engine.catalog import Catalog, Offered
from engine.framework.text import Text
from engine.jobs.mail_address import read_address
from engine.jobs.smtp import read_smtp
from engine.people.acts import Actor
from engine.people.permissions import About, Action, may, own_units
from engine.problems import ThuocDoError
from engine.reports.mails import DueMail, due_mail
from engine.rounds.forgetting import SERVER
from engine.rounds.pinned import pinned
from engine.store.assessment_nouns import Deadline, Stage
from engine.store.contract import Store
from engine.store.nouns import Round
from engine.store.outbox import Kind, Mail, Outbox
from engine.store.staff import Account
from engine.wording.catalog import mark

TASKS: Mapping[Stage, tuple[Action, str, str]] = {
    Stage.FILLING: (Action.FILL_IN, mark("tự đánh giá"), mark("Phiếu chưa được duyệt và gửi thẩm định:")),
    Stage.APPRAISAL: (Action.APPRAISE, mark("thẩm định lần một"), mark("Còn mục chờ ý kiến của Ông/Bà:")),
    Stage.ANSWERING: (Action.FILL_IN, mark("phản hồi kết quả thẩm định"), mark("Phản hồi chưa được gửi:")),
    Stage.SECOND_APPRAISAL: (Action.APPRAISE, mark("thẩm định lần hai"), mark("Còn mục chờ ý kiến của Ông/Bà:")),
    Stage.COUNCIL: (Action.DECIDE, mark("hội đồng"), mark("Kết quả chưa được chốt:")),
}
"""Who has something to do at a stage, what the stage is called, and what is lacking."""

PAGES = {Action.FILL_IN: "/don-vi", Action.APPRAISE: "/tham-dinh", Action.DECIDE: "/hoi-dong"}
MOST_UNITS = 30
"""So many units are named in a mail."""

log = logging.getLogger(__name__)


def keep_last_days(store: Store, data: Path, catalog: Callable[[], Catalog], at: datetime) -> int:
    """Send on what lapsed, and queue the day's reminders where mail goes out; how many were queued."""
    queued = 0
    for round_ in store.rounds():
        deadlines = store.deadlines(round_.id) if round_.state in TAKES_CLAIMS else ()
        if not deadlines:
            continue
        offered = pinned(catalog(), round_)
        gone_on = lapse(store, offered, round_.id, Actor(SERVER, at))
        if gone_on:
            log.warning("%s: the time to answer is over for %s; they went on as they are.", round_.id, len(gone_on))
        if _sends_mail():
            queued += remind(store, Outbox(data), offered, round_, deadlines, day_of(at))
    return queued


def _sends_mail() -> bool:
    try:
        return read_smtp(os.environ) is not None
    except ThuocDoError:
        return False


def remind(
    store: Store, outbox: Outbox, offered: Offered, round_: Round, deadlines: Sequence[Deadline], today: date
) -> int:
    """Queue a mail to everybody with an address who has not done what is due soon; once a day, whoever asks."""
    ledger = f"{round_.id} deadlines"
    if outbox.reminded_on(ledger) == today:
        return 0
    assessments = store.assessments(round_.id)
    found = [
        *to_remind(assessments, deadlines, today),
        *waiting_to_begin((unit.id for unit in offered.framework.units.list), assessments, deadlines, today),
    ]
    mails = list(_mails(store, offered, round_, found)) if found else []
    if not mails:
        return 0
    queued = outbox.add(mails)
    outbox.note_reminded(ledger, today)
    return queued


def _mails(store: Store, offered: Offered, round_: Round, found: Sequence[Due]) -> Iterator[Mail]:
    """One mail to a person for each stage and last day."""
    named = round_.title not in offered.framework.title.root.values()
    title = Text({"": round_.title}) if named else offered.framework.title
    home = os.environ.get("THUOCDO_ADDRESS", "").rstrip("/")
    units = offered.framework.unit
    kinds = sorted({(each.days_left, each.stage) for each in found})
    judging = _judging(store, offered, round_) if any(TASKS[s][0] is Action.APPRAISE for _, s in kinds) else None
    for person in store.accounts():
        address = read_address(person.email)
        if address is None or person.is_disabled:
            continue
        waits_for = judging(person) if judging else frozenset()
        for days_left, stage in kinds:
            action, step, task = TASKS[stage]
            own = [
                each
                for each in found
                if (each.days_left, each.stage) == (days_left, stage)
                and each.unit in units
                and may(person, action, About(round_.id, each.unit, units[each.unit].group))
                and (action is not Action.APPRAISE or each.unit in waits_for)
            ]
            if own:
                titles = tuple(units[each.unit].title for each in own[:MOST_UNITS])
                link = f"{home}{PAGES[action]}" if home else ""
                words = due_mail(
                    DueMail(title, step, task, own[0].last_day, days_left, titles, link, len(own) - len(titles)),
                    person.full_name or person.name,
                )
                key = f"deadline {round_.id} {stage} {own[0].last_day} {days_left} {person.name}"
                yield Mail(key, Kind.DEADLINE, round_.id, address, words.subject, words.text, words.html, person.name)


def _judging(store: Store, offered: Offered, round_: Round) -> Callable[[Account], frozenset[str]]:
    """For an appraiser the units in which something waits for a word."""
    known, assignments = cases(store, offered, round_.id).values(), store.assignments(round_.id)
    declined = store.declined(round_.id)
    return lambda person: frozenset(
        task.unit for task in queue(known, person.name, assignments, declined, own_units(person)) if task.to_judge
    )
