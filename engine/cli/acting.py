"""Who gives a command: for the audit trail."""

from __future__ import annotations

import getpass


def who() -> str:
    """The user of this machine who gives the command."""
    try:
        return f"(command line: {getpass.getuser()})"
    except (OSError, KeyError):  # a container's user may have no name
        return "(command line)"
