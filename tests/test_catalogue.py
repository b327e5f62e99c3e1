"""Everything cycleflow says to a person, it can say in Chinese."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from cycleflow import shipped

PACKAGE = Path(shipped.__file__).parent
TEMPLATES = shipped.templates()
OPTIONS = {"trim_blocks": "true", "lstrip_blocks": "true", "extensions": "jinja2.ext.do", "silent": "false"}


def chinese() -> Catalog:
    return read_po(BytesIO((TEMPLATES / "locale" / "zh.po").read_bytes()), locale="zh")


def said_by_templates() -> set[str]:
    found: set[str] = set()
    for path in TEMPLATES.rglob("*"):
        if path.suffix in (".html", ".txt"):
            for _line, _call, message, _comments in babel_extract(
                BytesIO(path.read_bytes()), ["_", "gettext", "ngettext"], [], OPTIONS
            ):
                found.add(str(message[0] if isinstance(message, tuple) else message))
    return found


def said_by_code() -> set[str]:
    """Every `words` of an error, a problem or a flaw, and every sentence given to a translator."""
    return {
        words
        for path in PACKAGE.rglob("*.py")
        for words in _sentences(ast.parse(path.read_text(encoding="utf-8")))
        if re.search("[A-Za-z]", re.sub(r"\{.*?\}", "", words))
    }


def _sentences(tree: ast.Module) -> Iterator[str]:
    named = {name: value for node in tree.body for name, value in _constant(node)}
    for node in ast.walk(tree):
        for value in _spoken(node):
            yield from _texts(value, named)


def _constant(node: ast.stmt) -> Iterator[tuple[str, str]]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
            yield name, text


def _spoken(node: ast.AST) -> Iterator[ast.expr]:
    """Yield what is assigned to, or passed as, `words`, and what a translator is given."""
    match node:
        case ast.Assign(targets=[ast.Name(id="words")], value=value):
            yield value
        case ast.AnnAssign(target=ast.Name(id="words"), value=ast.expr() as value):
            yield value
        case ast.keyword(arg="words", value=value):
            yield value
        case ast.Call(func=ast.Name(id="_") | ast.Call(func=ast.Name(id="translator")), args=[value, *_]):
            yield value


def _texts(node: ast.expr, named: Mapping[str, str]) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.Name(id=name) if name in named:
            yield named[name]
        case ast.IfExp(body=body, orelse=orelse):
            yield from (*_texts(body, named), *_texts(orelse, named))


def _places(text: str) -> set[str]:
    braces = {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name}
    return braces | set(re.findall(r"%\((\w+)\)", text))


def test_templates_and_code_say_something() -> None:
    assert "Please answer by" in said_by_templates()
    assert "There is no {kind} {name}." in said_by_code()
    assert "your %(cycle)s" in said_by_code()


@pytest.mark.parametrize("source", [said_by_templates, said_by_code])
def test_everything_said_has_a_chinese_translation(source) -> None:
    catalog = chinese()

    missing = sorted(text for text in source() if not (text in catalog and catalog[text].string))

    assert not missing, "templates/locale/zh.po lacks:\n" + "\n".join(missing)


def test_a_translation_has_the_same_places() -> None:
    for message in chinese():
        for text in _forms(message.string) if message.id else ():
            assert _places(text) == _places(_forms(message.id)[-1]), text


def test_nothing_is_translated_that_nobody_says() -> None:
    said = said_by_templates() | said_by_code()

    idle = sorted(_forms(one.id)[0] for one in chinese() if one.id and _forms(one.id)[0] not in said)

    assert not idle, "templates/locale/zh.po translates what nobody says:\n" + "\n".join(idle)


def _forms(text: object) -> list[str]:
    """Return the singular and the plural of a message, or the one there is."""
    return [str(one) for one in text] if isinstance(text, list | tuple) else [str(text)]
