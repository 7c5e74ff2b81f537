"""Who gives a command, and when: for the audit trail."""

from __future__ import annotations

import getpass
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def who() -> str:
    """The user of this machine who gives the command."""
    try:
        return f"(command line: {getpass.getuser()})"
    except (OSError, KeyError):  # a process without a name
        return "(command line)"


def now() -> datetime:
    """This moment in the rounds' zone."""
    return datetime.now(ZONE)
