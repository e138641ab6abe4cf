"""Paths of what lies on disk: requirements files, projects, archives, folders of links.

A folder is offered with a slash at its end, so that one goes on from there. What a folder holds is a fact
like any other: where it is not known, the answer says so.
"""

import posixpath
from collections.abc import Callable, Iterator
from urllib.parse import quote

from venvls.analysis.addresses import path_below
from venvls.analysis.completion.question import Question
from venvls.analysis.items import CompletionItem, CompletionKind
from venvls.syntax.kinds import may_be_included

# Such a name would have to be quoted in one way in a line of options and in another in an address.
_UNUSUAL = frozenset(" \t\"'\\#;,$%[]")

Wanted = Callable[[str], bool]
"""Tells whether a file of this name can be meant; folders can lead to anything."""


def requirements_file(name: str) -> bool:
    """Tell whether `-r`, `-c` or setuptools could read a file of this name."""
    return "." in name and may_be_included(name)


def no_file(_: str) -> bool:
    """Tell that only folders are wanted, as by `-e`."""
    return False


def page_of_links(name: str) -> bool:
    """Tell whether `--find-links` could read a file of this name."""
    return name.endswith((".html", ".htm"))


def beside_document(question: Question) -> str:
    """Return the folder that included files are named from."""
    return posixpath.dirname(question.document.path.replace("\\", "/"))


def below_project(question: Question) -> str:
    """Return the folder that projects and archives are named from: where one would run the installer."""
    return question.scope.path.replace("\\", "/") if question.scope else beside_document(question)


def paths(question: Question, typed: str, folder: str, wanted: Wanted) -> Iterator[CompletionItem]:
    """Yield the paths that begin with what is typed, up to its last slash, and are named from `folder`."""
    head, leaf = _split(typed)
    beyond = path_below(folder, f"{head}x")
    # To list a share of Windows tells its host who asks, and a file may have been written for that.
    if not folder or beyond is None or beyond.startswith("//"):
        return
    if leaf in (".", ".."):
        yield from (_item(f"{head}{up}/") for up in (".", ".."))
    own = posixpath.basename(question.document.path) if posixpath.dirname(beyond) == folder else ""
    for name in question.facts.listing(posixpath.dirname(beyond)):
        if (name.endswith("/") or wanted(name)) and name != own and _is_usual(name, leaf):
            yield _item(head + (quote(name) if ":" in head else name))


def _split(typed: str) -> tuple[str, str]:
    last = max(typed.rfind("/"), typed.rfind("\\")) + 1
    return typed[:last], typed[last:]


def _is_usual(name: str, leaf: str) -> bool:
    hidden = name.startswith((".", "__")) and not (leaf and name.startswith(leaf))
    return not hidden and _UNUSUAL.isdisjoint(name)


def _item(path: str) -> CompletionItem:
    return CompletionItem(path, path, CompletionKind.PATH, "a folder" if path.endswith("/") else "")
