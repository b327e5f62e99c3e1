"""A JSON Schema of the policy language, so that editors complete, explain and check while one writes.

It is made from the vocabulary: every section of `vocabulary` is a definition, its keys are the properties, and what the
handbook says of a key is shown beside it. A key holds a text unless `_SHAPES` says what else.

**Why** only the shape: whether a role exists or bands leave a gap is what `cycleflow check` says, with a sentence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, get_args

from cycleflow.core.feed import Fold, Reach
from cycleflow.core.period import MONTHS, Cadence
from cycleflow.core.verdict import Effect, Occasion
from cycleflow.core.workflow import Completion, Status
from cycleflow.policy import vocabulary as words
from cycleflow.policy.handbook import Row, handbook
from cycleflow.policy.sections.families import FAMILIES, MEASURES, OUTCOMES
from cycleflow.policy.vocabulary import Keys

Schema: TypeAlias = "bool | str | int | list[Schema] | dict[str, Schema]"

FILE = "regulation.schema.json"
"""What it is called where it lies beside the regulations."""

_TEXT: Schema = {"type": ["string", "number", "boolean"]}
"""A scalar: what is written without quotes an editor may take for a number, or true and false."""


def schema() -> dict[str, Schema]:
    """Return the schema of a regulation."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "cycleflow regulation",
        "$ref": _pointer(words.REGULATION),
        "definitions": {_name(keys): _definition(keys, chapter) for keys, chapter in _CHAPTERS.items()},
    }


def _definition(keys: Keys, chapter: str) -> Schema:
    rows = {row.key: row for row in handbook().get(chapter, ())}
    shapes = _SHAPES.get(_name(keys), {})
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(keys.required),
        "properties": {key: _explained(shapes.get(key, _TEXT), rows.get(key)) for key in keys.all},
    }


def _explained(shape: Schema, row: Row | None) -> Schema:
    """Return the shape with what it means; a reference may have nothing beside it, so it is wrapped."""
    if row is None or not isinstance(shape, dict):
        return shape
    said: dict[str, Schema] = {"description": f"{row.means}\n\n{row.example}"}
    return {"allOf": [shape], **said} if "$ref" in shape else {**shape, **said}


def _name(keys: Keys) -> str:
    return keys.name.removeprefix("an ").removeprefix("a ").removeprefix("the ").replace(" ", "_")


def _pointer(keys: Keys) -> str:
    return f"#/definitions/{_name(keys)}"


def _one(keys: Keys) -> Schema:
    return {"$ref": _pointer(keys)}


def _each(shape: Schema) -> Schema:
    """A mapping whose keys are names of the author's choice; more of them may lie in a table beside the regulation."""
    table: Schema = {"table": {"type": "string", "pattern": r"\.csv$"}}
    return {"type": "object", "properties": table, "additionalProperties": shape}


def _many(shape: Schema) -> Schema:
    return {"type": "array", "items": shape}


def _among(*values: str) -> Schema:
    return {"enum": list(values)}


def _either(*shapes: Schema) -> Schema:
    return {"anyOf": list(shapes)}


_PERIOD = _either(
    _among(*Cadence),
    {"type": "string", "pattern": "^month from ([2-9]|1[0-9]|2[0-8])$"},
    {"type": "string", "pattern": f"^(quarter|half_year|year) from ({'|'.join(MONTHS[1:]).lower()})$"},
)
_TEXTS = _many(_TEXT)
_NAMED = _each(_TEXT)
_MEASURE = Keys(name=words.MEASURE.name, optional=(*words.MEASURE.all, *MEASURES))
_OUTCOME = Keys(name="an outcome", optional=(*words.MEASURE.all, *OUTCOMES))
_SCORE = Keys(name=words.SCORE.name, required=words.SCORE.required, optional=(*words.SCORE.optional, *FAMILIES))
_ANYTHING: Schema = {}

_CHAPTERS: Mapping[Keys, str] = {
    words.REGULATION: "The regulation",
    words.ROLE: "Roles",
    words.ATTRIBUTE: "Attributes",
    words.COMMITTEE: "Committees",
    words.CALENDAR: "The calendar",
    words.DIGEST: "The digest",
    words.ELIGIBILITY: "Eligibility rules",
    words.HANDED_OUT: "What is handed out",
    words.HANDED_TABLE: "A table that is handed out",
    words.FIELD: "Fields of a sheet",
    words.COLUMN: "Columns of a table",
    words.CHECK: "Checks of a sheet",
    words.INDICATOR: "Indicators",
    words.FEED: "from",
    _SCORE: "The score",
    _MEASURE: "Measures",
    words.OVERRIDE: "Overrides",
    words.WEIGHTS: "weights",
    words.BANDS: "bands",
    words.MEAN: "mean",
    words.RATIO: "ratio",
    words.LOOKUP: "lookup",
    words.RANK_POINTS: "rank_points",
    words.TOP: "top",
    words.RECORDS: "records",
    words.COUNT: "count",
    words.WEIGHTED_MEAN: "weighted_mean",
    words.OUTCOMES: "The outcomes",
    _OUTCOME: "Measures",
    words.STREAK: "streak",
    words.TALLY: "tally",
    words.ALLOCATE: "allocate",
    words.EVIDENCE: "The evidence",
    words.CONSEQUENCE: "Consequences",
    words.EXAMPLE: "Examples",
    words.DISTRIBUTION: "The distribution",
    words.STATE: "States",
    words.ANSWER: "Answers",
    words.REFUSAL: "Refusals",
    words.SILENCE: "Silence",
    words.GATHER: "Gathering",
    words.DUTY: "Duties",
    words.DUTY_ANSWER: "Answers to a duty",
    words.MISSED: "What is missed",
    words.WORDS: "Words",
}
"""The sections of a regulation, each with its heading in the handbook."""

_FIELD: Mapping[str, Schema] = {
    "choice": _NAMED,
    "columns": _each(_one(words.COLUMN)),
    "needed_for": _TEXTS,
}

_FAMILY: Mapping[str, Schema] = {
    "cases": _NAMED,
    "bands": _one(words.BANDS),
    "points": _NAMED,
    "weights": _either(_NAMED, _one(words.WEIGHTS)),
    "mean": _either(_TEXTS, _one(words.MEAN)),
    "ratio": _one(words.RATIO),
    "lookup": _one(words.LOOKUP),
    "rank_points": _one(words.RANK_POINTS),
    "top": _one(words.TOP),
    "records": _one(words.RECORDS),
    "count": _one(words.COUNT),
    "weighted_mean": _one(words.WEIGHTED_MEAN),
}

_SHAPES: Mapping[str, Mapping[str, Schema]] = {
    _name(words.REGULATION): {
        "status": _among(*Status),
        "period": _either(_PERIOD, _many(_PERIOD)),
        "calendar": _one(words.CALENDAR),
        "roles": _each(_either(_TEXT, _one(words.ROLE))),
        "committees": _each(_one(words.COMMITTEE)),
        "parameters": _each(_either(_TEXT, _NAMED)),
        "attributes": _either(_TEXTS, _each(_either(_among(*words.ATTRIBUTES), _one(words.ATTRIBUTE)))),
        "digest": _one(words.DIGEST),
        "manager_change": _among("move", "stay"),
        "eligibility": _many(_one(words.ELIGIBILITY)),
        "handed_out": _each(_one(words.HANDED_OUT)),
        "scales": _each(_NAMED),
        "sheets": _each(_each(_one(words.FIELD))),
        "checks": _each(_many(_one(words.CHECK))),
        "indicators": _each(_one(words.INDICATOR)),
        "score": _one(_SCORE),
        "grades": _NAMED,
        "distribution": _either(_one(words.DISTRIBUTION), _many(_one(words.DISTRIBUTION))),
        "outcomes": _one(words.OUTCOMES),
        "duties": _each(_one(words.DUTY)),
        "remind": _TEXTS,
        "escalate": _NAMED,
        "silence": _one(words.SILENCE),
        "states": _each(_either(_one(words.STATE), {"type": "null"})),
        "examples": _many(_one(words.EXAMPLE)),
        "words": _one(words.WORDS),
    },
    _name(words.ATTRIBUTE): {"kind": _among(*words.ATTRIBUTES)},
    _name(words.COMMITTEE): {"with": _NAMED},
    _name(words.CALENDAR): {"own_holidays": _TEXTS, "own_workdays": _TEXTS},
    _name(words.DIGEST): {"roles": _TEXTS},
    _name(words.ELIGIBILITY): {
        "then": _either(
            _among(*(effect for effect in Effect if effect is not Effect.COUNTS_AS)),
            {"type": "string", "pattern": "^counts as .+$"},
        ),
        "at": _either(_among(*Occasion), _many(_among(*Occasion))),
    },
    _name(words.HANDED_OUT): {"tables": _each(_one(words.HANDED_TABLE))},
    _name(words.HANDED_TABLE): {"by": _either(_TEXT, _TEXTS), "columns": _each(_one(words.COLUMN))},
    _name(words.FIELD): {**_FIELD, "sets": _among("score", "grade")},
    _name(words.COLUMN): _FIELD,
    _name(words.CHECK): {"then": _among("refuse", "warn")},
    _name(words.INDICATOR): {
        **_FIELD,
        "better": _among("higher", "lower"),
        "every": _many(_among(*Cadence)),
        "from": _one(words.FEED),
    },
    _name(words.FEED): {"period": _among(*get_args(Reach)), "as": _among(*get_args(Fold))},
    _name(_SCORE): {
        "measures": _each(_one(_MEASURE)),
        "also": _TEXTS,
        "overrides": _many(_one(words.OVERRIDE)),
        "weighted_mean": _one(words.WEIGHTED_MEAN),
    },
    _name(_MEASURE): _FAMILY,
    _name(_OUTCOME): {
        **_FAMILY,
        "streak": _one(words.STREAK),
        "tally": _one(words.TALLY),
        "allocate": _one(words.ALLOCATE),
    },
    _name(words.OUTCOMES): {
        "evidence": _one(words.EVIDENCE),
        "measures": _each(_one(_OUTCOME)),
        "money": _TEXTS,
        "told": _TEXTS,
        "unproven": _NAMED,
        "consequences": _many(_one(words.CONSEQUENCE)),
    },
    _name(words.TALLY): {"within": _among("year")},
    _name(words.BANDS): {"to": _NAMED},
    _name(words.LOOKUP): {"by": _either(_TEXT, _TEXTS), "in": _each(_ANYTHING), "best": _TEXTS},
    _name(words.RECORDS): {"each": _NAMED},
    _name(words.DISTRIBUTION): {"shares": _NAMED, "teams": _each(_NAMED)},
    _name(words.EXAMPLE): {
        "given": _each(_ANYTHING),
        "cohort": _many(_each(_ANYTHING)),
        "refused": _either(_TEXT, _TEXTS),
        "noted": _either(_TEXT, _TEXTS),
        "expect": _each(_either(_TEXT, _many(_either(_TEXT, _TEXTS)), _each(_either(_TEXT, _TEXTS)))),
    },
    _name(words.STATE): {
        "ask": _either(_TEXT, _TEXTS, _NAMED),
        "remind": _TEXTS,
        "escalate": _NAMED,
        "silence": _one(words.SILENCE),
        "answers": _each(_either(_TEXT, _one(words.ANSWER))),
        "complete": _among(*get_args(Completion)),
        "needs": _TEXTS,
        "never": _TEXTS,
        "gather": _either(_TEXT, _one(words.GATHER)),
        "tell": _NAMED,
    },
    _name(words.ANSWER): {
        "to": _either(_TEXT, _NAMED),
        "refuses": _many(_one(words.REFUSAL)),
        "adopts": _NAMED,
        "raises": _either(_TEXT, _TEXTS),
    },
    _name(words.DUTY): {
        "ask": _either(_TEXT, _TEXTS, _NAMED),
        "missed": _either(_TEXT, _one(words.MISSED)),
        "answers": _either(_TEXTS, _each(_either(_TEXT, {"type": "null"}, _one(words.DUTY_ANSWER)))),
        "complete": _among(*get_args(Completion)),
        "remind": _TEXTS,
        "escalate": _NAMED,
        "tell": _NAMED,
    },
    _name(words.DUTY_ANSWER): {"raises": _either(_TEXT, _TEXTS)},
    _name(words.MISSED): {"raises": _either(_TEXT, _TEXTS)},
    _name(words.GATHER): {"anonymous": _TEXTS},
    _name(words.WORDS): dict.fromkeys(words.WORDS.all, _NAMED),
}
