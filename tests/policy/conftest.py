"""A small regulation with something of everything, and ways to break it."""

import pytest

from cycleflow import policy

BASE = """\
workflow: small
title: 考核 | Appraisal
status: trial
period: quarter
calendar: {country: CN, zone: Asia/Shanghai}
attributes: [site]
roles: {employee: self, manager: manager, head: head(department), hr: group(hr), panel: group(panel)}
digest: {roles: [manager, hr], at: "09:00"}
eligibility:
  - {when: status != "active", then: excluded, reason: 不在职 | Not in service}
scales:
  five: {5: 优 | Best, 4: 良 | Good, 3: 中 | Fair, 2: 可 | Poor, 1: 差 | Worst}
sheets:
  goals:
    goals:
      title: 目标 | Goals
      rows: 1..8
      columns:
        goal: {title: 目标 | Goal, text: 300}
        weight: {title: 权重 | Weight, number: 5..100, total: 100}
  review:
    goals:
      title: 评分 | Scores
      each: goal_setting.goals
      columns:
        score: {title: 分 | Score, scale: five}
        facts: {title: 事实 | Facts, text: 900, needed_when: "score in [5, 1]"}
  appointment: {held_at: {title: 时间 | Time, moment: 7 days ahead}, place: {title: 地点 | Place, text: 20..200}}
  record: {notes: {title: 纪要 | Notes, text: 900}}
  reaction: {reason: {title: 理由 | Reason, text: 900, needed_for: [appeal]}}
  ruling: {score: {title: 改判 | Corrected, number: 1..5, needed_for: [change], sets: score},
    reason: {title: 理由 | Reasons, text: 900, needed_for: [change]}}
score: {after: review, weighted_mean: {of: review.goals.score, by: goal_setting.goals.weight}, round: 2 half_up}
grades: {A: from 4, B: from 2 below 4, C: below 2}
distribution: {base: department, shares: {A: 20, B: 70, C: 10}, rounding: floor, tolerance: 1}
remind: [2 workdays before, on the day, 1 workday after]
escalate: {hr: 5 workdays}
states:
  goal_setting:
    ask: {employee: goals}
    due: cycle.start + 10 workdays, at least 3 workdays
    escalate: {manager: 2 workdays, hr: 1 week}
    answers: {submit: review}
  review:
    ask: {manager: review}
    opens: cycle.end - 5 workdays
    due: cycle.end + 5 workdays
    needs: [goal_setting]
    silence: {after: 6 workdays, hand_to: head}
    answers: {submit: calibration, return: goal_setting}
  calibration:
    ask: {panel: cohort}
    due: opened + 5 workdays
    answers: {release: appointment}
  appointment:
    ask: {manager: appointment}
    due: opened + 2 workdays
    answers: {submit: talk}
  talk:
    ask: {manager: record}
    opens: appointment.held_at
    due: opened + 2 workdays
    answers: {submit: sign_off, return: {to: appointment, blank: true}}
  sign_off:
    ask: {employee: reaction}
    marks: published
    due: published + 10 days
    remind: [1 day before]
    escalate: {}
    silence: {after: 0 days, to: closed}
    answers: {accept: closed, appeal: {to: appeal, until: published + 10 days}}
  appeal:
    ask: {hr: ruling}
    never: [review]
    complete: any
    due: opened + 10 days
    answers: {change: closed, uphold: closed}
  closed: {tell: {employee: closed}}
words:
  states: {goal_setting: 目标 | Goals, review: 评价 | Review, calibration: 校准 | Calibration, appointment: 预约 | Date,
    talk: 面谈 | Talk, sign_off: 签字 | Sign-off, appeal: 申诉 | Appeal, closed: 归档 | Closed}
  answers: {submit: 提交 | Submit, return: 退回 | Return, release: 发布 | Release, accept: 接受 | Accept,
    appeal: 申诉 | Appeal, change: 改判 | Change, uphold: 维持 | Uphold}
"""
HERE = "§"
"""In a text of a test: what comes next is where the complaint must point."""


def load_text(text: str):
    return policy.load(text, file="small.yaml", years=[2026], notices={"closed", "invitation"})


def complaints_of(text: str) -> list[str]:
    with pytest.raises(policy.PolicyError) as caught:
        load_text(text)
    return [str(complaint).removeprefix("small.yaml:") for complaint in caught.value.complaints]


def place_in(text: str) -> str:
    """Return line and column of what the sign in the text points at."""
    before = text[: text.index(HERE)].split("\n")
    return f"{len(before)}:{len(before[-1]) + 1}"


@pytest.fixture
def base() -> str:
    return BASE


@pytest.fixture
def read():
    """Load a text with the calendar of one year and two known notices."""
    return load_text


@pytest.fixture
def complain():
    """Return what is complained of in a text, each as line:column: sentence."""
    return complaints_of


@pytest.fixture
def breaking():
    """Put something wrong into the small regulation and return the complaints, and the one expected.

    In `new` the sign § stands before what the complaint must point at.
    """

    def breaking(old: str, new: str, sentence: str) -> tuple[list[str], list[str]]:
        assert BASE.count(old) == 1, f"{old!r} stands {BASE.count(old)} times in the small regulation"
        text = BASE.replace(old, new)
        return complaints_of(text.replace(HERE, "")), [f"{place_in(text)}: {sentence}"]

    return breaking


@pytest.fixture
def place():
    """Return line and column of what a text points at."""
    return place_in
