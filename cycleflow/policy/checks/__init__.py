"""Checks what a regulation means, after it could be read: the order in which the checks run."""

from __future__ import annotations

from cycleflow.core.workflow import Workflow
from cycleflow.policy.checks.adoption import check_adoption
from cycleflow.policy.checks.course import check_course
from cycleflow.policy.checks.duties import check_anchors, check_duties
from cycleflow.policy.checks.feeds import check_feeds
from cycleflow.policy.checks.gathering import check_gathering
from cycleflow.policy.checks.order import check_order
from cycleflow.policy.checks.sense import check_sense
from cycleflow.policy.checks.stages import check_stages
from cycleflow.policy.definition import Definition
from cycleflow.policy.examples import check_examples
from cycleflow.policy.node import Node, Pairs, find, locate
from cycleflow.policy.reader import Reader


def check_definition(reader: Reader, definition: Definition) -> None:
    """Complain of everything that reads well but cannot work.

    **Why** the graph waits for its edges: where an answer leads to a state that does not exist, half of the states
    would be reported as unreachable too, and the one fault would drown.
    """
    workflow, root = definition.workflow, definition.section
    if not workflow.states:
        if find(root, "states"):
            reader.complain(locate(root, "states"), "There is no state.")
        return
    check_stages(reader, root, workflow)
    check_gathering(reader, root, workflow)
    check_duties(reader, root, workflow)
    check_sense(reader, root, workflow)
    check_feeds(reader, root, workflow)
    if _has_all_edges(root, workflow):
        check_course(reader, root, workflow)
        check_order(reader, root, workflow, definition.uses)
        check_adoption(reader, root, workflow, definition.uses)
        check_anchors(reader, root, workflow)
    if not len(reader.complaints):
        check_examples(reader, root, workflow)


def _has_all_edges(root: Node, workflow: Workflow) -> bool:
    for state in workflow.states.values():
        answers = find(root, "states", state.name, "answers")
        if answers and not (isinstance(answers, Pairs) and len(answers.pairs) == len(state.answers)):
            return False
        if find(root, "states", state.name, "silence", "to") and not (state.silence and state.silence.to):
            return False
    return True
