"""Where a regulation counts in hours, the page says moments and not days."""

import pytest

from cycleflow import policy
from cycleflow.clock import now
from cycleflow.journeys.launch import launch
from cycleflow.journeys.survey import LaunchOrder

NOTE = policy.load(
    """
workflow: note
title: 述职 | Note
status: effective
period: year
calendar: {country: CN, zone: Asia/Shanghai}
roles: {employee: self, hr: group(hr)}
sheets: {note: {summary: {title: 总结 | Summary, text: 2000}}}
states:
  writing: {ask: {employee: note}, due: opened + 24 hours, silence: {after: 1 hour, to: reading},
    answers: {submit: reading, decline: {to: reading, until: opened + 2 hours, blank: true}}}
  reading: {ask: {hr: answer}, complete: any, due: opened + 5 workdays, answers: {accept: done}}
  done: {tell: {employee: closed}}
words:
  states: {writing: 撰写 | Writing, reading: 审阅 | Reading, done: 归档 | Done}
  answers: {submit: 提交 | Submit, decline: 婉拒 | Decline, accept: 接受 | Accept}
""",
    years=[2026],
)


@pytest.fixture
def page(office, clock, browser, post):
    """Return the page of a task that was opened now."""
    launch(office, LaunchOrder(workflow=NOTE, period="2026", by="E2"), now())
    path = post.link_to("E8")
    return lambda: browser.get(path).text


def test_an_hour_after_it_was_due_it_goes_on_without_whoever_is_asked(page):
    assert "Friday, 9 October 2026, 09:00 (China Standard Time)" in page()
    assert "After Friday, 9 October 2026, 10:00 (China Standard Time) it goes on without you: Reading." in page()


def test_an_answer_is_possible_until_an_instant(page, clock):
    assert "“Decline” is possible until Thursday, 8 October 2026, 11:00 (China Standard Time)." in page()

    clock.move_to("2026-10-08T03:00:01Z")

    assert "“Decline” was possible until Thursday, 8 October 2026, 11:00 (China Standard Time)." in page()
