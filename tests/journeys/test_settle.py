"""Cohorts are compared once nobody of them is on the way, or because HR says so; twice changes nothing."""

import sys
from decimal import Decimal
from signal import SIGKILL
from subprocess import PIPE, Popen
from threading import Barrier, Thread

import pytest

from cycleflow.core.model import Deed
from cycleflow.core.together import UnequalPoolError
from cycleflow.errors import NotFoundError
from cycleflow.journeys.audit import verify
from cycleflow.journeys.rounds import tick
from cycleflow.journeys.settle import NoOutcomesError, StillOnTheWayError, settle, settle_marked
from cycleflow.store import unsettled
from tests.offices import LAUNCH, launch
from tests.settled import NOW, POOL, entries, found, hr, rate, rate_again, say, settled, without_examples

CYCLE = "monthly-2026-01"
E7, E8, E9 = (f"{CYCLE}.{who}" for who in ("E7", "E8", "E9"))
RANKED = ("    low_run: {", "    place: {formula: rank}\n    low_run: {")
TOLD = ("told: [", "told: [place, ")


@pytest.fixture
def pooled():
    return settled(POOL, RANKED, TOLD, text=without_examples())


@pytest.fixture
def cohort(office, pooled):
    return launch(office, pooled, period="2026-01", now=LAUNCH)


def pays(office, *names):
    return [(found(office, name).outcomes or {}).get("pay") for name in names]


def marked(office):
    with office.store.read() as conn:
        return unsettled.all_cycles(conn)


def test_a_cohort_is_compared_once_nobody_is_on_the_way(office, cohort):
    say(office, E9, "agree", {"goal": "sell"})
    rate(office, E7, 30)
    rate(office, E8, 70)
    assert tick(office, NOW).settled == 0
    assert marked(office) == ()
    say(office, E9, "submit", {"marks": "0"})
    assert marked(office) == (CYCLE,)

    report = tick(office, NOW)

    assert (report.settled, report.failed) == (3, {})
    assert pays(office, E7, E8, E9) == ["300.00", "700.00", "0.00"]
    assert [found(office, name).outcomes["place"] for name in (E7, E8, E9)] == ["2", "1", "3"]
    assert marked(office) == ()
    assert verify(office, CYCLE).holds


def test_compared_again_nothing_changes(office, cohort):
    for name, marks in ((E7, 30), (E8, 70), (E9, 0)):
        rate(office, name, marks)
    tick(office, NOW)

    again = settle(office, CYCLE, by="E2", reason="", now=NOW)
    assert (again.there, again.decisions, again.on_the_way, again.lacking) == (3, [], [], {})
    assert tick(office, NOW).settled == 0
    assert [len(entries(office, name)) for name in (E7, E8, E9)] == [1, 1, 1]


def test_one_result_that_changes_moves_the_shares_of_all(office, cohort):
    for name, marks in ((E7, 30), (E8, 70), (E9, 0)):
        rate(office, name, marks)
    tick(office, NOW)

    rate_again(office, E9, 100)
    tick(office, NOW)

    assert pays(office, E7, E8, E9) == ["150.00", "350.00", "500.00"]
    assert verify(office, CYCLE).holds


def test_a_ruling_marks_the_cohort(office, cohort):
    for name, marks in ((E7, 30), (E8, 70), (E9, 0)):
        rate(office, name, marks)
    tick(office, NOW)
    say(office, E9, "appeal")
    say(office, E9, "rule", {"score": "100", "why": "miscounted"})

    assert tick(office, NOW).settled == 3


def test_who_is_withdrawn_takes_no_part(office, cohort):
    for name, marks in ((E7, 30), (E8, 70)):
        rate(office, name, marks)

    hr(office, E9, Deed.WITHDRAW, reason="long leave")
    tick(office, NOW)

    assert pays(office, E7, E8) == ["300.00", "700.00"]
    assert found(office, E9).outcomes is None
    hr(office, E8, Deed.WITHDRAW, reason="long leave")
    tick(office, NOW)
    assert pays(office, E7) == ["1000.00"]


def test_hr_need_not_wait_but_says_why(office, cohort):
    rate(office, E7, 30)
    rate(office, E8, 70)

    with pytest.raises(StillOnTheWayError, match=r"1 are still on the way \(E9\)"):
        settle(office, CYCLE, by="E2", reason=" ", now=NOW)
    done = settle(office, CYCLE, by="E2", reason="E9 is in court", now=NOW)

    assert (done.there, done.on_the_way) == (2, ["E9"])
    assert pays(office, E7, E8, E9) == ["300.00", "700.00", None]
    (entry,) = entries(office, E7)
    assert (entry.actor, entry.inputs["reason"]) == ("E2", "E9 is in court")


def test_who_comes_later_is_compared_with_all(office, cohort):
    rate(office, E7, 30)
    rate(office, E8, 70)
    settle(office, CYCLE, by="E2", reason="E9 is in court", now=NOW)

    rate(office, E9, 100)
    tick(office, NOW)

    assert pays(office, E7, E8, E9) == ["150.00", "350.00", "500.00"]


def test_groups_do_not_wait_for_each_other(office):
    by_team = settled(POOL, ("  money: [pay]", "  base: team\n  money: [pay]"), text=without_examples())
    launch(office, by_team, period="2026-01", members=("E6", "E7", "E8"))
    rate(office, E7, 30)
    rate(office, E8, 70)

    tick(office, NOW)

    assert pays(office, E7, E8) == ["300.00", "700.00"]
    assert found(office, f"{CYCLE}.E6").outcomes is None


def test_a_sum_nobody_agrees_on_is_told_and_tried_again(office):
    unequal = settled((POOL[0], "allocate: {pool: wage, by: total}"), text=without_examples())
    launch(office, unequal, period="2026-01", members=("E7", "E8"))
    for name, marks, wage in ((E7, 30, "10"), (E8, 70, "20")):
        say(office, name, "agree", {"goal": "sell"})
        say(office, name, "submit", {"marks": str(marks), "wage": wage})

    report = tick(office, NOW)

    assert list(report.failed) == [CYCLE]
    assert "not the same for everybody: 10, 20" in report.failed[CYCLE]
    assert marked(office) == (CYCLE,)
    with pytest.raises(UnequalPoolError):
        settle(office, CYCLE, by="E2", reason="", now=NOW)


def test_ranks_of_earlier_months_count(office):
    last = settled(
        ("streak: {when: score < 35}", "streak: {when: rank_last == 1}"),
        ("low_run == 2", "low_run == 3"),
        text=without_examples(),
    )
    months = ("2026-01", "2026-02", "2026-03")
    for month in months:
        launch(office, last, period=month)
        for who, marks in (("E7", 50), ("E8", 70), ("E9", 60)):
            rate(office, f"monthly-{month}.{who}", marks)
        tick(office, NOW)

    runs = [found(office, f"monthly-{month}.E7").outcomes["low_run"] for month in months]
    assert runs == ["1", "2", "3"]
    assert "elimination" in found(office, "monthly-2026-03.E7").raised
    assert entries(office, "monthly-2026-03.E7")[0].inputs["past"][0]["rank_last"] == "1"

    rate_again(office, "monthly-2026-01.E9", 10)
    while marked(office):
        tick(office, NOW)

    assert [found(office, f"monthly-{month}.E7").outcomes["low_run"] for month in months] == ["0", "1", "2"]
    assert "elimination" not in found(office, "monthly-2026-03.E7").raised
    assert all(verify(office, f"monthly-{month}").holds for month in months)


def test_those_who_are_not_compared_are_settled_again_on_hrs_word(office):
    launch(office, settled(), period="2026-01", members=("E7", "E8"))
    rate(office, E7, 50)

    done = settle(office, CYCLE, by="E2", reason="", now=NOW)

    assert (done.there, done.decisions, done.on_the_way) == (1, [], ["E8"])


def test_what_is_lacking_is_named(office):
    by_nothing = settled(("wage * total / 100", "wage / (total - 34)"), text=without_examples())
    launch(office, by_nothing, period="2026-01", members=("E7",))
    rate(office, E7, 34)

    assert settle(office, CYCLE, by="E2", reason="", now=NOW).lacking == {E7: ["pay"]}


def test_without_outcomes_there_is_nothing_to_settle(office, cycle):
    with pytest.raises(NoOutcomesError, match="quarterly says nothing of what a result causes"):
        settle(office, cycle.id, by="E2", reason="", now=NOW)
    with pytest.raises(NotFoundError):
        settle(office, "nothing", by="E2", reason="", now=NOW)


def test_a_mark_of_a_cycle_without_outcomes_is_dropped(office, cycle):
    with office.store.begin() as conn:
        unsettled.add(conn, [cycle.id])

    assert settle_marked(office, cycle.id, NOW) == ()
    assert marked(office) == ()


def test_two_who_settle_at_once_change_nothing_twice(office, cohort):
    for name, marks in ((E7, 30), (E8, 70), (E9, 0)):
        rate(office, name, marks)
    start = Barrier(2)
    done = []

    def race():
        start.wait()
        done.append(len(settle_marked(office, CYCLE, NOW)))

    racers = [Thread(target=race) for _ in range(2)]
    for one in racers:
        one.start()
    for one in racers:
        one.join()

    assert sorted(done) == [0, 3]
    assert [len(entries(office, name)) for name in (E7, E8, E9)] == [1, 1, 1]


def test_two_months_of_one_person_at_once_miss_nothing(office):
    monthly = settled()
    months = ("2026-01", "2026-02")
    for month in months:
        launch(office, monthly, period=month, members=("E7", "E8", "E9"))
    for month in months:
        for who in ("E7", "E8", "E9"):
            say(office, f"monthly-{month}.{who}", "agree", {"goal": "sell"})
    start = Barrier(2)

    def race(month):
        start.wait()
        for who in ("E7", "E8", "E9"):
            say(office, f"monthly-{month}.{who}", "submit", {"marks": "20"})

    racers = [Thread(target=race, args=[month]) for month in months]
    for one in racers:
        one.start()
    for one in racers:
        one.join()

    for who in ("E7", "E8", "E9"):
        assert found(office, f"monthly-2026-02.{who}").outcomes["low_run"] == "2"


KILLED = """
import sys, time
from datetime import datetime
from cycleflow.journeys import settle as journey
from cycleflow.journeys.office import open_office
from cycleflow.settings import Settings
from cycleflow.store.database import open_store

url, cycle, now = sys.argv[1:]
office = open_office(open_store(url), Settings(database_url=url, secret="k" * 64))
remove = journey.unsettled.remove

def remove_and_hang(*told):
    remove(*told)  # everything is written, nothing is committed
    print("written", flush=True)
    time.sleep(60)

journey.unsettled.remove = remove_and_hang
journey.settle_marked(office, cycle, datetime.fromisoformat(now))
"""


def test_settling_killed_half_way_is_as_if_never_begun(database_url, office, cohort):
    for name, marks in ((E7, 30), (E8, 70), (E9, 0)):
        rate(office, name, marks)
    with Popen([sys.executable, "-c", KILLED, database_url, CYCLE, NOW.isoformat()], stdout=PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "written\n"
        process.kill()

    assert process.returncode == -SIGKILL
    assert [found(office, name).outcomes for name in (E7, E8, E9)] == [None, None, None]
    assert marked(office) == (CYCLE,)
    assert tick(office, NOW).settled == 3
    assert sum(Decimal(str(pay)) for pay in pays(office, E7, E8, E9)) == 1000
    assert verify(office, CYCLE).holds
