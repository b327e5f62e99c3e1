"""A small regulation in which the employee invites colleagues who are asked then, and people to run it on."""

from cycleflow import policy

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
