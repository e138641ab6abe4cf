"""`python -m venvls`, and the `venvls` script."""

import sys

from venvls.cli import run


def main() -> int:
    """Run the command line and return the exit code."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
