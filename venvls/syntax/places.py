"""Where the characters of a decoded text stand in the text it was decoded from.

Lines joined over continuations, quoted words and TOML strings with escapes all read differently
from what is written. They are parsed as they read; this module brings the spans back. Does not know
which of them it serves.
"""

from dataclasses import dataclass, replace

from venvls.model.requirement import Declaration, ExtraPart, SpecifierPart
from venvls.syntax.manifest import Option, Problem
from venvls.text import Span


@dataclass(frozen=True, slots=True)
class Places:
    """Where each character of a decoded text is written: its first offset, and the one after its last.

    `starts` has one entry more than there are characters, for the end of the text.
    """

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, span: Span) -> Span:
        """Return where a span of the decoded text is written."""
        if span.start == span.end:
            return Span(self.starts[span.start], self.starts[span.start])
        return Span(self.starts[span.start], self.ends[span.end - 1])

    def part(self, start: int, end: int) -> "Places":
        """Return the places of a slice of the decoded text."""
        return Places(self.starts[start : end + 1], self.ends[start:end])

    def shifted(self, by: int) -> "Places":
        """Return the places in a text that has `by` more characters before it."""
        return Places(tuple(start + by for start in self.starts), tuple(end + by for end in self.ends))


def placed_declaration(declaration: Declaration, places: Places) -> Declaration:
    """Return a declaration of the decoded text with spans where it is written."""
    return replace(
        declaration,
        span=places.span(declaration.span),
        name_span=_optional(declaration.name_span, places),
        extras=tuple(ExtraPart(part.name, places.span(part.span)) for part in declaration.extras),
        extras_span=_optional(declaration.extras_span, places),
        specifiers=tuple(
            SpecifierPart(*(places.span(span) for span in (part.span, part.operator, part.version)))
            for part in declaration.specifiers
        ),
        specifiers_span=_optional(declaration.specifiers_span, places),
        url_span=_optional(declaration.url_span, places),
        marker_span=_optional(declaration.marker_span, places),
    )


def shifted_declaration(declaration: Declaration, by: int) -> Declaration:
    """Return the same declaration in a text that has `by` more characters before it."""
    return replace(
        declaration,
        span=declaration.span.shifted(by),
        name_span=_shifted(declaration.name_span, by),
        extras=tuple([ExtraPart(part.name, part.span.shifted(by)) for part in declaration.extras]),
        extras_span=_shifted(declaration.extras_span, by),
        specifiers=tuple(
            SpecifierPart(part.span.shifted(by), part.operator.shifted(by), part.version.shifted(by))
            for part in declaration.specifiers
        ),
        specifiers_span=_shifted(declaration.specifiers_span, by),
        url_span=_shifted(declaration.url_span, by),
        marker_span=_shifted(declaration.marker_span, by),
    )


def shifted_problem(problem: Problem, by: int) -> Problem:
    """Return the same problem in a text that has `by` more characters before it."""
    return replace(problem, span=problem.span.shifted(by))


def placed_problem(problem: Problem, places: Places) -> Problem:
    """Return a problem of the decoded text at the place where it is written."""
    return replace(problem, span=places.span(problem.span))


def placed_option(option: Option, places: Places) -> Option:
    """Return an option of the decoded text with spans where it is written."""
    return replace(
        option,
        span=places.span(option.span),
        name_span=places.span(option.name_span),
        argument_span=_optional(option.argument_span, places),
    )


def _shifted(span: Span | None, by: int) -> Span | None:
    return None if span is None else span.shifted(by)


def _optional(span: Span | None, places: Places) -> Span | None:
    return None if span is None else places.span(span)
