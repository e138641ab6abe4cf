"""`venvls environment`: the activation contract of a file or folder, without a server."""

import argparse
import json
import os
import sys
from collections.abc import Mapping

from venvls.runtime.announcing import contract_of
from venvls.runtime.memory import Memory
from venvls.runtime.scopes import Surroundings, look, root_of


def run(arguments: argparse.Namespace) -> int:
    """Print the contract, whatever it says; exit 0, or 2 where there is no such path."""
    path = os.path.abspath(arguments.path)
    if not os.path.exists(path):
        print(f"venvls: no such file or folder: {arguments.path}", file=sys.stderr)
        return 2
    surroundings = Surroundings((), os.environ, Memory(os.environ))
    contract = contract_of(look(root_of(path, surroundings), surroundings, ()), 0)
    if arguments.format == "json":
        json.dump(contract, sys.stdout, indent=2)
        print()
    else:
        _print_text(contract)
    return 0


def _print_text(contract: Mapping[str, object]) -> None:
    print(f"project      {contract['scopeUri']}")
    print(f"state        {contract['state']}" + (f": {contract['reason']}" if contract["reason"] else ""))
    for label, key in (("environment", "sysPrefix"), ("interpreter", "interpreter"), ("kind", "kind")):
        if contract[key]:
            print(f"{label:<12} {contract[key]}")
    why = contract["why"]
    for number, reason in enumerate(why if isinstance(why, list) else ()):
        print(f"{'why' if number == 0 else '':<12} {reason}")
