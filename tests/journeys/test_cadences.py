"""One regulation at several cadences: each cycle asks for the indicators of its own, and scores by them."""

from datetime import datetime
from decimal import Decimal

import pytest

from cycleflow import policy
from cycleflow.core.model import Channel
from cycleflow.core.refusals import SheetError
from cycleflow.journeys.answer import answer
from cycleflow.journeys.audit import verify
from cycleflow.journeys.launch import launch
from cycleflow.journeys.score import Figures, FiguresError, score, template
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.journeys.visit import visit
from cycleflow.store import appraisals, tasks

PRODUCTION = """
workflow: production
title: 生产部考核 | Production
status: effective
period: [month, quarter, year]
calendar: {country: CN, zone: Asia/Shanghai}
roles: {employee: self, hr: group(hr)}
indicators:
  pass_rate: {title: 抽检合格率 | Sampling pass rate, number: 0..100, by: hr}
  talks: {title: 面谈 | Talks, count: 0..9, every: [month, quarter], default: 1, by: hr}
  utilisation: {title: 设备利用率 | Equipment utilisation, number: 0..100, every: [year], by: hr}
score:
  after: figures
  result: total
  measures:
    base: {weights: {pass_rate: 60, utilisation: 40}}
    bonus: {points: {talks: +1 each}}
    total: {cases: {'cadence == "year"': base, otherwise: bonus + base}}
states:
  figures: {ask: {hr: hr_indicators}, opens: cycle.end, due: 10th of next month, complete: any,
    answers: {submit: sign_off}}
  sign_off: {ask: {employee: answer}, due: opened + 24 hours, answers: {submit: done}}
  done: {tell: {employee: closed}}
words:
  states: {figures: 数据 | Figures, sign_off: 签字 | Sign-off, done: 归档 | Done}
  answers: {submit: 提交 | Submit}
examples:
  - {given: {cadence: month, pass_rate: 90, talks: 2}, expect: {base: 90, total: 92}}
  - {given: {cadence: quarter, pass_rate: 90}, expect: {total: 91}}
  - {given: {cadence: year, pass_rate: 90, utilisation: 80}, expect: {total: 86}}
  - {given: {cadence: month, utilisation: 80}, refused: utilisation}
"""
REGULATION = policy.load(PRODUCTION, years=range(2025, 2029))
CLOSE = datetime.fromisoformat("2026-12-31T12:00:00+08:00")
GIVEN = {"2026-12": {"pass_rate": "90"}, "2026": {"pass_rate": "90", "utilisation": "80"}}


@pytest.fixture
def begun(office):
    """Launch the year's last month and the year itself, when both have ended."""
    for period in GIVEN:
        launch(office, LaunchOrder(workflow=REGULATION, period=period, by="E2"), CLOSE)


def asked(office, name):
    with office.store.read() as conn:
        (task, *_) = appraisals.get(conn, name).open_tasks
        return visit(office, tasks.get(conn, task.id), CLOSE)


def submit(office, name, sheet):
    found = asked(office, name)
    answer(
        office, found.task.id, found.task.member.person, choice="submit", sheet=sheet, channel=Channel.PAGE, now=CLOSE
    )
    with office.store.read() as conn:
        return appraisals.get(conn, name)


def test_a_cycle_asks_for_the_indicators_of_its_cadence(office, begun):
    month, year = (asked(office, f"production-{period}.E7").sheet for period in GIVEN)

    assert list(month.fields) == ["pass_rate", "talks"]
    assert list(year.fields) == ["pass_rate", "utilisation"]


def test_what_is_not_asked_is_refused_and_does_not_count(office, begun):
    with pytest.raises(SheetError, match="utilisation"):
        submit(office, "production-2026-12.E7", GIVEN["2026"])

    scores = [submit(office, f"production-{period}.E7", sheet).score for period, sheet in GIVEN.items()]

    assert scores == [Decimal("91.00"), Decimal("86.00")]
    assert verify(office).holds


def test_scoring_by_hand_takes_the_cadence_too():
    month = Figures(person="E7", inputs={"cadence": "month", "pass_rate": "90"})
    surplus = Figures(person="E7", inputs={"cadence": "month", "pass_rate": "90", "utilisation": "80"})
    lacking = Figures(person="E7", inputs={"cadence": "year", "pass_rate": "90"})

    assert score(REGULATION, [month]).people[0].result.score == Decimal("91.00")
    assert "cadence" in [blank.name for blank in template(REGULATION)]
    for wrong in (surplus, lacking):
        with pytest.raises(FiguresError, match="utilisation"):
            score(REGULATION, [wrong])


@pytest.mark.parametrize(
    ("every", "sentence"),
    [
        ("[half_year]", "There is no kind of period 'half_year'; did you mean 'year'?"),
        ("[month, quarter, year]", "That is every cycle there is; leave it out."),
        ("[]", "That is every cycle there is; leave it out."),
        ("year", "Here each kind of period is expected as a list: [one, another]."),
    ],
)
def test_an_indicator_s_cadence_is_some_of_those_there_are(every, sentence):
    with pytest.raises(policy.PolicyError) as caught:
        policy.load(PRODUCTION.replace("every: [year]", f"every: {every}"), years=[2026])

    assert sentence in str(caught.value)
