"""The clock's round: each bell once, in bulk, and nobody holds up the others."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cycleflow.core.engine import decide
from cycleflow.core.model import Action, Channel, Deed, Json, Standing
from cycleflow.core.refusals import NothingDueError
from cycleflow.errors import CollisionError
from cycleflow.journeys import rounds
from cycleflow.journeys.aftermath import carry_through
from cycleflow.journeys.answer import act
from cycleflow.journeys.deliver import deliver
from cycleflow.journeys.rounds import RINGS_AT_ONCE, deliver_all, rings, tick
from cycleflow.mail.transport import Fate, Receipt, ServerDownError
from cycleflow.store import appraisals, cycles, histories
from cycleflow.store.appraisals import get
from tests.journeys.test_answer import SOON, submit, task_of
from tests.offices import LAUNCH

NAMES = ["quarterly-2026-Q4.E7", "quarterly-2026-Q4.E8", "quarterly-2026-Q4.E9"]


def bells_of(office, name):
    with office.store.read() as conn:
        return [entry for entry in histories.entries(conn, name) if entry.deed is Deed.RING]


def first_bell(office):
    with office.store.read() as conn:
        at = appraisals.next_due_at(conn)
    assert at
    return at


class FailsOn:
    """A decide that breaks for one appraisal."""

    def __init__(self, name, error):
        self.name, self.error = name, error

    def __call__(self, workflow, appraisal, action, now):
        if appraisal.id == self.name:
            raise self.error
        return decide(workflow, appraisal, action, now)


def test_nothing_is_rung_before_it_is_due(office, cycle):
    report = tick(office, LAUNCH)

    assert (report.rung, report.notices, report.failed) == (0, {}, {})


def test_everything_due_is_rung_once(office, cycle):
    at = first_bell(office)

    first, second = tick(office, at), tick(office, at)

    assert (first.rung, first.moved, first.notices) == (3, 0, {"reminder": 3})
    assert second.rung == 0
    assert [len(bells_of(office, name)) for name in NAMES] == [1, 1, 1]


def test_a_round_comes_in_batches(office, cycle):
    batches = list(rings(office, first_bell(office), limit=2))

    assert [len(batch.decisions) for batch in batches] == [2, 1]


def test_a_server_that_slept_sends_one_reminder_not_three(office, cycle):
    report = tick(office, datetime(2026, 10, 31, tzinfo=UTC))

    assert report.notices["reminder"] == 3


def test_a_broken_appraisal_does_not_hold_up_the_others(office, cycle, monkeypatch, caplog):
    monkeypatch.setattr(rounds, "decide", FailsOn(NAMES[0], ZeroDivisionError("division by zero")))

    report = tick(office, first_bell(office))

    assert report.rung == 2
    assert report.failed == {NAMES[0]: "ZeroDivisionError: division by zero"}
    assert any(record.exc_info and NAMES[0] in record.message for record in caplog.records)


def test_a_broken_appraisal_is_tried_again_in_the_next_round(office, cycle, monkeypatch):
    at = first_bell(office)
    with monkeypatch.context() as broken:
        broken.setattr(rounds, "decide", FailsOn(NAMES[0], ZeroDivisionError()))
        tick(office, at)

    assert tick(office, at).rung == 1


def test_a_refusal_is_reported_without_a_traceback(office, cycle, monkeypatch, caplog):
    monkeypatch.setattr(rounds, "decide", FailsOn(NAMES[0], NothingDueError(appraisal=NAMES[0])))

    report = tick(office, first_bell(office))

    assert report.failed == {NAMES[0]: f"No bell of {NAMES[0]} is due; another round has rung it."}
    assert not any(record.exc_info for record in caplog.records)


@pytest.fixture
def keep_breaks(monkeypatch):
    """Make saving break whenever one of these appraisals is among the decisions."""
    broken: dict[str, Exception] = {}

    def keep_or_break(office, conn, decisions, now):
        for made in decisions:
            if made.appraisal.id in broken:
                raise broken[made.appraisal.id]
        return carry_through(office, conn, decisions, now)

    monkeypatch.setattr(rounds, "carry_through", keep_or_break)
    return broken


def test_a_collision_holds_up_only_its_own_appraisal(office, cycle, keep_breaks):
    keep_breaks[NAMES[1]] = CollisionError(appraisal=NAMES[1])

    report = tick(office, first_bell(office))

    assert report.rung == 2
    assert list(report.failed) == [NAMES[1]]
    assert [len(bells_of(office, name)) for name in NAMES] == [1, 0, 1]


def test_what_another_round_has_rung_meanwhile_is_no_failure(office, cycle, keep_breaks, monkeypatch):
    """The batch cannot be saved, each is tried alone, and by then somebody else has rung one of them."""
    keep_breaks[NAMES[1]] = CollisionError(appraisal=NAMES[1])
    at = first_bell(office)

    def get_rung(conn, name, *, lock=False):
        found = get(conn, name, lock=lock)
        return replace(found, rung_at=at) if name == NAMES[0] else found

    monkeypatch.setattr("cycleflow.store.appraisals.get", get_rung)

    report = next(iter(rings(office, at)))

    assert [made.appraisal.id for made in report.decisions] == [NAMES[2]]
    assert list(report.failed) == [NAMES[1]]


def test_a_store_that_is_gone_is_not_hidden(office, cycle, monkeypatch):
    def gone(*_args, **_rest):
        raise ConnectionError

    monkeypatch.setattr("cycleflow.store.appraisals.due", gone)

    with pytest.raises(ConnectionError):
        tick(office, LAUNCH)


def test_an_appraisal_that_never_comes_to_rest_is_left(office, cycle, monkeypatch, caplog):
    def circle(workflow, appraisal, action, now):
        made = decide(workflow, replace(appraisal, rung_at=None), action, now)
        return replace(made, appraisal=replace(made.appraisal, rung_at=None, due_at=now))

    monkeypatch.setattr(rounds, "decide", circle)

    report = tick(office, first_bell(office), limit=10)

    assert report.rung == 3 * RINGS_AT_ONCE
    assert report.failed == {name: f"{name} does not come to rest." for name in NAMES}
    assert "it is left until the next round" in caplog.text


def test_a_workflow_that_cannot_be_read_fails_its_own_appraisals(office, cycle, monkeypatch):
    def unreadable(_fingerprint):
        raise CollisionError(appraisal="the definition")

    report = tick(replace(office, workflows=unreadable), first_bell(office))

    assert set(report.failed) == set(NAMES)


def test_closed_cycles_are_not_loaded(office, cycle):
    with office.store.begin() as conn:
        cycles.close(conn, cycle.id, by="E2", why="", now=LAUNCH)

    assert tick(office, LAUNCH).rung == 0


def test_superiors_are_told(office, cycle):
    report = tick(office, datetime(2026, 10, 31, tzinfo=UTC))

    assert report.notices["escalation"] > 0


def test_silence_moves_appraisals_on(office, cycle):
    submit(office, task_of(office, NAMES[0]))
    said: dict[str, Json] = {"reason": "he is new", "to": "mid_quarter_check"}
    waive = Action(deed=Deed.WAIVE, actor="E2", standing=Standing.HR, channel=Channel.CLI, inputs=said)
    act(office, NAMES[0], waive, SOON)

    report = [tick(office, datetime(2026, 12, day, tzinfo=UTC)) for day in (1, 30)][-1]

    assert report.moved == 1


class Sends:
    """A post that takes so many letters a round, or is down."""

    def __init__(self, *, fate=Fate.SENT, down=False):
        self.fate, self.down, self.rounds = fate, down, []

    def send(self, parcels, record):
        if self.down:
            raise ServerDownError(server="mail", reason="closed")
        self.rounds.append(len(parcels))
        record([Receipt(message_id=parcel.message_id, fate=self.fate) for parcel in parcels])


def test_the_post_goes_round_until_nothing_is_left(office, cycle, monkeypatch):
    monkeypatch.setattr(rounds, "LIMIT", 2)
    monkeypatch.setattr(rounds, "deliver", lambda office, now, post: deliver(office, now, 2, post=post))
    post = Sends()

    report = deliver_all(office, LAUNCH, post=post)

    assert (report.sent, post.rounds) == (3, [2, 1])


def test_letters_put_off_do_not_make_the_post_go_round_for_ever(office, cycle):
    report = deliver_all(office, LAUNCH, post=Sends(fate=Fate.DEFERRED))

    assert (report.retried, report.sent) == (3, 0)


def test_a_server_that_is_down_ends_the_posts_round(office, cycle):
    report = deliver_all(office, LAUNCH, post=Sends(down=True))

    assert report.waiting == 3
    assert report.trouble
