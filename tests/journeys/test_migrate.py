"""A running cycle moves to a new version as it was planned, or not at all; and its histories verify across the move."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cycleflow import policy, shipped
from cycleflow.core.engine import decide
from cycleflow.core.model import Action, Channel, Deed, Standing
from cycleflow.core.refusals import CannotMoveError
from cycleflow.errors import NotFoundError
from cycleflow.journeys.answer import act
from cycleflow.journeys.audit import export, verify
from cycleflow.journeys.dossier import dossier
from cycleflow.journeys.migrate import (
    InTheWayError,
    MoveOrder,
    MovePlanChangedError,
    NotMovableError,
    OtherDaysError,
    OtherRegulationError,
    UnknownStateError,
    move,
    plan_move,
)
from cycleflow.journeys.receipt import receipt
from cycleflow.journeys.results.pages import result_page
from cycleflow.journeys.results.results import results_of
from cycleflow.journeys.visit import by_name, visit
from cycleflow.store import appraisals, cycles, outbox, people, tasks, versions
from tests.journeys.test_calibrate import next_step
from tests.offices import COMPANY, LAUNCH

TEXT = (shipped.workflows() / "quarterly.yaml").read_text(encoding="utf-8").partition("\nexamples:\n")[0] + "\n"
NOW = LAUNCH + timedelta(days=5)
CYCLE = "quarterly-2026-Q4"


def version(*replacements):
    text = TEXT
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return policy.load(text, years=range(2025, 2029))


LONGER = version(("due: cycle.start + 10 workdays, at least", "due: cycle.start + 20 workdays, at least"))
RENAMED = version(
    ("goal_setting", "goals_agreed"), ("    due: cycle.start + 10 workdays", "    due: cycle.start + 20 workdays")
)


def order(workflow, **more):
    return MoveOrder(**{"cycle": CYCLE, "workflow": workflow, "by": "E2", "reason": "新制度", **more})


def get(office, person):
    with office.store.read() as conn:
        return appraisals.get(conn, f"{CYCLE}.{person}")


def walk(office, person, state):
    while (one := get(office, person)).state != state:
        now = one.opened_at + timedelta(minutes=1) if one.open_tasks else one.due_at
        act(office, one.id, next_step(office, one, now), now)
    return one


def test_who_is_on_the_way_goes_on_under_the_new_version(office, cycle):
    due = get(office, "E7").open_tasks[0].due_at

    plan = move(office, order(LONGER), NOW)

    one = get(office, "E7")
    assert plan.moves == {("goal_setting", "goal_setting"): 3}
    assert [change.where for change in plan.changes] == ["states › goal_setting › due"]
    assert (one.fingerprint, one.state) == (LONGER.fingerprint, "goal_setting")
    assert one.open_tasks[0].due_at > due
    with office.store.read() as conn:
        assert cycles.get(conn, CYCLE).fingerprint == LONGER.fingerprint
        (moved,) = versions.of_cycle(conn, CYCLE)
        told = [mail.kind for mail in outbox.of_appraisal(conn, one.id)]
    assert (moved.left, moved.moved_by, moved.reason) == (cycle.fingerprint, "E2", "新制度")
    assert told[-1] == "extended"
    assert verify(office).holds


def test_the_cycle_goes_on_to_be_answered_and_still_verifies(office, cycle):
    walk(office, "E7", "goal_agreement")
    move(office, order(LONGER), NOW)

    walk(office, "E7", "self_review")

    found = verify(office)
    assert found.holds, found.flaws
    assert [line for line in export(office, CYCLE) if '"kind":"version"' in line]


def test_a_deadline_never_comes_earlier(office, cycle):
    due = get(office, "E7").open_tasks[0].due_at
    shorter = version(("due: cycle.start + 10 workdays, at least", "due: cycle.start + 5 workdays, at least"))

    move(office, order(shorter), NOW)

    assert get(office, "E7").open_tasks[0].due_at == due


def test_a_state_that_is_called_otherwise_is_named(office, cycle):
    walk(office, "E8", "goal_agreement")
    with pytest.raises(InTheWayError, match="in goal_setting: It is in goal_setting, which the new version"):
        move(office, order(RENAMED), NOW)

    move(office, order(RENAMED, states={"goal_setting": "goals_agreed"}), NOW)

    assert get(office, "E7").state == "goals_agreed"
    assert "goals_agreed" in get(office, "E8").sheets
    assert verify(office).holds


def test_pages_of_tasks_old_and_new_can_be_read_after_a_state_was_renamed(office, cycle):
    done = get(office, "E8").open_tasks[0].id
    walk(office, "E8", "goal_agreement")
    move(office, order(RENAMED, states={"goal_setting": "goals_agreed"}), NOW)
    waiting = get(office, "E7").open_tasks[0].id

    with office.store.read() as conn:
        row, holder = tasks.get(conn, waiting), people.get(conn, "E7")
    seen, given = visit(office, row, NOW), receipt(office, done)
    assert seen
    assert holder
    assert seen.state.name == by_name(office, waiting, holder).row.state == "goals_agreed"
    assert given.now_in
    assert (given.state.name, given.now_in.name) == ("goal_setting", "goal_agreement")
    assert dossier(office, f"{CYCLE}.E8", "E2").appraisal.state == "goal_agreement"


def test_who_has_ended_keeps_his_version(office, cycle):
    walk(office, "E9", "goal_agreement")
    withdraw = Action(
        deed=Deed.WITHDRAW, actor="E2", standing=Standing.HR, channel=Channel.CLI, inputs={"reason": "long leave"}
    )
    act(office, f"{CYCLE}.E9", withdraw, NOW)

    plan = move(office, order(LONGER), NOW)

    assert plan.ended == 1
    assert get(office, "E9").fingerprint == cycle.fingerprint
    assert verify(office).holds


def test_who_is_left_stays_under_the_old_version(office, cycle):
    plan = move(office, order(LONGER, leave=frozenset({"E7"})), NOW)

    assert plan.left == ("E7",)
    assert get(office, "E7").fingerprint == cycle.fingerprint
    walk(office, "E7", "goal_agreement")
    assert verify(office).holds


def test_what_was_filled_in_must_fit_the_new_version(office, cycle):
    walk(office, "E8", "goal_agreement")
    stricter = version(
        ("weight: {title: 权重 % | Weight %, number: 5..100", "weight: {title: 权重 % | Weight %, number: 95..100"),
        ("goals: {title: 工作目标 | Goals, rows: 1..8", "goals: {title: 工作目标 | Goals, rows: 1..1"),
    )

    (obstacle, *_) = plan_move(office, order(stricter)).obstacles

    assert obstacle.person == "E8"
    assert "What was filled in at goal_setting does not fit any more" in obstacle.why
    with pytest.raises(InTheWayError):
        move(office, order(stricter), NOW)
    assert get(office, "E7").fingerprint == cycle.fingerprint


def test_a_new_question_somebody_has_passed_is_no_obstacle_unless_a_score_needs_it(office, cycle):
    walk(office, "E8", "goal_agreement")
    wish = version(
        ("  goals:\n    goals:", "  goals:\n    wish: {title: 愿望 | Wish, text: 100}\n    goals:"),
    )

    assert plan_move(office, order(wish)).obstacles == ()


def test_a_role_that_is_gone_is_in_the_way(office, cycle):
    walk(office, "E8", "goal_agreement")
    boss = version(
        ("manager: manager,", "boss: manager,"),
        ("{manager: ", "{boss: "),
        ("[manager, ", "[boss, "),
        ("hand_to: manager}", "hand_to: boss}"),
        ("employee: invitation, manager:", "employee: invitation, boss:"),
    )

    (obstacle,) = plan_move(office, order(boss)).obstacles

    assert obstacle.why == "It waits for manager, a role the new version does not have."


def test_a_basis_somebody_never_had_is_in_the_way(office, cycle):
    walk(office, "E8", "goal_agreement")
    marked = version(
        ("    ask: {employee: goals}\n", "    ask: {employee: goals}\n    marks: begun\n"),
        (
            "    ask: {manager: agreement}\n    due: opened + 3 workdays",
            "    ask: {manager: agreement}\n    due: begun + 9 workdays",
        ),
    )

    (obstacle,) = plan_move(office, order(marked)).obstacles

    assert obstacle.why == "In the new version goal_agreement is built on begun, which it never had."


def test_somebody_who_waits_for_a_day_waits_for_the_new_one(office, cycle):
    walk(office, "E8", "mid_quarter_check")
    before = get(office, "E8").opens_at
    later = version(("opens: cycle.start + 30 workdays", "opens: cycle.start + 40 workdays"))
    sooner = version(("opens: cycle.start + 30 workdays", "opens: cycle.start"))

    move(office, order(later), NOW)
    assert get(office, "E8").opens_at > before
    move(office, order(sooner), NOW + timedelta(hours=1))

    assert get(office, "E8").opens_at is None
    assert get(office, "E8").open_tasks
    assert verify(office).holds


def test_a_plan_binds_the_move(office, cycle):
    plan = plan_move(office, order(LONGER))
    walk(office, "E8", "goal_agreement")

    with pytest.raises(MovePlanChangedError):
        move(office, order(LONGER), NOW, expect=plan.digest)


def test_moving_twice_is_refused(office, cycle):
    move(office, order(LONGER), NOW)

    with pytest.raises(NotMovableError, match="it runs under this very version"):
        move(office, order(LONGER), NOW)


@pytest.mark.parametrize(
    ("workflow", "error", "said"),
    [
        (version(("workflow: quarterly\n", "workflow: other\n")), OtherRegulationError, "is another regulation"),
        (version(("status: effective", "status: draft")), NotMovableError, "the new version is draft"),
        (version(("period: quarter", "period: quarter from february")), OtherDaysError, "would last from"),
    ],
)
def test_what_is_no_version_of_it_is_refused(office, cycle, workflow, error, said):
    with pytest.raises(error, match=said):
        plan_move(office, order(workflow))


def test_a_closed_cycle_stays_as_it_is(office, cycle):
    with office.store.begin() as conn:
        cycles.close(conn, CYCLE, by="E2", why="", now=LAUNCH)

    with pytest.raises(NotMovableError, match="it is closed"):
        plan_move(office, order(LONGER))


@pytest.mark.parametrize("states", [{"nowhere": "goal_setting"}, {"goal_setting": "nowhere"}])
def test_states_that_do_not_exist_are_named(office, cycle, states):
    with pytest.raises(UnknownStateError, match="no state nowhere"):
        plan_move(office, order(LONGER, states=states))


def test_a_cycle_that_does_not_exist_is_named(office, cycle):
    with pytest.raises(NotFoundError):
        plan_move(office, order(LONGER, cycle="none"))


def test_many_obstacles_are_counted(office, cycle):
    plan = plan_move(office, order(RENAMED))
    many = [*plan.obstacles] * 10

    with pytest.raises(InTheWayError, match="and 10 more"):
        type(plan)(**{**vars(plan), "obstacles": tuple(many)}).check()


def test_the_door_refuses_what_a_plan_would_have_found(office, cycle):
    action = Action(
        deed=Deed.MIGRATE, actor="E2", standing=Standing.SYSTEM, channel=Channel.CLI, inputs={"reason": "x"}
    )
    with pytest.raises(CannotMoveError, match="which the new version does not have"):
        decide(RENAMED, get(office, "E7"), action, NOW)


ASKING = version(
    ("    due: cycle.start + 10 workdays, at least", "    due: cycle.start + 20 workdays, at least"),
    ("Summary, text: 2000}", "Summary, text: 2000, needed_when: 'position != \"助理\" and least > 10'}"),
    ("calendar: {", "parameters: {least: {until 2026-06: 5, from 2026-07: 20}}\ncalendar: {"),
)


def test_what_a_new_version_asks_of_people_is_known_from_then_on(office, cycle):
    wang = next(one for one in COMPANY if one.number == "E7")
    with office.store.begin() as conn:
        people.save_people(conn, [replace(wang, position="助理")], LAUNCH)

    move(office, order(ASKING), NOW)

    assert get(office, "E7").facts == {"position": "助理", "least": "20"}
    assert get(office, "E8").facts == {"position": "", "least": "20"}
    assert verify(office).holds


def test_whoever_was_left_behind_is_listed_by_the_version_he_goes_on_under(office, cycle):
    move(office, order(RENAMED, states={"goal_setting": "goals_agreed"}, leave=frozenset({"E9"})), NOW)

    page = result_page(results_of(office, CYCLE), "en")

    assert {line[0]: line[4] for line in page.rows} == dict.fromkeys(("E7", "E8", "E9"), "Goal setting")
