"""Outcomes on the database: settled once, looked back on, undone where an earlier period is rated anew."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cycleflow.core.model import Channel, Deed
from cycleflow.journeys.answer import answer
from cycleflow.journeys.audit import verify
from cycleflow.journeys.rounds import tick
from cycleflow.store import outbox, people
from tests.offices import LAUNCH, launch, person
from tests.settled import (
    NOW,
    entries,
    found,
    hr,
    rate,
    rate_again,
    say,
    settled,
    without_examples,
    without_outcomes,
    without_wage,
)

MONTHS = ("2026-01", "2026-02", "2026-03")


def names(who="E7", regulation="monthly"):
    return [f"{regulation}-{month}.{who}" for month in MONTHS]


@pytest.fixture
def monthly():
    return settled()


@pytest.fixture
def quarter(office, monthly):
    """Launch three months for two people."""
    for month in MONTHS:
        launch(office, monthly, period=month, members=("E7", "E8"), now=LAUNCH)


def test_outcomes_are_settled_in_the_moment_the_result_is_there(office, quarter):
    rate(office, names()[0], 90)

    one = found(office, names()[0])
    (entry,) = entries(office, names()[0])
    assert (one.state, one.outcomes) == ("result", {"low_run": "0", "poor": "0", "pay": "1800.00"})
    assert (entry.seq, entry.at, entry.actor) == (one.seq, NOW, "system")
    assert verify(office, "monthly-2026-01").holds


def test_a_streak_fires_once_in_three_months_and_says_why(office, quarter):
    for name, marks in zip(names(), (34, 34, 30), strict=True):
        rate(office, name, marks)

    assert [found(office, name).outcomes["low_run"] for name in names()] == ["1", "2", "3"]
    assert [list(found(office, name).raised) for name in names()] == [[], ["elimination"], ["transfer"]]
    (entry,) = entries(office, names()[1])
    assert entry.changed["raised"] == ["elimination"]
    assert entry.inputs["past"] == [{"appraisal": names()[0], "period": "2026-01", "score": "34.00", "grade": "C"}]


def test_a_good_month_ends_the_streak(office, quarter):
    for name, marks in zip(names(), (34, 36, 34), strict=True):
        rate(office, name, marks)

    assert [found(office, name).outcomes["low_run"] for name in names()] == ["1", "0", "1"]
    assert not any("elimination" in found(office, name).raised for name in names())


def test_rating_an_earlier_month_anew_undoes_the_streak(office, quarter):
    for name, marks in zip(names(), (34, 34, 30), strict=True):
        rate(office, name, marks)

    rate_again(office, names()[0], 80)

    assert [found(office, name).outcomes["low_run"] for name in names()] == ["0", "1", "2"]
    assert [list(found(office, name).raised) for name in names()] == [[], [], ["elimination"]]
    second = entries(office, names()[1])[-1]
    assert second.changed["withdrawn"] == ["elimination"]
    assert second.changed["outcomes"] == {"low_run": ["2", "1"], "poor": ["2", "1"]}
    assert [len(entries(office, name)) for name in names()] == [2, 2, 2]
    assert all(verify(office, f"monthly-{month}").holds for month in MONTHS)


def test_rating_a_month_anew_may_raise_what_was_not_raised(office, quarter):
    for name, marks in zip(names(), (80, 34, 30), strict=True):
        rate(office, name, marks)

    rate_again(office, names()[0], 20)

    assert [list(found(office, name).raised) for name in names()] == [[], ["elimination"], ["transfer"]]


def test_a_ruling_after_the_result_settles_it_anew(office, quarter):
    for name, marks in zip(names(), (34, 34, 30), strict=True):
        rate(office, name, marks)
    say(office, names()[1], "appeal")

    say(office, names()[1], "rule", {"score": "70", "why": "miscounted"})

    assert found(office, names()[1]).outcomes == {"low_run": "0", "poor": "1", "pay": "1400.00"}
    assert found(office, names()[2]).outcomes["low_run"] == "1"
    assert found(office, names()[2]).raised == {}


def test_a_month_that_arrives_late_is_taken_into_account(office, quarter):
    rate(office, names()[0], 34)
    rate(office, names()[2], 34)
    assert found(office, names()[2]).outcomes["low_run"] == "1"
    assert entries(office, names()[2])[0].inputs["past"][0]["gap"] is True

    rate(office, names()[1], 34)

    assert found(office, names()[2]).outcomes["low_run"] == "3"


def test_a_month_that_is_withdrawn_no_longer_counts(office, quarter):
    for name in names():
        rate(office, name, 34)
    hr(office, names()[1], Deed.WITHDRAW, reason="long leave")

    assert found(office, names()[2]).outcomes["low_run"] == "1"


def test_others_are_left_alone(office, quarter):
    for name in (*names(), *names("E8")):
        rate(office, name, 34)

    rate_again(office, names()[0], 80)

    assert [len(entries(office, name)) for name in names("E8")] == [1, 1, 1]
    assert list(found(office, names("E8")[1]).raised) == ["elimination"]


def test_a_correction_that_changes_nothing_leaves_no_entry(office, quarter):
    for name in names():
        rate(office, name, 34)

    rate_again(office, names()[0], 34)

    assert [len(entries(office, name)) for name in names()] == [1, 1, 1]


def test_moving_on_settles_nothing_again(office, quarter):
    rate(office, names()[0], 34)

    say(office, names()[0], "accept")

    assert len(entries(office, names()[0])) == 1


def test_what_came_before_the_outcomes_counts_once_it_is_over(office, monthly):
    before = settled(text=without_outcomes())
    launch(office, before, period="2026-01", members=("E7",))
    launch(office, monthly, period="2026-02", members=("E7",))
    rate(office, names()[0], 34)
    rate(office, names()[1], 34)
    assert found(office, names()[1]).outcomes["low_run"] == "1"

    say(office, names()[0], "accept")
    launch(office, monthly, period="2026-03", members=("E7",))
    rate(office, names()[2], 34)

    assert found(office, names()[2]).outcomes["low_run"] == "3"


def test_a_trial_counts_for_nothing_but_a_trial(office, monthly):
    trial = settled(("status: effective", "status: trial"))
    launch(office, trial, period="2026-01", members=("E7",))
    launch(office, trial, period="2026-02", members=("E7",))
    launch(office, monthly, period="2026-03", members=("E7",))

    for name in names():
        rate(office, name, 34)

    assert [found(office, name).outcomes["low_run"] for name in names()] == ["1", "2", "1"]


def test_a_year_is_no_month(office):
    both = settled(("period: month", "period: [month, year]"))
    launch(office, both, period="2025", members=("E7",))
    launch(office, both, period="2026-01", members=("E7",))
    rate(office, "monthly-2025.E7", 10)

    rate(office, names()[0], 34)

    assert found(office, names()[0]).outcomes["low_run"] == "1"


def test_what_is_known_now_counts(office):
    changes = without_wage('cases: {level == "M1": 1, otherwise: 2}')
    by_level = settled(*changes, text=without_examples())
    launch(office, by_level, period="2026-01", members=("E7",))
    with office.store.begin() as conn:
        people.save_people(conn, [replace(person("E7", "王芳", "E6"), level="M1")], NOW)

    rate(office, names()[0], 34)

    assert found(office, names()[0]).outcomes["pay"] == "1.00"
    assert entries(office, names()[0])[0].inputs["facts"] == {"level": "M1"}


def test_without_agreement_nothing_is_deducted(office, quarter):
    rate(office, names()[0], 34, agreed=False)

    assert found(office, names()[0]).outcomes["pay"] == "2000.00"


def test_what_cannot_be_worked_out_stops_nobody(office):
    by_nothing = settled(("wage * total / 100", "wage / (total - 34)"), text=without_examples())
    launch(office, by_nothing, period="2026-01", members=("E7",))

    rate(office, names()[0], 34)

    assert found(office, names()[0]).state == "result"
    assert "division by zero" in entries(office, names()[0])[0].changed["lacking"]["pay"]


def test_the_clock_settles_too(office):
    silent = settled(("settle: result", "settle: closed"), text=without_examples())
    launch(office, silent, period="2026-01", members=("E7",))
    rate(office, names()[0], 34)

    report = tick(office, NOW + timedelta(days=8))

    assert (report.moved, report.settled) == (1, 0)
    (entry,) = entries(office, names()[0])
    assert entry.channel is Channel.CLOCK


def do_duty(office, name, duty, choice, *, by):
    """Let somebody answer what he is asked beside the states."""
    task = next(one for one in found(office, name).open_errands if (one.state, one.member.person) == (duty, by))
    return answer(office, task.id, by, choice=choice, sheet={}, channel=Channel.PAGE, now=NOW)


def asked(office, name):
    return [(one.state, one.member.person) for one in found(office, name).open_errands]


def told(office, name, kind):
    with office.store.read() as conn:
        return [mail.person for mail in outbox.of_appraisal(conn, name) if mail.kind == kind]


def test_a_streak_asks_those_who_decide(office, quarter):
    for name in names()[:2]:
        rate(office, name, 34)

    assert asked(office, names()[1]) == [("elimination", "E2"), ("elimination", "E3")]
    (row,) = found(office, names()[1]).duties["elimination"].rows
    assert row.reason == "连续两次低于35分 | Twice running below 35"
    assert {"E2", "E3"} <= set(told(office, names()[1], "task"))


def test_what_no_longer_holds_is_called_off_and_those_asked_are_told(office, quarter):
    for name in names()[:2]:
        rate(office, name, 34)

    rate_again(office, names()[0], 80)

    assert asked(office, names()[1]) == []
    assert told(office, names()[1], "called_off") == ["E2", "E3"]
    (row,) = found(office, names()[1]).duties["elimination"].rows
    assert (row.status.value, row.reason) == ("withdrawn", "结果已更改 | The result has been changed")


def test_what_has_been_decided_on_it_is_overturned_with_all_it_led_to(office, quarter):
    for name in names()[:2]:
        rate(office, name, 34)
    do_duty(office, names()[1], "elimination", "approve", by="E2")
    assert asked(office, names()[1]) == [("termination", "E6")]

    rate_again(office, names()[0], 80)

    assert asked(office, names()[1]) == []
    assert told(office, names()[1], "overturned") == ["E2"]
    assert told(office, names()[1], "called_off") == ["E6"]
    assert found(office, names()[1]).duties["elimination"].rows[0].status.value == "done"
    assert verify(office, "monthly-2026-02").holds


def test_what_nobody_can_be_asked_is_noted_and_tried_again(office, monthly):
    nobody = settled(("hr: group(hr)", "hr: group(nobody)"))
    launch(office, nobody, period="2026-01", members=("E7",))
    launch(office, nobody, period="2026-02", members=("E7",))

    for name in names()[:2]:
        rate(office, name, 34)

    assert found(office, names()[1]).raised == {}
    assert "elimination" in entries(office, names()[1])[0].changed["lacking"]


def test_a_figure_of_the_regulation_is_that_of_the_cycle(office):
    """From February on it is more; January, rated again in April, is settled by the figure of January."""
    figure = ("roles:", "parameters: {most: {until 2026-01: 2000, from 2026-02: 3000}}\nroles:")
    workflow = settled(figure, *without_wage("formula: most * total / 100"), text=without_examples())
    for month in MONTHS[:2]:
        launch(office, workflow, period=month, members=("E7",), now=LAUNCH)
    for name in names()[:2]:
        rate(office, name, 50)

    rate_again(office, names()[0], 60)

    assert [found(office, name).outcomes["pay"] for name in names()[:2]] == ["1200.00", "1500.00"]
    assert verify(office).holds
