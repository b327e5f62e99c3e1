"""Everybody finds his own work and his own appraisals, and nobody else's."""

import pytest


def test_an_empty_desk_says_so(visitor):
    page = visitor("E8").get("/").text

    assert "Nothing. We write to you as soon as something is asked of you." in page
    assert "You have not been appraised here yet." in page


def test_what_is_asked_is_listed_with_its_due_day(visitor, cycle, walk):
    walk("E8", "goal_agreement")
    lead = visitor("E6")

    page = lead.get("/").text

    assert '<a href="/tasks/quarterly-2026-Q4.E8.1.1">Agreement on goals: Ben Bold</a>' in page
    assert "Due Mon 12 Oct" in page
    assert "You have not been appraised here yet." in page


def test_a_task_can_be_done_without_its_link(visitor, walk, appraisal):
    task = walk("E8", "goal_agreement").open_tasks[0].id
    lead = visitor("E6")
    assert "Sign out" in lead.get(f"/tasks/{task}").text

    lead.post(f"/tasks/{task}", {"remark": "Fine", "do": "draft"})
    assert lead.post(f"/tasks/{task}/draft", {"remark": "Very fine"}).status_code == 204
    page = lead.follow(lead.post(f"/tasks/{task}", {"remark": "Very fine", "do": "answer:agree"})).text

    assert "Thank you, that is done" in page
    assert "whoever holds it can answer in your name" not in page
    assert appraisal("E8").given["goal_agreement"].by == ("E6",)


def test_after_one_task_the_next_is_a_step_away(visitor, walk, appraisal):
    task = walk("E8", "mid_quarter_check").open_tasks[0].id
    mine = visitor("E8")
    mine.get(f"/tasks/{task}")
    mine.post(f"/tasks/{task}", {"progress": "Slow", "changes": "All of it", "do": "answer:change"})

    page = mine.get(f"/tasks/{task}").text

    assert f'href="/tasks/{appraisal("E8").open_tasks[0].id}">Go on</a>' in page


@pytest.mark.parametrize("number", ["E2", "E4", "E5", "E7"])
def test_the_task_of_another_does_not_exist(visitor, walk, appraisal, number):
    task = walk("E8", "goal_agreement").open_tasks[0].id
    stranger = visitor(number)

    assert stranger.get(f"/tasks/{task}").status_code == 404
    stranger.get("/")
    assert stranger.post(f"/tasks/{task}", {"do": "answer:agree"}).status_code == 404
    assert stranger.post(f"/tasks/{task}/draft", {"remark": "x"}).status_code == 404
    assert appraisal("E8").state == "goal_agreement"


@pytest.mark.parametrize("number", ["E2", "E4", "E6", "E7"])
def test_the_appraisal_of_another_does_not_exist_here(visitor, cycle, number):
    assert visitor(number).get(f"/mine/{cycle.id}.E8").status_code == 404


def test_the_result_is_covered_until_it_is_published(visitor, cycle, walk, post, browser):
    rated = walk("E8", "interview_signing")
    assert rated.score

    mine = visitor("E8")
    pages = [mine.get("/").text, mine.get(f"/mine/{cycle.id}.E8").text]
    pages.append(browser.get(post.link_to("E8")).text)
    for page in pages:
        assert "Result" not in page.replace("Your result is shown here", "")
        assert "How the score came about" not in page
        assert "Manager&#39;s review</summary>" not in page
    assert "Your result is shown here once it has been published." in pages[1]

    walk("E8", "sign_off")
    mine = visitor("E8")
    assert "How the score came about" in mine.get(f"/mine/{cycle.id}.E8").text
    assert "Result" in mine.get("/").text


def test_a_withdrawn_appraisal_is_shown_as_that(visitor, cycle):
    hr = visitor("E2")
    hr.get(f"/hr/appraisals/{cycle.id}.E8")
    hr.post(f"/hr/appraisals/{cycle.id}.E8", {"do": "withdraw", "reason": "left the firm"})

    page = visitor("E8").get(f"/mine/{cycle.id}.E8").text

    assert "Withdrawn" in page
    assert "Nothing yet." in page
