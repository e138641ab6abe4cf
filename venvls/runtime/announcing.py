"""The activation contract of a scope as the JSON-able object of docs/protocol.md."""

from collections.abc import Mapping

from venvls.analysis.snapshot import Scope
from venvls.environments.contract import contract
from venvls.environments.overrides import overrides


def contract_of(scope: Scope, generation: int, environ: Mapping[str, str]) -> Mapping[str, object]:
    """Return what editors, terminals and other servers need to use the environment of a scope."""
    return contract(scope.environment, scope.root, generation, overrides(scope.path, environ))
