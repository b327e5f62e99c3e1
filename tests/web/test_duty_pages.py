"""What is asked beside the states is a task like any other on the pages, with its log for whoever may read it."""

import pytest

from cycleflow.core.model import Deed
from tests.beside import at, found, go_on, hr, log, mails, miss_a_week, run, say, start, task_of
from tests.web.conftest import SITE

NAME = "counter-2026-10.E8"
CYCLE = "/hr/cycles/counter-2026-10"


@pytest.fixture
def counting(office, clock):
    """Launch October for Ben; he reports in the first week and not in the second, so there is to be a talk."""
    clock.move_to(at("2026-10-01"))
    start(office, members=("E8",))
    miss_a_week(office, NAME)
    clock.move_to(at("2026-10-14T10:00"))
    return office


@pytest.fixture
def over(counting, clock):
    """End the month with two talks still to be held."""
    go_on(counting, NAME)
    say(counting, "review", "E6", "submit", "2026-11-02T19:00", {"marks": "90"}, name=NAME)
    run(counting, "2026-11-06T00:00")
    clock.move_to(at("2026-11-06"))
    return counting


def page_of(office, visitor, stage, person):
    return visitor(person).get(f"/tasks/{task_of(office, stage, person, NAME).id}").text


def test_a_weekly_report_says_until_when_it_can_be_done(visitor, counting):
    page = page_of(counting, visitor, "report", "E8")

    assert "<h1>Weekly report</h1>" in page
    assert "Sunday, 18 October 2026, 16:00" in page
    assert "From Wednesday, 21 October 2026, 00:00 (China Standard Time) on it can no longer be done" in page


def test_it_is_answered_by_the_mailed_link_and_the_receipt_names_what_is_asked_besides(browser, post, counting):
    path = post.link_to("E8")

    page = browser.get(path).text
    assert "<h1>Talk</h1>" in page
    receipt = browser.follow(browser.post(path, {"do": "answer:held"})).text

    assert "Talk: you answered “Held” on" in receipt
    assert "You are also asked: Weekly report, due Sunday, 18 October 2026, 16:00" in receipt


def test_whoever_holds_the_talk_reads_the_log(visitor, counting):
    page = page_of(counting, visitor, "talk", "E6")

    assert "Weekly report" in page
    assert "1 done" in page
    assert "1 missed" in page
    assert "all well" in page


def test_the_ratee_reads_of_what_counts_only_his_own_until_it_is_published(visitor, counting):
    page = visitor("E8").get(f"/mine/{NAME}").text

    assert "1 done" in page
    assert "1 missed" not in page


def test_home_lists_duties_beside_the_step(visitor, counting):
    page = visitor("E8").get("/").text

    assert "Weekly report" in page
    assert "Talk" in page


def test_a_missed_report_is_told_so_by_its_old_link(browser, office, clock, post):
    clock.move_to(at("2026-10-01"))
    start(office, members=("E8",))
    run(office, "2026-10-04T16:00")
    first = post.link_to("E8")
    run(office, "2026-10-07T00:00")
    clock.move_to(at("2026-10-07T10:00"))

    page = browser.get(first).text

    assert "The time for this is over" in page
    assert "nobody had done it in time, so it counts as missed since" in page


def test_hr_calls_a_talk_off_with_a_reason_and_those_asked_are_told(visitor, counting, browser, post):
    hr_page = visitor("E2")
    path = f"/hr/appraisals/{NAME}"
    page = hr_page.get(path).text
    task = task_of(counting, "talk", "E6", NAME)
    assert "What is asked beside the steps is called off; whoever was asked is told." in page
    assert f'<option value="{task.id}"' in page

    link = post.link_to("E8")
    hr_page.follow(hr_page.post(path, {"do": "waive", "task": task.id, "reason": "he was on leave"}))

    assert log(counting, "talk", NAME) == [(1, "withdrawn")]
    assert mails(counting, "called_off", NAME) == ["E6", "E8"]
    receipt = browser.get(link).text
    assert "Talk is no longer asked since" in receipt
    assert "he was on leave" in receipt
    assert "Called off what was asked beside the steps" in hr_page.get(path).text


def test_the_mails_say_what_is_asked_and_what_is_not_any_more(counting, post):
    hr(counting, Deed.WAIVE, "2026-10-14", name=NAME, task=task_of(counting, "talk", "E6", NAME).id, reason="settled")

    subjects = [str(mail.raw) for mail in post.run().to("E8")]

    assert any("Weekly report" in one for one in subjects)
    assert all(link.startswith(SITE) for mail in post.mails for link in mail.links)


def test_what_is_asked_after_the_end_is_shown_to_hr(visitor, over):
    page = visitor("E2").get(CYCLE).text

    assert found(over, NAME).state == "closed"
    remaining = page.partition('<h2 id="remaining">')[2].partition("</section>")[0]
    assert remaining.count("Talk") == 4
    assert "overdue by" in remaining


def test_after_the_end_hr_can_give_it_to_somebody_else(visitor, over):
    hr_page = visitor("E2")
    path, task = f"/hr/appraisals/{NAME}", task_of(over, "talk", "E6", NAME)
    hr_page.get(path)

    hr_page.follow(hr_page.post(path, {"do": "reassign", "task": task.id, "to": "E9", "reason": "she is away"}))

    assert task_of(over, "talk", "E9", NAME)
    assert '<h2 id="remaining">' in hr_page.get(CYCLE).text


def test_the_history_tells_what_became_of_each_time(visitor, over):
    page = visitor("E4").get(f"/audit/appraisals/{NAME}").text

    assert "What is asked beside the steps fell due" in page
    assert "Weekly report: answered “Done”" in page
    assert "Weekly report 2: missed" in page
    assert "Talk 1: asked" in page


def test_once_published_the_ratee_reads_it_all(visitor, over):
    page = visitor("E8").get(f"/mine/{NAME}").text

    assert "2 missed" in page
    assert "2 done" in page
