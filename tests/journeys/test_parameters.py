"""A parameter that changes holds for the cycles that begin then; those that ran stay as they were."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from cycleflow import policy
from cycleflow.core.model import Channel
from cycleflow.journeys.answer import answer
from cycleflow.journeys.audit import verify
from cycleflow.journeys.launch import launch
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.store import appraisals
from tests.offices import LAUNCH

BONUS = policy.load_file(Path(__file__).parents[1] / "policy" / "bonus.yaml")
LATER = datetime(2026, 11, 2, 1, tzinfo=UTC)


def paid(office, period):
    """Launch a cycle, give the figures of one person, and return the score."""
    order = LaunchOrder(workflow=BONUS, period=period, by="E2")
    launch(office, order, LAUNCH)
    name = f"bonus-{period}.E7"
    with office.store.read() as conn:
        task = next(one for one in appraisals.get(conn, name).open_tasks if one.member.person == "E2")
    sheet = {"actual": "950", "baseline": "1000"}
    made = answer(office, task.id, "E2", choice="submit", sheet=sheet, channel=Channel.PAGE, now=LATER)
    return made.appraisal.score, made.appraisal.facts


def test_the_next_cycle_takes_the_new_figure_and_the_old_one_keeps_its_own(office):
    old, kept = paid(office, "2026-02")
    new, taken = paid(office, "2026-03")

    assert (old, new) == (Decimal("250.00"), Decimal("200.00"))
    assert (kept["multiplier"], taken["multiplier"]) == ("1", "2")
    assert verify(office).holds
