from dataclasses import replace
from datetime import timedelta

import pytest

from cycleflow.core.model import Deed
from cycleflow.errors import CollisionError, NotFoundError
from cycleflow.store import appraisals, drafts, histories, outbox, tasks
from cycleflow.store.appraisals import UnknownPersonError
from tests.core.samples import CYCLE, PLAN, Run, local
from tests.store.company import NOW, hire, launch

ANN, BOB = f"{CYCLE.id}.ann", f"{CYCLE.id}.bob"


def launched(*people):
    runs = [Run(person=one) for one in people]
    for run in runs:
        run.launch()
    return runs


def going_on(run):
    """Return a run that goes on from where another is, with no decision of its own yet."""
    twin = Run(person=run.appraisal.person)
    twin.appraisal = replace(run.appraisal)
    return twin


def submit(run, at="2026-10-08T10:00"):
    run.answer("submit", at, sheet=PLAN)
    return run


def save(store, *runs, **how):
    """Save all decisions of runs in one go."""
    with store.begin() as connection:
        appraisals.save(connection, [decision for run in runs for decision in run.decisions], **how)


@pytest.mark.parametrize("state", ["plan", "rating", "panel", "meeting", "talk", "consent", "appeal", "closed"])
def test_an_appraisal_comes_back_as_it_was_decided(company, state):
    with company.begin() as connection:
        run = launch(connection, upto="consent" if state in ("appeal", "closed") else state)
        if state in ("appeal", "closed"):
            run._consent()
            for decision in run.decisions[-2:]:
                appraisals.save(connection, [decision])
            if state == "closed":
                appraisals.save(connection, [run.do(Deed.WITHDRAW, "2027-01-20T10:00", reason="left")])

    with company.read() as connection:
        assert appraisals.get(connection, ANN) == run.appraisal
        assert histories.entries(connection, ANN) == tuple(run.entries)


def test_an_appraisal_nobody_launched_is_not_found(store):
    with pytest.raises(NotFoundError, match="There is no appraisal q"), store.read() as connection:
        appraisals.get(connection, "q")


def test_several_decisions_on_one_appraisal_are_saved_at_once_in_any_order(company):
    run = Run().upto("consent")
    run.decisions.reverse()

    save(company, run)

    with company.read() as connection:
        assert appraisals.get(connection, ANN) == run.appraisal
        assert len(histories.entries(connection, ANN)) == len(run.decisions)
        assert tasks.get(connection, f"{ANN}.0.0").answer == "submit"


def test_saving_nothing_is_nothing(company, statements):
    with statements() as sent, company.begin() as connection:
        appraisals.save(connection, [])

    assert [statement for statement, _ in sent if not statement.startswith("BEGIN")] == []


def test_a_launch_counts_people_to_the_department_they_are_in(company):
    save(company, *launched("ann", "sue"))

    with company.read() as connection:
        records = [record.row["department"] for record in histories.stream(connection, CYCLE.id)]
    assert records == ["sales", "board"]


def test_who_read_first_and_saves_second_is_told_of_the_collision(company):
    with company.begin() as connection:
        run = launch(connection)
    mine, theirs = going_on(run), going_on(run)
    save(company, submit(theirs))

    with pytest.raises(CollisionError, match=f"Somebody else acted on {ANN} a moment ago"):
        save(company, submit(mine))

    with company.read() as connection:
        assert appraisals.get(connection, ANN) == theirs.appraisal


def test_a_collision_names_the_one_appraisal_that_collided(company):
    ann, bob = launched("ann", "bob")
    save(company, ann, bob)
    ann, bob, other = submit(going_on(ann)), submit(going_on(bob)), submit(going_on(bob), at="2026-10-09T10:00")
    save(company, other)

    with pytest.raises(CollisionError) as caught:
        save(company, ann, bob)

    assert caught.value.facts == {"appraisal": BOB}
    with company.read() as connection:
        assert appraisals.get(connection, ANN).seq == 0


def test_launching_an_appraisal_that_is_there_is_a_collision(company):
    save(company, *launched("ann"))

    with pytest.raises(CollisionError) as caught:
        save(company, *launched("bob", "ann"))

    assert caught.value.facts == {"appraisal": ANN}


def test_acting_on_an_appraisal_that_is_gone_is_a_collision(company):
    run = submit(going_on(launched("ann")[0]))

    with pytest.raises(CollisionError):
        save(company, run)


def test_a_collision_leaves_nothing_half_written(company):
    save(company, *launched("ann"))
    fresh = launched("bob")[0]

    with pytest.raises(CollisionError):
        save(company, fresh, *launched("ann"))

    with company.read() as connection:
        assert appraisals.many(connection, [ANN, BOB]).keys() == {ANN}
        assert histories.stored(connection, BOB) == ()
        assert tasks.open_of(connection, "ann") == tasks.of_appraisal(connection, ANN)
        assert outbox.of_appraisal(connection, BOB) == ()


def test_nobody_can_be_asked_who_is_not_in_the_directory(company):
    [run] = launched("ann")
    save(company, run)
    moved = going_on(run)
    moved.do(Deed.REASSIGN, "2026-10-05T10:00", task=run.appraisal.open_tasks[0].id, to="E9", reason="ill")

    with pytest.raises(UnknownPersonError, match="Only people who are in the directory can be asked: E9"):
        save(company, moved)

    with company.read() as connection:
        assert appraisals.get(connection, ANN) == run.appraisal


def test_what_was_typed_into_a_task_is_forgotten_when_it_is_closed(company):
    [run] = launched("ann")
    save(company, run)
    task = run.appraisal.open_tasks[0].id
    with company.begin() as connection:
        drafts.save(connection, task, "{}", NOW)

    save(company, submit(going_on(run)))

    with company.read() as connection:
        assert drafts.get(connection, task) is None


def test_a_notice_becomes_a_mail_that_may_leave_at_once(company):
    [run] = launched("ann")

    save(company, run)

    with company.read() as connection:
        [mail] = outbox.of_appraisal(connection, ANN)
    [notice] = run.decisions[0].notices
    assert (mail.id, mail.appraisal, mail.task) == (f"{ANN}.0.0", ANN, f"{ANN}.0.0")
    assert (mail.kind, mail.person, mail.facts, mail.digest) == ("task", "ann", notice.facts, False)
    assert (mail.send_at, mail.attempt) == (run.entries[0].at, 0)


def test_a_mail_may_be_told_to_wait(company):
    [run] = launched("ann")
    later = NOW + timedelta(hours=8)

    save(company, run, send_at=lambda _decision, notice: later if notice.kind == "task" else NOW)

    with company.read() as connection:
        assert [mail.send_at for mail in outbox.of_appraisal(connection, ANN)] == [later]


def test_many_are_returned_by_name_as_far_as_they_exist(company):
    ann, bob = launched("ann", "bob")
    save(company, ann, bob)

    with company.begin() as connection:
        found = appraisals.many(connection, [BOB, "nobody", ANN], lock=True)
        assert appraisals.many(connection, []) == {}

    assert found == {ANN: ann.appraisal, BOB: bob.appraisal}


def test_a_cycle_is_read_whole_or_by_state(company):
    ann, bob = launched("ann", "bob")
    save(company, ann, bob)
    save(company, submit(going_on(bob)))

    with company.begin() as connection:
        everybody = appraisals.of_cycle(connection, CYCLE.id)
        planning = appraisals.of_cycle(connection, CYCLE.id, state="plan")
        assert appraisals.of_cycle(connection, "other") == ()

    assert [one.id for one in everybody] == [ANN, BOB]
    assert planning == (ann.appraisal,)


def test_whose_appraisals_are_is_told_without_reading_them(company):
    save(company, *launched("ann", "bob"))

    with company.read() as connection:
        found = appraisals.subjects(connection, [BOB, ANN, "nobody"])
        assert appraisals.count(connection, CYCLE.id) == 2

    assert found == {
        ANN: appraisals.Subject(person="ann", cycle=CYCLE.id),
        BOB: appraisals.Subject(person="bob", cycle=CYCLE.id),
    }


def test_a_person_has_appraisals_in_many_cycles(company):
    ann, bob = launched("ann", "bob")
    save(company, ann, bob)

    with company.read() as connection:
        assert appraisals.of_person(connection, "ann") == (ann.appraisal,)
        assert appraisals.of_person(connection, "max") == ()


def test_an_appraisal_can_be_kept_from_others(company):
    [run] = launched("ann")
    save(company, run)

    with company.begin() as connection:
        assert appraisals.get(connection, ANN, lock=True) == run.appraisal


def test_what_is_due_comes_most_overdue_first(company):
    ann, bob = launched("ann", "bob")
    save(company, ann, bob)
    save(company, submit(going_on(ann)))  # Ann's rating opens in December, Bob's plan is due in October.

    with company.begin() as connection:
        due = {at: appraisals.due(connection, local(at), 10) for at in ("2026-10-05T09:00", "2027-01-01T09:00")}
        first = appraisals.due(connection, local("2027-01-01T09:00"), 1)

    assert [one.id for one in due["2026-10-05T09:00"]] == []
    assert [one.id for one in due["2027-01-01T09:00"]] == [BOB, ANN]
    assert [one.id for one in first] == [BOB]


def test_what_failed_before_is_passed_over(company):
    save(company, *launched("ann", "bob"))

    with company.begin() as connection:
        due = appraisals.due(connection, local("2027-01-01T09:00"), 10, except_for={ANN})

    assert [one.id for one in due] == [BOB]


def test_the_next_due_time_is_that_of_the_earliest(company):
    [run] = launched("ann")
    with company.read() as connection:
        assert appraisals.next_due_at(connection) is None
    save(company, run)

    with company.read() as connection:
        assert appraisals.next_due_at(connection) == run.appraisal.due_at
        assert appraisals.next_due_at(connection, after=run.appraisal.due_at) is None


@pytest.mark.parametrize("size", [1, 300])
def test_the_number_of_statements_does_not_grow_with_the_launch(company, statements, size):
    names = [f"p{number}" for number in range(size)]
    with company.begin() as connection:
        hire(connection, names)
    runs = launched(*names)

    with statements() as sent:
        save(company, *runs)

    assert [statement.split()[:3] for statement, _ in sent if "BEGIN" not in statement] == [
        ["INSERT", "INTO", "appraisal"],
        ["INSERT", "INTO", "entry"],
        ["INSERT", "INTO", "task"],
        ["INSERT", "INTO", "outbox"],
    ]
    assert not any("RETURNING" in statement for statement, _ in sent)


@pytest.mark.parametrize("size", [1, 300])
def test_the_number_of_statements_does_not_grow_with_a_stage(company, statements, size):
    names = [f"p{number}" for number in range(size)]
    with company.begin() as connection:
        hire(connection, names)
    runs = launched(*names)
    save(company, *runs)
    moved = [submit(going_on(run)) for run in runs]

    with statements() as sent:
        save(company, *moved)

    words = [statement.split()[:3] for statement, _ in sent if "BEGIN" not in statement]
    assert [(verb, name if verb == "UPDATE" else table) for verb, name, table in words] == [
        ("UPDATE", "appraisal"),
        ("INSERT", "entry"),
        ("INSERT", "task"),
        ("DELETE", "draft"),
    ]


def test_a_large_save_goes_chunk_by_chunk(company, statements, monkeypatch):
    monkeypatch.setattr("cycleflow.store.bulk.chunks.__defaults__", (2,))
    runs = launched("ann", "bob", "max")

    with statements() as sent:
        save(company, *runs)

    assert sum("INTO appraisal" in statement for statement, _ in sent) == 2
    with company.read() as connection:
        assert len(appraisals.of_cycle(connection, CYCLE.id)) == 3
