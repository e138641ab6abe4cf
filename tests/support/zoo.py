"""What an environment says of itself, asked of its own interpreter, beside what its files told us.

    agrees(prefix)     # asserts; returns nothing

Everything is compared: prefix, version, implementation, the folders on the path, each distribution with its
version, and each module with those who provide it.
"""

from pathlib import Path

from tests.support.environments import ask
from venvls.environments.inspection import inspect
from venvls.model.environment import Environment

_ASK = """
import importlib.metadata, json, site, sys
from importlib.metadata import distributions
modules = getattr(importlib.metadata, "packages_distributions", lambda: None)()
print(json.dumps({
    "prefix": sys.prefix,
    "version": ".".join(map(str, sys.version_info[:3])),
    "implementation": sys.implementation.name,
    "path": [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))],
    # The first on the path is the one that is imported.
    "distributions": {d.metadata["Name"]: d.version for d in reversed(list(distributions()))},
    "modules": modules and {name: sorted(set(of)) for name, of in modules.items() if name.isidentifier()},
}))
"""


def agrees(prefix: Path) -> None:
    """Assert that everything the files tell is what the interpreter reports."""
    environment = inspect(str(prefix))
    answer = ask(prefix, _ASK)
    assert isinstance(answer, dict)
    assert environment.is_ready, environment.reason
    told = {
        "prefix": environment.prefix,
        "version": str(environment.version),
        "implementation": environment.implementation,
        "path": list(environment.site_packages),
        "distributions": {one.display_name: one.version for one in environment.distributions.values()},
    }
    reported = answer.pop("modules")
    assert told == answer
    ours = provided(environment)
    if environment.version is not None and environment.version.release >= (3, 12):
        assert ours == reported
    # Older ones look at `top_level.txt` and Python files alone, and before 3.10 they cannot tell. Debian's
    # distributions list no files: what is in a namespace of theirs is importable, but nobody's.
    whole = {name for name in reported or () if name in ours or name not in environment.modules.namespaces}
    assert {name: ours.get(name) for name in whole} == {name: reported[name] for name in whole}


def provided(environment: Environment) -> dict[str, list[str]]:
    """Return who provides each top-level module, in the words of `packages_distributions`."""
    names: dict[str, set[str]] = {}
    for module, owners in environment.modules.regular.items():
        for owner in owners:
            display_name = environment.distributions[owner].display_name
            names.setdefault(module.partition(".")[0], set()).add(display_name)
    return {module: sorted(owners) for module, owners in names.items()}
