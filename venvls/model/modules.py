"""Which modules can be imported from some set of folders, and who put them there.

Regular packages and modules end the question: what is inside of them is their own affair.
Namespace packages (PEP 420) do not: `google` exists, yet `google.protobuf` may not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from venvls.model.names import ModuleName, ProjectName, parents


@dataclass(frozen=True, slots=True)
class ModuleTable:
    """Importable modules with the projects that provide each (empty when none is known).

    `regular` holds top-level modules and packages, and those directly below a namespace;
    `namespaces` holds every dotted name that is a namespace package.
    """

    regular: Mapping[ModuleName, tuple[ProjectName, ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    namespaces: frozenset[ModuleName] = frozenset()

    def providers(self, module: ModuleName) -> tuple[ProjectName, ...]:
        """Return the projects that provide `module` or the regular package it lies in."""
        for parent in parents(module):
            if parent in self.regular:
                return self.regular[parent]
        return ()


def resolves(module: ModuleName, *tables: ModuleTable) -> bool:
    """Tell whether `import module` finds at least its innermost regular package in one of the tables.

    A namespace package may have parts in several of them.
    """
    for parent in parents(module):
        if any(parent in table.regular for table in tables):
            return True
        if not any(parent in table.namespaces for table in tables):
            return False
    return True


def merged(tables: Iterable[ModuleTable]) -> ModuleTable:
    """Return one table of all; a name that is regular anywhere is regular (PEP 420, "Specification")."""
    regular: dict[ModuleName, tuple[ProjectName, ...]] = {}
    namespaces: set[ModuleName] = set()
    for table in tables:
        for name, providers in table.regular.items():
            regular[name] = tuple(dict.fromkeys((*regular.get(name, ()), *providers)))
        namespaces |= table.namespaces
    return ModuleTable(MappingProxyType(regular), frozenset(namespaces - regular.keys()))
