"""The regulations that come with cycleflow, each read once: nothing can change one that is read."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from cycleflow import policy
from cycleflow.core.workflow import Workflow


@cache
def read(path: Path, years: Iterable[int] = policy.ANY_YEARS) -> Workflow:
    return policy.load_file(path, years=years)
