"""A link that no longer opens its task says why, and a fresh one goes to the person asked alone."""

from datetime import timedelta

import pytest

from cycleflow.clock import now
from cycleflow.core.model import Action, Channel, Deed, Standing
from cycleflow.journeys.answer import act
from cycleflow.journeys.rounds import tick

LINK_LIVES = timedelta(days=12 + 14, hours=10)
"""Until the task is due, and fourteen days more."""


@pytest.fixture
def do(office, appraisal):
    """Return a function by which HR does something to somebody's appraisal."""

    def do(number, deed, **inputs):
        task = appraisal(number).open_tasks[0].id if deed in (Deed.REASSIGN, Deed.EXTEND) else None
        action = Action(
            deed=deed,
            actor="E2",
            standing=Standing.HR,
            channel=Channel.PAGE,
            task=task,
            inputs={"reason": "so", **inputs},
        )
        return act(office, appraisal(number).id, action, now())

    return do


def test_an_unknown_link_is_no_page_and_no_secret(browser, cycle):
    page = browser.get("/t/aaaaaaaaaaaaaaaaaaaaaaaa")

    assert page.status_code == 404
    assert "This link is not known here." in page.text


def test_an_expired_link_says_so_and_mails_a_fresh_one_to_the_person_asked(browser, post, cycle, clock):
    path = post.link_to("E8")
    mails = len(post.mails)
    clock.tick(LINK_LIVES)

    page = browser.get(path)
    assert page.status_code == 200
    assert "This link has expired" in page.text
    assert "a fresh link is mailed to Ben Bold, to nobody else" in page.text
    assert "Your answer" not in page.text

    answer = browser.post(f"{path}/fresh")
    assert answer.status_code == 200
    assert "a link is on its way to the person asked" in answer.text
    assert "/t/" not in answer.text.replace(path, "")

    fresh = post.link_to("E8")
    assert {mail.to for mail in post.mails[mails:]} == {"e8@firm.example"}
    assert fresh != path
    assert "Your answer" in browser.get(fresh).text
    assert browser.get(path).status_code == 404


def test_an_expired_link_neither_acts_nor_keeps(browser, post, cycle, clock, appraisal):
    path = post.link_to("E8")
    browser.get(path)
    clock.tick(LINK_LIVES)

    assert browser.post(path, {"do": "answer:submit", "goals": "0", "goals.0.goal": "Late"}).status_code == 409
    assert browser.post(f"{path}/draft", {"goals": "0", "goals.0.goal": "Late"}).status_code == 410
    browser.post(path, {"do": "delegate", "to": "E5", "reason": "late"})
    assert appraisal("E8").state == "goal_setting"
    assert [task.member.person for task in appraisal("E8").open_tasks] == ["E8"]


def test_an_expired_link_is_exchanged_once(browser, post, cycle, clock):
    path = post.link_to("E8")
    clock.tick(LINK_LIVES)
    token = {"form_token": browser.get(path) and browser.token}

    answers = [browser.client.post(f"{path}/fresh", data=token).status_code for _ in range(2)]

    assert answers == [200, 404]


def test_the_link_of_a_task_that_is_over_can_mail_what_is_asked_now(browser, post, walk):
    walk("E8", "goal_setting")
    path = post.link_to("E8")
    walk("E8", "mid_quarter_check")

    page = browser.get(path).text
    assert "You are asked for the next step: Mid-quarter check" in page

    token = {"form_token": browser.token}
    answers = [browser.client.post(f"{path}/fresh", data=token) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "Too many mails" in answers[3].text


def test_an_old_link_cannot_kill_the_good_one(browser, post, walk):
    walk("E8", "goal_setting")
    path = post.link_to("E8")
    walk("E8", "mid_quarter_check")
    good = post.link_to("E8")
    browser.get(path)

    browser.post(f"{path}/fresh")

    assert post.link_to("E8") == good
    assert "Mid-quarter check" in browser.get(good).text


def test_nothing_is_mailed_where_nothing_is_asked(browser, post, walk):
    walk("E8", "goal_setting")
    path = post.link_to("E8")
    browser.get(path)
    walk("E8", "manager_review")
    mails = len(post.run().mails)

    assert browser.post(f"{path}/fresh").status_code == 200

    assert len(post.run().mails) == mails


def test_a_reassigned_task_says_who_gave_it_away_and_why_and_not_to_whom(browser, post, walk, do):
    walk("E8", "goal_agreement")
    path = post.link_to("E6")

    do("E8", Deed.REASSIGN, to="E5", reason="Lena is away")
    page = browser.get(path).text

    assert "Somebody else is asked now" in page
    assert "by HR." in page
    assert "Lena is away" in page
    assert "Your answer" not in page


@pytest.mark.parametrize(
    ("deed", "inputs", "title", "words"),
    [
        (Deed.SEND_BACK, {"to": "goal_setting"}, "This is no longer asked of you", "was sent back to an earlier step"),
        (Deed.WAIVE, {"to": "mid_quarter_check"}, "This is no longer asked of you", "HR let it go on without this"),
        (Deed.WITHDRAW, {}, "This appraisal was withdrawn", "it ends without a result"),
    ],
)
def test_what_hr_did_is_told_to_whoever_was_asked(browser, post, walk, do, deed, inputs, title, words):
    walk("E8", "goal_agreement")
    path = post.link_to("E6")

    do("E8", deed, **inputs)
    page = browser.get(path).text

    assert title in page
    assert words in page


def test_an_extension_leaves_the_link_open(browser, post, cycle, do):
    path = post.link_to("E8")

    do("E8", Deed.EXTEND, due_on="2026-11-30")

    assert "Monday, 30 November 2026, 18:00" in browser.get(path).text


def test_silence_is_told_to_whoever_stayed_silent(browser, post, walk, office, clock, appraisal):
    walk("E8", "mid_quarter_check")
    path = post.link_to("E8")
    while appraisal("E8").state == "mid_quarter_check":
        clock.move_to(appraisal("E8").due_at)
        tick(office, now())

    page = browser.get(path).text

    assert "The time for this is over" in page
    assert "nobody had answered in time" in page
    assert "The appraisal is now at the step “Self-review”." in page


def test_a_task_the_clock_handed_on_says_so(browser, post, walk, office, clock, appraisal):
    walk("E8", "goal_agreement")
    path = post.link_to("E6")
    while [task.member.person for task in appraisal("E8").open_tasks] == ["E6"]:
        clock.move_to(appraisal("E8").due_at)
        tick(office, now())

    page = browser.get(path).text

    assert "Somebody else is asked now" in page
    assert "by the clock, since the time for it was over." in page


def test_a_panel_that_released_together_sees_that_it_is_decided(browser, post, walk):
    walk("E8", "calibration")
    path = post.link_to("E4")
    walk("E8", "interview_invitation")

    page = browser.get(path).text

    assert "This has been decided" in page
    assert "Lena Lead is asked, until" in page


def test_a_closed_appraisal_asks_nothing_more(browser, post, walk):
    walk("E8", "sign_off")
    path = post.link_to("E8")
    walk("E8", "sign_off")
    browser.get(path)
    browser.post(path, {"do": "answer:sign"})

    assert "The appraisal is closed. Nothing more is asked of you." in browser.get(path).text


def test_one_of_several_sees_that_another_was_faster(browser, post, walk):
    walk("E8", "second_appeal", sign_off="appeal", appeal_answer="appeal")
    mine, others = post.link_to("E2"), post.link_to("E3")
    browser.get(others)
    answer = browser.post(others, {"reason": "Seen it all.", "do": "answer:uphold"})
    assert answer.status_code == 303, answer.text

    page = browser.get(mine).text

    assert "This is no longer asked of you" in page
    assert "by somebody else who was asked" in page
