from __future__ import annotations

import pytest

from cycleflow import shipped
from cycleflow.mail.stationery import LetterError, environment, write

WORDS = {"what": "a < b & c", "day": "Tue 3 Nov"}


@pytest.fixture
def templates(tmp_path, monkeypatch):
    """Templates of this test's own, in place of those that ship."""
    for name in ("email/style.css", "email/layout.html", "email/layout.txt"):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        target.write_text((shipped.templates() / name).read_text("utf-8"), "utf-8")
    (tmp_path / "email" / "odd").mkdir()
    monkeypatch.setattr(shipped, "templates", lambda: tmp_path)
    environment.cache_clear()
    yield tmp_path / "email" / "odd"
    environment.cache_clear()


def test_a_notice_is_written_in_the_readers_language() -> None:
    assert write("task", "subject.txt", "en", WORDS) == "Your turn: a < b & c, by Tue 3 Nov"
    assert write("task", "subject.txt", "zh", WORDS) == "请您在Tue 3 Nov前完成：a < b & c"
    assert write("task", "subject.txt", "tlh", WORDS) == write("task", "subject.txt", "en", WORDS)


def test_names_are_escaped_in_html_and_only_there(templates) -> None:
    for part in ("body.html", "body.txt"):
        (templates / part).write_text('<b>{{ _("Dear %(name)s,", name=name) }}</b>', "utf-8")

    assert "Dear &lt;i&gt;," in write("odd", "body.html", "en", {"name": "<i>"})
    assert "Dear <i>," in write("odd", "body.txt", "en", {"name": "<i>"})


def test_styles_stand_in_the_elements_and_jinja_is_left_alone(templates) -> None:
    (templates / "body.html").write_text(
        '{# why #}{% for n in names %}<p title="{{ n }}">{{ n }}</p>{% endfor %}', "utf-8"
    )

    html = write("odd", "body.html", "en", {"names": ["a", "b"]})

    assert html.count("<p style=") + html.count('<p title="') == 2
    assert html.count("margin: 0 0 16px 0") == 2
    assert 'title="a"' in html
    assert "jinja" not in html


def test_rules_for_phones_and_dark_rooms_stay() -> None:
    source, _, _ = environment("en").loader.get_source(environment("en"), "layout.html")  # type: ignore[union-attr]  # it has one

    assert "@media (max-width: 480px)" in source
    assert "@media (prefers-color-scheme: dark)" in source


@pytest.mark.parametrize(
    "template",
    [
        "{{ nobody_gave_this }}",
        "{{ name.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{% for n in range(10 ** 9) %}x{% endfor %}",
        "{{ names.append('x') }}",
        "{% if %}",
    ],
)
def test_a_template_that_reaches_too_far_holds_up_its_letter_and_says_why(templates, template) -> None:
    (templates / "body.txt").write_text(template, "utf-8")

    with pytest.raises(LetterError, match="The mail odd cannot be written"):
        write("odd", "body.txt", "en", {"name": "Li", "names": []})


def test_a_notice_without_a_template_says_so() -> None:
    with pytest.raises(LetterError, match="nonsense"):
        write("nonsense", "subject.txt", "en", {})
