"""A PDF of a round: the file if it is made, else a page that waits for it."""

from __future__ import annotations

from flask import render_template, request, send_file
from werkzeug.wrappers import Response as Reply

from engine.catalog import Offered
from engine.jobs.printing import BLANK
from engine.store.nouns import Round
from engine.web.house import house
from engine.web.languages import language


def pdf_page(
    round_: Round, offered: Offered, what: str, key: str, name: str, file: str, back: str
) -> Reply | tuple[str, int]:
    """What is asked for (`what`, in the state `key`), under a name; a worker makes it, never this request.

    `file` is the address of the PDF itself, `back` where one came from.
    """
    again = "lai" in request.args
    state = house().pdfs.request(round_.id, what, language(), key, again=again)
    if state.ready is not None and "cho" not in request.args:
        reply = send_file(state.ready, mimetype="application/pdf", as_attachment=True, download_name=name, max_age=0)
        reply.headers["Cache-Control"] = "no-store"
        return reply
    page = render_template(
        "waiting.html",
        round=round_,
        framework=offered.framework,
        state=state,
        file=file,
        again=f"{file}?cho=1",
        retry=f"{file}?lai=1&cho=1",
        back=back,
        is_own=False,
        of_results=what != BLANK,
    )
    return page, 503 if state.failed else 200 if state.ready else 202
