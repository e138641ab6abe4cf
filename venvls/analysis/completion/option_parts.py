"""Options of requirements files, and the arguments that can be known: files, projects, algorithms.

Works on the words of a line, since a half-typed option is none yet.
"""

import posixpath
import re
from collections.abc import Iterator

from venvls.analysis.completion.paths import (
    below_project,
    beside_document,
    no_file,
    page_of_links,
    paths,
    requirements_file,
)
from venvls.analysis.completion.question import Question, proposals
from venvls.analysis.items import CompletionItem, CompletionKind, CompletionList
from venvls.analysis.known_names import declared_names, manifests
from venvls.analysis.walking import LINE_BY_LINE
from venvls.syntax.requirements_options import (
    FEATURES,
    FLAGS,
    HASH_ALGORITHMS,
    LETTERS,
    PER_REQUIREMENT,
    WITH_ARGUMENT,
)
from venvls.text import Span

_WORD = re.compile(r"[^\s=]+")
_USUAL = ("--requirement", "--constraint", "--editable", "--index-url", "--extra-index-url", "--find-links")
_ADDRESSES = {
    "--index-url": (("https://", "an index"), ("file:///", "a local index")),
    "--extra-index-url": (("https://", "an index"), ("file:///", "a local index")),
    "--find-links": (
        ("https://", "a page of links"),
        ("file:///", "a local folder"),
        ("./", "a local folder"),
    ),
    "--editable": (("./", "a local project"), ("git+https://", "a git repository")),
}
_FILES = frozenset({"--requirement", "--constraint"})
_OF_PROJECTS = frozenset({"--no-binary", "--only-binary", "--all-releases", "--only-final"})


def complete(question: Question) -> CompletionList | None:
    """Return options or their arguments, `None` when the cursor is in neither."""
    words = _words(question)
    if not words:
        return None
    *before, here = words
    text = question.block.text
    if here.of(text).startswith("-"):
        return proposals(question, here, tuple(_options(question, is_alone=not before)))
    option = before[-1].of(text) if before else ""
    option = LETTERS.get(option, option)
    if option in _OF_PROJECTS:
        here = _between_commas(text, here, question.offset)
    items = tuple(_arguments(question, option, question.typed(here)))
    return proposals(question, here, items) if items else None


def _words(question: Question) -> list[Span]:
    """Return the words of the line up to the cursor; the last one is what the cursor is in."""
    text, offset = question.block.text, question.offset
    start = text.rfind("\n", 0, offset) + 1
    if "#" in text[start:offset]:
        return []
    words = (match for match in _WORD.finditer(text, start) if match.start() <= offset)
    spans = [span for match in words for span in _with_letter(Span(*match.span()), text)]
    if not any(span.of(text).startswith("-") for span in spans):
        return []
    if not spans[-1].touches(offset):
        spans.append(Span(offset, offset))
    return spans


def _between_commas(text: str, word: Span, offset: int) -> Span:
    comma = text.find(",", offset, word.end)
    return Span(text.rfind(",", word.start, offset) + 1 or word.start, word.end if comma < 0 else comma)


def _with_letter(word: Span, text: str) -> tuple[Span, ...]:
    """Return a word, or an option of one letter and the argument that follows it at once: `-rbase.txt`."""
    if word.of(text)[:2] not in LETTERS or len(word) == len("-r"):
        return (word,)
    middle = word.start + len("-r")
    return Span(word.start, middle), Span(middle, word.end)


def _options(question: Question, *, is_alone: bool) -> Iterator[CompletionItem]:
    allowed = PER_REQUIREMENT if question.block.declarations and not is_alone else FLAGS | WITH_ARGUMENT
    letters = {long: short for short, long in LETTERS.items()}
    usual = [name for name in _USUAL if name in allowed]
    for name in (*usual, *sorted(allowed - {*usual} - (PER_REQUIREMENT if is_alone else set()))):
        yield CompletionItem(name, name, CompletionKind.OPTION, letters.get(name, ""))


def included_files(question: Question, typed: str) -> Iterator[CompletionItem]:
    """Yield the requirements files that are known and those on the way that is typed, each once."""
    folder = beside_document(question)
    found = {item.text: item for item in paths(question, typed, folder, requirements_file)}
    yield from found.values()
    yield from (item for item in _known_files(question, folder) if item.text not in found)


def _arguments(question: Question, option: str, typed: str) -> Iterator[CompletionItem]:
    if option in _FILES:
        yield from included_files(question, typed)
    elif option in _OF_PROJECTS:
        names = declared_names(question.snapshot, question.document.uri)
        for name in (":all:", ":none:", *sorted(names)):
            yield CompletionItem(name, name, CompletionKind.OPTION)
    elif option == "--hash":
        for algorithm in HASH_ALGORITHMS:
            yield CompletionItem(algorithm, f"{algorithm}:", CompletionKind.OPTION)
    elif option == "--use-feature":
        yield from (CompletionItem(one, one, CompletionKind.OPTION) for one in sorted(FEATURES))
    elif option in _ADDRESSES:
        yield from _local(question, option, typed)
        yield from (CompletionItem(one, one, CompletionKind.PATH, what) for one, what in _ADDRESSES[option])


def _local(question: Question, option: str, typed: str) -> Iterator[CompletionItem]:
    if option == "--editable":
        yield from paths(question, typed, below_project(question), no_file)
    elif option == "--find-links":
        yield from paths(question, typed, beside_document(question), page_of_links)


def _known_files(question: Question, folder: str) -> Iterator[CompletionItem]:
    for uri, manifest in manifests(question.snapshot, question.document.uri):
        if manifest.kind in LINE_BY_LINE and uri != question.document.uri:
            path = question.snapshot.documents[uri].path.replace("\\", "/")
            shown = posixpath.relpath(path, folder)
            yield CompletionItem(shown, shown, CompletionKind.PATH)
