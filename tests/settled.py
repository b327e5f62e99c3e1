"""A small regulation with outcomes, and how tests vary it."""

from pathlib import Path

from cycleflow import policy

TEXT = Path(__file__).with_name("settled.yaml").read_text(encoding="utf-8")
NOTICES = {"closed"}


def settled(*changes: tuple[str, str], text: str = TEXT):
    """Return the regulation with parts of its text replaced; each must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return policy.load(text, file="settled", years=[2025, 2026, 2027], notices=NOTICES)


def without_examples() -> str:
    return TEXT[: TEXT.index("examples:")]
