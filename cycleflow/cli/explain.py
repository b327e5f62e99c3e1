"""`cycleflow explain`: a regulation written out in plain prose."""

from __future__ import annotations

from pathlib import Path

import click

from cycleflow.cli.output import write_text
from cycleflow.journeys.regulation import look_up
from cycleflow.language import said
from cycleflow.policy.explain import explain as written_out
from cycleflow.policy.explain import markdown, text


@click.command(epilog="Example: cycleflow explain quarterly --lang zh -o quarterly.md")
@click.argument("workflow")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True, help="Language of the words.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write to this file, as Markdown if it ends in .md, not to the terminal.",
)
def explain(workflow: str, lang: str, output: Path | None) -> None:
    """Write WORKFLOW out as a regulation people read aloud: in chapters and articles, with nothing left out.

    WORKFLOW is a file, or the name of one that comes with cycleflow.
    """
    found = look_up(workflow)
    write = markdown if output and output.suffix == ".md" else text
    document = write(said(found.title, lang), written_out(found, lang), lang)
    if output is None:
        click.echo(document, nl=False)
    else:
        write_text(output, document)
