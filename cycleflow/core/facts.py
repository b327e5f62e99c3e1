"""What is known of the person appraised: the columns of the people file, and the days of the cycle.

Facts are kept as sheets are, as text or truth; rules compute with them as what their field says they are. An appraisal
keeps only those its regulation asks for, as they were when it was launched or last scored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias

from cycleflow.core.cycle import Cycle
from cycleflow.core.model import Cell
from cycleflow.core.organisation import Person
from cycleflow.core.parameter import Parameter
from cycleflow.core.period import cadence_of
from cycleflow.core.ratee import COMPANY, Ratee
from cycleflow.core.scoring.inputs import amount_of
from cycleflow.core.scoring.scorecard import Amount
from cycleflow.core.workflow import Appraised, Field, FieldKind, Workflow

Facts: TypeAlias = Mapping[str, Cell]

_LONG_AGO = date(1900, 1, 1)
_FIGURE = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T]0?0:00(?::00)?)?")
_TICKS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "y", "1", "是", "有", "√", "✓"), True),
    **dict.fromkeys(("", "false", "no", "n", "0", "否", "无"), False),
}


def _field(name: str, zh: str, en: str, kind: FieldKind = FieldKind.TEXT) -> Field:
    return Field(name=name, title={"zh": zh, "en": en}, kind=kind, optional=True)


def _count(name: str, zh: str, en: str) -> Field:
    return replace(_field(name, zh, en, FieldKind.NUMBER), low=Decimal(0), places=0)


FACTS: Mapping[str, Field] = {
    field.name: field
    for field in (
        _field("number", "工号", "Employee number"),
        _field("name", "姓名", "Name"),
        _field("department", "部门", "Department"),
        _field("position", "岗位", "Position"),
        _field("level", "职级", "Level"),
        _field("status", "在职状态", "Status"),
        _field("hired_on", "入职日期", "Hired on", FieldKind.DATE),
        _count("service_days", "司龄(天)", "Days of service"),
        _count("service_months", "司龄(整月)", "Whole months of service"),
        _field("joined_in_period", "本期入职", "Joined in the period", FieldKind.TICK),
        _field("cadence", "考核周期", "Cadence"),
        _field("period", "考核期", "Period"),
        replace(_count("month", "月份", "Month"), low=Decimal(1), high=Decimal(12)),
    )
}
"""What is known of everybody; a regulation may declare more, its attributes."""

OF_THE_CYCLE = frozenset({"service_days", "service_months", "joined_in_period", "cadence", "period", "month"})
"""What is known only once it is known which days the cycle covers."""

UNIT_FACTS: Mapping[str, Field] = {"members": _count("members", "人数", "Members")}
"""What is known of a unit, besides all this of the person who answers for it."""


def known_of(
    appraised: Appraised, attributes: Mapping[str, Field], parameters: Mapping[str, Parameter]
) -> Mapping[str, Field]:
    """Return every fact the rules of a regulation may ask for; what holds for a cycle is known as well."""
    figures = {name: replace(_count(name, "", ""), title=one.title, low=None) for name, one in parameters.items()}
    return {**FACTS, **(UNIT_FACTS if appraised != "person" else {}), **attributes, **figures}


def fields_of(workflow: Workflow) -> Mapping[str, Field]:
    return known_of(workflow.appraises, workflow.attributes, workflow.parameters)


def facts_of(workflow: Workflow, ratee: Ratee, cycle: Cycle) -> Facts:
    """Return what is known of a ratee in a cycle; of a unit, with what is known of the person who answers for it.

    Both the day of hiring and the last day of the cycle count as days of service; an unknown day of hiring counts as
    long ago. `month` is that of the last day. A column that does not read as what it is declared counts as blank.
    """
    hired_on = ratee.person.hired_on or _LONG_AGO
    return {
        **facts_of_person(workflow, ratee),
        **{name: _plain(one.at(cycle.starts_on)) for name, one in workflow.parameters.items()},
        "service_days": str(max((cycle.ends_on - hired_on).days + 1, 0)),
        "service_months": str(_whole_months(hired_on, cycle.ends_on + timedelta(days=1))),
        "joined_in_period": hired_on >= cycle.starts_on,
        "cadence": cadence_of(cycle.starts_on, cycle.ends_on).value,
        "period": cycle.period,
        "month": str(cycle.ends_on.month),
    }


def facts_of_person(workflow: Workflow, ratee: Ratee) -> Facts:
    """Return what is known of a ratee in any cycle: what the people file says."""
    person = ratee.person
    return {
        **{name: _attribute(field, person.attributes.get(name, "")) for name, field in workflow.attributes.items()},
        "number": person.number,
        "name": person.name,
        "department": person.department if ratee.unit != COMPANY else "",
        "position": person.position,
        "level": person.level,
        "status": person.status,
        "hired_on": (person.hired_on or _LONG_AGO).isoformat(),
        **({} if ratee.unit is None else {"members": str(len(ratee.members))}),
    }


def misread(workflow: Workflow, person: Person) -> tuple[Field, ...]:
    """Return the attributes of a person that do not read as what they are declared."""
    columns = person.attributes
    return tuple(field for name, field in workflow.attributes.items() if _read(field, columns.get(name, "")) is None)


def kept(workflow: Workflow, facts: Facts) -> dict[str, Cell]:
    """Return the facts an appraisal keeps: those its regulation asks for."""
    return {name: facts[name] for name in workflow.facts_used}


def amounts(workflow: Workflow, facts: Facts) -> dict[str, Amount]:
    """Return facts as rules compute with them; a blank figure or day does not apply.

    What another version of the regulation asked for is left out.
    """
    fields = fields_of(workflow)
    return {name: amount_of(fields[name], value) for name, value in facts.items() if name in fields}


def _plain(figure: Decimal | None) -> str:
    return "" if figure is None else f"{figure:f}"


def _attribute(field: Field, text: str) -> Cell:
    cell = _read(field, text)
    return cell if cell is not None else field.kind is not FieldKind.TICK and ""


def _read(field: Field, text: str) -> Cell | None:
    """Return a column of the people file as its kind is kept: figures plain, days as ISO writes them, or None.

    What is blank is no tick, and else stays blank.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    match field.kind:
        case FieldKind.TICK:
            return _TICKS.get(plain.casefold())
        case FieldKind.NUMBER if plain:
            return f"{Decimal(plain).normalize():f}" if _FIGURE.fullmatch(plain) else None
        case FieldKind.DATE if plain:
            return _read_day(plain)
        case _:
            return text


def _read_day(text: str) -> str | None:
    """Return a day that is written year first, as the people file is: is 03/04 March or April?"""
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())).isoformat() if found else None
    except ValueError:
        return None


def _whole_months(first: date, end: date) -> int:
    """Return how many whole months lie between two days, the second not included."""
    months = (end.year - first.year) * 12 + end.month - first.month
    return max(months - (end.day < first.day), 0)
