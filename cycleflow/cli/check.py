"""`cycleflow check` and `cycleflow diagram`: look at a regulation before anybody has to obey it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from cycleflow.cli.output import write_text
from cycleflow.core.workflow import Workflow
from cycleflow.errors import InputError
from cycleflow.policy import PolicyError, check_across, load_file
from cycleflow.policy.diagram import mermaid, svg
from cycleflow.policy.proofs import proven

_ENDINGS = (".yaml", ".yml")


class NothingToCheckError(InputError):
    words = "There is no .yaml file in {folder}."


@click.command(epilog="Example: cycleflow check workflows/")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array, a file each, complaints included.")
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...], *, as_json: bool) -> None:
    """Check regulations and report every problem at once.

    A FILE may be a folder: then every .yaml file in it is checked. Regulations that take figures from each other are
    also checked together. Each problem is one line, file:line:column and a sentence; the exit code is 2 if there is
    any, 0 if there is none.
    """
    results = _check_files(list(_expand(paths)))
    if as_json:
        click.echo(
            json.dumps([_as_json(path, result) for path, result in results.items()], ensure_ascii=False, indent=2)
        )
    else:
        _report(results)
    if any(not isinstance(result, Workflow) for result in results.values()):
        context.exit(InputError.exit_code)


@click.command(epilog="Example: cycleflow diagram workflows/quarterly.yaml --lang zh -o quarterly.svg")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "kind",
    type=click.Choice(["svg", "mermaid"]),
    default="svg",
    show_default=True,
    help="A picture, or text that many wikis draw.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", show_default=True, help="Language of the words.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file, not to the terminal."
)
def diagram(file: Path, kind: str, lang: str, output: Path | None) -> None:
    """Draw the states of a regulation: who is asked, by when, and what silence means."""
    workflow = load_file(file)
    drawn = svg(workflow, lang) if kind == "svg" else mermaid(workflow, lang)
    if output is None:
        click.echo(drawn, nl=False)
    else:
        write_text(output, drawn)


def _expand(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the files, those of folders in the order of their names."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        found = sorted(inner for inner in path.iterdir() if inner.suffix in _ENDINGS and inner.is_file())
        if not found:
            raise NothingToCheckError(folder=path)
        yield from found


def _check_files(paths: Sequence[Path]) -> dict[Path, Workflow | InputError]:
    """Check each file by itself, and then those that are fine beside each other."""
    results = {path: _check_file(path) for path in paths}
    fine = {str(path): one for path, one in results.items() if isinstance(one, Workflow)}
    across = check_across(fine)
    return {path: across.get(str(path), one) for path, one in results.items()}


def _check_file(path: Path) -> Workflow | InputError:
    try:
        return load_file(path)
    except InputError as error:
        return error


def _report(results: Mapping[Path, Workflow | InputError]) -> None:
    for path, result in results.items():
        if isinstance(result, Workflow):
            click.echo(f"{path}: ok, {_summary(result)}")
        else:
            click.echo(str(result), err=True)


def _summary(workflow: Workflow) -> str:
    asked = {role for stage in workflow.stages.values() for role in stage.ask}
    duties = ((len(workflow.duties), "duty"),) if workflow.duties else ()
    counts = ((len(workflow.states), "state"), *duties, (len(workflow.sheets), "sheet"), (len(asked), "role asked"))
    results = proven(workflow)
    proof = ((results, "result proven"),) if results else ()
    parts = [f"{count} {_plural(noun, count)}" for count, noun in (*counts, *proof)]
    return ", ".join([*parts, f"status {workflow.status}", f"fingerprint {workflow.fingerprint[:12]}"])


def _plural(noun: str, count: int) -> str:
    first, space, rest = noun.partition(" ")
    many = f"{first[:-1]}ies" if first.endswith("y") else f"{first}s"
    return noun if count == 1 else f"{many}{space}{rest}"


def _as_json(path: Path, result: Workflow | InputError) -> dict[str, object]:
    if isinstance(result, Workflow):
        said = {
            "workflow": result.name,
            "states": list(result.states),
            "duties": list(result.duties),
            "worked_results": proven(result),
            "fingerprint": result.fingerprint,
        }
        return {"file": str(path), "ok": True, **said, "complaints": []}
    if isinstance(result, PolicyError):
        places = [vars(one) for one in result.complaints]
        return {"file": str(path), "ok": False, "complaints": places}
    return {"file": str(path), "ok": False, "complaints": [{"sentence": str(result)}]}
