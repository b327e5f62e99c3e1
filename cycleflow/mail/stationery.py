"""The templates letters are written on: one sandboxed environment a language, styles already in the elements.

A notice's templates are templates/email/<notice>/subject.txt, body.txt and body.html. HR may edit them: the sandbox
lets them say what a letter is given, and nothing else; a name nobody gave is an error and not a gap.

**Why** styles are inlined when a template is loaded, not when a letter is written: it costs a fifth of a millisecond
each time, and the result is the same. Jinja's tags travel through the inliner as comments, its values as words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cycleflow import shipped
from cycleflow.errors import CycleflowError
from cycleflow.language import catalogue, known

_FAULTS = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError)
"""What a template can do wrong, at load and when it is filled in."""

_JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_STANDING_IN = re.compile(r"<!--jinja(\d+)-->|jinja(\d+)jinja")
_INLINER = CSSInliner(inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False)


class LetterError(CycleflowError):
    """A template cannot be filled in; one letter is held up, not the post."""

    words = "The mail {notice} cannot be written: {reason}. Correct its template, then send it again."


def write(notice: str, part: str, locale: str, words: Mapping[str, object]) -> str:
    """Return one part (`subject.txt`, `body.txt`, `body.html`) of a notice's letter.

    Raises:
        LetterError: the template is missing, or asks for what it is not given.
    """
    try:
        return environment(known(locale)).get_template(f"{notice}/{part}").render(words)
    except _FAULTS as error:
        raise LetterError(notice=notice, reason=str(error)) from error


@cache
def environment(locale: str) -> Environment:
    """Return what the templates of a language are rendered with."""
    made = ImmutableSandboxedEnvironment(
        loader=_Styled(shipped.templates() / "email"),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(catalogue(locale), newstyle=True)  # type: ignore[attr-defined]  # the i18n extension adds it
    return made


class _Styled(FileSystemLoader):
    """Loads templates with the rules of style.css written into the elements of the HTML ones."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._rules = (folder / "style.css").read_text(encoding="utf-8")

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        source, path, is_fresh = super().get_source(environment, template)
        return self._style(source) if template.endswith(".html") else source, path, is_fresh

    def _style(self, source: str) -> str:
        """Return the source with inlined styles; what is Jinja's passes through untouched."""
        tags: list[str] = []

        def set_aside(found: re.Match[str]) -> str:
            tags.append(found.group())
            number = len(tags) - 1
            return f"jinja{number}jinja" if found.group().startswith("{{") else f"<!--jinja{number}-->"

        html = _JINJA.sub(set_aside, source)
        styled = self._inline(html)
        return _STANDING_IN.sub(lambda found: tags[int(found.group(1) or found.group(2))], styled)

    def _inline(self, html: str) -> str:
        if "<!doctype" not in html:
            return _INLINER.inline_fragment(html, self._rules)
        return CSSInliner(
            inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False, extra_css=self._rules
        ).inline(html)
