"""What conditions may ask for: nothing is worked out before it is asked for, and what is not known is blank."""

from dataclasses import replace
from decimal import Decimal

import pytest

from cycleflow.core.inspection import inspect
from cycleflow.core.knowledge import Knowledge, Within
from cycleflow.core.scoring.card import Card, Measure
from cycleflow.core.scoring.formula import Formula
from cycleflow.core.scoring.tabled import Tabled
from cycleflow.core.workflow import Check, Sheet
from tests.core.samples import WORKFLOW, Condition, Run, field, fields, words

assert WORKFLOW.scorecard
RULE = WORKFLOW.scorecard.rule
DOUBLE = Formula(expression=Condition("mean * 2", lambda names: Decimal(f"{names['mean']}") * 2), names=("mean",))
CARD = Card(
    measures={"mean": Measure(name="mean", rule=Tabled(rule=RULE)), "double": Measure(name="double", rule=DOUBLE)},
    result="mean",
)
MEASURED = replace(WORKFLOW, scorecard=replace(WORKFLOW.scorecard, rule=CARD))


def test_a_measure_is_worked_out_when_it_is_asked_for():
    known = Knowledge(MEASURED, Run().upto("panel").appraisal)

    assert known["double"] == Decimal("7.2")


def test_a_measure_whose_table_was_never_filled_in_is_blank():
    assert Knowledge(MEASURED, Run().upto("rating").appraisal)["mean"] is None


def test_what_nobody_knows_is_not_there():
    known = Knowledge(MEASURED, Run().upto("rating").appraisal, {"place": "room 1"})

    assert "weather" not in known
    assert {"place", "score", "grade", "mean", "double"} <= set(known)
    assert len(known) == len(set(known))
    with pytest.raises(KeyError):
        known["weather"]


def test_what_is_inside_hides_what_is_called_the_same_outside():
    within = Within({"score": 5}, {"score": 3, "place": "room 1"})

    assert dict(within) == {"score": 5, "place": "room 1"}
    assert len(within) == 2


def test_a_table_somebody_is_not_asked_for_is_not_looked_at():
    always = Condition("points > 0", lambda names: True)
    check = Check(when=always, then="refuse", words=words("no"), field="points", of="log")

    found = inspect([check], Sheet(name="s", fields=fields(field("remark"))), {}, {})

    assert (found.problems, found.remarks) == ((), ())
