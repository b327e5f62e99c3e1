from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from cycleflow.core.facts import FACTS, amounts, facts_of, kept, misread
from cycleflow.core.organisation import Person
from cycleflow.core.ratee import Ratee
from cycleflow.core.workflow import Field, FieldKind
from tests.core.samples import CYCLE, Run

ANN = Person(number="ann", name="Ann", email="ann@firm.example", hired_on=date(2020, 1, 1), attributes={"grade": "P7"})


def attribute(name, kind=FieldKind.TEXT):
    return Field(name=name, title={"zh": name, "en": name}, kind=kind, optional=True)


@pytest.fixture
def facts(workflow):
    """Return what is known of Ann, some of her columns changed, in the sample's fourth quarter."""
    return lambda **columns: facts_of(workflow, Ratee(person=replace(ANN, **columns)), CYCLE)


@pytest.mark.parametrize(
    ("hired_on", "days"),
    [(date(2026, 12, 2), "30"), (date(2026, 12, 3), "29"), (date(2026, 12, 31), "1"), (date(2027, 1, 1), "0")],
)
def test_service_counts_the_day_of_hiring_and_the_last_day(hired_on, days, facts):
    assert facts(hired_on=hired_on)["service_days"] == days


@pytest.mark.parametrize(
    ("hired_on", "months"),
    [
        (date(2026, 8, 1), "5"),
        (date(2026, 8, 2), "4"),
        (date(2026, 12, 1), "1"),
        (date(2026, 12, 2), "0"),
        (date(2027, 3, 1), "0"),
        (date(2020, 1, 1), "84"),
    ],
)
def test_only_whole_months_of_service_count(hired_on, months, facts):
    assert facts(hired_on=hired_on)["service_months"] == months


def test_who_joined_in_the_period_is_known(facts):
    assert facts(hired_on=date(2026, 10, 1))["joined_in_period"] is True
    assert facts(hired_on=date(2026, 9, 30))["joined_in_period"] is False


def test_an_unknown_day_of_hiring_counts_as_long_ago(facts):
    assert facts(hired_on=None)["hired_on"] == "1900-01-01"


def test_the_cycle_is_known_by_its_cadence_its_label_and_its_last_month(facts):
    known = facts()

    assert (known["cadence"], known["period"], known["month"]) == ("quarter", "2026-Q4", "12")


def test_every_fact_there_is_is_known_of_everybody(facts):
    assert facts().keys() == FACTS.keys()


def test_a_declared_attribute_is_known_blank_where_nobody_gave_it(workflow):
    declared = replace(workflow, attributes={"grade": attribute("grade"), "site": attribute("site")})

    known = facts_of(declared, Ratee(person=ANN), CYCLE)

    assert (known["grade"], known["site"]) == ("P7", "")


def test_only_what_the_rules_ask_for_is_kept(workflow, facts):
    assert kept(replace(workflow, facts_used=("position", "month")), facts(position="Clerk")) == {
        "position": "Clerk",
        "month": "12",
    }


def test_rules_compute_with_facts_as_what_they_are(workflow):
    declared = replace(workflow, attributes={"quota": attribute("quota", FieldKind.NUMBER)})

    known = amounts(declared, {"month": "12", "quota": "", "level": "", "joined_in_period": False})

    assert known == {"month": Decimal(12), "quota": None, "level": "", "joined_in_period": False}


def test_a_launch_keeps_the_facts_it_brings(workflow):
    run = Run(workflow)

    run.launch(facts={"position": "Clerk"})

    assert run.appraisal.facts == {"position": "Clerk"}
    assert run.decisions[0].entry.inputs["facts"] == {"position": "Clerk"}


def test_a_launch_without_facts_says_nothing_of_them(workflow):
    run = Run(workflow)

    run.launch()

    assert "facts" not in run.decisions[0].entry.inputs


@pytest.mark.parametrize(
    ("kind", "text", "cell"),
    [
        (FieldKind.TEXT, " 上海 ", " 上海 "),
        (FieldKind.TEXT, "", ""),
        (FieldKind.NUMBER, "12.50", "12.5"),
        (FieldKind.NUMBER, "１２", "12"),
        (FieldKind.NUMBER, "-3", "-3"),
        (FieldKind.NUMBER, "100", "100"),
        (FieldKind.NUMBER, "", ""),
        (FieldKind.DATE, "2026-11-03", "2026-11-03"),
        (FieldKind.DATE, "2026/1/3", "2026-01-03"),
        (FieldKind.DATE, "2026年11月3日", "2026-11-03"),
        (FieldKind.DATE, "2026-11-03 00:00:00", "2026-11-03"),
        (FieldKind.DATE, "", ""),
        (FieldKind.TICK, "是", True),
        (FieldKind.TICK, "Yes", True),
        (FieldKind.TICK, "否", False),
        (FieldKind.TICK, "", False),
    ],
)
def test_an_attribute_is_kept_as_its_kind(workflow, kind, text, cell):
    declared = replace(workflow, attributes={"it": attribute("it", kind)})
    ann = replace(ANN, attributes={"it": text})

    assert facts_of(declared, Ratee(person=ann), CYCLE)["it"] == cell
    assert misread(declared, ann) == ()


@pytest.mark.parametrize(
    ("kind", "text", "cell"),
    [
        (FieldKind.NUMBER, "twelve", ""),
        (FieldKind.NUMBER, "1e9", ""),
        (FieldKind.DATE, "2026-02-30", ""),
        (FieldKind.DATE, "03/04/2026", ""),
        (FieldKind.TICK, "maybe", False),
    ],
)
def test_an_attribute_of_another_kind_is_misread_and_counts_as_blank(workflow, kind, text, cell):
    declared = replace(workflow, attributes={"it": attribute("it", kind)})
    ann = replace(ANN, attributes={"it": text})

    assert facts_of(declared, Ratee(person=ann), CYCLE)["it"] == cell
    assert misread(declared, ann) == (declared.attributes["it"],)
