"""A score worked out from figures alone, without an appraisal: for examples, for `score`, for whoever wants to know."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TypeAlias

from cycleflow.core.checks import Setting, check_sheet
from cycleflow.core.eligibility import judge as judge_eligibility
from cycleflow.core.facts import fields_of
from cycleflow.core.grading import Result, fixed_result, judge
from cycleflow.core.inspection import ANSWER, Findings, inspect
from cycleflow.core.knowledge import Knowledge, Within, filled
from cycleflow.core.model import Answers, Appraisal
from cycleflow.core.refusals import Problem, SheetError
from cycleflow.core.relaxed import relaxed, relaxed_columns
from cycleflow.core.scoring.card import Card
from cycleflow.core.scoring.inputs import Value, inputs_of
from cycleflow.core.scoring.scorecard import Explanation
from cycleflow.core.scoring.tabled import Tabled
from cycleflow.core.scoring.weighted import WeightedMean
from cycleflow.core.verdict import Occasion, Verdict, barring, fixing
from cycleflow.core.workflow import Field, FieldKind, Sheet, Workflow, asked_of, is_figure
from cycleflow.errors import RefusedError

Sheets: TypeAlias = Mapping[str, Mapping[str, object]]

_NOBODY = Appraisal(id="", cycle="", person="", fingerprint="", starts_on=date.min, ends_on=date.min)
_NO_RESULT = Result(score=None, grade=None, explanation=Explanation(value=Decimal(0), words="", blank=True))
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def take(workflow: Workflow, given: Mapping[str, object], *, complete: bool) -> tuple[Sheets, dict[str, Value]]:
    """Return what is given as sheets, and as values the rules compute with.

    A card takes indicators, facts and gathered tables; a measure that is given is not worked out. What is worked out
    over filled-in sheets takes columns such as `review.goals.score: [5, 4]`. `complete` asks for every figure needed.

    Raises:
        SheetError: a value is wrong, surplus or, where all are asked for, missing.
    """
    card = workflow.scorecard.rule if workflow.scorecard else None
    if not isinstance(card, Card):
        return _take_beside_columns(workflow, _columns_of(card), given, complete=complete)
    fields = _needed(workflow, card, given) if complete else card.fields
    measures = {name: _measure(str(value)) for name, value in given.items() if name in card.measures and not complete}
    means = [columns for measure in card.measures.values() if (columns := _columns_of(measure.rule))]
    listed = {name: given[name] for columns in means for name in columns if name in given}
    inputs = {name: value for name, value in given.items() if name not in {*measures, *listed}}
    tables = {name: table.asked for name, table in card.gathered.items()}
    values = take_figures(workflow, {**fields, **tables}, inputs, complete=complete)
    rows = {name: table.rows(values[name]) for name, table in card.gathered.items() if name in values}
    return _take_means(means, listed), {**values, **rows, **measures}


def _take_means(means: Sequence[tuple[str, ...]], listed: Mapping[str, object]) -> Sheets:
    """Return the columns of those weighted means of which any is filled in; several may go by the same weights."""
    filled = {name: value for name, value in listed.items() if value not in (None, [], "")}
    weighed = {weights for scores, weights in means if scores in filled}
    begun = (one for one in means if one[0] in filled or (one[1] in filled and one[1] not in weighed))
    lists = [_take_lists(one, {name: filled[name] for name in one if name in filled}) for one in begun]
    return _sheets({name: cells for each in lists for name, cells in each.items()})


def _needed(workflow: Workflow, card: Card, given: Mapping[str, object]) -> Mapping[str, Field]:
    """Return the indicators that are needed of somebody of whom the facts given are known."""
    facts = {name: _text(given[name]) for name in _facts(workflow) if given.get(name) is not None}
    needed = workflow.needs(facts)
    return card.fields if needed is None else {name: one for name, one in card.fields.items() if name in needed}


def assess(workflow: Workflow, given: Mapping[str, object], *, complete: bool) -> Result:
    """Return what somebody would come to: the verdicts of all occasions, and the result, unless one of them fixes it.

    A rule of eligibility is asked only if all that it asks for is given, or can be worked out from what is.

    Raises:
        SheetError: as `take`.
        RefusedError: what is needed is not given, or does not apply.
    """
    values = _values(workflow, given, complete=complete)
    early = early_verdicts(workflow, values)
    result = _result(workflow, given, early, complete=complete)
    return replace(result, verdicts=(*early, *late_verdicts(workflow, values, score=result.score, grade=result.grade)))


def verdicts_of(workflow: Workflow, given: Mapping[str, object]) -> tuple[Verdict, ...]:
    """Return the verdicts of all occasions, also where the figures do not suffice for a score.

    Raises:
        SheetError: as `take`.
    """
    values = _values(workflow, given, complete=False)
    early = early_verdicts(workflow, values)
    try:
        result = _result(workflow, given, early, complete=False)
    except RefusedError:
        result = _NO_RESULT
    return (*early, *late_verdicts(workflow, values, score=result.score, grade=result.grade))


def _values(workflow: Workflow, given: Mapping[str, object], *, complete: bool) -> dict[str, Value]:
    """Return what is given as values, having named all that is wrong with it at once."""
    try:
        return take(workflow, given, complete=False)[1]
    except SheetError:
        return take(workflow, given, complete=complete)[1]


def early_verdicts(workflow: Workflow, values: Mapping[str, Value]) -> tuple[Verdict, ...]:
    """Return what the rules decide at launch and at scoring."""
    found = (_judge(workflow, occasion, _NOBODY, values) for occasion in (Occasion.LAUNCH, Occasion.SCORING))
    return tuple(verdict for verdict in found if verdict)


def late_verdicts(
    workflow: Workflow, values: Mapping[str, Value], *, score: Decimal | None, grade: str | None
) -> tuple[Verdict, ...]:
    """Return what the rules decide at payout."""
    late = _judge(workflow, Occasion.PAYOUT, replace(_NOBODY, score=score, grade=grade), values)
    return (late,) if late else ()


def _result(workflow: Workflow, given: Mapping[str, object], early: Sequence[Verdict], *, complete: bool) -> Result:
    fixed = barring(early) or fixing(early)
    if fixed:
        return fixed_result(fixed)
    return judge(workflow, *take(workflow, given, complete=complete)) if workflow.scorecard else _NO_RESULT


def _judge(workflow: Workflow, occasion: Occasion, appraisal: Appraisal, values: Mapping[str, Value]) -> Verdict | None:
    known = Knowledge(workflow, appraisal, values, given=values)
    asked = tuple(rule for rule in workflow.eligibility if all(known.get(name) is not None for name in rule.names))
    return judge_eligibility(replace(workflow, eligibility=asked), occasion, known)


def wanted(workflow: Workflow) -> dict[str, Field | None]:
    """Return what must be filled in: facts and indicators with their fields, or columns, which have none."""
    card = workflow.scorecard.rule if workflow.scorecard else None
    used = {*workflow.facts_used} - workflow.parameters.keys()
    facts = {name: field for name, field in _facts(workflow).items() if name in used}
    if not isinstance(card, Card):
        return {**facts, **dict.fromkeys(_columns_of(card)), **_indicators(workflow)}
    columns = (name for measure in card.measures.values() for name in _columns_of(measure.rule))
    gathered = {name: table.asked for name, table in card.gathered.items()}
    return {**facts, **card.fields, **gathered, **dict.fromkeys(columns)}


def _facts(workflow: Workflow) -> dict[str, Field]:
    """Return every fact a rule asks for, at launch or later."""
    asked = {*workflow.facts_used, *(name for rule in workflow.eligibility for name in rule.names)}
    return {name: field for name, field in fields_of(workflow).items() if name in asked}


def _columns_of(rule: object) -> tuple[str, ...]:
    rule = rule.rule if isinstance(rule, Tabled) else rule
    return (".".join(rule.scores), ".".join(rule.weights)) if isinstance(rule, WeightedMean) else ()


def _take_beside_columns(
    workflow: Workflow, columns: Sequence[str], given: Mapping[str, object], *, complete: bool
) -> tuple[Sheets, dict[str, Value]]:
    """Return the columns as sheets, and the facts and indicators beside them."""
    indicators = _indicators(workflow)
    beside = {name: value for name, value in given.items() if name in indicators or name in _facts(workflow)}
    rest = {name: value for name, value in given.items() if name not in beside}
    sheets = _take_columns(columns, rest) if rest or (complete and columns) else {}
    return sheets, take_figures(workflow, indicators, beside, complete=complete and bool(indicators))


def _indicators(workflow: Workflow) -> dict[str, Field]:
    return {name: one.asked for name, one in workflow.indicators.items()}


def _take_columns(columns: Sequence[str], given: Mapping[str, object]) -> Sheets:
    return _sheets(_take_lists(columns, given))


def _take_lists(columns: Sequence[str], given: Mapping[str, object]) -> dict[str, list[str]]:
    """Return the figures of columns that run row by row."""
    problems = [Problem(field=name, words="This sheet has no such field.") for name in given if name not in columns]
    problems += [Problem(field=name, words="This is needed.") for name in columns if name not in given]
    lists = {name: _cells(given[name]) for name in columns if name in given}
    problems += [Problem(field=name, words="This must be a list of numbers.") for name in lists if not lists[name]]
    if len({len(cells) for cells in lists.values()}) > 1:
        problems += [Problem(field=columns[0], words="The lists must be of the same length.")]
    if problems:
        raise SheetError(tuple(problems))
    return lists


def _sheets(lists: Mapping[str, Sequence[str]]) -> Sheets:
    sheets: dict[str, dict[str, list[dict[str, object]]]] = {}
    for name, cells in lists.items():
        state, table, column = name.split(".")
        rows = sheets.setdefault(state, {}).setdefault(table, [{} for _ in cells])
        for row, cell in zip(rows, cells, strict=True):
            row[column] = cell
    return sheets


def _cells(value: object) -> list[str]:
    """Return figures as text, or nothing where one is none."""
    cells = [str(cell) for cell in value] if isinstance(value, list) else []
    return cells if all(map(is_figure, cells)) else []


def take_figures(
    workflow: Workflow, indicators: Mapping[str, Field], raw: Mapping[str, object], *, complete: bool
) -> dict[str, Value]:
    """Return indicators and facts as values the rules compute with; raises what `take` raises."""
    fields = {**_facts(workflow), **asked_of(indicators, raw)}
    return _take_fields(workflow, fields if complete else {name: relaxed(field) for name, field in fields.items()}, raw)


def _take_fields(workflow: Workflow, fields: Mapping[str, Field], raw: Mapping[str, object]) -> dict[str, Value]:
    setting = Setting(answer="", appraisal=_NOBODY, calendar=workflow.calendar, zone="UTC", now=_LONG_AGO)
    given = {name: value for name, value in raw.items() if value is not None}
    answers = check_sheet(Sheet(name="inputs", fields=fields), _plain(fields, given), setting)
    return {**_parameters(workflow, fields), **inputs_of(fields, {"inputs": _without_blank(fields, answers, given)})}


def _parameters(workflow: Workflow, asked: Collection[str]) -> dict[str, Value]:
    """Return the parameters as they are today, for who gives none."""
    return {name: one.latest for name, one in workflow.parameters.items() if name in asked}


def _measure(text: str) -> Value:
    """Return a measure that is given: a figure, a truth, or a level, which begins with a capital."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    return Decimal(text) if is_figure(text) else text


def _plain(fields: Mapping[str, Field], raw: Mapping[str, object]) -> dict[str, object]:
    """Return the values as a sheet takes them: figures as text, a list as a table of one column."""
    return {name: _cell_or_rows(fields.get(name), value) for name, value in raw.items()}


def _cell_or_rows(field: Field | None, value: object) -> object:
    if field is None or field.kind is not FieldKind.ROWS or not isinstance(value, Sequence) or isinstance(value, str):
        return _text(value)
    rows = (row if isinstance(row, Mapping) else {next(iter(field.columns)): row} for row in value)
    return [{name: _text(cell) for name, cell in row.items()} for row in rows]


def _text(value: object) -> object:
    """Return a figure as text; true and false stay what they are, whichever way they are written."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    return value == "true" if value in ("true", "false") else value


def _without_blank(fields: Mapping[str, Field], answers: Answers, raw: Mapping[str, object]) -> Mapping[str, object]:
    """Drop tables nobody gave, so that they are missed; keep ticks that were said to be false."""
    kept: dict[str, object] = {name: value for name, value in answers.items() if name in raw}
    ticks = {name for name in raw if name in fields and fields[name].kind is FieldKind.TICK}
    return {**dict.fromkeys(ticks, False), **kept}


def look_at(workflow: Workflow, sheet: str, given: Mapping[str, object], *, answer: str = "") -> Findings:
    """Return what stands against a sheet that is filled in so, and what it is noted for.

    What is not of the sheet is taken for known besides it. A row that lacks something is looked at all the same.
    """
    fields = {name: replace(one, each=None) for name, one in workflow.sheets[sheet].fields.items()}
    own = _plain(fields, {name: value for name, value in given.items() if name in fields})
    setting = Setting(answer=answer, appraisal=_NOBODY, calendar=workflow.calendar, zone="UTC", now=_LONG_AGO)
    problems: tuple[Problem, ...] = ()
    try:
        answers = check_sheet(Sheet(name=sheet, fields=fields), own, setting)
    except SheetError as error:
        problems = error.problems
        answers = _read_all_the_same(fields, own, setting)
    beside = {name: _measure(str(value)) for name, value in given.items() if name not in fields}
    beside = {**_parameters(workflow, workflow.parameters), **beside}
    known = Within({**beside, **filled(fields, answers), ANSWER: answer}, Knowledge(workflow, _NOBODY))
    found = inspect(workflow.checks.get(sheet, ()), Sheet(name=sheet, fields=fields), answers, known)
    return replace(found, problems=(*problems, *found.problems))


def _read_all_the_same(fields: Mapping[str, Field], own: Mapping[str, object], setting: Setting) -> Answers:
    """Return a sheet with its gaps; nothing where a value itself is wrong."""
    loose = {
        name: replace(relaxed(one), low=None if one.columns else one.low, columns=relaxed_columns(one.columns))
        for name, one in fields.items()
    }
    try:
        return check_sheet(Sheet(name="inputs", fields=loose), own, setting)
    except SheetError:
        return {}
