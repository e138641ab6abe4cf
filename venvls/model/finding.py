"""What is said about a document: diagnostics before they are anybody's protocol.

Codes are kebab-case nouns with a page each in docs/diagnostics/.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from venvls.model.settings import Severity
from venvls.text import Span


@dataclass(frozen=True, slots=True)
class Finding:
    """One diagnostic at a span of its block's text.

    `message` has literals in backticks and no full stop. `unnecessary` dims the text. `subject`
    carries what fixes need to know (`name`, `version`, `module`), as plain strings.
    """

    code: str
    severity: Severity
    span: Span
    message: str
    unnecessary: bool = False
    deprecated: bool = False
    subject: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
