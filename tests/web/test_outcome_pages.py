"""What a result causes is shown to whoever may see the result, in his language, with how it came about."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.offices import LAUNCH, launch
from tests.settled import entries, found, rate, rate_again, settled, without_examples
from tests.web.test_audit_pages import tamper

MONTHS = ("2026-01", "2026-02")
FIRST, SECOND = (f"monthly-{month}.E8" for month in MONTHS)


def two_months(office, workflow=None, marks=(34, 34)):
    workflow = workflow or settled()
    for month, mark in zip(MONTHS, marks, strict=True):
        launch(office, workflow, period=month, members=("E7", "E8"), now=LAUNCH)
        rate(office, f"monthly-{month}.E8", mark)


@pytest.fixture
def low(office):
    two_months(office)


def test_the_ratee_sees_what_follows_and_how_it_came_about(visitor, low):
    page = visitor("E8").get(f"/mine/{SECOND}").text

    assert "What follows" in page
    assert "<dt>Performance pay</dt><dd>680.00</dd>" in page
    assert "<dt>Low in a row</dt><dd>2</dd>" in page
    assert "Score &lt; 35: 2026-01 (Score 34), 2026-02 (Score 34), 2 in a row" in page
    assert "Proposal to eliminate" not in page


def test_who_decides_sees_what_was_raised_and_why(visitor, low):
    page = visitor("E2").get(f"/hr/appraisals/{SECOND}").text

    assert "Asked because of it: Proposal to eliminate (Twice running below 35)" in page
    assert "What follows was worked out" in page
    assert "Low in a row: – → <b>2</b>" in page


def test_the_history_shows_old_and_new(visitor, low, office):
    rate_again(office, FIRST, 80)

    page = visitor("E4").get(f"/audit/appraisals/{SECOND}").text

    assert "Low in a row: 2 → <b>1</b>" in page
    assert "<dt>No longer asked</dt><dd>Proposal to eliminate</dd>" in page
    assert page.count("How it came about") >= 2


def test_nothing_is_shown_before_it_is_settled(visitor, office):
    launch(office, settled(), period="2026-01", members=("E8",), now=LAUNCH)

    assert "What follows" not in visitor("E8").get(f"/mine/{FIRST}").text
    assert "What follows" not in visitor("E2").get(f"/hr/appraisals/{FIRST}").text


def test_the_task_and_its_receipt_show_it(visitor, low, office):
    task = found(office, SECOND).open_tasks[0].id
    ratee = visitor("E8")
    assert "680.00" in ratee.get(f"/tasks/{task}").text

    page = ratee.follow(ratee.post(f"/tasks/{task}", {"do": "answer:accept"})).text

    assert "Thank you, that is done" in page
    assert "<dt>Performance pay</dt><dd>680.00</dd>" in page


def test_it_is_said_in_chinese(visitor, low, office):
    rate(office, "monthly-2026-01.E7", 90)

    reader = visitor("E7")
    page = reader.get("/mine/monthly-2026-01.E7").text

    assert "结果运用" in page
    assert "<dt>绩效工资</dt><dd>1,800.00</dd>" in page


def test_a_trial_pays_nothing(visitor, office):
    two_months(office, settled(("status: effective", "status: trial")))

    assert "The regulation is on trial: these sums are not payable." in visitor("E8").get(f"/mine/{SECOND}").text


def test_missing_proof_is_said(visitor, office):
    launch(office, settled(), period="2026-01", members=("E8",), now=LAUNCH)
    rate(office, FIRST, 34, agreed=False)

    page = visitor("E8").get(f"/mine/{FIRST}").text

    assert "Proof is missing: that the method was agreed" in page
    assert "the proof is incomplete, so nothing is deducted: 2000 instead of 680" in page


def test_what_could_not_be_worked_out_is_said(visitor, office):
    two_months(office, settled(("wage * total / 100", "wage / (total - 34)"), text=without_examples()))

    assert "Not worked out yet: Performance pay" in visitor("E8").get(f"/mine/{SECOND}").text
    page = visitor("E2").get(f"/hr/appraisals/{SECOND}").text
    assert "<dt>Not worked out</dt><dd>Performance pay: Cannot compute" in page


def test_a_torn_history_still_shows_what_is_stored(visitor, low, office):
    (entry,) = entries(office, SECOND)
    tamper(
        office,
        SECOND,
        entry.seq,
        """UPDATE entry SET body = '{"torn": 1}' WHERE appraisal_id = :a AND seq = :s""",
    )

    page = visitor("E2").get(f"/hr/appraisals/{SECOND}").text

    assert "This entry can no longer be read" in page
    assert "How it came about" not in page


def test_an_edited_history_shows_figures_but_not_how_they_came_about(visitor, low, office):
    tamper(
        office,
        SECOND,
        1,
        """UPDATE entry SET body = replace(body, '"answer":"agree"', '"answer":"object"')
        WHERE appraisal_id = :a AND seq = :s""",
    )

    page = visitor("E8").get(f"/mine/{SECOND}").text

    assert "<dt>Performance pay</dt><dd>680.00</dd>" in page
    assert "How it came about" not in page


def test_hr_takes_the_results_away_as_a_workbook_without_her_own(visitor, office):
    launch(office, settled(), period="2026-01", members=("E2", "E8"), now=LAUNCH)
    rate(office, FIRST, 34)

    answer = visitor("E2").get("/hr/cycles/monthly-2026-01/results.xlsx")

    assert answer.headers["content-disposition"] == 'attachment; filename="monthly-2026-01-results.xlsx"'
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [line[0] for line in sheet[1:]] == ["E8"]
    assert "/hr/cycles/monthly-2026-01/results.xlsx" in visitor("E2").get("/hr/cycles/monthly-2026-01").text
