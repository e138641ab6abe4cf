"""Whether wheels or sources of a project may be used: `--no-binary` and `--only-binary`, as pip counts them.

Does not know where it was said.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from venvls.model.names import ProjectName

_ALL = ":all:"
_NONE = ":none:"


@dataclass(frozen=True, slots=True)
class Formats:
    """Normal names of projects, or `:all:`. What is said of a project by name counts before `:all:`."""

    no_binary: frozenset[str] = frozenset()
    only_binary: frozenset[str] = frozenset()

    def takes_wheels(self, name: ProjectName) -> bool:
        """Tell whether wheels of a project may be used."""
        if {name, _ALL}.isdisjoint(self.no_binary):
            return True
        return name in self.only_binary or (name not in self.no_binary and _ALL in self.only_binary)

    def takes_source(self, name: ProjectName) -> bool:
        """Tell whether a project may be built from its source."""
        if {name, _ALL}.isdisjoint(self.only_binary):
            return True
        return name not in self.only_binary and name in self.no_binary

    def without_binary(self, names: Iterable[str]) -> "Formats":
        """Return what holds after one more `--no-binary`."""
        here, there = _after(self.no_binary, self.only_binary, names)
        return replace(self, no_binary=here, only_binary=there)

    def with_only_binary(self, names: Iterable[str]) -> "Formats":
        """Return what holds after one more `--only-binary`."""
        here, there = _after(self.only_binary, self.no_binary, names)
        return replace(self, only_binary=here, no_binary=there)


ANY_FORMAT = Formats()


def _after(
    here: frozenset[str], there: frozenset[str], names: Iterable[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Return both sides after names were added to the first; `:none:` empties it, `:all:` the other one."""
    for name in names:
        if name == _ALL:
            here, there = frozenset({_ALL}), frozenset()
        elif name == _NONE:
            here = frozenset()
        else:
            here, there = here | {name}, there - {name}
    return here, there
