"""A cycle is closed when all of it is over, or cut short with a reason; and runs again when something in it does."""

import pytest

from cycleflow.core.cycle import CycleStatus
from cycleflow.core.model import Deed
from cycleflow.errors import NotFoundError
from cycleflow.journeys.audit import verify
from cycleflow.journeys.close import ClockRunsError, ClosedBeforeError, NotOverError, close
from cycleflow.journeys.rounds import tick
from cycleflow.store import cycles
from tests.offices import LAUNCH, launch
from tests.settled import NOW, POOL, found, hr, rate, say, settled, without_examples

CYCLE = "monthly-2026-01"
E7, E8 = f"{CYCLE}.E7", f"{CYCLE}.E8"


@pytest.fixture
def pair(office):
    return launch(office, settled(), period="2026-01", members=("E7", "E8"), now=LAUNCH)


def cycle_of(office):
    with office.store.read() as conn:
        return cycles.get(conn, CYCLE)


def finish(office, name):
    rate(office, name, 50)
    say(office, name, "accept")


def test_a_cycle_that_is_over_is_closed(office, pair):
    finish(office, E7)
    finish(office, E8)

    done = close(office, CYCLE, by="E2", reason="", now=NOW)

    assert (done.size, done.withdrawn, done.called_off) == (2, 0, 0)
    one = cycle_of(office)
    assert (one.status, one.closed_at, one.closed_by, one.closed_why) == (CycleStatus.CLOSED, NOW, "E2", "")
    with pytest.raises(ClosedBeforeError, match="closed already, by E2"):
        close(office, CYCLE, by="E3", reason="", now=NOW)


def test_a_cycle_that_runs_is_not_closed(office, pair):
    finish(office, E7)

    with pytest.raises(NotOverError, match="1 appraisals run, 0 tasks are open beside them, 0 are not settled"):
        close(office, CYCLE, by="E2", reason=" ", now=NOW)


def test_a_cycle_is_cut_short_with_a_reason(office, pair):
    finish(office, E7)

    done = close(office, CYCLE, by="E2", reason="the firm is sold", now=NOW)

    assert (done.size, done.withdrawn) == (2, 1)
    assert [found(office, name).state for name in (E7, E8)] == ["closed", "withdrawn"]
    assert cycle_of(office).closed_why == "the firm is sold"
    assert verify(office, CYCLE).holds


def test_what_is_not_settled_holds_up_the_closing(office):
    launch(office, settled(POOL, text=without_examples()), period="2026-01", members=("E7",), now=LAUNCH)
    finish(office, E7)

    with pytest.raises(NotOverError, match="1 are not settled"):
        close(office, CYCLE, by="E2", reason="", now=NOW)
    tick(office, NOW)
    close(office, CYCLE, by="E2", reason="", now=NOW)


def test_a_cohort_that_is_to_be_looked_at_again_holds_up_the_closing(office):
    launch(office, settled(POOL, text=without_examples()), period="2026-01", members=("E7",), now=LAUNCH)
    finish(office, E7)
    tick(office, NOW)
    hr(office, E7, Deed.REOPEN, to="result", reason="he did not see it")
    say(office, E7, "accept")

    with pytest.raises(NotOverError, match="1 are not settled"):
        close(office, CYCLE, by="E2", reason="", now=NOW)


def test_a_closed_cycle_runs_again_when_something_in_it_does(office, pair):
    finish(office, E7)
    finish(office, E8)
    close(office, CYCLE, by="E2", reason="", now=NOW)

    hr(office, E7, Deed.REOPEN, to="review", reason="a figure was wrong")

    assert cycle_of(office).status is CycleStatus.RUNNING
    assert cycle_of(office).closed_by is None


def test_reopening_in_a_running_cycle_is_nothing_to_it(office, pair):
    finish(office, E7)

    hr(office, E7, Deed.REOPEN, to="review", reason="a figure was wrong")

    assert cycle_of(office).status is CycleStatus.RUNNING


def test_a_cycle_nobody_launched_is_not_closed(office):
    with pytest.raises(NotFoundError):
        close(office, "nothing", by="E2", reason="", now=NOW)


def eliminate(office):
    """Have somebody twice below 35, and all of his two months over but for the proposal."""
    for month in ("2026-01", "2026-02"):
        launch(office, settled(), period=month, members=("E7",), now=LAUNCH)
        rate(office, f"monthly-{month}.E7", 34)
        say(office, f"monthly-{month}.E7", "accept")
    return "monthly-2026-02"


def test_what_is_asked_beside_the_states_holds_up_the_closing(office):
    cycle = eliminate(office)

    with pytest.raises(NotOverError, match="0 appraisals run, 2 tasks are open beside them"):
        close(office, cycle, by="E2", reason="", now=NOW)


def test_cut_short_what_is_asked_is_called_off(office):
    cycle = eliminate(office)

    done = close(office, cycle, by="E4", reason="he has left", now=NOW)

    assert (done.withdrawn, done.called_off) == (0, 1)
    assert found(office, f"{cycle}.E7").open_errands == ()
    assert verify(office, cycle).holds


def test_what_will_be_asked_again_holds_up_the_closing(office):
    weekly = settled(
        ("duties:\n", "duties:\n  report: {every: week, ask: employee}\n"),
        ("  duties: {", "  duties: {report: 周报 | Report, "),
    )
    launch(office, weekly, period="2026-04", members=("E7",), now=NOW)
    name = "monthly-2026-04.E7"
    rate(office, name, 50)
    say(office, name, "accept")

    with pytest.raises(ClockRunsError, match="cannot be closed before 2026-04-30: until then 1 appraisals"):
        close(office, "monthly-2026-04", by="E4", reason="over", now=NOW)
