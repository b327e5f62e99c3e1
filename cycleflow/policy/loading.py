"""From the text of a regulation to a Workflow that is fit to run, and back from what a cycle was pinned to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from cycleflow import shipped
from cycleflow.core.workflow import Workflow
from cycleflow.errors import InputError, NotFoundError
from cycleflow.policy.beside import Find, NoTableError, Tables, among, expand, nowhere
from cycleflow.policy.checks import check_definition
from cycleflow.policy.checks.across import check_giver
from cycleflow.policy.checks.feeds import looks
from cycleflow.policy.complaint import Complaint, Complaints, PolicyError
from cycleflow.policy.definition import Definition, read_definition
from cycleflow.policy.fingerprint import compact, fingerprint
from cycleflow.policy.node import Node
from cycleflow.policy.reader import Reader
from cycleflow.policy.source import read_nodes
from cycleflow.policy.working_days import ANY_YEARS, dump_days, load_days

LETTER = ("subject.txt", "body.txt", "body.html")
"""What a notice's template folder must hold."""


class UnreadableError(InputError):
    words = "The file {file} cannot be read: {reason}."


class Pinned(NamedTuple):
    """What a cycle keeps of its workflow: the text, the working days as JSON, and the tables beside it, if any."""

    text: str
    calendar: str
    tables: str | None


def load(
    text: str,
    *,
    file: str = "workflow",
    years: Iterable[int] = ANY_YEARS,
    notices: Collection[str] | None = None,
    find: Find = nowhere,
) -> Workflow:
    """Return the workflow a text defines, its working days resolved for the years; `find` leads to its tables.

    Raises:
        PolicyError: with every problem of the text, and of the tables, at once.
    """
    reader = _reader(file, find)
    root = _read(text, reader)
    known = shipped_notices() if notices is None else notices
    definition = read_definition(reader, expand(root, reader.tables), years=years, notices=known)
    check_definition(reader, definition)
    reader.complaints.refuse()
    return _finish(reader, definition, root, text)


def load_file(
    path: str | Path, *, years: Iterable[int] = ANY_YEARS, notices: Collection[str] | None = None
) -> Workflow:
    """Return the workflow a file defines.

    Raises:
        NotFoundError: there is no such file.
        PolicyError: with every problem of the file at once.
    """
    return load(read_text(Path(path)), file=str(path), years=years, notices=notices, find=tables_beside(Path(path)))


def check_across(workflows: Mapping[str, Workflow]) -> dict[str, PolicyError]:
    """Return what is wrong between regulations that take from each other, by the file of the one that takes.

    Of a regulation of which there are several files, nobody knows which one will give.
    """
    named = Counter(workflow.name for workflow in workflows.values())
    every = {workflow.name: workflow for workflow in workflows.values() if named[workflow.name] == 1}
    found: dict[str, PolicyError] = {}
    for file, workflow in workflows.items():
        if not any(one.feed and one.feed.regulation in every for one in workflow.indicators.values()):
            continue
        reader = _reader(file, among(workflow.tables))
        root = expand(_read(workflow.text, reader), reader.tables)
        for look in looks(reader, root, workflow):
            if look.feed.regulation in every:
                check_giver(look, every[look.feed.regulation], every)
        if len(reader.complaints):
            found[file] = reader.complaints.error()
    return found


def pin(workflow: Workflow) -> Pinned:
    """Return what a cycle keeps of its workflow."""
    tables = compact(dict(workflow.tables)) if workflow.tables else None
    return Pinned(workflow.text, compact(dump_days(workflow.calendar)), tables)


def load_pinned(text: str, calendar_json: str, tables_json: str | None = None) -> Workflow:
    """Return the workflow a cycle was pinned to, with the same fingerprint whatever holidays have become since.

    **Why** without the checks of sense: they may grow stricter, and what once ran must stay readable.

    Raises:
        PolicyError: the text cannot be read at all; it is not what was pinned.
    """
    reader = _reader("pinned", among(json.loads(tables_json or "{}")))
    root = _read(text, reader)
    days = load_days(json.loads(calendar_json))
    definition = read_definition(reader, expand(root, reader.tables), years=(), notices=None, days=days)
    reader.complaints.refuse()
    return _finish(reader, definition, root, text)


def shipped_notices() -> frozenset[str]:
    """Return the notices there are complete templates for."""
    folders = (shipped.templates() / "email").iterdir()
    return frozenset(folder.name for folder in folders if all((folder / part).is_file() for part in LETTER))


def read_text(path: Path) -> str:
    """Return the text of a file.

    Raises:
        NotFoundError: there is no such file.
        UnreadableError: there is, but it cannot be opened.
        PolicyError: it is not a text in UTF-8.
    """
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise NotFoundError(kind="file", name=path) from None
    except OSError as error:
        raise UnreadableError(file=path, reason=error.strerror) from None
    try:
        return raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, raw, error.start) from None


def _not_utf8(path: Path, raw: bytes, offset: int) -> PolicyError:
    before = raw[:offset].decode("utf-8", errors="replace").split("\n")
    try:
        raw.decode("gb18030")
        guess = "; it looks like GB18030"
    except UnicodeDecodeError:
        guess = ""
    sentence = f"The file is not in UTF-8{guess}. Save it again as UTF-8."
    return PolicyError([Complaint(str(path), len(before), len(before[-1]) + 1, sentence)])


def tables_beside(path: Path) -> Find:
    """Return what finds the tables in the folder of a regulation; a link that leads out of it is not followed."""

    def find(file: str) -> str:
        table = path.parent / file
        if not table.is_file() or table.resolve().parent != path.parent.resolve():
            raise NoTableError(file=file)
        return read_text(table)

    return find


def _reader(file: str, find: Find) -> Reader:
    complaints = Complaints(file)
    folder = file.removesuffix(Path(file).name)
    return Reader(complaints, Tables(find=find, complaints=complaints, folder=folder))


def _read(text: str, reader: Reader) -> Node:
    root = read_nodes(text, reader.complaints)
    if root is None:
        raise reader.complaints.error()
    return root


def _finish(reader: Reader, definition: Definition, root: Node, text: str) -> Workflow:
    workflow, tables = definition.workflow, reader.tables
    content = {name: table.content for name, table in tables.read.items()}
    return replace(workflow, text=text, tables=tables.texts, fingerprint=fingerprint(root, workflow.calendar, content))
