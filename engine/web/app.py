"""Makes the web application over a data folder."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask

from engine import __version__
from engine.reports.words import STATUS, SYNTHETIC
from engine.resources import folder
from engine.web import (
    assets,
    embargo,
    errors,
    explained,
    frameworks,
    gate,
    languages,
    packing,
    proxies,
    results,
    security,
    staff,
)
from engine.web.accounts import elsewhere, own_account, people_pages, sign_in
from engine.web.addresses import UnitId
from engine.web.answering import (
    all_questions,
    arriving,
    confirming,
    evidence,
    form_page,
    invited,
    last_look,
    lookups,
    parting,
    respondent,
    resuming,
    sections,
    sent,
    staying,
)
from engine.web.appraising import appraiser_desk, council, judging
from engine.web.assessing import (
    approval,
    document_view,
    documents,
    item_documents,
    item_page,
    reports,
    sent_document,
    side_by_side,
    unit_desk,
    workbook,
)
from engine.web.house import House, move_in, open_house
from engine.web.keying import entry, papers_pages
from engine.web.leading import (
    assessments,
    comments_pages,
    desk,
    embargoed,
    fieldwork,
    mail_pages,
    moves,
    outside_pages,
    overview_pages,
    quota_pages,
    runs_pages,
    target_pages,
    welcome_pages,
)
from engine.web.mending import plan_page, task_page
from engine.web.quick_app import QuickFlask
from engine.wording.catalog import LANGUAGES, translations
from engine.wording.templates import equip


def create_app(data: Path, house: House | None = None) -> Flask:
    """The application; frameworks and translations are read here, before the first request.

    Two requests read more: the list of frameworks, after a file changed, and the first of a process about a round
    whose pinned text differs from the file's.

    A `house` of another kind may take the place of the one over the data folder.

    Raises ThuocDoError when plugins contradict one another, MachineError when the data folder cannot be used.
    """
    templates = folder("templates")
    app = QuickFlask(
        "engine.web",
        template_folder=str(templates),
        static_folder=None,  # `assets` serves them
    )
    app.url_map.converters["unit"] = UnitId
    equip(app.jinja_env)
    app.jinja_env.globals.update(
        app_version=__version__, STATUS=STATUS, SYNTHETIC=SYNTHETIC, languages=languages.NAMES, preview=None
    )
    app.before_request(evidence.make_room)  # before the CSRF protection reads the form
    app.before_request(sent_document.make_room)
    app.before_request(workbook.make_room)
    security.protect(app, data)
    move_in(app, house or open_house(data))
    for language in LANGUAGES:
        translations(language)
    assets.register(app)
    packing.register(app)
    languages.register(app)
    errors.register(app)
    invited.register(app, data)
    asking = (
        arriving, respondent, all_questions, form_page, evidence, sections, last_look, sent, lookups, resuming, parting,
    )  # fmt: skip
    for part in (*asking, staying, confirming, results, explained, frameworks, entry, embargo):
        gate.open_to_all(app, part.pages)
    staff.compulsory()  # a setting that names no role stops the start
    fieldwork.register(app)
    leading = (
        assessments, desk, fieldwork, moves, runs_pages, embargoed, quota_pages, target_pages, welcome_pages,
        outside_pages, mail_pages, comments_pages, papers_pages, overview_pages,
    )  # fmt: skip
    assessing = (
        unit_desk, item_page, approval, side_by_side, documents, item_documents, document_view, workbook, reports,
    )  # fmt: skip
    appraising = (appraiser_desk, judging, council)
    mending = (plan_page, task_page)
    for part in (sign_in, elsewhere, own_account, people_pages, *leading, *assessing, *appraising, *mending):
        app.register_blueprint(part.pages)
    gate.shut(app)
    proxies.trust(app, os.environ.get(proxies.PROXIES, ""))
    return app
