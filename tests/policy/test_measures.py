# ruff: noqa: E501 - a row a fault reads better than a fault in pieces
"""What is wrong with measures, indicators, distributions and examples is shown at its place."""

from decimal import Decimal
from pathlib import Path

import pytest

from cycleflow.policy.edges import Edges, find_flaws, parse_edges
from cycleflow.policy.phrase import PhraseError

MEASURED = (Path(__file__).parent / "measured.yaml").read_text(encoding="utf-8")
M = "m: {formula: rate}"
EXAMPLES = "examples: []\n"

WRONG = {
    # bands
    "a gap": (M, "m: {bands: {of: rate, to: {from 75: 100, §from 50 below 74: 60, below 50: 0}}}", None),
    "an overlap": (M, "m: {bands: {of: rate, to: {§from 75: 100, from 50 below 76: 60, below 50: 0}}}", "The bands 'from 50 below 76' and 'from 75' overlap."),
    "an edge in two bands": (M, "m: {bands: {of: rate, to: {§from 75: 100, to 75: 60}}}", "The figure 75 is both in 'to 75' and in 'from 75'."),
    "an edge in no band": (M, "m: {bands: {of: rate, to: {§above 75: 100, below 75: 60}}}", "The figure 75 is in no band."),
    "nothing below": (M, "m: {bands: {of: rate, to: {from 75: 100, §from 1 below 75: 60}}}", "Nothing is said for figures below 1."),
    "nothing above": (M, "m: {bands: {of: rate, to: {§from 75 to 99: 100, below 75: 60}}}", "Nothing is said for figures above 99."),
    "a direction that contradicts": (M, "m: {bands: {of: rate, to: {§from 75: 60, below 75: 100}}}", "Higher is said to be better, but 'from 75' is worth 60 and 'below 75' 100."),
    "the other direction": (M, "m: {bands: {of: late, to: {§from 3: 60, below 3: 10}}}", "Higher is said to be worse, but 'from 3' is worth 60 and 'below 3' 10."),
    "a formula that falls": (M, "m: {bands: {of: rate, to: {above 80: §1 + (80 - x) / 100 * 5, to 80: 1}}}", "Higher is said to be better, but 'above 80' is worth 1 at 80 and 0 at 100."),
    "a formula that rises": (M, "m: {bands: {of: late, to: {to 4: §2 * part, above 4: x * 0}}}", "Higher is said to be worse, but 'to 4' is worth 0 at 0 and 2 at 4."),
    "above the maximum": (M, "m: {bands: {of: rate, out_of: 100, to: {from 75: §800, below 75: 0}}}", "800 is more than the 100 that can be reached."),
    "a blank threshold": (M, 'm: {bands: {of: rate, to: {§"from ?": 100, below 75: 0}}}', "The threshold 'from ?' is blank; fill in the figure before the regulation can be used."),
    "a lone percent sign": (M, 'm: {bands: {of: rate, to: {§"from %": 100, below 75: 0}}}', "The threshold 'from %' is blank; fill in the figure before the regulation can be used."),
    "a blank worth": (M, 'm: {bands: {of: rate, to: {from 75: §"?", below 75: 0}}}', "The threshold '?' is blank; fill in the figure before the regulation can be used."),
    "no band": (M, "m: {bands: {of: rate, to: §{}}}", "There is no band."),
    "levels among figures": (M, "m: {bands: {of: rate, to: §{from 75: A, below 75: 0}}}", "Some bands are worth a level and some a figure."),
    "an edge nobody knows": (M, "m: {bands: {of: rate, to: {§from ratee: 10, below ratee: 0}}}", "There is no indicator or measure before this 'ratee'; did you mean 'rate'?"),
    "a level to band": (M, "m: {bands: {of: §tier, to: {from 75: 10, below 75: 0}}}", "'tier' is a text, where a number is expected."),
    "a worth that cannot be computed": (M, "m: {bands: {of: rate, to: {from 75: §y * 2, below 75: 0}}}", None),
    # points
    "a phrase of points": (M, "m: {points: {late: §5 each}}", "'5 each' does not say what counts; write it like -5 each, -1 every 10 below 100, or +0.05 each, at most 0.2."),
    "a blank phrase": (M, 'm: {points: {late: §"-? each"}}', "The threshold '-? each' is blank; fill in the figure before the regulation can be used."),
    "a step of nothing": (M, "m: {points: {late: §-1 every 0}}", "In '-1 every 0' the step must be more than 0."),
    "points for what is worse": (M, "m: {points: {late: §+1 each}}", "Of 'late' lower is better, but '+1 each' says the opposite."),
    "points against what is better": (M, "m: {points: {rate: §-1 every 10}}", "Of 'rate' higher is better, but '-1 every 10' says the opposite."),
    "points below nobody": (M, "m: {points: {rate: §-1 each below plan}}", "There is no indicator or measure before this 'plan'; known are tier, done, due, late, rate, mark, level_points, figures, peer_points, rating_points, log_points."),
    # weights
    "weights short of 100": (M, "m: {weights: §{rate: 30, level_points: 50}}", "The weights add up to 80, not to 100: short of it by 20."),
    "weights above 100": (M, "m: {weights: §{rate: 60, level_points: 50}}", "The weights add up to 110, not to 100: more by 10."),
    "a weight of nothing": (M, "m: {weights: {rate: 100, level_points: §0}}", "A weight must be more than 0."),
    "what does not add up": (M, "m: {formula: rate, adds_up_to: §80}", "Only 'weights' add up to something."),
    # cases, lookup
    "no otherwise": (M, "m: {cases: §{rate > 5: 3}}", "What counts otherwise is missing; the last case is 'otherwise'."),
    "cases of two kinds": (M, "m: {cases: §{rate > 5: 3, otherwise: A}}", "The cases come to a number and to a text."),
    "a level that is missing": (M, "m: {lookup: {by: tier, in: §{A: 1}}}", "What B comes to is missing."),
    "a level there is not": (M, "m: {lookup: {by: tier, in: {A: 1, B: 2, §C: 3}}}", "There is no level 'C'; known are A, B."),
    "cells of two kinds": (M, "m: {lookup: §{by: tier, in: {A: 1, B: 优}}}", "Some cells hold a level and some a figure."),
    "a blank cell": (M, 'm: {lookup: {by: tier, in: {A: 1, B: §"?"}}}', "The threshold '?' is blank; fill in the figure before the regulation can be used."),
    # tables
    "a table there is not": (M, "m: {mean: {of: §ratings.scor}}", "There is no table 'ratings.scor'; did you mean 'ratings.score'?"),
    "weights of another table": (M, "m: {mean: §{of: ratings.score, by: log.points}}", "'ratings' and 'log' are two tables; weights stand beside what they weigh."),
    "a share of nothing": (M, "m: {top: {of: peers, share: §0}}", "0 is not a share; write more than 0 and at most 100 percent."),
    "half a repetition": (M, "m: {records: §{of: log, each: {otherwise: 1}, same: kind}}", "'same' says what repeats, 'doubled_from' which one counts twice: write both."),
    "a count of no table": (M, "m: {count: {of: §logs}}", "There is no table 'logs'; did you mean 'log'?"),
    "a count of no column": (M, "m: {count: {of: log, different: §sort}}", "There is no column 'sort'; known are kind, late, poor, day, verified, points."),
    "a count under no condition": (M, "m: {count: {of: log, when: points > §ratee}}", "There is no name 'ratee' here; did you mean 'rate'?"),
    # measures
    "two rules": (M, "§m: {formula: rate, mean: [rate]}", None),
    "a measure with an indicator's name": (M, "m: {formula: rate}\n    §rate: {formula: done}", "'rate' is the name of an indicator already."),
    "a measure nobody counts": (M, "m: {formula: rate}\n    §more: {formula: rate}", "The measure 'more' counts nowhere."),
    "no result": ("  result: total\n", "", None),
    "a result that is no figure": ("result: total", "result: §words", "A score is a number; 'words' is a text."),
    "an override of both": ("  result: total", "  result: total\n  overrides: [§{when: late > 1, grade: C, score: 0, reason: 迟 | Late}]", "An override sets either a grade or a score."),
    "an indicator nobody asks for": ("  late: {title: 迟到", "  §more: {title: 多 | More, count: 0.., by: hr}\n  late: {title: 迟到", "No measure asks for 'more'."),
    "a provider nobody asks": ("  figures: {ask: {hr: hr_indicators}", "  figures: {ask: {hr: review}", None),
    "a matrix that falls": (M, "m: {lookup: {by: tier, in: {A: §5, B: 10}, best: [10, 5]}}", "A comes to 5, less than B to 10, though tier is better; if it is meant so, write 5 as printed."),
    "a value that stands nowhere": (M, "m: {lookup: {by: tier, in: {A: 5, B: 10}, best: §[10, 6]}}", "Where 5 stands among the best is missing."),
    # grades, distributions
    "an open grade above": ("A: from 90, B: from 60 below 90", "A: above 90, §B: from 60 below 90", "The score 90 must have one grade, A or B."),
    "ranks and scores": ("{A: from 90, B: from 60 below 90, C: below 60}", "{§A: from 90, B: by rank, C: by rank}", "Some grades are given 'by rank'; then A must be too."),
    "a band of names": ("A: from 90", "A: §from best", "'from best' is not a band of scores; write it like from 3.5 below 4.5, or above 7 to 8."),
    "shares and teams": ("states:\n", "distribution: §{base: team, rounding: floor, shares: {A: 10, B: 80, C: 10}, teams: {to 100%: {A: 100}}}\nstates:\n", "A distribution has either 'shares' or, by the team's rank, 'teams'."),
    "caps above all": ("states:\n", "distribution: {base: company, rounding: floor, shares: §{A: at most 60, B: the rest, C: at least 50}}\nstates:\n", "The shares add up to 110, more than 100."),
    "a rank of unknown length": ("states:\n", "distribution: §{base: team, rank: done, rounding: floor, rest: B, teams: {to 100%: {A: 30}}}\nstates:\n", "'rank' and 'among' say together which place a team has; they go with 'teams'."),
    "a rank without teams": ("states:\n", "distribution: §{base: team, rank: done, among: due, rounding: floor, shares: {A: 10, B: 80, C: 10}, rest: B}\nstates:\n", "'rank' and 'among' say together which place a team has; they go with 'teams'."),
    "a rank that is no figure": ("states:\n", "distribution: {base: team, rank: §tier, among: due, rounding: floor, rest: B, teams: {to 100%: {A: 30}}}\nstates:\n", None),
    "teams in disorder": ("states:\n", "distribution: {base: team, rounding: floor, rest: B, teams: {to 80%: {A: 30}, §to 30%: {A: 10}, to 100%: {A: 5}}}\nstates:\n", "The teams are listed from the best to the last."),
    "a part of the teams": ("states:\n", "distribution: {base: team, rounding: floor, rest: B, teams: {§best: {A: 30}, to 100%: {A: 5}}}\nstates:\n", "'best' is not a part of the teams; write it like to 30%."),
    "teams without shares": ("states:\n", "distribution: {base: team, rounding: floor, rest: B, teams: §{to 30%: {A: 30}}}\nstates:\n", "Teams behind the best 30 % have no shares; the last row is 'to 100%'."),
    "a rest for nobody": ("states:\n", "distribution: {base: team, rounding: floor, teams: {to 100%: §{A: 30}}}\nstates:\n", "The shares of 'to 100%' add up to 30, not to 100; 'rest' names who takes what is left."),
    "a joint grade there is not": ("states:\n", "distribution: {base: team, rounding: floor, rest: B, teams: {to 100%: {§A+X: 30}}}\nstates:\n", "There is no grade X."),
    "two shares of one grade": ("states:\n", "distribution: {base: company, rounding: floor, shares: §{A+B: 90, B: 5, C: 5}}\nstates:\n", "The grade B has two shares."),
    "a share of no grade": ("states:\n", "distribution: {base: company, rounding: floor, shares: {§A+X: 90, B: 5, C: 5}}\nstates:\n", "There is no grade X."),
    "two rests": ("states:\n", "distribution: {base: company, rounding: floor, rest: C, shares: §{A: at most 5, B: the rest, C: 5}}\nstates:\n", "What is left goes to C and to B; only one can take it."),
    "nobody left to be for": ("states:\n", "distribution: [{base: company, rounding: floor, shares: {A: 10, B: 80, C: 10}}, §{for: month > 1, base: company, rounding: floor, shares: {A: 10, B: 80, C: 10}}]\nstates:\n", "The distribution before this is for everybody, so this one is for nobody."),
    "the same people twice": ("states:\n", "distribution: [{for: month > 1, base: company, rounding: floor, shares: {A: 10, B: 80, C: 10}}, {for: §month > 1, base: company, rounding: floor, shares: {A: 10, B: 80, C: 10}}]\nstates:\n", "A distribution before this is for the same people."),
    "for whom nobody knows": ("states:\n", "distribution: {for: §rates > 1, base: company, rounding: floor, shares: {A: 10, B: 80, C: 10}}\nstates:\n", "There is no name 'rates' here; did you mean 'rate'?"),
    "for a result": ("states:\n", "distribution: {for: §total > 1, base: company, rounding: floor, shares: {A: 10, B: 80, C: 10}}\nstates:\n", None),
    "another way with ties": ("states:\n", "distribution: {base: company, rounding: floor, ties: §apart, shares: {A: 10, B: 80, C: 10}}\nstates:\n", "There is no way with ties 'apart'; known are together, in_order."),
    "heads of nobody known": ("states:\n", "distribution: {base: company, rounding: floor, shares: {A: 10, B: 80, C: 10}}\nexamples: [§{heads: 20, given: {rate: 900}, expect: {A: 2}}]\nstates:\n", "The example fails: The sheet cannot be accepted: rate: This must lie between 0 and 100."),
    # examples
    "an example that fails": ("states:\n", "examples: [{given: {tier: A}, expect: {level_points: §9}}]\nstates:\n", "The example fails: level_points comes to 10, not to 9."),
    "an example without figures": ("states:\n", "examples: [{given: {rate: 5}, expect: {level_points: §9}}]\nstates:\n", "The example fails: The score cannot be worked out before these are given: tier."),
    "an example of no measure": ("states:\n", "examples: [{given: {rate: 5}, expect: {points: §9}}]\nstates:\n", "The example fails: there is no measure 'points'."),
    "an example nobody refuses": ("states:\n", "examples: [{given: {rate: 5}, refused: §rate}]\nstates:\n", "The example fails: what is given for 'rate' is accepted."),
    "an example that refuses another": ("states:\n", "examples: [{given: {rate: 101}, refused: §done}]\nstates:\n", "The example fails: what is given for 'done' is accepted."),
    "heads of no distribution": ("states:\n", "examples: [§{heads: 10, expect: {A: 1}}]\nstates:\n", "There is no 'distribution' to give an example of."),
    "heads that do not come out": ("states:\n", "distribution: {base: company, rounding: floor, shares: {A: 10, B: 80, C: 10}}\nexamples: [{heads: 20, expect: {A: §3}}]\nstates:\n", "The example fails: A may have 2, not 3."),
    "heads of no grade": ("states:\n", "distribution: {base: company, rounding: floor, shares: {A: 10, B: 80, C: 10}}\nexamples: [{heads: 20, expect: {§E: 3}}]\nstates:\n", "No share is given for 'E'."),
    "an example that varies": ("states:\n", "examples: [{vary: tier, expect: {level_points: {A: 10, B: §6}}}]\nstates:\n", "The example fails: level_points comes to 5, not to 6."),
}  # fmt: skip


SHAPES = [
    "cases: some",
    "count: some",
    "count: {of: log, when: verified >}",
    "count: {of: [log]}",
    "cases: {rate > : 3, otherwise: 1}",
    "cases: {rate > 3: [3], otherwise: 1}",
    "cases: {otherwise: nothing}",
    "bands: some",
    "bands: {of: rate, to: {from zzz: 1, below zzz: 0}}",
    "bands: {of: rate, to: some}",
    "bands: {of: rate, to: {from 5: [1], below 5: 0}}",
    "bands: {of: rate, to: {from 5: 1, under 5: 0}}",
    "points: some",
    "points: {start: many, late: -1 each}",
    "points: {latte: -1 each}",
    "points: {late: -1 each below ratee}",
    "weights: some",
    "weights: {rate: all}",
    "weights: {}",
    "mean: some",
    "mean: [ratee]",
    "mean: {of: ratings.score, by: [1]}",
    "mean: {of: [1]}",
    "ratio: some",
    "ratio: {of: done}",
    "lookup: some",
    "lookup: {by: zzz, in: {A: 1, B: 2}}",
    "lookup: {by: tierr, in: {A: 1, B: 2}}",
    "lookup: {by: [tier, marks], in: {A: 1, B: 2}}",
    "lookup: {by: tier, in: {A: [1], B: 2}}",
    "rank_points: some",
    "rank_points: {rank: done, among: due, first: 10}",
    "top: some",
    "top: {of: peers, share: much}",
    "records: some",
    "records: {of: logs, each: {otherwise: 1}}",
    "records: {of: log, each: {late and: 1, otherwise: [2]}}",
    "weighted_mean: some",
    "weighted_mean: {of: review.goals.score}",
    "formula: [rate]",
    "formula: tier",
    "formula: rate +",
]


def test_a_formula_that_cannot_be_computed_at_the_edge_of_its_band_has_no_direction(read):
    assert read(MEASURED.replace(M, "m: {bands: {of: rate, to: {to 50: 10 / x, above 50: x / 10}}}")).scorecard


@pytest.mark.parametrize("shape", SHAPES)
def test_what_does_not_read_is_complained_of(shape, complain):
    assert complain(MEASURED.replace(M, f"m: {{{shape}}}"))


TOPS = [
    ("  measures:\n", "  measures: some\n  other:\n"),
    (M, "m: some"),
    ("result: total", "result: totals"),
    ("  result: total", "  result: total\n  overrides: [some]"),
    ("  result: total", "  result: total\n  overrides: [{when: late +, grade: C, reason: 迟 | Late}]"),
    ("by: hr}\n  done", "by: nobody}\n  done"),
    ("  late: {title: 迟到 | Late, count: 0.., default: 0", "  late: {title: 迟到 | Late, count: 0.., default: none"),
    ("scale: five, by: hr", "scale: six, by: hr"),
    ("states:\n", "examples: [some]\nstates:\n"),
    ("states:\n", "examples: [{given: {tier: A}, expect: some}]\nstates:\n"),
    ("states:\n", "examples: [{given: {tier: A}, expect: {level_points: [1]}}]\nstates:\n"),
    ("states:\n", "examples: [{heads: 10, expect: some}]\nstates:\n"),
    ("states:\n", "distribution: {base: team, rounding: floor, rest: B, teams: {to 100%: {A: some}}}\nstates:\n"),
    ("states:\n", "distribution: {base: company, rounding: floor, shares: {A: 10, B: 80, C: 20}}\nstates:\n"),
    ("states:\n", "distribution: {base: company, rounding: floor, shares: {A: 10, B: 90}}\nstates:\n"),
    ("states:\n", "distribution: [some]\nstates:\n"),
    ("{A: from 90, B: from 60 below 90, C: below 60}", "{}"),
]


@pytest.mark.parametrize(("old", "new"), TOPS)
def test_what_stands_around_the_measures_is_complained_of_too(old, new, complain):
    assert old in MEASURED
    assert complain(MEASURED.replace(old, new))


def test_indicators_of_every_kind_are_read(read):
    more = """indicators:
  note: {title: 说明 | Note, text: 200, by: hr, meaning: 备注 | Remark}
  size: {title: 规模 | Size, choice: {small: 小 | Small, big: 大 | Big}, default: small, by: hr}
  five_of: {title: 五分 | Of five, scale: five, default: 3, by: hr}
  ticked: {title: 有 | Ticked, tick: true, default: true, by: hr}
"""
    text = MEASURED.replace("indicators:\n", more).replace(
        M, 'm: {cases: {size == "big" and ticked: five_of, otherwise: rate}}'
    )

    indicators = read(text).indicators

    assert indicators["size"].default == "small"
    assert indicators["five_of"].default == 3
    assert indicators["ticked"].default is True
    assert indicators["note"].meaning["en"] == "Remark"


def test_an_example_of_a_score_over_sheets(read, base):
    scored = "examples: [{given: {review.goals.score: [4, 2], goal_setting.goals.weight: [50, 50]}, expect: {score: 3.00}}]\n"

    assert read(base + scored).scorecard


def test_an_example_of_no_score(complain):
    note = """workflow: note
title: 述职 | Annual note
status: draft
period: year
calendar: {country: CN, zone: Asia/Shanghai}
roles: {manager: manager}
states: {reading: {ask: manager, due: cycle.end, answers: {accept: done}}, done: {tell: {manager: closed}}}
words: {states: {reading: 审阅 | Reading, done: 归档 | Done}, answers: {accept: 接受 | Accept}}
examples: [{given: {rate: 1}, expect: {score: 1}}]
"""

    assert complain(note) == ["9:12: There is no 'score' to give an example of."]


@pytest.mark.parametrize(("old", "new", "sentence"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_shown_at_its_place(old, new, sentence, complain, place):
    assert MEASURED.count(old) == 1
    text = MEASURED.replace(old, new)
    if "words" in new and "result" in new:
        text = text.replace(M, "words: {cases: {rate > 5: A, otherwise: B}}\n    " + M)

    found = complain(text.replace("§", ""))

    if sentence is None:
        assert found
    else:
        assert f"{place(text)}: {sentence}" in found


def test_a_regulation_with_measures_reads(read):
    workflow = read(MEASURED)

    assert workflow.scorecard.rule.result == "total"
    assert list(workflow.sheets) == ["plan", "view", "review", "hr_indicators"]


RANKED = """workflow: ranked
title: 排名 | Ranked
status: draft
period: quarter
calendar: {country: CN, zone: Asia/Shanghai}
roles: {hr: group(hr)}
indicators:
  own: {title: 本部 | Own, number: 0..300, by: hr}
  sums: {title: 各分部 | All branches, list: 0..300, by: hr}
score:
  after: figures
  result: prize
  measures:
    ahead: {count: {of: sums, when: value > own%s}}
    prize: {cases: {ahead == 0: 500, ahead == 1: 300, ahead == 2: 200, otherwise: 0}}
states: {figures: {ask: {hr: hr_indicators}, complete: any, due: cycle.end, answers: {accept: done}}, done: {}}
words: {states: {figures: 数据 | Figures, done: 归档 | Done}, answers: {accept: 接受 | Accept}}
examples: [{given: {sums: [285, 285, 280, 275]}, vary: own, expect: {prize: {285: 500, 280: %s, 275: 0}}}]
"""


@pytest.mark.parametrize(("dense", "third"), [("", 200), (", different: value", 300)])
def test_a_place_is_how_many_are_ahead_with_ties_rewarded_alike(dense, third, read):
    """Part a, 18: competition ranking, and the dense one as an option."""
    text = RANKED % (dense, third)

    assert read(text if not dense else text.replace("275: 0", "275: 200"))


@pytest.mark.parametrize(
    ("text", "low", "high", "low_open", "high_open"),
    [
        ("from 75", 75, None, False, False),
        ("above 8 to 10", 8, 10, True, False),
        ("from 65 below 75", 65, 75, False, True),
        ("to 50", None, 50, False, False),
        ("3", 3, 3, False, False),
        ("above low below high", "low", "high", True, True),
    ],
)
def test_a_band_says_which_edges_it_includes(text, low, high, low_open, high_open):
    assert parse_edges(text) == Edges(text, low, high, low_open, high_open)


@pytest.mark.parametrize(
    "text", ["from 5 below 5", "from 6 to 5", "above 5 to 5", "between 1 and 2", "", "from __", "from [X]"]
)
def test_a_band_that_holds_nothing_or_is_blank_is_refused(text):
    with pytest.raises(PhraseError):
        parse_edges(text)


def test_whole_numbers_may_lie_one_apart():
    bands = [parse_edges(text) for text in ("from 90 to 94", "from 95", "to 89")]

    assert find_flaws(bands, low=None, high=None, step=Decimal(1)) == []
    assert len(find_flaws(bands, low=None, high=None)) == 2
