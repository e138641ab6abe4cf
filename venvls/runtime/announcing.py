"""The activation contract of a scope as the JSON-able object of docs/protocol.md."""

from collections.abc import Mapping

from venvls.analysis.snapshot import Scope
from venvls.environments.contract import contract


def contract_of(scope: Scope, generation: int) -> Mapping[str, object]:
    """Return what editors, terminals and other servers need to use the environment of a scope."""
    return contract(scope.environment, scope.root, generation, scope.overrides)
