"""What is written can be read: every pair of colours that meets on a page, by day and by night (WCAG 2.2, 1.4.3)."""

import re

import pytest

from cycleflow import shipped

STYLE = (shipped.templates() / "console" / "static" / "cycleflow.css").read_text(encoding="utf-8")
LIGHT, DARK = (
    dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))
    for block in re.findall(r":root \{(.*?)\n *\}", STYLE, re.DOTALL)[:2]
)
WORDS = [
    *(
        (ink, ground)
        for ink in ("ink", "soft", "accent", "bad", "good", "warn")
        for ground in ("paper", "card", "sunk")
    ),
    ("accent", "tint"),
    ("accent-ink", "accent"),
    ("bad", "bad-tint"),
    ("ink", "bad-tint"),
    ("ink", "warn-tint"),
    ("ink", "tint"),
    ("soft", "warn-tint"),
]
EDGES = [(line, ground) for line in ("edge", "focus", "accent", "bad") for ground in ("paper", "card")]


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, {**LIGHT, **DARK}], ids=["light", "dark"])
def test_words_stand_out(colours):
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in WORDS}

    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("colours", [LIGHT, {**LIGHT, **DARK}], ids=["light", "dark"])
def test_edges_of_fields_and_the_focus_stand_out(colours):
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in EDGES}

    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_both_palettes_were_found():
    assert len(LIGHT) == 16
    assert DARK.keys() == LIGHT.keys()
