"""Finding a regulation: a file of one's own, one of those that come with cycleflow, or the one a cycle runs by."""

from __future__ import annotations

from pathlib import Path

from cycleflow import shipped
from cycleflow.core.workflow import Workflow
from cycleflow.errors import NotFoundError
from cycleflow.journeys.office import Office
from cycleflow.policy import load_file, years_around
from cycleflow.store import cycles


class NoRegulationError(NotFoundError):
    words = "There is neither a file {name} nor a regulation of that name; those shipped are {shipped}."


def find_workflow(name: str, period: str) -> Workflow:
    """Return the workflow of a path, or the shipped one of a name, with the working days around the period.

    Raises:
        NoRegulationError: there is no such file and no such name.
        PolicyError: with every problem of the file at once.
        YearError: the period does not begin with a year.
    """
    return load_file(_path_of(name), years=years_around(period))


def look_up(name: str) -> Workflow:
    """Return the workflow of a path, or the shipped one of a name, to be read and not to be launched.

    Raises:
        NoRegulationError: there is no such file and no such name.
        PolicyError: with every problem of the file at once.
    """
    return load_file(_path_of(name))


def pinned_to(office: Office, cycle: str) -> Workflow:
    """Return the regulation a cycle runs by.

    Raises:
        NotFoundError: there is no such cycle.
    """
    with office.store.read() as connection:
        return office.workflows(cycles.get(connection, cycle).fingerprint, connection)


def _path_of(name: str) -> Path:
    path = Path(name)
    if path.is_file():
        return path
    known = {file.stem: file for file in sorted(shipped.workflows().glob("*.yaml"))}
    if name not in known:
        raise NoRegulationError(name=name, shipped=", ".join(known))
    return known[name]
