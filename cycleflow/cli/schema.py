"""`cycleflow schema`: what an editor needs to complete and check a regulation while it is being written."""

from __future__ import annotations

import json
from pathlib import Path

import click

from cycleflow.cli.output import write_text
from cycleflow.policy.schema import schema as make_schema


@click.command(epilog="Example: cycleflow schema -o workflows/regulation.schema.json")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file, not to the terminal."
)
def schema(output: Path | None) -> None:
    """Print the JSON Schema of regulations.

    Editors that know YAML take it from the first line of a regulation: # yaml-language-server: $schema=FILE
    """
    text = json.dumps(make_schema(), ensure_ascii=False, indent=1) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        write_text(output, text)
