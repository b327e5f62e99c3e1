"""Every key a regulation may have, section by section; workflows/README.md explains each with an example."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Keys:
    """The keys of one kind of section; `name` is what complaints call it."""

    name: str
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return self.required + self.optional


REGULATION = Keys(
    name="a regulation",
    required=("workflow", "title", "status", "period", "calendar", "roles", "states", "words"),
    optional=(
        "version", "source", "appraises", "attributes", "parameters", "committees", "digest", "manager_change",
        "eligibility", "handed_out", "scales", "sheets", "checks", "indicators", "score", "grades", "distribution",
        "outcomes", "duties", "remind", "escalate", "silence", "examples",
    ),
)  # fmt: skip
COMMITTEE = Keys(name="a committee", optional=("members", "with"))
ROLE = Keys(name="a role", required=("who", "when"))
CALENDAR = Keys(name="the calendar", required=("country", "zone"), optional=("day", "own_holidays", "own_workdays"))
DIGEST = Keys(name="the digest", required=("roles", "at"))
ELIGIBILITY = Keys(name="an eligibility rule", required=("when", "then", "reason"), optional=("at", "score", "share"))

ATTRIBUTE = Keys(name="an attribute", required=("title",), optional=("kind",))
ATTRIBUTES = ("text", "number", "date", "tick")
"""What a column of the people file may hold."""

KINDS = ("text", "number", "scale", "choice", "date", "moment", "tick", "person")
TABLES = ("rows", "each")
CHECK = Keys(name="a check", required=("when", "then", "words"), optional=("of",))
FIELD = Keys(
    name="a field",
    required=("title",),
    optional=(*KINDS, *TABLES, "columns", "places", "optional", "needed_for", "needed_when", "sets"),
)
COLUMN = Keys(
    name="a column",
    required=("title",),
    optional=(*KINDS, "places", "total", "optional", "needed_for", "needed_when"),
)

INDICATOR = Keys(
    name="an indicator",
    required=("title",),
    optional=(
        "by", "from", "text", "number", "count", "scale", "choice", "tick", "list", "rows", "columns", "places", "unit",
        "better", "default", "optional", "when", "every", "meaning",
    ),
)  # fmt: skip

HANDED_OUT = Keys(name="what is handed out", required=("title", "tables"))
HANDED_TABLE = Keys(name="a table that is handed out", required=("title", "table", "by", "columns"), optional=("rows",))
FEED = Keys(name="a feed", optional=("regulation", "period", "of", "take", "as"))

DISTRIBUTION = Keys(
    name="the distribution",
    required=("base", "rounding"),
    optional=("for", "shares", "teams", "rank", "among", "rest", "ties", "tolerance"),
)
STATE = Keys(
    name="a state",
    optional=(
        "ask", "opens", "due", "remind", "escalate", "silence", "answers", "complete", "needs", "never", "marks",
        "tell", "gather", "public",
    ),
)  # fmt: skip
ANSWER = Keys(name="an answer", required=("to",), optional=("until", "blank", "refuses", "adopts", "raises"))
REFUSAL = Keys(name="a refusal", required=("when", "words"))
GATHER = Keys(name="what is gathered", required=("anonymous",), optional=("at_least",))
SILENCE = Keys(name="silence", required=("after",), optional=("to", "hand_to"))
DUTY = Keys(
    name="a duty",
    required=("ask",),
    optional=("every", "times", "due", "missed", "answers", "complete", "remind", "escalate", "tell"),
)
DUTY_ANSWER = Keys(name="an answer to a duty", optional=("raises", "blank"))
MISSED = Keys(name="what is missed", required=("after",), optional=("raises",))
WORDS = Keys(name="the words", required=("states", "answers"), optional=("duties", "roles", "grades"))

SCORE = Keys(name="the score", required=("after",), optional=("round", "measures", "result", "also", "overrides"))
"""Either measures and the one that is the result, or one rule family alone."""

MEASURE = Keys(name="a measure", optional=("title", "limit", "round", "adds_up_to"))
"""And one of the rule families, each of which has keys of its own."""

OVERRIDE = Keys(name="an override", required=("when", "reason"), optional=("grade", "score"))
EXAMPLE = Keys(
    name="an example",
    optional=(
        "given",
        "expect",
        "vary",
        "cohort",
        "refused",
        "sheet",
        "answer",
        "noted",
        "heads",
        "rank",
        "among",
        "period",
    ),
)

WEIGHTS = Keys(name="weights", required=("table", "by"))
"""Where a table holds them; elsewhere their keys are the parts."""

BANDS = Keys(name="bands", required=("of", "to"), optional=("out_of",))
MEAN = Keys(name="mean", required=("of",), optional=("by", "each", "at_least"))
RATIO = Keys(name="ratio", required=("of", "to"), optional=("times", "empty"))
LOOKUP = Keys(name="lookup", required=("by", "in"), optional=("best",))
RANK_POINTS = Keys(name="rank_points", required=("rank", "among", "first", "last"))
TOP = Keys(name="top", required=("of", "share"))
COUNT = Keys(name="count", required=("of",), optional=("when", "different"))
STREAK = Keys(name="streak", required=("when",), optional=("over_gaps",))
TALLY = Keys(name="tally", required=("when",), optional=("within", "last"))
ALLOCATE = Keys(name="allocate", required=("pool", "by"), optional=("places",))

OUTCOMES = Keys(
    name="the outcomes",
    required=("settle",),
    optional=("evidence", "base", "measures", "money", "told", "unproven", "consequences"),
)
EVIDENCE = Keys(name="the evidence", required=("method", "requirement", "held"))
CONSEQUENCE = Keys(name="a consequence", required=("when", "raises", "reason"))

RECORDS = Keys(name="records", required=("of", "each"), optional=("when", "same", "doubled_from"))

WEIGHTED_MEAN = Keys(name="weighted_mean", required=("of", "by"))
