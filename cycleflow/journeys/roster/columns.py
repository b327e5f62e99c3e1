"""The columns a people file may have, by every name its headings go by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches

_HEADINGS = {
    "number": "number | employee number | employee no | employee id | staff number | "
    "工号 | 员工号 | 员工编号 | 员工工号 | 人员编号",
    "name": "name | full name | employee name | 姓名 | 员工姓名 | 名字",
    "email": "email | mail | email address | mail address | 邮箱 | 电子邮箱 | 电子邮件 | 邮件 | 邮箱地址 | 工作邮箱",
    "manager": "manager | manager number | reports to | superior | supervisor | "
    "上级工号 | 上级 | 直属上级 | 直接上级 | 直属上级工号 | 直接上级工号 | 主管工号",
    "department": "department | dept | 部门 | 所属部门 | 部门名称",
    "position": "position | job title | job | 岗位 | 职位 | 职务 | 岗位名称",
    "level": "level | job level | job grade | 职级 | 级别 | 岗级 | 职等",
    "hired_on": "hired on | hire date | date hired | hired | start date | entry date | "
    "入职日期 | 入职时间 | 入职日 | 到岗日期",
    "status": "status | employment status | 状态 | 员工状态 | 在职状态 | 人员状态",
    "locale": "locale | language | 语言 | 语言偏好",
    "zone": "zone | time zone | 时区",
    "roles": "roles | role | 角色 | 系统角色",
}
HEADINGS: Mapping[str, tuple[str, ...]] = {column: tuple(said.split(" | ")) for column, said in _HEADINGS.items()}

REQUIRED = ("number", "name", "email")
_CLOSE = 0.8


def _plain(heading: str) -> str:
    return re.sub(r"[\s_*\-]+", "", unicodedata.normalize("NFKC", heading).casefold())


_BY_HEADING = {_plain(heading): column for column, headings in HEADINGS.items() for heading in headings}


def known(heading: str) -> str | None:
    """Return the column a heading stands for, or None: it is an attribute of the firm's own."""
    return _BY_HEADING.get(_plain(heading))


def likely(heading: str) -> str | None:
    """Return the column whose heading was probably mistyped here."""
    close = get_close_matches(_plain(heading), _BY_HEADING, n=1, cutoff=_CLOSE)
    return _BY_HEADING[close[0]] if close else None


def heads(column: str) -> str:
    """Return the headings to write, as a complaint names them: `number (工号)`."""
    chinese = next(heading for heading in HEADINGS[column] if not heading.isascii())
    return f"{column} ({chinese})"
