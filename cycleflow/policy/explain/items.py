"""Says the small phrases of a measure: a band of figures, and what points are given or taken for."""

from __future__ import annotations

from cycleflow.core.scoring.bands import Band, Bound
from cycleflow.core.scoring.phrase import shown
from cycleflow.core.scoring.points import Item
from cycleflow.core.workflow import Grade
from cycleflow.policy.explain.names import Names
from cycleflow.policy.explain.prose import Prose


def band_edges(prose: Prose, band: Band, names: Names) -> str:
    return edges(
        prose,
        None if band.low is None else prose.bound(band.low, names),
        None if band.high is None else prose.bound(band.high, names),
        low_open=band.low_open,
        high_open=band.high_open,
    )


def grade_edges(prose: Prose, grade: Grade) -> str:
    low, high = (None if bound is None else shown(bound) for bound in (grade.low, grade.high))
    return edges(prose, low, high, low_open=grade.low_open, high_open=not grade.high_closed)


def edges(prose: Prose, low: str | None, high: str | None, *, low_open: bool, high_open: bool) -> str:
    """Return a band, with each edge as it counts: `65（含）至75（不含）`."""
    say = prose.say
    if low is not None and low == high:
        return say(f"恰为{low}", f"exactly {low}")
    if high is None:
        return say(f"超过{low}", f"more than {low}") if low_open else say(f"{low}以上（含{low}）", f"{low} or more")
    if low is None:
        return (
            say(f"低于{high}", f"less than {high}") if high_open else say(f"{high}以下（含{high}）", f"{high} or less")
        )
    one = say(f"超过{low}", f"more than {low}") if low_open else say(f"{low}以上（含{low}）", f"{low} or more")
    two = say(f"低于{high}", f"less than {high}") if high_open else say(f"{high}以下（含{high}）", f"{high} or less")
    return say(f"{one}、{two}", f"{one}, but {two}")


def point_item(prose: Prose, item: Item, names: Names) -> str:
    """Return what one item gives or takes, and up to where."""
    say, of = prose.say, prose.name(item.of, names)
    lead = of + _beyond(prose, item.side, item.beyond, names)
    parts = [lead + _earned(prose, item, tick=item.of in names and names[item.of].tick)]
    if item.most is not None:
        parts.append(say(f"至多{shown(item.most)}", f"at most {shown(item.most)}"))
    if item.doubled_from is not None:
        parts.append(say(f"自第{item.doubled_from}个起加倍", f"from number {item.doubled_from} on twice as much"))
    if item.step is not None:
        if item.in_part:
            parts.append(say("不足一个单位的按比例计", "a part of a step counts too"))
        elif item.step != 1 or item.beyond:
            parts.append(say("不足一个单位的不计", "only whole steps count"))
    return say("，", ", ").join(parts)


def _beyond(prose: Prose, side: str, beyond: Bound, names: Names) -> str:
    if not beyond:
        return ""
    bound = prose.bound(beyond, names)
    if side == "below":
        return prose.say(f"低于{bound}的部分", f" below {bound}")
    return prose.say(f"超过{bound}的部分", f" above {bound}")


def _earned(prose: Prose, item: Item, *, tick: bool) -> str:
    is_more, points = item.points >= 0, shown(abs(item.points))
    sign = prose.say("加" if is_more else "减", "+" if is_more else "−")
    if item.step is None and tick:
        return prose.say(f"为是的，{sign}{points}", f" is yes: {sign}{points}")
    if item.step is None:
        return prose.say(f"只要大于0，{sign}{points}，不论多少", f": {sign}{points} once, if there is any")
    if item.step == 1:
        return prose.say(f"每1{sign}{points}", f": {sign}{points} each")
    return prose.say(f"每{shown(item.step)}{sign}{points}", f": {sign}{points} for every {shown(item.step)}")
