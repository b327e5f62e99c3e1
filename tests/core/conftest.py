import pytest

from tests.core.samples import WORKFLOW, Run


@pytest.fixture
def workflow():
    return WORKFLOW


@pytest.fixture
def run():
    return Run()
