"""What the server's processes start: the application over the data folder named in THUOCDO_DATA."""

from __future__ import annotations

import gc
import os
from pathlib import Path

from flask import Flask


def make_app() -> Flask:
    """The application; called once a process."""
    from engine.web.app import create_app

    app = create_app(Path(os.environ.get("THUOCDO_DATA") or "data"))
    gc.collect()
    gc.freeze()  # the catalog stays for good: looking through it for rubbish would tax every request
    return app
