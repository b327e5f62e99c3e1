"""Draws the layout as SVG: plain shapes and text, no script, no style sheet, readable by a screen reader.

**Why** attributes and not CSS: the picture is shown under a content security policy, in mails and in print alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from cycleflow.core.workflow import Workflow
from cycleflow.policy.checks.graph import edges_of
from cycleflow.policy.diagram.layout import (
    HEAD,
    LABEL_SIZE,
    LINE,
    MARGIN,
    PADDING,
    TEXT_SIZE,
    TITLE,
    TITLE_SIZE,
    Box,
    Lane,
    Layout,
    Step,
    lay_out,
    spine,
)
from cycleflow.policy.wording import Wording

_FONT = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, Helvetica, Arial, sans-serif"
_INK, _SOFT, _LINE, _SILENT, _FRAME = "#1f2937", "#4b5563", "#475569", "#b45309", "#cbd5e1"
_OWNERS = ("#2563eb", "#0f766e", "#7c3aed", "#be185d", "#a16207", "#475569", "#15803d", "#b91c1c")
"""Colours of the roles, in the order of the regulation: a help to the eye; the role is written in the box too."""


def svg(workflow: Workflow, lang: str) -> str:
    """Return the picture of the workflow in one language."""
    wording = Wording(workflow, lang)
    layout = lay_out(wording)
    boxes = (*layout.boxes, *layout.duties)
    colours = {role: _OWNERS[place % len(_OWNERS)] for place, role in enumerate(workflow.roles)}
    parts = [
        *_opening(wording, layout),
        *_legend(wording),
        *(part for lane in layout.lanes for part in _lane(layout, lane)),
        *(part for step in layout.down for part in _down(layout, step)),
        *(part for box in boxes for part in _box(layout, box, [colours[role] for role in box.roles])),
        *_heading(wording, layout),
        *_beginning(layout),
    ]
    return "\n".join([*parts, "</svg>", ""])


def _opening(wording: Wording, layout: Layout) -> Iterator[str]:
    name, width, height = wording.workflow.name, round(layout.width), round(layout.height)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="{name}-title {name}-desc" lang="{wording.lang}" font-family="{_FONT}">'
    )
    yield f'<title id="{name}-title">{escape(wording.pick(wording.workflow.title))}</title>'
    yield f'<desc id="{name}-desc">{escape(_description(wording))}</desc>'
    yield f'<rect width="{width}" height="{height}" fill="#ffffff"/>'


def _description(wording: Wording) -> str:
    """Say all the picture shows, for whoever cannot see it."""
    return " ".join(_sentence(wording, name) for name in wording.workflow.stages)


def _sentence(wording: Wording, name: str) -> str:
    states = wording.workflow.states
    state = wording.workflow.stages[name]
    ways = [edge for edge in edges_of(states) if edge.source == name]
    said = [
        *wording.describe(state),
        *(f"{wording.edge(way)} → {wording.pick(states[way.target].title)}" for way in ways),
    ]
    title = wording.pick(state.title)
    return f"{title}: {'; '.join(said)}." if said else f"{title}."


def _legend(wording: Wording) -> Iterator[str]:
    yield _text(MARGIN, MARGIN + 14, wording.pick(wording.workflow.title), size=20, weight="bold")
    y, x = MARGIN + 40, MARGIN
    for said, silent in ((wording.say("回答", "answer"), False), (wording.say("沉默", "silence"), True)):
        yield _stroke(f"M{x:.0f} {y - 4:.0f}h28", silent=silent)
        yield _text(x + 36, y, said, size=LABEL_SIZE, colour=_SOFT)
        x += 110


def _heading(wording: Wording, layout: Layout) -> Iterator[str]:
    """Say what the boxes below the states are."""
    if layout.duties:
        said = wording.say("与各环节并行", "Beside the states")
        yield _text(layout.left, layout.duties[0].top - PADDING, said, size=TITLE_SIZE, colour=_SOFT)


def _beginning(layout: Layout) -> Iterator[str]:
    x = _spine(layout)
    yield f'<circle cx="{x:.1f}" cy="{HEAD - 20:.1f}" r="5" fill="{_LINE}"/>'
    yield _stroke(f"M{x:.1f} {HEAD - 20:.1f}V{HEAD - 6:.1f}")
    yield _arrow(x, HEAD, "down")


def _spine(layout: Layout, *, silent: bool = False) -> float:
    return layout.left + (layout.right - layout.left) * spine(is_silent=silent)


def _down(layout: Layout, step: Step) -> Iterator[str]:
    x = _spine(layout, silent=step.is_silent)
    top, bottom = layout.boxes[step.source].bottom, layout.boxes[step.target].top
    yield _stroke(f"M{x:.1f} {top:.1f}V{bottom - 6:.1f}", silent=step.is_silent)
    yield _arrow(x, bottom, "down", silent=step.is_silent)
    yield _label(x + 8, (top + bottom) / 2 + 4, step)


def _lane(layout: Layout, lane: Lane) -> Iterator[str]:
    """Draw the steps of a lane; where they run together they are one line."""
    outward = lane.x > layout.right
    edge, turn = (layout.right, 8.0) if outward else (layout.left, -8.0)
    entry = layout.boxes[lane.target].entry
    silent = lane.steps[0].is_silent
    for step, port in zip(lane.steps, lane.ports, strict=True):
        bend = 8.0 if entry > port else -8.0
        yield _stroke(
            f"M{edge:.1f} {port:.1f}H{lane.x - turn:.1f}q{turn} 0 {turn} {bend}V{entry - bend:.1f}"
            f"q0 {bend} {-turn} {bend}H{edge + turn:.1f}",
            silent=silent,
        )
        yield _label(edge + turn, port - 5, step, end=not outward)
    yield _arrow(edge, entry, "left" if outward else "right", silent=silent)


def _box(layout: Layout, box: Box, colours: list[str]) -> Iterator[str]:
    width, height = layout.right - layout.left, box.height
    frame = _LINE if box.is_end else _FRAME
    fill = "#f1f5f9" if box.is_end else "#ffffff"
    radius = min(height / 2, 20) if box.is_end else 8
    yield (
        f'<rect x="{layout.left:.1f}" y="{box.top:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:.0f}" '
        f'fill="{fill}" stroke="{frame}" stroke-width="1.5"/>'
    )
    for place, colour in enumerate(colours):
        share = (height - 16) / len(colours)
        yield (
            f'<rect x="{layout.left:.1f}" y="{box.top + 8 + share * place:.1f}" width="5" height="{share:.1f}" '
            f'fill="{colour}"/>'
        )
    x, y = layout.left + PADDING + 4, box.top + PADDING + TITLE_SIZE
    yield _text(x, y, box.title, size=TITLE_SIZE, weight="bold")
    for place, line in enumerate(box.lines):
        colour = colours[0] if place == 0 else _SOFT
        yield _text(x, y + TITLE + LINE * place, line, size=TEXT_SIZE, colour=colour)


def _label(x: float, y: float, step: Step, *, end: bool = False) -> str:
    colour = _SILENT if step.is_silent else _INK
    anchor = "end" if end else "start"
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{LABEL_SIZE:.0f}" text-anchor="{anchor}" fill="{colour}" '
        f'stroke="#ffffff" stroke-width="4" stroke-linejoin="round" paint-order="stroke">{escape(step.label)}</text>'
    )


def _text(x: float, y: float, said: str, *, size: float, colour: str = _INK, weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.0f}" font-weight="{weight}" '
        f'fill="{colour}">{escape(said)}</text>'
    )


def _stroke(path: str, *, silent: bool = False) -> str:
    dashes = ' stroke-dasharray="5 4"' if silent else ""
    colour = _SILENT if silent else _LINE
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.5"{dashes}/>'


_HEADS = {"down": "l-4.5 -8h9z", "left": "l8 -4.5v9z", "right": "l-8 -4.5v9z"}


def _arrow(x: float, y: float, towards: str, *, silent: bool = False) -> str:
    return f'<path d="M{x:.1f} {y:.1f}{_HEADS[towards]}" fill="{_SILENT if silent else _LINE}"/>'
