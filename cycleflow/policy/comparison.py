"""What a new version of a regulation says otherwise than the old one: every rule that is new, gone or different.

Comments, quotes, layout, the order of keys where it has no meaning, and other ways of writing the same length of time
are no differences; neither are examples, which only prove what the rules say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cycleflow.core.scoring.card import Card
from cycleflow.core.workflow import Workflow
from cycleflow.policy.beside import TABLE, Tables, among, expand
from cycleflow.policy.complaint import Complaints, Place
from cycleflow.policy.fingerprint import Content, content
from cycleflow.policy.node import Scalar
from cycleflow.policy.sections.families.cases import OTHERWISE
from cycleflow.policy.source import read_nodes
from cycleflow.policy.table import Row

_PROOF = frozenset({"examples"})
_ORDERED = frozenset({("states",), ("grades",), ("score", "overrides")})
"""Where the order of the names has a meaning: which state comes first, which grade or override is better.

Besides these: of answers the first prevails, of cases the first that holds.
"""

_ONE_UNIT = re.compile(r"\b(\d+) +(minute|hour|(?:open )?day|workday|week|month)s?\b")


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference: where in the regulation, and what stood and stands there; None where there was or is nothing.

    `title` is what people call the thing it is about, if it has a name of its own.
    """

    path: tuple[str, ...]
    was: str | None
    becomes: str | None
    title: Mapping[str, str] | None = None

    @property
    def where(self) -> str:
        return " › ".join(self.path)

    @property
    def sentence(self) -> str:
        if self.was is None:
            return f"{self.where} is new: {self.becomes}"
        if self.becomes is None:
            return f"{self.where} is gone; it was {self.was}"
        return f"{self.where} was {self.was}, and is now {self.becomes}"


def compare(old: Workflow, new: Workflow) -> tuple[Change, ...]:
    """Return what is different, in the order of the new regulation; what is gone comes where it stood."""
    changes = _compare(content_of(old), content_of(new), ())
    return tuple(
        Change(path=one.path, was=one.was, becomes=one.becomes, title=_title(new, one.path) or _title(old, one.path))
        for one in changes
    )


def content_of(workflow: Workflow) -> Content:
    complaints = Complaints(workflow.name)
    root = read_nodes(workflow.text, complaints)
    assert root is not None, "it has been loaded"
    tables = Tables(find=among(workflow.tables), complaints=complaints)
    return _with_rows(content(expand(root, tables)), tables)


def _with_rows(value: Content, tables: Tables) -> Content:
    """Return what a regulation says with the rows of the tables that are chosen by a fact."""
    if isinstance(value, list):
        return [_with_rows(one, tables) for one in value]
    if isinstance(value, str):
        return value
    inner = {key: _with_rows(one, tables) for key, one in value.items()}
    table = tables.get(Scalar(place=Place(1, 1), text=str(value[TABLE]))) if TABLE in value else None
    return {**inner, "rows": [_row_content(row) for row in table.rows]} if table else inner


def _row_content(row: Row) -> Content:
    return {heading: content(cell) for heading, cell in row.cells.items()}


def _compare(old: Content, new: Content, path: tuple[str, ...]) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _compare_pairs(old, new, path)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _compare_items(old, new, path)
    elif _meaning(old) != _meaning(new):
        yield Change(path=path, was=flow(old), becomes=flow(new))


def _compare_pairs(old: dict[str, Content], new: dict[str, Content], path: tuple[str, ...]) -> Iterator[Change]:
    for key in dict.fromkeys([*new, *old]):
        if not path and key in _PROOF:
            continue
        inner = (*path, key)
        if key not in old:
            yield Change(path=inner, was=None, becomes=flow(new[key]))
        elif key not in new:
            yield Change(path=inner, was=flow(old[key]), becomes=None)
        else:
            yield from _compare(old[key], new[key], inner)
    before, after = ([key for key in one if key in other] for one, other in ((old, new), (new, old)))
    if _is_ordered(old, new, path) and before != after:
        yield Change(path=(*path, "the order"), was=", ".join(before), becomes=", ".join(after))


def _is_ordered(old: dict[str, Content], new: dict[str, Content], path: tuple[str, ...]) -> bool:
    answers = path[-1:] == ("answers",) and path[0] != "words"
    return path in _ORDERED or answers or (OTHERWISE in old and OTHERWISE in new)


def _compare_items(old: list[Content], new: list[Content], path: tuple[str, ...]) -> Iterator[Change]:
    """Rules of a list have no names: one that is not there to the letter is gone, and another is new."""
    before, after = [_meaning(one) for one in old], [_meaning(one) for one in new]
    if not any(isinstance(one, dict) for one in (*old, *new)):
        if before != after:
            yield Change(path=path, was=flow(list(old)), becomes=flow(list(new)))
        return
    yield from (Change(path=path, was=flow(one), becomes=None) for one in old if _meaning(one) not in after)
    yield from (Change(path=path, was=None, becomes=flow(one)) for one in new if _meaning(one) not in before)
    kept = [one for one in before if one in after]
    if kept != [one for one in after if one in before]:
        yield Change(path=(*path, "the order"), was=flow(list(old)), becomes=flow(list(new)))


def _meaning(value: Content) -> Content:
    """Return a value so that what means the same is the same: `1 workday` is `1 workdays`, spaces do not count."""
    if isinstance(value, str):
        return _ONE_UNIT.sub(r"\1 \2s", " ".join(value.split()))
    if isinstance(value, list):
        return [_meaning(one) for one in value]
    return {key: _meaning(one) for key, one in value.items()}


def flow(value: Content) -> str:
    """Return a value on one line, as YAML writes it."""
    if isinstance(value, str):
        return value or '""'
    if isinstance(value, list):
        return f"[{', '.join(flow(one) for one in value)}]"
    return f"{{{', '.join(f'{key}: {flow(one)}' for key, one in value.items())}}}"


def _title(workflow: Workflow, path: tuple[str, ...]) -> Mapping[str, str] | None:
    """Return what the thing a path leads to is called, if it has a title."""
    match path:
        case ("states", name, *_) if name in workflow.states:
            return workflow.states[name].title
        case ("duties", name, *_) if name in workflow.duties:
            return workflow.duties[name].title
        case ("indicators", name, *_) if name in workflow.indicators:
            return workflow.indicators[name].asked.title
        case ("score" | "outcomes", "measures", name, *_):
            return _titles(workflow).get(name)
        case ("sheets", sheet, name, *_) if sheet in workflow.sheets and name in workflow.sheets[sheet].fields:
            return workflow.sheets[sheet].fields[name].title
        case _:
            return None


def _titles(workflow: Workflow) -> Mapping[str, Mapping[str, str]]:
    """Return what the measures that have a title are called."""
    rules = (one.rule for one in (workflow.scorecard, workflow.outcomes) if one)
    return {name: title for rule in rules if isinstance(rule, Card) for name, title in rule.titles.items()}
