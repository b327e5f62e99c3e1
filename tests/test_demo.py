"""The demo shows everything it promises: every temperament, the panel, real mail, histories that hold, open doors."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from cycleflow.bootstrap import opened
from cycleflow.cli import demo as command
from cycleflow.cli.main import cli
from cycleflow.core.model import Deed
from cycleflow.journeys.demo import HR, live_period, past_period, play_past, play_present
from cycleflow.journeys.doors import sign_in_door, task_door
from cycleflow.journeys.play import Hitch
from cycleflow.mail.mailbox import Mailbox
from cycleflow.settings import Settings
from cycleflow.store import appraisals, histories, outbox, tasks
from cycleflow.web.app import create_app

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


class Demo:
    """The demo as it has been played."""

    def __init__(self, office, mailbox, past, live):
        self.office, self.mailbox, self.past, self.live = office, mailbox, past, live
        with office.store.read() as conn:
            self.appraisals = appraisals.of_cycle(conn, past.cycle)
            self.entries = [entry for one in self.appraisals for entry in histories.entries(conn, one.id)]
            self.mails = [mail for one in self.appraisals for mail in outbox.of_appraisal(conn, one.id)]
            self.open = {task.state for number in ("1101", "1102", "1106") for task in tasks.open_of(conn, number)}

    def answered(self, answer):
        return [entry for entry in self.entries if entry.inputs.get("answer") == answer]


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    mailbox = Mailbox.start()
    settings = Settings(
        database_url=f"sqlite:///{tmp_path_factory.mktemp('demo')}/cycleflow.db",
        base_url="http://127.0.0.1:8000",
        smtp_host=mailbox.host,
        smtp_port=mailbox.port,
    )
    with opened(settings) as office:
        past = play_past(office, "2026-Q2")
        live = play_present(office, "2026-Q4", NOW)
        yield Demo(office, mailbox, past, live)
    mailbox.stop()


def test_everybody_is_through_and_every_history_holds(played):
    past = played.past

    assert past.appraisals == past.closed == past.verified == 38
    assert past.entries == len(played.entries)


def test_nothing_went_wrong_on_the_way(played):
    assert played.past.hitches == ()


def test_every_mail_went_through_a_real_server(played):
    assert {mail.status.value for mail in played.mails} <= {"sent", "dropped"}
    assert len(played.mailbox.messages()) >= played.past.letters + played.live.letters > 500


def test_people_appeal_and_appeal_again(played):
    states = Counter(entry.came_from for entry in played.answered("appeal"))

    assert states["sign_off"] >= 3
    assert states["appeal_answer"] >= 3


def test_the_original_rater_never_decides_an_appeal(played):
    ruled = [one for one in played.appraisals if "appeal" in one.given]

    assert ruled
    assert all(set(one.given["appeal"].by).isdisjoint(one.given["manager_review"].by) for one in ruled)


def test_who_refuses_to_sign_gets_the_heads_signature(played):
    refused = {entry.appraisal for entry in played.answered("refuse")}

    assert len(refused) >= 2
    assert all(one.given["head_signature"].by for one in played.appraisals if one.id in refused)


def test_the_absent_forfeit_and_the_late_are_told_of(played):
    forfeited = [state for one in played.appraisals for state, given in one.given.items() if given.forfeited]
    kinds = Counter(mail.kind for mail in played.mails)

    assert {"mid_quarter_check", "self_review"} <= set(forfeited)
    assert kinds["escalation"] > 10
    assert kinds["reminder"] > 100
    assert kinds["reassigned"] > 0


def test_the_panel_corrects_with_reasons(played):
    adjusted = [entry for entry in played.entries if entry.deed is Deed.ADJUST]

    assert adjusted
    assert all(entry.inputs["reason"] and entry.inputs["basis"] for entry in adjusted)


def test_people_write_in_their_own_language(played):
    written = {one.person: str(one.sheets["goal_setting"]["goals"][0]["goal"]) for one in played.appraisals}

    assert written["1122"].isascii()
    assert not written["1101"].isascii()


def test_the_present_quarter_is_under_way(played):
    assert played.live.closed == 0
    assert played.live.verified == 38
    assert played.open


def test_nothing_lies_in_the_future(played):
    assert max(entry.at for entry in played.entries) < NOW


def test_every_door_opens(played):
    doors = [
        sign_in_door(played.office, played.mailbox, HR, NOW),
        task_door(played.office, played.mailbox, "manager", besides=[HR]),
        task_door(played.office, played.mailbox, "employee", besides=[]),
    ]

    client = TestClient(create_app(played.office, lambda: NOW), base_url="http://127.0.0.1:8000")
    assert [door and client.get(door.link).status_code for door in doors] == [200, 200, 200]
    assert doors[1] is None or doors[1].person.number != HR


def test_there_is_no_door_for_nobody(played):
    assert sign_in_door(played.office, played.mailbox, "9999", NOW) is None
    assert task_door(played.office, played.mailbox, "nobody", besides=[]) is None


def test_a_door_that_was_not_mailed_is_none(played, monkeypatch):
    monkeypatch.setattr("cycleflow.journeys.doors.ask_for_link", lambda *_args: None)

    assert sign_in_door(played.office, played.mailbox, "1101", NOW) is None


@pytest.mark.parametrize(
    ("today", "past", "live"),
    [
        (date(2026, 11, 21), "2026-Q2", "2026-Q4"),
        (date(2026, 10, 1), "2026-Q1", "2026-Q4"),
        (date(2026, 10, 30), "2026-Q2", "2026-Q4"),
        (date(2027, 1, 1), "2026-Q2", "2027-Q1"),
    ],
)
def test_the_past_quarter_is_over_and_the_live_one_is_the_present(quarterly, today, past, live):
    assert past_period(quarterly, today) == past
    assert live_period(quarterly, today, past) == live


def test_if_the_present_quarter_was_played_the_next_one_is_live(quarterly):
    assert live_period(quarterly, date(2026, 11, 21), "2026-Q4") == "2027-Q1"


@pytest.fixture
def staged(played, monkeypatch):
    """Let the command find everything played already."""
    monkeypatch.setattr(command, "play_past", lambda *_args: played.past)
    monkeypatch.setattr(command, "play_present", lambda *_args: played.live)
    return lambda *arguments: CliRunner().invoke(cli, ["demo", *arguments])


def test_the_last_line_sums_up(staged, played):
    result = staged("--headless")

    past = played.past
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == (
        f"demo: 38 appraisals, {past.entries} entries, {past.letters} mails sent, 38 closed, 38 verified"
    )


def test_hitches_are_told(staged, played, monkeypatch):
    hitch = Hitch(at=NOW, appraisal="a", words="Nobody can be asked.")
    monkeypatch.setattr(command, "play_past", lambda *_args: replace(played.past, hitches=(hitch,)))

    assert "2026-11-21 Nobody can be asked." in staged("--headless").stdout


def test_a_history_that_does_not_hold_is_a_broken_proof(staged, played, monkeypatch):
    monkeypatch.setattr(command, "play_past", lambda *_args: replace(played.past, verified=37))

    result = staged("--headless")

    assert result.exit_code == 3
    assert "The histories of 1 appraisals cannot be trusted" in result.stderr


def test_the_demo_may_be_run_again_in_its_folder(tmp_path):
    runs = [
        CliRunner().invoke(cli, ["demo", "--headless", "--period", "2026-Q1", "--directory", str(tmp_path / "here")])
        for _ in range(2)
    ]

    assert [run.exit_code for run in runs] == [0, 0]
    assert runs[0].stdout == runs[1].stdout
    assert (tmp_path / "here" / "cycleflow.db").is_file()
