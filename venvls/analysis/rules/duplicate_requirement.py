"""`duplicate-requirement`: the same project is declared twice for the same circumstances.

The same circumstances are: the same file, section, group, extras and marker. Two lines for two
Pythons are not duplicates, and neither are an extra and the project without it.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import TypeAlias

from venvls.analysis.items import Action
from venvls.analysis.rules.fixing import declaration_removed
from venvls.analysis.rules.rule import ManifestRule, Place, Remark
from venvls.analysis.snapshot import Document, Snapshot
from venvls.model.names import ProjectName
from venvls.model.requirement import Declaration
from venvls.model.settings import Severity
from venvls.syntax.manifest import LOCKS, Manifest
from venvls.text import Span

_Place: TypeAlias = tuple[int, Span]


def check(_snapshot: Snapshot, _document: Document, manifest: Manifest) -> Iterator[tuple[int, Remark]]:
    """Yield a remark at every declaration that repeats an earlier one."""
    if manifest.kind in LOCKS:
        return
    for name, places in _repeated(manifest).items():
        first: dict[object, _Place] = {}
        for index, declaration in places:
            here = (index, declaration.name_span or declaration.span)
            earlier = first.setdefault(_circumstances(declaration), here)
            if earlier != here:
                yield index, _remark(manifest, name, earlier, here)


def fixes(place: Place) -> Iterator[Action]:
    """Offer to remove the repetition."""
    return declaration_removed(place, f"Remove this declaration of `{place.subject['name']}`")


def _repeated(manifest: Manifest) -> dict[ProjectName, list[tuple[int, Declaration]]]:
    """Return the declarations of every project that is named more than once; nearly always none."""
    first: dict[ProjectName, tuple[int, Declaration]] = {}
    repeated: dict[ProjectName, list[tuple[int, Declaration]]] = {}
    for index, block in enumerate(manifest.blocks):
        for declaration in block.declarations:
            name = declaration.name
            if name is None or declaration.requirement is None:
                continue
            if name not in first:
                first[name] = (index, declaration)
            else:
                repeated.setdefault(name, [first[name]]).append((index, declaration))
    return repeated


def _circumstances(declaration: Declaration) -> object:
    extras = frozenset(extra.name for extra in declaration.extras)
    return declaration.section, declaration.group, extras, str(declaration.marker or "")


def _remark(manifest: Manifest, name: ProjectName, earlier: _Place, here: _Place) -> Remark:
    line = manifest.range(*earlier).start.line + 1
    message = f"`{name}` is already declared on line {line}"
    return Remark(here[1], message, MappingProxyType({"name": name, "line": str(line)}))


RULE = ManifestRule("duplicate-requirement", Severity.WARNING, check, fixes)
