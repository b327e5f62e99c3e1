from decimal import Decimal

import pytest

from cycleflow.core.checks import Setting, check_sheet, typed
from cycleflow.core.refusals import Problem, SheetError
from cycleflow.core.workflow import FieldKind, Sheet
from tests.core.samples import LEVELS, SHEETS, WORKFLOW, ZONE, Condition, Run, field, fields, local


def setting(answer="submit", appraisal=None):
    return Setting(
        answer=answer,
        appraisal=appraisal or Run().appraisal,
        calendar=WORKFLOW.calendar,
        zone=ZONE,
        now=local("2026-10-02T09:00"),
    )


def check(one_field, value, answer="submit"):
    """Return what a sheet of one field takes, or the sentence it complains with."""
    try:
        return check_sheet(Sheet(name="s", fields=fields(one_field)), {one_field.name: value}, setting(answer)).get(
            one_field.name
        )
    except SheetError as error:
        return str(error).removeprefix("The sheet cannot be accepted: ")


NUMBER = field("n", FieldKind.NUMBER, low=Decimal(1), high=Decimal(10), places=1)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("1", "1"),
        ("10", "10"),
        (" 2.50 ", "2.5"),
        ("1e1", "10"),
        ("５", "5"),
        ("0.9", "n: This must lie between 1 and 10."),
        ("10.1", "n: This must lie between 1 and 10."),
        ("2.55", "n: At most 1 decimal places are allowed."),
        ("ten", "n: This must be a number, such as 20 or 3.5."),
        ("NaN", "n: This must be a number, such as 20 or 3.5."),
        ("Infinity", "n: This must be a number, such as 20 or 3.5."),
        ("9" * 31, "n: This must be a number, such as 20 or 3.5."),
        ("", "n: This is needed."),
        (None, "n: This is needed."),
        (7, "n: This must be text."),
        (["7"], "n: This must be text."),
    ],
)
def test_a_number_is_exact_and_bounded(given, taken):
    assert check(NUMBER, given) == taken


def test_a_number_may_be_bounded_on_one_side_or_not_at_all():
    assert check(field("n", FieldKind.NUMBER), "-99999") == "-99999"
    assert check(field("n", FieldKind.NUMBER, low=Decimal(0)), "-1") == "n: This must lie between 0 and None."


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("卓越\r\n表现", "卓越\n表现"),
        ("  x  ", "x"),
        ("123456", "t: At most 5 characters are allowed; there are 6."),
        ("a\x00b", "t: This holds characters that cannot be printed."),
        ("   ", "t: This is needed."),
    ],
)
def test_a_text_is_trimmed_and_bounded(given, taken):
    assert check(field("t", high=Decimal(5)), given) == taken


def test_a_text_without_a_limit_may_be_long():
    assert check(field("t"), "x" * 9999) == "x" * 9999


def test_a_choice_is_one_of_its_options():
    choice = field("c", FieldKind.CHOICE, options=LEVELS)

    assert check(choice, "5") == "5"
    assert check(choice, "6") == "c: Choose one of 5, 4, 3, 2, 1."


def test_a_date_is_a_date():
    assert check(field("d", FieldKind.DATE), "2026-10-31") == "2026-10-31"
    assert check(field("d", FieldKind.DATE), "31.10.2026") == "d: This must be a date, such as 2026-11-30."


MOMENT = SHEETS["meeting"].fields["held_at"]


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("2026-10-09T10:30", "2026-10-09T02:30:00.000000Z"),
        ("2026-10-09T10:30+02:00", "2026-10-09T08:30:00.000000Z"),
        ("2026-10-08T23:59", "held_at: The earliest possible day is 2026-10-09."),
        ("next week", "held_at: This must be a date and time, such as 2026-11-30 14:30."),
    ],
)
def test_an_interview_is_notified_a_week_ahead(given, taken):
    assert check(MOMENT, given) == taken


def test_a_moment_without_notice_lies_in_the_future():
    moment = field("m", FieldKind.MOMENT)

    assert check(moment, "2026-10-02T09:01") == "2026-10-02T01:01:00.000000Z"
    assert check(moment, "2026-10-02T09:00") == "m: The earliest possible day is 2026-10-02."


def test_a_tick_is_given_or_missing():
    tick = field("t", FieldKind.TICK)

    assert check(tick, True) is True
    assert check(tick, "on") is True
    assert check(tick, False) == "t: This is needed."


def test_an_optional_field_may_be_left_out():
    assert check(field("t", optional=True), "") is None


def test_a_field_may_be_needed_for_one_answer_only():
    comment = field("c", needed_for=("appeal",))

    assert check(comment, "", answer="sign") is None
    assert check(comment, "", answer="appeal") == "c: This is needed."


# -- tables ---------------------------------------------------------------------------------------------------------


def plan(*rows):
    return check_sheet(
        SHEETS["plan"], {"goals": [dict(zip(("goal", "weight"), row, strict=True)) for row in rows]}, setting()
    )


def problems(call, *args):
    with pytest.raises(SheetError) as caught:
        call(*args)
    return [str(problem) for problem in caught.value.problems]


def test_weights_that_add_up_are_taken_and_blank_rows_dropped():
    taken = plan(("sell", "60"), ("", " "), ("train", "40.0"))

    assert taken["goals"] == ({"goal": "sell", "weight": "60"}, {"goal": "train", "weight": "40"})


def test_every_problem_is_named_at_once_with_its_row():
    found = problems(plan, ("sell", "4"), ("", ""), ("", "50"), ("x" * 21, "46"))

    assert found == [
        "goals 1 weight: This must lie between 5 and 100.",
        "goals 3 goal: This is needed.",
        "goals 4 goal: At most 20 characters are allowed; there are 21.",
    ]


def test_weights_must_add_up():
    assert problems(plan, ("sell", "50"), ("train", "40")) == [
        "goals weight: These must add up to 100; they add up to 90."
    ]


def test_a_weight_of_five_is_enough_and_a_ninth_goal_too_many():
    assert plan(("a", "5"), ("b", "95"))
    assert "goals: At most 8 rows are allowed; there are 9." in problems(plan, *[("g", "10")] * 9)


@pytest.mark.parametrize("given", ["text", ["row"], 7, {"goal": "x"}])
def test_a_table_is_a_list_of_rows(given):
    found = problems(check_sheet, SHEETS["plan"], {"goals": given}, setting())

    assert found == ["goals: This must be a table of rows."]


def test_an_unknown_field_and_an_unknown_column_are_named():
    sheet = {"goals": [{"goal": "x", "weight": "100", "bonus": "1"}], "salary": "9"}

    found = problems(check_sheet, SHEETS["plan"], sheet, setting())

    assert found == ["salary: This sheet has no such field.", "goals 1 bonus: This table has no such column."]


def test_without_a_sheet_nothing_may_be_filled_in():
    assert check_sheet(None, {}, setting()) == {}
    assert problems(check_sheet, None, {"x": "1"}, setting()) == ["x: This sheet has no such field."]


def rating(*rows):
    run = Run().upto("rating")
    return check_sheet(SHEETS["rating"], {"goals": list(rows)}, setting(appraisal=run.appraisal))


def test_every_row_of_the_other_table_needs_its_own():
    assert problems(rating, {"score": "3"}) == ["goals: Each of the 2 rows needs an entry."]
    assert "goals 2 score: This is needed." in problems(rating, {"score": "3"}, {})


def test_high_and_low_scores_need_facts():
    assert rating({"score": "4"}, {"score": "5", "facts": "won"})
    assert problems(rating, {"score": "2"}, {"score": "3"}) == ["goals 1 facts: This is needed."]


def test_a_table_repeating_one_never_filled_in_is_empty():
    assert check_sheet(SHEETS["rating"], {"goals": []}, setting()) == {"goals": ()}


def test_a_table_may_be_optional_and_unbounded():
    table = field("t", FieldKind.ROWS, optional=True, low=Decimal(1), columns=fields(field("c")))

    assert check(table, []) == ()
    assert check(table, [{"c": "x"}] * 20) == tuple([{"c": "x"}] * 20)


@pytest.mark.parametrize(("kind", "refused"), [("asked", "At least 1 rows are needed"), ("other", None)])
def test_a_table_may_be_needed_on_account_of_what_stands_above_it(kind, refused):
    when = Condition("kind == 'asked'", lambda names: names["kind"] == "asked")
    table = field("t", FieldKind.ROWS, low=Decimal(1), columns=fields(field("c")), needed_when=when)
    sheet = Sheet(name="s", fields=fields(field("kind"), table))

    if refused:
        with pytest.raises(SheetError, match=refused):
            check_sheet(sheet, {"kind": kind}, setting())
    else:
        assert check_sheet(sheet, {"kind": kind}, setting()) == {"kind": kind, "t": ()}


def test_figures_are_decimals_to_conditions():
    assert typed(NUMBER, "2.5") == Decimal("2.5")
    assert typed(field("s", FieldKind.SCALE), "good") == "good"
    assert typed(field("t"), "2.5") == "2.5"
    assert typed(field("t", FieldKind.TICK), True) is True
    assert typed(NUMBER, None) is None


def test_a_problem_without_a_place_reads_as_its_sentence():
    assert str(Problem(words="No.")) == "No."
