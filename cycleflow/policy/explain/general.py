"""Chapter 1: what the regulation is, whether it holds, which periods it covers, and how time is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from babel import Locale

from cycleflow.core.calendar import Calendar, Unit
from cycleflow.core.period import MONTHS, Cadence, Period
from cycleflow.core.workflow import Status
from cycleflow.policy.explain.document import Article, Chapter, Clause, article, clause
from cycleflow.policy.explain.names import CADENCES
from cycleflow.policy.explain.prose import Prose

_STATUSES: Mapping[Status, tuple[str, str]] = {
    Status.DRAFT: (
        "本办法为草案，尚不得据以启动考核。",
        "These rules are a draft; nobody can be appraised by them yet.",
    ),
    Status.TRIAL: (
        "本办法试行：据以进行的考核照常办理，所算金额仅供参考，不予发放；其结果不得供正式施行的办法取用。",
        (
            "These rules are on trial: appraisals take their course, but sums of money are worked out and not paid, "
            "and nothing of them counts under rules in force."
        ),
    ),
    Status.EFFECTIVE: ("本办法现行有效。", "These rules are in force."),
    Status.SUPERSEDED: (
        "本办法已被取代，不再据以启动考核；已启动的考核照原办法办理。",
        "These rules are superseded; no appraisal begins under them any more, and those under way go on by them.",
    ),
}
_MONTHS_OF = {Cadence.QUARTER: 3, Cadence.HALF_YEAR: 6, Cadence.YEAR: 12}


def general(prose: Prose) -> Chapter:
    say = prose.say
    return Chapter(
        say("总则", "General provisions"),
        (
            _subject(prose),
            article(say("效力", "Force"), say(*_STATUSES[prose.workflow.status])),
            _periods(prose),
            _calendar(prose, prose.workflow.calendar),
            _time(prose),
            article(
                say("数的用语", "Figures"),
                say(
                    "本办法所称“以上”“以下”“至”包括本数，“超过”“低于”“不满”不包括本数。",
                    "“Or more”, “or less” and “to” include the figure named; “more than” and “less than” do not.",
                ),
            ),
        ),
    )


def _subject(prose: Prose) -> Article:
    workflow, say = prose.workflow, prose.say
    title = prose.title(workflow.title)
    source = prose.quoted(workflow.source)
    return article(
        say("名称与依据", "Title and source"),
        say(f"本办法规定{title}如何进行。", f"These rules say how {title} is carried out."),
        say(f"本办法依据{source}制定。", f"They rest on {source}.") if workflow.source else "",
        say(
            f"本办法在系统中的代号为“{workflow.name}”，各项考核的编号以之开头。",
            f"In the system they are called “{workflow.name}”; the number of every appraisal begins with it.",
        ),
    )


def _periods(prose: Prose) -> Article:
    said = [_period(prose, period) for period in prose.workflow.periods]
    title = prose.say("考核期", "Periods")
    if len(said) == 1:
        return article(title, prose.say(f"{said[0]}。", f"{said[0]}."))
    lead = prose.say(
        "每次考核属于下列考核期之一，于启动时指明：",
        "Each appraisal covers one of these periods, named when it is launched:",
    )
    return article(title, clause(lead, said))


def _period(prose: Prose, period: Period) -> str:
    kind = prose.pick(CADENCES[period.kind])
    start = (period.first_day, period.first_month)
    if start == (1, 1):
        return prose.say(f"按{kind}考核，以公历计", f"A period is a calendar {kind}")
    if period.kind is Cadence.MONTH:
        first, last = period.first_day, period.first_day - 1
        return prose.say(
            f"按月度考核，自上月{first}日起至当月{last}日止，以其结束的月份命名",
            f"A period is a month from day {first} to day {last} of the next, and is named after the month it ends in",
        )
    month = period.first_month
    if period.kind is Cadence.YEAR:
        return prose.say(
            f"按年度考核，自{month}月1日起十二个月，以其结束的年份命名",
            f"A period is the twelve months from 1 {MONTHS[month - 1]}, named after the year it ends in",
        )
    return prose.say(
        f"按{kind}考核，年度自{month}月1日起算，以其结束的年份命名，每{_MONTHS_OF[period.kind]}个月为一期",
        f"A period is a {kind}, {_MONTHS_OF[period.kind]} months of a year that begins on 1 {MONTHS[month - 1]} and "
        "is named after the year it ends in",
    )


def _calendar(prose: Prose, calendar: Calendar) -> Article:
    say = prose.say
    country = country_of(calendar.country, prose.lang)
    starts, ends = f"{calendar.day_starts:%H:%M}", f"{calendar.day_ends:%H:%M}"
    own = prose.written["calendar"]
    assert isinstance(own, dict), "the calendar is a section"
    return article(
        say("工作日历", "Calendar"),
        say(
            f"工作日按{country}的法定节假日与调休安排确定，每日工作时间为{starts}至{ends}。",
            f"Workdays are those of {country}, its public holidays and make-up workdays; a day is worked from "
            f"{starts} to {ends}.",
        ),
        *_own_days(prose, own),
        say(
            f"时刻以当事人所在时区为准；未载明的，为{calendar.zone}。",
            f"Times are those on the clock of whoever is asked; where his is not known, of {calendar.zone}.",
        ),
        say(
            "每次启动考核时所用的日历即予固定，其后节假日安排的变动不影响已启动的考核。",
            "A launch fixes the calendar; what is announced later does not change what is under way.",
        ),
    )


def _own_days(prose: Prose, section: Mapping[str, object]) -> Iterator[str]:
    for key, chinese, english in (
        ("own_holidays", "本单位另行休息的日期：", "The firm does not work on "),
        ("own_workdays", "本单位另行上班的日期：", "The firm works on "),
    ):
        days = section.get(key)
        if isinstance(days, list) and days:
            said = prose.listed(map(str, days))
            yield prose.say(f"{chinese}{said}。", f"{english}{said}.")


def country_of(code: str, lang: str) -> str:
    """Return the name of a country, with its code and the region if one is named."""
    country, _, region = code.partition("-")
    name = Locale(lang).territories.get(country, country)
    return f"{name}（{code}）" if lang == "zh" else f"{name} ({code})" if region or name != code else name


def _time(prose: Prose) -> Article:
    say = prose.say
    items: list[Clause | str] = [
        say(
            "以天、工作日、周、月计的期间，自起算日的次日起算；以小时、分钟计的期间，自该时刻起连续计算",
            "days, workdays, weeks and months are counted from the next day, hours and minutes from the very instant",
        ),
        say(
            "未写明钟点的期限，于届满当日工作时间结束时届满；写明钟点的，逾一秒即为逾期",
            "what has no time of day falls due when the working day ends; what has one is late a second after it",
        ),
        say(
            "起始日未写明钟点的，于当日工作时间开始时起；提醒于工作时间开始时发出",
            "what begins on a day begins with the working day; so do reminders leave",
        ),
        say(
            "逾期未答复的后果自该日结束时起计算",
            "what follows when nobody answers is counted from the end of the day",
        ),
    ]
    if _counts_open_days(prose):
        items.append(
            say(
                "“非节假日”指除公众假日以外的每一天，普通周末也在内",
                "an open day is every day but a public holiday, ordinary weekends included",
            )
        )
    return article(
        say("期间的计算", "How time is counted"), clause(say("期间按下列规则计算：", "Time is counted so:"), items)
    )


def _counts_open_days(prose: Prose) -> bool:
    return Unit.OPEN_DAYS.value.removesuffix("s") in prose.workflow.text
