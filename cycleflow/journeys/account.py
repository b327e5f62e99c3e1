"""How a result came about, for people: each step once, what adds up to what, and the figures it was made of.

It is worked out anew from the pinned regulation whenever somebody looks, never kept as sentences: so it is said in the
reader's language, and what it says is what the rules do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from cycleflow.core.facts import fields_of
from cycleflow.core.fed import origin
from cycleflow.core.grading import Result, judge_appraisal
from cycleflow.core.model import Appraisal, Deed, Entry
from cycleflow.core.replay import replay
from cycleflow.core.scoring.phrase import Fact, Phrase, Term
from cycleflow.core.scoring.scorecard import Explanation
from cycleflow.core.workflow import Indicator, Workflow
from cycleflow.errors import RefusedError
from cycleflow.policy.wording import Wording

_GIVEN = "given"


@dataclass(frozen=True, kw_only=True)
class Share:
    """What one part adds to a step; `size` is how long its bar is, from 0 to 1."""

    term: Term
    phrase: Phrase
    value: Decimal
    size: Decimal


@dataclass(frozen=True, kw_only=True)
class Step:
    """What a step is called, what it came to and why; the shares that add up to it, or the rows it was made of.

    `idle` are parts that could have counted and came to nothing.
    """

    term: Term
    rule: str
    value: Fact
    phrase: Phrase
    shares: tuple[Share, ...] = ()
    idle: tuple[Term, ...] = ()
    rows: tuple[Phrase, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Input:
    """One figure that was given: its value, what it is counted in, and who gives it."""

    term: Term
    value: Fact
    unit: str = ""
    source: Phrase | None = None


@dataclass(frozen=True, kw_only=True)
class Account:
    """The steps from the result down to the figures, then what is told beside it, then the figures."""

    steps: tuple[Step, ...]
    also: tuple[Step, ...] = ()
    inputs: tuple[Input, ...] = ()


def account(workflow: Workflow, result: Result) -> Account:
    """Return how a result came about."""
    walk = _Walk()
    walk.visit(result.explanation)
    told = len(walk.steps)
    for one in result.also:
        walk.visit(one)
    inputs = tuple(_input(workflow, one) for one in walk.inputs.values())
    return Account(steps=tuple(walk.steps[:told]), also=tuple(walk.steps[told:]), inputs=inputs)


def account_of(workflow: Workflow, found: Sequence[Explanation]) -> Account:
    """Return how several figures came about, each step once."""
    walk = _Walk()
    for one in found:
        walk.visit(one)
    return Account(steps=tuple(walk.steps), inputs=tuple(_input(workflow, one) for one in walk.inputs.values()))


def accounts(entries: Sequence[Entry], versions: Mapping[str, Workflow]) -> dict[int, Account]:
    """Return how the result came about at each entry that computed one, by the entry's number.

    What does not replay is left out; the audit says why.
    """
    found: dict[int, Account] = {}
    for number, entry in enumerate(entries):
        if entry.deed not in (Deed.ANSWER, Deed.RESCORE) or "score" not in entry.changed:
            continue
        appraisal = replay(entries[: number + 1], versions).appraisal
        workflow = versions.get(entry.fingerprint)
        judged = judged_of(workflow, appraisal) if workflow and appraisal and appraisal.seq == entry.seq else None
        if workflow and judged:
            found[entry.seq] = account(workflow, judged)
    return found


def judged_of(workflow: Workflow, appraisal: Appraisal) -> Result | None:
    """Return what the rules alone give; none where the sheets were given anew and no longer belong together."""
    if workflow.scorecard is None or not _is_scored(workflow.scorecard.after, appraisal) or appraisal.fixed:
        return None
    try:
        return judge_appraisal(workflow, appraisal)
    except (RefusedError, KeyError, ValueError):
        return None


def _is_scored(after: str, appraisal: Appraisal) -> bool:
    return after in appraisal.given


@dataclass
class _Walk:
    """Goes through an explanation, from the result down, and takes down each step and each figure once."""

    steps: list[Step] = field(default_factory=list)
    inputs: dict[str, Explanation] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def visit(self, one: Explanation) -> None:
        if one.rule == _GIVEN:
            self.inputs.setdefault(one.name, one)
        elif one.counts_another:
            self.visit(one.parts[0])
        elif one.name not in self.seen:
            if one.name:
                self.seen.add(one.name)
            if one.name or one.parts or one.rule == "override":
                self.steps.append(_step(one))
            for part in one.parts:
                self.visit(part)


def _step(one: Explanation) -> Step:
    leaves = [part for part in one.parts if not part.name and not part.parts and part.rule != "override"]
    counting = _counting(one) if one.adds else ()
    counted = {id(part) for part in counting}
    idle = (part for part in one.parts if part.rule != _GIVEN and part.name and id(part) not in counted)
    return Step(
        term=one.term,
        rule=one.rule,
        value=one.shown,
        phrase=one.phrase,
        shares=_shares(counting),
        idle=tuple(part.term for part in idle) if one.adds else (),
        rows=() if one.adds else tuple(part.phrase for part in leaves),
    )


def _counting(one: Explanation) -> tuple[Explanation, ...]:
    """Return the parts that count: of points, those that add or take away something, if any does."""
    known = tuple(part for part in one.parts if not part.blank and part.rule != _GIVEN)
    return tuple(part for part in known if part.value) or known if one.rule == "points" else known


def _shares(parts: tuple[Explanation, ...]) -> tuple[Share, ...]:
    whole = max((abs(part.value) for part in parts), default=Decimal(0))
    return tuple(
        Share(term=part.term, phrase=part.phrase, value=part.value, size=abs(part.value) / whole if whole else whole)
        for part in parts
    )


def _input(workflow: Workflow, one: Explanation) -> Input:
    indicator = workflow.indicators.get(one.name)
    value = one.phrase if one.blank or one.words != "{value}" else one.shown
    if indicator is None:
        return Input(term=one.term, value=value, source=_known_from(workflow, one.name))
    source = (
        origin(workflow, indicator)
        if indicator.feed
        else Phrase(words="{role}", facts={"role": _role(workflow, indicator)})
    )
    return Input(term=one.term, value=value, unit=indicator.unit, source=source)


def _known_from(workflow: Workflow, name: str) -> Phrase | None:
    """Return where a figure comes from that is no indicator, where that can be said."""
    return Phrase(words="the people file") if name in fields_of(workflow) else None


def _role(workflow: Workflow, indicator: Indicator) -> Term:
    """Return who provides an indicator, as people call him."""
    title = {lang: Wording(workflow, lang).role(indicator.by) for lang in ("zh", "en")}
    return Term(name=indicator.by, title=title)
