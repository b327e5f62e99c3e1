"""The rule families from outside: whatever a regulation sets and whoever gives which figures, the sums are right.

Each family is written in YAML as HR would, with edges, weights and figures drawn at random. Proved: a score or a named
refusal (total), better figures never score worse (monotone, where that is claimed), an edge in exactly the band that
owns it, Decimals throughout, shares that add up to the pool, and contributions that add up to what they explain.
"""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cycleflow import policy, shipped
from cycleflow.core.grading import Result, judge
from cycleflow.core.scoring.scorecard import Explanation
from cycleflow.core.standing import share_out, standings
from cycleflow.core.trial import assess, wanted
from cycleflow.core.workflow import Field, FieldKind, Workflow
from cycleflow.errors import RefusedError
from tests.regulations import read

HEAD = """\
workflow: family
title: 规则 | Family
status: effective
period: month
calendar: {country: CN, zone: Asia/Shanghai}
roles: {employee: self, hr: group(hr)}
states:
  figures: {ask: {hr: hr_indicators}, complete: any, due: cycle.end + 3 workdays, answers: {submit: done}}
  done: {tell: {employee: closed}}
words: {states: {figures: 数据 | Figures, done: 归档 | Done}, answers: {submit: 提交 | Submit}}
indicators:
  x: {title: 甲 | X, number: -1000..1000, places: 3, by: hr}
  y: {title: 乙 | Y, number: -1000..1000, places: 3, by: hr}
  n: {title: 次 | N, count: 0..1000, by: hr}
  records: {title: 记录 | Records, rows: 0..20, by: hr,
    columns: {late: {title: 迟 | Late, tick: true}, days: {title: 天 | Days, number: 0..30}}}
score:
  after: figures
  result: total
  round: 6 half_up
  also: [spare, lines]
  measures:
    spare: {title: 其余 | The rest, formula: x + y + n}
    lines: {title: 行数 | Lines, count: {of: records, when: late or not late}}
    total: %s
"""
DAYS = st.decimals(-1000, 1000, places=3)
UNIT = st.decimals(0, 100, places=2)
SMALL = settings(max_examples=25, deadline=None)
"""Each example reads a whole regulation."""


def regulation(measure):
    return policy.load(HEAD % measure, years=[2026], notices={"closed"})


def score(workflow, **figures):
    """Return the exact score of somebody with these figures."""
    result = judge(workflow, {}, {"x": Decimal(0), "y": Decimal(0), "n": Decimal(0), "records": (), **figures})
    check(result.explanation)
    assert result.score is not None
    return result.score


def check(explanation: Explanation) -> None:
    """Every figure is a Decimal, and what is said to add up does; limits and rounding come after."""
    for one in walk(explanation):
        assert type(one.value) is Decimal
        assert one.value.is_finite()
        if one.adds and one.rule in {"weights", "points"} and "limited" not in one.words and "rounded" not in one.words:
            counting = [part.value for part in one.parts if not part.blank and part.rule != "given"]
            assert abs(sum(counting, Decimal(0)) - one.value) <= Decimal("1e-20")


def walk(one: Explanation) -> Iterator[Explanation]:
    yield one
    for part in one.parts:
        yield from walk(part)


edges = st.lists(st.decimals(-999, 999, places=2), min_size=1, max_size=5, unique=True).map(sorted)


def banded(marks, worth, owns):
    """Write the bands between the edges; `owns` says of each edge whether the band above it has it."""
    below = [f"{'below' if owns[0] else 'to'} {marks[0]}"]
    between = [
        f"{'from' if low_own else 'above'} {low} {'below' if high_own else 'to'} {high}"
        for (low, low_own), (high, high_own) in zip(
            zip(marks, owns, strict=True), list(zip(marks, owns, strict=True))[1:], strict=False
        )
    ]
    above = [f"{'from' if owns[-1] else 'above'} {marks[-1]}"]
    pairs = zip([*below, *between, *above], worth, strict=True)
    return "{bands: {of: x, to: {" + ", ".join(f"{band}: {value}" for band, value in pairs) + "}}}"


@SMALL
@given(marks=edges, data=st.data())
def test_an_edge_belongs_to_the_band_that_owns_it_and_nothing_falls_between(marks, data):
    owns = data.draw(st.lists(st.booleans(), min_size=len(marks), max_size=len(marks)))
    worth = list(range(len(marks) + 1))
    workflow = regulation(banded(marks, worth, owns))
    grain = Decimal("0.001")

    for place, (mark, own) in enumerate(zip(marks, owns, strict=True)):
        assert score(workflow, x=mark) == (place + 1 if own else place)
        assert score(workflow, x=mark - grain) == place
        assert score(workflow, x=mark + grain) == place + 1


@SMALL
@given(marks=edges, one=DAYS, two=DAYS, data=st.data())
def test_bands_that_rise_never_fall(marks, one, two, data):
    worth = sorted(data.draw(st.lists(UNIT, min_size=len(marks) + 1, max_size=len(marks) + 1)))
    workflow = regulation(banded(marks, worth, [True] * len(marks)))

    assert score(workflow, x=min(one, two)) <= score(workflow, x=max(one, two))


@SMALL
@given(low=UNIT, rise=st.decimals("0.01", 50, places=2), start=UNIT, climb=UNIT, one=DAYS, two=DAYS)
def test_a_curve_rises_with_what_it_is_of_and_meets_its_ends(low, rise, start, climb, one, two):
    high, end = low + rise, start + climb
    between = f"from {low} to {high}: {start} + {climb} * part"
    workflow = regulation(f"{{bands: {{of: x, to: {{below {low}: {start}, {between}, above {high}: {end}}}}}}}")

    assert score(workflow, x=low) == start
    assert score(workflow, x=high) == end
    assert start <= score(workflow, x=min(one, two)) <= score(workflow, x=max(one, two)) <= end


@SMALL
@given(base=UNIT, per=st.decimals("0.01", 20, places=2), floor=st.integers(-100, 0), more=st.integers(0, 400))
def test_deductions_stop_at_their_floor_and_never_give_anything_back(base, per, floor, more):
    workflow = regulation(f"{{points: {{start: {base}, n: -{per} each}}, limit: {floor}..1000}}")

    assert score(workflow, n=Decimal(more)) == max(base - per * more, Decimal(floor))
    assert score(workflow, n=Decimal(more + 1)) <= score(workflow, n=Decimal(more))


@SMALL
@given(weight=st.integers(1, 99), x=DAYS, y=DAYS, more=st.decimals(0, 10, places=3))
def test_weights_lie_between_their_parts_and_rise_with_each(weight, x, y, more):
    workflow = regulation(f"{{weights: {{x: {weight}, y: {100 - weight}}}}}")
    found = score(workflow, x=x, y=y)

    assert min(x, y) <= found <= max(x, y)
    assert found == (weight * x + (100 - weight) * y) / 100
    assert score(workflow, x=min(x + more, Decimal(1000)), y=y) >= found


@SMALL
@given(plan=st.decimals("0.001", 1000, places=3), actual=st.decimals(0, 1000, places=3))
def test_a_ratio_is_exact_to_the_places_that_are_kept(plan, actual):
    workflow = regulation("{ratio: {of: x, to: y, times: 10}}")

    found = score(workflow, x=actual, y=plan)

    assert abs(found * plan - 10 * actual) <= plan * Decimal("0.0000005")


@SMALL
@given(rows=st.lists(st.tuples(st.booleans(), st.integers(0, 30)), max_size=12), price=st.integers(1, 9))
def test_records_add_up_whatever_their_order(rows, price):
    workflow = regulation(f"{{records: {{of: records, each: {{late: -{price} * days, otherwise: 0}}}}}}")
    table = tuple({"late": late, "days": Decimal(days)} for late, days in rows)

    assert score(workflow, records=table) == -price * sum(days for late, days in rows if late)
    assert score(workflow, records=table[::-1]) == score(workflow, records=table)


@SMALL
@given(x=DAYS, y=DAYS)
def test_cases_are_total_and_take_the_first_that_holds(x, y):
    workflow = regulation("{cases: {x > y: 1, x == y: 2, otherwise: 3}}")

    assert score(workflow, x=x, y=y) == (1 if x > y else 2 if x == y else 3)


@given(pool=st.decimals(0, 10**9, places=2), weights=st.dictionaries(st.text("abc", min_size=1), UNIT, min_size=1))
def test_shares_add_up_to_the_pool_and_stay_within_a_cent_of_the_exact_ones(pool, weights):
    shares, total = share_out(pool, weights, 2), sum(weights.values(), Decimal(0))

    assert sum(shares.values(), Decimal(0)) == (pool if total else 0)
    for name, weight in weights.items():
        assert not total or abs(shares[name] * total - pool * weight) < total / 100


@given(pool=st.decimals(0, 10**6, places=2), weights=st.dictionaries(st.text("abc", min_size=1), UNIT, min_size=2))
def test_who_weighs_more_never_gets_less(pool, weights):
    shares = share_out(pool, weights, 2)
    order = sorted(weights, key=lambda name: weights[name])

    for less, more in pairwise(order):
        assert shares[less] <= shares[more] or weights[less] == weights[more]


@given(scores=st.dictionaries(st.text("abc", min_size=1), UNIT, min_size=1))
def test_ranks_follow_the_scores_from_both_ends(scores):
    found = standings(scores)

    for name, score_ in scores.items():
        assert found[name].rank == 1 + sum(other > score_ for other in scores.values())
        assert found[name].rank_last == 1 + sum(other < score_ for other in scores.values())
        assert found[name].heads == len(scores)


# -- every regulation that comes with cycleflow ----------------------------------------------------------------------

WORKFLOWS = sorted(shipped.workflows().glob("*.yaml"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_regulation_gives_a_score_or_says_what_it_lacks(path):
    workflow = read(path)
    asked = wanted(workflow)
    scored, refused = [], []

    @settings(max_examples=20, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def prove(data):
        holes = data.draw(st.booleans())
        figures = {name: figure(data, field, holes=holes) for name, field in asked.items()}
        try:
            result = assess(workflow, needed(workflow, figures), complete=False)
        except RefusedError as error:
            refused.append(str(error))
        else:
            right(result, {grade.name for grade in workflow.grades})
            scored.append(result)

    prove()

    assert scored, refused


def needed(workflow: Workflow, figures):
    """Return the figures that there are, without those that the facts among them make needless."""
    there = {name: one for name, one in figures.items() if one is not None}
    known = {name: one for name, one in there.items() if name in workflow.facts_used}
    asked = workflow.needs(known)
    return {
        name: one for name, one in there.items() if asked is None or name in asked or name not in workflow.indicators
    }


def right(result: Result, grades: set[str]) -> None:
    check(result.explanation)
    assert result.score is None or type(result.score) is Decimal
    assert result.grade is None or result.grade in grades


def figure(data, field: Field | None, *, holes: bool):
    """Draw what somebody could give for a figure; with holes, sometimes nothing."""
    if field is None:
        return ["50", "50"] if data.draw(st.booleans()) else ["3", "1"]
    if field.name == "cadence":
        return data.draw(st.sampled_from(("month", "quarter", "year")))
    if holes and data.draw(st.integers(0, 9)) == 0:
        return None
    match field.kind:
        case FieldKind.NUMBER:
            low = field.low if field.low is not None else Decimal(-(10**6))
            high = field.high if field.high is not None else Decimal(10**6)
            return str(data.draw(st.decimals(low, high, places=field.places)))
        case FieldKind.SCALE | FieldKind.CHOICE:
            return data.draw(st.sampled_from(sorted(field.options)))
        case FieldKind.TICK:
            return data.draw(st.booleans())
        case FieldKind.DATE:
            return data.draw(st.dates()).isoformat()
        case FieldKind.ROWS:
            count = data.draw(st.sampled_from((1, 2, 5)))
            rows = [{name: figure(data, one, holes=holes) for name, one in field.columns.items()} for _ in range(count)]
            return [
                {**row, **{name: str(one.total / count) for name, one in field.columns.items() if one.total}}
                for row in rows
            ]
        case _:
            return "甲" * max(1, int(field.low or 1))
