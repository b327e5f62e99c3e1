"""The regulation in words leaves nothing out: whatever is added to it, or taken away, changes what is said."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cycleflow import policy, shipped
from cycleflow.policy import vocabulary
from cycleflow.policy.beside import among
from cycleflow.policy.complaint import PolicyError
from cycleflow.policy.explain import explain, text
from cycleflow.policy.sections.families import OUTCOMES
from cycleflow.policy.vocabulary import Keys
from tests.policy.test_vocabulary import EXAMPLES, NOTICES, TABLES, plain, put

HERE = Path(__file__).parent


def said(regulation: Any) -> dict[str, str]:
    """Return the regulation in words, in both languages."""
    written = json.dumps(regulation, ensure_ascii=False)
    workflow = policy.load(written, file="README.md", years=[2026], notices=NOTICES, find=among(TABLES))
    return {lang: text("", explain(workflow, lang), lang) for lang in ("zh", "en")}


@cache
def said_of(base: str) -> dict[str, str]:
    return said(plain(base))


def half(value: Any, lang: str) -> Any:
    """Return a regulation with its words in one language only."""
    if isinstance(value, dict):
        return {key: half(inner, lang) for key, inner in value.items()}
    if isinstance(value, list):
        return [half(inner, lang) for inner in value]
    chinese, _, english = value.partition(" | ")
    return chinese if lang == "zh" else english or chinese


@pytest.mark.parametrize(("host", "example", "base"), EXAMPLES)
def test_every_key_of_the_handbook_changes_what_is_said(host, example, base):
    before = plain(base)
    after = put(plain(base), host, plain(example))

    said_after, said_before = said(after), said_of(base)

    for lang in ("zh", "en"):
        assert half(after, lang) == half(before, lang) or said_after[lang] != said_before[lang]


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the way to everything that could be left out."""
    pairs: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*path, key)
        yield from paths(inner, (*path, key))


KNOWN = {key for keys in vars(vocabulary).values() if isinstance(keys, Keys) for key in keys.all} | set(OUTCOMES)


def one_of_each(regulation: Any) -> list[tuple[str | int, ...]]:
    """Return a way to each key of each section, and to one of those things that have names of their own."""
    found = {tuple(step if step in KNOWN else "" for step in path): path for path in paths(regulation)}
    return list(found.values())


def without(regulation: Any, path: tuple[str | int, ...]) -> Any:
    left = deepcopy(regulation)
    place = left
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return left


USUAL = {"calendar.day", "manager_change", "score.round"}
"""What the regulations here say as it would be anyway."""

FILES = [shipped.workflows() / "quarterly.yaml", *sorted(HERE.glob("*.yaml")), HERE.parent / "settled.yaml"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_can_be_taken_away_unnoticed(file):
    regulation = plain(file.read_text(encoding="utf-8"))
    whole = said(regulation)
    unnoticed = []
    for path in one_of_each(regulation):
        try:
            left = said(without(regulation, path))
        except PolicyError:
            continue
        if any(left[lang] == whole[lang] for lang in whole):
            unnoticed.append(".".join(map(str, path)))

    assert not set(unnoticed) - USUAL
