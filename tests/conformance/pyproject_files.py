"""Pyproject files against `tomllib`, `packaging` and `packaging.dependency_groups`."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from packaging.dependency_groups import DependencyGroupResolver
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import InvalidName, canonicalize_name

from tests.conformance.report import Report
from tests.conformance.spans import wrong_span
from venvls.model.names import GroupName, group_name
from venvls.model.requirement import Declaration, Section
from venvls.syntax.groups import (
    Groups,
    Repetition,
    cycles,
    groups_of,
    repeated_extras,
    repeated_groups,
    unknown_groups,
)
from venvls.syntax.manifest import Block, Manifest, ManifestKind
from venvls.syntax.parsing import parse_manifest
from venvls.syntax.project_table import project_table, project_tables
from venvls.syntax.toml import Table
from venvls.text import Span, Text

Expected = tuple[Section, str, str]


def compare(path: Path, report: Report) -> None:
    """Compare one file."""
    text = path.read_bytes().decode("utf-8", "surrogateescape")
    manifest = parse_manifest(ManifestKind.PYPROJECT, Text.of(text))
    report.files += 1
    if "".join(block.text for block in manifest.blocks) != text:
        report.differ(path, 1, path.name, "the blocks do not join to the text")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        if any(block.problems for block in manifest.blocks):
            report.agree()
        else:
            report.differ(path, 1, path.name, f"tomllib refuses: {error}")
        return
    compare_declarations(path, report, manifest, _expected(document), _poetry_names(document))
    _compare_project(path, report, text, document)
    _compare_groups(path, report, manifest, document)


def compare_declarations(
    path: Path,
    report: Report,
    manifest: Manifest,
    strings: Iterable[Expected],
    names: Iterable[Expected] = (),
) -> None:
    """Compare what is declared with requirements in strings, and with names that are keys of Poetry's."""
    written = Counter((section, group, _normal(one)) for section, group, one in strings)
    keys = Counter(names)
    for index, block in enumerate(manifest.blocks):
        for problem in block.problems:
            if problem.code == "invalid-toml":
                line = _line(manifest, index, problem.span)
                report.differ(path, line, path.name, f"tomllib accepts: {problem.message}")
        for declaration in block.declarations:
            line = _line(manifest, index, declaration.span)
            is_key = _is_key(block, declaration)
            missing = keys if is_key else written
            text = declaration.span.of(block.text)
            name = _key_with_extras(declaration) if is_key else _written(declaration, text)
            key = (declaration.section, declaration.group, name)
            if not missing[key]:
                report.differ(path, line, text, f"{key} is not among {set(missing)}")
                continue
            missing[key] -= 1
            difference = (
                _difference_of_key(block, declaration) if is_key else _difference(block, declaration, text)
            )
            report.differ(path, line, text, difference) if difference else report.agree()
    for section, group, one in (written + keys).elements():
        report.differ(path, 1, one, f"not found in {section} {group}")


def _key_with_extras(declaration: Declaration) -> str:
    return _joined(declaration.name or "", [extra.name for extra in declaration.extras])


def _written(declaration: Declaration, text: str) -> str:
    if declaration.editable:
        return f"-e {declaration.location}"
    return str(declaration.requirement or _unescaped(text))


def _unescaped(text: str) -> str:
    """Return what a part of a string means; in a literal string a backslash is one."""
    for quotes in ('"', '"""') if "\\" in text else ():
        with suppress(tomllib.TOMLDecodeError):
            return tomllib.loads(f"text = {quotes}{text}{quotes}")["text"]
    return text


def _is_key(block: Block, declaration: Declaration) -> bool:
    """Tell whether a declaration is a key of Poetry's, not a string."""
    path = Table(0, block.text).path
    if path[:2] == ("tool", "poetry"):
        return True
    after = block.text[declaration.name_span.end :].lstrip("\"' \t") if declaration.name_span else ""
    return not path and after.startswith("=") and not after.startswith("==")


def _normal(written: str) -> str:
    return str(_read(written) or written.strip())


def _read(written: str) -> Requirement | None:
    try:
        return Requirement(written)
    except InvalidRequirement:
        return None


def _difference(block: Block, declaration: Declaration, text: str) -> str:
    if declaration.requirement is None and not declaration.editable:
        reported = [
            one for one in block.problems if declaration.span.start <= one.span.start <= declaration.span.end
        ]
        return "" if reported else "packaging refuses it"
    if not declaration.editable and _read(_unescaped(text)) != declaration.requirement:
        return f"the span reads as {_unescaped(text)}"
    return wrong_span(declaration, lambda span: _unescaped(span.of(block.text)))


def _difference_of_key(block: Block, declaration: Declaration) -> str:
    """Compare the places of a dependency of Poetry's; no oracle reads its versions."""
    name = declaration.name_span.of(block.text) if declaration.name_span else ""
    if canonicalize_name(_unescaped(name)) != declaration.name:
        return f"the place of the name holds {name!r}"
    specifiers = ((part.span, part.operator, part.version) for part in declaration.specifiers)
    for part, operator, version in specifiers:
        if "".join(part.of(block.text).split()) != operator.of(block.text) + version.of(block.text):
            return f"the parts of {part.of(block.text)!r} are elsewhere"
    for extra in declaration.extras:
        if canonicalize_name(extra.span.of(block.text)) != extra.name:
            return f"the place of the extra {extra.name!r} holds {extra.span.of(block.text)!r}"
    return ""


def _expected(document: dict) -> Iterator[Expected]:
    project, tools = _table(document, "project"), _table(document, "tool")
    yield from _each(Section.MAIN, "", project.get("dependencies"))
    yield from _each(Section.BUILD, "", _table(document, "build-system").get("requires"))
    for extra, listed in _table(project, "optional-dependencies").items():
        yield from _each(Section.EXTRA, extra, listed)
    for group, listed in _table(document, "dependency-groups").items():
        yield from _each(Section.GROUP, group, listed)
    uv = _table(tools, "uv")
    yield from _each(Section.GROUP, "dev", uv.get("dev-dependencies"))
    yield from _each(Section.CONSTRAINT, "", uv.get("constraint-dependencies"))
    yield from _each(Section.CONSTRAINT, "", uv.get("build-constraint-dependencies"))
    yield from _each(Section.OVERRIDE, "", uv.get("override-dependencies"))
    for group, listed in _table(_table(tools, "pdm"), "dev-dependencies").items():
        yield from _each(Section.GROUP, group, listed)
    for name, environment in _table(_table(tools, "hatch"), "envs").items():
        if isinstance(environment, dict):
            yield from _each(Section.GROUP, name, environment.get("dependencies"))
            yield from _each(Section.GROUP, name, environment.get("extra-dependencies"))
    flit = _table(_table(tools, "flit"), "metadata")
    yield from _each(Section.MAIN, "", flit.get("requires"))
    yield from _each(Section.GROUP, "dev", flit.get("dev-requires"))
    for extra, listed in _table(flit, "requires-extra").items():
        yield from _each(Section.EXTRA, extra, listed)


def _each(section: Section, group: str, listed: object) -> Iterator[Expected]:
    if isinstance(listed, list):
        yield from ((section, group, one) for one in listed if isinstance(one, str))


def _table(table: dict, key: str) -> dict:
    found = table.get(key, {})
    return found if isinstance(found, dict) else {}


def _poetry_names(document: dict) -> Iterator[Expected]:
    """Yield what Poetry's tables declare, once for each constraint."""
    poetry = _table(_table(document, "tool"), "poetry")
    yield from _keys(Section.MAIN, "", _table(poetry, "dependencies"))
    yield from _keys(Section.GROUP, "dev", _table(poetry, "dev-dependencies"))
    for name, group in _table(poetry, "group").items():
        if isinstance(group, dict):
            yield from _keys(Section.GROUP, name, _table(group, "dependencies"))


def _keys(section: Section, group: str, table: dict) -> Iterator[Expected]:
    for name, value in table.items():
        if name.lower() != "python" and _valid(name):
            for one in value if isinstance(value, list) else [value]:
                fields = one if isinstance(one, dict) else {}
                optional = section is Section.MAIN and fields.get("optional") is True
                extras = [extra for extra in map(_valid, _list(fields, "extras")) if extra]
                yield Section.EXTRA if optional else section, group, _joined(canonicalize_name(name), extras)


def _list(table: dict, key: str) -> list:
    found = table.get(key, [])
    return found if isinstance(found, list) else []


def _joined(name: str, extras: list[str]) -> str:
    return f"{name}[{','.join(extras)}]" if extras else name


def _string(table: dict, key: str) -> str:
    found = table.get(key, "")
    return found if isinstance(found, str) else ""


def _compare_project(path: Path, report: Report, text: str, document: dict) -> None:
    table, project = project_table(text), _table(document, "project")
    name = project.get("name") or _table(_table(document, "tool"), "poetry").get("name")
    pairs = {
        "name": (_valid(name), table.name),
        "requires-python": (_string(project, "requires-python"), table.requires_python),
        "version": (_string(project, "version"), table.version),
        "extras": (list(_table(project, "optional-dependencies")), [one.written for one in table.extras]),
        "dynamic": (project.get("dynamic", []), list(table.dynamic)),
        "tools": (set(_table(document, "tool")), set(table.tools)),
    }
    for field, (expected, found) in pairs.items():
        if expected == found:
            report.agree()
        else:
            report.differ(path, 1, field, f"expected {expected!r}, found {found!r}")


def _valid(name: object) -> str | None:
    try:
        return canonicalize_name(name, validate=True) if isinstance(name, str) else None
    except InvalidName:
        return None


def _compare_groups(path: Path, report: Report, manifest: Manifest, document: dict) -> None:
    groups = groups_of(manifest)
    tables = _table(document, "dependency-groups")
    _compare_repetitions(path, report, "group", tables, repeated_groups(manifest))
    extras = _table(_table(document, "project"), "optional-dependencies")
    _compare_repetitions(path, report, "extra", extras, repeated_extras(manifest))
    # One name that two groups have makes packaging refuse all of them, and so does what is no requirement.
    is_refused = any(repeated_groups(manifest)) or any(block.problems for block in manifest.blocks)
    broken = {one.inclusion.inside for one in cycles(groups)} | {one.inside for one in unknown_groups(groups)}
    held = _held_by_groups(manifest)
    for group in tables:
        reached = _reached(groups, group_name(group))
        try:
            expected = DependencyGroupResolver(tables).resolve(group)
        except Exception:  # noqa: BLE001 - however packaging refuses, it refuses
            refused = is_refused or bool(broken & reached)
            report.agree() if refused else report.differ(path, 1, group, "packaging refuses this group")
            continue
        if {str(one) for one in expected} == {text for name in reached for text in held.get(name, ())}:
            report.agree()
        else:
            report.differ(path, 1, group, f"expected {expected}")


def _compare_repetitions(
    path: Path, report: Report, kind: str, names: dict, repeated: Iterator[Repetition]
) -> None:
    """Compare which names are those of another one before them, once they are normalised."""
    normal = list(map(canonicalize_name, names))
    expected = sorted(name for index, name in enumerate(normal) if name in normal[:index])
    found = sorted(one.named.normal for one in repeated)
    if expected != found:
        report.differ(path, 1, kind, f"expected {expected} twice, found {found}")


def _reached(groups: Groups, group: GroupName) -> set[GroupName]:
    """Return the group and all that it includes, by whatever way."""
    reached, pending = {group}, [group]
    while pending:
        inside = pending.pop()
        further = {one.target for one in groups.inclusions if one.inside == inside} - reached
        reached |= further
        pending += further
    return reached


def _held_by_groups(manifest: Manifest) -> dict[GroupName, list[str]]:
    """Return what each group declares itself. Tools have tables of groups too, so places decide."""
    held: dict[GroupName, list[str]] = {}
    for index, table in project_tables(manifest):
        for group in table.groups:
            inside = range(group.extent.start, group.extent.end)
            found = [one for one in manifest.blocks[index].declarations if one.span.start in inside]
            held.setdefault(GroupName(group.normal), [str(one.requirement) for one in found])
    return held


def _line(manifest: Manifest, index: int, span: Span) -> int:
    return manifest.range(index, span).start.line + 1
