from dataclasses import replace
from datetime import date

from cycleflow.core.eligibility import judge
from cycleflow.core.facts import facts_of
from cycleflow.core.organisation import Person
from cycleflow.core.ratee import Ratee
from cycleflow.core.verdict import Occasion
from tests.core.samples import CYCLE

ANN = Person(number="ann", name="Ann", email="ann@firm.example", hired_on=date(2020, 1, 1), attributes={"grade": "P7"})


def test_nobody_caught_by_a_rule_is_in(workflow):
    assert judge(workflow, Occasion.LAUNCH, facts_of(workflow, Ratee(person=ANN), CYCLE)) is None


def test_the_first_rule_that_holds_gives_its_reason(workflow):
    rule = judge(workflow, Occasion.LAUNCH, facts_of(workflow, Ratee(person=replace(ANN, status="left")), CYCLE))

    assert rule is not None
    assert rule.reason["en"] == "not at work"
