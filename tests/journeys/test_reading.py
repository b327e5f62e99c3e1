"""What pages read and keep, on each kind of database; what they show of it is proved with the pages."""

from datetime import timedelta

import pytest

from cycleflow.core.model import Channel
from cycleflow.errors import NotFoundError
from cycleflow.journeys.answer import answer
from cycleflow.journeys.dossier import dossier, in_cycle
from cycleflow.journeys.fresh_link import mail_fresh_link
from cycleflow.journeys.home import home, own_record
from cycleflow.journeys.panel import panel_cycles, table
from cycleflow.journeys.receipt import End, receipt
from cycleflow.journeys.sign_in import (
    SESSION_LIVES,
    UsedLinkError,
    ask_for_link,
    look_at_link,
    sign_in,
    sign_out,
    visitor_of,
)
from cycleflow.journeys.visit import UnknownLinkError, by_link, save_draft, visit
from cycleflow.journeys.watch import all_progress, roll, watch
from cycleflow.mail.tokens import sign_in_token, task_token, token_hash
from cycleflow.store import outbox, tasks
from cycleflow.store.tasks import Link
from tests.offices import LAUNCH

NOW = LAUNCH + timedelta(hours=1)
GOALS = {"goals": ({"goal": "a", "standard": "b", "weight": "100"},)}


@pytest.fixture
def link(office, cycle):
    """Arm the link of somebody's first task, as the post does, and return its token."""
    name = f"{cycle.id}.E8.0.0"
    token = task_token(office.settings.key, name, "E8", 0)
    with office.store.begin() as conn:
        armed = Link(task=name, generation=0, token_hash=token_hash(token), until=NOW + timedelta(days=14))
        tasks.arm(conn, [armed])
    return token


def test_a_task_is_visited_drafted_answered_and_receipted(office, cycle, link):
    asked = by_link(office, link)
    assert save_draft(office, asked.row, GOALS, NOW)
    found = visit(office, asked.row, NOW)
    assert found
    assert (found.typed, found.saved_at) == (GOALS, NOW)

    answer(office, asked.row.id, "E8", choice="submit", sheet=GOALS, channel=Channel.PAGE, now=NOW)

    assert visit(office, asked.row, NOW) is None
    done = receipt(office, asked.row.id)
    assert (done.end, done.at, done.given) == (End.DONE, NOW, GOALS)


def test_an_unknown_link_leads_nowhere(office, cycle):
    with pytest.raises(UnknownLinkError):
        by_link(office, "a" * 24)


def test_a_link_that_ran_out_is_renewed_and_mailed(office, cycle, link):
    row = by_link(office, link).row

    mail_fresh_link(office, row, NOW + timedelta(days=15))

    with office.store.read() as conn:
        assert tasks.get(conn, row.id).generation == 1
        assert [mail.id for mail in outbox.of_appraisal(conn, row.appraisal)][-1].startswith(f"{row.id}.fresh.")


def test_a_session_is_opened_once_and_closed(office):
    ask_for_link(office, "e8@FIRM.example", NOW)
    with office.store.begin() as conn:
        (mail,) = outbox.claim(conn, NOW, 10)
    token = sign_in_token(office.settings.key, str(mail.facts["nonce"]))

    assert look_at_link(office, token, NOW).number == "E8"
    secret = sign_in(office, token, NOW)
    with pytest.raises(UsedLinkError):
        sign_in(office, token, NOW)

    visitor = visitor_of(office, secret, NOW)
    assert visitor
    assert visitor.roles == {"employee"}
    assert visitor_of(office, secret, NOW + SESSION_LIVES) is None
    sign_out(office, secret)
    assert visitor_of(office, secret, NOW) is None


def test_everybody_finds_his_own(office, cycle):
    found = home(office, "E8")

    assert [one.row.id for one in found.todo] == [f"{cycle.id}.E8.0.0"]
    assert [one.appraisal.person for one in found.mine] == ["E8"]
    assert own_record(office, f"{cycle.id}.E8", "E8").shown == ()
    with pytest.raises(NotFoundError):
        own_record(office, f"{cycle.id}.E8", "E7")


def test_hr_and_the_panel_see_the_whole(office, cycle):
    late = NOW + timedelta(days=30)

    assert [(one.size, one.ended, one.late) for one in all_progress(office, late)] == [(3, 0, 3)]
    view = watch(office, cycle.id, late)
    assert [stage.size for stage in view.stages][:2] == [3, 0]
    assert {one.reason.value for one in view.stuck} == {"clock"}
    listed = roll(office, cycle.id, state=None, department="Sales", after="")
    assert [one.person for one in listed.positions] == ["E7", "E8", "E9"]
    assert [one.id for one, _ in panel_cycles(office)] == [cycle.id]
    assert table(office, cycle.id, "E4").cohorts[0].group == "Sales"


def test_a_dossier_is_that_of_its_cycle(office, cycle):
    name = f"{cycle.id}.E8"

    assert len(dossier(office, name, "E2").lines) == 1
    assert in_cycle(office, cycle.id, name, "E4").ratee.name == "Ben Bold"
    with pytest.raises(NotFoundError):
        in_cycle(office, "quarterly-2027-Q1", name, "E4")
