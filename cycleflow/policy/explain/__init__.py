"""The regulation written out in plain prose, by chapters and articles, as it is read aloud and signed.

**Why** out of the compiled Workflow and not out of the file: what is said here is what is carried out.
"""

from __future__ import annotations

from cycleflow.core.workflow import Workflow
from cycleflow.policy.explain.course import course
from cycleflow.policy.explain.covering import covering
from cycleflow.policy.explain.document import Article, Chapter, Clause
from cycleflow.policy.explain.duties import duties
from cycleflow.policy.explain.examples import examples
from cycleflow.policy.explain.general import general
from cycleflow.policy.explain.grades import grades
from cycleflow.policy.explain.indicators import indicators
from cycleflow.policy.explain.outcomes import outcomes
from cycleflow.policy.explain.people import people
from cycleflow.policy.explain.prose import Prose
from cycleflow.policy.explain.rendering import Line, lines, markdown, text
from cycleflow.policy.explain.scoring import scoring
from cycleflow.policy.explain.sheets import sheets

__all__ = ["Article", "Chapter", "Clause", "Line", "explain", "lines", "markdown", "text"]

_CHAPTERS = (general, covering, people, sheets, indicators, scoring, grades, course, duties, outcomes, examples)


def explain(workflow: Workflow, lang: str) -> tuple[Chapter, ...]:
    """Return all that the regulation says, in Chinese or English; a chapter that would say nothing is left out."""
    prose = Prose(workflow, lang)
    chapters = (chapter(prose) for chapter in _CHAPTERS)
    return tuple(chapter for chapter in chapters if chapter.articles)
