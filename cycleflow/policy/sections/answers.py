"""Reads the answers to a state: where each leads, and what stands against it.

They are read twice. With the states it is seen where they lead, so that a score can say after which state it is made;
once the score is read too, so are their conditions, which may ask for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from cycleflow.core.workflow import Answer, Refusal, Route, State, Words
from cycleflow.policy.daterule import parse_rule
from cycleflow.policy.expression import Formula, Kind
from cycleflow.policy.node import Items, Node, Pairs, Scalar, find
from cycleflow.policy.phrase import parse_truth, parse_words
from cycleflow.policy.reader import Reader
from cycleflow.policy.sections.families.cases import OTHERWISE
from cycleflow.policy.sections.knowledge import Asking
from cycleflow.policy.sections.sheets import UNTITLED
from cycleflow.policy.vocabulary import ANSWER, REFUSAL

_UNREAD = Formula.compile("false", {}, result=Kind.TRUTH)


def read_title(reader: Reader, key: Scalar, words: Mapping[str, Words], what: str) -> Words:
    if key.text not in words:
        section = "duties" if what == "duty" else f"{what}s"
        reader.complain(key, f"How the {what} {key.text!r} is called is missing under words, {section}.")
    return words.get(key.text, UNTITLED)


def read_answers(
    reader: Reader,
    node: Node | None,
    *,
    states: Collection[str],
    duties: Collection[str],
    words: Mapping[str, Words],
) -> dict[str, Answer]:
    """Return the answers by name; their conditions never hold until `read_conditions` has read them."""
    answers = {}
    for key, value in reader.named(node, "each answer with the state it leads to"):
        title = read_title(reader, key, words, "answer")
        section = reader.section(value, ANSWER) if isinstance(value, Pairs) else None
        targets = _read_targets(reader, section.get("to") if section else value, states)
        if targets and None not in targets:
            *routes, to = (target for target in targets if target)
            answers[key.text] = Answer(
                name=key.text,
                title=title,
                to=to,
                routes=tuple(Route(when=_UNREAD, to=target) for target in routes),
                until=reader.phrase(section.get("until"), parse_rule) if section else None,
                blank=(section and reader.phrase(section.get("blank"), parse_truth)) or False,
                adopts=_read_adopts(reader, section.get("adopts") if section else None, states),
                raises=read_raises(reader, section.get("raises"), duties) if section else (),
            )
    return answers


def _read_adopts(reader: Reader, node: Node | None, states: Collection[str]) -> dict[str, str]:
    """Return the states whose sheet is replaced, each with the state whose sheet takes its place."""
    pairs = reader.pairs(node, "each state with the one whose sheet takes the place of its own")
    found = [(reader.known(key, states, "state"), reader.known(value, states, "state")) for key, value in pairs or ()]
    return {target: source for target, source in found if target and source}


def read_raises(reader: Reader, node: Node | None, duties: Collection[str]) -> tuple[str, ...]:
    """Return the duties that are raised: one, or a list."""
    if isinstance(node, Items):
        return reader.known_all(node, duties, "duty")
    found = reader.known(node, duties, "duty")
    return (found,) if found else ()


def _read_targets(reader: Reader, node: Node | None, states: Collection[str]) -> list[str | None]:
    """Return the states an answer leads to, the one it leads to otherwise last."""
    if not isinstance(node, Pairs):
        return [reader.known(node, states, "state")]
    if not node.pairs or node.pairs[-1][0].text != OTHERWISE:
        reader.complain(node, "Where it leads otherwise is missing; the last case is 'otherwise'.")
        return []
    return [reader.known(target, states, "state") for _, target in node]


def read_conditions(reader: Reader, root: Pairs, states: Mapping[str, State], asking: Asking) -> dict[str, State]:
    """Return the states with the conditions of their answers."""
    return {
        name: replace(state, answers=_with_conditions(reader, root, state, asking)) for name, state in states.items()
    }


def _with_conditions(reader: Reader, root: Pairs, state: State, asking: Asking) -> dict[str, Answer]:
    names = asking.at(state)
    found = {}
    for name, answer in state.answers.items():
        node = find(root, "states", state.name, "answers", name, "to")
        keys = [key for key, _ in node] if isinstance(node, Pairs) else []
        routes = zip(answer.routes, keys, strict=False)
        refuses = find(root, "states", state.name, "answers", name, "refuses")
        found[name] = replace(
            answer,
            routes=tuple(replace(route, when=asking.read(reader, key, names)) for route, key in routes),
            refuses=tuple(_read_refusals(reader, refuses, names, asking)),
        )
    return found


def _read_refusals(reader: Reader, node: Node | None, names: Mapping[str, Kind], asking: Asking) -> Iterator[Refusal]:
    for item in reader.items(node, "each reason to refuse the answer") if node else ():
        section = reader.section(item, REFUSAL)
        if section:
            when = asking.read(reader, section.get("when"), names)
            yield Refusal(when=when, words=reader.phrase(section.get("words"), parse_words) or UNTITLED)
