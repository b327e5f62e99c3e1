"""The schema of the editors knows what the checker knows of the shape of a regulation."""

import json
from copy import deepcopy
from typing import Any

import jsonschema
import pytest

from cycleflow import shipped
from cycleflow.policy import vocabulary
from cycleflow.policy.handbook import handbook
from cycleflow.policy.schema import FILE, schema
from cycleflow.policy.vocabulary import Keys
from tests.policy.test_vocabulary import EXAMPLES, plain, put

SCHEMA: Any = schema()
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
FILES = sorted(shipped.workflows().glob("*.yaml"))
POINTER = f"# yaml-language-server: $schema={FILE}"


def complaints(regulation):
    return [f"{'.'.join(map(str, error.path))}: {error.message}" for error in VALIDATOR.iter_errors(regulation)]


def test_it_is_a_schema():
    jsonschema.Draft7Validator.check_schema(SCHEMA)


def test_the_file_beside_the_regulations_is_current():
    written = json.loads((shipped.workflows() / FILE).read_text(encoding="utf-8"))

    assert written == SCHEMA, f"write it again: cycleflow schema -o workflows/{FILE}"


def test_every_section_of_the_vocabulary_is_in_it():
    sections = [keys for keys in vars(vocabulary).values() if isinstance(keys, Keys)]
    properties = {frozenset(one["properties"]) for one in SCHEMA["definitions"].values()}

    assert len(SCHEMA["definitions"]) == len(sections) + 1, "an outcome is a measure of more families"
    assert all(any(set(keys.all) <= known for known in properties) for keys in sections)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_regulation_has_the_shape_and_says_where_the_schema_is(file):
    text = file.read_text(encoding="utf-8")

    assert complaints(plain(text)) == []
    assert text.splitlines()[0] == POINTER


@pytest.mark.parametrize(("host", "example", "base"), EXAMPLES)
def test_an_example_of_the_handbook_has_the_shape(host, example, base):
    assert complaints(put(plain(base), host, plain(example))) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("periods",), "month"),
        (("status",), "final"),
        (("states", "manager_review", "dew"), "opened"),
        (("states", "manager_review", "answers", "submit"), {"two": "calibration"}),
        (("score", "after"), ["manager_review"]),
        (("sheets", "goals", "goals", "columns", "goal", "txt"), 300),
    ],
)
def test_a_slip_is_underlined(path, value):
    regulation: Any = deepcopy(plain((shipped.workflows() / "quarterly.yaml").read_text(encoding="utf-8")))
    place = regulation
    for step in path[:-1]:
        if not isinstance(place.get(step), dict):
            place[step] = {}
        place = place[step]
    place[path[-1]] = value

    assert complaints(regulation)


def test_every_key_shows_what_the_handbook_says_of_it():
    due = SCHEMA["definitions"]["state"]["properties"]["due"]
    (row,) = [row for row in handbook()["States"] if row.key == "due"]

    assert due["description"] == f"{row.means}\n\n{row.example}"
