"""Figures that other appraisals give, gathered when the answer is given that needs them."""

from datetime import timedelta

import pytest

from cycleflow.core.feeding import NothingToTakeError, TooManyError, UnfitFeedError
from cycleflow.core.launching import unit_id
from cycleflow.core.model import Deed
from cycleflow.journeys.audit import verify
from cycleflow.journeys.feeding import FeedAwaitedError, NoFeedError
from cycleflow.journeys.sources import WrongKindError
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
