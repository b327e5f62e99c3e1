from datetime import timedelta

import pytest

from cycleflow.core.model import Action, Channel, Deed, Standing, TaskStatus
from cycleflow.journeys.answer import act, answer
from cycleflow.journeys.audit import verify
from cycleflow.journeys.company import company
from cycleflow.journeys.people import PeopleChangedError, import_people, people_of, plan_import
from cycleflow.journeys.recast import Orphan
from cycleflow.journeys.roster.complaint import RosterError
from cycleflow.journeys.roster.roster import read_roster
from cycleflow.store import appraisals, histories, outbox, people
from tests.offices import COMPANY, LAUNCH

NOW = LAUNCH + timedelta(days=1)
COLUMNS = "number,name,email,manager,department,status,locale,zone,roles"


def row(one, **changed):
    cells = {
        "number": one.number,
        "name": one.name,
        "email": one.email,
        "manager": one.manager or "",
        "department": one.department,
        "status": one.status,
        "locale": one.locale,
        "zone": one.zone or "",
        "roles": ";".join(sorted(one.roles)),
    } | changed
    return ",".join(cells[name] for name in COLUMNS.split(","))


@pytest.fixture
def roster(tmp_path):
    """Write the company to a file, with changes by employee number, and read it."""

    def _roster(*, only=None, add=(), **changes):
        staff = [one for one in COMPANY if only is None or one.number in only]
        lines = [COLUMNS, *(row(one, **changes.get(one.number, {})) for one in staff), *add]
        path = tmp_path / "people.csv"
        path.write_text("\n".join(lines) + "\n")
        return read_roster(path)

    return _roster


def do_import(office, roster, **rest):
    return import_people(office, roster, actor="E2", now=NOW, **rest)


def stored(office):
    with office.store.read() as conn:
        return people.people(conn)


def appraisal(office, number):
    with office.store.read() as conn:
        return appraisals.get(conn, f"quarterly-2026-Q4.{number}")


def hand_in_goals(office, number):
    (task,) = appraisal(office, number).open_tasks
    sheet = {"goals": ({"goal": "提升客户满意度", "standard": "90 分", "weight": "100"},)}
    answer(office, task.id, number, choice="submit", sheet=sheet, channel=Channel.PAGE, now=NOW)


def as_hr(office, number, deed, **inputs):
    task = appraisal(office, number).open_tasks[0].id
    action = Action(deed=deed, actor="E2", standing=Standing.HR, channel=Channel.PAGE, task=task, inputs=inputs)
    act(office, f"quarterly-2026-Q4.{number}", action, NOW)


def mails(office, number):
    with office.store.read() as conn:
        return {(mail.kind, mail.person) for mail in outbox.of_appraisal(conn, f"quarterly-2026-Q4.{number}")}


# -- what changes


def test_the_preview_says_who_is_new_changed_unchanged_and_kept(office, roster):
    file = roster(only=("E1", "E6", "E7"), add=["N1,New One,n1@firm.example,E6,Sales,active,en,,"], E7={"name": "王方"})

    plan = plan_import(office, file)

    assert [one.number for one in plan.new] == ["N1"]
    assert [change.person.name for change in plan.changed] == ["王方"]
    assert [(one.field, one.old, one.new) for one in plan.changed[0].fields] == [("name", "王芳", "王方")]
    assert plan.unchanged == 2
    assert [one.number for one in plan.absent] == ["E2", "E3", "E4", "E5", "E8", "E9"]
    assert "N1" not in stored(office)


def test_an_import_writes_what_the_preview_said(office, roster):
    file = roster(add=["N1,New One,n1@firm.example,E6,Sales,active,en,,"], E7={"name": "王方"})
    seen = []

    plan = do_import(office, file, expect=plan_import(office, file), progress=lambda *told: seen.append(told))

    assert stored(office) == {one.number: one for one in (*COMPANY, *plan.to_save)}
    assert seen == [("people", 2, 2)]


def test_reading_the_same_file_again_changes_nothing(office, roster):
    file = roster(E7={"name": "王方", "zone": "Asia/Tokyo", "roles": "panel"})
    do_import(office, file)

    plan = do_import(office, file)

    assert not plan.to_save
    assert plan.unchanged == len(COMPANY)


def test_every_changed_field_is_shown(office, roster):
    file = roster(
        E9={"email": "new@firm.example", "manager": "", "status": "leave", "roles": "panel;hr", "locale": "en"}
    )

    fields = plan_import(office, file).changed[0].fields

    assert {one.field: (one.old, one.new) for one in fields} == {
        "email": ("e9@firm.example", "new@firm.example"),
        "manager": ("E6", ""),
        "status": ("active", "leave"),
        "locale": ("zh", "en"),
        "roles": ("", "hr;panel"),
    }


def test_what_the_file_has_no_column_for_stays(office, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("number,name,email,city\nE6,Lena Lead,e6@firm.example,Berlin\n")
    do_import(office, read_roster(path))
    path.write_text("number,name,email,level\nE6,Lena Lead,e6@firm.example,L2\n")

    plan = do_import(office, read_roster(path))

    assert [(one.field, one.old, one.new) for one in plan.changed[0].fields] == [("level", "", "L2")]
    lena = stored(office)["E6"]
    assert (lena.manager, lena.zone, lena.level, lena.attributes) == ("E5", "Europe/Berlin", "L2", {"city": "Berlin"})


def test_a_new_attribute_is_a_change(office, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("number,name,email,city\nE6,Lena Lead,e6@firm.example,Berlin\n")

    plan = plan_import(office, read_roster(path))

    assert [(one.field, one.old, one.new) for one in plan.changed[0].fields] == [("city", "", "Berlin")]


# -- what is refused


def test_nothing_is_written_if_anything_is_wrong(office, roster):
    file = roster(add=["N1,New One,n1@firm.example,E6,Sales,active,en,,", "N2,Two,no address,N9,,,,,"])

    with pytest.raises(RosterError) as refused:
        do_import(office, file)

    assert [(one.line, one.column) for one in refused.value.complaints] == [(12, "email"), (12, "manager")]
    assert str(refused.value).endswith("Problems in the people file: 2. Nothing of it was used.")
    assert stored(office) == {one.number: one for one in COMPANY}


def test_a_preview_that_no_longer_holds_is_not_carried_out(office, roster):
    file = roster(E7={"name": "王方"})
    seen = plan_import(office, file)
    do_import(office, roster(E7={"name": "王房"}))

    with pytest.raises(PeopleChangedError, match="look at it again"):
        do_import(office, file, expect=seen)

    assert stored(office)["E7"].name == "王房"


def test_a_crash_half_way_leaves_nothing(office, roster, cycle):
    def crash(*_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        do_import(office, roster(E7={"manager": "E5"}), progress=crash)

    assert stored(office)["E7"].manager == "E6"


def test_people_of_a_file_alone(roster):
    assert set(people_of(roster())) == {one.number for one in COMPANY}


# -- running appraisals


def test_a_new_manager_takes_over_and_both_are_told(office, roster, cycle):
    hand_in_goals(office, "E7")

    plan = do_import(office, roster(E7={"manager": "E5"}))

    assert [(one.appraisal, one.roles) for one in plan.aftermath.recasts] == [
        ("quarterly-2026-Q4.E7", ("manager", "skip_level"))
    ]
    after = appraisal(office, "E7")
    assert [(task.member.person, task.status) for task in after.tasks] == [
        ("E6", TaskStatus.VOID),
        ("E5", TaskStatus.OPEN),
    ]
    assert mails(office, "E7") >= {("relieved", "E6"), ("reassigned", "E5")}
    with office.store.read() as conn:
        last = histories.entries(conn, after.id)[-1]
    assert (last.deed, last.actor, last.channel.value) == (Deed.RECAST, "E2", "import")
    assert str(last.inputs["reason"]).startswith("people imported from ")
    assert verify(office).holds


def test_the_preview_counts_the_appraisals_touched_and_touches_none(office, roster, cycle):
    plan = plan_import(office, roster(E6={"manager": "E1"}))

    assert [one.appraisal for one in plan.aftermath.recasts] == [
        f"quarterly-2026-Q4.{who}" for who in ("E7", "E8", "E9")
    ]
    assert appraisal(office, "E7").seq == 0


def test_an_import_that_moves_nobody_touches_no_appraisal(office, roster, cycle):
    plan = do_import(office, roster(E6={"name": "Lena Lead-Smith", "email": "lena@firm.example"}))

    assert not plan.aftermath.recasts
    assert appraisal(office, "E7").seq == 0


def test_a_new_colleague_who_concerns_nobody_touches_no_appraisal(office, roster, cycle):
    plan = do_import(office, roster(add=["N1,New One,n1@firm.example,E6,Sales,active,en,,"]))

    assert not plan.aftermath.recasts


def test_a_role_hr_gave_by_hand_stays_where_it_was_put(office, roster, cycle):
    as_hr(office, "E7", Deed.REASSIGN, to="E3", zone="Asia/Shanghai", reason="E7 is ill")

    do_import(office, roster(E7={"manager": "E5"}))

    assert [task.member.person for task in appraisal(office, "E7").open_tasks] == ["E3"]


def test_a_new_panel_member_joins_every_panel(office, roster, cycle):
    do_import(office, roster(E5={"roles": "panel"}))

    assert [member.person for member in appraisal(office, "E7").cast["panel"]] == ["E3", "E4", "E5"]


def test_appraisals_of_people_who_left_are_listed_for_hr(office, roster, cycle):
    plan = do_import(office, roster(E9={"status": "离职"}))

    assert plan.aftermath.orphans == (
        Orphan(appraisal="quarterly-2026-Q4.E9", person="E9", state="goal_setting", status="left"),
    )
    assert not plan_import(office, roster(E9={"status": "离职"})).aftermath.orphans


def test_appraisals_that_are_over_are_left_alone(office, roster, cycle):
    as_hr(office, "E7", Deed.WITHDRAW, reason="left early")

    plan = plan_import(office, roster(E6={"manager": "E1"}))

    assert [one.person for one in plan.aftermath.recasts] == ["E8", "E9"]


def test_many_appraisals_are_recast_in_batches(office, roster, cycle, monkeypatch):
    monkeypatch.setattr("cycleflow.journeys.recast.BATCH", 2)
    seen = []

    do_import(office, roster(E6={"manager": "E1"}), progress=lambda *told: seen.append(told))

    assert seen == [("people", 1, 1), ("appraisals", 2, 3), ("appraisals", 3, 3)]
    assert verify(office).holds


# -- roles of the settings


def test_settings_add_to_the_roles_of_the_file():
    known = {one.number: one for one in COMPANY}

    organisation = company(known, {"panel": ("E5", "nobody"), "hr": ("E5",)})

    assert organisation.people["E5"].roles == {"panel", "hr"}
    assert organisation.people["E4"] == known["E4"]
