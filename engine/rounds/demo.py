"""Demo rounds: one for each bundled framework that has a form, filled with synthetic answers and labelled so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from random import Random

from engine.appraisal.asked import unit_form
from engine.catalog import Catalog, Offered
from engine.framework.models import Audience, Form
from engine.questionnaire.path import walk
from engine.questionnaire.quotas import RoomLeft, quotas_met
from engine.questionnaire.synthetic import Synthesiser
from engine.rounds.demo_units import assess_made_up
from engine.rounds.flags import flags_of
from engine.rounds.zone import ZONE
from engine.store.contract import Store
from engine.store.nouns import Round, RoundState

RESPONDENTS = 600
SEED = 1082

Progress = Callable[[str, int, int], None]


def make_demo_rounds(
    store: Store, catalog: Catalog, today: date, progress: Progress, respondents: int = RESPONDENTS
) -> None:
    """Open a demo round for each framework with a form, unless it is there already."""
    for offered in catalog.offered.values():
        framework = offered.framework
        round_id = f"demo-{framework.id.replace('_', '-')}"
        if not framework.forms or store.round(round_id):
            continue
        store.create_round(
            Round(
                id=round_id,
                framework_id=framework.id,
                title=framework.title.within("vi"),
                state=RoundState.OPEN,
                is_demo=True,
                opens=today,
                closes=None,
                framework_text=offered.file.text,
                framework_sha256=offered.file.sha256,
            )
        )
        for form in framework.forms:
            _fill(store, catalog, offered, form, round_id, today, progress, respondents)


def _fill(
    store: Store,
    catalog: Catalog,
    offered: Offered,
    form: Form,
    round_id: str,
    today: date,
    progress: Progress,
    respondents: int,
) -> None:
    framework = offered.framework
    random = Random(f"{SEED} {framework.id} {form.id}")  # noqa: S311  synthetic answers are to be repeatable, not secret
    of_units = form.audience is not Audience.RESPONDENTS
    # many opinions of a unit are seldom far from each other; what units have in place differs widely
    least, most = (0.45, 1.0) if of_units else (0.5, 0.7)
    lean = {unit.id: random.uniform(least, most) for unit in framework.units.list}
    draw, room = Synthesiser(framework, form, catalog.vocabulary, today), RoomLeft()
    about = [unit.id for unit in framework.units.list] if of_units else [""] * respondents
    at = datetime.combine(today, time(9), ZONE)
    for position, unit in enumerate(about):
        if form.audience is Audience.UNIT and form is unit_form(framework):
            assess_made_up(store, offered, form, round_id, unit, draw, lean, random, at)
            progress(framework.id, position + 1, len(about))
            continue
        response = store.start_response(round_id, form.id, unit)
        answers = draw.answers(random, lean, unit)
        saved = store.save_answers(response.id, 0, answers, "synthetic")
        met = quotas_met(framework, form, walk(framework, form, answers)) if form.quotas else ()
        if (full := room.full(met)) is not None:
            store.screen_out(response.id, full.id)
        else:
            room.takes(met)
            flags = flags_of(catalog.response_checks, catalog.vocabulary.question_types, framework, form, answers)
            store.send(response.id, saved.version, today, flags, {quota.id: quota.at_most for quota in met})
        progress(framework.id, position + 1, len(about))
