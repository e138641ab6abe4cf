"""Which wheels the interpreter of an environment takes, as tags (PEP 425).

An environment runs on this machine, so its platforms are those of the interpreter that runs venvls.
Starts no process. Does not know which wheels there are.
"""

import re
from functools import lru_cache

from packaging.tags import platform_tags

from venvls.model.environment import Environment
from venvls.model.wheel_tags import interpreter_tags

_FREE_THREADED = re.compile(r"[/\\]python3\.\d+t[/\\]")


def accepted_tags(environment: Environment) -> frozenset[str]:
    """Return all tags the environment's interpreter takes, none while it is not known."""
    if not environment.is_ready or environment.version is None:
        return frozenset()
    return interpreter_tags(
        environment.version,
        environment.implementation,
        _platforms(),
        free_threaded=any(map(_FREE_THREADED.search, environment.site_packages)),
    )


@lru_cache(maxsize=1)
def _platforms() -> tuple[str, ...]:
    return tuple(platform_tags())
