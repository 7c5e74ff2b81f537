"""Who may do what: the table, and what a role is bound to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.people.permissions import (
    PERMISSIONS,
    About,
    Action,
    Reach,
    may,
    may_somewhere,
    needs_second_factor,
)
from engine.store.staff import Account, Binding, Role

HERE = About("r1", "so-y-te", "so")

TABLE = """
                administrator lead_body unit_editor unit_head appraiser council viewer clerk
manage_people   yes           -         -           -         -         -       -      -
read_audit      yes           yes       -           -         -         -       -      -
see_round       yes           yes       yes         yes       yes       yes     yes    yes
manage_round    yes           yes       -           -         -         -       -      -
invite          -             yes       -           -         -         -       -      -
see_fieldwork   -             yes       -           -         -         yes     yes    -
see_overview    -             yes       -           -         -         yes     -      -
score           -             yes       -           -         -         -       -      -
publish         -             yes       -           -         -         -       -      -
moderate        -             yes       -           -         -         -       -      -
key_answers     -             yes       -           -         -         -       -      yes
settle          -             yes       -           -         -         -       -      -
see_embargoed   -             yes       yes         yes       -         yes     -      -
fill_in         -             -         yes         yes       -         -       -      -
read_evidence   -             yes       yes         yes       yes       yes     -      -
erase_evidence  -             yes       -           yes       -         -       -      -
approve         -             -         -           yes       -         -       -      -
appraise        -             -         -           -         yes       -       -      -
decide          -             -         -           -         -         yes     -      -
see_plan        -             yes       yes         yes       yes       yes     -      -
mend            -             -         yes         yes       -         -       -      -
accept_risk     -             -         -           yes       -         -       -      -
verify_mended   -             yes       -           -         yes       -       -      -
"""


def person(*bindings: Binding, **more: object) -> Account:
    return Account("lan", bindings=bindings, **more)


def told() -> dict[tuple[Action, Role], bool]:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return {
        (Action(row[0]), Role(role)): cell == "yes" for row in rows for role, cell in zip(head, row[1:], strict=True)
    }


def test_the_table_says_yes_where_it_should_and_no_everywhere_else() -> None:
    expected = told()
    assert {action for action, _ in expected} == set(Action) - {Action.PUBLIC, Action.OWN_ACCOUNT}
    assert {key: may(person(Binding(key[1])), key[0], HERE) for key in expected} == expected


def test_nobody_may_open_only_what_is_public() -> None:
    assert [action for action in Action if may(None, action, HERE)] == [Action.PUBLIC]
    assert [action for action in Action if may(person(), action, HERE)] == [Action.PUBLIC, Action.OWN_ACCOUNT]


def test_who_is_disabled_is_nobody() -> None:
    everything = person(*map(Binding, Role), is_disabled=True)
    assert [action for action in Action if may_somewhere(everything, action)] == [Action.PUBLIC]


@pytest.mark.parametrize(
    ("about", "is_allowed"),
    [
        (About("r1", "so-y-te", "so"), True),
        (About("r2", "so-y-te", "so"), True),  # the role is bound to the unit, in every round
        (About("r1", "so-tai-chinh", "so"), False),
        (About("r1"), False),  # the round as a whole is nobody's unit
        (About(), False),
    ],
)
def test_an_officer_sees_the_own_unit_only(about: About, is_allowed: bool) -> None:
    assert may(person(Binding(Role.UNIT_EDITOR, unit="so-y-te")), Action.FILL_IN, about) is is_allowed


def test_a_list_is_open_to_whoever_may_see_something_of_it() -> None:
    officer = person(Binding(Role.UNIT_EDITOR, unit="so-y-te", round_id="r1"))
    assert may_somewhere(officer, Action.SEE_ROUND)
    assert may_somewhere(officer, Action.SEE_ROUND, About("r1"))
    assert not may_somewhere(officer, Action.SEE_ROUND, About("r2"))
    assert not may(officer, Action.SEE_ROUND, About("r1"))


@pytest.mark.parametrize(
    "own",
    [
        {"agency": "so-y-te"},
        {"bindings": (Binding(Role.APPRAISER), Binding(Role.UNIT_EDITOR, unit="so-y-te", round_id="r0"))},
    ],
    ids=["works there", "filled it in once"],
)
def test_an_appraiser_never_appraises_the_own_agency(own: dict[str, object]) -> None:
    appraiser = Account("lan", **{"bindings": (Binding(Role.APPRAISER),), **own})
    assert may(appraiser, Action.APPRAISE, About("r1", "so-tai-chinh"))
    assert not may(appraiser, Action.APPRAISE, About("r1", "so-y-te"))
    assert not may(appraiser, Action.APPRAISE, About("r1"))  # which is not about one unit, the own one perhaps among them
    assert may_somewhere(appraiser, Action.APPRAISE, About("r1"))


BINDINGS = st.builds(Binding, st.sampled_from(Role), *[st.sampled_from(["", "a", "b"])] * 3)
ABOUTS = st.builds(About, *[st.sampled_from([None, "a", "b"])] * 3)


@given(st.lists(BINDINGS, max_size=3), BINDINGS, st.sampled_from(Action), ABOUTS)
def test_one_more_role_takes_no_right_away_but_that_to_judge_oneself(
    had: list[Binding], more: Binding, action: Action, about: About
) -> None:
    before, after = (may(person(*each), action, about) for each in (had, [*had, more]))
    judges_itself = Reach.OTHERS in PERMISSIONS.get(action, {}).values() and more.role in (
        Role.UNIT_EDITOR,
        Role.UNIT_HEAD,
    )
    assert after or not before or judges_itself


@given(BINDINGS, st.sampled_from(Action), ABOUTS)
def test_what_is_bound_reaches_no_further_than_what_is_not(bound: Binding, action: Action, about: About) -> None:
    if may(person(bound), action, about) and bound.role not in (Role.UNIT_EDITOR, Role.UNIT_HEAD):
        assert may(person(Binding(bound.role)), action, about)
    assert not may(person(bound), action, about) or may_somewhere(person(bound), action, about)


def test_a_second_factor_is_asked_of_the_roles_that_must_have_one() -> None:
    lan = person(Binding(Role.LEAD_BODY, round_id="r1"))
    assert needs_second_factor(lan, {Role.LEAD_BODY})
    assert not needs_second_factor(lan, {Role.ADMINISTRATOR})
    assert not needs_second_factor(person(*lan.bindings, has_second_factor=True), {Role.LEAD_BODY})
