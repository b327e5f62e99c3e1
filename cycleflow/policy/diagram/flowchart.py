"""Writes the states as a Mermaid flowchart, for wherever Markdown is read."""

from __future__ import annotations

from cycleflow.core.workflow import State, Workflow
from cycleflow.policy.checks.graph import edges_of
from cycleflow.policy.wording import Wording


def mermaid(workflow: Workflow, lang: str) -> str:
    """Return the text of the chart; silence is dashed."""
    wording = Wording(workflow, lang)
    lines = ["flowchart TD", f"    accTitle: {_escaped(wording.pick(workflow.title))}"]
    lines += [f"    {_id(state.name)}{_shape(wording, state)}" for state in workflow.states.values()]
    for edge in edges_of(workflow.states):
        label = _escaped(wording.edge(edge))
        arrow = f'-. "{label}" .->' if edge.answer is None else f'-- "{label}" -->'
        lines.append(f"    {_id(edge.source)} {arrow} {_id(edge.target)}")
    return "\n".join(lines) + "\n"


def _id(name: str) -> str:
    """Return a name Mermaid takes for nothing else, as it would `end`."""
    return f"s_{name}"


def _shape(wording: Wording, state: State) -> str:
    text = "<br/>".join(_escaped(line) for line in (wording.pick(state.title), *wording.describe(state)))
    return f'(["{text}"])' if state.is_end else f'["{text}"]'


def _escaped(text: str) -> str:
    """Return a text in which nothing is a sign to Mermaid."""
    for sign in '#;"<>&`':
        text = text.replace(sign, "\0" + str(ord(sign)) + "\1")
    return text.replace("\0", "#").replace("\1", ";").replace("\n", " ")
