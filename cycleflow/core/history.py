"""Histories: how an Entry is sealed, read back, and checked.

Each Entry's hash covers the canonical text of all it says, and the hash before it; so a history can only be added to.
Whoever holds the last hash (the head) can tell whether anything before it was touched.

**Why** one canonical text (JSON, keys sorted, no spaces, no floats): the same Entry must hash the same on every
machine, for decades. `tests/core/test_history.py` freezes it with fixed examples.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from cycleflow.core.evolve import evolve
from cycleflow.core.model import Channel, Deed, Entry, Json, Standing


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """What is wrong with one Entry, in a sentence with named places."""

    appraisal: str
    seq: int
    words: str
    facts: Mapping[str, object]

    def __str__(self) -> str:
        return f"{self.appraisal} entry {self.seq}: {self.words.format(**self.facts)}"


_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: Mapping[str, Json]) -> str:
    """Return the one text of a JSON value: sorted keys, no spaces, characters as they are."""
    return _ENCODER.encode(value)


@lru_cache(maxsize=4096)
def stamp(at: datetime) -> str:
    """Return the one text of an instant: UTC, microseconds, `Z`."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def to_body(entry: Entry) -> str:
    """Return the canonical text the hash covers, which is also what is stored."""
    return canonical(
        {
            "appraisal": entry.appraisal,
            "seq": entry.seq,
            "at": stamp(entry.at),
            "actor": entry.actor,
            "standing": entry.standing.value,
            "channel": entry.channel.value,
            "deed": entry.deed.value,
            "task": entry.task,
            "inputs": dict(entry.inputs),
            "from": entry.came_from,
            "to": entry.went_to,
            "changed": dict(entry.changed),
            "workflow": entry.fingerprint,
            "previous": entry.previous,
        }
    )


def seal(entry: Entry) -> Entry:
    """Return the Entry with its hash."""
    return evolve(entry, hash=digest(to_body(entry)))


def digest(body: str) -> str:
    return sha256(body.encode()).hexdigest()


def from_body(body: str, sealed: str) -> Entry:
    """Read an Entry back from its canonical text.

    Raises:
        ValueError: the text is not that of an Entry; somebody has edited it.
    """
    try:
        said = json.loads(body)
        return Entry(
            appraisal=said["appraisal"],
            seq=said["seq"],
            at=datetime.fromisoformat(said["at"]),
            actor=said["actor"],
            standing=Standing(said["standing"]),
            channel=Channel(said["channel"]),
            deed=Deed(said["deed"]),
            task=said["task"],
            inputs=said["inputs"],
            came_from=said["from"],
            went_to=said["to"],
            changed=said["changed"],
            fingerprint=said["workflow"],
            previous=said["previous"],
            hash=sealed,
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not the text of an entry: {error!r}") from error


def chain_flaws(entries: Sequence[Entry]) -> list[Flaw]:
    """Return what is wrong with the links of one history: numbers, hashes, and what each says came before."""
    flaws: list[Flaw] = []
    previous = ""
    for position, entry in enumerate(entries):
        flaws += _link_flaws(entry, position, previous)
        previous = entry.hash
    return flaws


def _link_flaws(entry: Entry, position: int, previous: str) -> list[Flaw]:
    flaws: list[Flaw] = []
    if entry.seq != position:
        flaws.append(
            _flaw(entry, "It stands where entry {position} should be; one was removed or inserted.", position=position)
        )
    if entry.previous != previous:
        flaws.append(_flaw(entry, "It does not follow from the entry before it; that one was replaced or removed."))
    if digest(to_body(entry)) != entry.hash:
        flaws.append(_flaw(entry, "Its text does not match its hash; it was edited after it was written."))
    return flaws


def _flaw(entry: Entry, words: str, **facts: object) -> Flaw:
    return Flaw(appraisal=entry.appraisal, seq=entry.seq, words=words, facts=facts)
