"""How a requirement can be changed so that it takes a newer release, in the shape it is written in.

Operator, spacing, brackets and the precision of each version stay; an upgrade is never a reason to
turn a range into a pin unless a person picks just that. Does not know which release is worth it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from venvls.model.release import is_version, parsed_version
from venvls.model.requirement import Declaration, SpecifierPart
from venvls.syntax.poetry import pep440
from venvls.text import Span

# Poetry's caret and tilde bound both ends, as the compatible release of PEP 440 does.
_BOTH_ENDS = frozenset({"~=", "^", "~"})
_FLOORS = _BOTH_ENDS | {">="}
_PINS = frozenset({"==", "===", ""})
_AFTER_NUMBERS = re.compile(r"\s*v?(?:\d+!)?\d+(?:\.\d+)*", re.IGNORECASE)
_CONTINUED = re.compile(r"\\\r?\n")


class How(StrEnum):
    """What kind of change it is; the values are those of `venvls.applyUpgrade`."""

    RAISE = "raise"
    WIDEN = "widen"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class Rewriting:
    """Replace `span` of the block's text by `text`; `shown` is the comparison that comes of it."""

    how: How
    span: Span
    text: str
    shown: str

    @property
    def title(self) -> str:
        """What a person is offered."""
        return f"{_TITLES[self.how]} `{self.shown}`"


def rewritings(declaration: Declaration, text: str, newest: str, within: str | None) -> tuple[Rewriting, ...]:
    """Return the changes that let a requirement take release `newest`, the gentlest first.

    `within` is the newest release that it allows already, to which a floor can be raised when `newest`
    is out of reach. A requirement with hashes is left alone: they belong to the release of before.
    """
    if declaration.hashes or declaration.url_span is not None:
        return ()
    offered = (_raised(declaration, text, newest, within), _widened(declaration, text, newest))
    return tuple(one for one in (*offered, _pinned(declaration, text, newest)) if one is not None)


def mentioned_version(declaration: Declaration, text: str) -> Version | None:
    """Return the version that a requirement begins at: of its pin, else of its floor."""
    mentioned = [
        parsed_version(part.version.of(text).removesuffix(".*"))
        for part in declaration.specifiers
        if part.operator.of(text) in _FLOORS | _PINS | {">"}
        and is_version(part.version.of(text).removesuffix(".*"))
    ]
    return max(mentioned, default=None)


def _raised(declaration: Declaration, text: str, newest: str, within: str | None) -> Rewriting | None:
    floors = [part for part in declaration.specifiers if part.operator.of(text) in _FLOORS]
    if any(part.operator.of(text) in _PINS for part in declaration.specifiers):
        return None  # A floor below a pin says nothing.
    if len(floors) != 1 or not is_version(floors[0].version.of(text)):
        return None
    for target in filter(None, (newest, within)):
        version = _floor(floors[0], text, target)
        if _is_higher(version, floors[0].version.of(text)):
            made = Rewriting(How.RAISE, floors[0].version, version, f"{floors[0].operator.of(text)}{version}")
            if _takes(declaration, text, made, target):
                return made
    return None


def _widened(declaration: Declaration, text: str, newest: str) -> Rewriting | None:
    if any(part.operator.of(text) in _PINS | _BOTH_ENDS for part in declaration.specifiers):
        return None
    bounds = [part for part in declaration.specifiers if part.operator.of(text) in ("<", "<=")]
    if len(bounds) != 1 or not is_version(bounds[0].version.of(text)):
        return None
    operator, limit = bounds[0].operator.of(text), bounds[0].version.of(text)
    version = newest if operator == "<=" else _beyond(newest, limit)
    if not _is_higher(version, limit):
        return None
    made = Rewriting(How.WIDEN, bounds[0].version, version, f"{operator}{version}")
    return made if _takes(declaration, text, made, newest) else None


def _pinned(declaration: Declaration, text: str, newest: str) -> Rewriting | None:
    parts = declaration.specifiers
    if not parts or declaration.specifiers_span is None:
        return _pinned_anew(declaration, text, newest)
    if len(parts) == 1 and parts[0].operator.of(text) in _PINS:
        written = parts[0].version.of(text)
        version = f"{_cut(newest, written.count('.'))}.*" if written.endswith(".*") else newest
        if version == written:
            return None
        return Rewriting(How.PIN, parts[0].version, version, f"{parts[0].operator.of(text) or '=='}{version}")
    gap = text[parts[0].operator.end : parts[0].version.start]
    return Rewriting(How.PIN, declaration.specifiers_span, f"=={gap}{newest}", f"=={newest}")


def _pinned_anew(declaration: Declaration, text: str, newest: str) -> Rewriting | None:
    """Pin a requirement that is nothing but a name: not where the name is a key, as in Poetry's tables."""
    try:
        Requirement(declaration.span.of(text))
    except InvalidRequirement:
        return None
    begun = declaration.extras_span or declaration.name_span
    if begun is None:
        return None
    return Rewriting(How.PIN, Span(begun.end, begun.end), f"=={newest}", f"=={newest}")


def _floor(part: SpecifierPart, text: str, target: str) -> str:
    if part.operator.of(text) not in ("~=", "~"):
        return target
    # The last number that is written is the one that may grow, so their count is part of the meaning.
    written = parsed_version(part.version.of(text))
    return target if parsed_version(target).is_prerelease else _cut(target, len(written.release))


def _cut(version: str, count: int) -> str:
    """Return the first `count` numbers of a version."""
    parsed = parsed_version(version)
    numbers = [*parsed.release, *[0] * count][: max(count, 1)]
    return _spelt(parsed.epoch, numbers)


def _beyond(version: str, written: str) -> str:
    """Return a bound like `written` that lies beyond `version`: `3.0` becomes `4.0` for `3.1.4`.

    What follows its numbers stays: with `<3.0.dev0` people keep the previews of the next release out.
    """
    limit = parsed_version(written)
    significant = len(limit.release)
    while significant > 1 and not limit.release[significant - 1]:
        significant -= 1
    parsed = parsed_version(version)
    numbers = [*parsed.release, *[0] * significant][:significant]
    numbers[-1] += 1
    spelt = _spelt(parsed.epoch, [*numbers, *[0] * (len(limit.release) - significant)])
    return spelt + (_AFTER_NUMBERS.sub("", written, count=1) if limit.is_prerelease else "")


def _spelt(epoch: int, numbers: Sequence[int]) -> str:
    return (f"{epoch}!" if epoch else "") + ".".join(map(str, numbers))


def _is_higher(version: str, than: str) -> bool:
    return parsed_version(version) > parsed_version(than)


def _takes(declaration: Declaration, text: str, made: Rewriting, target: str) -> bool:
    return any(
        specifiers.contains(target, prereleases=True) for specifiers in _after(declaration, text, made)
    )


def _after(declaration: Declaration, text: str, made: Rewriting) -> Iterator[SpecifierSet]:
    """Yield what the requirement allows after a change, if that can be read."""
    whole = declaration.specifiers_span
    if whole is None:
        return
    written = text[whole.start : made.span.start] + made.text + text[made.span.end : whole.end]
    written = _CONTINUED.sub(" ", written)
    for readable in (written, pep440(written)):
        try:
            yield SpecifierSet(readable or "")
            return
        except InvalidSpecifier:
            continue


_TITLES = {
    How.RAISE: "Raise the floor to",
    How.WIDEN: "Widen to",
    How.PIN: "Pin to",
}
