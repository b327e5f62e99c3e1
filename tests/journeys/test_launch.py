import json
import sys
import threading
from dataclasses import replace
from datetime import date, datetime, timedelta
from signal import SIGKILL
from subprocess import PIPE, Popen

import pytest
from sqlalchemy import event

from cycleflow.core.period import PeriodError
from cycleflow.core.workflow import Status
from cycleflow.errors import NotFoundError
from cycleflow.journeys.audit import verify
from cycleflow.journeys.launch import (
    LaunchedBeforeError,
    NotEffectiveError,
    PlanChangedError,
    launch,
    plan_launch,
)
from cycleflow.journeys.launch_plan import BlockedError, NobodyError, to_json
from cycleflow.journeys.office import open_office
from cycleflow.journeys.regulation import NoRegulationError, find_workflow
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.policy import load, pin, years_around
from cycleflow.store import appraisals, cycles, definitions, launches, outbox, people
from cycleflow.store.database import open_store
from tests.offices import COMPANY, LAUNCH, person

EVERYBODY = tuple(one.number for one in COMPANY)


@pytest.fixture
def order(quarterly):
    def _order(**changes):
        return LaunchOrder(**{"workflow": quarterly, "period": "2026-Q4", "by": "E2"} | changes)

    return _order


def variant(workflow, **changes):
    """Return the regulation with pieces of its text changed."""
    text = workflow.text
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    return load(text, years=years_around("2026-Q4"))


def save(office, *staff):
    with office.store.begin() as conn:
        people.save_people(conn, staff, LAUNCH)


def of_cycle(office, name="quarterly-2026-Q4"):
    with office.store.read() as conn:
        return {one.person: one for one in appraisals.of_cycle(conn, name)}


def owed(conn):
    names = [None, *(f"quarterly-2026-Q4.{number}" for number in EVERYBODY)]
    return [mail for name in names for mail in outbox.of_appraisal(conn, name)]


def count(office):
    with office.store.read() as conn:
        return len(cycles.all_cycles(conn))


# -- who is in


def test_everybody_the_rules_leave_is_in(office, order):
    save(office, person("N1", "Nora New", "E6", hired_on=date(2026, 12, 3)), person("N2", "Old", "E6", status="left"))

    plan = plan_launch(office, order(), LAUNCH)

    assert tuple(one.key for one in plan.included) == EVERYBODY
    assert [(one.ratee.key, one.rule, one.reason["en"]) for one in plan.excluded] == [
        ("N1", "service_days < 30", "Less than 30 days of service at the quarter's end"),
        ("N2", 'status != "active"', "Not in active service"),
    ]
    assert plan.excluded[0].reason["zh"] == "季末服务不足30天"


def test_hr_may_set_people_aside_with_a_reason_that_is_kept(office, order):
    plan = launch(office, order(without={"E8": "On parental leave until March"}), LAUNCH)

    assert "E8" not in of_cycle(office)
    assert [(one.ratee.key, one.rule, one.reason["zh"]) for one in plan.excluded] == [
        ("E8", None, "On parental leave until March")
    ]
    with office.store.read() as conn:
        kept = json.loads(launches.get(conn, "quarterly-2026-Q4"))
    assert kept == to_json(plan)
    assert kept["excluded"] == [
        {
            "number": "E8",
            "then": "excluded",
            "rule": None,
            "reason": {"zh": "On parental leave until March", "en": "On parental leave until March"},
        }
    ]


def test_only_known_people_can_be_set_aside(office, order):
    with pytest.raises(NotFoundError, match="There is no employee E99"):
        plan_launch(office, order(without={"E99": "?"}), LAUNCH)


# -- what a launch does


def test_what_was_shown_is_what_is_launched(office, order):
    plan = plan_launch(office, order(), LAUNCH)

    launched = launch(office, order(), LAUNCH, expect=plan.digest)

    assert launched == plan
    found = of_cycle(office)
    assert tuple(found) == EVERYBODY
    assert {one.state for one in found.values()} == {"goal_setting"}
    assert [member.person for member in found["E7"].cast["panel"]] == ["E3", "E4"]
    with office.store.read() as conn:
        cycle = cycles.get(conn, "quarterly-2026-Q4")
    assert cycle == plan.cycle
    assert (cycle.launched_by, cycle.starts_on, cycle.ends_on) == ("E2", date(2026, 10, 1), date(2026, 12, 31))
    assert verify(office).holds


def test_the_definition_is_pinned_with_its_working_days(office, order, quarterly):
    launch(office, order(), LAUNCH)

    with office.store.read() as conn:
        kept = definitions.get(conn, quarterly.fingerprint)
    assert (kept.text, kept.calendar, kept.tables) == pin(quarterly)
    assert office.workflows(quarterly.fingerprint).fingerprint == quarterly.fingerprint


def test_everybody_asked_and_all_of_hr_is_mailed(office, order):
    launch(office, order(), LAUNCH)

    with office.store.read() as conn:
        mails = owed(conn)
    assert sorted(mail.person for mail in mails if mail.kind == "task") == list(EVERYBODY)
    summaries = {mail.person: mail for mail in mails if mail.kind == "launch_summary"}
    assert set(summaries) == {"E2", "E3"}
    facts = {"cycle": "quarterly-2026-Q4", "by": "E2", "launched": 9, "excluded": 0, "warnings": 6}
    assert summaries["E2"].facts == facts


def test_the_progress_is_told(office, order, monkeypatch):
    monkeypatch.setattr("cycleflow.journeys.survey.CHUNK", 4)
    seen = []

    launch(office, order(), LAUNCH, progress=lambda *told: seen.append(told))

    assert seen == [("launching", 4, 9), ("launching", 8, 9), ("launching", 9, 9)]


def test_gathered_mails_wait_for_their_hour(office, quarterly):
    gathered = variant(quarterly, roles=("roles: [manager, skip_level", "roles: [employee, manager, skip_level"))
    night = datetime.fromisoformat("2026-10-08T20:00:00Z")

    plan = launch(office, LaunchOrder(workflow=gathered, period="2026-Q4", by="E2"), night)

    with office.store.read() as conn:
        times = {mail.send_at for mail in owed(conn) if mail.kind == "task" and mail.person != "E6"}
    assert times == {datetime.fromisoformat("2026-10-09T01:10:00Z")}
    assert (plan.mails[0].on, dict(plan.mails[0].kinds)) == (date(2026, 10, 9), {"digest": 9})


# -- what is refused


def test_the_same_cannot_be_launched_twice(office, order):
    launch(office, order(), LAUNCH)

    for attempt in (plan_launch, launch):
        with pytest.raises(LaunchedBeforeError) as refused:
            attempt(office, order(by="E3"), LAUNCH + timedelta(days=1))
        assert str(refused.value).startswith("quarterly-2026-Q4 was launched on 2026-10-08T01:00:00.000000Z by E2;")
    assert len(of_cycle(office)) == 9


def test_another_edition_of_the_same_regulation_is_the_same(office, order, quarterly):
    launch(office, order(), LAUNCH)

    with pytest.raises(LaunchedBeforeError):
        launch(office, order(workflow=variant(quarterly, scale=("非常优秀 | Outstanding", "卓越 | Superb"))), LAUNCH)


def test_the_next_period_is_another_launch(office, order):
    launch(office, order(), LAUNCH)

    launch(office, order(period="2027-Q1", workflow=find_workflow("quarterly", "2027-Q1")), LAUNCH)

    assert count(office) == 2


def test_of_two_launches_at_the_same_instant_one_wins(database_url, office, order):
    barrier = threading.Barrier(2)
    won: list[str] = []
    refused: list[LaunchedBeforeError] = []

    def attempt(by):
        store = open_store(database_url)
        own = open_office(store, office.settings)
        barrier.wait()
        try:
            won.append(launch(own, order(by=by), LAUNCH).cycle.launched_by)
        except LaunchedBeforeError as error:
            refused.append(error)
        store.close()

    threads = [threading.Thread(target=attempt, args=(by,)) for by in ("E2", "E3")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [error.facts["by"] for error in refused] == won
    assert len(of_cycle(office)) == 9
    assert verify(office).holds


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SUPERSEDED])
def test_what_is_not_in_force_is_not_launched(office, order, quarterly, status):
    with pytest.raises(NotEffectiveError, match=f"quarterly is {status}"):
        plan_launch(office, order(workflow=replace(quarterly, status=status)), LAUNCH)


def test_what_is_on_trial_is_launched_and_said_so(office, order, quarterly):
    plan = plan_launch(office, order(workflow=replace(quarterly, status=Status.TRIAL)), LAUNCH)

    assert "The regulation is on trial; say so to everybody who is appraised under it." in plan.warnings


def test_a_period_of_another_kind_is_refused(office, order):
    with pytest.raises(PeriodError, match="2026-11 is not a quarter"):
        plan_launch(office, order(period="2026-11"), LAUNCH)


def test_nobody_is_no_cycle(office, order):
    with pytest.raises(NobodyError, match="of 9 in question the rules leave none"):
        launch(office, order(without=dict.fromkeys(EVERYBODY, "all on strike")), LAUNCH)

    assert count(office) == 0


def test_a_plan_that_has_changed_since_is_not_carried_out(office, order):
    plan = plan_launch(office, order(), LAUNCH)
    save(office, replace(COMPANY[6], manager="E5"))

    with pytest.raises(PlanChangedError, match=f"The plan is no longer {plan.digest} but"):
        launch(office, order(), LAUNCH, expect=plan.digest)

    assert count(office) == 0


def test_the_digest_stands_for_who_with_whom_and_when(office, order):
    digest = plan_launch(office, order(), LAUNCH).digest

    assert plan_launch(office, order(by="E3"), LAUNCH + timedelta(hours=1)).digest == digest
    assert plan_launch(office, order(without={"E9": "ill"}), LAUNCH).digest != digest
    assert plan_launch(office, order(), LAUNCH + timedelta(days=30)).digest != digest


def test_a_crash_in_the_middle_leaves_nothing(office, order):
    def crash(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        launch(office, order(), LAUNCH, progress=crash)

    assert count(office) == 0


def test_a_launch_killed_in_the_middle_leaves_nothing_and_can_be_repeated(database_url, office, order):
    with Popen([sys.executable, "-c", KILLED, database_url], stdout=PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "half way\n"
        process.kill()

    assert process.returncode == -SIGKILL
    assert count(office) == 0
    launch(office, order(), LAUNCH)
    assert len(of_cycle(office)) == 9
    assert verify(office).holds


KILLED = """
import sys, time
from datetime import UTC, datetime
from cycleflow.journeys import survey
from cycleflow.journeys.launch import launch
from cycleflow.journeys.office import open_office
from cycleflow.journeys.regulation import find_workflow
from cycleflow.settings import Settings
from cycleflow.store.database import open_store

def wait(stage, done, total):
    if done > total / 2:
        print("half way", flush=True)
        time.sleep(600)

survey.CHUNK = 2
office = open_office(open_store(sys.argv[1]), Settings(database_url=sys.argv[1], secret="k" * 64))
order = survey.LaunchOrder(workflow=find_workflow("quarterly", "2026-Q4"), period="2026-Q4", by="E2")
launch(office, order, datetime(2026, 10, 8, 1, tzinfo=UTC), progress=wait)
"""


# -- how much it costs


def test_a_launch_for_a_thousand_takes_as_many_statements_as_one_for_a_hundred(office, order):
    statements_of(office, order, 1, "2026-Q3")  # which also keeps the definition

    assert statements_of(office, order, 1000, "2026-Q4") == statements_of(office, order, 100, "2027-Q1")


def statements_of(office, order, people_in, period):
    """Return how often the store is spoken to in launching for so many people, all else set aside."""
    staff = [person(f"{period}.{at:04}", f"N{at}", "E6") for at in range(people_in)]
    save(office, *staff)
    with office.store.read() as conn:
        others = people.people(conn).keys() - {one.number for one in staff}
    sent = []

    def count_one(*_):
        sent.append(1)

    event.listen(office.store.engine, "before_cursor_execute", count_one)
    plan = launch(office, order(period=period, without=dict.fromkeys(others, "not in this test")), LAUNCH)
    event.remove(office.store.engine, "before_cursor_execute", count_one)
    assert len(plan.included) == people_in
    return len(sent)


# -- what is missing


def test_who_steps_in_where_a_role_leads_to_nobody_is_said(office, order):
    plan = plan_launch(office, order(), LAUNCH)

    assert not plan.problems
    managing = "goal_agreement, manager_review, interview_invitation, interview and check_in"
    assert plan.warnings == (
        f"In {managing} nobody is manager for E1; hr is asked instead.",
        "In head_signature nobody is head for E1; hr is asked instead.",
        "In appeal nobody is skip_level for E1, E2, E3, E4, E5; hr is asked instead.",
        "Should it come to appeal, nobody may decide for E1: all took part before.",
        "Should it come to second_appeal, nobody may decide for E1, E2, E3: all took part before.",
        "Holidays from 2027-01-01 on are not official yet; deadlines there may be wrong.",
    )


def test_many_people_are_not_all_named_in_a_sentence(office, order):
    save(office, *(person(f"T{number:02}", f"Top {number}") for number in range(20)))

    warning = plan_launch(office, order(), LAUNCH).warnings[0]

    assert "for E1, T00, T01, T02, T03, T04, T05, T06, T07, T08 and 11 more;" in warning


def test_who_would_be_stuck_blocks_the_launch(office, order, quarterly):
    stuck = variant(quarterly, hr=("hr: group(hr)", "hr: group(nobody)"))

    plan = plan_launch(office, order(workflow=stuck), LAUNCH)

    everybody = ", ".join(EVERYBODY)
    assert plan.problems[1:] == (
        "In head_signature nobody can be asked for E1: head and all escalations lead to nobody.",
        "In appeal nobody can be asked for E1, E2, E3, E4, E5: skip_level and all escalations lead to nobody.",
        f"In second_appeal nobody can be asked for {everybody}: hr and all escalations lead to nobody.",
    )
    with pytest.raises(BlockedError, match="Put this right, or set these people aside"):
        launch(office, order(workflow=stuck), LAUNCH)
    assert count(office) == 0


def test_whoever_is_asked_at_once_needs_an_address(office, order):
    save(office, replace(COMPANY[7], email=""), replace(COMPANY[3], email=""))

    plan = plan_launch(office, order(without={"E4": "no address"}), LAUNCH)

    assert plan.problems == ("Asked at once, but without a mail address: E8.",)
    assert "Asked later, but without a mail address: E4." in plan.warnings
    with pytest.raises(BlockedError, match="without a mail address: E4, E8"):
        launch(office, order(), LAUNCH)

    launch(office, order(without={"E8": "no address", "E4": "no address"}), LAUNCH)
    assert set(of_cycle(office)) == set(EVERYBODY) - {"E4", "E8"}


# -- deadlines and mails


def test_every_deadline_has_its_date_or_its_rule(office, order):
    found = {one.state: one for one in plan_launch(office, order(), LAUNCH).deadlines}

    goals, agreement, review = found["goal_setting"], found["goal_agreement"], found["self_review"]
    assert (goals.due.rule, goals.due.on) == ("cycle start + 10 workdays, at least 3 workdays", date(2026, 10, 20))
    assert (agreement.due.rule, agreement.due.on) == ("within 3 workdays", None)
    assert agreement.silent is not None
    assert (agreement.silent.rule, agreement.silent.on) == ("due + 8 workdays", None)
    assert review.opens is not None
    assert review.silent is not None
    assert (review.opens.rule, review.opens.on) == ("cycle end − 5 workdays", date(2026, 12, 24))
    assert (review.due.on, review.silent.on) == (date(2027, 1, 6), date(2027, 1, 13))
    assert found["interview"].opens is not None
    assert found["interview"].opens.rule == "Date and time"
    assert "closed" not in found


def test_deadlines_with_a_time_or_in_hours_have_their_day_too(office, quarterly):
    hours = variant(
        quarterly,
        due=("    due: cycle.start + 10 workdays, at least 3 workdays", "    due: opened + 24 hours"),
        review=("    due: cycle.end + 8 workdays, at least 3 workdays", "    due: 10th of next month at 17:30"),
    )

    found = {
        one.state: one.due
        for one in plan_launch(office, LaunchOrder(workflow=hours, period="2026-Q4", by="E2"), LAUNCH).deadlines
    }

    assert (found["goal_setting"].rule, found["goal_setting"].on) == ("within 24 hours", date(2026, 10, 9))
    assert (found["manager_review"].rule, found["manager_review"].on) == (
        "10th of next month at 17:30",
        date(2027, 1, 10),
    )


def test_one_regulation_is_launched_for_each_kind_of_period(office, quarterly):
    several = variant(quarterly, period=("period: quarter", "period: [month from 26, quarter]"))

    plans = [
        launch(office, LaunchOrder(workflow=several, period=period, by="E2"), LAUNCH)
        for period in ("2026-10", "2026-Q4")
    ]

    assert [(plan.cycle.id, plan.cycle.starts_on, plan.cycle.cadence) for plan in plans] == [
        ("quarterly-2026-10", date(2026, 9, 26), "month"),
        ("quarterly-2026-Q4", date(2026, 10, 1), "quarter"),
    ]
    with pytest.raises(PeriodError, match="2026 is not a month or quarter; write it like 2026-11 or 2026-Q4"):
        plan_launch(office, LaunchOrder(workflow=several, period="2026", by="E2"), LAUNCH)


def test_nothing_is_said_of_holidays_that_are_official(office, order):
    plan = plan_launch(office, order(period="2026-Q1"), datetime.fromisoformat("2026-01-05T01:00:00Z"))

    assert plan.unofficial_from is None
    assert not [warning for warning in plan.warnings if "Holidays" in warning]


def test_a_late_launch_gives_the_first_deadline_the_time_it_needs(office, order):
    found = plan_launch(office, order(), datetime.fromisoformat("2026-11-20T01:00:00Z")).deadlines

    assert found[0].due.on == date(2026, 11, 25)


def test_mails_are_counted_by_day_until_silence_has_a_meaning(office, order):
    plan = plan_launch(office, order(), LAUNCH)

    assert [(day.on.isoformat(), dict(day.kinds)) for day in plan.mails] == [
        ("2026-10-08", {"task": 9}),
        ("2026-10-15", {"reminder": 9}),
        ("2026-10-19", {"reminder": 9}),
        ("2026-10-21", {"reminder": 9}),
        ("2026-10-22", {"digest": 3}),
        ("2026-10-27", {"digest": 2}),
        ("2026-10-30", {"digest": 2}),
    ]


def test_mails_of_a_first_state_that_opens_later_are_counted_when_it_opens(office, quarterly):
    later = variant(
        quarterly,
        opens=(
            "    due: cycle.start + 10 workdays, at least 3",
            "    opens: cycle.start + 20 workdays\n    due: opened + 3",
        ),
        workdays=("opened + 3 workdays", "opened + 3 workdays"),
    )

    plan = plan_launch(office, LaunchOrder(workflow=later, period="2026-Q4", by="E2"), LAUNCH)

    assert [(day.on.isoformat(), dict(day.kinds)) for day in plan.mails] == [("2026-11-03", {"task": 9})]
    assert plan.deadlines[0].due.on == date(2026, 11, 6)


def test_what_silence_brings_is_not_counted(office, quarterly):
    silent = variant(
        quarterly,
        silence=(
            "    silence: {after: 10 workdays, hand_to: manager}",
            "    silence: {after: 9 workdays, to: closed}",
        ),
    )

    plan = plan_launch(office, LaunchOrder(workflow=silent, period="2026-Q4", by="E2"), LAUNCH)

    assert plan.mails == plan_launch(office, LaunchOrder(workflow=quarterly, period="2026-Q4", by="E2"), LAUNCH).mails


def test_a_state_may_wait_for_ever(office, quarterly):
    patient = variant(
        quarterly,
        everywhere=("silence: {after: 10 workdays, hand_to: hr} #", "#"),
        here=("    silence: {after: 10 workdays, hand_to: manager} #", "    #"),
    )

    plan = plan_launch(office, LaunchOrder(workflow=patient, period="2026-Q4", by="E2"), LAUNCH)

    assert plan.deadlines[0].silent is None


def test_there_is_no_plan_of_a_cycle_that_was_not_launched(office):
    with office.store.read() as conn, pytest.raises(NotFoundError, match="There is no cycle yearly-2026"):
        launches.get(conn, "yearly-2026")


# -- finding the regulation


def test_a_regulation_is_found_by_path_or_by_name(tmp_path, quarterly):
    copy = tmp_path / "ours.yaml"
    copy.write_text(quarterly.text)

    by_path, by_name = find_workflow(str(copy), "2026-Q4"), find_workflow("quarterly", "2026-Q4")

    assert by_path.fingerprint == by_name.fingerprint
    with pytest.raises(NoRegulationError, match="neither a file yearly nor a regulation of that name"):
        find_workflow("yearly", "2026-Q4")
