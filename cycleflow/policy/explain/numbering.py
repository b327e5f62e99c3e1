"""How chapters, articles and items are counted: 第一章, 第十二条, （三）; Chapter 1, Article 12, (c)."""

from __future__ import annotations

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")


def chapter(number: int, lang: str) -> str:
    return f"第{chinese(number)}章" if lang == "zh" else f"Chapter {number}"


def article(number: int, lang: str) -> str:
    return f"第{chinese(number)}条" if lang == "zh" else f"Article {number}"


def item(number: int, depth: int, lang: str) -> str:
    """Return the mark of an item, the deeper the plainer."""
    if depth == 0:
        return f"（{chinese(number)}）" if lang == "zh" else f"({letters(number)})"
    return f"{number}." if depth == 1 else f"（{number}）" if lang == "zh" else f"({number})"


def chinese(number: int) -> str:
    """Return a number up to 9999 as Chinese writes it: 十二, 一百零五."""
    said, gap = "", False
    for place, digit in reversed(list(enumerate(reversed(str(number))))):
        if digit == "0":
            gap = bool(said)
            continue
        said += "零" * gap + _DIGITS[int(digit)] + _PLACES[place]
        gap = False
    return said.removeprefix("一") if said.startswith("一十") else said


def letters(number: int) -> str:
    """Return a, b, … z, aa, ab: as columns of a sheet are counted."""
    said = ""
    while number:
        number, rest = divmod(number - 1, 26)
        said = chr(ord("a") + rest) + said
    return said
