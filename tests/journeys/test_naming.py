"""People are named as people name them; the engine is told numbers, and the zones of those at work."""

from dataclasses import replace
from datetime import timedelta

import pytest

from cycleflow.core.model import Action, Answers, Channel, Deed, Standing
from cycleflow.core.refusals import SheetError
from cycleflow.core.workflow import FieldKind, Sheet
from cycleflow.journeys.answer import act, answer
from cycleflow.journeys.naming import choices, numbered
from cycleflow.journeys.visit import by_name, visit
from cycleflow.store import appraisals, people
from tests.core.samples import field, fields
from tests.offices import COMPANY, LAUNCH, launch, person
from tests.raters import inviting

ANYBODY = Sheet(name="s", fields=fields(field("who", FieldKind.PERSON)))


@pytest.fixture
def inviting_cycle(office):
    return launch(office, inviting(), period="2026-H2", members=("E7", "E8"))


def get(office, number="E7"):
    with office.store.read() as conn:
        return appraisals.get(conn, f"inviting-2026-H2.{number}")


def invite(office, *guests, now=LAUNCH, **more):
    task = get(office).open_tasks[0]
    sheet = {"guests": tuple({"who": one} for one in guests), **more}
    return answer(office, task.id, "E7", choice="submit", sheet=sheet, channel=Channel.PAGE, now=now)


def test_the_zones_of_those_named_go_into_the_history(office, inviting_cycle):
    made = invite(office, "E8", host="E6")

    assert made.entry.inputs["people"] == {"E6": "Europe/Berlin", "E8": "Asia/Shanghai"}
    assert [task.member.person for task in made.appraisal.open_tasks] == ["E8"]


def test_nobody_says_himself_who_is_at_work(office, inviting_cycle):
    with office.store.begin() as conn:
        people.save_people(conn, [replace(COMPANY[7], status="left")], LAUNCH)

    with pytest.raises(SheetError, match="Nobody at work here"):
        invite(office, "E8")


def test_an_answer_that_names_nobody_says_nothing_of_people(office, inviting_cycle):
    invite(office, "E8")
    task = get(office).open_tasks[0]

    made = answer(office, task.id, "E8", choice="submit", sheet={"view": "ok"}, channel=Channel.PAGE, now=LAUNCH)

    assert "people" not in made.entry.inputs


@pytest.mark.parametrize("sheet", ["text", {"guests": "text", "host": 3}, {"guests": ["text"]}])
def test_what_is_no_sheet_is_refused_as_such(office, inviting_cycle, sheet):
    task = get(office).open_tasks[0]
    action = Action(
        deed=Deed.ANSWER,
        actor="E7",
        standing=Standing.PERSON,
        channel=Channel.PAGE,
        task=task.id,
        inputs={"answer": "submit", "sheet": sheet},
    )

    with pytest.raises(SheetError):
        act(office, get(office).id, action, LAUNCH)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("E8", "E8"),
        ("e8@firm.example", "E8"),
        ("Ben Bold (E8)", "E8"),
        ("本（E8）", "E8"),
        ("Ben", "Ben"),
        ("Ben (E99)", "Ben (E99)"),
    ],
)
def test_a_person_may_be_typed_as_number_address_or_proposal(office, typed, meant):
    assert numbered(office, ANYBODY, {"who": typed}) == {"who": meant}


def test_rows_are_numbered_too_and_texts_stay_as_they_are(office):
    sheet = inviting().sheets["invite"]
    typed: Answers = {"guests": ({"who": "e8@firm.example"}, {}), "host": "E6", "other": "E8"}

    assert numbered(office, sheet, typed) == {"guests": ({"who": "E8"}, {}), "host": "E6", "other": "E8"}


def test_a_sheet_without_people_is_left_alone(office):
    view = inviting().sheets["view"]

    assert numbered(office, view, {"view": "E8"}) == {"view": "E8"}
    assert numbered(office, None, {"view": "E8"}) == {"view": "E8"}


def test_whoever_holds_the_role_is_proposed_or_everybody(office, inviting_cycle):
    with office.store.read() as conn:
        found = choices(conn, get(office), inviting().sheets["invite"])

    assert [one.number for one in found["colleagues"]] == ["E8", "E9"]
    assert [one.number for one in found[None]] == ["E1", "E2", "E3", "E4", "E5", "E6", "E8", "E9"]


def test_of_a_large_company_nobody_is_proposed(office, inviting_cycle):
    crowd = [person(f"X{number}", f"Person {number}") for number in range(300)]
    with office.store.begin() as conn:
        people.save_people(conn, crowd, LAUNCH)
        found = choices(conn, get(office), ANYBODY)

    assert found == {None: ()}


def test_a_visit_brings_the_choices_and_the_names(office, inviting_cycle):
    task = get(office).open_tasks[0]
    with office.store.read() as conn:
        holder = people.get(conn, "E7")
    assert holder

    seen = visit(office, by_name(office, task.id, holder).row, LAUNCH + timedelta(hours=1))

    assert seen
    assert set(seen.choices) == {"colleagues", None}
