"""What scoring 100,000 people and spreading their grades costs, beside the same sums by hand, and how it grows.

`by hand` is the regulation's arithmetic as straight Python over the same Decimals: no names looked up, no explanation.
`sort` is sorting the same scores once. Ratios of one run say something; microseconds are those of this
machine, today, and of this process alone: the clock would tell of its neighbours.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from time import process_time
from typing import TypeVar

import pytest

from cycleflow import policy
from cycleflow.core.cohort import Ranked, assign, check_all, check_distribution, rank
from cycleflow.core.grading import grade_of, judge
from cycleflow.core.quota import Distribution
from cycleflow.core.standing import share_out

Made = TypeVar("Made")
SIZES = (1_000, 10_000, 100_000)
TEXT = """\
workflow: service
title: 客服 | Service
status: effective
period: month
calendar: {country: CN, zone: Asia/Shanghai}
roles: {employee: self, manager: manager, hr: group(hr)}
indicators:
  calls: {title: 通话 | Calls, number: 0..2000, by: manager}
  solved: {title: 解决率 | Solved, number: 0..100, by: manager}
  late: {title: 迟到 | Late, count: 0.., default: 0, by: manager}
  complaints: {title: 投诉 | Complaints, count: 0.., default: 0, by: manager}
  attitude: {title: 态度 | Attitude, number: 0..100, by: manager}
score:
  after: figures
  result: total
  overrides: [{when: complaints >= 9, grade: D, reason: 投诉过多 | Too many complaints}]
  measures:
    volume: {formula: calls / 1000 * 100, limit: 0..120}
    solving: {bands: {of: solved, to: {from 98: 100, from 95 below 98: 90, from 90 below 95: 75, below 90: 40}}}
    conduct: {points: {start: 100, late: -2 each, complaints: -5 each}, limit: 0..100}
    total: {weights: {volume: 30, solving: 40, conduct: 10, attitude: 20}}
grades: {A: from 90, B: from 75 below 90, C: from 60 below 75, D: below 60}
distribution: {base: department, rounding: largest_remainder, shares: {A: 10, B: 40, C: 40, D: 10}}
states:
  figures: {ask: {manager: manager_indicators}, due: cycle.end + 3 workdays, answers: {submit: panel}}
  panel: {ask: {hr: cohort}, due: cycle.end + 5 workdays, answers: {release: done}}
  done: {tell: {employee: closed}}
words:
  states: {figures: 数据 | Figures, panel: 校准 | Panel, done: 归档 | Done}
  answers: {submit: 提交 | Submit, release: 发布 | Release}
"""


def figures(size):
    """Return what managers say of so many people."""
    chance = random.Random(7)
    return [
        {
            "calls": Decimal(chance.randrange(600, 1400)),
            "solved": Decimal(chance.randrange(850, 1000)) / 10,
            "late": Decimal(chance.choice((0, 0, 0, 1, 2))),
            "complaints": Decimal(chance.choice((0, 0, 1, 1, 2, 10))),
            "attitude": Decimal(chance.randrange(60, 101)),
        }
        for _ in range(size)
    ]


def by_hand(one):
    """Return the score of one person as somebody would write it who has but this one regulation."""
    volume = min(one["calls"] / 1000 * 100, Decimal(120))
    solved = one["solved"]
    solving = Decimal(100 if solved >= 98 else 90 if solved >= 95 else 75 if solved >= 90 else 40)
    conduct = max(100 - 2 * one["late"] - 5 * one["complaints"], Decimal(0))
    total = (30 * volume + 40 * solving + 10 * conduct + 20 * one["attitude"]) / 100
    return total.quantize(Decimal("0.01"), ROUND_HALF_UP)


def timed(work: Callable[[], Made]) -> tuple[float, Made]:
    start = process_time()
    result = work()
    return process_time() - start, result


def tell(what, seconds, size, limit, name):
    print(f"  {what:34} {seconds / size * 1e6:8.2f} us a person   x {seconds / limit:6.2f} of {name}")  # noqa: T201


@pytest.fixture(scope="module")
def grown():
    """What each size took a person, by what was done: told in the end as growth."""
    found: dict[str, dict[int, float]] = {}
    yield found
    print()  # noqa: T201
    for what, times in found.items():
        small, large = min(times), max(times)
        ratio = times[large] / times[small]
        print(f"{what}: a person costs x {ratio:.2f} among {large:,} of what he costs among {small:,}")  # noqa: T201


@pytest.mark.parametrize("size", SIZES)
def test_scoring(grown, size):
    workflow = policy.load(TEXT, years=[2026], notices={"closed"})
    given = figures(size)

    limit, expected = timed(lambda: [by_hand(one) for one in given])
    seconds, scores = timed(lambda: [judge(workflow, {}, one).score for one in given])

    assert scores == expected
    print(f"\nscores of {size:,} people")  # noqa: T201
    tell("score, grade and explanation", seconds, size, limit, "by hand")
    grown.setdefault("scoring", {})[size] = seconds / size


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("heads", [10, 1_000_000], ids=["teams of ten", "one company"])
def test_distribution(grown, size, heads):
    workflow = policy.load(TEXT, years=[2026], notices={"closed"})
    members = [
        Ranked(appraisal=f"{at:06}", group=f"{at // heads:06}", score=score, grade=grade_of(workflow, score))
        for at, score in enumerate(by_hand(one) for one in figures(size))
    ]
    (distribution,) = workflow.distributions
    groups: dict[str, Distribution | None] = {one.group: distribution for one in members}

    limit, _ = timed(lambda: sorted(one.score for one in members if one.score is not None))
    checking, checks = timed(lambda: check_all(workflow, groups, members))
    ungraded = [replace(one, grade=None) for one in members]
    by_rank, ranked = timed(lambda: check_distribution(distribution, ungraded, by_rank=True))
    ranking, ranks = timed(lambda: rank(members))
    assigning, grades = timed(lambda: assign(distribution, members))

    assert not any(check.ungraded for check in ranked)
    assert sum(check.size for check in checks.values()) == size == len(ranks) == len(grades)
    among = "teams of ten" if heads == 10 else "one company"
    said = f"{len(groups):,} {among}" if heads == 10 else among
    print(f"\ngrades of {size:,} people in {said}")  # noqa: T201
    tell("counts against quotas", checking, size, limit, "sort")
    tell("the same, where rank grades", by_rank, size, limit, "sort")
    tell("ranks with ties", ranking, size, limit, "sort")
    tell("grades by rank", assigning, size, limit, "sort")
    for what, seconds in (("distribution", checking), ("distribution by rank", by_rank)):
        grown.setdefault(f"{what}, {among}", {})[size] = seconds / size


@pytest.mark.parametrize("size", SIZES)
def test_sharing_out_a_pool(grown, size):
    weights = {f"{at:06}": by_hand(one) for at, one in enumerate(figures(size))}
    pool = Decimal("8765432.10")

    limit, _ = timed(lambda: sorted(weights.values()))
    seconds, shares = timed(lambda: share_out(pool, weights, 2))

    assert sum(shares.values()) == pool
    print(f"\na pool shared among {size:,} people")  # noqa: T201
    tell("shares to the cent", seconds, size, limit, "sort")
    grown.setdefault("sharing out", {})[size] = seconds / size
