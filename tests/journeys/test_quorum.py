"""A launch waits until committees are made up as they must be; and whoever imports people learns when they are not."""

from dataclasses import replace

import pytest

from cycleflow.journeys.launch import plan_launch
from cycleflow.journeys.launch_plan import BlockedError
from cycleflow.journeys.recast import foresee
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.store import people
from tests.offices import COMPANY, LAUNCH, launch
from tests.raters import FEEDBACK, feedback

PANEL = (
    FEEDBACK.replace("roles: {", "attributes: [mentors]\nroles: {panel: group(panel), mentors: people(mentors), ", 1)
    .replace("sheets:\n", "committees: {panel: {members: 2, with: {chair: 1}}, mentors: {members: 2..}}\nsheets:\n", 1)
    .replace("closed: {tell: {", "closed: {tell: {panel: closed, mentors: closed, ")
)


def order(text=PANEL):
    return LaunchOrder(workflow=feedback(text), period="2026-H2", by="E2", without={"E1": "has no superior"})


def appoint(office, number, **changes):
    person = next(one for one in COMPANY if one.number == number)
    with office.store.begin() as conn:
        people.save_people(conn, [replace(person, **changes)], LAUNCH)


def test_a_launch_is_refused_where_a_committee_lacks_somebody(office):
    plan = plan_launch(office, order(), LAUNCH)

    assert "The committee panel has 0 of the group chair, not 1." in plan.problems
    with pytest.raises(BlockedError, match="0 of the group chair"):
        plan.check()


def test_once_it_is_complete_the_launch_goes_on(office):
    appoint(office, "E4", roles=frozenset({"panel", "auditor", "chair"}))

    assert plan_launch(office, order(), LAUNCH).problems == ()


def test_whoever_sits_in_it_is_left_out_of_his_own_and_counts_all_the_same(office):
    appoint(office, "E4", roles=frozenset({"panel", "chair"}))

    plan = plan_launch(office, order(), LAUNCH)

    assert "E4" in {ratee.key for ratee in plan.included}
    assert plan.problems == ()


def test_a_committee_of_somebodys_own_is_named_with_him(office):
    appoint(office, "E4", roles=frozenset({"panel", "chair"}))
    appoint(office, "E7", attributes={"mentors": "E5"})

    assert plan_launch(office, order(), LAUNCH).problems == ("The committee mentors has 1 member, not 2 or more: E7.",)


def test_raters_who_could_not_be_heard_are_a_warning(office):
    appoint(office, "E4", roles=frozenset({"panel", "chair"}))

    warnings = plan_launch(office, order(), LAUNCH).warnings

    assert "Fewer than 3 are peers, so what they say will not be shown: E7, E8, E9." in warnings
    assert not any("asked instead" in warning for warning in warnings)


def test_a_slip_in_a_column_is_a_warning(office):
    appoint(office, "E4", roles=frozenset({"panel", "chair"}))
    appoint(office, "E7", attributes={"mentors": "E5;E6;E55"})

    assert "'E55', named as mentors, leads to nobody at work: E7." in plan_launch(office, order(), LAUNCH).warnings


def test_an_import_says_which_committee_is_no_longer_complete(office):
    appoint(office, "E4", roles=frozenset({"panel", "chair"}))
    appoint(office, "E7", attributes={"mentors": "E5;E6"})
    launch(office, feedback(PANEL), period="2026-H2", members=("E7", "E8"))
    with office.store.read() as conn:
        before = people.load_organisation(conn)
    appoint(office, "E3", status="left")
    appoint(office, "E7", attributes={"mentors": "E5"})
    with office.store.read() as conn:
        after = people.load_organisation(conn)

        found = foresee(office, conn, before, after).committees

    assert found == (
        "feedback-2026-H2: The committee panel has 1 member, not 2.",
        "feedback-2026-H2: The committee mentors has 1 member, not 2 or more.",
    )
