from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from cycleflow.errors import NotFoundError, Phrase
from cycleflow.language import (
    catalogue,
    either,
    known,
    local_day,
    local_moment,
    period_title,
    short_day,
    tell,
    translate,
    translator,
)

EVENING = datetime(2026, 11, 3, 10, tzinfo=UTC)


def test_a_moment_is_told_with_weekday_local_time_and_zone() -> None:
    assert local_moment(EVENING, "Asia/Shanghai", "zh") == "2026年11月3日星期二 18:00（中国标准时间）"
    assert (
        local_moment(EVENING, "Europe/Berlin", "en")
        == "Tuesday, 3 November 2026, 11:00 (Central European Standard Time)"
    )


def test_a_day_is_told_with_its_weekday() -> None:
    assert local_day(date(2026, 11, 3), "zh") == "2026年11月3日星期二"
    assert local_day(date(2026, 11, 3), "en") == "Tuesday, 3 November 2026"


def test_a_short_day_is_the_one_on_the_persons_wall() -> None:
    late = datetime(2026, 11, 3, 17, tzinfo=UTC)

    assert short_day(late, "Asia/Shanghai", "zh") == "11月4日周三"
    assert short_day(late, "UTC", "en") == "Tue 3 Nov"


@pytest.mark.parametrize(
    ("period", "chinese", "english"),
    [
        ("2026-Q4", "2026年第四季度", "Q4 2026"),
        ("2026-H1", "2026年上半年", "first half of 2026"),
        ("2026-11", "2026年11月", "November 2026"),
        ("2026", "2026年", "2026"),
        ("spring", "spring", "spring"),
    ],
)
def test_a_period_has_a_name_in_both_languages(period: str, chinese: str, english: str) -> None:
    assert (period_title(period, "zh"), period_title(period, "en")) == (chinese, english)


def test_an_unknown_locale_reads_english() -> None:
    assert known("tlh") == "en"
    assert translator("tlh")("The reason given") == "The reason given"


def test_the_chinese_catalogue_speaks_chinese() -> None:
    assert catalogue("zh").gettext("The reason given") == "原因"


def test_an_error_is_said_in_the_readers_language() -> None:
    error = NotFoundError(kind="cycle", name="x")

    assert translate(error, "en") == str(error) == "There is no cycle x."
    assert "x" in translate(error, "zh")
    assert translate(error, "zh") != str(error)


@dataclass(frozen=True)
class Named:
    name: str
    title: dict[str, str]


@dataclass(frozen=True)
class Formula:
    text: str
    terms: dict[str, dict[str, str]]
    levels: dict[str, dict[str, str]]


RATE = Named("rate", {"zh": "满意率", "en": "Satisfaction"})
FORMULA = Formula(
    """not (rate >= 5.5) or kind != "A" and rate * 2 // 3 in [1, 2] == true""",
    {"rate": RATE.title},
    {"A": {"zh": "甲", "en": "First"}},
)


@pytest.mark.parametrize(
    ("fact", "chinese", "english"),
    [
        (RATE, "满意率", "Satisfaction"),
        (Named("rate", {}), "rate", "rate"),
        (True, "是", "yes"),
        (False, "否", "no"),
        (None, "–", "–"),
        (Decimal(1) / 3, "0.333333", "0.333333"),
        (Decimal("-0.00"), "0", "0"),
        (Decimal("2.50"), "2.5", "2.5"),
        ((RATE, Decimal(2)), "满意率，2", "Satisfaction, 2"),
        (NotFoundError(kind="cycle", name=RATE), "找不到cycle：满意率。", "There is no cycle Satisfaction."),
        (Phrase({"zh": "原因", "en": "reason"}), "原因", "reason"),
        ("E7", "E7", "E7"),
        (
            FORMULA,
            "非 (满意率 ≥ 5.5) 或 kind ≠ 甲 且 满意率 × 2 ÷ 3 属于 [1, 2] = 是",
            "not (Satisfaction ≥ 5.5) or kind ≠ First and Satisfaction × 2 ÷ 3 one of [1, 2] = yes",
        ),
    ],
)
def test_a_fact_is_told_as_people_say_it(fact, chinese, english) -> None:
    assert (tell(fact, "zh"), tell(fact, "en")) == (chinese, english)


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("连续两次 | Twice running", "连续两次", "Twice running"),
        ("连续两次", "连续两次", "连续两次"),
        ("either | or", "either | or", "either | or"),
        ("甲 | 乙", "甲 | 乙", "甲 | 乙"),
        ("甲 | b | c", "甲 | b | c", "甲 | b | c"),
    ],
)
def test_of_a_text_in_both_languages_a_reader_is_told_his_own(text: str, chinese: str, english: str) -> None:
    assert (either(text, "zh"), either(text, "en")) == (chinese, english)
