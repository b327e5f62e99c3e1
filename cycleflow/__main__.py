"""`python -m cycleflow` is the `cycleflow` command."""

from cycleflow.cli.main import cli

if __name__ == "__main__":
    cli(prog_name="cycleflow")
