"""Places among the others, and sums shared out to the last cent."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cycleflow.core.standing import Standing, share_out, standings

SCORES = st.dictionaries(st.text(max_size=3), st.decimals(0, 100, places=2), min_size=1, max_size=30)
WEIGHTS = st.dictionaries(st.text(max_size=3), st.decimals(0, 10**6, places=4), min_size=1, max_size=40)
POOLS = st.decimals(0, 10**9, places=2)


def test_a_tie_takes_the_rank_of_the_next():
    """Branches by their quarter's sum: A 285, B 285, C 280, D 275."""
    found = standings({"A": Decimal(285), "B": Decimal(285), "C": Decimal(280), "D": Decimal(275)})

    assert [found[name].rank for name in "ABCD"] == [1, 1, 3, 4]
    assert [found[name].dense_rank for name in "ABCD"] == [1, 1, 2, 3]
    assert [found[name].rank_last for name in "ABCD"] == [3, 3, 2, 1]
    assert found["A"].heads == 4


def test_the_last_together_are_all_the_last():
    found = standings({"A": Decimal(1), "B": Decimal(0), "C": Decimal(0)})

    assert [found[name].rank_last for name in "ABC"] == [3, 1, 1]


def test_one_alone_is_first_and_last():
    assert standings({"A": Decimal(1)}) == {"A": Standing(rank=1, dense_rank=1, rank_last=1, heads=1)}


@given(SCORES)
def test_a_rank_is_one_more_than_how_many_are_better(scores):
    found = standings(scores)

    for name, score in scores.items():
        assert found[name].rank == 1 + sum(other > score for other in scores.values())
        assert found[name].dense_rank == 1 + len({other for other in scores.values() if other > score})
        assert found[name].rank_last == 1 + sum(other < score for other in scores.values())


@given(POOLS, WEIGHTS, st.integers(0, 4))
def test_shares_add_up_to_the_sum_and_are_exact_to_the_last_coin(pool, weights, places):
    shares = share_out(pool, weights, places)
    total = sum(weights.values())

    if not total:
        assert set(shares.values()) == {Decimal(0)}
        return
    assert sum(shares.values()) == pool.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    for name, weight in weights.items():
        exact = Fraction(pool) * Fraction(weight) / Fraction(total)
        assert abs(Fraction(shares[name]) - exact) < 2 * Fraction(1, 10**places)
        assert shares[name] >= 0


@given(POOLS, WEIGHTS)
def test_who_weighs_more_never_gets_less(pool, weights):
    shares = share_out(pool, weights, 2)
    ordered = sorted(weights, key=lambda name: weights[name])

    for less, more in pairwise(ordered):
        assert shares[less] <= shares[more] or weights[less] == weights[more]


def test_the_bonus_pool_of_the_source():
    """Equal wages of 60,000 with S, B, C and D share 60,000."""
    weights = {name: 60000 * Decimal(share) for name, share in zip("SBCD", ("1.3", "1", "0.5", "0"), strict=True)}

    shares = share_out(Decimal(60000), weights, 2)

    assert [str(shares[name]) for name in "SBCD"] == ["27857.14", "21428.57", "10714.29", "0.00"]


@pytest.mark.parametrize(
    ("pool", "expected"), [("100", ["33.34", "33.33", "33.33"]), ("0.01", ["0.01", "0.00", "0.00"])]
)
def test_of_equal_remainders_the_first_by_name_gets_the_last_coin(pool, expected):
    shares = share_out(Decimal(pool), dict.fromkeys("abc", Decimal(1)), 2)

    assert [str(shares[name]) for name in "abc"] == expected


def test_a_sum_between_two_coins_is_rounded_half_up():
    assert share_out(Decimal("0.005"), {"a": Decimal(1)}, 2) == {"a": Decimal("0.01")}
