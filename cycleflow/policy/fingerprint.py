"""What a regulation means, as one number.

The fingerprint is SHA-256 over compact JSON `{"calendar": …, "regulation": …}` in UTF-8: the regulation as it is
written, every scalar a text, keys in the order of the file; the calendar as `working_days.dump_days` gives it. Where
the regulation names tables, there is also `"tables"`: by file name the rows of cells, remarks left out.
Comments, quotes and layout do not count; the order of keys does, for it decides which state comes first.

**Why** over the text's content and not over the compiled value: anybody can compute it with a YAML reader and a hash,
and it stays the same when this program learns to say more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import TypeAlias

from cycleflow.core.calendar import Calendar
from cycleflow.policy.node import Items, Node, Scalar
from cycleflow.policy.working_days import dump_days

Content: TypeAlias = "str | list[Content] | dict[str, Content]"


def fingerprint(root: Node, calendar: Calendar, tables: Mapping[str, list[list[str]]]) -> str:
    whole: dict[str, object] = {"calendar": dump_days(calendar), "regulation": content(root)}
    if tables:
        whole["tables"] = {file: tables[file] for file in sorted(tables)}
    return sha256(compact(whole).encode()).hexdigest()


def content(node: Node) -> Content:
    """Return a node without its places."""
    if isinstance(node, Scalar):
        return "" if node.is_empty else node.text
    if isinstance(node, Items):
        return [content(item) for item in node]
    return {key.text: content(value) for key, value in node}


def compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
