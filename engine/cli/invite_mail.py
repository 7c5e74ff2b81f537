"""Reminders of a round by e-mail, and whose addresses were refused noted in the sample."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.cli.invite import Desk
    from engine.exchange.invited import Asking
    from engine.store.invited import Invitation, Welcome


def send_reminders(desk: Desk, chosen: Sequence[Invitation], asking: Asking, welcome: Welcome) -> int:
    """Queue a reminder to each who has an e-mail address, and say how many have none."""
    from engine.cli.invite import entry_of
    from engine.cli.loading import load_catalog
    from engine.framework.text import Text
    from engine.jobs.pulse import is_alive
    from engine.jobs.reminders import ToRemind, queue_reminders
    from engine.jobs.smtp import must_have_smtp
    from engine.reports.mails import Reminding
    from engine.rounds import zone
    from engine.rounds.pinned import pinned
    from engine.store.outbox import Outbox

    must_have_smtp()
    round_, framework = desk.round_, pinned(load_catalog(desk.data), desk.round_).framework
    named = round_.title not in framework.title.root.values()  # else it is translated with the framework
    title = Text({"": round_.title}) if named else framework.title
    contacts = [ToRemind(of.key, of.name, of.email, each.code) for each in chosen if (of := each.contact) is not None]
    queued = queue_reminders(
        Outbox(desk.data), round_.id, contacts, Reminding(asking.lead, title, asking.closes, welcome.contact),
        asking.link, zone.today(), again=desk.args.again,
    )  # fmt: skip
    desk.store.note(replace(entry_of(desk, "remind"), after=str(queued.mails)))
    without = f", without an e-mail address: {len(queued.without)}" if queued.without else ""
    waits = "" if is_alive(desk.data, time.time()) else f"; they wait for the server: thuocdo serve --data {desk.data}"
    sys.stdout.write(f"{round_.id}: reminders queued: {queued.mails}{without}{waits}\n")
    return 0
