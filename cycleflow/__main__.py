"""`python -m cycleflow` is the `cycleflow` command."""

from cycleflow.cli.main import main

if __name__ == "__main__":
    main()
