"""Units are appraised like people: each by name, with the person who answers for it."""

from dataclasses import replace

import pytest

from cycleflow.core.facts import facts_of
from cycleflow.core.launching import planned, unit_id
from cycleflow.core.organisation import Organisation, Person
from cycleflow.core.ratee import ratees
from tests.core.samples import CYCLE


def person(number, manager=None, **columns):
    return Person(number=number, name=number, email="", manager=manager, **columns)


FIRM = Organisation(
    {
        one.number: one
        for one in (
            person("boss"),
            person("head", "boss", department="Sales"),
            person("ann", "head", department="Sales"),
            person("bob", "head", department="Sales"),
            person("old", "head", department="Sales", status="left"),
            person("lone", "ghost", department="Sales"),
            person("shut", "boss", department="Gone", status="left"),
        )
    }
)


def units(appraised, firm=FIRM):
    return {one.key: (one.person.number, one.members) for one in ratees(firm, appraised)}


def test_people_are_as_they_are_listed():
    assert [(one.key, one.unit, one.members) for one in ratees(FIRM, "person")][:2] == [
        ("boss", None, ()),
        ("head", None, ()),
    ]


def test_a_department_is_everybody_in_it_and_its_head_answers():
    assert units("department") == {"Sales": ("head", ("ann", "bob", "head", "lone"))}


def test_a_team_are_the_people_of_one_manager():
    assert units("team") == {"boss": ("boss", ("head",)), "head": ("head", ("ann", "bob"))}


def test_the_company_is_everybody_and_who_has_no_superior_answers():
    assert units("company") == {"company": ("boss", ("ann", "bob", "boss", "head", "lone"))}


def test_of_equal_heads_the_first_by_number_answers():
    firm = Organisation({number: person(number, department="Twin") for number in ("b", "a")})

    assert units("department", firm) == {"Twin": ("a", ("a", "b"))}


def test_a_department_may_be_called_like_somebodys_number():
    firm = Organisation({"a": person("a"), "b": person("b", "a", department="a")})

    assert units("department", firm) == {"a": ("b", ("b",))}


def test_nobody_is_no_company():
    assert ratees(Organisation({}), "company") == ()


@pytest.mark.parametrize(
    ("appraised", "expected"),
    [("person", (None, "")), ("department", ("4", "Sales")), ("company", ("5", ""))],
)
def test_rules_may_ask_how_many_members_a_unit_has(workflow, appraised, expected):
    facts = facts_of(replace(workflow, appraises=appraised), ratees(FIRM, appraised)[0], CYCLE)

    assert (facts.get("members"), facts["department"]) == expected


def test_the_members_of_a_unit_are_all_but_who_answers_for_it(workflow):
    roles = {**workflow.roles, "everybody": "members"}
    (sales,) = ratees(FIRM, "department")

    cast = FIRM.cast(replace(workflow, roles=roles), sales.person.number, sales.members)

    assert [one.person for one in cast["everybody"]] == ["ann", "bob", "lone"]
    assert [one.person for one in cast["manager"]] == ["boss"]


def test_a_units_appraisal_is_named_by_a_hash_of_the_unit():
    appraisal = planned(CYCLE, "head", "Sales")

    assert appraisal.id == unit_id(CYCLE.id, "Sales") == f"{CYCLE.id}.u-8de4e0ea73"
    assert (appraisal.person, appraisal.unit) == ("head", "Sales")
