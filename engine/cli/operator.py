"""Who runs a command, as the audit trail names them, and when, in the rounds' zone."""

from __future__ import annotations

import getpass
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def operator() -> str:
    """The user of the machine."""
    try:
        return f"(command line: {getpass.getuser()})"
    except (KeyError, OSError):  # a container's user may have no name
        return "(command line: ?)"


def now() -> datetime:
    """This moment."""
    return datetime.now(ZONE)
