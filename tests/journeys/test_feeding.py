"""Figures that other appraisals give, gathered when the answer is given that needs them."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from cycleflow import policy
from cycleflow.core.feeding import NothingToTakeError, TooManyError, UnfitFeedError
from cycleflow.core.launching import unit_id
from cycleflow.core.model import Action, Channel, Decision, Deed, Standing
from cycleflow.journeys.audit import verify
from cycleflow.journeys.circle import Circle
from cycleflow.journeys.feeding import FeedAwaitedError, Feeder, NoFeedError, Order
from cycleflow.journeys.launch import plan_launch
from cycleflow.journeys.sources import WrongKindError
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.store import people
from tests.feeding import AT, do, entries, get, give, own, regulation, start
from tests.offices import LAUNCH, person

FORM = regulation("form", [own()], "total: {formula: own}", appraises="department")
SHARED = "department_total: {title: 部门 | Department, number: 0..100, from: {regulation: form, of: department}}"
ROLL = regulation(
    "roll",
    [own(), SHARED],
    "manager: {weights: {department_total: 80, own: 20}}, staff: {weights: {department_total: 20, own: 80}}, "
    """total: {cases: {'number == "E5"': manager, otherwise: staff}}""",
)
MONTHLY = regulation("monthly", [own()], "total: {formula: own}", period="month")
QUARTER = regulation(
    "quarter",
    [
        "months: {title: 各月 | Months, number: 0..100, from: {regulation: monthly, period: within, as: mean}}",
        own("bonus"),
    ],
    "total: {formula: months + bonus}",
)
ANY = "number: 0..1000"
OTHERS = "others: {{title: 其他 | Others, {kind}, from: {{{source}}}}}"


def taking(source, kind=ANY, total="{formula: own + others}", **more):
    """Return a regulation that takes from others, as a rule from its own other appraisals."""
    indicators = [own(more="default: 0, "), OTHERS.format(kind=kind, source=source)]
    return regulation("taking", indicators, f"total: {total}", **more)


def test_the_departments_total_goes_into_everybody(office):
    form, roll = start(office, FORM, "2026-Q4"), start(office, ROLL, "2026-Q4")
    sales = unit_id(form, "Sales")
    give(office, sales, own="78.8")

    give(office, f"{roll}.E5", own="90")
    made = give(office, f"{roll}.E7", own="90")

    assert str(get(office, f"{roll}.E5").score) == "81.04"
    assert str(get(office, f"{roll}.E7").score) == "87.76"
    assert made.entry.inputs["fed"] == {"department_total": {"value": "78.8", "basis": [(sales, 1)]}}
    assert made.entry.changed["figures"] == {"staff": "87.76", "total": "87.76"}
    assert verify(office).holds


def test_what_is_not_there_yet_is_waited_for_and_nothing_is_lost(office):
    form, roll = start(office, FORM, "2026-Q4"), start(office, ROLL, "2026-Q4")

    with pytest.raises(FeedAwaitedError, match=rf"department_total .*not there yet: Sales \({form}\)"):
        give(office, f"{roll}.E7", own="90")

    assert get(office, f"{roll}.E7").state == "rating"


def test_a_cycle_that_is_not_launched_is_named(office):
    roll = start(office, ROLL, "2026-Q4")

    with pytest.raises(FeedAwaitedError, match=r"form 2026-Q4 \(not launched yet\)"):
        give(office, f"{roll}.E7", own="90")


def test_months_become_a_quarter(office):
    quarter = start(office, QUARTER, "2026-Q4")
    give(office, f"{start(office, MONTHLY, '2026-09')}.E7", own="1")
    for month, figure in (("2026-10", "80"), ("2026-11", "90"), ("2026-12", "85")):
        give(office, f"{start(office, MONTHLY, month)}.E7", own=figure)

    give(office, f"{quarter}.E7", bonus="0")

    assert str(get(office, f"{quarter}.E7").score) == "85.00"


def test_a_month_that_is_missing_in_between_is_waited_for(office):
    quarter = start(office, QUARTER, "2026-Q4")
    for month in ("2026-10", "2026-12"):
        give(office, f"{start(office, MONTHLY, month)}.E7", own="80")

    with pytest.raises(FeedAwaitedError, match=r"monthly 2026-11 \(not launched yet\)"):
        give(office, f"{quarter}.E7", bonus="0")


def test_the_months_before_a_regulation_began_are_not_waited_for(office):
    quarter = start(office, QUARTER, "2026-Q4")
    give(office, f"{start(office, MONTHLY, '2026-12')}.E7", own="70")

    give(office, f"{quarter}.E7", bonus="5")

    assert str(get(office, f"{quarter}.E7").score) == "75.00"


def test_a_quarter_without_any_month_is_waited_for(office):
    quarter = start(office, QUARTER, "2026-Q4")

    with pytest.raises(FeedAwaitedError, match="any cycle of monthly in 2026-Q4"):
        give(office, f"{quarter}.E7", bonus="0")


def test_one_regulation_may_have_months_quarters_and_years(office):
    text = regulation(
        "labour",
        [
            own(more="optional: true, "),
            "months: {title: 各月 | Months, number: 0..100, from: {period: each month, as: mean}}",
            "quarters: {title: 各季 | Quarters, number: 0..100, from: {period: each quarter, as: mean}}",
        ],
        """total: {cases: {'cadence == "month"': own, 'cadence == "quarter"': months, otherwise: quarters}}""",
        period="[month, quarter, year]",
    )
    for month, figure in (("2026-10", "80"), ("2026-11", "90"), ("2026-12", "85")):
        give(office, f"{start(office, text, month)}.E7", own=figure)

    give(office, f"{start(office, text, '2026-Q4')}.E7")
    give(office, f"{start(office, text, '2026')}.E7")

    assert str(get(office, "labour-2026-Q4.E7").score) == "85.00"
    assert str(get(office, "labour-2026.E7").score) == "85.00"
    assert get(office, "labour-2026.E7").fed["quarters"].basis == (("labour-2026-Q4.E7", 1),)


def test_the_superiors_result_can_be_taken(office):
    text = taking("of: manager", total="""{cases: {'number == "E5" or number == "E9"': own, otherwise: others}}""")
    cycle = start(office, text, "2026-Q4")
    give(office, f"{cycle}.E5", own="7")

    give(office, f"{cycle}.E6")

    assert str(get(office, f"{cycle}.E6").score) == "7.00"


def test_somebody_must_give_what_must_be_given(office):
    cycle = start(office, taking("of: manager"), "2026-Q4")

    with pytest.raises(NoFeedError, match=f"none that gives it to {cycle}.E5"):
        give(office, f"{cycle}.E5", own="7")


def test_a_value_of_those_below_counts_for_the_leader(office):
    """A member's veto costs the leader a point in the same month, as soon as it is known."""
    text = regulation(
        "vetoes",
        [
            own(more="optional: true, "),
            "veto: {title: 否决 | Veto, tick: true, by: hr}",
            "vetoes: {title: 组员否决 | Members' vetoes, count: 0.., from: {of: reports, take: veto, as: count}}",
        ],
        "leader: {points: {start: own, vetoes: '-1'}}, member: {cases: {veto: 0, otherwise: own}}, "
        """total: {cases: {'number == "E6"': leader, otherwise: member}}""",
        period="month",
    )
    cycle = start(office, text, "2026-12")
    give(office, f"{cycle}.E7", own="9", veto=True)
    give(office, f"{cycle}.E8", own="9")
    with pytest.raises(FeedAwaitedError, match=rf"张伟 \({cycle}\)"):
        give(office, f"{cycle}.E6", own="8.78")
    give(office, f"{cycle}.E9", own="9")

    give(office, f"{cycle}.E6", own="8.78")

    one = get(office, f"{cycle}.E6")
    assert str(one.score) == "7.78"
    assert one.fed["vetoes"].sets == (f"{cycle}/reports=E6",)
    assert [name for name, _ in one.fed["vetoes"].basis] == [f"{cycle}.E7", f"{cycle}.E8", f"{cycle}.E9"]
    assert verify(office).holds


def skilled(office, groups):
    """Put people of the sales department into skill groups."""
    with office.store.begin() as conn:
        known = people.people(conn)
        changed = [
            person(number, known[number].name, known[number].manager, attributes={"skill_group": group})
            for number, group in groups.items()
        ]
        people.save_people(conn, changed, LAUNCH)


LAST = "period: previous, of: same skill_group, take: own_rate"
HOTLINE = regulation(
    "hotline",
    [
        own("own_rate"),
        "surveys: {title: 测评数 | Surveys, count: 0.., by: hr}",
        "group_rate: {title: 组平均 | Group, number: 0..100, from: {of: same skill_group, take: own_rate, as: mean}}",
        "last_month: {title: 上月 | Last month, list: 0..100, optional: true, from: {LAST}}".replace("LAST", LAST),
    ],
    "challenge: {top: {of: last_month, share: 10}}, rate: {cases: {surveys < 30: group_rate, otherwise: own_rate}}, "
    "total: {formula: rate}",
    period="month",
    more=", also: [challenge]",
    figures_first=True,
)


def rate(office, cycle, number, **figures):
    give(office, f"{cycle}.{number}", **figures)
    return give(office, f"{cycle}.{number}")


def test_a_small_sample_is_replaced_by_the_mean_of_the_group(office):
    skilled(office, {"E7": "VIP", "E8": "VIP", "E9": "全球通"})
    cycle = start(office, HOTLINE, "2026-12")
    give(office, f"{cycle}.E7", own_rate="90", surveys="29")
    with pytest.raises(FeedAwaitedError, match=rf"Ben Bold \({cycle}\)\. Answer"):
        give(office, f"{cycle}.E7")
    rate(office, cycle, "E8", own_rate="80", surveys="30")
    rate(office, cycle, "E9", own_rate="10", surveys="30")

    give(office, f"{cycle}.E7")

    assert str(get(office, f"{cycle}.E8").score) == "80.00"
    with pytest.raises(KeyError):
        get(office, f"{cycle}.E8").fed["group_rate"]
    assert get(office, f"{cycle}.E7").state == "reading"
    assert str(get(office, f"{cycle}.E7").score) == "85.00"


def test_the_threshold_is_the_lowest_of_last_months_best(office):
    twenty = {f"P{n:02}": person(f"P{n:02}", f"P{n}", "E6", attributes={"skill_group": "VIP"}) for n in range(20)}
    with office.store.begin() as conn:
        people.save_people(conn, list(twenty.values()), LAUNCH)
    last = start(office, HOTLINE, "2026-11")
    for n, number in enumerate(twenty):
        rate(office, last, number, own_rate=str(99 - n), surveys="30")
    cycle = start(office, HOTLINE, "2026-12")

    made = rate(office, cycle, "P00", own_rate="95", surveys="30")

    assert made.entry.changed["figures"]["challenge"] == "98"
    assert len(made.appraisal.fed["last_month"].value) == 20


def test_there_is_no_threshold_in_the_first_month(office):
    skilled(office, {"E7": "VIP"})
    cycle = start(office, HOTLINE, "2026-12")

    made = rate(office, cycle, "E7", own_rate="95", surveys="30")

    assert made.entry.changed["figures"] == {"rate": "95", "total": "95"}
    assert made.entry.inputs["fed"] == {"last_month": {"value": None, "basis": []}}


def test_a_month_that_was_left_out_is_waited_for_unless_it_may_be_lacking(office):
    text = taking("period: previous", period="month")
    give(office, f"{start(office, MONTHLY, '2026-10')}.E7", own="70")
    text = text.replace("from: {period: previous}", "from: {regulation: monthly, period: previous}")
    cycle = start(office, text, "2026-12")

    with pytest.raises(FeedAwaitedError, match=r"monthly 2026-11 \(not launched yet\)"):
        give(office, f"{cycle}.E7", own="1")


def test_the_month_before_can_be_carried_over(office):
    text = taking("period: previous, take: total", kind="number: 0..1000, default: 0", period="month")
    give(office, f"{start(office, text, '2026-10')}.E7", own="5")

    give(office, f"{start(office, text, '2026-11')}.E7", own="6")

    assert str(get(office, "taking-2026-10.E7").score) == "5.00"
    assert str(get(office, "taking-2026-11.E7").score) == "11.00"


def test_a_grade_can_be_taken(office):
    graded = regulation("graded", [own()], "total: {formula: own}")
    graded = graded.replace("\nstates:", "\ngrades: {A: from 90, B: below 90}\nstates:")
    text = taking(
        "regulation: graded, take: grade",
        kind="choice: {A: 甲 | A, B: 乙 | B}",
        total="""{cases: {'others == "A"': own * 2, otherwise: own}}""",
    )
    give(office, f"{start(office, graded, '2026-Q4')}.E7", own="95")

    give(office, f"{start(office, text, '2026-Q4')}.E7", own="5")

    assert str(get(office, "taking-2026-Q4.E7").score) == "10.00"


@pytest.mark.parametrize(
    ("fold", "comes_to"), [("mean", "3.67"), ("sum", "11.00"), ("count", "3.00"), ("min", "1.00"), ("max", "6.00")]
)
def test_many_become_one(office, fold, comes_to):
    text = taking(f"regulation: monthly, of: reports, period: within, as: {fold}")
    cycle = start(office, MONTHLY, "2026-12")
    for number, figure in (("E7", "1"), ("E8", "4"), ("E9", "6")):
        give(office, f"{cycle}.{number}", own=figure)

    give(office, f"{start(office, text, '2026-Q4')}.E6")

    assert str(get(office, "taking-2026-Q4.E6").score) == comes_to


@pytest.mark.parametrize(("fold", "comes_to"), [("sum", "0.00"), ("count", "0.00"), ("mean", None)])
def test_of_nobody_there_is_no_mean_but_a_sum(office, fold, comes_to):
    text = taking(f"regulation: monthly, of: reports, period: within, as: {fold}")
    start(office, MONTHLY, "2026-12")
    cycle = start(office, text, "2026-Q4")

    if comes_to is None:
        with pytest.raises(NoFeedError):
            give(office, f"{cycle}.E7")
    else:
        give(office, f"{cycle}.E7")
        assert str(get(office, f"{cycle}.E7").score) == comes_to


def test_whoever_was_withdrawn_gives_nothing(office):
    text = taking("regulation: monthly, of: reports, period: within, as: mean")
    cycle = start(office, MONTHLY, "2026-12")
    give(office, f"{cycle}.E7", own="1")
    give(office, f"{cycle}.E8", own="3")
    do(office, f"{cycle}.E9", Deed.WITHDRAW)

    give(office, f"{start(office, text, '2026-Q4')}.E6")

    assert str(get(office, "taking-2026-Q4.E6").score) == "2.00"


def test_the_whole_cycle_can_be_taken(office):
    text = taking("regulation: monthly, of: everybody, period: within, as: sum")
    cycle = start(office, MONTHLY, "2026-12")
    for number in ("E5", "E6", "E7", "E8", "E9"):
        give(office, f"{cycle}.{number}", own="2")

    give(office, f"{start(office, text, '2026-Q4')}.E7")

    assert str(get(office, "taking-2026-Q4.E7").score) == "10.00"
    assert get(office, "taking-2026-Q4.E7").fed["others"].sets == (f"{cycle}/everybody",)


UNITS = {
    ("department", "members"): (["E5", "E6", "E7", "E8", "E9"], "Sales"),
    ("team", "members"): (["E7", "E8", "E9"], "E6"),
}


@pytest.mark.parametrize(("appraises", "of"), UNITS)
def test_a_unit_takes_of_its_members(office, appraises, of):
    numbers, key = UNITS[appraises, of]
    text = regulation(
        "unit",
        [
            own(),
            OTHERS.format(kind=ANY, source=f"regulation: monthly, of: {of}, period: within, as: mean"),
        ],
        "total: {formula: own + others}",
        appraises=appraises,
    )
    cycle = start(office, MONTHLY, "2026-12")
    for number in numbers:
        give(office, f"{cycle}.{number}", own="2")
    unit = unit_id(start(office, text, "2026-Q4"), key)

    give(office, unit, own="1")

    assert str(get(office, unit).score) == "3.00"


def test_the_company_takes_of_everybody_at_work(office):
    every = MONTHLY.replace('department != "Sales"', "false")
    text = regulation(
        "unit",
        [
            own(),
            OTHERS.format(kind=ANY, source="regulation: monthly, of: members, period: within, as: sum"),
        ],
        "total: {formula: own + others}",
        appraises="company",
        unless="false",
    )
    cycle = start(office, every, "2026-12")
    for n in range(1, 10):
        give(office, f"{cycle}.E{n}", own="2") if n > 1 else do(office, f"{cycle}.E1", Deed.WITHDRAW)
    unit = unit_id(start(office, text, "2026-Q4"), "company")

    give(office, unit, own="1")

    assert str(get(office, unit).score) == "17.00"


TEAM = regulation("team", [own()], "total: {formula: own}", appraises="team", unless='number != "E6"')
COMPANY = regulation("firm", [own()], "total: {formula: own}", appraises="company", unless="false")


@pytest.mark.parametrize(
    ("source", "text", "key", "number"),
    [
        ("regulation: team, of: team", TEAM, "E6", "E7"),
        ("regulation: team, of: led team", TEAM, "E6", "E6"),
        ("regulation: firm, of: company", COMPANY, "company", "E7"),
        ("regulation: form, of: department", FORM, "Sales", "E7"),
    ],
)
def test_what_a_unit_comes_to_goes_to_a_person(office, source, text, key, number):
    give(office, unit_id(start(office, text, "2026-Q4"), key), own="8")
    cycle = start(office, taking(source), "2026-Q4")

    give(office, f"{cycle}.{number}", own="1")

    assert str(get(office, f"{cycle}.{number}").score) == "9.00"


def test_a_unit_takes_its_own_and_its_heads(office):
    """The head scored 88, so the department has 88."""
    head = regulation("head", [own()], "total: {formula: own}")
    text = regulation(
        "unit",
        [OTHERS.format(kind=ANY, source="regulation: head"), own("bonus")],
        "total: {formula: others + bonus}",
        appraises="department",
    )
    give(office, f"{start(office, head, '2026-Q4')}.E5", own="88")
    unit = unit_id(start(office, text, "2026-Q4"), "Sales")

    give(office, unit, bonus="0")

    assert str(get(office, unit).score) == "88.00"


def test_a_units_own_result_before(office):
    text = regulation(
        "unit",
        [own(), OTHERS.format(kind="number: 0..1000, default: 0", source="period: previous")],
        "total: {formula: own + others}",
        appraises="department",
    )
    give(office, unit_id(start(office, text, "2026-Q3"), "Sales"), own="3")
    unit = unit_id(start(office, text, "2026-Q4"), "Sales")

    give(office, unit, own="4")

    assert str(get(office, unit).score) == "7.00"


@pytest.mark.parametrize("of", ["self", "team", "reports"])
def test_what_is_appraised_otherwise_is_refused_by_name(office, of):
    fold = ", as: sum" if of == "reports" else ""
    cycle = start(office, taking(f"regulation: form, of: {of}{fold}"), "2026-Q4")
    start(office, FORM, "2026-Q4")

    with pytest.raises(WrongKindError, match="form appraises not each person but each department"):
        give(office, f"{cycle}.E7", own="1")


def test_a_figure_out_of_range_is_refused(office):
    give(office, f"{start(office, MONTHLY, '2026-12')}.E7", own="101")
    cycle = start(office, QUARTER, "2026-Q4")

    with pytest.raises(UnfitFeedError, match="months would be 101"):
        give(office, f"{cycle}.E7", bonus="0")


def test_what_the_other_regulation_does_not_have_is_refused(office):
    start(office, MONTHLY, "2026-12")
    text = QUARTER.replace("period: within", "period: within, take: ownn")
    cycle = start(office, text, "2026-Q4")

    with pytest.raises(NothingToTakeError, match="monthly has no ownn"):
        give(office, f"{cycle}.E7", bonus="0")


def test_what_is_on_trial_gives_nothing_to_what_is_effective(office):
    trial = MONTHLY.replace("status: effective", "status: trial")
    give(office, f"{start(office, trial, '2026-12')}.E7", own="80")
    effective = start(office, QUARTER, "2026-Q4")
    on_trial = QUARTER.replace("status: effective", "status: trial").replace("workflow: quarter", "workflow: tried")
    tried = start(office, on_trial, "2026-Q4")

    with pytest.raises(FeedAwaitedError, match="any cycle of monthly"):
        give(office, f"{effective}.E7", bonus="0")
    give(office, f"{tried}.E7", bonus="0")

    assert str(get(office, f"{tried}.E7").score) == "80.00"


def test_a_list_takes_no_more_than_it_may(office, monkeypatch):
    monkeypatch.setattr("cycleflow.core.feeding.MOST_VALUES", 2)
    source = "regulation: monthly, of: reports, period: within"
    text = taking(source, kind="list: 0..100", total="{formula: own + best}").replace(
        "measures: {", "measures: {best: {top: {of: others, share: 10}}, "
    )
    cycle = start(office, MONTHLY, "2026-12")
    for number in ("E7", "E8", "E9"):
        give(office, f"{cycle}.{number}", own="2")
    taker = start(office, text, "2026-Q4")

    with pytest.raises(TooManyError, match="others would take 3 values; more than 2"):
        give(office, f"{taker}.E6")


def test_many_sources_are_named_together(office, monkeypatch):
    monkeypatch.setattr("cycleflow.journeys.feeding.MOST_NAMED", 2)
    text = taking("regulation: monthly, of: reports, period: within, as: sum")
    cycle = start(office, MONTHLY, "2026-12")
    for number in ("E7", "E8", "E9"):
        give(office, f"{cycle}.{number}", own="2")

    give(office, f"{start(office, text, '2026-Q4')}.E6")

    assert get(office, "taking-2026-Q4.E6").fed["others"].basis == ((f"{cycle}/reports=E6", 3),)


def test_only_a_few_of_those_awaited_are_named(office):
    text = taking("regulation: monthly, of: everybody, period: within, as: sum")
    every = MONTHLY.replace('department != "Sales"', "false")
    start(office, every, "2026-12")
    cycle = start(office, text, "2026-Q4")

    with pytest.raises(FeedAwaitedError, match=r"沈国栋 \(monthly-2026-12\), .*, 4 more"):
        give(office, f"{cycle}.E7")


def test_an_answer_can_bring_no_figures_of_its_own(office):
    form, roll = start(office, FORM, "2026-Q4"), start(office, ROLL, "2026-Q4")
    give(office, unit_id(form, "Sales"), own="50")
    give(office, f"{roll}.E7", own="50")

    entry = entries(office, f"{roll}.E7")[-1]
    assert entry.inputs["fed"]["department_total"]["value"] == "50"
    assert AT - timedelta(1) < entry.at


def moved(office, number, **columns):
    """Change columns of somebody in the people file."""
    with office.store.begin() as conn:
        known = people.people(conn)
        people.save_people(conn, [replace(known[number], **columns)], LAUNCH)


def test_whoever_is_not_at_work_is_passed_over(office):
    moved(office, "E6", status="leave")
    text = taking("of: manager", total="""{cases: {'number == "E5"': own, otherwise: others}}""")
    cycle = start(office, text, "2026-Q4")
    give(office, f"{cycle}.E5", own="7")
    give(office, f"{cycle}.E7")
    below = start(office, taking("regulation: monthly, of: reports, period: within, as: sum"), "2026-Q3")
    monthly = start(office, MONTHLY, "2026-09")
    for number in ("E7", "E8", "E9"):
        give(office, f"{monthly}.{number}", own="2")

    give(office, f"{below}.E5")

    assert str(get(office, f"{cycle}.E7").score) == "7.00"
    assert str(get(office, f"{below}.E5").score) == "6.00"


def test_nobody_is_the_same_in_a_blank_column(office):
    text = taking("regulation: monthly, of: same skill_group, period: within, as: count")
    give(office, f"{start(office, MONTHLY, '2026-12')}.E7", own="2")

    give(office, f"{start(office, text, '2026-Q4')}.E7")

    assert str(get(office, "taking-2026-Q4.E7").score) == "0.00"


def test_what_was_taken_can_be_taken_on(office):
    give(office, unit_id(start(office, FORM, "2026-Q4"), "Sales"), own="8")
    text = regulation(
        "chain",
        [
            "first: {title: 甲 | First, number: 0..100, from: {regulation: form, of: department}}",
            "second: {title: 乙 | Second, number: 0..100, from: {of: manager, take: first}}",
            own(),
        ],
        """total: {cases: {'number == "E6"': first + own, otherwise: second + own}}""",
    )
    cycle = start(office, text, "2026-Q4")
    with pytest.raises(FeedAwaitedError, match=r"second .* Lena Lead"):
        give(office, f"{cycle}.E7", own="1")
    give(office, f"{cycle}.E6", own="1")

    give(office, f"{cycle}.E7", own="1")

    assert str(get(office, f"{cycle}.E7").score) == "9.00"


def test_a_measure_that_does_not_apply_gives_nothing(office):
    text = taking("regulation: sparse, take: extra", kind="number: 0..9, default: 4")
    sparse = regulation(
        "sparse",
        [own(), "rare: {title: 偶 | Rare, number: 0..9, optional: true, by: hr}"],
        "extra: {formula: rare}, total: {formula: own}",
        more=", also: [extra]",
    )
    give(office, f"{start(office, sparse, '2026-Q4')}.E7", own="1")

    give(office, f"{start(office, text, '2026-Q4')}.E7", own="1")

    assert str(get(office, "taking-2026-Q4.E7").score) == "5.00"


@pytest.mark.parametrize("wrong", ["number: 0..9", "tick: true"])
def test_a_level_is_no_figure_and_no_truth(office, wrong):
    levels = regulation(
        "levels",
        [own(), "tier: {title: 级 | Tier, choice: {A: 甲 | A, B: 乙 | B}, by: hr}"],
        "graded: {lookup: {by: tier, in: {A: 1, B: 2}}}, total: {formula: own + graded}",
    )
    total = "{cases: {others: own, otherwise: own}}" if "tick" in wrong else "{formula: own + others}"
    text = taking("regulation: levels, take: tier", kind=wrong, total=total)
    give(office, f"{start(office, levels, '2026-Q4')}.E7", own="1", tier="A")
    cycle = start(office, text, "2026-Q4")

    with pytest.raises(UnfitFeedError, match="others would be A"):
        give(office, f"{cycle}.E7", own="1")


def test_a_truth_can_be_taken(office):
    ticks = regulation(
        "ticks",
        [own(), "veto: {title: 否决 | Veto, tick: true, by: hr}"],
        "total: {points: {start: own, veto: '-1'}}",
    )
    total = "{cases: {others: 0, otherwise: own}}"
    text = taking("regulation: ticks, take: veto", kind="tick: true", total=total)
    source = start(office, ticks, "2026-Q4")
    give(office, f"{source}.E7", own="1", veto=True)
    give(office, f"{source}.E8", own="1")
    cycle = start(office, text, "2026-Q4")

    for number in ("E7", "E8"):
        give(office, f"{cycle}.{number}", own="3")

    assert [str(get(office, f"{cycle}.{number}").score) for number in ("E7", "E8")] == ["0.00", "3.00"]


def test_who_is_eligible_may_depend_on_others(office):
    text = taking("regulation: form, of: department").replace(
        "eligibility: [",
        "eligibility: [{at: scoring, when: others < 50, then: not_assessed, reason: 部门不达标 | Failed}, ",
    )
    give(office, unit_id(start(office, FORM, "2026-Q4"), "Sales"), own="40")
    cycle = start(office, text, "2026-Q4")

    give(office, f"{cycle}.E7", own="3")

    assert get(office, f"{cycle}.E7").score is None
    assert get(office, f"{cycle}.E7").fed["others"].value == "40"


def test_the_way_may_depend_on_others(office):
    """What only the flow asks for is gathered when it is asked for, beside what the score has taken."""
    shared = "shared: {title: 部门 | Department, number: 0..100, from: {regulation: form, of: department}}"
    text = taking("regulation: monthly, period: within, as: mean", more=", also: [late]").replace(
        "measures: {", "measures: {late: {cases: {'number == \"E9\"': shared, otherwise: 0}}, "
    )
    text = text.replace("sheets:", f"  {shared}\nsheets:").replace(
        "answers: {accept: closed,", "answers: {accept: {to: {shared < 50: review, otherwise: closed}},"
    )
    give(office, unit_id(start(office, FORM, "2026-Q4"), "Sales"), own="40")
    give(office, f"{start(office, MONTHLY, '2026-12')}.E7", own="5")
    cycle = start(office, text, "2026-Q4")
    give(office, f"{cycle}.E7", own="3")
    assert set(get(office, f"{cycle}.E7").fed) == {"others"}

    give(office, f"{cycle}.E7", "accept")

    one = get(office, f"{cycle}.E7")
    assert one.state == "review"
    assert set(one.fed) == {"others", "shared"}
    assert verify(office).holds


def orders_of(office, cycle, numbers):
    workflow = office.workflows(get(office, f"{cycle}.{numbers[0]}").fingerprint)
    for number in numbers:
        appraisal = get(office, f"{cycle}.{number}")
        task = appraisal.open_tasks[0]
        action = Action(
            deed=Deed.ANSWER,
            actor=task.member.person,
            standing=Standing.PERSON,
            channel=Channel.IMPORT,
            task=task.id,
            inputs={"answer": "submit", "sheet": {"own": "1"}},
        )
        yield Order(workflow=workflow, appraisal=appraisal, action=action)


WITHIN = "period: within"
GROUPED = f"regulation: monthly, of: same skill_group, {WITHIN}"
BULK = regulation(
    "bulk",
    [
        own(),
        "shared: {title: 部门 | Department, number: 0..100, from: {regulation: form, of: department}}",
        f"mean: {{title: 组 | Group, {ANY}, from: {{{GROUPED}, as: mean}}}}",
        f"boss: {{title: 上级 | Boss, {ANY}, default: 1, from: {{regulation: form, of: department, take: own}}}}",
        "up: {title: 上级 | Up, number: 0..100, default: 0, from: {period: previous, of: manager}}",
        f"down: {{title: 下级 | Down, {ANY}, from: {{regulation: monthly, of: reports, {WITHIN}, as: count}}}}",
    ],
    "total: {formula: own + shared + mean + boss + up + down}",
)


def test_many_are_fed_with_as_few_questions_as_one(office):
    """Each source is asked for once, however many are measured against it."""
    skilled(office, dict.fromkeys(("E5", "E6", "E7", "E8", "E9"), "VIP"))
    moved(office, "E7", manager="E6")
    monthly = start(office, MONTHLY, "2026-12")
    for number in ("E5", "E6", "E7", "E8", "E9"):
        give(office, f"{monthly}.{number}", own="2")
    give(office, unit_id(start(office, FORM, "2026-Q4"), "Sales"), own="8")
    cycle = start(office, BULK, "2026-Q4")

    asked, scores = [], {}
    for numbers in (["E7", "E8"], ["E5", "E6", "E7", "E8", "E9"]):
        orders = list(orders_of(office, cycle, numbers))
        with office.store.read() as conn, counted(conn) as statements:
            made = Feeder(office, conn, is_bulk=True, only_looks=True).decide_all(orders, AT)
        asked.append(len(statements))
        scores = {one.appraisal.person: str(one.appraisal.score) for one in made if isinstance(one, Decision)}

    assert scores == {"E5": "20.00", "E6": "22.00", "E7": "19.00", "E8": "19.00", "E9": "19.00"}
    assert asked[0] == asked[1]


@contextmanager
def counted(connection):
    statements = []

    def note(_conn, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield statements
    event.remove(connection, "before_cursor_execute", note)


def test_a_line_that_goes_in_a_circle_leads_to_nobody(office):
    moved(office, "E5", manager="E6", status="leave")
    moved(office, "E6", manager="E5", status="leave")

    with office.store.read() as conn:
        found = Circle(conn, is_whole=False)
        assert found.manager("E7") is None
        assert found.reports("E5") == ("E7", "E8", "E9")
        assert found.manager("E99") is None


def test_for_many_at_once_everybody_is_read_once(office):
    with office.store.read() as conn:
        whole, one_by_one = Circle(conn, is_whole=True), Circle(conn, is_whole=False)
        assert whole.manager("E7") == one_by_one.manager("E7") == "E6"
        assert sorted(whole.having("department", "HR")) == sorted(one_by_one.having("department", "HR"))
        with counted(conn) as statements:
            assert whole.having("department", "HR") == ("E2", "E3", "E4")
        assert not statements


# -- said before a launch


def warnings(office, text, period="2026-Q4"):
    return plan_launch(office, LaunchOrder(workflow=policy.load(text), period=period, by="E2"), AT).warnings


def test_a_launch_says_what_scores_will_wait_for(office):
    assert "'department_total' comes from form 2026-Q4 (not launched yet); scores wait for it." in warnings(
        office, ROLL
    )

    start(office, FORM, "2026-Q4")

    assert not any("comes from" in one for one in warnings(office, ROLL))


def test_a_launch_says_that_what_is_on_trial_does_not_count(office):
    start(office, FORM.replace("status: effective", "status: trial"), "2026-Q4")

    assert "'department_total' comes from form 2026-Q4 (on trial); scores wait for it." in warnings(office, ROLL)
    with pytest.raises(FeedAwaitedError, match=r"form 2026-Q4 \(on trial\)"):
        give(office, f"{start(office, ROLL, '2026-Q4')}.E7", own="90")


def test_months_that_follow_are_not_said_to_be_missing(office):
    assert "'months' comes from any cycle of monthly; scores wait for it." in warnings(office, QUARTER)

    start(office, MONTHLY, "2026-07")

    assert not any("comes from" in one for one in warnings(office, QUARTER))


def test_what_may_be_lacking_holds_nothing_up(office):
    text = taking("regulation: form, of: department", kind="number: 0..1000, default: 0")

    (said,) = (one for one in warnings(office, text) if "comes from" in one)
    assert said.endswith("(not launched yet); where it is lacking, its default counts or it is left out.")


def test_only_what_somebody_needs_is_said_to_be_missing(office):
    text = taking("regulation: form", total="""{cases: {'number == "E1"': others, otherwise: own}}""")

    assert not any("comes from" in one for one in warnings(office, text))
