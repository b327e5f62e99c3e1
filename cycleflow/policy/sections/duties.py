"""Reads the duties: what is asked beside the states, how often, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cycleflow.core.calendar import Offset
from cycleflow.core.workflow import Answer, Duty, Missed, Words
from cycleflow.policy.daterule import parse_due
from cycleflow.policy.every import parse_every
from cycleflow.policy.node import Items, Node, Pairs, Scalar
from cycleflow.policy.phrase import parse_count, parse_name, parse_offset, parse_truth
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.answers import read_raises, read_title
from cycleflow.policy.sections.states import (
    ALONE,
    COHORT,
    RESERVED,
    Known,
    read_ask,
    read_complete,
    read_own_escalations,
    read_own_reminders,
    read_tell,
)
from cycleflow.policy.vocabulary import DUTY, DUTY_ANSWER, MISSED

DONE = "done"
"""The only answer where a duty names none."""

_DONE_WORDS: Words = {"zh": "完成", "en": "Done"}


def read_duties(reader: Reader, node: Node | None, known: Known, words: Mapping[str, Words]) -> dict[str, Duty]:
    duties = {}
    for key, value in reader.named(node, "each duty by its name") if node else ():
        if key.text in {*RESERVED, *known.states}:
            reader.complain(key, f"A duty cannot be called {key.text!r}; the word means something else already.")
        duties[key.text] = _read_duty(reader, key, value, known=known, words=words)
    return duties


def _read_duty(reader: Reader, key: Scalar, node: Node, *, known: Known, words: Mapping[str, Words]) -> Duty:
    section = reader.section(node, DUTY) or Pairs(place=key.place, pairs=())
    ask = read_ask(reader, section.get("ask"), known)
    if COHORT in ask.values():
        reader.complain(section, "Only a state can ask a panel over a whole cohort.")
    return Duty(
        name=key.text,
        title=read_title(reader, key, words, "duty"),
        ask={role: None if sheet in {COHORT, ALONE} else sheet for role, sheet in ask.items()},
        due=reader.phrase(section.get("due"), parse_due),
        reminders=read_own_reminders(reader, section, known),
        escalations=read_own_escalations(reader, section, known, ask),
        answers={answer.name: answer for answer in _read_answers(reader, section.get("answers"), known)},
        complete=read_complete(reader, section.get("complete")),
        tell=read_tell(reader, section.get("tell"), known),
        every=reader.phrase(section.get("every"), parse_every),
        times=reader.phrase(section.get("times"), parse_count) or 1,
        missed=_read_missed(reader, section.get("missed"), known),
    )


def _read_answers(reader: Reader, node: Node | None, known: Known) -> Iterator[Answer]:
    """Yield the answers: of a list of names, or each with what follows from it; of none, that it is done."""
    if node is None:
        yield Answer(name=DONE, title=known.answer_words.get(DONE, _DONE_WORDS), to="")
    elif isinstance(node, Items):
        for item in node:
            if reader.phrase(item, parse_name) and isinstance(item, Scalar):
                yield Answer(name=item.text, title=read_title(reader, item, known.answer_words, "answer"), to="")
    else:
        for key, value in reader.named(node, "each answer with the duty it raises"):
            yield _read_answer(reader, key, value, known)


def _read_answer(reader: Reader, key: Scalar, node: Node, known: Known) -> Answer:
    section = reader.section(node, DUTY_ANSWER) if isinstance(node, Pairs) else None
    raised = section.get("raises") if section else node
    is_empty = isinstance(raised, Scalar) and (raised.is_empty or not raised.text)
    return Answer(
        name=key.text,
        title=read_title(reader, key, known.answer_words, "answer"),
        to="",
        blank=(section and reader.phrase(section.get("blank"), parse_truth)) or False,
        raises=() if is_empty else read_raises(reader, raised, known.duties),
    )


def _read_missed(reader: Reader, node: Node | None, known: Known) -> Missed | None:
    """`2 workdays`, or `{after: 2 workdays, raises: warning}`."""
    if node is None:
        return None
    section = reader.section(node, MISSED) if isinstance(node, Pairs) else None
    after = reader.phrase(section.get("after") if section else node, parse_offset)
    raises = read_raises(reader, section.get("raises"), known.duties) if section else ()
    return Missed(after=after or Offset(count=0), raises=raises)
