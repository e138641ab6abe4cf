"""`python -m venvls`, and the `venvls` script."""

import os
import sys

HOOK = "shell-hook"


def main() -> int:
    """Run the command line and return the exit code."""
    arguments = sys.argv[1:]
    if sys.flags.no_site:
        sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    if arguments[:1] == [HOOK] and _answered_at_once(arguments[1:]):
        return 0
    if sys.flags.no_site:
        _find_packages()
    from venvls.cli import run

    return run(arguments)


def _answered_at_once(arguments: list[str]) -> bool:
    """Answer a shell that waits with its prompt, unless that takes more than a look at a few files."""
    from venvls.environments.shell_transition import quick_transition

    line = quick_transition(arguments, os.environ)
    sys.stdout.write(f"{line}\n" if line else "")
    return line is not None


def _find_packages() -> None:
    """Make up for `-S`, with which shells start us: looking for packages is half of an empty start."""
    import site

    site.main()


if __name__ == "__main__":
    raise SystemExit(main())
