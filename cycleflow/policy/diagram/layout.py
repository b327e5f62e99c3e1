"""Places the states in one column, in the order of the regulation, and finds room for the lines between them.

A step to the next state is a line straight down. Any other step leaves at the side: forward on the right, back on the
left. All steps of one kind to the same state share a lane there, so that many ways to an end are one line.

**Why** one column: a regulation is written in the order in which it happens, and is read so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cycleflow.core.workflow import State
from cycleflow.policy.checks.graph import edges_of
from cycleflow.policy.wording import Wording

TITLE, LINE = 22.0, 18.0
"""Heights of the line of a title and of a text."""

MARGIN, PADDING, GAP, LANE, PORT, HEAD = 24.0, 14.0, 44.0, 16.0, 22.0, 96.0
NARROWEST = 260.0
TITLE_SIZE, TEXT_SIZE, LABEL_SIZE = 15.0, 13.0, 12.0


@dataclass(frozen=True, kw_only=True)
class Step:
    """All answers, or the silence, that lead from one state to another; `source` and `target` are rows."""

    source: int
    target: int
    label: str
    is_silent: bool

    @property
    def side(self) -> str:
        if self.target == self.source + 1:
            return "down"
        return "right" if self.target > self.source else "left"


@dataclass(frozen=True, kw_only=True)
class Box:
    """One state: its text, and where it stands."""

    title: str
    lines: tuple[str, ...]
    roles: tuple[str, ...]
    is_end: bool
    top: float
    height: float

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def entry(self) -> float:
        """The height at which lanes arrive."""
        return self.top + PADDING + 2


@dataclass(frozen=True, kw_only=True)
class Lane:
    """A line along one side to one target; `x` is where it runs, `ports` at which height each step joins it."""

    steps: tuple[Step, ...]
    ports: tuple[float, ...]
    x: float = 0

    @property
    def target(self) -> int:
        return self.steps[0].target

    @property
    def rows(self) -> tuple[int, int]:
        rows = [self.target, *(step.source for step in self.steps)]
        return min(rows), max(rows)


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Everything in its place; the boxes stand between `left` and `right`, those of duties below the states."""

    boxes: tuple[Box, ...]
    duties: tuple[Box, ...]
    down: tuple[Step, ...]
    lanes: tuple[Lane, ...]
    left: float
    right: float
    width: float
    height: float


def lay_out(wording: Wording) -> Layout:
    steps = _steps(wording)
    boxes = _boxes(wording, steps)
    duties = _stacked(wording, boxes[-1].bottom + GAP + TITLE, wording.workflow.duties.values())
    breadth = max(NARROWEST, *(_breadth(box) for box in (*boxes, *duties)))
    lefts, rights = _lanes(steps, boxes, "left"), _lanes(steps, boxes, "right")
    left = MARGIN + _room(lefts)
    right = left + breadth
    beyond = max(_label_room(rights), _overhang(steps, breadth))
    placed = [
        *(replace(lane, x=left - _label_room(lefts) - LANE * rank) for lane, rank in _ranked(lefts)),
        *(replace(lane, x=right + beyond + LANE * rank) for lane, rank in _ranked(rights)),
    ]
    return Layout(
        boxes=boxes,
        duties=duties,
        down=tuple(step for step in steps if step.side == "down"),
        lanes=tuple(placed),
        left=left,
        right=right,
        width=right + beyond + _room(rights) - _label_room(rights) + MARGIN,
        height=(*boxes, *duties)[-1].bottom + MARGIN,
    )


def _overhang(steps: Sequence[Step], breadth: float) -> float:
    """Return how far labels of lines straight down reach beyond the boxes."""
    ends = [
        breadth * spine(is_silent=step.is_silent) + width_of(step.label, LABEL_SIZE) + LANE
        for step in steps
        if step.side == "down"
    ]
    return max(0.0, *(end - breadth for end in ends)) if ends else 0.0


def spine(*, is_silent: bool) -> float:
    """Return where, from left to right, lines straight down run: answers on the left, silence in the middle."""
    return 0.46 if is_silent else 0.12


def width_of(text: str, size: float) -> float:
    """Estimate a text's width: a Chinese character is as wide as high, a Latin letter about half."""
    return sum(size if ord(character) > 0x2E7F else size * 0.57 for character in text)


def _steps(wording: Wording) -> tuple[Step, ...]:
    """Return the steps, those between the same two states as one."""
    states = wording.workflow.states
    rows = {name: row for row, name in enumerate(states)}
    labels: dict[tuple[int, int, bool], list[str]] = {}
    for edge in edges_of(states):
        label = wording.edge(edge)
        labels.setdefault((rows[edge.source], rows[edge.target], edge.answer is None), []).append(label)
    return tuple(
        Step(source=source, target=target, label=" / ".join(said), is_silent=is_silent)
        for (source, target, is_silent), said in sorted(labels.items())
    )


def _boxes(wording: Wording, steps: Sequence[Step]) -> tuple[Box, ...]:
    boxes: list[Box] = []
    top = HEAD
    for row, state in enumerate(wording.workflow.states.values()):
        box = _box(wording, state, top, ports=max(_leaving(steps, row, side) for side in ("left", "right")))
        boxes.append(box)
        top = box.bottom + GAP
    return tuple(boxes)


def _stacked(wording: Wording, top: float, duties: Iterable[State]) -> tuple[Box, ...]:
    boxes: list[Box] = []
    for duty in duties:
        boxes.append(_box(wording, duty, top, ports=0))
        top = boxes[-1].bottom + GAP / 2
    return tuple(boxes)


def _leaving(steps: Sequence[Step], row: int, side: str) -> int:
    return sum(step.source == row and step.side == side for step in steps)


def _box(wording: Wording, state: State, top: float, *, ports: int) -> Box:
    lines = tuple(wording.describe(state))
    text = PADDING * 2 + TITLE + LINE * len(lines)
    return Box(
        title=wording.pick(state.title),
        lines=lines,
        roles=tuple(state.ask),
        is_end=state.is_end,
        top=top,
        height=max(text, PADDING * 2 + PORT * ports + 4),
    )


def _breadth(box: Box) -> float:
    widths = [width_of(box.title, TITLE_SIZE), *(width_of(line, TEXT_SIZE) for line in box.lines)]
    return max(widths) + PADDING * 2 + 8


def _lanes(steps: Sequence[Step], boxes: Sequence[Box], side: str) -> list[Lane]:
    ports: dict[int, float] = {}
    lanes: dict[tuple[int, bool], list[tuple[Step, float]]] = {}
    for step in (step for step in steps if step.side == side):
        ports[step.source] = ports.get(step.source, boxes[step.source].entry) + PORT
        lanes.setdefault((step.target, step.is_silent), []).append((step, ports[step.source]))
    return [
        Lane(steps=tuple(step for step, _ in joined), ports=tuple(port for _, port in joined))
        for joined in lanes.values()
    ]


def _ranked(lanes: Sequence[Lane]) -> list[tuple[Lane, int]]:
    """Give every lane a place, short ones nearest to the boxes, so that none lies on another."""
    taken: list[list[tuple[int, int]]] = []
    ranked = []
    for lane in sorted(lanes, key=lambda lane: (lane.rows[1] - lane.rows[0], lane.rows)):
        first, last = lane.rows
        free = [rank for rank, rows in enumerate(taken) if all(last < low or first > high for low, high in rows)]
        rank = free[0] if free else len(taken)
        taken += [[]] if rank == len(taken) else []
        taken[rank].append(lane.rows)
        ranked.append((lane, rank))
    return ranked


def _label_room(lanes: Sequence[Lane]) -> float:
    """Return the width of the widest label: lanes begin beyond it, so that none runs through a text."""
    widths = [width_of(step.label, LABEL_SIZE) for lane in lanes for step in lane.steps]
    return max(widths) + LANE * 1.5 if widths else 0


def _room(lanes: Sequence[Lane]) -> float:
    ranks = [rank for _, rank in _ranked(lanes)]
    return _label_room(lanes) + LANE * (max(ranks) + 1) if ranks else 0
