"""Writes the states as a Mermaid flowchart, for wherever Markdown is read."""

from __future__ import annotations

from collections.abc import Iterator

from cycleflow.core.workflow import Duty, State, Workflow
from cycleflow.policy.checks.duties import raisers_of
from cycleflow.policy.checks.graph import edges_of
from cycleflow.policy.wording import Wording


def mermaid(workflow: Workflow, lang: str) -> str:
    """Return the text of the chart; silence is dashed, and duties stand beside the states."""
    wording = Wording(workflow, lang)
    lines = ["flowchart TD", f"    accTitle: {_escaped(wording.pick(workflow.title))}"]
    lines += [f"    {_id(state.name)}{_shape(wording, state)}" for state in workflow.states.values()]
    for edge in edges_of(workflow.states):
        label = _escaped(wording.edge(edge))
        arrow = f'-. "{label}" .->' if edge.answer is None else f'-- "{label}" -->'
        lines.append(f"    {_id(edge.source)} {arrow} {_id(edge.target)}")
    lines += [f"    {_id(duty.name)}{_shape(wording, duty)}" for duty in workflow.duties.values()]
    lines += _raised(wording)
    return "\n".join(lines) + "\n"


def _raised(wording: Wording) -> Iterator[str]:
    """Yield what raises each duty; a missed one is dashed, as silence is."""
    for name, raisers in raisers_of(wording.workflow).items():
        for one in raisers:
            if one.answer is None:
                yield f"    {_id(one.stage.name)} -.-o {_id(name)}"
            else:
                label = _escaped(wording.answer(one.stage.answers[one.answer]))
                yield f'    {_id(one.stage.name)} -- "{label}" --o {_id(name)}'


def _id(name: str) -> str:
    """Return a name Mermaid takes for nothing else, as it would `end`."""
    return f"s_{name}"


def _shape(wording: Wording, state: State) -> str:
    text = "<br/>".join(_escaped(line) for line in (wording.pick(state.title), *wording.describe(state)))
    if isinstance(state, Duty):
        return f'[["{text}"]]'
    return f'(["{text}"])' if state.is_end else f'["{text}"]'


def _escaped(text: str) -> str:
    """Return a text in which nothing is a sign to Mermaid."""
    for sign in '#;"<>&`':
        text = text.replace(sign, "\0" + str(ord(sign)) + "\1")
    return text.replace("\0", "#").replace("\1", ";").replace("\n", " ")
