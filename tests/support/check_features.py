"""One `check_*` per feature that reads or rewrites a document without asking an index.

The sections are those of `tests.support.check`; what is expected stands

- in caret lines: tokens by kind, links by target, `definition` and `reference`, highlights as `read` and
  `write`, `hint: label`, `lens: title`;
- in sections: `-- outline --` (indented), `-- folds --` (`first-last kind`, lines from 1),
  `-- selections --`, `-- FILE after formatting --`, `-- FILE after renaming to NAME --`.
"""

from collections.abc import Iterable

from tests.support.check import ROOT, Case, compare, edited, range_note, same, uri_of
from tests.support.fixture import Note
from venvls.analysis.diagnosing import diagnose
from venvls.analysis.folding import folds
from venvls.analysis.formatting import formatted
from venvls.analysis.hints import hints
from venvls.analysis.items import Location, Symbol
from venvls.analysis.lenses import lenses
from venvls.analysis.links import links
from venvls.analysis.navigation import definition, highlights, references, renamed, renamed_range
from venvls.analysis.outline import symbols
from venvls.analysis.selection import selections
from venvls.analysis.tokens import tokens
from venvls.text import Position, Range

_EVERYTHING = Range(Position(0, 0), Position(1_000_000, 0))


def check_outline(fixture: str) -> None:
    case = Case(fixture)
    shown = [line for uri, _ in case.documents for line in _outline(symbols(case.snapshot, uri), "")]
    same("".join(f"{line}\n" for line in shown), case.expected("outline"))


def check_folds(fixture: str) -> None:
    case = Case(fixture)
    found = [fold for uri, _ in case.documents for fold in folds(case.snapshot, uri)]
    shown = "".join(f"{fold.first + 1}-{fold.last + 1} {fold.kind}\n" for fold in found)
    same(shown, case.expected("folds"))


def check_tokens(fixture: str) -> None:
    case = Case(fixture)
    for uri, section in case.documents:
        found = tokens(case.snapshot, uri)
        compare(section, [range_note(one.range, one.kind.name.lower()) for one in found])


def check_links(fixture: str) -> None:
    case = Case(fixture)
    for uri, section in case.documents:
        found = links(case.snapshot, uri)
        compare(section, [range_note(one.range, one.target.replace(f"file://{ROOT}/", "")) for one in found])


def check_definition(fixture: str) -> None:
    case = Case(fixture)
    uri, position, _ = case.cursor
    _check_places(case, definition(case.snapshot, uri, position), "definition")


def check_references(fixture: str) -> None:
    case = Case(fixture)
    uri, position, _ = case.cursor
    _check_places(case, references(case.snapshot, uri, position), "reference")


def check_highlights(fixture: str) -> None:
    case = Case(fixture)
    uri, position, _ = case.cursor
    found = highlights(case.snapshot, uri, position)
    for one, section in case.documents:
        notes = [range_note(each.location.range, "write" if each.is_definition else "read") for each in found]
        compare(section, notes if one == uri else [])


def check_rename(fixture: str, new_name: str) -> None:
    case = Case(fixture)
    uri, position, _ = case.cursor
    edits = renamed(case.snapshot, uri, position, new_name)
    expected = {
        name: one for name, one in case.sections.items() if name.endswith(f" after renaming to {new_name}")
    }
    if edits is None:
        assert not expected, "nothing can be renamed here"
        return
    assert renamed_range(case.snapshot, uri, position) is not None
    assert set(edits) == {uri_of(name.partition(" after ")[0]) for name in expected}
    for name, section in expected.items():
        other = uri_of(name.partition(" after ")[0])
        same(edited(str(case.snapshot.documents[other].text), edits[other]), section.text)


def check_selections(fixture: str) -> None:
    case = Case(fixture)
    uri, position, _ = case.cursor
    text = case.snapshot.documents[uri].text
    found = [text.slice(one).strip("\n") for one in selections(case.snapshot, uri, position)]
    same("".join(f"{one}\n" for one in found), case.expected("selections"))


def check_hints(fixture: str) -> None:
    case = Case(fixture)
    for uri, section in case.documents:
        case.settled(lambda snapshot, uri=uri: diagnose(snapshot, uri))  # type: ignore[misc]
        found = hints(case.snapshot, uri, _EVERYTHING)
        compare(
            section, [range_note(Range(one.position, one.position), f"hint: {one.label}") for one in found]
        )


def check_lenses(fixture: str) -> None:
    case = Case(fixture)
    for uri, section in case.documents:
        case.settled(lambda snapshot, uri=uri: diagnose(snapshot, uri))  # type: ignore[misc]
        found = lenses(case.snapshot, uri)
        compare(section, [range_note(one.range, f"lens: {one.title}") for one in found])


def check_formatting(before: str, after: str, name: str = "requirements.txt") -> None:
    """What is formatted reads as expected, and formatting it again changes nothing."""
    same(formatted_text(before, name), after)
    same(formatted_text(after, name), after)


def formatted_text(text: str, name: str = "requirements.txt") -> str:
    """Return a document after formatting."""
    case = Case.of(name, text)
    return edited(text, formatted(case.snapshot, uri_of(name)))


def _check_places(case: Case, found: Iterable[Location], label: str) -> None:
    places: dict[str, list[Note]] = {}
    for one in found:
        places.setdefault(one.uri, []).append(range_note(one.range, label))
    for uri, section in case.documents:
        compare(section, places.pop(uri, []))
    assert not places, f"places in files that the fixture does not hold: {sorted(places)}"


def _outline(entries: Iterable[Symbol], indent: str) -> Iterable[str]:
    for entry in entries:
        yield f"{indent}{entry.name} {entry.detail}".rstrip()
        yield from _outline(entry.children, f"{indent}  ")
