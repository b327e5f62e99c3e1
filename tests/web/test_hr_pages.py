"""HR sees how far a cycle is, who is late and what is stuck, and can put it right, always with a reason."""

from datetime import timedelta

import pytest

from cycleflow.clock import now
from cycleflow.core.model import Action, Channel, Deed, Standing
from cycleflow.journeys.answer import act
from cycleflow.journeys.close import close
from cycleflow.journeys.dossier import dossier
from cycleflow.store import outbox, overview
from tests.offices import LAUNCH, launch


@pytest.fixture
def hr(visitor):
    return visitor("E2")


@pytest.fixture
def at(hr, cycle):
    """Return a function that opens somebody's appraisal, and one that does something there."""
    path = f"/hr/appraisals/{cycle.id}.E8"
    hr.get(path)
    return lambda **fields: hr.post(path, fields)


def test_without_a_cycle_the_page_says_how_to_begin(visitor):
    assert "cycleflow launch workflows/quarterly.yaml --period 2026-Q4 --dry-run" in visitor("E2").get("/hr").text


def test_the_cycles_are_listed_with_how_far_they_are(visitor, cycle, walk):
    walk("E8", "sign_off")

    page = visitor("E2").get("/hr").text

    assert "Quarterly appraisal (Q4 2026)" in page
    assert "0 of 3 closed" in page
    assert "2 overdue" in page


def test_a_cycle_shows_who_stands_where_and_who_is_late(visitor, cycle, walk):
    walk("E8", "goal_agreement")
    walk("E9", "self_review")
    hr = visitor("E2")

    page = hr.get(f"/hr/cycles/{cycle.id}").text

    assert '<a href="/hr/cycles/quarterly-2026-Q4/people?state=goal_setting">Goal setting</a>' in page
    assert '<svg class="bar' in page
    assert "Sales" in page
    late = page.partition('<h2 id="late">')[2].partition("</section>")[0]
    assert '<a href="/hr/appraisals/quarterly-2026-Q4.E7">王芳</a>' in late
    assert "overdue by" in late


def test_the_withdrawn_are_counted_too(at, hr, cycle):
    at(do="withdraw", reason="left the firm")

    page = hr.get(f"/hr/cycles/{cycle.id}").text

    assert '/people?state=withdrawn">Withdrawn</a>' in page
    assert "1 / 3" in page


def test_what_is_stuck_says_what_to_do(visitor, cycle, leave, clock):
    leave("E8")
    clock.tick(timedelta(days=60))

    page = visitor("E2").get(f"/hr/cycles/{cycle.id}").text

    assert "Ben Bold is asked but no longer at work: give the task to somebody else." in page
    assert "The clock should have rung and has not" in page


def test_mails_that_failed_are_shown_with_what_the_server_said(visitor, cycle, office):
    with office.store.begin() as conn:
        mail = next(one for one in outbox.claim(conn, now(), 10) if one.person == "E8")
        outbox.mark_failed(conn, mail.id, mail.attempt, error="550 no such user here")

    page = visitor("E2").get(f"/hr/cycles/{cycle.id}").text

    assert "550 no such user here" in page
    assert "Everything moves." in page


def test_everybody_is_listed_page_by_page(hr, cycle, monkeypatch):
    assert hr.get(f"/hr/cycles/{cycle.id}/people").text.count("<tr>") == 4

    monkeypatch.setattr(overview, "PAGE", 2)
    monkeypatch.setitem(overview.positions.__kwdefaults__ or {}, "limit", 2)
    page = hr.get(f"/hr/cycles/{cycle.id}/people", params={"state": "goal_setting", "department": "Sales"}).text
    assert page.count("<tr>") == 3
    assert 'href="?state=goal_setting&amp;department=Sales&amp;after=quarterly-2026-Q4.E8"' in page
    rest = hr.get(f"/hr/cycles/{cycle.id}/people", params={"after": "quarterly-2026-Q4.E8"}).text
    assert rest.count("<tr>") == 2
    assert "Next page" not in rest
    assert "Nobody here." in hr.get(f"/hr/cycles/{cycle.id}/people", params={"state": "closed"}).text


def test_one_appraisal_shows_all_there_is(visitor, cycle, walk):
    walk("E8", "interview_invitation")

    page = visitor("E2").get(f"/hr/appraisals/{cycle.id}.E8").text

    assert "Ben Bold" in page
    assert "Manager&#39;s review" in page
    assert "How the score came about" in page
    assert "Released from calibration" in page
    assert "“all seen”" in page
    assert "Answered “Submit”" in page
    assert "Lena Lead" in page.partition('<h2 id="tasks">')[2].partition("</section>")[0]
    assert "Mails" in page


def test_a_due_day_is_moved_with_a_reason(at, appraisal):
    task = appraisal("E8").open_tasks[0].id

    assert at(do="extend", task=task, due_on="2026-11-30", reason="ill").status_code == 303

    assert appraisal("E8").open_tasks[0].due_at.isoformat() == "2026-11-30T10:00:00+00:00"


def test_nothing_is_done_without_a_reason(at, appraisal):
    before = appraisal("E8")

    page = at(do="pause", reason="  ")

    assert page.status_code == 409
    assert "Say why: pause needs a reason, which goes into the history." in page.text
    assert appraisal("E8") == before


def test_what_was_typed_is_kept_when_it_is_refused(at, appraisal):
    task = appraisal("E8").open_tasks[0].id

    page = at(do="reassign", task=task, to="nobody@firm.example", reason="on leave").text

    assert "Nobody at work here has the email address or employee number nobody@firm.example." in page
    assert 'value="nobody@firm.example"' in page
    assert "on leave" in page
    assert page.count("<details open>") == 1


def test_a_task_is_given_to_somebody_else(at, appraisal):
    assert at(do="reassign", task=appraisal("E8").open_tasks[0].id, to="E6", reason="away").status_code == 303

    assert [(task.member.person, task.member.zone) for task in appraisal("E8").open_tasks] == [("E6", "Europe/Berlin")]


def test_an_appraisal_is_paused_resumed_withdrawn_and_opened_again(at, hr, cycle, appraisal):
    path = f"/hr/appraisals/{cycle.id}.E8"

    assert at(do="pause", reason="leave").status_code == 303
    page = hr.get(path).text
    assert 'value="resume"' in page
    assert 'value="extend"' not in page
    assert at(do="resume", reason="back").status_code == 303
    hr.get(path)
    assert at(do="withdraw", reason="by mistake").status_code == 303
    page = hr.get(path).text
    assert 'value="reopen"' in page
    assert 'value="withdraw"' not in page
    assert at(do="reopen", to="goal_setting", reason="not a mistake").status_code == 303

    assert appraisal("E8").state == "goal_setting"


def test_an_appraisal_is_sent_back_or_moved_on(visitor, walk, cycle, appraisal):
    walk("E8", "goal_agreement")
    hr, path = visitor("E2"), f"/hr/appraisals/{cycle.id}.E8"
    assert 'value="send_back"' in hr.get(path).text

    assert hr.post(path, {"do": "waive", "to": "mid_quarter_check", "reason": "agreed by word"}).status_code == 303
    hr.get(path)
    assert hr.post(path, {"do": "send_back", "to": "goal_setting", "reason": "goals changed"}).status_code == 303

    assert appraisal("E8").state == "goal_setting"


@pytest.mark.parametrize("deed", ["", "launch", "answer", "release", "nonsense"])
def test_the_page_offers_no_other_deeds(at, deed):
    assert at(do=deed, reason="so").status_code == 400


def test_nobody_looks_after_his_own_appraisal(office, quarterly, visitor):
    mine = f"{launch(office, quarterly, members=('E2', 'E8')).id}.E2"
    hr = visitor("E2")

    page = hr.get(f"/hr/appraisals/{mine}")
    assert page.status_code == 403
    assert "This is your own appraisal." in page.text
    assert hr.get(f"/calibration/quarterly-2026-Q4/{mine}").status_code == 403
    hr.get("/")
    assert hr.post(f"/hr/appraisals/{mine}", {"do": "pause", "reason": "me"}).status_code == 403


def test_a_dossier_knows_where_hr_can_move_it(office, cycle, walk):
    walk("E8", "self_review")

    targets = dossier(office, f"{cycle.id}.E8", "E2").targets

    assert [state.name for state in targets[Deed.SEND_BACK]] == ["goal_setting", "goal_agreement", "mid_quarter_check"]
    assert [state.name for state in targets[Deed.WAIVE]] == ["manager_review"]
    assert Deed.RESUME not in targets


def test_where_nobody_is_asked_nothing_is_extended(office, cycle, walk):
    agreed = walk("E8", "goal_agreement")
    agree = Action(
        deed=Deed.ANSWER,
        actor="E6",
        standing=Standing.PERSON,
        channel=Channel.PAGE,
        task=agreed.open_tasks[0].id,
        inputs={"answer": "agree", "sheet": {}},
    )
    act(office, agreed.id, agree, now())

    assert Deed.EXTEND not in dossier(office, agreed.id, "E2").targets


def test_who_closed_a_cycle_and_why_stands_on_its_page(visitor, cycle, office):
    close(office, cycle.id, by="E4", reason="the firm is sold", now=LAUNCH)

    page = visitor("E2").get(f"/hr/cycles/{cycle.id}").text

    assert "finished Thu 8 Oct, 09:00 by E4: <span" in page
    assert "the firm is sold" in page
