"""Every rule of date is said in words, in Chinese and English."""

import pytest

from cycleflow import policy, shipped
from cycleflow.policy.daterule import parse_due, parse_rule
from cycleflow.policy.phrase import parse_offset
from cycleflow.policy.wording import Wording
from tests.raters import feedback

WORKFLOW = policy.load_file(shipped.workflows() / "quarterly.yaml", years=[2026])
ENGLISH, CHINESE = Wording(WORKFLOW, "en"), Wording(WORKFLOW, "zh")


@pytest.mark.parametrize(
    ("rule", "english", "chinese"),
    [
        ("cycle.start", "cycle start", "周期开始"),
        ("cycle.end + 5 workdays", "cycle end + 5 workdays", "周期结束后 5 个工作日"),
        ("opened + 24 hours", "within 24 hours", "24 小时内"),
        ("published - 1 open day", "published − 1 open day", "结果签字开始前 1 个非节假日"),
        ("cycle.end at 16:00", "cycle end at 16:00", "周期结束 16:00"),
        ("11th of next month, next workday", "11th of next month, next workday", "次月11日，遇休息日顺延"),
        ("opened + 2 days, previous workday", "within 2 days, previous workday", "2 天内，遇休息日提前"),
        ("last day of this month at 16:00", "last day of this month at 16:00", "当月最后一天 16:00"),
        ("12th last workday of December", "12th last workday of December", "12月倒数第12个工作日"),
        ("1st open day of next month", "1st open day of next month", "次月第1个非节假日"),
        ("last sunday of january next year", "last Sunday of January next year", "次年1月最后一个星期日"),
        ("20th workday from 21 June", "20th workday from 21 June", "自6月21日起第20个工作日"),
        ("14th of february at 17:30", "14 February at 17:30", "2月14日 17:30"),
        ("30 January next year", "30 January next year", "次年1月30日"),
        ("30 January next year + 1 week", "30 January next year + 1 week", "次年1月30日后 1 周"),
    ],
)
def test_a_rule_is_said_in_both_languages(rule, english, chinese):
    assert ENGLISH.rule(parse_rule(rule)) == english
    assert CHINESE.rule(parse_rule(rule)) == chinese


def test_the_least_time_is_said_last():
    due = parse_due("11th of next month, next workday at 18:00, at least 90 minutes")

    assert ENGLISH.due(due) == "due: 11th of next month, next workday at 18:00, at least 90 minutes"
    assert CHINESE.due(due) == "期限：次月11日，遇休息日顺延 18:00，至少 90 分钟"


@pytest.mark.parametrize("rule", ["11th of next month, next workday", "2nd Friday of December", "14 February at 17:30"])
def test_the_english_of_a_rule_that_picks_a_day_reads_back(rule):
    parsed = parse_rule(rule)

    assert parse_rule(ENGLISH.rule(parsed)) == parsed


def test_a_length_is_one_or_many():
    assert [ENGLISH.offset(parse_offset(text)) for text in ("1 hours", "2 hour")] == ["1 hour", "2 hours"]


def test_a_role_is_called_as_the_regulation_calls_it():
    wording = Wording(feedback(), "en")

    assert wording.roles(wording.workflow.states["feedback"]) == "Self, Superior, Colleagues, Reports"
