"""One `check_*` per feature: a fixture becomes a real snapshot, the feature answers, and what it says
is compared one to one with what the fixture expects.

Sections (see `tests.support.fixture` for cursor and caret lines):

    -- any/path.txt --      a document; its kind follows from its name, as in the program
    -- .venv --             what is installed: `requests 2.31.0 modules=requests,urllib3 extras=socks`,
                            `needs="pysocks>=1; extra == 'socks'"` after a project, `python 3.11.4`,
                            `namespace google`, `tag py3-none-any` for a wheel tag that it takes; without
                            the section there is no environment
    -- index --             what the index says, see `tests.support.index_section`; without the section
                            nobody was asked
    -- providers --         proofs: `yaml PyYAML 6.0.2`; other modules are proved to be nobody's
    -- names --             the index's name list, best first
    -- first-party --       importable modules of the project
    -- unreadable --        paths at which nothing can be read
    -- unagreed --          places that only the folder names: `https://index.example/simple pyproject.toml`
    -- settings --          `severities.not-installed = off`, `index.prereleases = true`, `index.noBinary`
                            and `index.onlyBinary` (names between commas), `upgrades = true` (they are
                            wanted in every document), `now = 1000060` in seconds

Facts are answered the way the program does it: a feature says what it lacks, the index section
answers, and the feature is asked again until nothing is missing.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from textwrap import indent
from types import MappingProxyType
from typing import TypeVar

from packaging.version import Version

from tests.support.fixture import Note, Section, annotated, parse
from tests.support.index_section import IndexSection, split, words
from venvls.analysis.actions import actions
from venvls.analysis.answer import (
    Answer,
    Missing,
    NeedMetadata,
    NeedNames,
    NeedProject,
    NeedProviders,
    NeedPublishers,
    NeedSimilar,
    NeedVulnerabilities,
)
from venvls.analysis.completion import complete
from venvls.analysis.diagnosing import diagnose
from venvls.analysis.hover import hover
from venvls.analysis.items import Action, Diagnostic
from venvls.analysis.snapshot import Document, NameList, Scope, Snapshot
from venvls.model.environment import MISSING, Distribution, Environment, EnvironmentState
from venvls.model.facts import Absent, Fact, Known
from venvls.model.formats import Formats
from venvls.model.index_configuration import IndexConfiguration, Setting
from venvls.model.modules import ModuleTable
from venvls.model.names import ModuleName, ProjectName, Uri, extra_name, project_name
from venvls.model.release import Provider
from venvls.model.settings import Settings, Severity
from venvls.session.documents import opened
from venvls.text import Position, Range, Text, TextEdit

T = TypeVar("T")

ROOT = "/project"
KEY = "index.example"
_OTHER = Uri(f"file://{ROOT}/../other")
"""Another project, whose files are sections like `-- ../other/requirements.txt --`."""
_FACT_SECTIONS = frozenset(
    {".venv", "index", "providers", "names", "first-party", "settings", "unreadable", "unagreed"}
)
_EXPECTED_SECTIONS = frozenset({"completion", "hover", "actions", "outline", "folds", "selections"})


class Case:
    """A fixture with the snapshot it describes."""

    def __init__(self, fixture: str) -> None:
        self.sections = parse(fixture)
        self.index = _index(self.sections.get("index"))
        self.snapshot = _snapshot(self.sections)

    @staticmethod
    def of(name: str, text: str) -> "Case":
        """Return a case with one document that is taken as it is, marks and all."""
        case = Case("")
        case.snapshot = _snapshot({name: Section(name, text)})
        return case

    def expected(self, name: str) -> str:
        """Return what a section of expectations says."""
        assert name in self.sections, f"the fixture has no section `-- {name} --`"
        return self.sections[name].text

    @property
    def documents(self) -> Iterator[tuple[Uri, Section]]:
        """The documents with their marks."""
        return ((uri_of(name), section) for name, section in self.sections.items() if _is_document(name))

    @property
    def cursor(self) -> tuple[Uri, Position, Section]:
        """The document with the cursor, and where it is."""
        for uri, section in self.documents:
            if section.cursor is not None:
                return uri, section.cursor, section
        raise AssertionError("the fixture has no cursor `$0`")

    def settled(self, ask: Callable[[Snapshot], Answer[T]]) -> T:
        """Ask until nothing is missing that the fixture can answer."""
        for _ in range(10):
            answer = ask(self.snapshot)
            learned = {need: fact for need in answer.missing if (fact := self._fact(need)) is not None}
            if not learned:
                return answer.value
            self.snapshot = _with(self.snapshot, learned)
        raise AssertionError(f"the feature never settles: {answer.missing}")

    def _fact(self, need: Missing) -> object:
        match need:
            case NeedProject(_, name):
                return self.index.projects.get(name, Absent()) if self.index else None
            case NeedMetadata(_, name, version):
                return self.index.metadata.get((name, version), Absent()) if self.index else None
            case NeedVulnerabilities():
                return self.index.vulnerabilities(need) if self.index else None
            case NeedPublishers():
                return self.index.publishers(need) if self.index else None
            case NeedProviders(_, module, candidates):
                return _proofs(self.sections.get("providers"), module, candidates)
            case NeedNames():
                return _names(self.sections.get("names"))
            case NeedSimilar(_, name):
                names = _names(self.sections.get("names"))
                return Known(tuple(names.similar(name, 2))) if names else Known(())


def check_diagnostics(fixture: str) -> None:
    """Every diagnostic is expected by a caret line, and every caret line is said: `^^ error[code]: message`.

    `dim` and `deprecated` stand after the severity for the tags.
    """
    case = Case(fixture)
    for uri, section in case.documents:
        found = case.settled(lambda snapshot, uri=uri: diagnose(snapshot, uri))  # type: ignore[misc]
        compare(section, [_note(one, section.text) for one in found])


def check_completion(fixture: str) -> None:
    """The carets labelled `replaced` stand below the token; `-- completion --` lists label and detail."""
    case = Case(fixture)
    uri, position, section = case.cursor
    found = case.settled(lambda snapshot: complete(snapshot, uri, position))
    if found is None:
        assert "completion" not in case.sections, "nothing is completed here"
        return
    shown = [f"{item.label} | {item.detail}".rstrip(" |") for item in found.items]
    same("\n".join(shown), case.expected("completion").rstrip("\n"))
    if section.notes:
        compare(section, [range_note(found.replace, "replaced")])
    assert found.typed == Text.of(section.text).slice(found.replace)


def check_hover(fixture: str) -> None:
    """The carets stand below what is spoken about; `-- hover --` is the Markdown."""
    case = Case(fixture)
    uri, position, section = case.cursor
    found = case.settled(lambda snapshot: hover(snapshot, uri, position))
    if found is None:
        assert "hover" not in case.sections, "nothing is shown here"
        return
    same(found.markdown.rstrip("\n"), case.expected("hover").rstrip("\n"))
    if section.notes:
        compare(section, [range_note(found.range, "")])


def check_actions(fixture: str) -> None:
    """`-- actions --` lists the titles; an indented line below one is its command and argument.

    A section `-- FILE after TITLE --` is what the edits of an action make of a file.
    """
    case = Case(fixture)
    uri, position, _ = case.cursor
    found = case.settled(lambda snapshot: actions(snapshot, uri, Range(position, position)))
    same("".join(map(_shown_action, found)), case.expected("actions"))
    for name, section in case.sections.items():
        file, separator, title = name.partition(" after ")
        if separator:
            action = next((one for one in found if one.title == title), None)
            assert action is not None, f"no action is called `{title}`"
            before = str(case.snapshot.documents[uri_of(file)].text)
            same(edited(before, action.edits[uri_of(file)]), section.text)


def edited(text: str, edits: Iterable[TextEdit]) -> str:
    """Return a text after edits that do not overlap."""
    lines = Text.of(text)
    for edit in sorted(edits, key=lambda edit: edit.range.start, reverse=True):
        lines, _ = lines.replaced(edit.range, edit.text)
    return str(lines)


def uri_of(name: str) -> Uri:
    """Return the address of a document of the fixture."""
    return Uri(f"file://{ROOT}/{name}")


def document(name: str, text: str) -> Document:
    """Return a document as the program would read it."""
    return opened(uri_of(name), f"{ROOT}/{name}", "", 1, text, ())


class _Names:
    """A name list over the names of a fixture."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names

    def prefix(self, typed: str, limit: int) -> list[str]:
        wanted = project_name(typed) if typed else ""
        return [name for name in self._names if project_name(name).startswith(wanted)][:limit]

    def similar(self, name: str, limit: int) -> list[str]:
        letters = sorted(project_name(name))
        return [other for other in self._names if sorted(project_name(other)) == letters][:limit]


def _is_document(name: str) -> bool:
    return name not in _FACT_SECTIONS | _EXPECTED_SECTIONS and " after " not in name


def _snapshot(sections: Mapping[str, Section]) -> Snapshot:
    root = Uri(f"file://{ROOT}")
    documents = {
        uri_of(name): document(name, one.text) for name, one in sections.items() if _is_document(name)
    }
    chosen = dict(map(_setting, _lines(sections.get("settings"))))
    scope = Scope(
        root,
        ROOT,
        environment=_environment(sections.get(".venv")),
        first_party=ModuleTable({ModuleName(name): () for name in _lines(sections.get("first-party"))}),
        standard_library=frozenset({"os", "sys", "json", "typing", "contextlib"}),
        index=IndexConfiguration(
            KEY,
            allow_prereleases=chosen.get("index.prereleases") == "true",
            formats=Formats(
                frozenset(split(chosen.get("index.noBinary", ""))),
                frozenset(split(chosen.get("index.onlyBinary", ""))),
            ),
            unagreed=tuple(Setting(*line.split()) for line in _lines(sections.get("unagreed"))),
        ),
        unreadable=frozenset(_lines(sections.get("unreadable"))),
        tags=_tags(sections.get(".venv")),
    )
    return Snapshot(
        1,
        documents,
        {root: scope},
        {uri: _OTHER if uri.startswith(_OTHER) else root for uri in documents},
        settings=_settings(chosen),
        upgrades=frozenset(documents) if chosen.get("upgrades") == "true" else frozenset(),
        now=float(chosen.get("now", 0)),
    )


def _with(snapshot: Snapshot, learned: Mapping[Missing, object]) -> Snapshot:
    projects, metadata = dict(snapshot.projects), dict(snapshot.metadata)
    providers, names = dict(snapshot.providers), dict(snapshot.names)
    vulnerabilities, publishers = dict(snapshot.vulnerabilities), dict(snapshot.publishers)
    similar = dict(snapshot.similar)
    for need, fact in learned.items():
        match need:
            case NeedProject(key, name):
                projects[key, name] = fact  # type: ignore[assignment]
            case NeedMetadata(key, name, version):
                metadata[key, name, version] = fact  # type: ignore[assignment]
            case NeedVulnerabilities():
                vulnerabilities[need] = fact  # type: ignore[assignment]
            case NeedPublishers():
                publishers[need] = fact  # type: ignore[assignment]
            case NeedProviders(key, module):
                providers[key, module] = fact  # type: ignore[assignment]
            case NeedNames(key):
                names[key] = fact  # type: ignore[assignment]
            case NeedSimilar():
                similar[need] = fact  # type: ignore[assignment]
    return replace(
        snapshot,
        projects=projects,
        metadata=metadata,
        providers=providers,
        names=names,
        vulnerabilities=vulnerabilities,
        publishers=publishers,
        similar=similar,
    )


def _setting(line: str) -> tuple[str, str]:
    key, _, value = (part.strip() for part in line.partition("="))
    return key, value


def _settings(chosen: Mapping[str, str]) -> Settings:
    severities = {
        key.removeprefix("severities."): Severity(value)
        for key, value in chosen.items()
        if key.startswith("severities.")
    }
    return Settings(
        severities=MappingProxyType(severities),
        minimum_release_age=float(chosen.get("index.minimumReleaseAge", 0)),
    )


def _tags(section: Section | None) -> frozenset[str]:
    return frozenset(rest for first, rest, _ in map(words, _lines(section)) if first == "tag")


def _environment(section: Section | None) -> Environment:
    if section is None:
        return MISSING
    version, regular, namespaces = "3.12.1", dict[ModuleName, tuple[ProjectName, ...]](), set[ModuleName]()
    distributions: dict[ProjectName, Distribution] = {}
    for name, rest, values in map(words, section.lines):
        match name:
            case "python":
                version = rest
            case "namespace":
                namespaces.add(ModuleName(rest))
            case "tag":
                continue
            case "broken":
                return Environment(EnvironmentState.BROKEN, reason=rest)
            case _:
                project = project_name(name)
                extras = frozenset(map(extra_name, split(values.get("extras", ""))))
                needs = tuple(one.strip() for one in values.get("needs", "").split("|") if one)
                distributions[project] = Distribution(
                    project, name, rest, "", extras=extras, extra_requirements=needs
                )
                regular |= {ModuleName(one): (project,) for one in split(values.get("modules", ""))}
    return Environment(
        EnvironmentState.READY,
        prefix=f"{ROOT}/.venv",
        interpreter=f"{ROOT}/.venv/bin/python",
        version=Version(version),
        distributions=distributions,
        modules=ModuleTable(regular, frozenset(namespaces)),
    )


def _index(section: Section | None) -> IndexSection | None:
    return IndexSection(section) if section else None


def _proofs(
    section: Section | None, module: ModuleName, candidates: tuple[ProjectName, ...]
) -> Fact[tuple[Provider, ...]] | None:
    if section is None:
        return None
    proved = [line.split() for line in section.lines if line.split()[0] == module]
    return Known(
        tuple(
            Provider(project_name(name), name, version, f"the file list of its wheel {version}")
            for _, name, version in proved
            if project_name(name) in candidates
        )
    )


def _names(section: Section | None) -> NameList | None:
    return _Names(section.lines) if section else None


def _lines(section: Section | None) -> tuple[str, ...]:
    return section.lines if section else ()


def compare(section: Section, found: Iterable[Note]) -> None:
    """Fail unless exactly what the section's marks expect was found."""
    same(annotated(section.text, found), annotated(section.text, section.notes))


def same(actual: str, expected: str) -> None:
    """Fail with both texts unless they are equal."""
    if actual != expected:
        raise AssertionError(f"expected\n\n{indent(expected, '    ')}\nactual\n\n{indent(actual, '    ')}")


def _note(diagnostic: Diagnostic, text: str) -> Note:
    finding = diagnostic.finding
    tags = "".join(
        f" {tag}" for tag, on in (("dim", finding.unnecessary), ("deprecated", finding.deprecated)) if on
    )
    return range_note(diagnostic.range, f"{finding.severity}{tags}[{finding.code}]: {finding.message}", text)


def range_note(range_: Range, label: str, text: str = "") -> Note:
    """Return a mark below a range."""
    (line, start), (last, end) = range_
    if last != line:
        # A mark stands below one line: of a longer range that is its first.
        end = len(Text.of(text).content(line))
    return Note(line, start, max(end, start + 1), label)


def _shown_action(action: Action) -> str:
    if action.invocation is None:
        return f"{action.title}\n"
    argument = json.dumps(dict(action.invocation.argument)).replace(f"file://{ROOT}/", "")
    return f"{action.title}\n  {action.invocation.command} {argument}\n"
