"""Interpreters that were asked what their files do not tell, each once while it is the same.

Only where the client has said that the folder is trusted: silence is enough to read files, and not to
start a program of theirs. Does not know when anybody looks.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace

from venvls.analysis.snapshot import Scope
from venvls.environments.probing import interpreter_stamp, probed_tags


class Probes:
    """Answers of one session, by what the interpreter was like."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._known: dict[tuple[str, ...], frozenset[str]] = {}

    def completed(self, scope: Scope) -> Scope:
        """Return a scope with what its interpreter has said by now. For a thread: it looks at files."""
        if scope.tags:
            return scope
        return replace(scope, tags=self._known.get(interpreter_stamp(scope.environment), frozenset()))

    async def ask(self, scope: Scope) -> bool:
        """Ask the interpreter of a scope when that can tell more; say whether it did."""
        stamp = await asyncio.to_thread(interpreter_stamp, scope.environment)
        if scope.tags or not scope.environment.is_ready or not stamp or stamp in self._known:
            return False
        # What gave no answer is not asked again and again.
        self._known[stamp] = frozenset()
        self._known[stamp] = await probed_tags(scope.environment, self._environ)
        return bool(self._known[stamp])
