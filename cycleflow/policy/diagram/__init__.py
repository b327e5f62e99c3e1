"""Draws a regulation: its states in their order, who is asked, by when, and what silence means."""

from cycleflow.policy.diagram.drawing import svg
from cycleflow.policy.diagram.flowchart import mermaid

__all__ = ["mermaid", "svg"]
