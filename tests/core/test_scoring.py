from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycleflow.core.scoring.card import MissingInputError
from cycleflow.core.scoring.scorecard import Rounding, Scorecard
from cycleflow.core.scoring.weighted import WeightedMean

RULE = WeightedMean(scores=("review", "goals", "score"), weights=("plan", "goals", "weight"))
CARD = Scorecard(after="review", rule=RULE)


def sheets(*pairs):
    return {
        "review": {"goals": tuple({"score": str(score)} for score, _ in pairs)},
        "plan": {"goals": tuple({"weight": str(weight)} for _, weight in pairs)},
    }


def test_the_weighted_mean_is_exact():
    explained = RULE.evaluate(sheets((5, 30), (4, 30), (2, 40)))

    assert explained.value == Decimal("3.5")
    assert explained.parts[0].sentence == "5 × 30 / 100"
    assert sum(part.value for part in explained.parts) == explained.value


def test_seventy_and_thirty_hundredths_do_not_pass_through_binary():
    assert RULE.evaluate(sheets(("4.5", 70), ("3.2", 30))).value == Decimal("4.11")


def test_the_score_is_rounded_half_up_and_says_so():
    explained = CARD.evaluate(sheets(("7.795", 100)))

    assert explained.value == Decimal("7.80")
    assert explained.sentence == "7.795 rounded half up to 7.80"


def test_half_even_is_declared_where_wanted():
    assert Rounding.HALF_EVEN.apply(Decimal("0.125"), 2) == Decimal("0.12")


def test_tables_of_different_length_are_a_bug():
    uneven = {**sheets((5, 100)), "plan": {"goals": ({"weight": "50"}, {"weight": "50"})}}

    with pytest.raises(ValueError, match="longer"):
        RULE.evaluate(uneven)


@pytest.mark.parametrize(
    "given", [{}, {"review": {}}, {"review": {"goals": ()}}, {"review": {"goals": ({"score": "5"}, {"facts": "x"})}}]
)
def test_a_table_never_filled_in_is_named(given):
    with pytest.raises(MissingInputError, match=r"review\.goals\.score"):
        RULE.evaluate(given)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(5, 60)), min_size=1, max_size=8))
def test_the_mean_lies_between_the_lowest_and_the_highest(pairs):
    value = CARD.evaluate(sheets(*pairs)).value

    assert min(score for score, _ in pairs) <= value <= max(score for score, _ in pairs)
