"""Weights of everybody's own position come from a table, and are judged there."""

from decimal import Decimal

import pytest

from cycleflow import policy
from cycleflow.core.trial import take
from cycleflow.policy.beside import among
from tests.policy.test_vocabulary import MEASURED

M = "    m: {formula: rate}\n"
WEIGHTS = "tier,measure,weight\nA,rate,60\nA,figures,40\nB,rate,100\n"


@pytest.fixture
def weighed():
    assert M in MEASURED
    return MEASURED.replace(M, "    m: {weights: {table: weights.csv, by: tier}}\n")


def load(text, weights=WEIGHTS):
    return policy.load(text, find=among({"weights.csv": weights}))


def complain(text, weights):
    with pytest.raises(policy.PolicyError) as refused:
        load(text, weights)
    return [str(one) for one in refused.value.complaints]


def value_of(workflow, **given):
    _, values = take(workflow, {"rate": 80, "figures": 50, **given}, complete=False)
    return workflow.scorecard.rule.reckon({}, values).find("m")


@pytest.mark.parametrize(("level", "expected"), [("A", Decimal(68)), ("B", Decimal(80))])
def test_everybody_has_the_weights_of_his_own_level(weighed, level, expected):
    assert value_of(load(weighed), tier=level).value == expected


def test_whom_no_row_is_for_it_does_not_apply_to(weighed):
    assert value_of(load(weighed, WEIGHTS.replace("B,rate,100\n", "")), tier="B").blank


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("A,rate,60", "A,rate,40", "weights.csv:2:1: The weights add up to 80, not to 100: short of it by 20."),
        ("B,rate,100", "B,rate,110", "weights.csv:4:1: The weights add up to 110, not to 100: more by 10."),
        (
            "A,rate",
            "A,rat",
            "weights.csv:2:3: There is no indicator or measure before this 'rat'; did you mean 'rate'?",
        ),
        ("A,rate", "A,", "weights.csv:2:1: A value is missing here."),
        ("A,rate", ",rate", "weights.csv:2:1: This row does not say for which tier it is."),
        ("B,rate", "C,rate", "weights.csv:4:1: There is no level 'C'; known are A, B."),
        ("rate,60", "rate,", "weights.csv:2:1: A value is missing here."),
        ("rate,60", "rate,x", "weights.csv:2:8: 'x' is not a number."),
        ("rate,60", "rate,-60", "weights.csv:2:8: A weight must be more than 0."),
        ("rate,60", 'rate,"{a: b}"', "weights.csv:2:9: A value is missing here."),
        ("tier,", "post,", "weights.csv:1:1: This table needs a column 'tier'."),
        (
            "tier,",
            "post,",
            "weights.csv:1:1: This table has no column 'post'; known are tier, measure, weight, adds_up_to.",
        ),
    ],
)
def test_what_is_wrong_with_a_row_is_said_there(weighed, old, new, complaint):
    assert complaint in complain(weighed, WEIGHTS.replace(old, new, 1))


def test_a_level_may_be_known_to_add_up_to_something_else(weighed):
    eighty = "tier,measure,weight,adds_up_to\nA,rate,60,80\nA,figures,20,\nB,rate,100,\n"

    assert value_of(load(weighed, eighty), tier="A").value == Decimal(58)


def test_a_table_that_is_not_there_makes_no_weights(weighed):
    with pytest.raises(policy.PolicyError, match="There is no table"):
        policy.load(weighed)


def test_weights_of_a_table_need_to_know_whose_they_are(weighed):
    (found,) = complain(weighed.replace(", by: tier}", ", by: [tier]}"), WEIGHTS)

    assert "A single text is expected here." in found
