"""`unresolved-import`: an import that finds nothing in the environment of the file.

Imports minus the standard library of that interpreter, minus first-party modules, minus the modules
beside the file, minus what the environment provides. Without a ready environment nothing is known
to be missing, so nothing is said.
"""

from collections.abc import Iterator
from types import MappingProxyType

from venvls.analysis.facts import Facts
from venvls.analysis.items import Action
from venvls.analysis.nomination import known_projects, module_in_question, nominated
from venvls.analysis.rules.providing import providing
from venvls.analysis.rules.rule import ModuleRule, Place, Remark
from venvls.analysis.site import environment_name
from venvls.analysis.snapshot import Document, Scope
from venvls.model.facts import Known
from venvls.model.modules import ModuleTable, resolves
from venvls.model.names import ModuleName, parents
from venvls.model.settings import Severity
from venvls.syntax.imports import Import

# Type checkers bring it along; at run time there is no such module.
_TYPESHED = "_typeshed"


def check(document: Document, scope: Scope, facts: Facts) -> Iterator[Remark]:
    """Yield a remark for every import that would fail."""
    if not scope.environment.is_ready or not scope.standard_library or _has_own_environment(document):
        return
    tables = (scope.environment.modules, scope.first_party, document.siblings)
    is_stub = document.path.endswith(".pyi")
    provided_for = _provided_for(document)
    for imported in document.imports:
        if imported.level or _comes_with_python(imported, scope, is_stub=is_stub):
            continue
        is_soft = is_stub or imported.typing_only or _top(imported) in provided_for
        for module in _unresolved(imported, tables):
            yield _remark(imported, module, scope, facts, is_soft=is_soft)


def fixes(place: Place) -> Iterator[Action]:
    """Offer to install what is proved to provide the module."""
    return providing(place, ModuleName(place.subject["module"]))


def _has_own_environment(document: Document) -> bool:
    """Tell whether a file is a script that says what it needs (PEP 723)."""
    manifest = document.manifest
    return manifest is not None and any(block.declarations for block in manifest.blocks)


def _provided_for(document: Document) -> frozenset[str]:
    """Return the packages whose absence the file provides for in one place: the others follow from it.

    `try: import yaml` with `except ImportError: yaml = None` comes first, and functions that need `yaml`
    import more of it where they know that it is there.
    """
    return frozenset(_top(one) for one in document.imports if one.optional and not one.level)


def _top(imported: Import) -> str:
    return imported.module.partition(".")[0]


def _unresolved(imported: Import, tables: tuple[ModuleTable, ...]) -> Iterator[ModuleName]:
    module = imported.module
    if not module:
        return
    if not resolves(module, *tables):
        yield module
        return
    if not _is_namespace(module, tables):
        return
    # `from google.cloud import storage`: a namespace has no names of its own, only modules.
    for name in imported.names:
        child = ModuleName(f"{module}.{name}")
        if not resolves(child, *tables):
            yield child


def _is_namespace(module: ModuleName, tables: tuple[ModuleTable, ...]) -> bool:
    levels = parents(module)
    return not any(level in table.regular for level in levels for table in tables)


def _remark(imported: Import, module: ModuleName, scope: Scope, facts: Facts, *, is_soft: bool) -> Remark:
    question = module_in_question(module, scope.environment.modules)
    provider = _proved_provider(question, facts)
    hint = f": `{provider}` provides it" if provider else ""
    return Remark(
        imported.span,
        f"no module named `{module}` in `{environment_name(scope.environment)}`{hint}",
        MappingProxyType({"module": module}),
        at_most=Severity.HINT if is_soft else None,
    )


def _proved_provider(module: ModuleName, facts: Facts) -> str:
    # Only what is commonly known is asked about before a person wants a fix: a guess would tell the
    # index the names of private modules.
    if not known_projects(module):
        return ""
    fact = facts.providers(module, nominated(module))
    return fact.value[0].display_name if isinstance(fact, Known) and fact.value else ""


def _comes_with_python(imported: Import, scope: Scope, *, is_stub: bool) -> bool:
    top = _top(imported)
    if top == _TYPESHED:
        return imported.typing_only or is_stub
    return top == "__main__" or top in scope.standard_library


RULE = ModuleRule("unresolved-import", Severity.ERROR, check, fixes)
