"""What every test may lean on: a clock that stands still, settings of its own, steady examples."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime

import hypothesis
import pytest
from freezegun import freeze_time
from freezegun.api import FrozenDateTimeFactory

# A busy machine must not fail a test, and CI must fail twice the same way.
hypothesis.settings.register_profile("cycleflow", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("cycleflow")

pytest_plugins = ["tests.databases", "tests.offices"]

MORNING = datetime(2026, 10, 8, 1, tzinfo=UTC)  # 09:00 in Shanghai, the first working day after the holidays


@pytest.fixture
def clock() -> Iterator[FrozenDateTimeFactory]:
    """Stop the time on the first working morning of the quarter; `clock.tick(...)` and `clock.move_to(...)` turn it."""
    with freeze_time(MORNING, real_asyncio=True) as frozen:
        assert isinstance(frozen, FrozenDateTimeFactory)
        yield frozen


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch):
    """Keep the settings of whoever runs the tests out of them."""
    for name in [name for name in os.environ if name.startswith("CYCLEFLOW_")]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return Debian's chromium, which `make browser` installs, or skip."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("there is no chromium: run make browser, or apt-get install chromium fonts-noto-cjk")
    return path
