"""The last chapter: the worked numbers of the regulation, which are run whenever it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cycleflow.core.workflow import Field, Sheet
from cycleflow.policy.dated import CYCLE, DUE, OPENS
from cycleflow.policy.examples import RAISES
from cycleflow.policy.explain.document import Chapter, Clause, article, clause
from cycleflow.policy.explain.names import Names, Term, columns, terms
from cycleflow.policy.explain.prose import Prose
from cycleflow.policy.explain.rows import tables
from cycleflow.policy.fingerprint import Content

_TRUTHS: Mapping[str, tuple[str, str]] = {"true": ("是", "yes"), "false": ("否", "no"), "none": ("无", "none")}
_PAST = "past"
_OWN: Names = {
    "share": Term(title={"zh": "计发比例", "en": "Share"}),
    "past": Term(title={"zh": "以往各期", "en": "Earlier periods"}),
    "gap": Term(title={"zh": "其后有缺期", "en": "A gap after it"}),
    "unpaid": Term(title={"zh": "不予发放", "en": "Not paid"}),
}


def examples(prose: Prose) -> Chapter:
    written = prose.written.get("examples", [])
    items = [_example(prose, one) for one in written if isinstance(one, dict)]
    title = prose.say("算例", "Worked examples")
    if not items:
        return Chapter(title)
    lead = prose.say(
        "下列算例与以上各条相符，本办法每次读取时均予核验：",
        "These agree with all that is said above, and are checked whenever the rules are read:",
    )
    return Chapter(title, (article(title, clause(lead, items)),))


def _example(prose: Prose, one: Mapping[str, Content]) -> Clause:
    if "period" in one:
        return _dated(prose, one)
    if "heads" in one:
        return _heads(prose, one)
    if "cohort" in one:
        return _cohort(prose, one)
    if "sheet" in one:
        return _filled_in(prose, one)
    if "refused" in one:
        name = _name(prose, str(one["refused"]))
        return clause(_supposing(prose, one) + prose.say(f"{name}的取值不予接受", f"the value of {name} is not taken"))
    return _expected(prose, one)


def _filled_in(prose: Prose, one: Mapping[str, Content]) -> Clause:
    """Say of a sheet that is filled in so where it is refused, and where it is noted."""
    sheet = prose.workflow.sheets[str(one["sheet"])]
    own = {**prose.flow_names, **terms(sheet.fields)}
    given = one.get("given")
    said = [
        f"{prose.name(name, own)}{prose.say('为', ' ')}{_filled(prose, sheet.fields.get(name), own.get(name), value)}"
        for name, value in (given.items() if isinstance(given, dict) else ())
    ]
    if "answer" in one:
        title = next(
            stage.answers[str(one["answer"])].title
            for stage in prose.workflow.stages.values()
            if str(one["answer"]) in stage.answers
        )
        said.append(prose.say(f"选择{prose.title(title)}", f"{prose.title(title)} as the answer"))
    made = [_judged(prose, sheet, key, one[key]) for key in ("refused", "noted") if key in one]
    return clause(
        prose.say(f"填写{prose.listed(said)}的，", f"a sheet with {prose.listed(said)}: ")
        + prose.say("；", "; ").join(made)
    )


def _filled(prose: Prose, asked: Field | None, term: Term | None, value: Content) -> str:
    if isinstance(value, list):
        return prose.say("、", ", ").join(_filled(prose, asked, term, row) for row in value)
    if isinstance(value, dict):
        names = columns(asked) if asked else {}
        cells = [
            f"{prose.name(name, names)} {_cell(prose, names.get(name), str(cell))}" for name, cell in value.items()
        ]
        return prose.say("（", "(") + prose.say("，", ", ").join(cells) + prose.say("）", ")")
    return _cell(prose, term, str(value))


def _judged(prose: Prose, sheet: Sheet, key: str, places: Content) -> str:
    """Return which of the answers are refused, or noted."""
    named = [str(place) for place in (places if isinstance(places, list) else [places])]
    if named == ["none"]:
        return prose.say("予以接受", "it is taken") if key == "refused" else prose.say("无须提示", "nothing is noted")
    titles = prose.listed(_titled(prose, sheet, place) for place in named)
    if key == "refused":
        return prose.say(f"{titles}不予接受", f"{titles} is not taken")
    return prose.say(f"予以接受，并就{titles}作出提示", f"it is taken, with a remark on {titles}")


def _titled(prose: Prose, sheet: Sheet, place: str) -> str:
    field, _, column = place.partition(".")
    asked = sheet.fields[field]
    return prose.title((asked.columns[column] if column else asked).title)


def _names(prose: Prose) -> Names:
    return {**_OWN, **prose.outcome_names, **prose.names, **prose.flow_names}


def _name(prose: Prose, name: str) -> str:
    if name == RAISES:
        return prose.say("所产生的事项", "what follows")
    parts = name.split(".")
    return (
        prose.column(parts) if len(parts) == 3 and name not in tables(prose) else prose.name(name, _named(prose, name))
    )


def _named(prose: Prose, name: str) -> Names:
    """Return all names, with that of a table by its title."""
    found = tables(prose).get(name)
    return {**_names(prose), name: Term(title=found.title)} if found else _names(prose)


def _supposing(prose: Prose, one: Mapping[str, Content]) -> str:
    """Return what is given, as the beginning of a sentence."""
    given = one.get("given")
    if not isinstance(given, dict) or not given:
        return ""
    said = prose.listed(_equals(prose, name, value) for name, value in given.items())
    return prose.say(f"设{said}，则", f"with {said}, ")


def _equals(prose: Prose, name: str, value: Content) -> str:
    said = _value(prose, name, value)
    return prose.say(f"{_name(prose, name)}为{said}", f"{_name(prose, name)} {said}")


def _value(prose: Prose, name: str, value: Content) -> str:
    if isinstance(value, list):
        values = [_value(prose, name, item) for item in value]
        return prose.say("、", ", ").join(values) if values else prose.say("无", "none")
    if isinstance(value, dict):
        return _row(prose, name, value)
    return _one(prose, name, value)


def _one(prose: Prose, name: str, value: str) -> str:
    if name == RAISES:
        return prose.state(value)
    if value in _TRUTHS:
        return prose.say(*_TRUTHS[value])
    if value.startswith("counts as "):
        grade = prose.quoted(prose.grade(value.removeprefix("counts as ")))
        return prose.say(f"按{grade}计", f"counted as {grade}")
    if name == "grade":
        return prose.grade(value)
    term = _names(prose).get(name)
    return prose.option(value, term.options if term else {})


def _row(prose: Prose, table: str, row: Mapping[str, Content]) -> str:
    """Return one row of a table, or of what earlier periods came to."""
    found = tables(prose).get(table)
    names = {**_names(prose), **(columns(found) if found and table != _PAST else {})}
    cells = [f"{prose.name(name, names)} {_cell(prose, names.get(name), str(value))}" for name, value in row.items()]
    return prose.say("（", "(") + prose.say("，", ", ").join(cells) + prose.say("）", ")")


def _cell(prose: Prose, term: Term | None, value: str) -> str:
    return prose.say(*_TRUTHS[value]) if value in _TRUTHS else prose.option(value, term.options if term else {})


def _expected(prose: Prose, one: Mapping[str, Content]) -> Clause:
    expect, vary = one.get("expect"), str(one.get("vary", ""))
    found = expect if isinstance(expect, dict) else {}
    parts = []
    for name, value in found.items():
        if vary and isinstance(value, dict):
            parts.append(_varied(prose, vary, name, value))
        else:
            parts.append(_equals(prose, name, value))
    return clause(_supposing(prose, one) + prose.say("；", "; ").join(parts))


def _varied(prose: Prose, vary: str, name: str, values: Mapping[str, Content]) -> str:
    given = [_one(prose, vary, value) for value in values]
    made = [_value(prose, name, value) for value in values.values()]
    both = prose.say("，", ", ").join(
        prose.say(f"取{one}时为{two}", f"{two} at {one}") for one, two in zip(given, made, strict=True)
    )
    return prose.say(
        f"{_name(prose, name)}随{_name(prose, vary)}变动：{both}",
        f"{_name(prose, name)} by {_name(prose, vary)}: {both}",
    )


def _cohort(prose: Prose, one: Mapping[str, Content]) -> Clause:
    people, expect = one["cohort"], one.get("expect")
    members = [_row(prose, "", member) for member in people if isinstance(member, dict)]
    found = expect if isinstance(expect, dict) else {}
    made = prose.say("；", "; ").join(_in_turn(prose, name, value) for name, value in found.items())
    among = prose.say("、", ", ").join(members)
    return clause(
        _supposing(prose, one)
        + prose.say(
            f"下列各人相互比较：{among}，依次得出：{made}", f"of {among}, compared with each other, in turn: {made}"
        )
    )


def _in_turn(prose: Prose, name: str, values: Content) -> str:
    said = [_value(prose, name, value) for value in values] if isinstance(values, list) else []
    return f"{_name(prose, name)} {prose.say('、', ', ').join(said)}"


def _heads(prose: Prose, one: Mapping[str, Content]) -> Clause:
    heads, expect = str(one["heads"]), one.get("expect")
    found = expect if isinstance(expect, dict) else {}
    made = prose.listed(
        prose.say(f"{prose.quoted(prose.grade(key))}{value}人", f"{value} of {prose.quoted(prose.grade(key))}")
        for key, value in found.items()
    )
    rank, among = one.get("rank"), one.get("among")
    place = prose.say(f"、排名{among}个团队中第{rank}", f" in a team that ranks {rank} of {among}") if rank else ""
    return clause(
        _supposing(prose, one)
        + prose.say(f"共{heads}人{place}的，名额为{made}", f"of {heads} people{place} there may be {made}")
    )


def _dated(prose: Prose, one: Mapping[str, Content]) -> Clause:
    expect, given = one.get("expect"), one.get("given")
    found = expect if isinstance(expect, dict) else {}
    said = prose.listed(
        _happened(prose, name, str(at)) for name, at in (given.items() if isinstance(given, dict) else ())
    )
    such = prose.say(f"，{said}", f", {said}") if said else ""
    lead = prose.say(f"考核期{one['period']}{such}：", f"In the period {one['period']}{such}: ")
    return clause(
        lead + prose.say("；", "; ").join(part for name, dates in found.items() for part in _dates(prose, name, dates))
    )


def _happened(prose: Prose, anchor: str, at: str) -> str:
    said = prose.anchor(anchor)
    return prose.say(f"{said}于{at}", f"{said} on {at}")


def _dates(prose: Prose, state: str, dates: Content) -> Iterator[str]:
    named = dates if isinstance(dates, dict) else {DUE: dates}
    for what, at in named.items():
        if state == CYCLE:
            word = prose.say("起于" if what == "start" else "止于", "begins on" if what == "start" else "ends on")
            yield prose.say(f"{word}{at}", f"it {word} {at}")
        elif what == DUE:
            yield prose.say(f"{prose.state(state)}于{at}到期", f"{prose.state(state)} is due {at}")
        elif what == OPENS:
            yield prose.say(f"{prose.state(state)}自{at}起", f"{prose.state(state)} begins {at}")
        else:
            title = prose.title(prose.workflow.states[state].answers[what].title)
            yield prose.say(
                f"{prose.state(state)}中的{title}最迟至{at}", f"{title} at {prose.state(state)} is possible until {at}"
            )
