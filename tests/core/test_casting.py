"""Who rates whom depends on what somebody is: each rater relation of the Hande company (part c, table 1)."""

import pytest

from cycleflow.core.casting import cast_of
from cycleflow.core.organisation import Organisation, Person
from cycleflow.core.ratee import Ratee
from tests.raters import feedback

RELATIONS = """\
workflow: relations
title: 评价关系 | Relations
status: trial
period: year
calendar: {country: CN, zone: Asia/Shanghai}
attributes: [kind, serves]
roles:
  employee: self
  superior: manager
  colleagues: {who: peers, when: kind != "head" and kind != "staff"}
  below: {who: reports, when: 'kind in ["head", "deputy", "business"]'}
  served: {who: heads(serves), when: 'kind in ["service", "clerk"]'}
scales: {four: {4: 优 | A, 3: 良 | B, 2: 中 | C, 1: 差 | D}}
sheets: {marks: {mark: {title: 分 | Mark, scale: four}}}
states:
  rating:
    ask: {employee: marks, superior: marks, colleagues: marks, below: marks, served: marks}
    gather: {anonymous: [colleagues, below, served], at_least: 2}
    due: cycle.end + 10 days
    silence: {after: 0 days, to: closed}
    answers: {submit: closed}
  closed: {tell: {employee: closed}}
words:
  states: {rating: 评价 | Rating, closed: 归档 | Closed}
  answers: {submit: 提交 | Submit}
  roles: {employee: 本人 | Self, superior: 直接上级 | Superior, colleagues: 同级 | Peers, below: 下属 | All,
    served: 服务部门 | Departments served}
"""


def person(number, manager, department, kind, **attributes):
    return Person(
        number=number,
        name=number,
        email="",
        manager=manager,
        department=department,
        attributes={"kind": kind, **attributes},
    )


FIRM = Organisation(
    {
        one.number: one
        for one in (
            person("gm", None, "Office", "head"),
            person("dep", "gm", "Office", "deputy"),
            person("dep2", "gm", "Office", "deputy"),
            person("it", "dep", "IT", "service", serves="Sales;Plant"),
            person("sale", "dep", "Sales", "business"),
            person("plant", "dep", "Plant", "business"),
            person("clerk", "it", "IT", "clerk", serves="Sales"),
            person("clerk2", "it", "IT", "clerk"),
            person("ann", "sale", "Sales", "staff"),
            person("bob", "sale", "Sales", "staff"),
        )
    }
)
WORKFLOW = feedback(RELATIONS)


@pytest.mark.parametrize(
    ("who", "raters"),
    [
        ("gm", {"below": ["dep", "dep2"]}),
        ("dep", {"superior": ["gm"], "colleagues": ["dep2"], "below": ["it", "plant", "sale"]}),
        ("it", {"superior": ["dep"], "colleagues": ["plant", "sale"], "served": ["sale", "plant"]}),
        ("sale", {"superior": ["dep"], "colleagues": ["it", "plant"], "below": ["ann", "bob"]}),
        ("clerk", {"superior": ["it"], "colleagues": ["clerk2"], "served": ["sale"]}),
        ("ann", {"superior": ["sale"]}),
    ],
)
def test_each_kind_of_person_has_raters_of_his_own(who, raters):
    cast = cast_of(FIRM, WORKFLOW, Ratee(person=FIRM.people[who]))

    found = {role: [one.person for one in members] for role, members in cast.items() if members}

    assert found == {"employee": [who], **raters}
