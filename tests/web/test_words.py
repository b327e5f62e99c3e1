"""Times and numbers as pages say them."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from cycleflow.core.calendar import Offset, Unit
from cycleflow.web.page import environment, time_between

NOW = datetime(2026, 10, 8, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("span", "english", "chinese"),
    [
        (timedelta(days=12, hours=9), "12 days", "12天"),
        (timedelta(days=1, hours=23), "47 hours", "47小时"),
        (timedelta(minutes=61), "1 hour", "1小时"),
        (timedelta(minutes=5), "5 minutes", "5分钟"),
        (timedelta(days=-3), "3 days", "3天"),
        (timedelta(days=400), "400 days", "400天"),
    ],
)
def test_how_long_there_is(span, english, chinese):
    assert time_between(NOW, NOW + span, "en") == english
    assert time_between(NOW, NOW + span, "zh") == chinese


def say(filter_name, locale, *values):
    return environment(locale).filters[filter_name](*values)


def test_figures():
    assert say("figure", "en", Decimal("1234.5")) == "1,234.5"
    assert say("figure", "en", None) == "–"
    assert say("score", "en", "4") == "4.00"
    assert say("score", "zh", "3.125") == "3.125"


def test_offsets():
    assert say("offset", "en", Offset(count=7, unit=Unit.DAYS)) == "7 days"
    assert say("offset", "zh", Offset(count=3, unit=Unit.WORKDAYS)) == "3个工作日"
    assert say("offset", "en", Offset(count=2, unit=Unit.WEEKS)) == "2 weeks"
    assert say("offset", "zh", Offset(count=7, unit=Unit.DAYS)) == "7天"
    assert say("offset", "en", Offset(count=1, unit=Unit.MONTHS)) == "1 month"


def test_the_end_of_a_window_is_a_day_or_a_moment():
    assert say("until", "en", date(2026, 10, 8), "Asia/Shanghai") == "Thursday, 8 October 2026"
    assert say("until", "en", NOW, "Asia/Shanghai") == "Thursday, 8 October 2026, 09:00 (China Standard Time)"


def test_moments():
    assert say("short", "en", NOW, "Asia/Shanghai") == "Thu 8 Oct, 09:00"
    assert say("short", "zh", NOW, "Asia/Shanghai") == "10月8日周四 09:00"
    assert say("exact", "en", NOW, "Asia/Shanghai") == "2026-10-08 09:00:00+08:00"
    assert say("iso", "en", NOW, "Europe/Berlin") == "2026-10-08T03:00+02:00"
    assert say("zone_name", "en", "Asia/Shanghai") == "China Time"


def test_words_in_whichever_language_there_is():
    assert say("said", "en", {"zh": "目标", "en": "Goal"}) == "Goal"
    assert say("said", "zh", {"en": "Goal"}) == "Goal"
