"""What is public: everybody signed in reads it, and nothing else of the appraisal."""

import pytest

from cycleflow import policy, shipped
from cycleflow.journeys import openness
from tests.offices import launch


@pytest.fixture
def public(office):
    """Return a quarter whose goals, and whose marks, are open to everybody."""
    text = (shipped.workflows() / "quarterly.yaml").read_text(encoding="utf-8")
    for ask in ("    ask: {employee: goals}\n", "    ask: {manager: review}\n"):
        assert text.count(ask) == 1
        text = text.replace(ask, f"{ask}    public: true\n")
    return launch(office, policy.load(text)).id


def test_goals_are_open_to_everybody_once_they_are_given(visitor, public, walk_any):
    stranger = visitor("E4")
    assert "Nothing yet." in stranger.get("/open").text
    assert stranger.get(f"/open/{public}.E8").status_code == 404

    walk_any(f"{public}.E8", "self_review")

    stranger = visitor("E4")  # the clock has turned
    assert 'href="/open"' in stranger.get("/").text
    assert f'href="/open/{public}.E8"' in stranger.get("/open").text
    assert f"{public}.E7" not in stranger.get("/open").text
    page = stranger.get(f"/open/{public}.E8").text
    assert "Ben Bold" in page
    assert "Goal setting" in page
    assert "Mid-quarter check" not in page


def test_marks_that_are_open_are_so_only_once_the_result_is_published(visitor, public, walk_any):
    walk_any(f"{public}.E8", "interview_signing")
    assert "Manager&#39;s review" not in visitor("E8").get(f"/open/{public}.E8").text

    walk_any(f"{public}.E8", "sign_off")

    assert "Manager&#39;s review" in visitor("E4").get(f"/open/{public}.E8").text


def test_what_is_open_is_listed_a_page_at_a_time(visitor, public, walk_any, monkeypatch):
    monkeypatch.setattr(openness, "PAGE", 1)
    walk_any(f"{public}.E8", "self_review")
    stranger = visitor("E4")

    first = stranger.get("/open").text
    second = stranger.get(f"/open?cycle={public}&after={public}.E7").text
    last = stranger.get(f"/open?cycle={public}&after={public}.E9").text

    assert f"?cycle={public}&amp;after={public}.E7" in first
    assert f'href="/open/{public}.E8"' in second
    assert "Nothing yet." in last


def test_where_nothing_is_public_nothing_is_listed(visitor, cycle, walk):
    walk("E8", "self_review")

    assert "Nothing yet." in visitor("E4").get("/open").text
    assert visitor("E4").get(f"/open/{cycle.id}.E8").status_code == 404
