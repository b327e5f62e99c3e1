"""The audit: is every history whole, and does it lead to what the store shows?

Each stored body is hashed and read back, the chain followed, and every action replayed through the definition the
cycle was pinned to; then the appraisal, its tasks and the columns beside them are compared with what the history
leads to. So an edited entry, a removed one, a changed score in a column and a swapped definition are all found.

**Why** an export is worth keeping elsewhere: whoever can rewrite the whole database can also rewrite whole chains. The
heads in an earlier export, held by the auditor, show that too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from cycleflow.core.cycle import Cycle
from cycleflow.core.history import Flaw, canonical, digest, to_body
from cycleflow.core.model import Entry, Json
from cycleflow.core.replay import replay
from cycleflow.core.workflow import Workflow
from cycleflow.errors import InputError, NotFoundError
from cycleflow.journeys.office import Office
from cycleflow.policy import PolicyError, load_pinned
from cycleflow.store import appraisals, cycles, definitions, histories, proof, versions
from cycleflow.store.definitions import Definition
from cycleflow.store.histories import Record, StoredEntry
from cycleflow.store.versions import Version

WHOLE = -1
"""The place of a flaw that lies in an appraisal as a whole, not in one entry."""

Advance = Callable[[int, int], None]
"""Told how many of how many appraisals are done."""


class ExportError(InputError):
    words = "{file}:{line}: this is not a line of an export: {why}."


@dataclass(frozen=True, kw_only=True)
class Verification:
    """What was looked at, and what is wrong."""

    cycles: int
    appraisals: int
    entries: int
    flaws: tuple[Flaw, ...]

    @property
    def holds(self) -> bool:
        return not self.flaws


@dataclass(frozen=True, kw_only=True)
class Head:
    """The last link of a history at some earlier moment, kept outside the database."""

    cycle: str
    appraisal: str
    seq: int
    hash: str


def verify(
    office: Office,
    cycle: str | None = None,
    *,
    heads: Sequence[Head] = (),
    advance: Advance = lambda done, total: None,
) -> Verification:
    """Verify a cycle, or all; with `heads` of an earlier export, also that nothing before them was rewritten.

    Raises:
        NotFoundError: there is no such cycle.
    """
    flaws: list[Flaw] = []
    chosen = _chosen(office, cycle)
    total = _count(office, chosen)
    seen = entries = 0
    hashes: dict[str, dict[int, str]] = {}
    for one in chosen:
        for record, found in _checked(office, one):
            flaws += found
            entries += len(record.entries)
            seen += 1
            hashes[record.appraisal] = {entry.seq: entry.hash for entry in record.entries} if heads else {}
            advance(seen, total)
    flaws += _orphans(office) if cycle is None else ()
    flaws += _rewritten([head for head in heads if cycle in (None, head.cycle)], hashes)
    return Verification(cycles=len(chosen), appraisals=seen, entries=entries, flaws=tuple(flaws))


def verify_one(office: Office, appraisal: str) -> Verification:
    """Verify a single appraisal.

    Raises:
        NotFoundError: there is no such appraisal.
    """
    with office.store.read() as connection:
        cycle = cycles.get(connection, appraisals.get(connection, appraisal).cycle)
        record = histories.record(connection, appraisal)
    found = _flaws(record, *_versions(office, cycle))
    return Verification(cycles=1, appraisals=1, entries=len(record.entries), flaws=tuple(found))


def history(office: Office, appraisal: str) -> tuple[Entry, ...]:
    """Return the history of an appraisal, oldest first.

    Raises:
        NotFoundError: there is no such appraisal.
        ValueError: an entry was edited beyond reading; `verify` says which.
    """
    with office.store.read() as connection:
        found = histories.entries(connection, appraisal)
    if not found:
        raise NotFoundError(kind="appraisal", name=appraisal)
    return found


def export(office: Office, cycle: str) -> Iterator[str]:
    """Yield a cycle as JSON lines: the cycle with its definition and those before it, every entry, every head.

    The `body` of an entry is the very text its hash covers, so that anybody can check the chain with any tool.

    Raises:
        NotFoundError: there is no such cycle.
    """
    with office.store.read() as connection:
        one = cycles.get(connection, cycle)
        definition = definitions.get(connection, one.fingerprint)
        yield _line("cycle", {**_cycle_facts(one), **_definition_facts(definition)})
        for version in versions.of_cycle(connection, cycle):
            yield _line("version", _version_facts(version, definitions.get(connection, version.left)))
        for record in histories.stream(connection, cycle):
            yield from (_line("entry", _entry_facts(entry)) for entry in record.entries)
            yield _line("head", _head_facts(record))


def export_one(office: Office, appraisal: str) -> tuple[str, ...]:
    """Return a single appraisal as JSON lines: its entries and its head, as `export` writes them.

    Raises:
        NotFoundError: there is no such appraisal.
    """
    with office.store.read() as connection:
        record = histories.record(connection, appraisal)
    return (*(_line("entry", _entry_facts(entry)) for entry in record.entries), _line("head", _head_facts(record)))


def read_heads(file: str, lines: Iterator[str]) -> tuple[Head, ...]:
    """Return the heads an earlier export holds.

    Raises:
        ExportError: a line is not that of an export.
    """
    return tuple(head for number, line in enumerate(lines, 1) for head in _read_head(file, number, line))


def _read_head(file: str, number: int, line: str) -> tuple[Head, ...]:
    try:
        said = json.loads(line)
        if said["kind"] != "head":
            return ()
        return (Head(cycle=said["cycle"], appraisal=said["appraisal"], seq=said["seq"], hash=said["hash"]),)
    except (ValueError, KeyError, TypeError) as error:
        raise ExportError(file=file, line=number, why=str(error)) from error


def _chosen(office: Office, cycle: str | None) -> Sequence[Cycle]:
    with office.store.read() as connection:
        return [cycles.get(connection, cycle)] if cycle else cycles.all_cycles(connection)


def _count(office: Office, chosen: Sequence[Cycle]) -> int:
    with office.store.read() as connection:
        return sum(appraisals.count(connection, one.id) for one in chosen)


def _checked(office: Office, cycle: Cycle) -> Iterator[tuple[Record, Sequence[Flaw]]]:
    known, broken = _versions(office, cycle)
    with office.store.read() as connection:
        for record in histories.stream(connection, cycle.id):
            yield record, _flaws(record, known, broken)


def _versions(office: Office, cycle: Cycle) -> tuple[Mapping[str, Workflow], Sequence[str]]:
    """Return all versions a cycle ran under, by fingerprint, and why one cannot be trusted: nothing is replayed then.

    They are read anew: those the office has at hand may be older than an edit.
    """
    with office.store.read() as connection:
        earlier = [one.left for one in versions.of_cycle(connection, cycle.id)]
    found = {fingerprint: _definition(office, cycle, fingerprint) for fingerprint in (*earlier, cycle.fingerprint)}
    known = {fingerprint: one for fingerprint, one in found.items() if isinstance(one, Workflow)}
    return known, [one for one in found.values() if isinstance(one, str)]


def _definition(office: Office, cycle: Cycle, fingerprint: str) -> Workflow | str:
    """Return a pinned workflow, or why it cannot be trusted."""
    try:
        with office.store.read() as connection:
            definition = definitions.get(connection, fingerprint)
        workflow = load_pinned(definition.text, definition.calendar, definition.tables)
    except (NotFoundError, PolicyError, ValueError) as error:
        return f"The definition of {cycle.id} cannot be read: {error}"
    if workflow.fingerprint != fingerprint:
        return f"The definition of {cycle.id} was edited: its fingerprint is now {workflow.fingerprint}."
    return workflow


def _flaws(record: Record, known: Mapping[str, Workflow], broken: Sequence[str]) -> list[Flaw]:
    if broken:
        return [_flaw(record.appraisal, WHOLE, "{why}", why=why) for why in broken]
    read: list[Entry] = []
    for stored in record.entries:
        try:
            read.append(_read(stored))
        except ValueError as error:
            return [_flaw(stored.appraisal, stored.seq, "Its text was edited: {why}.", why=str(error))]
    replayed = replay(read, known)
    if replayed.flaws:
        return list(replayed.flaws)
    if replayed.appraisal is None:
        return [_flaw(record.appraisal, WHOLE, "It has no history; every entry was removed.")]
    return proof.compare(record, replayed.appraisal)


def _read(stored: StoredEntry) -> Entry:
    """Return the entry if its stored text is the one it stands for, to the letter.

    Raises:
        ValueError: it is not.
    """
    entry = stored.read()
    if to_body(entry) != stored.body:
        raise ValueError("it is not written in the one canonical way")
    if (entry.appraisal, entry.seq) != (stored.appraisal, stored.seq):
        raise ValueError(f"it is that of {entry.appraisal} entry {entry.seq}")
    return entry


def _orphans(office: Office) -> list[Flaw]:
    with office.store.read() as connection:
        names = histories.orphans(connection)
    return [_flaw(name, WHOLE, "It has a history, but the appraisal itself was removed.") for name in names]


def _rewritten(heads: Sequence[Head], hashes: Mapping[str, Mapping[int, str]]) -> list[Flaw]:
    words = "An earlier export says {said}, the store now says {found}; the history was rewritten."
    flaws = []
    for head in heads:
        found = hashes.get(head.appraisal, {}).get(head.seq, "nothing")
        if found != head.hash:
            flaws.append(_flaw(head.appraisal, head.seq, words, said=head.hash, found=found))
    return flaws


def _flaw(appraisal: str, seq: int, words: str, **facts: object) -> Flaw:
    return Flaw(appraisal=appraisal, seq=seq, words=words, facts=facts)


def _cycle_facts(cycle: Cycle) -> dict[str, Json]:
    return {
        "cycle": cycle.id,
        "workflow": cycle.workflow,
        "period": cycle.period,
        "fingerprint": cycle.fingerprint,
        "launched_at": cycle.launched_at.isoformat(),
        "launched_by": cycle.launched_by,
    }


def _version_facts(version: Version, definition: Definition) -> dict[str, Json]:
    return {
        "left": version.left,
        "entered": version.entered,
        "moved_at": version.moved_at.isoformat(),
        "moved_by": version.moved_by,
        "reason": version.reason,
        **_definition_facts(definition),
    }


def _definition_facts(definition: Definition) -> dict[str, Json]:
    tables: dict[str, Json] = {"tables": json.loads(definition.tables)} if definition.tables else {}
    return {"definition": definition.text, **tables}


def _entry_facts(entry: StoredEntry) -> dict[str, Json]:
    return {"appraisal": entry.appraisal, "seq": entry.seq, "body": entry.body, "hash": entry.hash}


def _head_facts(record: Record) -> dict[str, Json]:
    last = record.entries[-1] if record.entries else None
    return {
        "cycle": cast(str, record.row["cycle_id"]),
        "appraisal": record.appraisal,
        "seq": last.seq if last else WHOLE,
        "hash": last.hash if last else digest(""),
    }


def _line(kind: str, facts: dict[str, Json]) -> str:
    return canonical({"kind": kind, **facts})
