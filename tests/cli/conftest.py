"""Commands against a database of their own, with people and a launched cycle in it."""

import pytest
from click.testing import CliRunner

from cycleflow.cli.main import cli
from tests.offices import LAUNCH


@pytest.fixture
def at_launch(clock):
    clock.move_to(LAUNCH)
    return clock


@pytest.fixture
def run(office, monkeypatch):
    """Return a function that runs a command on the office's database."""
    url = office.store.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("CYCLEFLOW_DATABASE_URL", url)
    monkeypatch.setenv("CYCLEFLOW_SECRET", "k" * 64)
    monkeypatch.setenv("CYCLEFLOW_SMTP_PORT", "9")
    return lambda *arguments: CliRunner().invoke(cli, [str(one) for one in arguments])
