"""Is a sheet filled in as the regulation demands?

Every field is looked at and every problem named at once. What is accepted is normalised: numbers as plain decimal
text, moments as UTC text, blank rows dropped; the same input therefore always reads the same in the history.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from cycleflow.core.calendar import Calendar, local_day
from cycleflow.core.condition import holds
from cycleflow.core.history import stamp
from cycleflow.core.model import Answers, Appraisal, Cell, Value
from cycleflow.core.refusals import Problem, SheetError
from cycleflow.core.workflow import Field, FieldKind, Sheet

RESULTS = ("score", "grade", "verdict")
"""What a condition of a sheet may ask of the result, by name."""

_LONGEST_NUMBER = 30
NEEDED = "This is needed."


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What a sheet is checked against besides itself: the answer chosen, the appraisal, the moment and the place.

    `people` are those at work of all who are named in it.
    """

    answer: str
    appraisal: Appraisal
    calendar: Calendar
    zone: str
    now: datetime
    people: Collection[str] = ()


def check_sheet(sheet: Sheet | None, given: Mapping[str, object], setting: Setting) -> Answers:
    """Return the normalised answers.

    Raises:
        SheetError: some field is missing, wrong, or not part of the sheet.
    """
    fields = sheet.fields if sheet else {}
    problems: list[Problem] = [
        Problem(field=name, words="This sheet has no such field.") for name in given if name not in fields
    ]
    answers: dict[str, Value] = {}
    names: dict[str, object] = dict.fromkeys(fields)
    for asked in fields.values():
        value = _check_field(asked, given.get(asked.name), names, setting=setting, problems=problems)
        if value is not None:
            answers[asked.name] = value
            names[asked.name] = typed(asked, value) if isinstance(value, str | bool) else None
    if problems:
        raise SheetError(tuple(problems))
    return answers


def before_result(sheet: Sheet | None) -> Sheet | None:
    """Return the sheet without what it needs on account of the score or grade: it may be this sheet that makes them."""
    return sheet and replace(sheet, fields=_before_result(sheet.fields))


def _before_result(fields: Mapping[str, Field]) -> dict[str, Field]:
    return {name: _relaxed(one, fields) if one.columns or one.needed_when else one for name, one in fields.items()}


def _relaxed(asked: Field, beside: Mapping[str, Field]) -> Field:
    """Return a field that is not needed where its condition asks for a result, and not for a field called the same."""
    results = {name for name in RESULTS if name not in beside or beside[name].sets == name}
    if asked.needed_when and results.intersection(asked.needed_when.names):
        return replace(asked, needed_when=None, optional=True)
    return replace(asked, columns=_before_result(asked.columns)) if asked.columns else asked


def beside(appraisal: Appraisal) -> dict[str, object]:
    """Return what conditions may ask besides what is filled in: the facts, and the result as it stands."""
    verdict = appraisal.verdicts[-1].said if appraisal.verdicts else None
    return {**appraisal.facts, "score": appraisal.score, "grade": appraisal.grade, "verdict": verdict}


def typed(field: Field, value: Cell | None) -> object:
    """Return a cell as expressions and score rules see it: figures as Decimal, empty as None."""
    if value is None or isinstance(value, bool):
        return value
    if field.kind in (FieldKind.NUMBER, FieldKind.SCALE):
        try:
            return Decimal(value)
        except InvalidOperation:
            return value
    return value


def _check_field(
    field: Field, given: object, names: Mapping[str, object], *, setting: Setting, problems: list[Problem]
) -> Value | None:
    if field.kind is FieldKind.ROWS:
        return _check_rows(field, given, names, setting=setting, problems=problems)
    found: list[Problem] = []
    value = _check_cell(field, given, names, setting=setting, problems=found)
    problems += (replace(problem, field=field.name) for problem in found)
    return value


def _check_rows(
    field: Field, given: object, names: Mapping[str, object], *, setting: Setting, problems: list[Problem]
) -> Value | None:
    if given is not None and not _is_table(given):
        problems.append(Problem(field=field.name, words="This must be a table of rows."))
        return None
    table: Sequence[Mapping[str, object]] = given or ()  # type: ignore[assignment]  # _is_table has looked
    kept = [
        (number, row)
        for number, row in enumerate(table, 1)
        if field.each or any(_is_filled(cell) for cell in row.values())
    ]
    rows = tuple(_check_row(field, number, row, setting=setting, problems=problems) for number, row in kept)
    problems += _row_count_problems(field, len(rows), setting, needed=is_needed(field, names, setting))
    problems += _total_problems(field, rows)
    problems += _repeated(field, rows)
    return rows


def _is_table(given: object) -> bool:
    return isinstance(given, list | tuple) and all(isinstance(row, Mapping) for row in given)


def _is_filled(cell: object) -> bool:
    return cell is not None and cell is not False and (not isinstance(cell, str) or bool(cell.strip()))


def _check_row(
    field: Field, number: int, given: Mapping[str, object], *, setting: Setting, problems: list[Problem]
) -> Mapping[str, Cell]:
    found = [
        Problem(column=name, words="This table has no such column.") for name in given if name not in field.columns
    ]
    row: dict[str, Cell] = {}
    names: dict[str, object] = dict.fromkeys(field.columns)
    for name, column in field.columns.items():
        inside: list[Problem] = []
        value = _check_cell(column, given.get(name), names, setting=setting, problems=inside)
        found += (replace(problem, column=name) for problem in inside)
        names[name] = typed(column, value)
        if value is not None:
            row[name] = value
    problems += (replace(problem, field=field.name, row=number) for problem in found)
    return row


def _row_count_problems(field: Field, count: int, setting: Setting, *, needed: bool) -> list[Problem]:
    if field.each:
        wanted = len(repeated(setting.appraisal, field.each))
        if count != wanted:
            return [
                Problem(field=field.name, words="Each of the {wanted} rows needs an entry.", facts={"wanted": wanted})
            ]
        return []
    if field.low is not None and count < field.low and needed:
        return [Problem(field=field.name, words="At least {low} rows are needed.", facts={"low": field.low})]
    if field.high is not None and count > field.high:
        facts = {"high": field.high, "count": count}
        return [Problem(field=field.name, words="At most {high} rows are allowed; there are {count}.", facts=facts)]
    return []


def repeated(appraisal: Appraisal, path: str) -> Sequence[Mapping[str, Cell]]:
    """Return the rows of the table `state.field`, which another repeats."""
    state, _, name = path.partition(".")
    rows = appraisal.sheets.get(state, {}).get(name, ())
    return rows if isinstance(rows, tuple) else ()


def _total_problems(field: Field, rows: Sequence[Mapping[str, Cell]]) -> list[Problem]:
    problems = []
    for column in field.columns.values():
        if column.total is None or any(column.name not in row for row in rows):
            continue
        for group, figures in _grouped(column, rows).items():
            total = sum(figures, Decimal(0))
            if total != column.total:
                facts: dict[str, object] = {"total": column.total, "sum": total}
                words = "These must add up to {total}; they add up to {sum}."
                if column.total_by:
                    facts["group"] = group
                    words = "For {group} these must add up to {total}; they add up to {sum}."
                problems.append(Problem(field=field.name, column=column.name, words=words, facts=facts))
    return problems


def _grouped(column: Field, rows: Sequence[Mapping[str, Cell]]) -> dict[Cell, list[Decimal]]:
    """Return the figures that must add up together: all, or those of the rows with the same in another column."""
    found: dict[Cell, list[Decimal]] = {}
    for row in rows:
        found.setdefault(row.get(column.total_by or "", ""), []).append(Decimal(str(row[column.name])))
    return found


def _repeated(field: Field, rows: Sequence[Mapping[str, Cell]]) -> list[Problem]:
    """Nobody is named in two rows."""
    problems: list[Problem] = []
    for column in field.columns.values():
        named = [row.get(column.name) for row in rows] if column.kind is FieldKind.PERSON else []
        again = [number for number, who in enumerate(named, 1) if who is not None and who in named[: number - 1]]
        words = "This person is named in another row already."
        problems += (Problem(field=field.name, row=number, column=column.name, words=words) for number in again)
    return problems


def _check_cell(
    field: Field, given: object, names: Mapping[str, object], *, setting: Setting, problems: list[Problem]
) -> Cell | None:
    if not _is_filled(given):
        if is_needed(field, names, setting):
            problems.append(Problem(words=NEEDED))
        return None
    if field.kind is FieldKind.TICK:
        return True
    if not isinstance(given, str):
        problems.append(Problem(words="This must be text."))
        return None
    return _check_text(field, given.strip(), setting, problems)


def is_needed(asked: Field, names: Mapping[str, object], setting: Setting) -> bool:
    """Return whether a field must be filled in; `names` are what stands beside it."""
    if asked.optional or (asked.needed_for and setting.answer not in asked.needed_for):
        return False
    return not asked.needed_when or holds(asked.needed_when, {**beside(setting.appraisal), **names})


def _check_text(field: Field, text: str, setting: Setting, problems: list[Problem]) -> Cell | None:
    match field.kind:
        case FieldKind.NUMBER:
            return _check_number(field, text, problems)
        case FieldKind.SCALE | FieldKind.CHOICE:
            return _check_option(field, text, problems)
        case FieldKind.DATE:
            return _check_date(text, problems)
        case FieldKind.MOMENT:
            return _check_moment(field, text, setting, problems)
        case FieldKind.PERSON:
            return _check_person(field, text, setting, problems)
        case _:
            return _check_words(field, text, problems)


def _check_words(field: Field, text: str, problems: list[Problem]) -> str | None:
    text = text.replace("\r\n", "\n")
    if any(ord(character) < 32 and character not in "\n\t" for character in text):
        problems.append(Problem(words="This holds characters that cannot be printed."))
    elif field.high is not None and len(text) > field.high:
        facts = {"high": field.high, "count": len(text)}
        problems.append(Problem(words="At most {high} characters are allowed; there are {count}.", facts=facts))
    return text


def _check_number(field: Field, text: str, problems: list[Problem]) -> str | None:
    try:
        figure = Decimal(text) if len(text) <= _LONGEST_NUMBER else None
    except InvalidOperation:
        figure = None
    if figure is None or not figure.is_finite():
        problems.append(Problem(words="This must be a number, such as 20 or 3.5."))
        return None
    if (field.low is not None and figure < field.low) or (field.high is not None and figure > field.high):
        problems.append(
            Problem(words="This must lie between {low} and {high}.", facts={"low": field.low, "high": field.high})
        )
        return None
    if figure != round(figure, field.places):
        problems.append(Problem(words="At most {places} decimal places are allowed.", facts={"places": field.places}))
        return None
    return f"{figure.normalize():f}"


def _check_option(field: Field, text: str, problems: list[Problem]) -> str | None:
    if text not in field.options:
        facts = {"options": ", ".join(field.options)}
        problems.append(Problem(words="Choose one of {options}.", facts=facts))
        return None
    return text


def _check_person(field: Field, text: str, setting: Setting, problems: list[Problem]) -> str | None:
    allowed = {member.person for member in setting.appraisal.cast.get(field.among or "", ())}
    if text == setting.appraisal.person:
        problems.append(Problem(words="Nobody is named in his own appraisal."))
    elif text not in setting.people:
        problems.append(Problem(words="Nobody at work here has this employee number or email address."))
    elif field.among and text not in allowed:
        problems.append(Problem(words="This person is not among those who can be named here."))
    else:
        return text
    return None


def _check_date(text: str, problems: list[Problem]) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        problems.append(Problem(words="This must be a date, such as 2026-11-30."))
        return None


def _check_moment(field: Field, text: str, setting: Setting, problems: list[Problem]) -> str | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        problems.append(Problem(words="This must be a date and time, such as 2026-11-30 14:30."))
        return None
    at = (at if at.tzinfo else at.replace(tzinfo=ZoneInfo(setting.zone))).astimezone(UTC)
    today = local_day(setting.now, setting.zone)
    earliest = setting.calendar.shift(today, field.ahead) if field.ahead else today
    if local_day(at, setting.zone) < earliest or at <= setting.now:
        problems.append(Problem(words="The earliest possible day is {day}.", facts={"day": earliest.isoformat()}))
        return None
    return stamp(at)
