"""`venvls doctor`: what venvls knows about a project, where each thing comes from, and what is wrong."""

import argparse
import os

from venvls import __version__
from venvls.analysis.snapshot import Scope
from venvls.cli.folder import scope_at
from venvls.environments.creation import uv_executable
from venvls.environments.interpreters import interpreters
from venvls.environments.provenance import installers_of
from venvls.environments.repairs import repair_of
from venvls.model.environment import Environment
from venvls.model.index_configuration import Setting
from venvls.model.masking import masked

HARMLESS = frozenset({"missing-pip"})
"""Mentioned, but nothing that would have to be mended."""

_AGE = {"pip": "uploaded-prior-to", "uv": "exclude-newer"}


def run(arguments: argparse.Namespace) -> int:
    """Print the report; exit 0 when nothing is wrong, 1 when something is, 2 for no such path."""
    scope = scope_at(arguments.path)
    if scope is None:
        return 2
    _print_environment(scope)
    _print_index(scope)
    _print_machine()
    whole = all(each.code in HARMLESS for each in scope.defects)
    return 0 if whole and not scope.index.problems and scope.environment.is_ready else 1


def _print_environment(scope: Scope) -> None:
    environment = scope.environment
    print(f"project: {scope.path}")
    print(f"environment: {environment.state}" + (f": {environment.reason}" if environment.reason else ""))
    if environment.prefix:
        print(f"  at {environment.prefix}")
        print(f"  {environment.implementation} {environment.version or ''} made by {environment.kind}")
        print(f"  {_distributions(environment)}")
    for reason in environment.why:
        print(f"  because {reason}")
    for one in scope.overrides:
        print(f"  but `{one.setting}` in {one.file} says `{one.value}` to {', '.join(one.beats)}")
    for defect in scope.defects:
        print(f"  wrong: {defect.message} [{defect.code}; repair: {repair_of(defect)}]")


def _distributions(environment: Environment) -> str:
    installers = installers_of(environment.distributions.values())
    by = ", ".join(f"{count} by {name}" for name, count in installers)
    return f"{len(environment.distributions)} distributions" + (f": {by}" if by else "")


def _print_index(scope: Scope) -> None:
    index = scope.index
    print("index:")
    for label, settings in (
        ("asked", index.indexes),
        ("asked where others do not list a project", index.fallbacks),
        ("links", index.find_links),
    ):
        for setting in settings:
            print(f"  {label}: {_shown(setting)}")
    for name, places in index.dedicated:
        print(f"  for `{name}` alone: {', '.join(map(_shown, places)) or 'a place that was not agreed to'}")
    if index.no_index:
        print("  no index is asked (`--no-index`)")
    for setting in index.unagreed:
        print(f"  not asked, since only this folder names it: {_shown(setting)}")
    for name, setting in index.others:
        print(f"  {name}: {_shown(setting)}")
    for tool, setting in index.ages:
        print(f"  {_AGE[tool]}: {_shown(setting)}")
    for problem in index.problems:
        print(f"  wrong: {problem}")


def _print_machine() -> None:
    print(f"venvls: {__version__}")
    print(f"  uv: {uv_executable() or 'not found'}")
    for interpreter in interpreters(os.environ):
        print(f"  Python {interpreter.version}: {interpreter.executable}")


def _shown(setting: Setting) -> str:
    return f"{masked(setting.value)} ({setting.origin})" if setting.origin else masked(setting.value)
