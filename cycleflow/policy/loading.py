"""From the text of a regulation to a Workflow that is fit to run, and back from what a cycle was pinned to."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

from cycleflow import shipped
from cycleflow.core.workflow import Workflow
from cycleflow.errors import InputError, NotFoundError
from cycleflow.policy.checks import check_definition
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


def load(
    text: str, *, file: str = "workflow", years: Iterable[int] = ANY_YEARS, notices: Collection[str] | None = None
) -> Workflow:
    """Return the workflow a text defines, its working days resolved for the years.

    Raises:
        PolicyError: with every problem of the text at once.
    """
    reader = Reader(Complaints(file))
    root = _read(text, reader)
    definition = read_definition(reader, root, years=years, notices=shipped_notices() if notices is None else notices)
    check_definition(reader, definition)
    reader.complaints.refuse()
    return _finish(definition, root, text)


def load_file(
    path: str | Path, *, years: Iterable[int] = ANY_YEARS, notices: Collection[str] | None = None
) -> Workflow:
    """Return the workflow a file defines.

    Raises:
        NotFoundError: there is no such file.
        PolicyError: with every problem of the file at once.
    """
    return load(read_text(Path(path)), file=str(path), years=years, notices=notices)


def pin(workflow: Workflow) -> tuple[str, str]:
    """Return what a cycle keeps of its workflow: the text, and the working days as JSON."""
    return workflow.text, compact(dump_days(workflow.calendar))


def load_pinned(text: str, calendar_json: str) -> Workflow:
    """Return the workflow a cycle was pinned to, with the same fingerprint whatever holidays have become since.

    **Why** without the checks of sense: they may grow stricter, and what once ran must stay readable.

    Raises:
        PolicyError: the text cannot be read at all; it is not what was pinned.
    """
    reader = Reader(Complaints("pinned"))
    root = _read(text, reader)
    definition = read_definition(reader, root, years=(), notices=None, days=load_days(json.loads(calendar_json)))
    reader.complaints.refuse()
    return _finish(definition, root, text)


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


def _read(text: str, reader: Reader) -> Node:
    root = read_nodes(text, reader.complaints)
    if root is None:
        raise reader.complaints.error()
    return root


def _finish(definition: Definition, root: Node, text: str) -> Workflow:
    workflow = definition.workflow
    return replace(workflow, text=text, fingerprint=fingerprint(root, workflow.calendar))
