"""Whatever anybody does, in whatever order, the history verifies; and a changed byte does not."""

import json
from datetime import timedelta

from hypothesis import event, given, settings
from hypothesis import strategies as st

from cycleflow import policy, shipped
from cycleflow.core.checks import Setting
from cycleflow.core.cycle import Cycle
from cycleflow.core.engine import PERMITTED, decide
from cycleflow.core.history import chain_flaws, from_body, to_body
from cycleflow.core.launching import launch_action, planned
from cycleflow.core.model import Action, Channel, Deed, Member, Standing
from cycleflow.core.replay import replay
from cycleflow.core.snapshot import dump, dump_cast, load
from cycleflow.core.timers import bells
from cycleflow.errors import RefusedError
from cycleflow.journeys.filling import Page, fill
from tests.core.samples import CYCLE, ZONE, local

WORKFLOW = policy.load_file(shipped.workflows() / "quarterly.yaml")
VERSIONS = {WORKFLOW.fingerprint: WORKFLOW}
QUARTER = Cycle(**{**vars(CYCLE), "id": "quarterly-2026-Q4", "fingerprint": WORKFLOW.fingerprint})
PEOPLE = ("ann", "max", "sue", "hed", "hr1", "hr2", "pat", "bob")
CASTS = [
    {
        "employee": (Member(person="ann", zone=ZONE),),
        "manager": (Member(person=manager, zone=zone),),
        "skip_level": (Member(person="sue", zone="America/New_York"),) if manager == "max" else (),
        "head": (Member(person="hed", zone=ZONE),),
        "hr": (Member(person="hr1", zone=ZONE), Member(person="hr2", zone=ZONE)),
        "panel": (Member(person="pat", zone=ZONE),),
    }
    for manager, zone in (("max", ZONE), ("bob", "Europe/Berlin"))
]
RING = Action(deed=Deed.RING, actor="clock", standing=Standing.CLOCK, channel=Channel.CLOCK)
DEEDS = [deed for deed in Deed if deed not in (Deed.LAUNCH, Deed.RING, Deed.ANSWER)]


FORWARD = {"goal_agreement": "agree", "mid_quarter_check": "submit", "interview": "record"}


def answer_of(data, appraisal, now, choice=None):
    task = data.draw(st.sampled_from(appraisal.open_tasks))
    state = WORKFLOW.states[appraisal.state]
    choice = choice or data.draw(st.sampled_from(sorted(state.answers)))
    setting = Setting(answer=choice, appraisal=appraisal, calendar=WORKFLOW.calendar, zone=task.member.zone, now=now)
    sheet = fill(
        WORKFLOW.sheet_for(state, task.role, appraisal.facts),
        Page(setting=setting, writer=task.member.person, locale="zh"),
    )
    return Action(
        deed=Deed.ANSWER,
        actor=task.member.person,
        standing=Standing.PERSON,
        channel=Channel.PAGE,
        task=task.id,
        inputs={"answer": choice, "sheet": sheet},
    )


def office_of(data, appraisal):
    deed = data.draw(st.sampled_from(DEEDS))
    task = data.draw(st.sampled_from([*(one.id for one in appraisal.tasks), None]))
    inputs = {
        "reason": data.draw(st.sampled_from(["因病", "", "court"])),
        "to": data.draw(st.sampled_from([*WORKFLOW.states, *PEOPLE, ""])),
        "zone": data.draw(st.sampled_from([ZONE, "", "Mars"])),
        "due_on": data.draw(st.sampled_from(["2027-03-01", "2026-01-01", "x"])),
        "grade": data.draw(st.sampled_from(["5", "1", "Z"])),
        "cast": dump_cast(data.draw(st.sampled_from(CASTS))),
    }
    allowed = sorted(PERMITTED[deed]) if data.draw(st.integers(0, 9)) else list(Standing)
    standing = data.draw(st.sampled_from(allowed))
    return Action(
        deed=deed,
        actor=data.draw(st.sampled_from(PEOPLE)),
        standing=standing,
        channel=Channel.CLI,
        task=task,
        inputs=inputs,
    )


def ordinary_action(data, appraisal, now):
    """Return what leads an appraisal on in the ordinary course."""
    if not appraisal.open_tasks:
        return RING
    if WORKFLOW.states[appraisal.state].cohort:
        return Action(deed=Deed.RELEASE, actor="pat", standing=Standing.PANEL, channel=Channel.PAGE)
    choice = FORWARD.get(appraisal.state)
    return answer_of(data, appraisal, now, choice)


def next_action(data, appraisal, now):
    if appraisal.open_tasks and data.draw(st.integers(0, 9)) < 6:
        return answer_of(data, appraisal, now)
    if data.draw(st.booleans()):
        return RING
    return office_of(data, appraisal)


def check_invariants(appraisal, now):
    assert load(json.loads(json.dumps(dump(appraisal)))) == appraisal
    state = WORKFLOW.states.get(appraisal.state)
    if state is None or state.is_end:
        assert not appraisal.open_tasks
        assert appraisal.due_at is None or appraisal.errands
        return
    assert appraisal.opens_at or appraisal.open_tasks, "somebody is asked, or will be on a day"
    barred = {who for name in state.never for who in (appraisal.given[name].by if name in appraisal.given else ())}
    assert not barred & {task.member.person for task in appraisal.open_tasks}
    assert bool(bells(WORKFLOW, appraisal)) == (appraisal.due_at is not None)


def walk(data, steps):
    now = local("2026-10-01T09:00")
    appraisal = planned(QUARTER, "ann")
    action = launch_action(appraisal, CASTS[0], actor="hr1", channel=Channel.CLI)
    entries = []
    refused = 0
    ordinary = data.draw(st.integers(0, 30))
    for number in range(ordinary + steps):
        try:
            decision = decide(WORKFLOW, appraisal, action, now)
        except RefusedError:
            refused += 1
        else:
            appraisal = decision.appraisal
            entries.append(decision.entry)
            check_invariants(appraisal, now)
        pause = data.draw(st.sampled_from([timedelta(), timedelta(hours=5), timedelta(days=3), timedelta(days=40)]))
        due_at = appraisal.due_at
        if number < ordinary and due_at:
            now = now if appraisal.open_tasks else max(now, due_at)
            action = ordinary_action(data, appraisal, now)
        else:
            now = max(now, due_at) if due_at and data.draw(st.booleans()) else now + pause
            action = next_action(data, appraisal, now)
    event(f"refused: {refused > 0}")
    return appraisal, entries


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_sequence_of_actions_leaves_a_history_that_verifies(data):
    appraisal, entries = walk(data, steps=25)

    stored = [from_body(to_body(entry), entry.hash) for entry in entries]
    replayed = replay(stored, VERSIONS)

    assert replayed.flaws == ()
    assert replayed.appraisal == appraisal


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_changed_byte_of_any_history_does_not_verify(data):
    _, entries = walk(data, steps=12)
    which = data.draw(st.integers(0, len(entries) - 1))
    raw = bytearray(to_body(entries[which]).encode())
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))

    try:
        text = raw.decode()
        changed = from_body(text, entries[which].hash)
    except ValueError:
        return

    assert to_body(changed) != text or chain_flaws([*entries[:which], changed, *entries[which + 1 :]])
