"""Expressions compute exactly, are checked before they run, and can do nothing else."""

from datetime import UTC, date, datetime
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cycleflow.policy.expression import MOST_SIGNS, ExpressionError, Formula, Kind

NAMES = {"score": Kind.NUMBER, "weight": Kind.NUMBER, "status": Kind.TEXT, "hired_on": Kind.MOMENT, "known": Kind.TRUTH}
KNOWN = "$abs, $round, $sum, $min, $max, $any, $all, $year, $month, $day"
VALUES = {"score": "4.5", "weight": Decimal(30), "status": "在职", "hired_on": date(2025, 3, 1), "known": True}


def holds(text, **values):
    return Formula.compile(text, NAMES, result=Kind.TRUTH).evaluate({**VALUES, **values})


def fault(text, result=Kind.TRUTH):
    with pytest.raises(ExpressionError) as caught:
        Formula.compile(text, NAMES, result=result)
    return caught.value.offset, str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "0.1 + 0.2 == 0.3",
        "$sum([0.4, 0.35, 0.25]) == 1",
        "score in [4.5, 5]",
        "score not in [1, 2]",
        "status == '在职' and known",
        "not (weight < 30) or false",
        "hired_on < d'2026-01-01'",
        "$round(score / 2, 1) == 2.3",
        "$max([score, weight]) == 30 and $min([score, 2]) == 2 and $abs(-3) == 3",
        "$any([x > 4 for x in [score, 1]]) and $all([known, true])",
        "(weight > 20 ? score : 0) == 4.5",
        "7 // 2 == 3 and 7 % 2 == 1",
        "'在' in status",
        "$year(hired_on) == 2025 and $month(hired_on) == 3 and $day(hired_on) == 1",
    ],
)
def test_what_holds_is_true(text):
    assert holds(text) is True


def test_a_formula_gives_an_exact_figure():
    formula = Formula.compile("score * weight / 100", NAMES, result=Kind.NUMBER)

    assert formula.evaluate(VALUES) == Decimal("1.35")
    assert dict(formula.names) == {"score": Kind.NUMBER, "weight": Kind.NUMBER}
    assert formula.text == "score * weight / 100"


def test_the_figures_do_not_depend_on_the_thread_s_precision():
    with localcontext(prec=3):
        formula = Formula.compile("1 / 3 + 0.00001", NAMES, result=Kind.NUMBER)

        assert str(formula.evaluate({})).startswith("0.33334333333")


@pytest.mark.parametrize("blank", [None, "", "four", "NaN", True, 4.5])
def test_where_a_number_is_blank_nothing_holds(blank):
    assert holds("score in [4.5]", score=blank) is None


def test_a_whole_number_is_a_number():
    assert holds("score == 4", score=4) is True


@pytest.mark.parametrize("blank", [None, "", "soon", 7])
def test_where_a_date_is_blank_nothing_holds(blank):
    assert holds("hired_on < d'2026-01-01'", hired_on=blank) is None


@pytest.mark.parametrize(
    "moment",
    ["2025-03-01", "2025-03-01T09:00", datetime(2025, 3, 1, tzinfo=UTC), datetime(2025, 3, 1)],  # noqa: DTZ001 - a naive one counts as UTC
)
def test_dates_and_moments_compare(moment):
    assert holds("hired_on < d'2026-01-01'", hired_on=moment) is True


def test_a_text_that_is_not_there_is_empty_and_a_tick_that_is_not_there_is_false():
    assert holds("status == ''", status=None) is True
    assert holds("known", known=None) is False


@pytest.mark.parametrize(
    ("text", "offset", "sentence"),
    [
        ("scor < 3", 0, "There is no name 'scor' here; did you mean 'score'?"),
        ("1 < xyz", 4, "There is no name 'xyz' here; known are score, weight, status, hired_on, known."),
        ("$rond(score, 2) > 1", 0, "There is no function '$rond' here; did you mean '$round'?"),
        ("$now < 3", 0, f"There is no function '$now' here; known are {KNOWN}."),
        ("(score", 5, "The expression ends too early."),
        ("", 0, "The expression ends too early."),
        ("score > > 3", 8, "'>' does not belong here."),
        ("$year(score) > 1", 0, "This cannot be computed: it mixes kinds, such as a number with a text."),
        ("status == 5", 0, "This compares a text with a number."),
        ("score in ['a']", 0, "This compares a number with a text."),
        ("score and known", 0, "Where true or false is expected stands a number."),
        ("-known", 0, "A minus stands before true or false."),
        ("not score", 0, "Where true or false is expected stands a number."),
        ("score ? known : known", 0, "Where true or false is expected stands a number."),
        ("score", 0, "The expression gives a number, where true or false is expected."),
        ("[score]", 0, "The expression gives something else, where true or false is expected."),
        ("score < 'a'", 0, "This cannot be computed: it mixes kinds, such as a number with a text."),
        ("1 / 0 == 1", 0, "This cannot be computed: arithmetic error: division by zero."),
        ("9999 * (99 > 1)", 0, "This cannot be computed: it mixes kinds, such as a number with a text."),
    ],
)
def test_a_fault_is_shown_at_its_place(text, offset, sentence):
    assert fault(text) == (offset, sentence)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("status =~ '(a+)+$'", "=~"),
        ("status !~ 'a'", "!~"),
        ("9 ** 9 ** 9 == 1", "**"),
        ("status.length > 1", "."),
        ("status&.length > 1", "&"),
        ("1 << 9 == 1", "<<"),
        ("1 >> 9 == 1", ">>"),
        ("score | 1 == 1", "|"),
        ("score ^ 1 == 1", "^"),
        ("{1, 2} == {1}", "{"),
        ("status ?? 'a' == 'b'", "??"),
        ("b'x' == b'x'", "b"),
        ("r'x' == 'x'", "r"),
        ("'a\\x41' == status", "'"),
        ("0x10 == 1", "0"),
        ("1e999 == 1", "1"),
        ("known # comment", "#"),
        ("status == '\n'", "'"),
    ],
)
def test_what_is_not_listed_cannot_be_said(text, sign):
    offset, sentence = fault(text)

    assert sentence == f"{sign!r} must not stand in an expression."
    assert text[offset : offset + len(sign)] == sign


@pytest.mark.parametrize("word", ["null", "inf", "nan", "elif", "while", "__class__", "$range(9)", "$random()", "$map"])
def test_words_of_the_engine_are_unknown(word):
    assert "There is no" in fault(f"{word} == 1")[1]


def test_one_loop_is_enough():
    offset, sentence = fault("$any([x > 1 for x in [y for y in [1]]])")

    assert (offset, sentence) == (24, "One 'for' is enough in an expression.")


def test_an_expression_has_an_end():
    assert fault(" + ".join(["1"] * MOST_SIGNS))[1] == f"The expression has more than {MOST_SIGNS} parts."


def test_what_the_figures_do_not_allow_is_said():
    formula = Formula.compile("1 / (score - 4.5) > 1", NAMES, result=Kind.TRUTH)

    with pytest.raises(ExpressionError, match=r"Cannot compute 1 / \(score - 4.5\) > 1: .*division by zero"):
        formula.evaluate(VALUES)


@given(
    some.text(alphabet="score status known 'x\"0123456789.+-*/%<>=!()[]?:,$ and or not in for if d\n中", max_size=40)
)
def test_any_text_is_a_formula_or_a_fault(text):
    try:
        value = Formula.compile(text, NAMES, result=Kind.TRUTH).evaluate({})
    except ExpressionError as error:
        value = None if 0 <= error.offset <= max(len(text), 1) else error.offset

    assert value in (True, False, None)


@given(some.decimals(0, 100, places=2), some.decimals(1, 100, places=2))
def test_arithmetic_is_that_of_decimals(score, weight):
    formula = Formula.compile("score * weight + score", NAMES, result=Kind.NUMBER)

    assert formula.evaluate({"score": str(score), "weight": weight}) == score * weight + score
