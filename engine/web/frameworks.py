"""The page that lists the frameworks loaded, and what is wrong with those that are not."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, render_template

from engine.web.house import house

pages = Blueprint("frameworks", __name__)


@pages.get("/khung")
def loaded() -> str:
    """Frameworks and problems as the files stand now; a file is named without the folder it lies in."""
    catalog = house().fresh.now()
    problems = [
        (f"{Path(each.location.file).name}:{each.location.line}:{each.location.column}", each)
        for each in catalog.problems
    ]
    return render_template("frameworks.html", offered=catalog.offered.values(), problems=problems)
