"""The panel sees its groups against their quotas, adjusts with a reason, and releases."""

import pytest

from tests.offices import launch


@pytest.fixture
def panel(visitor, walk, cycle):
    """Sign the panel in when one of three waits."""
    walk("E8", "calibration")
    return visitor("E4")


def test_the_running_cycles_are_listed(panel, cycle):
    assert (
        '<a href="/calibration/quarterly-2026-Q4">Quarterly appraisal (Q4 2026)</a>' in panel.get("/calibration").text
    )


def test_without_a_cycle_there_is_nothing_to_calibrate(visitor):
    assert "No running cycle has anything to calibrate." in visitor("E4").get("/calibration").text


def test_a_group_is_shown_against_its_quotas(panel, cycle):
    page = panel.get(f"/calibration/{cycle.id}").text

    assert "Waiting here: 1. Still to come: 2. Through: 0." in page
    assert '<svg class="columns"' in page
    assert "Ben Bold" in page
    assert "Reason to release all the same" in page
    assert "Release 1 appraisal<" in page


def test_a_grade_is_adjusted_with_a_reason(panel, cycle, appraisal):
    path = f"/calibration/{cycle.id}/{cycle.id}.E8"
    assert "Give another grade" in panel.get(path).text

    refused = panel.post(path, {"grade": "5", "reason": " "})
    assert refused.status_code == 409
    assert "Say why" in refused.text

    assert panel.post(path, {"grade": "5", "reason": "carried the project alone"}).status_code == 303
    assert appraisal("E8").grade == "5"
    assert "set afterwards, in calibration or on appeal" in panel.get(path).text


def test_a_group_is_released_with_a_reason_where_it_needs_one(panel, cycle, appraisal):
    path = f"/calibration/{cycle.id}"
    panel.get(path)

    refused = panel.post(path, {"group": "Sales", "reason": ""})
    assert refused.status_code == 409
    assert "2 of Sales are not rated yet" in refused.text

    assert panel.post(path, {"group": "Sales", "reason": "the others are ill"}).status_code == 303
    assert appraisal("E8").state == "interview_invitation"
    assert "Nobody waits here." in panel.get(path).text
    assert "is not in calibration" in panel.get(f"{path}/{cycle.id}.E8").text


def test_an_appraisal_is_found_in_its_own_cycle_only(panel, office, quarterly, cycle):
    other = launch(office, quarterly, period="2027-Q1", members=("E8",))

    assert panel.get(f"/calibration/{other.id}/{cycle.id}.E8").status_code == 404


def test_a_member_of_the_panel_does_not_see_his_own_result(office, quarterly, visitor, walk_any, cycle):
    mine = launch(office, quarterly, period="2027-Q1", members=("E4", "E9"))
    walk_any(f"{mine.id}.E4", "calibration")
    panel = visitor("E4")

    page = panel.get(f"/calibration/{mine.id}").text
    assert "Your own appraisal: others decide." in page
    assert "Release 0 appraisals" in page
    assert panel.get(f"/calibration/{mine.id}/{mine.id}.E4").status_code == 403
    assert panel.post(f"/calibration/{mine.id}", {"group": "HR", "reason": "mine"}).status_code == 409
    assert "Nothing of HR waits for calibration" in panel.page.text


def test_hr_may_calibrate_too(visitor, walk, cycle, appraisal):
    walk("E8", "calibration")
    hr, path = visitor("E2"), f"/calibration/{cycle.id}/{cycle.id}.E8"
    hr.get(path)

    assert hr.post(path, {"grade": "4", "reason": "seen"}).status_code == 303
