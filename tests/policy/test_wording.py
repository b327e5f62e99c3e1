"""Every rule of date is said in words, in Chinese and English."""

import pytest

from cycleflow import policy, shipped
from cycleflow.policy.daterule import parse_due, parse_rule
from cycleflow.policy.every import parse_every
from cycleflow.policy.phrase import parse_offset
from cycleflow.policy.wording import Wording
from tests.beside import counter
from tests.raters import feedback
from tests.settled import settled

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


@pytest.mark.parametrize(
    ("every", "english", "chinese"),
    [
        ("14 days", "every 14 days", "每 14 天"),
        ("2 weeks", "every 2 weeks", "每 2 周"),
        ("5 workdays, next workday", "every 5 workdays, next workday", "每 5 个工作日，遇休息日顺延"),
        ("week", "every Sunday", "每周日"),
        ("friday at 16:00", "every Friday at 16:00", "每周五 16:00"),
        ("month", "last day of each month", "每月最后一天"),
        ("month on 10th", "10th of each month", "每月10日"),
        ("month on last workday at 16:00", "last workday of each month at 16:00", "每月最后一个工作日 16:00"),
        ("quarter", "last day of each quarter", "每季度最后一天"),
        ("half_year on 20th", "20th of the last month of each half-year", "每半年末月20日"),
        ("year on 2nd friday", "2nd Friday of the last month of each year", "每年末月第2个星期五"),
    ],
)  # fmt: skip
def test_how_often_a_duty_recurs_is_said_in_both_languages(every, english, chinese):
    assert ENGLISH.every(parse_every(every)) == english
    assert CHINESE.every(parse_every(every)) == chinese


def test_of_a_duty_is_said_how_it_comes_about():
    twice = counter(("    every: sunday at 16:00\n", "    every: sunday at 16:00\n    times: 2\n"))
    english, chinese = Wording(twice, "en"), Wording(twice, "zh")
    duties = twice.duties

    assert english.describe(duties["report"]) == [
        "employee",
        "2 times every Sunday at 16:00",
        "missed 2 days after due",
    ]
    assert chinese.describe(duties["report"]) == ["本人", "每周日 16:00，2 次", "逾期 2 天视为未完成"]
    assert english.describe(duties["talk"]) == [
        "manager, employee",
        "when “Weekly report” is missed",
        "due: within 2 workdays",
    ]
    assert chinese.describe(duties["plan"])[1:3] == ["“评分”中回答“需改进”时", "“面谈”中回答“落后”时"]


def test_of_a_duty_a_result_raises_is_said_on_what_grounds():
    workflow = settled()

    assert Wording(workflow, "en").describe(workflow.duties["elimination"])[1] == (
        "when a result says “Twice running below 35”"
    )
    assert Wording(workflow, "zh").describe(workflow.duties["elimination"])[1] == "结果“连续两次低于35分”时"
