"""Examples of dates are worked out with the holidays of their own years."""

import pytest

from tests.policy.conftest import HERE

EXAMPLE = (
    "examples: [{period: 2026-Q4, given: {published: 2027-01-25, appointment.held_at: 2027-01-12 10:30}, expect: %s}]\n"
)
RIGHT = [
    "{goal_setting: 2026-10-20}",
    "{review: {opens: 2026-12-24, due: 2027-01-08}}",
    "{review: {opens: 2026-12-24 09:00, due: 2027-01-08 18:00}}",
    "{talk: {opens: 2027-01-12 10:30}}",
    "{sign_off: {due: 2027-02-04, appeal: 2027-02-04}}",
    "{cycle: {start: 2026-10-01, end: 2026-12-31}}",
]


@pytest.mark.parametrize("expected", RIGHT)
def test_a_date_that_comes_out_is_accepted(read, base, expected):
    assert read(base + EXAMPLE % expected)


def test_the_least_time_counts_from_the_opening_given(read, base):
    late = (
        "examples: [{period: 2026-Q4, given: {opened: 2026-12-29 15:00}, expect: {goal_setting: 2027-01-04 18:00}}]\n"
    )

    assert read(base + late)


def test_the_holidays_are_those_of_the_example_s_years(read, base):
    text = base.replace("due: cycle.end + 5 workdays", "due: 3rd open day of next month at 17:30")

    assert read(text + "examples: [{period: 2024-Q3, expect: {review: 2024-10-10 17:30}}]\n")


WRONG = [
    ("{review: §2027-01-11}", "The example fails: review due is 2027-01-08 18:00."),
    ("{review: {opens: §2026-12-24 10:00}}", "The example fails: review opens is 2026-12-24 09:00."),
    ("{sign_off: {appeal: §2027-02-05}}", "The example fails: sign_off appeal is 2027-02-04 23:59."),
    ("{review: {§appeal: 2027-02-05}}", "'review' has no date 'appeal'; write due, opens, or an answer with 'until'."),
    ("{§closed: 2027-02-05}", "'closed' has no date 'due'; write due, opens, or an answer with 'until'."),
    ("{§calibration: 2027-02-05}", "The example fails: it does not say when 'opened' was."),
    ("{§reviewe: 2027-01-08}", "There is no state 'reviewe'; did you mean 'review'?"),
    ("{§nowhere: 2027-01-08}", None),
    ("{cycle: {end: §2026-12-30}}", "The example fails: the cycle's end is 2026-12-31."),
    ("{cycle: {§middle: 2026-12-30}}", None),
    ("{cycle: {start: §soon}}", None),
    ("{review: §soon}", "'soon' is not a day or moment; write 2026-11-30 or 2026-11-30 17:30."),
]


@pytest.mark.parametrize(("expected", "sentence"), WRONG)
def test_a_date_that_does_not_is_shown_at_its_place(complain, place, base, expected, sentence):
    text = base + EXAMPLE % expected

    found = complain(text.replace(HERE, ""))

    if sentence:
        assert found == [f"{place(text)}: {sentence}"]
    else:
        assert len(found) == 1


@pytest.mark.parametrize(
    ("example", "sentence"),
    [
        ("period: §2026-11, expect: {}", "2026-11 is not a quarter; write it like 2026-Q4."),
        ("period: §1999-Q1, expect: {}", "1999-Q1 does not begin with a year between 2001 and 2090."),
        ("period: §[2026-Q4], expect: {}", "A single text is expected here."),
        ("period: 2026-Q4, given: {§publish: 2027-01-25}, expect: {}", None),
        ("period: 2026-Q4, given: {published: §late}, expect: {}", None),
    ],
)
def test_a_cycle_that_cannot_be_is_refused(complain, place, base, example, sentence):
    text = base + f"examples: [{{{example}}}]\n"

    (found,) = complain(text.replace(HERE, ""))

    assert found.startswith(place(text))
    assert sentence is None or found.endswith(sentence)
