"""workflows/README.md lists every regulation that comes with cycleflow, and each file says where it is from."""

from pathlib import Path

import pytest

from cycleflow import shipped
from tests.regulations import read

FILES = sorted(shipped.workflows().glob("*.yaml"))
README = (shipped.workflows() / "README.md").read_text(encoding="utf-8")


def line(path: Path) -> str:
    """Return the line of the list that a file stands for."""
    workflow = read(path)
    title = " / ".join(dict.fromkeys(workflow.title.values()))
    periods = ", ".join(dict.fromkeys(period.kind.replace("_", "-") for period in workflow.periods))
    return f"| [{path.name}]({path.name}) | {title} | {periods} | {workflow.appraises} | {workflow.status} |"


def test_every_regulation_is_listed_in_order():
    listed = [one for one in README.splitlines() if one.startswith("| [")]

    assert listed == [line(path) for path in FILES], "\n".join(line(path) for path in FILES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_file_says_where_it_is_from_and_helps_editors(path):
    text = path.read_text(encoding="utf-8")

    assert text.startswith("# yaml-language-server: $schema=regulation.schema.json\n")
    assert read(path).source


def test_no_regulation_is_there_twice():
    """A 58: what stands in several copies in the sources stands here once."""
    names = [path.read_text(encoding="utf-8").partition("\nworkflow: ")[2].splitlines()[0] for path in FILES]

    assert len(set(names)) == len(FILES)
