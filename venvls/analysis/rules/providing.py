"""Fixes for a module that is missing: install what provides it, and declare it where a person wants.

Ranked by evidence: what the project declares already, then what an index proved. Nothing that was
only guessed is offered, and nothing whose files were seen not to hold the module.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

from venvls.analysis.items import Action, Invocation
from venvls.analysis.known_names import declarations
from venvls.analysis.nomination import module_in_question, nominated
from venvls.analysis.rules.fixing import requirement_text
from venvls.analysis.rules.rule import Place
from venvls.analysis.snapshot import Document
from venvls.analysis.targets import declaration_targets
from venvls.model.facts import Known
from venvls.model.names import ModuleName, ProjectName, project_name
from venvls.model.requirement import Section

_OFFERED = 4
_INSTALLED_BY_DECLARATION = frozenset({Section.MAIN, Section.EXTRA, Section.GROUP})


@dataclass(frozen=True, slots=True)
class _Declared:
    """How a manifest of the project declares something already."""

    written_name: str
    requirement: str


@dataclass(frozen=True, slots=True)
class _Offer:
    """A project to install, as an installer is to be asked for it."""

    name: ProjectName
    display_name: str
    requirement: str
    is_declared: bool


def providing(place: Place, module: ModuleName) -> Iterator[Action]:
    """Yield the actions that make `module` importable, the likeliest first."""
    for rank, offer in enumerate(_offers(place, module)):
        yield _install(place, offer, preferred=rank == 0)
        if offer.is_declared:
            continue
        for target in declaration_targets(place.snapshot, place.document.uri):
            yield _install_and_declare(place, offer, target)


def _offers(place: Place, module: ModuleName) -> list[_Offer]:
    if place.scope is None:
        return []
    question = module_in_question(module, place.scope.environment.modules)
    candidates = nominated(question)
    fact = place.facts.providers(question, candidates)
    proved = {one.project: one.display_name for one in fact.value} if isinstance(fact, Known) else None
    declared = _declared(place)
    # A declared project may be installed in any case, unless its files were seen not to hold the module.
    names = [name for name in candidates if name in declared and (proved is None or name in proved)]
    names += proved or ()
    there = place.scope.environment.distributions
    offers = [_offer(name, declared.get(name), (proved or {}).get(name, "")) for name in dict.fromkeys(names)]
    return [offer for offer in offers if offer.name not in there][:_OFFERED]


def _offer(name: ProjectName, declared: _Declared | None, proved: str) -> _Offer:
    if declared is not None:
        # What is declared may have a specifier; the name alone would install past it.
        return _Offer(name, declared.written_name, declared.requirement, is_declared=True)
    # An index may show a project under any name; an installer is only given one that means the project.
    shown = proved if project_name(proved) == name else name
    return _Offer(name, shown, shown, is_declared=False)


def _declared(place: Place) -> dict[ProjectName, _Declared]:
    found: dict[ProjectName, _Declared] = {}
    for _, block, declaration in declarations(place.snapshot, place.document.uri):
        if declaration.name is None or declaration.name_span is None or declaration.requirement is None:
            continue
        if declaration.section in _INSTALLED_BY_DECLARATION:
            written = _Declared(declaration.name_span.of(block.text), requirement_text(declaration))
            found.setdefault(declaration.name, written)
    return found


def _install(place: Place, offer: _Offer, *, preferred: bool) -> Action:
    return Action(
        f"Install `{offer.display_name}`",
        invocation=_invocation(place, offer),
        fixes=(place.diagnostic,),
        preferred=preferred,
    )


def _install_and_declare(place: Place, offer: _Offer, target: Document) -> Action:
    return Action(
        f"Install `{offer.display_name}` and add it to `{_shown(place, target)}`",
        invocation=_invocation(place, offer, declareIn=target.uri),
        fixes=(place.diagnostic,),
    )


def _invocation(place: Place, offer: _Offer, **more: object) -> Invocation:
    argument = {"uri": place.document.uri, "requirements": [offer.requirement], **more}
    return Invocation("venvls.install", MappingProxyType(argument))


def _shown(place: Place, target: Document) -> str:
    root = place.scope.path.rstrip("/\\") if place.scope else ""
    path = target.path
    return path[len(root) + 1 :] if root and path.startswith(root) else path.rpartition("/")[2]
