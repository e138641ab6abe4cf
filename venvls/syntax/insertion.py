"""Where a new requirement goes in a manifest, in the style the manifest already has.

Only adds: what is there keeps its characters, its line ends and its order. Where no safe place is found
(a document that is not TOML as it stands, a lock) nothing is proposed.
"""

from collections.abc import Sequence

from venvls.model.names import ExtraName, GroupName
from venvls.syntax.manifest import Manifest, ManifestKind
from venvls.syntax.poetry_insertion import poetry_entries
from venvls.syntax.project_table import project_table
from venvls.syntax.script import OPENING, find_script, metadata
from venvls.syntax.toml import scan_toml
from venvls.syntax.toml_array import quoted
from venvls.syntax.toml_insertion import toml_entries, toml_inserts
from venvls.text import Position, Range, Text, TextEdit


def insertion(
    manifest: Manifest,
    text: Text,
    requirements: Sequence[str],
    group: GroupName | None = None,
    extra: ExtraName | None = None,
) -> tuple[TextEdit, ...]:
    """Return the edits that add `requirements` to a manifest, none where that is not possible.

    `group` names a dependency group of a pyproject.toml (PEP 735), `extra` some of its optional
    dependencies (PEP 621); without either they are added to the dependencies of the project itself.
    """
    if not requirements:
        return ()
    match manifest.kind:
        case ManifestKind.REQUIREMENTS | ManifestKind.CONSTRAINTS:
            return (_at_end(text, requirements),)
        case ManifestKind.PYPROJECT:
            return _in_pyproject(text, requirements, group, extra)
        case ManifestKind.SCRIPT:
            return _in_script(text, requirements)
        case ManifestKind.PYLOCK | ManifestKind.LOCK:
            return ()


def _at_end(text: Text, requirements: Sequence[str]) -> TextEdit:
    """Add lines at the end. A file whose last line has no end keeps that habit."""
    end = _line_end(text)
    joined = end.join(requirements)
    last = len(text.lines) - 1
    while last > 0 and not text.lines[last].strip():
        last -= 1
    if not text.lines[last].strip():
        return _insert(Position(0, 0), joined + end)
    content = text.content(last)
    if content.endswith("\\"):
        # A continuation that leads nowhere would swallow what follows it.
        return _insert(Position(last, len(content)), end + end + joined)
    closing = end + joined
    return _insert(Position(last, len(content)), closing)


def _in_pyproject(
    text: Text, requirements: Sequence[str], group: GroupName | None, extra: ExtraName | None
) -> tuple[TextEdit, ...]:
    source = str(text)
    end = _line_end(text)
    path = _path(source, group, extra)
    if path[0] == "project" and path[1] in project_table(source).dynamic:
        # They come from somewhere else, and the standard forbids both (PEP 621, "dynamic").
        return ()
    poetry = _poetry_table(source, group) if extra is None else None
    if poetry is None:
        inserts = toml_inserts(source, path, requirements, end)
    else:
        entries = poetry_entries(requirements)
        inserts = () if entries is None else toml_entries(source, poetry, entries, end)
    return tuple(_insert(text.position(insert.offset), insert.text) for insert in inserts)


def _poetry_table(source: str, group: GroupName | None) -> tuple[str, ...] | None:
    """Return the table that Poetry keeps such requirements in, where the project has no standard one."""
    table = project_table(source)
    if "poetry" not in table.tools or (table.has_project and group is None):
        return None
    if group is None:
        return ("tool", "poetry", "dependencies")
    path = ("tool", "poetry", "group", group, "dependencies")
    return path if any(one.path == path for one in scan_toml(source).tables) else None


def _path(source: str, group: GroupName | None, extra: ExtraName | None) -> tuple[str, ...]:
    # A group or an extra that is there keeps its spelling.
    if group is not None:
        groups = project_table(source).groups
        return ("dependency-groups", next((one.written for one in groups if one.normal == group), group))
    if extra is not None:
        extras = project_table(source).extras
        written = next((one.written for one in extras if one.normal == extra), extra)
        return ("project", "optional-dependencies", written)
    return ("project", "dependencies")


def _in_script(text: Text, requirements: Sequence[str]) -> tuple[TextEdit, ...]:
    comment = find_script(text.lines)
    end = _line_end(text)
    if comment is None:
        return (_new_script(text, requirements, end),)
    if not comment.closed:
        return ()
    toml, places = metadata(text.lines[comment.first : comment.last], closed=True)
    if not toml.strip():
        return (_insert(Position(comment.first + 1, 0), _listed(requirements, end)),)
    start = text.offset(Position(comment.first, 0))
    return tuple(
        _insert(text.position(start + places.starts[insert.offset]), insert.text.replace("\n", f"{end}# "))
        for insert in toml_inserts(toml, ("dependencies",), requirements, "\n")
    )


def _new_script(text: Text, requirements: Sequence[str], end: str) -> TextEdit:
    """Put the metadata at the top, below a line that names the interpreter."""
    below = text.lines[0].startswith("#!") and len(text.lines) > 1
    return _insert(Position(int(below), 0), f"{OPENING}{end}{_listed(requirements, end)}# ///{end}")


def _listed(requirements: Sequence[str], end: str) -> str:
    items = "".join(f"#   {quoted(one)},{end}" for one in requirements)
    return f"# dependencies = [{end}{items}# ]{end}"


def _line_end(text: Text) -> str:
    first = text.lines[0]
    return first[len(first.rstrip("\r\n")) :] or "\n"


def _insert(position: Position, text: str) -> TextEdit:
    return TextEdit(Range(position, position), text)
