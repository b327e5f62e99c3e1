"""Whether a result is public: shown to the person it judges, and counted where others build on it."""

from __future__ import annotations

from cycleflow.core.model import Appraisal
from cycleflow.core.workflow import Workflow

PUBLISHED = "published"
"""The instant a regulation marks when it makes a result public; where it marks none, the end does."""


def is_published(workflow: Workflow, appraisal: Appraisal) -> bool:
    state = workflow.states.get(appraisal.state)
    return PUBLISHED in appraisal.marks or (state is not None and state.is_end)
