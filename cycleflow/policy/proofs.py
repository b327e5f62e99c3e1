"""How much a regulation's own examples prove: the figures, days and refusals that were checked as it was read."""

from __future__ import annotations

from cycleflow.core.workflow import Workflow
from cycleflow.policy.comparison import content_of
from cycleflow.policy.fingerprint import Content

_PROVING = ("expect", "refused", "noted")


def proven(workflow: Workflow) -> int:
    """Return how many single results the examples say, and a reading has found to be so."""
    written = content_of(workflow)
    examples = written.get("examples") if isinstance(written, dict) else None
    return sum(_results(one) for one in examples if isinstance(one, dict)) if isinstance(examples, list) else 0


def _results(example: dict[str, Content]) -> int:
    return sum(_leaves(example[key]) for key in _PROVING if key in example)


def _leaves(value: Content) -> int:
    if isinstance(value, dict):
        return sum(map(_leaves, value.values()))
    return sum(map(_leaves, value)) if isinstance(value, list) and value else 1
