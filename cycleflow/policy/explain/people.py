"""Chapter 3: who takes part, how committees are made up, and what happens when a manager changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cycleflow.core.committee import Committee
from cycleflow.core.naming import source_of
from cycleflow.core.organisation import ALL
from cycleflow.policy.explain.document import Article, Chapter, article, clause
from cycleflow.policy.explain.prose import Prose

_PATHS: Mapping[str, tuple[str, str]] = {
    "self": ("被考核人本人", "the person appraised"),
    "peers": ("与被考核人同一上级的人员", "those with the same superior"),
    "reports": ("被考核人的直接下属", "those who report to the person appraised"),
    "members": ("该单位的其他全体成员", "all others of the unit"),
    "heads": ("各部门的负责人，即部门内级别最高的上级", "the head of every department, its highest superior inside"),
}
_ARGUMENT = re.compile(r"(group|heads|people)\(([a-z0-9_]+)\)")


def people(prose: Prose) -> Chapter:
    return Chapter(
        prose.say("参与人员", "Who takes part"),
        (_roles(prose), *_committees(prose), _change(prose), *_digest(prose)),
    )


def _roles(prose: Prose) -> Article:
    workflow, say = prose.workflow, prose.say
    items = []
    for role, path in workflow.roles.items():
        said, who = prose.quoted(prose.role(role)), _path(prose, path)
        held = workflow.held_when.get(role)
        when = prose.condition(held) if held else ""
        limit = say(f"，仅限{when}的考核", f", only where {when}") if held else ""
        items.append(say(f"{said}：{who}{limit}", f"{said}: {who}{limit}"))
    return article(
        say("角色", "Roles"),
        clause(
            say("本办法所称下列人员，均自被考核人看去：", "These are meant, seen from the person appraised:"), items
        ),
        say(
            "不在职的人沿汇报线由上一级替代。除“本人”外，任何人不得在对自己的考核中担任角色。",
            "Whoever is not at work is passed over, up the line. Nobody but the person appraised takes part in his "
            "own appraisal.",
        ),
    )


def _path(prose: Prose, path: str) -> str:
    say = prose.say
    if path in _PATHS:
        return say(*_PATHS[path])
    if path == f"heads({ALL})":
        return say(*_PATHS["heads"])
    if path.startswith("manager"):
        return _above(prose, path, say("被考核人", "the person appraised"))
    if path.startswith("head("):
        head = say(
            "被考核人所在部门的负责人，即部门内级别最高的上级；被考核人自己是负责人的，为其上级",
            "the highest superior in the person's own department; for the head himself, his manager",
        )
        _, dot, above = path.partition(").")
        return _above(prose, above, say("该部门负责人", "that head of department")) if dot else head
    named = source_of(path)
    if named:
        field = prose.column(named)
        return say(f"{field}中指定的人", f"whoever is named in {field}")
    return _listed(prose, path)


def _above(prose: Prose, path: str, whom: str) -> str:
    """Say `manager.manager` of somebody, one superior above the other."""
    said = prose.say(f"{whom}的直接上级", f"the direct superior of {whom}")
    for _ in range(path.count(".manager")):
        said = prose.say(f"{said}的上级", f"the superior of {said}")
    return said


def _listed(prose: Prose, path: str) -> str:
    found = _ARGUMENT.fullmatch(path)
    assert found, "every other path names a column or a group"
    kind, name = found[1], prose.quoted(found[2])
    return {
        "group": prose.say(
            f"人员表“roles”一栏含{name}的人", f"those with {name} in the column “roles” of the people file"
        ),
        "heads": prose.say(
            f"被考核人{name}一栏所列各部门的负责人", f"the heads of the departments in the person's column {name}"
        ),
        "people": prose.say(
            f"被考核人{name}一栏所列工号的人", f"those whose numbers are in the person's column {name}"
        ),
    }[kind]


def _committees(prose: Prose) -> Iterator[Article]:
    committees, say = prose.workflow.committees, prose.say
    if committees:
        lead = say("下列人员的组成须符合要求，否则不得启动考核：", "These must be made up so, or nothing is launched:")
        last = say(
            "成员本人被考核的，不参与对自己的考核，但仍计入组成。",
            "A member who is appraised himself stays out of his own appraisal, and counts all the same.",
        )
        items = [_committee(prose, role, one) for role, one in committees.items()]
        yield article(say("组成", "Committees"), clause(lead, items), last)


def _committee(prose: Prose, role: str, committee: Committee) -> str:
    size = prose.span(committee.low, committee.high)
    groups = [
        prose.say(f"{prose.quoted(group)}至少{least}人", f"at least {least} of {prose.quoted(group)}")
        for group, least in committee.groups.items()
    ]
    among = prose.say(f"，其中{prose.listed(groups)}", f", among them {prose.listed(groups)}") if groups else ""
    return prose.say(f"{prose.role(role)}：{size}人{among}", f"{prose.role(role)}: {size} members{among}")


def _change(prose: Prose) -> Article:
    is_moved = prose.workflow.manager_change == "move"
    return article(
        prose.say("上级变更", "Change of manager"),
        prose.say(
            "考核期间上级变更的，未办结的事项转由新上级办理，并通知双方。",
            "When the manager changes, what is still open goes to the new one, and both are told.",
        )
        if is_moved
        else prose.say(
            "考核期间上级变更的，未办结的事项仍由原上级办理。",
            "When the manager changes, what is open stays with the former one.",
        ),
    )


def _digest(prose: Prose) -> Iterator[Article]:
    digest = prose.workflow.digest
    if digest:
        roles, at = prose.all_roles(digest.roles), f"{digest.at:%H:%M}"
        yield article(
            prose.say("邮件", "Mails"),
            prose.say(
                f"发给{roles}的邮件每日合并为一封，收入当日{at}之前的邮件，十分钟后发出；发给其他人的逐封发出。",
                f"What is mailed to {roles} is gathered into one mail a day; what comes by {at} is in it, and it "
                "leaves ten minutes later. All others are written to at once.",
            ),
        )
