"""Reads who takes part in a rehearsal: a temperament's name, or a YAML file of one's own.

    usually: punctual              # whoever is not named below
    people: {"1104": late, "1203": appealing}
    phrases:                       # what people write, by field; where there is nothing, they write its title
      goal: [每周发布一次 | One release a week, 客户满意度达到 90% | Customer satisfaction at 90 %]

Faults are named with file, line and column, all at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cycleflow.core.model import Channel
from cycleflow.core.organisation import Person
from cycleflow.core.workflow import Words
from cycleflow.journeys.participants import Participants, Temperament
from cycleflow.policy.complaint import Complaints
from cycleflow.policy.loading import read_text
from cycleflow.policy.node import Pairs
from cycleflow.policy.phrase import parse_words
from cycleflow.policy.reader import Reader
from cycleflow.policy.source import read_nodes
from cycleflow.policy.vocabulary import Keys

_SCRIPT = Keys(name="a script of participants", optional=("usually", "people", "phrases"))
_NAMES = tuple(Temperament)


def participants(said: str, people: Mapping[str, Person], *, channel: Channel = Channel.REHEARSAL) -> Participants:
    """Return the participants of a temperament, or of a file.

    Raises:
        NotFoundError: it is neither a temperament nor a file.
        PolicyError: with everything that is wrong with the file.
    """
    if said in _NAMES:
        return Participants(people=people, usual=Temperament(said), channel=channel)
    path = Path(said)
    reader = Reader(Complaints(str(path)))
    root = reader.section(read_nodes(read_text(path), reader.complaints), _SCRIPT)
    usual = reader.known(root.get("usually"), _NAMES, "temperament") if root else None
    read = Participants(
        people=people,
        usual=Temperament(usual or Temperament.SILENT),
        temperaments=_temperaments(reader, root, people),
        phrases=_phrases(reader, root),
        channel=channel,
    )
    reader.complaints.refuse()
    return read


def _temperaments(reader: Reader, root: Pairs | None, people: Mapping[str, Person]) -> dict[str, Temperament]:
    found: dict[str, Temperament] = {}
    pairs = reader.pairs(root.get("people"), "each person with a temperament") if root else None
    for key, value in pairs or ():
        number = reader.known(key, people, "employee")
        name = reader.known(value, _NAMES, "temperament")
        if number and name:
            found[number] = Temperament(name)
    return found


def _phrases(reader: Reader, root: Pairs | None) -> dict[str, list[Words]]:
    found: dict[str, list[Words]] = {}
    pairs = reader.pairs(root.get("phrases"), "each field with what people write") if root else None
    for key, value in pairs or ():
        lines = (reader.phrase(item, parse_words) for item in reader.items(value, "what people write"))
        found[key.text] = [words for words in lines if words]
    return found
