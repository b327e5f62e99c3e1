"""`cycleflow diff`: what a new version of a regulation says otherwise."""

from __future__ import annotations

from pathlib import Path

import click

from cycleflow.cli.output import print_json
from cycleflow.policy import load_file
from cycleflow.policy.comparison import Change, compare


@click.command(epilog="Example: cycleflow diff old/quarterly.yaml workflows/quarterly.yaml")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True, help="Language of titles.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def diff(old: Path, new: Path, lang: str, *, as_json: bool) -> None:
    """Say what changed in meaning from the regulation OLD to NEW, rule by rule.

    Layout, comments and examples do not count. A cycle keeps the version it was launched with; `cycleflow migrate`
    moves it to another.
    """
    changes = compare(load_file(old), load_file(new))
    if as_json:
        print_json([_as_json(one) for one in changes])
    elif changes:
        for one in changes:
            click.echo(f"{one.sentence}{f'  ({one.title[lang]})' if one.title else ''}")
    else:
        click.echo("Nothing changed in meaning.")


def _as_json(change: Change) -> dict[str, object]:
    return {
        "path": list(change.path),
        "was": change.was,
        "becomes": change.becomes,
        "title": dict(change.title) if change.title else None,
    }
