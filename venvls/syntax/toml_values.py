"""Values of TOML with their places (TOML 1.0.0, "String", "Array", "Inline Table").

Spans are offsets into the statement. What is left open ends where the statement does, and says so.
"""

import re
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from venvls.syntax.manifest import Problem
from venvls.syntax.places import Places
from venvls.text import Span

_DEEPEST = 64
_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_EQUALS = re.compile(r"[ \t]*=[ \t]*")
_ATOM = re.compile(r"[^ \t\r\n,\[\]{}#\"'=]+(?: [0-9]{2}:[0-9:.Zz+-]*)?")
_STRING = re.compile(
    r'(?P<basics>"""(?:\r?\n)?)(?P<basics_inner>[^"\\]*(?:(?:\\.|"(?!"")|"{1,2}(?="""(?!")))[^"\\]*)*)(?P<basics_end>""")'
    r"|(?P<literals>'''(?:\r?\n)?)(?P<literals_inner>[^']*(?:(?:'(?!'')|'{1,2}(?='''(?!')))[^']*)*)(?P<literals_end>''')"
    r'|(?P<basic>")(?P<basic_inner>[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*)(?P<basic_end>"?)'
    r"|(?P<literal>')(?P<literal_inner>[^'\r\n]*)(?P<literal_end>'?)",
    re.DOTALL,
)
# By far the most common string, and the most common item of an array.
_PLAIN_STRING = re.compile(r"\"([^\"\\\r\n]*)\"(?!\")|'([^'\r\n]*)'(?!')")
_PLAIN_ITEM = re.compile(rf"[ \t\r\n]*(?:{_PLAIN_STRING.pattern})[ \t]*,")
_ESCAPE = re.compile(
    r"\\(?:(?P<line>[ \t]*\r?\n[ \t\r\n]*)"
    r"|u(?P<short>[0-9A-Fa-f]{4})|U(?P<long>[0-9A-Fa-f]{8})|(?P<letter>.))"
    r"|(?P<plain>[^\\])|(?P<lone>\\)",
    re.DOTALL,
)
_LETTERS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}


@dataclass(frozen=True, slots=True)
class String:
    """A string. `span` covers the quotes, `inner` what is between them.

    `places` is `None` where the value is what is written. `closed` is false while the second quote is
    missing.
    """

    value: str
    span: Span
    inner: Span
    places: Places | None = None
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Array:
    """An array. `span` covers the brackets; `closed` is false while the second one is missing."""

    items: "tuple[Value, ...]"
    span: Span
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """A key, possibly dotted, with its value. `key_spans` has one span for each part of `path`."""

    path: tuple[str, ...]
    key_spans: tuple[Span, ...]
    value: "Value"

    @property
    def key_span(self) -> Span:
        """The whole key, from its first to its last part."""
        return Span(self.key_spans[0].start, self.key_spans[-1].end)


@dataclass(frozen=True, slots=True)
class InlineTable:
    """A table between braces."""

    entries: tuple[Entry, ...]
    span: Span
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number, a boolean or a date as written; empty where a value is missing."""

    text: str
    span: Span


Value: TypeAlias = String | Array | InlineTable | Scalar


def moved_entry(entry: Entry, by: int) -> Entry:
    """Return the same entry in a text that has `by` more characters before it."""
    return Entry(entry.path, tuple(span.shifted(by) for span in entry.key_spans), _moved(entry.value, by))


def _moved(value: Value, by: int) -> Value:
    span = value.span.shifted(by)
    match value:
        case String():
            places = value.places and value.places.shifted(by)
            return replace(value, span=span, inner=value.inner.shifted(by), places=places)
        case Array():
            return replace(value, span=span, items=tuple(_moved(item, by) for item in value.items))
        case InlineTable():
            return replace(value, span=span, entries=tuple(moved_entry(one, by) for one in value.entries))
        case Scalar():
            return replace(value, span=span)
        case _:
            assert_never(value)


class ValueReader:
    """Reads one statement from left to right; `position` is where it is, `problems` what it met."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.problems: list[Problem] = []
        self._depth = 0

    def key(self) -> tuple[tuple[str, ...], tuple[Span, ...]]:
        """Read a key: parts between dots, bare or quoted. Empty where none begins here."""
        parts: list[str] = []
        spans: list[Span] = []
        while part := self._key_part():
            parts.append(part[0])
            spans.append(part[1])
            dot = _DOT.match(self.text, self.position)
            if dot is None:
                break
            self.position = dot.end()
        return tuple(parts), tuple(spans)

    def entry(self) -> Entry | None:
        """Read `key = value`, `None` where no key begins here."""
        path, spans = self.key()
        if not path:
            return None
        equals = _EQUALS.match(self.text, self.position)
        if equals is None:
            self.problem(Span(self.position, self.position), "expected `=` after the key")
            return Entry(path, spans, Scalar("", Span(self.position, self.position)))
        self.position = equals.end()
        return Entry(path, spans, self.value())

    def value(self) -> Value:
        """Read a value; a missing one is an empty scalar."""
        character = self.text[self.position : self.position + 1]
        if character in ('"', "'"):
            return self._string()
        if character in ("[", "{"):
            return self._nested(character)
        atom = _ATOM.match(self.text, self.position)
        if atom is None:
            self.problem(Span(self.position, self.position), "expected a value")
            return Scalar("", Span(self.position, self.position))
        self.position = atom.end()
        return Scalar(atom[0], Span(*atom.span()))

    def space(self) -> None:
        """Skip white space, line ends and comments."""
        skipped = _SPACE.match(self.text, self.position)
        self.position = skipped.end() if skipped else self.position

    def problem(self, span: Span, message: str) -> None:
        """Note what is wrong; only the first of a statement is telling."""
        self.problems.append(Problem("invalid-toml", span, message))

    def _key_part(self) -> tuple[str, Span] | None:
        bare = _BARE.match(self.text, self.position)
        if bare:
            self.position = bare.end()
            return bare[0], Span(*bare.span())
        if self.text[self.position : self.position + 1] in ('"', "'"):
            string = self._string()
            return string.value, string.span
        return None

    def _nested(self, opening: str) -> Value:
        if self._depth == _DEEPEST:
            span = Span(self.position, len(self.text))
            self.problem(span, f"values nested more than {_DEEPEST} deep are not read")
            self.position = len(self.text)
            return Scalar("", span)
        self._depth += 1
        value = self._array() if opening == "[" else self._inline_table()
        self._depth -= 1
        return value

    def _array(self) -> Array:
        start = self.position
        self.position += 1
        items: list[Value] = []
        while self._more("]"):
            while plain := _PLAIN_ITEM.match(self.text, self.position):
                items.append(_plain(plain))
                self.position = plain.end()
            if self._more("]"):
                items.append(self.value())
                self._comma("]")
        closed = self._close("]", Span(start, start + 1))
        return Array(tuple(items), Span(start, self.position), closed)

    def _inline_table(self) -> InlineTable:
        start = self.position
        self.position += 1
        entries: list[Entry] = []
        while self._more("}"):
            entry = self.entry()
            if entry is None:
                self._skip_unexpected()
                continue
            entries.append(entry)
            self._comma("}")
        closed = self._close("}", Span(start, start + 1))
        return InlineTable(tuple(entries), Span(start, self.position), closed)

    def _more(self, closing: str) -> bool:
        self.space()
        while self.text.startswith((",", "=", "}" if closing == "]" else "]"), self.position):
            self._skip_unexpected()
            self.space()
        return self.position < len(self.text) and self.text[self.position] != closing

    def _comma(self, closing: str) -> None:
        self.space()
        if self.text.startswith(",", self.position):
            self.position += 1
        elif self.position < len(self.text) and self.text[self.position] != closing:
            self.problem(Span(self.position, self.position + 1), f"expected `,` or `{closing}`")

    def _close(self, closing: str, opening: Span) -> bool:
        if self.text.startswith(closing, self.position):
            self.position += 1
            return True
        self.problem(opening, f"expected `{closing}` to close this")
        return False

    def _skip_unexpected(self) -> None:
        span = Span(self.position, self.position + 1)
        self.problem(span, f"unexpected `{span.of(self.text)}`")
        self.position += 1

    def _string(self) -> String:
        if plain := _PLAIN_STRING.match(self.text, self.position):
            self.position = plain.end()
            return _plain(plain)
        match = _STRING.match(self.text, self.position)
        assert match is not None  # The caller saw a quote.
        self.position = match.end()
        kind = next(name for name in ("basics", "literals", "basic", "literal") if match[name] is not None)
        inner, closed = Span(*match.span(f"{kind}_inner")), bool(match[f"{kind}_end"])
        span, written = Span(*match.span()), match[f"{kind}_inner"]
        if not closed:
            self.problem(span, f"expected `{match[kind]}` at the end of the string")
        if "\\" not in written or kind.startswith("literal"):
            return String(written, span, inner, closed=closed)
        value, places = self._decoded(inner)
        return String(value, span, inner, places, closed)

    def _decoded(self, inner: Span) -> tuple[str, Places]:
        characters: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for escape in _ESCAPE.finditer(self.text, inner.start, inner.end):
            character = self._unescaped(escape)
            if character:
                characters.append(character)
                starts.append(escape.start())
                ends.append(escape.end())
        return "".join(characters), Places((*starts, inner.end), tuple(ends))

    def _unescaped(self, escape: re.Match[str]) -> str:
        """Return the one character an escape stands for, nothing for a joined line."""
        if escape["plain"] is not None:
            return escape["plain"]
        if escape["line"] is not None:
            return ""
        digits = escape["short"] or escape["long"]
        if digits and not 0xD800 <= int(digits, 16) <= 0xDFFF and int(digits, 16) <= 0x10FFFF:
            return chr(int(digits, 16))
        if escape["letter"] in _LETTERS:
            return _LETTERS[escape["letter"]]
        self.problem(Span(*escape.span()), f"`{escape[0]}` is no escape of a string")
        return "\ufffd"


def _plain(match: re.Match[str]) -> String:
    group = match.lastindex or 1
    start, end = match.span(group)
    return String(match[group], Span(start - 1, end + 1), Span(start, end))
