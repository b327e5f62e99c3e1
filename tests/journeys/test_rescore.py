"""A result changes that others were made of: they are computed anew, and the old ones are kept."""

import pytest

from cycleflow import policy
from cycleflow.core.engine import decide
from cycleflow.core.launching import unit_id
from cycleflow.core.model import Action, Channel, Deed, Standing
from cycleflow.core.refusals import NotNowError
from cycleflow.journeys.account import accounts
from cycleflow.journeys.audit import verify
from cycleflow.store import outbox
from tests.feeding import AT, correct, do, entries, get, give, own, regulation, start
from tests.journeys.test_feeding import FORM, MONTHLY, QUARTER, ROLL, taking


def score(office, name):
    return str(get(office, name).score)


@pytest.fixture
def rolled(office):
    """Return the department's appraisal and the cycle of two people who were rated with its 78.8."""
    form, roll = start(office, FORM, "2026-Q4"), start(office, ROLL, "2026-Q4")
    sales = unit_id(form, "Sales")
    give(office, sales, own="78.8")
    for number in ("E5", "E7"):
        give(office, f"{roll}.{number}", own="90")
    return sales, roll


def test_a_corrected_total_corrects_whoever_was_rated_with_it(office, rolled):
    sales, roll = rolled

    correct(office, sales, "80")

    assert (score(office, f"{roll}.E5"), score(office, f"{roll}.E7")) == ("82.00", "88.00")
    entry = entries(office, f"{roll}.E5")[-1]
    assert (entry.deed, entry.actor) == (Deed.RESCORE, "system")
    assert entry.inputs["because"] == [sales]
    assert entry.changed["score"] == ["81.04", "82.00"]
    assert entry.changed["fed"] == {"department_total": ["78.8", "80"]}
    assert entry.changed["figures"] == {"manager": "82", "total": "82"}
    assert verify(office).holds


def test_whoever_was_told_the_old_result_is_told_that_it_changed(office, rolled):
    sales, roll = rolled

    correct(office, sales, "80")

    with office.store.read() as conn:
        mails = outbox.of_appraisal(conn, f"{roll}.E7")
    assert [(mail.kind, mail.person) for mail in mails if mail.kind == "rescored"] == [("rescored", "E7")]


def test_what_comes_to_the_same_is_left_alone(office, rolled):
    sales, roll = rolled

    correct(office, sales, "78.8")

    assert entries(office, f"{roll}.E7")[-1].deed is Deed.ANSWER


def test_a_score_that_people_set_stays_and_that_is_said(office, rolled):
    sales, roll = rolled
    correct(office, f"{roll}.E7", "99")

    correct(office, sales, "80")

    entry = entries(office, f"{roll}.E7")[-1]
    assert score(office, f"{roll}.E7") == "99"
    assert entry.changed["stays"] == "set_by_people"
    assert entry.changed["figures"] == {"staff": "88", "total": "88"}
    assert verify(office).holds


def test_an_appraisal_that_is_being_rated_again_is_left_alone(office, rolled):
    sales, roll = rolled
    do(office, f"{roll}.E7", Deed.SEND_BACK, to="rating")

    correct(office, sales, "80")
    assert entries(office, f"{roll}.E7")[-1].deed is Deed.SEND_BACK
    give(office, f"{roll}.E7", own="90")

    assert score(office, f"{roll}.E7") == "88.00"


def test_a_change_runs_through_months_quarters_and_years(office):
    year = regulation(
        "year",
        [
            "quarters: {title: 各季 | Quarters, number: 0..100, from: {regulation: quarter, period: within, as: mean}}",
            own(),
        ],
        "total: {formula: quarters + own}",
        period="year",
    )
    months = {label: start(office, MONTHLY, label) for label in ("2026-10", "2026-11", "2026-12")}
    for cycle, figure in zip(months.values(), ("80", "90", "85"), strict=True):
        give(office, f"{cycle}.E7", own=figure)
    give(office, f"{start(office, QUARTER, '2026-Q4')}.E7", bonus="0")
    give(office, f"{start(office, year, '2026')}.E7", own="1")
    assert score(office, "year-2026.E7") == "86.00"

    correct(office, f"{months['2026-11']}.E7", "96")

    assert score(office, "quarter-2026-Q4.E7") == "87.00"
    assert score(office, "year-2026.E7") == "88.00"
    assert verify(office).holds


def test_while_a_source_is_rated_again_the_old_result_holds(office):
    cycle = start(office, MONTHLY, "2026-12")
    give(office, f"{cycle}.E7", own="80")
    give(office, f"{start(office, QUARTER, '2026-Q4')}.E7", bonus="0")

    do(office, f"{cycle}.E7", Deed.SEND_BACK, to="rating")
    assert score(office, "quarter-2026-Q4.E7") == "80.00"
    give(office, f"{cycle}.E7", own="70")

    assert score(office, "quarter-2026-Q4.E7") == "70.00"


GROUP = taking("regulation: monthly, of: reports, period: within, as: mean")


@pytest.fixture
def led(office):
    """Return the cycle of three members, whose leader has been rated by their mean."""
    cycle = start(office, MONTHLY, "2026-12")
    for number, figure in (("E7", "1"), ("E8", "2"), ("E9", "6")):
        give(office, f"{cycle}.{number}", own=figure)
    give(office, f"{start(office, GROUP, '2026-Q4')}.E6")
    assert score(office, "taking-2026-Q4.E6") == "3.00"
    return cycle


def test_a_member_of_a_set_changes_what_was_made_of_the_set(office, led):
    correct(office, f"{led}.E7", "4")

    assert score(office, "taking-2026-Q4.E6") == "4.00"
    assert entries(office, "taking-2026-Q4.E6")[-1].inputs["because"] == [f"{led}.E7"]


def test_whoever_is_withdrawn_no_longer_counts(office, led):
    do(office, f"{led}.E9", Deed.WITHDRAW)

    assert score(office, "taking-2026-Q4.E6") == "1.50"
    assert entries(office, "taking-2026-Q4.E6")[-1].inputs["because"] == [f"{led}/reports=E6"]


MEMBERS = "below: {title: 组员 | Members, number: 0..100, from: {regulation: monthly, of: %s, period: within, as: %s}}"


def test_a_leader_with_two_ways_to_a_member_is_computed_until_it_rests(office):
    """The team takes its members, and the leader takes both the team and the members."""
    team = regulation(
        "team",
        [
            MEMBERS % ("members", "mean"),
            own(),
        ],
        "total: {formula: below + own}",
        appraises="team",
        unless='number != "E6"',
    )
    leader = regulation(
        "leader",
        [
            "team: {title: 班组 | Team, number: 0..100, from: {regulation: team, of: led team}}",
            MEMBERS % ("reports", "min"),
            own(),
        ],
        "total: {formula: team + below + own}",
    )
    cycle = start(office, MONTHLY, "2026-12")
    for number in ("E7", "E8", "E9"):
        give(office, f"{cycle}.{number}", own="6")
    give(office, unit_id(start(office, team, "2026-Q4"), "E6"), own="0")
    give(office, f"{start(office, leader, '2026-Q4')}.E6", own="0")
    assert score(office, "leader-2026-Q4.E6") == "12.00"

    correct(office, f"{cycle}.E7", "3")

    assert score(office, "leader-2026-Q4.E6") == "8.00"
    assert verify(office).holds


def test_more_is_gathered_where_the_change_needs_it(office):
    text = regulation(
        "choosy",
        [
            "first: {title: 甲 | First, number: 0..100, from: {regulation: monthly, period: each month, as: mean}}",
            "second: {title: 乙 | Second, number: 0..100, from: {regulation: form, of: department}}",
            own(),
        ],
        "total: {cases: {first < 50: second + own, otherwise: first + own}}",
    )
    cycle = start(office, MONTHLY, "2026-12")
    give(office, f"{cycle}.E7", own="60")
    give(office, unit_id(start(office, FORM, "2026-Q4"), "Sales"), own="33")
    give(office, f"{start(office, text, '2026-Q4')}.E7", own="0")
    assert set(get(office, "choosy-2026-Q4.E7").fed) == {"first"}

    correct(office, f"{cycle}.E7", "40")

    assert score(office, "choosy-2026-Q4.E7") == "33.00"
    assert set(get(office, "choosy-2026-Q4.E7").fed) == {"first", "second"}


def test_what_would_need_something_that_is_not_there_keeps_its_result(office, caplog):
    text = regulation(
        "choosy",
        [
            "first: {title: 甲 | First, number: 0..100, from: {regulation: monthly, period: each month, as: mean}}",
            "second: {title: 乙 | Second, number: 0..100, from: {regulation: form, of: department}}",
            own(),
        ],
        "total: {cases: {first < 50: second + own, otherwise: first + own}}",
    )
    cycle = start(office, MONTHLY, "2026-12")
    give(office, f"{cycle}.E7", own="60")
    give(office, f"{start(office, text, '2026-Q4')}.E7", own="0")

    correct(office, f"{cycle}.E7", "40")

    assert score(office, "choosy-2026-Q4.E7") == "60.00"
    assert "choosy-2026-Q4.E7 keeps its result: second comes from other appraisals" in caplog.text


def test_results_that_go_in_a_circle_are_left_at_last(office, caplog):
    ring = "others: {title: 其他 | Others, number: 0.., default: 0, from: {regulation: %s}}"
    one = regulation("one", [own(), ring % "two"], "total: {formula: own + others}")
    two = regulation("two", [own(), ring % "one"], "total: {formula: own + others}")
    first = f"{start(office, one, '2026-Q4')}.E7"
    give(office, first, own="1")
    second = f"{start(office, two, '2026-Q4')}.E7"
    give(office, second, own="1")
    do(office, first, Deed.SEND_BACK, to="rating")

    give(office, first, own="1")

    assert "in a circle were left after 20 rounds" in caplog.text
    assert score(office, first) == "23.00"
    assert verify(office).holds


UNTOLD = ("    marks: published\n    due: published + 5 workdays", "    due: opened + 5 workdays")


def test_whoever_has_not_been_told_yet_is_told_of_no_change(office):
    cycle = start(office, MONTHLY, "2026-12")
    give(office, f"{cycle}.E7", own="80")
    give(office, f"{start(office, QUARTER.replace(*UNTOLD), '2026-Q4')}.E7", bonus="0")

    correct(office, f"{cycle}.E7", "70")

    assert score(office, "quarter-2026-Q4.E7") == "70.00"
    with office.store.read() as conn:
        assert not [mail for mail in outbox.of_appraisal(conn, "quarter-2026-Q4.E7") if mail.kind == "rescored"]


def test_what_is_no_longer_public_changes_nothing_for_the_moment(office, caplog):
    caplog.set_level("INFO")
    cycle = start(office, MONTHLY.replace(*UNTOLD), "2026-12")
    give(office, f"{cycle}.E7", own="80")
    give(office, f"{cycle}.E7", "accept")
    give(office, f"{start(office, QUARTER, '2026-Q4')}.E7", bonus="0")

    do(office, f"{cycle}.E7", Deed.REOPEN, to="rating")

    assert score(office, "quarter-2026-Q4.E7") == "80.00"
    assert "quarter-2026-Q4.E7 keeps its result for now" in caplog.text


def test_a_unit_changes_what_was_made_of_all_units(office):
    text = regulation(
        "firm",
        [own(), "all: {title: 各部门 | All, number: 0..1000, from: {regulation: form, of: everybody, as: sum}}"],
        "total: {formula: own + all}",
        appraises="company",
        unless="false",
    )
    form = start(office, FORM, "2026-Q4")
    give(office, unit_id(form, "Sales"), own="3")
    firm = unit_id(start(office, text, "2026-Q4"), "company")
    give(office, firm, own="1")

    correct(office, unit_id(form, "Sales"), "5")

    assert score(office, firm) == "6.00"


def test_whoever_has_no_superior_belongs_to_everybody_too(office):
    text = taking("regulation: monthly, of: everybody, period: within, as: sum")
    every = MONTHLY.replace('department != "Sales"', 'department != "总经理室"')
    cycle = start(office, every, "2026-12")
    give(office, f"{cycle}.E1", own="3")
    give(office, f"{start(office, text, '2026-Q4')}.E7", own="1")

    correct(office, f"{cycle}.E1", "5")

    assert score(office, "taking-2026-Q4.E7") == "6.00"


def test_nothing_is_computed_anew_that_was_never_computed(office):
    workflow = policy.load(MONTHLY)
    planned = get(office, f"{start(office, MONTHLY, '2026-12')}.E7")
    action = Action(deed=Deed.RESCORE, actor="system", standing=Standing.SYSTEM, channel=Channel.PAGE)

    with pytest.raises(NotNowError, match="Cannot rescore"):
        decide(workflow, planned, action, AT)


def test_an_explanation_needs_the_regulation_it_is_of(office, rolled):
    sales, roll = rolled
    correct(office, sales, "80")
    found = entries(office, f"{roll}.E7")

    assert accounts(found, {}) == {}
    assert set(accounts(found, {found[0].fingerprint: policy.load(ROLL)})) == {1, 2}
