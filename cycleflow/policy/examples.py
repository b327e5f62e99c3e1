"""Runs the examples of a regulation: what it says comes to what, it must come to.

**Why** while the file is read: a regulation whose own examples fail says two different things, and nobody should be
appraised by it before it is known which one is meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial

from cycleflow.core.cohort import ALONE, Place, distribution_for, quotas
from cycleflow.core.grading import Result
from cycleflow.core.quota import Distribution
from cycleflow.core.refusals import SheetError
from cycleflow.core.scoring.card import Card
from cycleflow.core.scoring.phrase import shown
from cycleflow.core.settling import Settlement
from cycleflow.core.supposition import all_caused, caused, suppose
from cycleflow.core.trial import assess, look_at, take, take_figures, verdicts_of
from cycleflow.core.verdict import Verdict
from cycleflow.core.workflow import Workflow, is_figure
from cycleflow.errors import CycleflowError
from cycleflow.policy.complaint import listed
from cycleflow.policy.dated import check_dated
from cycleflow.policy.node import Items, Node, Pairs, Scalar, find
from cycleflow.policy.phrase import parse_count
from cycleflow.policy.reader import Reader
from cycleflow.policy.vocabulary import EXAMPLE

RAISES = "raises"
NOTHING = "none"
"""What is expected where there is no score or grade, or no rule of eligibility holds."""

_RESULTS: Mapping[str, Callable[[Result], object]] = {
    "score": lambda result: NOTHING if result.score is None else result.score,
    "grade": lambda result: result.grade or NOTHING,
}
_VERDICTS: Mapping[str, Callable[[Sequence[Verdict]], object]] = {
    "verdict": lambda verdicts: verdicts[-1].said if verdicts else NOTHING,
    "share": lambda verdicts: next((one.share for one in reversed(verdicts) if one.share is not None), Decimal(1)),
}


def check_examples(reader: Reader, root: Node, workflow: Workflow) -> None:
    """Complain of every example that comes to something else than it says."""
    node = find(root, "examples")
    for item in reader.items(node, "each example") if node else ():
        section = reader.section(item, EXAMPLE)
        if section is None:
            continue
        if section.get("period"):
            check_dated(reader, root, section, workflow)
        elif section.get("heads"):
            _check_heads(reader, section, workflow)
        elif section.get("sheet"):
            _check_filled_in(reader, section, workflow)
        elif section.get("cohort"):
            _check_cohort(reader, section, workflow)
        elif workflow.scorecard is None and workflow.outcomes is None and not workflow.eligibility:
            reader.complain(section, "There is no 'score' to give an example of.")
        elif section.get("refused"):
            _check_refused(reader, section, workflow)
        else:
            _check_expected(reader, section, workflow)


def _check_expected(reader: Reader, section: Pairs, workflow: Workflow) -> None:
    expected = reader.pairs(section.get("expect"), "each measure with what it comes to")
    varied = reader.phrase(section.get("vary"), str)
    given = _plain(section.get("given"))
    for key, value in expected or ():
        if varied and isinstance(value, Pairs):
            for written, result in value:
                _check_one(reader, result, key.text, given={**given, varied: written.text}, workflow=workflow)
        else:
            _check_one(reader, value, key.text, given=given, workflow=workflow)


def _check_one(reader: Reader, node: Node, name: str, *, given: Mapping[str, object], workflow: Workflow) -> None:
    if workflow.outcomes and name in (RAISES, *workflow.outcomes.names):
        _check_caused(reader, node, name, lambda: caused(workflow, suppose(workflow, given, complete=False)))
        return
    wanted = reader.phrase(node, str)
    if wanted is None:
        return
    try:
        found = _work_out(workflow, name, given)
    except CycleflowError as error:
        reader.complain(node, f"The example fails: {error}")
        return
    if not _agree(found, wanted):
        reader.complain(node, f"The example fails: {name} comes to {shown(found)}, not to {wanted}.")


def _check_caused(reader: Reader, node: Node, name: str, settle: Callable[[], Settlement]) -> None:
    """Check one outcome, or which duties are raised: one, a list, or `[]` for none."""
    wanted = _names(reader, node) if name == RAISES else reader.phrase(node, str)
    if wanted is None:
        return
    try:
        found = settle()
    except CycleflowError as error:
        reader.complain(node, f"The example fails: {error}")
        return
    if name == RAISES:
        if set(found.raised) != set(wanted):
            raised = listed([*found.raised], last="and") if found.raised else "nothing"
            reader.complain(node, f"The example fails: it raises {raised}.")
    elif name in found.lacking:
        reader.complain(node, f"The example fails: {found.lacking[name]}")
    elif name not in found.steps:
        reader.complain(node, f"The example fails: {name} does not apply.")
    elif not _agree(amount := found.steps[name].amount, str(wanted)):
        reader.complain(node, f"The example fails: {name} comes to {shown(amount)}, not to {wanted}.")


def _names(reader: Reader, node: Node) -> tuple[str, ...] | None:
    items = node.items if isinstance(node, Items) else (node,)
    names = [reader.phrase(item, str) for item in items]
    return None if None in names else tuple(name for name in names if name)


def _check_cohort(reader: Reader, section: Pairs, workflow: Workflow) -> None:
    """Several people compared with each other; what is expected is a list, in their order."""
    if workflow.outcomes is None:
        reader.complain(section, "There are no 'outcomes' to give an example of.")
        return
    people = reader.items(section.get("cohort"), "each of the cohort")
    common = _plain(section.get("given"))

    @cache
    def settle() -> Sequence[Settlement]:
        members = [suppose(workflow, {**common, **_plain(one)}, complete=False) for one in people]
        found = all_caused(workflow, {f"{number:03}": one for number, one in enumerate(members)})
        return [found[name] for name in sorted(found)]

    for key, value in reader.pairs(section.get("expect"), "each outcome with what it comes to") or ():
        items = reader.items(value, "what each of the cohort gets")
        if key.text not in (RAISES, *workflow.outcomes.names):
            reader.complain(key, f"There is no outcome {key.text!r}.")
        elif len(items) != len(people):
            reader.complain(value, f"The cohort has {len(people)}, but this is said of {len(items)}.")
        else:
            for number, item in enumerate(items):
                _check_caused(reader, item, key.text, partial(_nth, settle, number))


def _nth(settle: Callable[[], Sequence[Settlement]], number: int) -> Settlement:
    return settle()[number]


def _work_out(workflow: Workflow, name: str, given: Mapping[str, object]) -> object:
    card = workflow.scorecard.rule if workflow.scorecard else None
    if name in _RESULTS:
        return _RESULTS[name](assess(workflow, given, complete=False))
    if name in _VERDICTS:
        return _VERDICTS[name](verdicts_of(workflow, given))
    sheets, values = take(workflow, given, complete=False)
    if not isinstance(card, Card) or name not in card.measures:
        raise CycleflowError(detail=f"there is no measure {name!r}.")
    return card.reckon(sheets, values).explain(name).amount


def _agree(found: object, wanted: str) -> bool:
    """Whether a figure is the one written, at as many places as are written; or a level the same."""
    if not isinstance(found, Decimal) or not is_figure(wanted):
        return shown(found) == wanted
    figure = Decimal(wanted)
    return found.quantize(figure, ROUND_HALF_UP) == figure


def _check_refused(reader: Reader, section: Pairs, workflow: Workflow) -> None:
    """The value of this input must be refused."""
    node = section.get("refused")
    name = reader.phrase(node, str)
    assert node is not None, "only examples with it come here"
    try:
        take(workflow, _plain(section.get("given")), complete=False)
    except SheetError as error:
        if any(problem.field == name for problem in error.problems):
            return
    reader.complain(node, f"The example fails: what is given for {name!r} is accepted.")


def _check_filled_in(reader: Reader, section: Pairs, workflow: Workflow) -> None:
    """A sheet filled in so must be refused, or noted, where the example says; or not at all."""
    sheet = reader.known(section.get("sheet"), workflow.sheets, "sheet")
    answer = reader.phrase(section.get("answer"), str) or ""
    if sheet is None or sheet not in workflow.sheets:
        return
    found = look_at(workflow, sheet, _plain(section.get("given")), answer=answer)
    for key, done, places in (
        ("refused", "refused", {_place(one.field, one.column) for one in found.problems}),
        ("noted", "noted", {one.field or "" for one in found.remarks}),
    ):
        node = section.get(key)
        for name in (_names(reader, node) or ()) if node else ():
            if name == NOTHING and places:
                reader.complain(
                    node or section, f"The example fails: {listed(sorted(places), last='and')} would be {done}."
                )
            elif name != NOTHING and not any(place == name or place.startswith(f"{name}.") for place in places):
                reader.complain(node or section, f"The example fails: what is given for {name!r} is not {done}.")


def _place(field: str | None, column: str | None) -> str:
    return ".".join(part for part in (field, column) if part)


def _check_heads(reader: Reader, section: Pairs, workflow: Workflow) -> None:
    try:
        distribution = _distribution(workflow, section)
    except CycleflowError as error:
        reader.complain(section, f"The example fails: {error}")
        return
    if distribution is None:
        reader.complain(section, "There is no 'distribution' to give an example of.")
        return
    heads = reader.phrase(section.get("heads"), parse_count) or 0
    rank, among = (reader.phrase(section.get(name), parse_count) for name in ("rank", "among"))
    place = Place(rank=rank, among=among) if rank and among else ALONE
    allowed = quotas(distribution, heads, place)
    for key, value in reader.pairs(section.get("expect"), "each grade with its heads") or ():
        wanted = reader.phrase(value, parse_count)
        if key.text not in allowed:
            reader.complain(key, f"No share is given for {key.text!r}.")
        elif wanted is not None and allowed[key.text] != wanted:
            reader.complain(value, f"The example fails: {key.text} may have {allowed[key.text]}, not {wanted}.")


def _distribution(workflow: Workflow, section: Pairs) -> Distribution | None:
    """Return the distribution an example is about: the one for whom is given."""
    indicators = {name: one.asked for name, one in workflow.indicators.items()}
    return distribution_for(workflow, take_figures(workflow, indicators, _plain(section.get("given")), complete=False))


def _plain(node: Node | None) -> dict[str, object]:
    return {key.text: _value(value) for key, value in node} if isinstance(node, Pairs) else {}


def _value(node: Node) -> object:
    if isinstance(node, Scalar):
        return node.text
    return [_value(item) for item in node] if isinstance(node, Items) else _plain(node)
