"""`venvls environment`: the activation contract of a file or folder, or a command run inside."""

import argparse
import json
import os
import sys
from collections.abc import Mapping

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
        os.execvpe(command[0], command, _activated(scope.environment))  # noqa: S606 -- that is the wish
    except OSError as error:
        print(f"venvls: the command cannot be run: {command[0]}: {error.strerror}", file=sys.stderr)
        return COULD_NOT_RUN


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
