"""The activation contract: one answer about an environment that serves every client. Pure.

Its keys are documented in docs/protocol.md; this is the only place that spells them.
"""

from collections.abc import Iterable

from packaging.version import Version

from venvls.environments.activation import shells, variables
from venvls.environments.consumers import consumers
from venvls.model.environment import Environment, Override


def contract(
    environment: Environment, scope_uri: str, generation: int, overrides: Iterable[Override] = ()
) -> dict[str, object]:
    """Return the JSON-able object of `venvls/environment` and `venvls/didChangeEnvironment`.

    `generation` grows with every change, so that an older answer never replaces a newer one.
    """
    change = variables(environment)
    overrides = tuple(overrides)
    beaten = {server for one in overrides for server in one.beats}
    return {
        "scopeUri": scope_uri,
        "generation": generation,
        "state": environment.state.value,
        "reason": environment.reason,
        "interpreter": environment.interpreter,
        "sysPrefix": environment.prefix,
        "version": _version(environment.version),
        "implementation": environment.implementation,
        "kind": environment.kind.value,
        "why": list(environment.why),
        "environmentVariables": {
            "set": dict(change.set),
            "prepend": dict(change.prepended),
            "unset": list(change.unset),
        },
        "shells": {
            name: {"activate": commands.activate, "deactivate": commands.deactivate}
            for name, commands in shells(environment).items()
        },
        "consumers": {
            name: {"settings": _plain(consumer.settings), "needs": consumer.needs.value}
            for name, consumer in consumers(environment, beaten).items()
        },
        "overrides": [
            {"file": one.file, "setting": one.setting, "value": one.value, "beats": list(one.beats)}
            for one in overrides
        ],
    }


def _version(version: Version | None) -> dict[str, int] | None:
    if version is None:
        return None
    return {"major": version.major, "minor": version.minor, "patch": version.micro}


def _plain(value: object) -> object:
    return {key: _plain(inner) for key, inner in value.items()} if isinstance(value, dict) else value
