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


WIDE = organisation(
    person("boss", department="Office"),
    person("sam", "boss", department="Sales"),
    person(
        "ann", "sam", department="Sales", attributes={"served": "Plant；Office;Nowhere", "mentors": "pia; sam;ann;gone"}
    ),
    person("pia", "boss", department="Plant"),
    person("pit", "pia", department="Plant"),
    person("pat", "boss", department="Plant"),
    person("max", "boss", department="Lab"),
    person("eve", "boss", department="Lab"),
    person("gone", "boss", department="Closed", status="left"),
)


def test_every_department_has_one_head():
    assert dict(WIDE.heads) == {"Office": "boss", "Sales": "sam", "Plant": "pia", "Lab": "eve"}


@pytest.mark.parametrize(
    ("path", "who", "expected"),
    [
        ("heads(all)", "ann", ("boss", "eve", "pia", "sam")),
        ("heads(all)", "sam", ("boss", "eve", "pia")),
        ("heads(served)", "ann", ("pia", "boss")),
        ("heads(served)", "pit", ()),
        ("people(mentors)", "ann", ("pia", "sam")),
        ("people(mentors)", "pit", ()),
        ("head(department).manager", "pit", ("boss",)),
        ("head(department).manager.manager", "pit", ()),
        ("head(department).manager", "boss", ()),
    ],
)
def test_a_path_leads_to_other_departments_and_to_those_a_column_names(path, who, expected):
    assert WIDE.resolve(path, who) == expected


@pytest.mark.parametrize(
    ("path", "strays"),
    [("heads(served)", ("Nowhere",)), ("people(mentors)", ("gone",)), ("heads(all)", ()), ("peers", ())],
)
def test_what_a_column_names_and_leads_to_nobody_is_known(path, strays):
    assert WIDE.strays(path, "ann") == strays


def test_nobody_comes_above_himself_where_the_line_turns_in_a_circle():
    firm = organisation(person("a", "b", department="X"), person("b", "a", department="Y"))

    assert firm.resolve("head(department).manager", "a") == ()
