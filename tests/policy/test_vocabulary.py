"""workflows/README.md explains every key there is, and every example in it loads."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from cycleflow import policy, shipped
from cycleflow.policy import vocabulary
from cycleflow.policy.beside import Tables, among, expand
from cycleflow.policy.complaint import Complaints
from cycleflow.policy.fingerprint import content
from cycleflow.policy.handbook import handbook
from cycleflow.policy.sections.families import MEASURES
from cycleflow.policy.source import read_nodes
from cycleflow.policy.vocabulary import Keys

README = (shipped.workflows() / "README.md").read_text(encoding="utf-8")
QUARTERLY = (shipped.workflows() / "quarterly.yaml").read_text(encoding="utf-8").partition("\nexamples:\n")[0] + "\n"
"""The default regulation without its examples: they prove its own figures, not those put in their place."""

MEASURED = (Path(__file__).parent / "measured.yaml").read_text(encoding="utf-8")
TABLES = {
    "goals.csv": "position,goal\nClerk,Reply within a day\n",
    "weights.csv": "tier,measure,weight\nA,rate,60\nA,figures,40\nB,rate,100\n",
}
NOTICES = {"invitation", "closed"}


@dataclass(frozen=True, kw_only=True)
class Host:
    """Where the examples of a section go in the default regulation; `deep` ones are added to what is there.

    `measured` are the keys whose examples go into the regulation with measures instead, perhaps to another path.
    """

    keys: Keys
    path: tuple[str | int, ...]
    deep: bool = False
    measured: tuple[str, ...] = ()
    path_in_measured: tuple[str | int, ...] = ()


def measures(keys: Keys) -> Host:
    return Host(keys=keys, path=("score", "measures"), measured=keys.all)


def outcomes(keys: Keys, *path: str | int, deep: bool = False) -> Host:
    return Host(keys=keys, path=("outcomes", *path), measured=keys.all, deep=deep)


HOSTS = {
    "The regulation": Host(
        keys=vocabulary.REGULATION, path=(), deep=True, measured=("indicators", "examples", "outcomes")
    ),
    "Indicators": Host(keys=vocabulary.INDICATOR, path=("indicators",), measured=vocabulary.INDICATOR.all),
    "from": Host(keys=vocabulary.FEED, path=("indicators",), measured=vocabulary.FEED.all),
    "Measures": measures(Keys(name="", optional=(*vocabulary.MEASURE.all, *MEASURES))),
    "weights": measures(vocabulary.WEIGHTS),
    "bands": measures(vocabulary.BANDS),
    "mean": measures(vocabulary.MEAN),
    "ratio": measures(vocabulary.RATIO),
    "lookup": measures(vocabulary.LOOKUP),
    "rank_points": measures(vocabulary.RANK_POINTS),
    "top": measures(vocabulary.TOP),
    "records": measures(vocabulary.RECORDS),
    "count": measures(vocabulary.COUNT),
    "Overrides": Host(keys=vocabulary.OVERRIDE, path=("score",), measured=vocabulary.OVERRIDE.all),
    "The outcomes": outcomes(vocabulary.OUTCOMES, deep=True),
    "streak": outcomes(vocabulary.STREAK, "measures"),
    "tally": outcomes(vocabulary.TALLY, "measures"),
    "allocate": outcomes(vocabulary.ALLOCATE, "measures"),
    "The evidence": outcomes(vocabulary.EVIDENCE, "evidence"),
    "Consequences": outcomes(vocabulary.CONSEQUENCE, "consequences", 0),
    "Examples": Host(keys=vocabulary.EXAMPLE, path=(), measured=vocabulary.EXAMPLE.all),
    "Roles": Host(keys=vocabulary.ROLE, path=("roles",)),
    "Attributes": Host(keys=vocabulary.ATTRIBUTE, path=()),
    "Committees": Host(keys=vocabulary.COMMITTEE, path=()),
    "The calendar": Host(keys=vocabulary.CALENDAR, path=("calendar",)),
    "The digest": Host(keys=vocabulary.DIGEST, path=("digest",)),
    "Eligibility rules": Host(keys=vocabulary.ELIGIBILITY, path=("eligibility", 0)),
    "What is handed out": Host(keys=vocabulary.HANDED_OUT, path=("handed_out",)),
    "A table that is handed out": Host(keys=vocabulary.HANDED_TABLE, path=("handed_out",)),
    "Fields of a sheet": Host(keys=vocabulary.FIELD, path=("sheets", "check")),
    "Columns of a table": Host(keys=vocabulary.COLUMN, path=("sheets", "goals", "goals", "columns")),
    "Checks of a sheet": Host(keys=vocabulary.CHECK, path=(), deep=True),
    "The score": Host(
        keys=vocabulary.SCORE, path=("score",), measured=("measures", "result", "also", "overrides"), deep=True
    ),
    "weighted_mean": Host(keys=vocabulary.WEIGHTED_MEAN, path=("score", "weighted_mean")),
    "The distribution": Host(
        keys=vocabulary.DISTRIBUTION, path=("distribution",), measured=("teams", "rank", "among", "rest")
    ),
    "States": Host(keys=vocabulary.STATE, path=("states", "manager_review"), measured=("gather",)),
    "Gathering": Host(
        keys=vocabulary.GATHER, path=("states", "manager_review"), measured=vocabulary.GATHER.all, deep=True
    ),
    "Answers": Host(
        keys=vocabulary.ANSWER,
        path=("states", "interview", "answers", "reschedule"),
        measured=("raises",),
        path_in_measured=("states", "plan", "answers", "submit"),
    ),
    "Refusals": Host(keys=vocabulary.REFUSAL, path=("states", "interview", "answers", "reschedule")),
    "Silence": Host(keys=vocabulary.SILENCE, path=("states", "self_review")),
    "Duties": Host(keys=vocabulary.DUTY, path=("duties",), measured=vocabulary.DUTY.all),
    "Answers to a duty": Host(keys=vocabulary.DUTY_ANSWER, path=("duties",), measured=vocabulary.DUTY_ANSWER.all),
    "What is missed": Host(keys=vocabulary.MISSED, path=("duties",), measured=vocabulary.MISSED.all),
    "Words": Host(keys=vocabulary.WORDS, path=("words",), deep=True, measured=("duties",)),
}

FAMILIES = {"weighted_mean"}
"""Keys of `score` that are rule families: explained among its keys, and again with keys of their own."""

GROUPS = ("MEASURE",)
"""Keys explained together with others."""


def plain(text: str):
    """Return a YAML text as dicts, lists and texts."""
    complaints = Complaints("README.md")
    root = read_nodes(text, complaints)
    complaints.refuse()
    assert root is not None
    return content(root)


def rows_of(heading: str) -> list[tuple[str, str]]:
    """Return the keys and examples of the table under a heading."""
    return [(row.key, row.example) for row in handbook()[heading]]


def put(regulation, host: Host, example):
    """Put an example into its place."""
    if not host.path:
        return _merged(regulation, example, deep=host.deep)
    place = regulation
    for step in host.path[:-1]:
        place = place[step]
    place[host.path[-1]] = _merged(
        place.get(host.path[-1]) if isinstance(place, dict) else place[host.path[-1]], example, deep=host.deep
    )
    return regulation


def _merged(old, new, *, deep: bool):
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    return {**old, **{key: _merged(old.get(key), value, deep=True) if deep else value for key, value in new.items()}}


def _placed(host: Host, key: str) -> Host:
    return replace(host, path=host.path_in_measured or host.path) if key in host.measured else host


EXAMPLES = [
    pytest.param(_placed(host, key), example, MEASURED if key in host.measured else QUARTERLY, id=f"{heading}: {key}")
    for heading, host in HOSTS.items()
    for key, example in rows_of(heading)
]


@pytest.mark.parametrize(("heading", "keys"), [(heading, host.keys) for heading, host in HOSTS.items()])
def test_every_key_is_explained_once_and_no_other(heading, keys):
    explained = [key for key, _ in rows_of(heading)]

    assert sorted(explained) == sorted(set(explained))
    assert set(explained) - (FAMILIES - set(keys.all)) == set(keys.all)


def test_every_section_is_explained():
    sections = {name: keys for name, keys in vars(vocabulary).items() if isinstance(keys, Keys)}

    explained = {name for name, keys in sections.items() if keys in [host.keys for host in HOSTS.values()]}

    assert explained == set(sections) - set(GROUPS)


@pytest.mark.parametrize(("host", "example", "base"), EXAMPLES)
def test_every_example_loads(host, example, base):
    regulation = put(plain(base), host, plain(example))

    text = json.dumps(regulation, ensure_ascii=False)
    workflow = policy.load(text, file="README.md", years=[2026], notices=NOTICES, find=among(TABLES))

    assert workflow.states


@pytest.mark.parametrize(("heading", "key"), [(heading, key) for heading in HOSTS for key, _ in rows_of(heading)])
def test_every_example_shows_its_key(heading, key):
    example = dict(rows_of(heading))[key]

    assert re.search(rf"(?<!\w){key}:", example)


def test_the_smallest_regulation_loads_as_it_stands():
    block = re.findall(r"```yaml\n(.*?)```", README, flags=re.DOTALL)[0]

    workflow = policy.load(block, file="README.md", years=[2026], notices=NOTICES)

    assert list(workflow.states) == ["writing", "reading", "done"]


def test_the_table_of_the_handbook_gives_its_two_indicators():
    named, table = (re.findall(rf"```{kind}\n(.*?)```", README, flags=re.DOTALL)[-1] for kind in ("yaml", "csv"))
    complaints = Complaints("README.md")
    root = read_nodes(named, complaints)
    assert root is not None

    expanded = content(expand(root, Tables(find=among({"indicators.csv": table}), complaints=complaints)))

    assert not complaints.found
    assert isinstance(expanded, dict)
    assert list(expanded["indicators"]) == ["rate", "reply", "late"]
