"""Where each stands among the others, and what each gets of a sum shared out among them, to the last cent."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`rank` counts from the best and leaves out ranks after a tie (1, 1, 3), `dense_rank` leaves none out (1, 1, 2).

    `rank_last` counts from the other end: 1 is the last.
    """

    rank: int
    dense_rank: int
    rank_last: int
    heads: int


def standings(scores: Mapping[str, Decimal]) -> dict[str, Standing]:
    """Return the standing of everybody who has a score."""
    ascending = sorted(scores.values())
    distinct = sorted(set(ascending))
    return {
        name: Standing(
            rank=len(ascending) - bisect_right(ascending, score) + 1,
            dense_rank=len(distinct) - bisect_left(distinct, score),
            rank_last=bisect_left(ascending, score) + 1,
            heads=len(ascending),
        )
        for name, score in scores.items()
    }


def share_out(pool: Decimal, weights: Mapping[str, Decimal], places: int) -> dict[str, Decimal]:
    """Share a sum out by weight; the shares add up to it, but where nobody weighs anything nobody gets any.

    First the whole coins, then one each to the largest remainders; of equal remainders, the first by name.
    """
    coins = Fraction(pool) * 10**places
    whole = int(coins + Fraction(1, 2))
    total = sum(map(Fraction, weights.values()), Fraction(0))
    if not total:
        return dict.fromkeys(weights, Decimal(0).scaleb(-places))
    exact = {name: whole * Fraction(weight) / total for name, weight in weights.items()}
    shares = {name: int(share) for name, share in exact.items()}
    by_remainder = sorted(weights, key=lambda name: (shares[name] - exact[name], name))
    for name in by_remainder[: whole - sum(shares.values())]:
        shares[name] += 1
    return {name: Decimal(share).scaleb(-places) for name, share in shares.items()}
