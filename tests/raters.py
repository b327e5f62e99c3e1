"""A small regulation in which the employee invites colleagues who are asked then, and people to run it on."""

from cycleflow import policy
from cycleflow.core.model import Channel
from cycleflow.journeys.answer import answer
from cycleflow.store import appraisals, people
from tests.offices import LAUNCH, launch, person

INVITING = """\
workflow: inviting
title: 邀请 | Inviting
status: effective
source: tests
period: half_year
calendar: {country: CN, zone: Asia/Shanghai}
roles: {employee: self, manager: manager, colleagues: peers, guests: named(invite.guests.who),
  host: named(invite.host), hr: group(hr)}
sheets:
  invite:
    guests: {title: 邀请 | Guests, rows: 1..3, columns: {who: {title: 同事 | Colleague, person: colleagues}}}
    host: {title: 主持人 | Host, person: anybody, optional: true}
  view: {view: {title: 意见 | View, text: 500}}
states:
  invite: {ask: {employee: invite}, due: opened + 5 workdays, answers: {submit: views}}
  views: {ask: {guests: view}, complete: any, due: opened + 5 workdays, answers: {submit: talk, again: invite}}
  talk: {ask: {host: answer, hr: answer}, complete: any, due: opened + 5 workdays, answers: {submit: closed}}
  closed: {tell: {employee: closed, manager: closed}}
words:
  states: {invite: 邀请 | Invite, views: 意见 | Views, talk: 面谈 | Talk, closed: 归档 | Closed}
  answers: {submit: 提交 | Submit, again: 重新邀请 | Again}
"""


def inviting(text=INVITING):
    return policy.load(text, years=[2026, 2027], notices={"closed"})


FEEDBACK = """\
workflow: feedback
title: 反馈 | Feedback
status: effective
source: tests
period: half_year
calendar: {country: CN, zone: Asia/Shanghai}
roles: {employee: self, manager: manager, peers: peers, reports: reports, hr: group(hr)}
scales: {often: {5: 总是 | Always, 4: 经常 | Often, 3: 有时 | At times, 2: 偶尔 | Seldom, 1: 从不 | Never}}
sheets:
  marks:
    quality: {title: 质量 | Quality, number: 0..100}
    listens: {title: 倾听 | Listens, scale: often, optional: true}
    again: {title: 愿再合作 | Again, optional: true, choice: {gladly: 愿意 | Gladly, rather_not: 不愿意 | Rather not}}
    praise: {title: 表扬 | Praise, tick: true, optional: true}
    words: {title: 评语 | Words, text: 500, optional: true}
  review: {remark: {title: 意见 | Remark, text: 500, optional: true}}
score:
  after: review
  result: total
  also: [listening]
  measures:
    own: {mean: {of: feedback.employee.quality}}
    superior: {mean: {of: feedback.manager.quality}}
    colleagues: {title: 同事 | Colleagues, mean: {of: feedback.peers.quality}}
    total: {weights: {own: 20, superior: 50, colleagues: 30}}
    listening: {mean: {of: feedback.peers, each: listens * 20}}
states:
  feedback:
    ask: {employee: marks, manager: marks, peers: marks, reports: marks}
    gather: {anonymous: [peers, reports], at_least: 3}
    due: opened + 5 workdays
    remind: [1 workday before]
    escalate: {hr: 2 workdays}
    silence: {after: 5 workdays, to: review}
    answers: {submit: review}
  review: {ask: {manager: review}, due: opened + 5 workdays, answers: {submit: talk, again: feedback}}
  talk: {ask: {employee: answer}, marks: published, due: opened + 5 workdays, answers: {submit: closed}}
  closed: {tell: {employee: closed}}
words:
  states: {feedback: 反馈 | Feedback, review: 评价 | Review, talk: 面谈 | Talk, closed: 归档 | Closed}
  answers: {submit: 提交 | Submit, again: 重新反馈 | Again}
  roles: {employee: 本人 | Self, manager: 直接上级 | Superior, peers: 同事 | Colleagues, reports: 下属 | Reports}
"""


def feedback(text=FEEDBACK):
    return policy.load(text, years=[2026, 2027], notices={"closed"})


COLLEAGUES = ("E7", "E9", "X1", "X2")
"""Whoever works beside E8, once `join` has let two more join the team."""


def join(office):
    with office.store.begin() as conn:
        people.save_people(conn, [person("X1", "Xia One", "E6"), person("X2", "Xia Two", "E6")], LAUNCH)


def start(office, text=FEEDBACK, members=("E8",)):
    """Launch the feedback on E8, who has four colleagues."""
    join(office)
    return launch(office, feedback(text), period="2026-H2", members=members)


def get(office, number="E8"):
    with office.store.read() as conn:
        return appraisals.get(conn, f"feedback-2026-H2.{number}")


def rate(office, *, now=LAUNCH, **sheets):
    """Let people fill in their sheets."""
    for number, sheet in sheets.items():
        task = next(one for one in get(office).open_tasks if one.member.person == number)
        answer(office, task.id, number, choice="submit", sheet=sheet, channel=Channel.PAGE, now=now)
    return get(office)


def rate_all(office, **changed):
    """Let everybody rate, and leave the feedback."""
    marks = {"E8": "90", "E6": "80", "E7": "71", "E9": "82", "X1": "93", "X2": "94"}
    sheets = {number: {"quality": mark, "words": f"words of {number}"} for number, mark in marks.items()}
    return rate(office, **{**sheets, **changed})
