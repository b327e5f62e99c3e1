from dataclasses import replace

import pytest

from cycleflow.core.organisation import Organisation, Person


def person(number, manager=None, **columns):
    return Person(number=number, name=number, email=f"{number}@firm.example", manager=manager, **columns)


def organisation(*people):
    return Organisation({one.number: one for one in people})


FIRM = organisation(
    person("boss", roles=frozenset({"hr"})),
    person("head", "boss", department="Sales"),
    person("lead", "head", department="Sales", roles=frozenset({"hr", "panel"})),
    person("ann", "lead", department="Sales"),
    person("bob", "lead", department="Sales"),
)


@pytest.mark.parametrize(
    ("path", "who", "expected"),
    [
        ("self", "ann", ("ann",)),
        ("manager", "ann", ("lead",)),
        ("manager.manager", "ann", ("head",)),
        ("manager.manager.manager", "ann", ("boss",)),
        ("manager", "boss", ()),
        ("manager.manager", "head", ()),
        ("head(department)", "ann", ("head",)),
        ("head(department)", "head", ("boss",)),
        ("head(department)", "boss", ()),
        ("group(hr)", "ann", ("boss", "lead")),
        ("group(hr)", "lead", ("boss",)),
        ("group(nobody)", "ann", ()),
        ("peers", "ann", ("bob",)),
        ("peers", "boss", ()),
        ("reports", "lead", ("ann", "bob")),
        ("reports", "ann", ()),
    ],
)
def test_a_path_leads_to_people(path, who, expected):
    assert FIRM.resolve(path, who) == expected


def test_somebody_who_is_not_at_work_is_passed_over():
    firm = Organisation({**FIRM.people, "lead": replace(FIRM.people["lead"], status="leave")})

    assert firm.resolve("manager", "ann") == ("head",)
    assert firm.resolve("group(panel)", "ann") == ()
    assert firm.resolve("reports", "head") == ("ann", "bob")


def test_a_circle_in_the_reporting_line_ends():
    firm = organisation(person("a", "b"), person("b", "a"))

    assert firm.superiors("a") == ("b",)


def test_a_manager_who_is_unknown_is_nobody():
    assert organisation(person("a", "ghost")).superiors("a") == ()


def test_a_cast_holds_the_zone_of_each_member(workflow):
    firm = Organisation({**FIRM.people, "lead": replace(FIRM.people["lead"], zone="Europe/Berlin")})

    cast = firm.cast(workflow, "ann")

    assert [(one.person, one.zone) for one in cast["manager"]] == [("lead", "Europe/Berlin")]
    assert [(one.person, one.zone) for one in cast["employee"]] == [("ann", "Asia/Shanghai")]
