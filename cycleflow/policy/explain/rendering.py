"""Writes the chapters down as plain text, as Markdown, or as lines a page shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cycleflow.policy.explain import numbering
from cycleflow.policy.explain.document import Chapter, Clause

_ENDED = "。.；;：:！!？?"


@dataclass(frozen=True)
class Line:
    """One line: its number, what it is (`chapter`, `article`, `clause` or `item`), and how deep an item lies."""

    kind: str
    number: str
    text: str
    depth: int = 0


def lines(chapters: Sequence[Chapter], lang: str) -> Iterator[Line]:
    """Yield everything in its order, numbered: articles go on counting from chapter to chapter."""
    count = 0
    for number, chapter in enumerate(chapters, 1):
        yield Line("chapter", numbering.chapter(number, lang), chapter.title)
        for article in chapter.articles:
            count += 1
            yield Line("article", numbering.article(count, lang), article.title)
            for clause in article.clauses:
                yield Line("clause", "", clause.text)
                yield from _items(clause.items, lang, 0)


def _items(items: Sequence[Clause], lang: str, depth: int) -> Iterator[Line]:
    for number, one in enumerate(items, 1):
        end = _end(one, lang, is_last=number == len(items))
        yield Line("item", numbering.item(number, depth, lang), one.text + end, depth)
        yield from _items(one.items, lang, depth + 1)


def _end(one: Clause, lang: str, *, is_last: bool) -> str:
    """Return what an item ends in: what is below it, the next one, or nothing more."""
    if one.text and one.text[-1] in _ENDED:
        return ""
    if one.items:
        return "：" if lang == "zh" else ":"
    return ("。" if is_last else "；") if lang == "zh" else "." if is_last else ";"


def _numbered(line: Line, lang: str) -> str:
    """Return the heading of a chapter or article."""
    return f"{line.number} {line.text}" if lang == "zh" else f"{line.number}. {line.text}"


def markdown(title: str, chapters: Sequence[Chapter], lang: str) -> str:
    """Return the document as Markdown."""
    said = [f"# {title}"]
    for line in lines(chapters, lang):
        match line.kind:
            case "chapter":
                said.append(f"\n## {_numbered(line, lang)}")
            case "article":
                said.append(f"\n**{_numbered(line, lang)}**")
            case "clause":
                said.append(f"\n{line.text}")
            case _:
                said.append(f"{'  ' * line.depth}- {line.number} {line.text}")
    return "\n".join(said) + "\n"


def text(title: str, chapters: Sequence[Chapter], lang: str) -> str:
    """Return the document as it is read aloud."""
    said = [title]
    for line in lines(chapters, lang):
        match line.kind:
            case "chapter" | "article":
                said.append(f"\n{_numbered(line, lang)}")
            case "clause":
                said.append(line.text)
            case _:
                said.append(f"{'    ' * (line.depth + 1)}{line.number} {line.text}")
    return "\n".join(said) + "\n"
