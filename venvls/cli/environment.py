"""`venvls environment`: the activation contract of a file or folder, or a command run inside."""

import argparse
import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress

from venvls.analysis.snapshot import Scope
from venvls.cli.folder import scope_at
from venvls.environments.activation import variables
from venvls.model.environment import Environment
from venvls.runtime.announcing import contract_of

COULD_NOT_RUN = 2


def run(arguments: argparse.Namespace) -> int:
    """Print the contract, whatever it says, and exit with 0; exit with 2 where there is no such path.

    With a command the process becomes that command, in the environment; 2 when there is none.
    """
    scope = scope_at(arguments.path)
    if scope is None:
        return COULD_NOT_RUN
    if arguments.exec:
        return _execute(scope, arguments.exec)
    contract = contract_of(scope, 0)
    if arguments.format == "json":
        json.dump(contract, sys.stdout, indent=2)
        print()
    else:
        _print_text(contract)
    return 0


def _execute(scope: Scope, command: list[str]) -> int:
    if not scope.environment.is_ready:
        print(f"venvls: {scope.environment.reason}: {scope.path}", file=sys.stderr)
        return COULD_NOT_RUN
    sys.stdout.flush()
    try:
        return _become(command, _activated(scope.environment))
    except (OSError, ValueError) as error:
        # An empty name is a `ValueError`.
        reason = error.strerror if isinstance(error, OSError) else "it has no name"
        print(f"venvls: the command cannot be run: {command[0]}: {reason}", file=sys.stderr)
        return COULD_NOT_RUN


def _become(command: list[str], environ: Mapping[str, str]) -> int:
    """Run a command in the place of this process; returns its exit code where there is no such thing.

    Raises `OSError` when it cannot be run.
    """
    if os.name != "nt":
        # Python ignores this signal, and what it becomes would go on writing to a pipe that nobody reads.
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.execvpe(command[0], command, environ)  # noqa: S606 -- that is the wish
    return run_as_child(command, environ)


def run_as_child(command: list[str], environ: Mapping[str, str]) -> int:
    """Run a command and return its exit code: on Windows no process can become another one.

    Raises `OSError` when it cannot be run.
    """
    # A child is looked for on the PATH of its parent, which is not the one it is given.
    program = shutil.which(command[0], path=environ.get("PATH"))
    if program is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), command[0])
    with subprocess.Popen([program, *command[1:]], env=environ) as child:
        while True:
            # An interruption is for the child to deal with: it gets it too.
            with suppress(KeyboardInterrupt):
                return child.wait()


def _activated(environment: Environment) -> dict[str, str]:
    change = variables(environment)
    result = {name: value for name, value in os.environ.items() if name not in change.unset} | dict(
        change.set
    )
    for name, first in change.prepended.items():
        result[name] = os.pathsep.join(filter(None, (first, os.environ.get(name))))
    return result


def _print_text(contract: Mapping[str, object]) -> None:
    print(f"project      {contract['scopeUri']}")
    print(f"state        {contract['state']}" + (f": {contract['reason']}" if contract["reason"] else ""))
    for label, key in (("environment", "sysPrefix"), ("interpreter", "interpreter"), ("kind", "kind")):
        if contract[key]:
            print(f"{label:<12} {contract[key]}")
    why = contract["why"]
    for number, reason in enumerate(why if isinstance(why, list) else ()):
        print(f"{'why' if number == 0 else '':<12} {reason}")
