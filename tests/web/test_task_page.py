"""The page behind a mailed link: what it asks, what it takes, what it keeps, and what it says when it refuses."""

import re
from datetime import timedelta

import pytest

from cycleflow.clock import now
from cycleflow.core.model import Action, Channel, Deed, Standing
from cycleflow.core.refusals import TaskOverError
from cycleflow.errors import CollisionError
from cycleflow.journeys.answer import act
from cycleflow.journeys.visit import by_link, save_draft, visit
from cycleflow.web import answering

GOALS = {
    "goals": ["0", "1"],
    "goals.0.goal": "Win three accounts",
    "goals.0.standard": "Signed contracts",
    "goals.0.weight": "60",
    "goals.1.goal": "Answer within a day",
    "goals.1.standard": "Ticket system",
    "goals.1.weight": "40",
}
REVIEW = {"goals": ["0"], "goals.0.score": "3", "summary": "A steady quarter."}


@pytest.fixture
def at_goals(browser, post, cycle):
    """Open the link of somebody asked for goals, and return the browser and the path."""
    path = post.link_to("E8")
    assert browser.get(path).status_code == 200
    return browser, path


def test_it_says_what_is_asked_of_whom_why_and_until_when(at_goals):
    browser, _ = at_goals

    assert "<h1>Goal setting</h1>" in browser.page.text
    assert "Quarterly appraisal (Q4 2026)" in browser.page.text
    assert "Ben Bold" in browser.page.text
    assert "It is your own appraisal." in browser.page.text
    assert "Tuesday, 20 October 2026, 18:00 (China Standard Time)" in browser.page.text
    assert "12 days left" in browser.page.text
    assert ">Submit</button>" in browser.page.text


def test_it_speaks_the_language_of_the_person_asked(browser, post, cycle):
    browser.get(post.link_to("E7"))

    assert '<html lang="zh-CN">' in browser.page.text
    assert "<h1>目标设定</h1>" in browser.page.text


def test_looking_changes_nothing_however_often(at_goals, appraisal):
    browser, path = at_goals
    before = appraisal("E8")

    for _ in range(3):
        assert browser.get(path).status_code == 200
        assert browser.client.head(path).status_code == 200

    assert appraisal("E8") == before


def test_an_answer_is_taken_and_its_receipt_says_what_comes_next(at_goals, appraisal):
    browser, path = at_goals

    answer = browser.post(path, {**GOALS, "do": "answer:submit"})
    page = browser.follow(answer).text

    assert appraisal("E8").state == "goal_agreement"
    assert appraisal("E8").sheets["goal_setting"]["goals"][1]["weight"] == "40"
    assert "Thank you, that is done" in page
    assert "Goal setting: you answered “Submit”" in page
    assert "The appraisal is now at the step “Agreement on goals”." in page
    assert "Lena Lead is asked, until" in page
    assert "Win three accounts" in page


def test_a_button_pressed_twice_does_no_harm(at_goals, appraisal):
    browser, path = at_goals
    browser.post(path, {**GOALS, "do": "answer:submit"})
    once = appraisal("E8")

    again = browser.post(path, {**GOALS, "do": "answer:submit"})

    assert again.status_code == 303
    assert appraisal("E8") == once


def test_what_came_too_late_is_handed_back_to_whoever_typed_it(at_goals, appraisal):
    browser, path = at_goals
    browser.post(path, {**GOALS, "do": "answer:submit"})
    once = appraisal("E8")

    answer = browser.post(path, {**GOALS, "goals.0.goal": "Win nine accounts", "do": "answer:submit"})

    assert answer.status_code == 409
    assert "What you just typed was not recorded" in answer.text
    assert "Win nine accounts" in answer.text
    assert appraisal("E8") == once


def test_a_collision_is_told_kindly_and_the_text_kept(at_goals, monkeypatch, appraisal):
    browser, path = at_goals

    def collide(*_args, **_facts):
        raise CollisionError(appraisal=appraisal("E8").id)

    monkeypatch.setattr(answering, "answer", collide)
    page = browser.post(path, {**GOALS, "do": "answer:submit"})

    assert page.status_code == 409
    assert "Somebody else acted on quarterly-2026-Q4.E8 a moment ago." in page.text
    assert "Win three accounts" in page.text
    assert "Win three accounts" in browser.get(path).text


@pytest.mark.parametrize("error", [TaskOverError(appraisal="a", state="b"), CollisionError(appraisal="a")])
def test_who_is_overtaken_while_sending_gets_his_text_back(at_goals, monkeypatch, office, appraisal, error):
    browser, path = at_goals

    def overtake(*_args, **_facts):
        withdraw = Action(
            deed=Deed.WITHDRAW, actor="E2", standing=Standing.HR, channel=Channel.PAGE, inputs={"reason": "so"}
        )
        act(office, appraisal("E8").id, withdraw, now())
        raise error

    monkeypatch.setattr(answering, "answer", overtake)
    page = browser.post(path, {**GOALS, "do": "answer:submit"})

    assert page.status_code == 409
    assert "This appraisal was withdrawn" in page.text
    assert "What you just typed was not recorded" in page.text
    assert "Win three accounts" in page.text


def test_nothing_is_kept_for_a_task_that_closes_meanwhile(office, post, walk):
    walk("E8", "goal_setting")
    row = by_link(office, post.link_to("E8").removeprefix("/t/")).row
    walk("E8", "goal_agreement")

    assert save_draft(office, row, {}, now()) is False


def test_every_problem_stands_beside_its_field_and_in_the_summary(at_goals, appraisal):
    browser, path = at_goals

    page = browser.post(path, {**GOALS, "goals.0.standard": "", "goals.1.weight": "30", "do": "answer:submit"})

    assert page.status_code == 422
    assert appraisal("E8").state == "goal_setting"
    assert '<section class="alert" role="alert" tabindex="-1" id="summary"' in page.text
    assert '<a href="#f-goals">Goals</a>: These must add up to 100; they add up to 90.' in page.text
    assert '<a href="#f-goals-0-standard">Standard of measure 1</a>: This is needed.' in page.text
    field = re.search(r'<textarea [^>]*id="f-goals-0-standard"[^>]*>', page.text)
    assert field
    assert 'aria-invalid="true"' in field.group()
    assert 'aria-describedby="e-f-goals-0-standard"' in field.group()
    assert 'id="e-f-goals-0-standard"' in page.text
    assert "Win three accounts" in page.text


def test_blank_rows_are_not_kept_in_the_history(at_goals, appraisal):
    browser, path = at_goals

    browser.post(path, {**GOALS, "goals": ["0", "1", "2"], "goals.2.goal": " ", "do": "answer:submit"})

    assert len(appraisal("E8").sheets["goal_setting"]["goals"]) == 2


def test_rows_come_and_go_without_a_script(at_goals):
    browser, path = at_goals

    more = browser.post(path, {**GOALS, "do": "add:goals"})
    assert more.headers["location"] == f"{path}#f-goals-2"
    assert 'id="f-goals-2-goal"' in browser.follow(more).text

    fewer = browser.post(path, {**GOALS, "do": "remove:goals:0"})
    page = browser.follow(fewer).text
    assert "Win three accounts" not in page
    assert "Answer within a day" in page


def test_no_more_rows_are_added_than_the_sheet_has_room_for(at_goals):
    browser, path = at_goals

    answer = browser.post(path, {"goals": [str(number) for number in range(8)], "do": "add:goals"})

    assert 'id="f-goals-8-goal"' not in browser.follow(answer).text


def test_an_unknown_button_keeps_the_draft_and_does_nothing_else(at_goals, appraisal):
    browser, path = at_goals

    answer = browser.post(path, {**GOALS, "do": "remove:goals:x"})

    assert "Win three accounts" in browser.follow(answer).text
    assert appraisal("E8").state == "goal_setting"


def test_a_draft_is_kept_and_found_again(at_goals, browser):
    _, path = at_goals

    browser.follow(browser.post(path, {**GOALS, "goals.1.weight": "lots", "do": "draft"}))

    assert "Draft saved Thu 8 Oct, 09:00" in browser.page.text
    assert 'value="lots"' in browser.page.text


def test_a_draft_is_kept_while_typing(at_goals):
    browser, path = at_goals

    saved = browser.post(f"{path}/draft", {"goals": "0", "goals.0.goal": "Half a"})

    assert saved.status_code == 204
    assert "Half a" in browser.get(path).text


def test_nothing_is_kept_for_a_task_that_is_over(at_goals):
    browser, path = at_goals
    browser.post(path, {**GOALS, "do": "answer:submit"})

    assert browser.client.post(f"{path}/draft", data={"form_token": browser.token}).status_code == 410


def test_a_draft_is_nobody_elses(at_goals, post, browser):
    _, path = at_goals
    browser.post(path, {**GOALS, "goals.0.goal": "Only mine", "do": "draft"})

    browser.get(post.link_to("E7"))

    assert "Only mine" not in browser.page.text


def test_a_review_shows_the_goals_beside_the_scores_and_asks_for_facts(browser, post, walk):
    walk("E8", "self_review")

    page = browser.get(post.link_to("E8")).text

    assert page.count('type="radio"') % 5 == 0
    assert "<b>5</b> Outstanding" in page
    assert '<dl class="beside">' in page
    assert "Needed where Score is 5, 2, 1." in page


def test_a_high_score_without_facts_is_refused_beside_the_row(browser, post, walk):
    walk("E8", "self_review")
    path = post.link_to("E8")
    rows = browser.get(path).text.count('<fieldset class="row"')
    scores = {"goals": [str(row) for row in range(rows)], **{f"goals.{row}.score": "5" for row in range(rows)}}

    page = browser.post(path, {**scores, "summary": "Good", "do": "answer:submit"})

    assert page.status_code == 422
    assert f'href="#f-goals-{rows - 1}-facts"' in page.text
    assert page.text.count("checked") == rows


def test_the_manager_sees_the_self_review_beside_his_own_scores(browser, post, walk):
    walk("E8", "manager_review")

    page = browser.get(post.link_to("E6")).text

    assert "<h1>Manager&#39;s review</h1>" in page
    assert "<dt>Self-review · Score</dt>" in page
    assert "You are the direct superior." in page
    assert "Hand this to somebody else" in page
    assert "After " in page
    assert "it is handed to somebody else." in page


def test_a_moment_is_typed_and_shown_on_the_clock_of_the_person_asked(browser, post, walk, appraisal):
    walk("E8", "interview_invitation")
    path = post.link_to("E6")
    assert "Central European Time" in browser.get(path).text

    soon, later = ((now() + timedelta(days=days)).date() for days in (3, 20))

    refused = browser.post(path, {"held_at": f"{soon}T14:30", "place": "Room 2", "do": "answer:invite"})
    assert refused.status_code == 422
    assert f'value="{soon}T14:30"' in refused.text

    browser.post(path, {"held_at": f"{later}T14:30", "place": "Room 2", "do": "answer:invite"})
    assert appraisal("E8").sheets["interview_invitation"]["held_at"] == f"{later}T13:30:00.000000Z"


def test_what_an_answer_needs_is_said_and_asked_for(browser, post, walk, appraisal):
    walk("E8", "sign_off")
    path = post.link_to("E8")
    page = browser.get(path).text
    assert "Needed for: Sign with comment, Refuse to sign, Appeal" in page
    assert "“Appeal” is possible until" in page
    assert "How the score came about" in page

    assert browser.post(path, {"comment": "", "do": "answer:appeal"}).status_code == 422
    assert browser.post(path, {"comment": "", "do": "answer:sign"}).status_code == 303
    assert appraisal("E8").state == "closed"


def test_an_answer_the_state_does_not_know_is_refused_and_the_text_kept(at_goals):
    browser, path = at_goals

    page = browser.post(path, {**GOALS, "do": "answer:shrug"})

    assert page.status_code == 409
    assert "shrug is not an answer to goal_setting" in page.text
    assert "Win three accounts" in page.text


def test_a_paused_appraisal_takes_drafts_but_no_answers(at_goals, office, appraisal):
    browser, path = at_goals
    pause = Action(
        deed=Deed.PAUSE, actor="E2", standing=Standing.HR, channel=Channel.PAGE, inputs={"reason": "long leave"}
    )
    act(office, appraisal("E8").id, pause, now())

    assert "This appraisal is paused since" in browser.get(path).text
    assert 'value="answer:submit" disabled' in browser.page.text
    refused = browser.post(path, {**GOALS, "do": "answer:submit"})
    assert refused.status_code == 409
    assert "Win three accounts" in refused.text


def test_returned_goals_come_back_filled_in_with_the_remark(browser, post, walk):
    walk("E8", "goal_agreement")
    path = post.link_to("E6")
    browser.get(path)
    browser.post(path, {"remark": "Too easy.", "do": "answer:return"})

    page = browser.get(post.link_to("E8")).text

    assert "<h1>Goal setting</h1>" in page
    assert "Too easy." in page
    assert 'class="row"' in page
    assert page.count("<textarea") > page.count("></textarea>")


def test_a_task_of_a_panel_leads_to_the_calibration(browser, post, walk):
    walk("E8", "calibration")

    page = browser.get(post.link_to("E4")).text

    assert "This is decided for everybody together" in page
    assert 'href="/calibration/quarterly-2026-Q4"' in page
    assert "answer:release" not in page


def test_a_task_is_handed_on_with_a_reason(browser, post, walk, appraisal):
    walk("E8", "goal_agreement")
    path = post.link_to("E6")
    browser.get(path)

    refused = browser.post(path, {"to": "nobody@firm.example", "reason": "on leave", "do": "delegate"})
    assert refused.status_code == 422
    assert "Nobody at work here has the email address or employee number nobody@firm.example." in refused.text
    assert 'value="nobody@firm.example"' in refused.text

    page = browser.follow(browser.post(path, {"to": "E5@firm.example", "reason": "on leave", "do": "delegate"})).text
    assert [task.member.person for task in appraisal("E8").open_tasks] == ["E5"]
    assert "Somebody else is asked now" in page
    assert "you handed it to somebody else" in page

    heir = browser.get(post.link_to("E5")).text
    assert "Lena Lead" in heir
    assert "on leave" in heir


def test_nobody_hands_on_what_only_he_can_say(at_goals, appraisal):
    browser, path = at_goals
    assert "Hand this to somebody else" not in browser.page.text

    browser.post(path, {"to": "E5", "reason": "no time", "do": "delegate"})

    assert [task.member.person for task in appraisal("E8").open_tasks] == ["E8"]


def test_a_visit_knows_what_its_holder_may_read(office, post, walk):
    walk("E8", "manager_review")
    asked = by_link(office, post.link_to("E6").removeprefix("/t/"))

    found = visit(office, asked.row, now())

    assert found
    assert [shown.state.name for shown in found.shown] == [
        "goal_setting",
        "goal_agreement",
        "mid_quarter_check",
        "self_review",
    ]
    assert found.result is None
