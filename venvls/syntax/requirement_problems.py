"""Why a dependency specifier is refused, at the exact characters, with the form that is expected.

Called only for text that `packaging` refused, with the places the scanner found. Looks at the parts in
the order in which they stand and reports the first that is wrong: what follows it is often right.
"""

import re

from packaging.markers import InvalidMarker, Marker
from packaging.specifiers import InvalidSpecifier, Specifier

from venvls.model.requirement import Declaration, SpecifierPart
from venvls.syntax.manifest import Problem
from venvls.text import Span

_EXTRA = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?"
EXTRAS = re.compile(rf"\[[ \t]*(?:{_EXTRA}(?:[ \t]*,[ \t]*{_EXTRA})*)?[ \t]*\]")
"""The extras of a requirement, brackets included (PEP 508, "Extras")."""

_MEANT = {"=": "==", "~": "~=", "!": "!="}
_RUN = re.compile(r"[^\s;,()]+|.", re.DOTALL)
_WORD = re.compile(r"\w+|\S?")
_TOKENS = {"LEFT_PARENTHESIS": "`(`", "RIGHT_PARENTHESIS": "`)`"}
_IDENTIFIER_END = re.compile(r"[A-Za-z0-9]")


def explained(text: str, declaration: Declaration) -> Problem:
    """Return the first thing that is wrong with a specifier that `packaging` refused."""
    found = (
        _name(text, declaration)
        or _extras(text, declaration)
        or _url(text, declaration)
        or _specifiers(text, declaration)
        or _marker(text, declaration)
    )
    if found is not None:
        return found
    return problem(declaration.span, "expected a requirement such as `name>=1.0`")


def problem(span: Span, message: str) -> Problem:
    """Return a problem of a requirement."""
    return Problem("invalid-requirement", span, message)


def _name(text: str, declaration: Declaration) -> Problem | None:
    if declaration.name_span is None:
        return problem(_run(text, declaration.span.start, declaration), "expected the name of a project")
    last = declaration.name_span.end - 1
    if not _IDENTIFIER_END.match(text, last):
        return problem(Span(last, last + 1), "a name ends with a letter or a digit")
    return None


def _extras(text: str, declaration: Declaration) -> Problem | None:
    span = declaration.extras_span
    if span is None or EXTRAS.fullmatch(text, span.start, span.end):
        return None
    if text[span.end - 1] != "]":
        return problem(span, "expected `]` after the extras")
    return problem(span, "expected names of extras with a comma between them, such as `[socks,brotli]`")


def _url(text: str, declaration: Declaration) -> Problem | None:
    span = declaration.url_span
    if span is None:
        return None
    if span.start == span.end:
        return problem(span, "expected a URL after `@`")
    semicolon = _semicolon(text, declaration)
    after = text[span.end : semicolon].strip()
    if after and (last := text.rfind(";", span.start, span.end)) >= 0:
        return problem(Span(last, last + 1), "expected a space before `;`, else it belongs to the URL")
    if after:
        start = text.index(after, span.end)
        return problem(Span(start, start + len(after)), "expected `;` or the end after the URL")
    return None


def _specifiers(text: str, declaration: Declaration) -> Problem | None:
    if declaration.url_span is not None:
        return None
    position, end = _specifier_region(text, declaration)
    opened = text[position : position + 1] == "("
    inner = position + opened
    for index, part in enumerate(declaration.specifiers):
        if wrong := _gap(text, inner, part.span.start, first=index == 0) or _comparison(text, part):
            return wrong
        inner = part.span.end
    return _tail(text, inner, end, position if opened else None)


def _specifier_region(text: str, declaration: Declaration) -> tuple[int, int]:
    """Return the extent between name or extras and marker, without white space at its beginning."""
    assert declaration.name_span is not None  # Checked before.
    before = declaration.extras_span or declaration.name_span
    end = _semicolon(text, declaration)
    region = text[before.end : end]
    return before.end + len(region) - len(region.lstrip(" \t")), end


def _semicolon(text: str, declaration: Declaration) -> int:
    """Return where the semicolon before the marker is, the end of the requirement when there is none."""
    if declaration.marker_span is None:
        return declaration.span.end
    return text.rindex(";", 0, declaration.marker_span.start)


def _gap(text: str, start: int, end: int, *, first: bool) -> Problem | None:
    between = text[start:end].strip(" \t")
    if between == ("" if first else ","):
        return None
    if not between:
        return problem(Span(end, end + 1), "expected `,` between comparisons")
    return _unexpected(text, start, end, ignored="" if first else ",")


def _tail(text: str, start: int, end: int, opened: int | None) -> Problem | None:
    """Check what follows the last comparison: nothing, a comma, or the closing parenthesis."""
    rest = text[start:end].strip(" \t").removeprefix(",").lstrip(" \t")
    if opened is not None:
        if rest == ")":
            return None
        if not rest:
            return problem(Span(opened, end), "expected `)` after the comparisons")
    return _unexpected(text, start, end, ignored=",") if rest else None


def _unexpected(text: str, start: int, end: int, *, ignored: str) -> Problem:
    while start < end - 1 and (text[start] in " \t" or text[start] in ignored):
        start += 1
    found = _RUN.match(text, start, end)
    span = Span(start, found.end() if found else end)
    if text[start : start + 1].isdigit():
        return problem(span, f"expected a comparison before the version: `=={span.of(text)}`")
    return problem(span, "expected a comparison such as `>=1.0`, a marker after `;`, or the end")


def _comparison(text: str, part: SpecifierPart) -> Problem | None:
    operator, version = part.operator.of(text), part.version.of(text)
    if operator in _MEANT:
        return problem(part.operator, f"expected `{_MEANT[operator]}`: `{operator}` compares nothing")
    if not version:
        return problem(part.operator, f"expected a version after `{operator}`")
    try:
        Specifier(operator + version)
    except InvalidSpecifier:
        return problem(part.version, _version_reason(operator, version))
    return None


def _version_reason(operator: str, version: str) -> str:
    if "*" in version and operator not in ("==", "!="):
        return f"expected a version without `*` after `{operator}`: only `==` and `!=` take one"
    if "+" in version and operator not in ("==", "!="):
        return f"expected a version without local label after `{operator}`: only `==` and `!=` take one"
    if operator == "~=" and version.isdigit():
        return f"expected at least two numbers after `~=`, such as `{version}.0`"
    return f"expected a version, found `{version}`"


def _marker(text: str, declaration: Declaration) -> Problem | None:
    span = declaration.marker_span
    if span is None:
        return None
    if span.start == span.end:
        semicolon = _semicolon(text, declaration)
        return problem(Span(semicolon, semicolon + 1), "expected a marker after `;`")
    return marker_problem(text, span)


def marker_problem(text: str, span: Span) -> Problem | None:
    """Return what is wrong with the marker at `span` (PEP 508, "Environment Markers"), if anything is."""
    try:
        Marker(span.of(text))
    except InvalidMarker as error:
        return _located(text, span, error)
    return None


def _located(text: str, span: Span, error: InvalidMarker) -> Problem:
    low, high = getattr(error.__cause__, "span", (0, len(span)))
    message = str(getattr(error.__cause__, "message", "expected a marker such as `os_name == 'nt'`"))
    start = min(span.start + min(low, high), span.end)
    found = _WORD.match(text, start, span.end)
    end = max(span.start + high, found.end() if found else start)
    for token, spelled in _TOKENS.items():
        message = message.replace(token, spelled)
    return problem(Span(start, min(end, span.end)), message[:1].lower() + message[1:])


def _run(text: str, start: int, declaration: Declaration) -> Span:
    found = _RUN.match(text, start, declaration.span.end)
    return Span(start, found.end() if found else start)
