"""The pages name a unit that is appraised, and whoever answers for it."""

import pytest

from cycleflow.journeys.launch import launch
from tests.journeys.test_units import _units, order
from tests.offices import LAUNCH


@pytest.fixture
def company(office):
    """Return the company's own appraisal, launched."""
    launch(office, order("company"), LAUNCH)
    return _units(office)["company"]


@pytest.fixture
def sales(office):
    launch(office, order("department"), LAUNCH)
    return _units(office)["Sales"]


def test_who_answers_for_a_unit_is_told_so(visitor, sales):
    head = visitor("E5")

    home = head.get("/").text
    task = head.get(f"/tasks/{sales.open_tasks[0].id}").text

    assert "撰写：Sales" in home
    assert "由您负责。" in task
    assert "本人的考核" not in task
    assert "Sales" in head.get(f"/mine/{sales.id}").text


def test_hr_and_the_auditor_read_the_name_of_the_unit(visitor, company):
    assert "the company" in visitor("E2").get("/hr/cycles/unit-2026-Q4/people").text
    assert "<h1>The company</h1>" in visitor("E2").get(f"/hr/appraisals/{company.id}").text
    assert "<h1>The company</h1>" in visitor("E4").get(f"/audit/appraisals/{company.id}").text
    assert "the company" in visitor("E4").get("/audit/cycles/unit-2026-Q4").text
