"""Checks what is written but leads to nothing, and figures that cannot come out."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from cycleflow.core.facts import fields_of
from cycleflow.core.handing import sources
from cycleflow.core.naming import source_of
from cycleflow.core.ruling import reason_beside
from cycleflow.core.workflow import Field, FieldKind, Sheet, State, Workflow
from cycleflow.policy.checks.many import leads_to_many
from cycleflow.policy.complaint import listed, nearest
from cycleflow.policy.node import Items, Node, Pairs, find, locate, locate_key
from cycleflow.policy.reader import Reader


def check_sense(reader: Reader, root: Node, workflow: Workflow) -> None:
    _check_unused(reader, root, workflow)
    _check_names(reader, root, workflow)
    _check_words(reader, root, workflow)
    filled_in = [sheet for name, sheet in workflow.sheets.items() if name not in workflow.handed]
    for sheet in filled_in:
        for field in sheet.fields.values():
            _check_needed_for(reader, root, workflow, sheet=sheet.name, field=field)
            _check_totals(reader, root, sheet.name, field)
    _check_committees(reader, root, workflow)
    _check_results(reader, root, workflow)


def _check_committees(reader: Reader, root: Node, workflow: Workflow) -> None:
    for role in workflow.committees:
        path = workflow.roles.get(role, "")
        place = locate_key(root, "committees", role)
        if source_of(path):
            reader.complain(place, f"Who is {role!r}, a sheet says; how many there must be, its 'rows' say.")
        elif not leads_to_many(path):
            reader.complain(place, f"{role!r} is one person and no committee.")


def _check_unused(reader: Reader, root: Node, workflow: Workflow) -> None:
    used_sheets = {sheet for state in sources(workflow).values() for sheet in state.ask.values() if sheet}
    providers = {f"{one.by}_indicators": one.by for one in workflow.indicators.values() if one.by}
    scales = _scales(root)
    used_scales = {
        nearest(name, scales)
        for part in ("sheets", "indicators", "handed_out")
        for name in _used_scales(find(root, part))
    }
    for kind, known, used in (
        ("role", workflow.roles, set(_used_roles(workflow))),
        ("sheet", workflow.sheets, used_sheets),
        ("scale", scales, used_scales),
    ):
        for name in known if kind not in reader.lost else ():
            if name not in used and not (kind == "sheet" and name in providers):
                reader.complain(locate_key(root, f"{kind}s", name), f"The {kind} {name!r} is never used.")
    for name, role in providers.items():
        if name not in used_sheets:
            reader.complain(locate_key(root, "indicators"), f"No state asks {role!r} for {name!r}.")


def _check_names(reader: Reader, root: Node, workflow: Workflow) -> None:
    """A name must not mean one thing in an eligibility rule and another in the score."""
    for path in (("indicators",), ("score", "measures")):
        node = find(root, *path)
        for key, _ in node if isinstance(node, Pairs) else ():
            if key.text in workflow.parameters:
                reader.complain(key, f"{key.text!r} is the name of a parameter already.")
            elif key.text in fields_of(workflow):
                reader.complain(key, f"{key.text!r} is known of everybody from the people file; choose another name.")
    for name in workflow.parameters:
        if name not in reader.facts_asked:
            reader.complain(locate_key(root, "parameters", name), f"The parameter {name!r} is never used.")


def _used_roles(workflow: Workflow) -> Iterator[str]:
    for stage in workflow.stages.values():
        yield from stage.ask
        yield from (step.role for step in stage.escalations)
        yield from (tell.role for tell in stage.tell)
        if stage.silence and stage.silence.hand_to:
            yield stage.silence.hand_to
    for sheet in workflow.sheets.values():
        for field in sheet.fields.values():
            yield from filter(None, (one.among for one in (field, *field.columns.values())))


def _scales(root: Node) -> list[str]:
    node = find(root, "scales")
    return [key.text for key, _ in node] if isinstance(node, Pairs) else []


def _used_scales(node: Node | None) -> Iterator[str]:
    """Yield what follows any key `scale`, however deep."""
    for key, value in node if isinstance(node, Pairs) else ():
        if key.text == "scale" and not isinstance(value, Pairs | Items):
            yield value.text
        yield from _used_scales(value)


def _check_words(reader: Reader, root: Node, workflow: Workflow) -> None:
    """Words for something that does not exist are a name misspelt, here or there."""
    answers = {name for stage in workflow.stages.values() for name in _answers_of(root, stage)}
    grades = [grade.name for grade in workflow.grades]
    for kind, known in (
        ("states", workflow.states),
        ("duties", workflow.duties),
        ("answers", answers),
        ("roles", workflow.roles),
        ("grades", grades),
    ):
        node = find(root, "words", kind)
        for key, _ in node if isinstance(node, Pairs) else ():
            if key.text not in known:
                near = nearest(key.text, known)
                hint = f"; did you mean {near!r}?" if near else "."
                what = "duty" if kind == "duties" else kind[:-1]
                reader.complain(key, f"There is no {what} {key.text!r}{hint}")


def _check_needed_for(reader: Reader, root: Node, workflow: Workflow, *, sheet: str, field: Field) -> None:
    """A field can be needed only for an answer of a state or duty that asks for its sheet."""
    asking = [stage for stage in workflow.stages.values() if sheet in stage.ask.values()]
    answers = {name for stage in asking for name in _answers_of(root, stage)}
    _check_answers(reader, find(root, "sheets", sheet, field.name, "needed_for"), answers)
    for column in field.columns:
        _check_answers(reader, find(root, "sheets", sheet, field.name, "columns", column, "needed_for"), answers)


def _answers_of(root: Node, stage: State) -> Iterator[str]:
    """Yield the answers of a state or duty, of a state as they are written, also those that lead nowhere."""
    yield from stage.answers
    node = find(root, "states", stage.name, "answers")
    for key, _ in node if isinstance(node, Pairs) else ():
        yield key.text


def _check_answers(reader: Reader, node: Node | None, answers: Collection[str]) -> None:
    for item in node if isinstance(node, Items) else ():
        reader.known(item, sorted(answers), "answer")


def _check_totals(reader: Reader, root: Node, sheet: str, field: Field) -> None:
    """Both with the fewest rows and with the most, the figures of a column must be able to add up; none need not."""
    for column in field.columns.values():
        if column.total is None or column.total_by or field.low is None or field.high is None:
            continue
        place = locate(root, "sheets", sheet, field.name, "columns", column.name, "total")
        for rows in sorted({max(field.low, Decimal(1)), field.high}):
            if column.low is not None and column.low * rows > column.total:
                sentence = f"{rows} rows of at least {column.low} are more than {column.total}; allow fewer rows."
                reader.complain(place, sentence)
            if column.high is not None and column.high * rows < column.total:
                sentence = f"{rows} rows of at most {column.high} never reach {column.total}; ask for more rows."
                reader.complain(place, sentence)


def _check_results(reader: Reader, root: Node, workflow: Workflow) -> None:
    cohorts = [state.name for state in workflow.states.values() if state.cohort]
    setting = {field.sets for sheet in workflow.sheets.values() for field in sheet.fields.values()}
    if find(root, "grades") and not find(root, "score") and "grade" not in setting:
        reader.complain(locate_key(root, "grades"), "There are grades but no 'score' to grade.")
    if find(root, "distribution") and not find(root, "grades"):
        reader.complain(locate_key(root, "distribution"), "There is a distribution but there are no 'grades'.")
    if find(root, "distribution") and not cohorts:
        sentence = "There is a distribution, but no state asks a cohort, so nobody would look at it."
        reader.complain(locate_key(root, "distribution"), sentence)
    for sheet in workflow.sheets.values():
        for field in sheet.fields.values():
            if field.sets:
                _check_setting(reader, root, workflow, sheet=sheet, field=field)


def _check_setting(reader: Reader, root: Node, workflow: Workflow, *, sheet: Sheet, field: Field) -> None:
    """What sets a result must be able to be one, and says why."""
    place = locate(root, "sheets", sheet.name, field.name, "sets")
    grades = [grade.name for grade in workflow.grades]
    if field.sets == "score" and not find(root, "score"):
        reader.complain(place, "There is no 'score' that could be set.")
    elif field.sets == "score" and not (field.kind is FieldKind.NUMBER or field.is_numeric):
        reader.complain(place, f"A score is a number; {field.name!r} does not take one.")
    elif field.sets == "grade":
        strange = [option for option in field.options if option not in grades]
        if strange or not field.options:
            reader.complain(
                place, f"{listed(strange or [field.name])} is no grade; a grade is chosen among the grades."
            )
    if reason_beside(sheet, field) is None:
        reader.complain(place, f"Nobody is asked why {field.name!r} is set; add a text that is needed with it.")
