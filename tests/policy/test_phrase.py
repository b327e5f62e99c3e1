"""The phrases of a regulation mean what they say."""

from datetime import time
from decimal import Decimal

import pytest

from cycleflow.core.calendar import Offset, Unit
from cycleflow.core.scoring.scorecard import Rounding
from cycleflow.policy import phrase
from cycleflow.policy.phrase import PhraseError, Span


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("5 workdays", Offset(count=5)),
        ("1 workday", Offset(count=1)),
        ("10 days", Offset(count=10, unit=Unit.DAYS)),
        ("0 days", Offset(count=0, unit=Unit.DAYS)),
        ("2 weeks", Offset(count=2, unit=Unit.WEEKS)),
        ("1 month", Offset(count=1, unit=Unit.MONTHS)),
    ],
)
def test_a_length_of_time(text, offset):
    assert phrase.parse_offset(text) == offset


@pytest.mark.parametrize(
    "text", ["five days", "5", "5 day s", "5days", "-5 days", "5 fortnights", "1001 days", "５ days"]
)
def test_what_is_no_length_of_time(text):
    with pytest.raises(PhraseError):
        phrase.parse_offset(text)


def test_a_reminder_counts_from_the_due_day():
    assert phrase.parse_reminder("2 workdays before") == Offset(count=-2)
    assert phrase.parse_reminder("on the day") == Offset(count=0, unit=Unit.DAYS)
    assert phrase.parse_reminder("1 week after") == Offset(count=1, unit=Unit.WEEKS)


def test_a_moment_may_lie_ahead_or_anywhere():
    assert phrase.parse_ahead("7 days ahead") == Offset(count=7, unit=Unit.DAYS)
    assert phrase.parse_ahead("true") is None


def test_ranges_have_open_ends():
    assert phrase.parse_span("5..100") == Span(Decimal(5), Decimal(100))
    assert phrase.parse_span("0.5 ..") == Span(Decimal("0.5"), None)
    assert phrase.parse_span("..-2") == Span(None, Decimal(-2))
    assert phrase.parse_length("300") == Span(None, Decimal(300))


def test_rounding_says_places_and_manner():
    assert phrase.parse_round("2 half_up") == (2, Rounding.HALF_UP)
    assert phrase.parse_round("0 half_even") == (0, Rounding.HALF_EVEN)


def test_a_number_has_at_most_six_places():
    assert phrase.parse_places("6") == 6
    with pytest.raises(PhraseError, match="'7' is not a number of decimal places; write 0 to 6"):
        phrase.parse_places("7")


def test_a_working_day_has_two_ends():
    assert phrase.parse_day("09:00-18:00") == (time(9), time(18))


@pytest.mark.parametrize(
    "text", ["self", "manager.manager.manager", "head(department)", "group(hr)", "peers", "reports"]
)
def test_a_path_leads_to_people(text):
    assert phrase.parse_path(text) == text


@pytest.mark.parametrize(
    "text", ["", "selfie", "manager.head", "head()", "head(team)", "group()", "group(os.system)", "a b"]
)
def test_a_path_leads_nowhere_else(text):
    with pytest.raises(PhraseError):
        phrase.parse_path(text)


@pytest.mark.parametrize("text", ["", "Os", "os.system", "9a", "a-b", "名", "a" * 61, "a\n"])
def test_a_name_is_a_name_and_nothing_else(text):
    with pytest.raises(PhraseError):
        phrase.parse_name(text)
