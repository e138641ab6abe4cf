"""Text as editors mean it: lines, positions, spans, encodings and edits.

Positions count code points, never bytes or UTF-16 units; only `encoding` knows those.
This layer does not know what any text means.
"""

from venvls.text.encoding import PositionEncoding, column_of_units, units_of_column
from venvls.text.lines import Text
from venvls.text.span import Position, Range, Span, TextEdit

__all__ = [
    "Position",
    "PositionEncoding",
    "Range",
    "Span",
    "Text",
    "TextEdit",
    "column_of_units",
    "units_of_column",
]
