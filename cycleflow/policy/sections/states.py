"""Reads the states: who is asked what, by when, what silence means, and where the answers lead."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast, get_args

from cycleflow.core.calendar import Offset
from cycleflow.core.workflow import Completion, Escalation, Silence, State, Tell, Words
from cycleflow.policy.daterule import parse_due, parse_rule
from cycleflow.policy.node import Items, Node, Pairs, Scalar
from cycleflow.policy.phrase import parse_name, parse_offset, parse_reminder, parse_words, parse_yes
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.answers import read_answers, read_title
from cycleflow.policy.sections.gathering import read_gather
from cycleflow.policy.sections.sheets import UNTITLED
from cycleflow.policy.vocabulary import SILENCE, STATE

COHORT, ALONE = "cohort", "answer"
"""`ask: {panel: cohort}` and `ask: {hr: answer}`: asked without a sheet."""

RESERVED = frozenset({"planned", "withdrawn", "cycle", "opened"})
"""Names an appraisal's state or a date rule already uses."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """The names states may refer to, and what holds where a state says nothing itself."""

    roles: Collection[str]
    sheets: Collection[str]
    states: Collection[str]
    duties: Collection[str]
    notices: Collection[str] | None
    """None where nobody asks whether the letters exist."""

    state_words: Mapping[str, Words]
    answer_words: Mapping[str, Words]
    reminders: tuple[Offset, ...]
    escalations: tuple[Escalation, ...]
    silence: Silence | None = None


def read_titles(reader: Reader, node: Node | None) -> dict[str, Words]:
    """Return the words of states, answers or grades by name."""
    pairs = reader.pairs(node, "each name with its words")
    return {key.text: reader.phrase(words, parse_words) or UNTITLED for key, words in pairs or ()}


def read_states(reader: Reader, node: Node | None, known: Known) -> dict[str, State]:
    states = {}
    for key, value in reader.named(node, "each state by its name"):
        if key.text in RESERVED:
            reader.complain(key, f"A state cannot be called {key.text!r}; the word means something else already.")
        states[key.text] = _read_state(reader, key, value, known)
    return states


def _read_state(reader: Reader, key: Scalar, node: Node, known: Known) -> State:
    if isinstance(node, Scalar) and node.is_empty:
        node = Pairs(place=key.place, pairs=())
    section = reader.section(node, STATE) or Pairs(place=key.place, pairs=())
    ask = read_ask(reader, section.get("ask"), known)
    due = reader.phrase(section.get("due"), parse_due)
    return State(
        name=key.text,
        title=read_title(reader, key, known.state_words, "state"),
        ask={role: None if sheet in {COHORT, ALONE} else sheet for role, sheet in ask.items()},
        opens=reader.phrase(section.get("opens"), parse_rule),
        due=due,
        reminders=read_own_reminders(reader, section, known),
        escalations=read_own_escalations(reader, section, known, ask),
        silence=_read_silence(reader, section, known, ask),
        answers=read_answers(
            reader, section.get("answers"), states=known.states, duties=known.duties, words=known.answer_words
        ),
        complete=read_complete(reader, section.get("complete")),
        needs=reader.known_all(section.get("needs"), (*known.states, *known.duties), "state"),
        never=reader.known_all(section.get("never"), known.states, "state"),
        marks=reader.phrase(section.get("marks"), parse_name),
        tell=read_tell(reader, section.get("tell"), known),
        cohort=COHORT in ask.values(),
        gather=read_gather(reader, section.get("gather"), ask),
        public=bool(reader.phrase(section.get("public"), parse_yes)),
    )


def read_ask(reader: Reader, node: Node | None, known: Known) -> dict[str, str]:
    """Return the sheet, or the word in its place, by role."""
    if node is None:
        return {}
    if not isinstance(node, Pairs):
        names = node.items if isinstance(node, Items) else (node,)
        return {role: ALONE for item in names if (role := reader.known(item, known.roles, "role"))}
    found = {}
    for key, value in node:
        role = reader.known(key, known.roles, "role")
        sheet = reader.known(value, (*known.sheets, COHORT, ALONE), "sheet")
        if role:
            found[role] = sheet or ALONE
    return found


def _is_due(section: Pairs) -> bool:
    """Whether something falls due there, once or again and again."""
    return bool(section.get("due") or section.get("every"))


def read_own_reminders(reader: Reader, section: Pairs, known: Known) -> tuple[Offset, ...]:
    """Return the state's own reminders, else those that hold everywhere something is due."""
    if section.get("remind"):
        return read_reminders(reader, section.get("remind"))
    return known.reminders if _is_due(section) else ()


def read_own_escalations(reader: Reader, section: Pairs, known: Known, ask: Collection[str]) -> tuple[Escalation, ...]:
    """Return the state's own escalations, else those that hold everywhere, except to whoever is asked himself."""
    if section.get("escalate"):
        return read_escalations(reader, section.get("escalate"), known.roles)
    return tuple(step for step in known.escalations if step.role not in ask) if _is_due(section) else ()


def read_reminders(reader: Reader, node: Node | None) -> tuple[Offset, ...]:
    found = (reader.phrase(item, parse_reminder) for item in reader.items(node, "when to remind"))
    return tuple(offset for offset in found if offset)


def read_escalations(reader: Reader, node: Node | None, roles: Collection[str]) -> tuple[Escalation, ...]:
    found = []
    for key, value in reader.pairs(node, "each role with the time after which it is told") or ():
        role, after = reader.known(key, roles, "role"), reader.phrase(value, parse_offset)
        if role and after:
            found.append(Escalation(role=role, after=after))
    return tuple(found)


def _read_silence(reader: Reader, section: Pairs, known: Known, ask: Collection[str]) -> Silence | None:
    """Return the state's own silence, else what it means everywhere, except to whoever is asked himself.

    Nor is a sheet of somebody's own handed over.
    """
    if section.get("silence"):
        return read_silence(reader, section.get("silence"), known)
    cannot = ask if not section.get("gather") else known.roles
    is_meant = section.get("due") and known.silence and known.silence.hand_to not in cannot
    return known.silence if is_meant else None


def read_silence(reader: Reader, node: Node | None, known: Known) -> Silence | None:
    section = reader.section(node, SILENCE)
    if section is None:
        return None
    if bool(section.get("to")) == bool(section.get("hand_to")):
        reader.complain(section, "Silence either moves on 'to' a state or hands over with 'hand_to' a role; write one.")
    after = reader.phrase(section.get("after"), parse_offset)
    to = reader.known(section.get("to"), known.states, "state")
    hand_to = reader.known(section.get("hand_to"), known.roles, "role")
    return Silence(after=after or Offset(count=0), to=to, hand_to=hand_to)


def read_complete(reader: Reader, node: Node | None) -> Completion:
    known = reader.known(node, get_args(Completion), "completion")
    unreadable: Completion = "any" if node else "all"
    return cast(Completion, known) if known else unreadable


def read_tell(reader: Reader, node: Node | None, known: Known) -> tuple[Tell, ...]:
    found = []
    for key, value in reader.pairs(node, "each role with the notice it gets") or ():
        role = reader.known(key, known.roles, "role")
        if known.notices is None:
            notice = reader.phrase(value, parse_name)
        else:
            notice = reader.known(value, known.notices, "notice")
        if role and notice:
            found.append(Tell(role=role, notice=notice))
    return tuple(found)
