"""The auditor reads who did what, when and through which channel, has it proved, and takes it away."""

import json

import pytest
from sqlalchemy import text

from tests.offices import launch


@pytest.fixture
def auditor(visitor, walk, cycle):
    walk("E8", "interview_invitation")
    return visitor("E4")


def test_the_cycles_are_listed_with_the_regulation_they_run_under(auditor, cycle):
    page = auditor.get("/audit").text

    assert "3 appraisals" in page
    assert cycle.fingerprint in page


def test_a_history_says_who_when_how_and_what_changed(auditor, cycle, appraisal):
    page = auditor.get(f"/audit/appraisals/{cycle.id}.E8").text

    assert "Answered “Submit”" in page
    assert "2026-10-08 09:01:00+08:00" in page
    assert "Lena Lead" in page
    assert "on a page" in page
    assert '<span class="tag">Goal setting</span> → <span class="tag on">Agreement on goals</span>' in page
    assert "黄磊 as panel" in page
    assert appraisal("E8").head in page
    assert "SHA-256" in page


def test_a_history_that_holds_is_proved(auditor, cycle):
    path = f"/audit/appraisals/{cycle.id}.E8"
    auditor.get(path)

    page = auditor.post(path)

    assert page.status_code == 200
    assert "The history holds" in page.text


def test_an_edited_history_is_found_and_shown(auditor, cycle, office):
    tamper(
        office,
        f"{cycle.id}.E8",
        1,
        "UPDATE entry SET body = replace(body, 'E8', 'E9') WHERE appraisal_id = :a AND seq = :s",
    )
    path = f"/audit/appraisals/{cycle.id}.E8"
    auditor.get(path)

    page = auditor.post(path)

    assert page.status_code == 409
    assert "The history does not hold" in page.text
    assert '<li id="entry-1" class="flaw">' in page.text
    assert "edited" in page.text.partition("<ul>")[2].partition("</ul>")[0]


def test_an_entry_that_can_no_longer_be_read_is_still_shown(auditor, cycle, office):
    tamper(office, f"{cycle.id}.E8", 2, "UPDATE entry SET body = '{\"torn\": 1}' WHERE appraisal_id = :a AND seq = :s")

    page = auditor.get(f"/audit/appraisals/{cycle.id}.E8").text

    assert "This entry can no longer be read" in page
    assert "{&#34;torn&#34;: 1}" in page


def tamper(office, appraisal, seq, statement):
    with office.store.engine.begin() as conn:
        for name in conn.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            conn.execute(text(f"DROP TRIGGER {name}"))
        conn.execute(text(statement), {"a": appraisal, "s": seq})


def test_a_whole_cycle_is_proved(auditor, cycle):
    path = f"/audit/cycles/{cycle.id}"
    assert "王芳" in auditor.get(path).text

    page = auditor.post(path)

    assert page.status_code == 200
    assert "entries of 3 appraisals were hashed" in page.text


def test_a_history_is_taken_away_as_json_lines(auditor, cycle, appraisal):
    answer = auditor.get(f"/audit/appraisals/{cycle.id}.E8/history.jsonl")

    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["content-disposition"] == 'attachment; filename="quarterly-2026-Q4.E8.jsonl"'
    assert [line["kind"] for line in lines] == ["entry"] * (appraisal("E8").seq + 1) + ["head"]
    assert lines[-1]["hash"] == appraisal("E8").head


def test_a_cycle_is_taken_away_as_json_lines(auditor, cycle):
    lines = [json.loads(line) for line in auditor.get(f"/audit/cycles/{cycle.id}/export.jsonl").text.splitlines()]

    assert lines[0]["kind"] == "cycle"
    assert sum(line["kind"] == "head" for line in lines) == 3


def test_a_cycle_that_does_not_exist_is_not_taken_away(auditor):
    assert auditor.get("/audit/cycles/none/export.jsonl").status_code == 404


def test_nobody_takes_away_what_he_may_not_see_yet(office, quarterly, visitor, walk_any, cycle):
    mine = launch(office, quarterly, period="2027-Q1", members=("E4", "E9"))
    auditor = visitor("E4")

    assert auditor.get(f"/audit/appraisals/{mine.id}.E4").status_code == 403
    assert auditor.get(f"/audit/appraisals/{mine.id}.E4/history.jsonl").status_code == 403
    assert auditor.get(f"/audit/cycles/{mine.id}/export.jsonl").status_code == 403
    assert auditor.get(f"/audit/cycles/{cycle.id}/export.jsonl").status_code == 200

    walk_any(f"{mine.id}.E4", "sign_off")
    auditor = visitor("E4")
    assert auditor.get(f"/audit/cycles/{mine.id}/export.jsonl").status_code == 200
    assert auditor.get(f"/audit/appraisals/{mine.id}.E4").status_code == 200


def test_a_withdrawn_appraisal_keeps_nobody_from_auditing(office, quarterly, visitor, cycle):
    mine = launch(office, quarterly, period="2027-Q1", members=("E4", "E9"))
    hr = visitor("E2")
    hr.get(f"/hr/appraisals/{mine.id}.E4")
    assert hr.post(f"/hr/appraisals/{mine.id}.E4", {"do": "withdraw", "reason": "long leave"}).status_code == 303

    assert visitor("E4").get(f"/audit/cycles/{mine.id}/export.jsonl").status_code == 200
