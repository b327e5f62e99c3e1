"""A regulation written out: chapters of articles, articles of paragraphs, paragraphs with items below them.

Numbers are given when it is shown, so that whatever says nothing leaves no gap.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Clause:
    """A sentence or more, and the items it introduces."""

    text: str
    items: tuple[Clause, ...] = ()


@dataclass(frozen=True)
class Article:
    """What it is about, and what it says."""

    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Chapter:
    title: str
    articles: tuple[Article, ...] = field(default_factory=tuple)


def clause(text: str, items: Iterable[Clause | str] = ()) -> Clause:
    """Return a clause; an item may be a sentence alone."""
    return Clause(text, tuple(item if isinstance(item, Clause) else Clause(item) for item in items))


def article(title: str, *clauses: Clause | str) -> Article:
    """Return an article of the clauses that say something; each begins like a sentence."""
    said = (one if isinstance(one, Clause) else Clause(one) for one in clauses if one)
    return Article(capital(title), tuple(Clause(capital(one.text), one.items) for one in said))


def capital(text: str) -> str:
    """Return a text as it stands at the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def texts(chapters: Iterable[Chapter]) -> Iterator[str]:
    """Yield every title and sentence."""
    for chapter in chapters:
        yield chapter.title
        for one in chapter.articles:
            yield one.title
            yield from _texts(one.clauses)


def _texts(clauses: Iterable[Clause]) -> Iterator[str]:
    for one in clauses:
        yield one.text
        yield from _texts(one.items)
