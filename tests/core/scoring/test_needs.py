"""Of everybody only those figures are asked that his own card needs, as far as the facts say which that is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycleflow import policy, shipped
from cycleflow.core.grading import judge
from cycleflow.core.refusals import SheetError
from cycleflow.core.scoring.card import Card
from cycleflow.core.trial import take
from tests.regulations import read
from tests.settled import settled

WORKFLOWS = sorted(shipped.workflows().glob("*.yaml"))
TEXT = """\
workflow: posts
title: 岗位 | Posts
status: effective
period: month
calendar: {country: CN, zone: Asia/Shanghai}
attributes: {lead: tick, quota: number}
roles: {employee: self, hr: manager.manager, manager: manager}
indicators:
  calls: {title: 通话 | Calls, number: 0..100, by: hr}
  sales: {title: 销售 | Sales, number: 0..100, by: hr}
  trips: {title: 行程 | Trips, number: 0..100, by: manager}
  team: {title: 团队 | Team, number: 0..100, by: manager}
  kind: {title: 类别 | Kind, choice: {A: 甲 | A, B: 乙 | B}, by: hr}
  bonus: {title: 加分 | Bonus, number: 0..10, when: kind == "A", by: hr}
  night: {title: 夜班 | Night, number: 0..10, when: 'month != 2', by: hr}
  note: {title: 说明 | Note, text: 200, by: hr}
  why: {title: 原因 | Why, text: 200, when: lead, by: hr}
  slips: {title: 违纪 | Slips, count: 0.., by: hr}
score:
  after: figures
  result: total
  also: [extra]
  overrides:
    - {when: 'slips > 3 and position == "客服"', score: 0, reason: 违纪 | Slips}
    - {when: position == "董事", score: 100, reason: 董事 | Director}
  measures:
    is_service: {formula: position == "客服" or position == "坐席"}
    own: {cases: {is_service: calls, position == "销售": sales, position == "司机": trips,
      otherwise: (calls + sales) / 2}}
    led: {cases: {lead: team, otherwise: own}}
    far: {cases: {quota > 10: led, otherwise: led}}
    extra: {cases: {position == "销售": bonus, otherwise: night}}
    total: {formula: far}
states:
  figures: {ask: {hr: hr_indicators, manager: manager_indicators}, due: cycle.end, answers: {submit: done}}
  done: {tell: {employee: closed}}
words: {states: {figures: 数据 | Figures, done: 归档 | Done}, answers: {submit: 提交 | Submit}}
"""
POSTS = policy.load(TEXT, years=[2026], notices={"closed"})
FIGURES = ("calls", "sales", "trips", "team")


def of(**facts):
    assert POSTS.scorecard
    card = POSTS.scorecard.rule
    assert isinstance(card, Card)
    return card.needs(facts) - {"note"}


def asked(role, facts):
    sheet = POSTS.sheet_for(POSTS.initial, role, facts)
    return sheet and list(sheet.fields)


@pytest.mark.parametrize(
    ("facts", "needed"),
    [
        ({"position": "客服", "lead": False, "month": "3"}, {"calls", "night", "slips"}),
        ({"position": "坐席", "lead": False, "month": "2"}, {"calls"}),
        ({"position": "销售", "lead": False, "month": "3"}, {"sales", "bonus", "kind"}),
        ({"position": "司机", "lead": True, "month": "2"}, {"team", "why"}),
        ({"position": "司机", "lead": False, "month": "2"}, {"trips"}),
        ({"position": "其他", "lead": False, "month": "2"}, {"calls", "sales"}),
        ({"position": "司机", "month": "2"}, {"team", "trips", "why"}),
    ],
)
def test_the_cases_that_facts_decide_leave_the_other_figures_out(facts, needed):
    assert of(**facts) == needed


def test_what_is_not_known_leaves_nothing_out():
    assert of() == {*FIGURES, "kind", "bonus", "night", "why", "slips"}


def test_a_blank_fact_leaves_nothing_out_that_might_count():
    assert of(position="司机", lead=False, quota="", month="2") == {"trips"}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_without_facts_every_indicator_of_a_regulation_is_needed(path):
    workflow = read(path)
    rules = [one.rule for one in (workflow.scorecard, workflow.outcomes) if one]
    besides = (*workflow.asked, *(workflow.outcomes.wanted if workflow.outcomes else ()))

    needed = [rule.needs({}, besides) for rule in rules]

    fed = {name for name, one in workflow.indicators.items() if one.feed}
    assert None in needed or fed.union(*filter(None, needed)) >= workflow.indicators.keys()


def test_outcomes_need_their_figures_too():
    workflow = settled()
    assert workflow.outcomes is not None

    assert "wage" in workflow.outcomes.rule.needs({}, workflow.outcomes.wanted)


def test_a_score_over_one_table_needs_all_there_is(workflow):
    assert workflow.scorecard.rule.needs({"position": "x"}) is None


def test_a_role_is_asked_what_the_ratee_needs_and_no_more():
    facts = {"position": "司机", "lead": False, "quota": "", "month": "2"}

    assert asked("manager", facts) == ["trips"]
    assert asked("hr", facts) == ["note"]
    assert asked("manager", {}) == ["trips", "team"]


def test_by_hand_too_what_is_needless_is_not_asked_for():
    facts = {"position": "司机", "lead": False, "month": 2, "quota": 5}

    _, values = take(POSTS, {**facts, "trips": 80, "note": "x"}, complete=True)
    assert values["trips"] == 80

    with pytest.raises(SheetError, match="calls: This sheet has no such field"):
        take(POSTS, {**facts, "trips": 80, "note": "x", "calls": 3}, complete=True)


@given(
    position=st.sampled_from(["客服", "坐席", "销售", "司机", "董事", ""]),
    lead=st.booleans(),
    quota=st.integers(0, 20),
    month=st.integers(1, 12),
    figures=st.lists(st.integers(0, 100), min_size=7, max_size=7),
    kind=st.sampled_from("AB"),
)
def test_what_is_not_needed_never_changes_the_score(position, lead, quota, month, figures, kind):
    names = (*FIGURES, "bonus", "night", "slips")
    every = {**dict(zip(names, map(Decimal, figures), strict=True)), "kind": kind}
    facts = {"position": position, "lead": lead, "quota": str(quota), "month": str(month)}
    typed = {"position": position, "lead": lead, "quota": Decimal(quota), "month": Decimal(month)}
    needed = POSTS.needs(facts)
    assert needed is not None

    if month == 2:
        del every["night"]  # it is not asked for then, be it for the score or not
    whole = judge(POSTS, {}, {**typed, **every})
    own = judge(POSTS, {}, {**typed, **{name: value for name, value in every.items() if name in needed}})

    assert (own.score, own.also) == (whole.score, whole.also)


BROKEN = TEXT.replace("quota > 10: led", "10 / quota > 2 and lead: team").replace(
    "number: 0..10, when: kind", "number: 0..10, when: quota > 3 and kind"
)


def test_a_condition_that_cannot_be_computed_leaves_nothing_out():
    broken = policy.load(BROKEN, years=[2026], notices={"closed"})

    needed = broken.needs({"position": "司机", "lead": False, "quota": "0", "month": "2"})

    assert needed is not None
    assert "trips" in needed


def test_a_figure_that_hangs_on_a_blank_fact_is_not_asked_for():
    broken = policy.load(BROKEN, years=[2026], notices={"closed"})

    needed = broken.needs({"position": "销售", "lead": False, "quota": "", "month": "2"})

    assert needed is not None
    assert "bonus" not in needed
