"""A rehearsal lists what would happen: read back from a real store, with nothing left behind."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cycleflow import policy
from cycleflow.bootstrap import opened
from cycleflow.core.refusals import OwnAppraisalError
from cycleflow.core.workflow import Status
from cycleflow.journeys import answer, play
from cycleflow.journeys.feeding import FeedAwaitedError
from cycleflow.journeys.participants import Participants, Temperament, reply
from cycleflow.journeys.rehearse import Kind, rehearse, stage
from cycleflow.journeys.roster.roster import read_roster
from cycleflow.journeys.survey import LaunchOrder
from cycleflow.mail.compose import compose as composing
from cycleflow.settings import Settings
from cycleflow.store import people
from tests.feeding import own, regulation

BEGINS = datetime(2026, 10, 1, 1, tzinfo=UTC)
FILE = """number,name,email,manager,department,locale,zone,roles
B1,Boss,b1@firm.example,,Board,zh,,panel
H1,Ho,h1@firm.example,B1,HR,en,,hr;panel
H2,Li,h2@firm.example,B1,HR,zh,,hr
L1,Lena,l1@firm.example,B1,Sales,en,Europe/Berlin,
W1,Wang,w1@firm.example,L1,Sales,zh,,
W2,Will,{address},L1,Sales,en,America/New_York,
"""


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory, quarterly):
    """Return a function that rehearses the quarterly cycle of a small firm."""
    file = tmp_path_factory.mktemp("rehearse") / "people.csv"

    def _rehearse(usual=Temperament.PUNCTUAL, *, workflow=quarterly, address="w2@firm.example", progress=None, **who):
        file.write_text(FILE.format(address=address), encoding="utf-8")
        with opened(Settings(database_url="sqlite://")) as office:
            order = LaunchOrder(workflow=workflow, period="2026-Q4", by="rehearsal")
            cycle = stage(office, read_roster(file), order, BEGINS)
            with office.store.read() as conn:
                everybody = people.people(conn)
            participants = Participants(people=everybody, usual=usual, temperaments=who)
            return rehearse(office, cycle, participants, *([progress] if progress else []))

    return _rehearse


@pytest.fixture(scope="module")
def silent(rehearsed):
    return rehearsed(Temperament.SILENT)


@pytest.fixture(scope="module")
def punctual(rehearsed):
    return rehearsed(L1=Temperament.LATE)


def kinds(rehearsal):
    return Counter(event.kind for event in rehearsal.events)


def test_silence_shows_what_the_clock_alone_does(silent):
    """Due on the tenth working day: the holidays of October are none, and Saturday the 10th is one."""
    found = [event for event in silent.events if event.person == "W1"][:5]

    assert [(event.at.strftime("%Y-%m-%d %H:%M"), event.kind.value, event.notice) for event in found] == [
        ("2026-10-01 09:00", "transition", None),
        ("2026-10-01 09:00", "mail", "task"),
        ("2026-10-15 09:00", "reminder", "reminder"),
        ("2026-10-19 09:00", "reminder", "reminder"),
        ("2026-10-21 09:00", "reminder", "reminder"),
    ]


def test_every_event_is_on_its_persons_clock(silent):
    reminders = [event for event in silent.events if event.kind is Kind.REMINDER and event.person == "W2"]

    assert {f"{event.at:%H:%M %z}" for event in reminders} == {"09:00 -0400"}


def test_superiors_are_told_up_the_line(silent):
    told = [event for event in silent.events if event.kind is Kind.ESCALATION and event.appraisal.endswith(".W1")]

    assert list(dict.fromkeys(event.person for event in told)) == ["L1", "B1", "H1", "H2"]


def test_what_never_ends_is_named_with_its_state(silent):
    stuck = [event for event in silent.events if event.kind is Kind.STUCK]

    assert silent.stuck == {"goal_setting": 6}
    assert {(event.person, event.state) for event in stuck} >= {("W1", "goal_setting"), ("B1", "goal_setting")}


def test_people_who_act_bring_it_to_an_end(punctual):
    assert (punctual.ended, punctual.stuck) == ({"closed": 6}, {})
    assert {Kind.TRANSITION, Kind.MAIL, Kind.REMINDER, Kind.ESCALATION} <= kinds(punctual).keys()


def test_mails_that_belong_to_no_appraisal_are_listed_too(punctual):
    apart = [event for event in punctual.events if event.appraisal is None]

    assert {(event.notice, event.person) for event in apart} == {("launch_summary", "H1"), ("launch_summary", "H2")}


def test_notices_of_one_digest_travel_in_one_letter(silent):
    escalations = [event for event in silent.events if event.kind is Kind.ESCALATION and event.person == "H1"]

    assert 0 < len({event.letter for event in escalations}) < len(escalations)
    assert silent.letters < sum(event.letter is not None for event in silent.events)


def test_what_people_did_is_told_even_where_nothing_moved(rehearsed):
    rehearsal = rehearsed()

    actions = [event for event in rehearsal.events if event.kind is Kind.ACTION]
    assert actions
    assert all(event.actor and event.words for event in actions)


def test_events_come_in_their_order(punctual):
    instants = [event.at for event in punctual.events]

    assert instants == sorted(instants)


def test_two_rehearsals_are_the_same_to_the_letter(rehearsed, punctual):
    assert rehearsed(L1=Temperament.LATE).events == punctual.events


def test_a_draft_may_be_rehearsed(rehearsed, quarterly):
    assert rehearsed(Temperament.SILENT, workflow=replace(quarterly, status=Status.DRAFT)).stuck


def test_a_mail_that_cannot_be_written_is_a_hitch(rehearsed, monkeypatch):
    monkeypatch.setattr("cycleflow.journeys.letters.compose", _refuse_w2)

    rehearsal = rehearsed(Temperament.SILENT)

    hitches = [event for event in rehearsal.events if event.kind is Kind.HITCH]
    assert {(event.person, event.words) for event in hitches} == {("W2", "ValueError: no such address")}


def _refuse_w2(matters, reader, *args, **rest):
    if reader.person.number == "W2":
        raise ValueError("no such address")
    return composing(matters, reader, *args, **rest)


def test_an_answer_that_is_refused_is_a_hitch(rehearsed, monkeypatch):
    monkeypatch.setattr("cycleflow.journeys.play.reply", _refuse_w1)

    rehearsal = rehearsed()

    [hitch] = [event for event in rehearsal.events if event.kind is Kind.HITCH]
    assert (hitch.person, hitch.words) == ("W1", "Nobody may appeal his own appraisal; somebody else must do it.")


def _refuse_w1(participants, asked, attempt):
    if asked.task.member.person == "W1":
        raise OwnAppraisalError(deed="appeal")
    return reply(participants, asked, attempt)


def test_progress_is_told_in_days(rehearsed):
    told = []

    rehearsed(Temperament.SILENT, progress=lambda *said: told.append(said))

    assert {stage for stage, _, _ in told} == {"days played"}
    assert all(done <= total for _, done, total in told)


WITH_OTHERS = [
    own(),
    "shared: {title: 部门 | Department, number: 0..100, from: {regulation: form, of: department}}",
    "many: {title: 上月 | Last month, list: 0..100, from: {regulation: form, period: previous, of: everybody}}",
    "below: {title: 组员 | Below, number: 0..1000, from: {of: reports, as: mean}}",
]
MEASURES = (
    "best: {top: {of: many, share: 10}}, leader: {formula: below + own}, member: {formula: own + shared + best}, "
    """total: {cases: {'number == "L1"': leader, otherwise: member}}"""
)


def test_what_others_would_give_is_waited_for_or_made_up(rehearsed):
    text = regulation("others", WITH_OTHERS, MEASURES)

    found = rehearsed(workflow=policy.load(text))

    assert found.ended == {"closed": 3}
    assert kinds(found)[Kind.HITCH] == 0


def test_that_others_never_give_it_is_a_hitch(rehearsed, monkeypatch):
    really = answer.enact

    def enact(office, name, action, now):
        if name.endswith(".L1"):
            raise FeedAwaitedError(title="below", names="W1")
        return really(office, name, action, now)

    monkeypatch.setattr(play, "enact", enact)

    found = rehearsed(workflow=policy.load(regulation("others", WITH_OTHERS, MEASURES)))

    hitches = [event for event in found.events if event.kind is Kind.HITCH]
    assert [event.words for event in hitches] == [str(FeedAwaitedError(title="below", names="W1"))]
    assert found.stuck == {"rating": 1}
