"""Whoever is judged by a regulation can read it, in his language, and see it drawn."""

import pytest

from tests.offices import LAUNCH, launch
from tests.settled import settled

CYCLE = "monthly-2026-01"


@pytest.fixture
def month(office):
    launch(office, settled(), period="2026-01", members=("E7", "E8"), now=LAUNCH)


def test_the_ratee_reads_the_rules_in_his_language(visitor, month):
    page = visitor("E7").get(f"/regulations/{CYCLE}").text

    assert "<h1>月度考核</h1>" in page
    assert "第一章" in page
    assert "low_run" not in page
    assert visitor("E8").get(f"/regulations/{CYCLE}").text.count("Article") > 5


def test_his_record_and_the_cycles_page_lead_there(visitor, month):
    assert f"/regulations/{CYCLE}" in visitor("E7").get(f"/mine/{CYCLE}.E7").text
    assert f"/regulations/{CYCLE}" in visitor("E2").get(f"/hr/cycles/{CYCLE}").text


def test_it_is_drawn(visitor, month):
    picture = visitor("E7").get(f"/regulations/{CYCLE}/course.svg")

    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.startswith("<svg")


def test_a_cycle_there_is_not_has_no_rules(visitor, month):
    assert visitor("E7").get("/regulations/nothing-2026").status_code == 404
