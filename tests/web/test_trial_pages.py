"""Whoever has to do with a regulation on trial is told so, and which version it is."""

from pathlib import Path

from cycleflow import policy
from cycleflow.journeys.launch import launch
from cycleflow.journeys.survey import LaunchOrder
from tests.offices import LAUNCH

BONUS = policy.load_file(Path(__file__).parents[1] / "policy" / "bonus.yaml")


def test_pages_say_that_a_regulation_is_on_trial(visitor, office, clock):
    launch(office, LaunchOrder(workflow=BONUS, period="2026-03", by="E2"), LAUNCH)

    assert "Service bonus v1.3, on trial (March 2026)" in visitor("E8").get("/mine/bonus-2026-03.E8").text
    assert "服务奖金 v1.3（试行）" in visitor("E7").get("/mine/bonus-2026-03.E7").text
