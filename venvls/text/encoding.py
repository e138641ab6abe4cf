"""Columns as clients count them: UTF-8 bytes, UTF-16 units or code points.

LSP 3.17, `PositionEncodingKind`. A column inside of a character (half of a surrogate pair, the
middle of a UTF-8 sequence) is moved back to the beginning of that character, one past the end of
the line to its end; neither is an error.
"""

from enum import StrEnum


class PositionEncoding(StrEnum):
    """How a client counts `Position.character`."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


def column_of_units(line: str, units: int, encoding: PositionEncoding) -> int:
    """Return the code point column of the `units`-th unit of `line`, at most its length."""
    if encoding is PositionEncoding.UTF32 or line.isascii():
        return min(units, len(line))
    passed = 0
    for column, character in enumerate(line):
        passed += _width(character, encoding)
        if passed > units:
            return column
    return len(line)


def units_of_column(line: str, column: int, encoding: PositionEncoding) -> int:
    """Return how many units of `encoding` come before code point `column` of `line`."""
    if encoding is PositionEncoding.UTF32 or line.isascii():
        return min(column, len(line))
    return sum(_width(character, encoding) for character in line[:column])


def _width(character: str, encoding: PositionEncoding) -> int:
    code = ord(character)
    if encoding is PositionEncoding.UTF16:
        return 2 if code > 0xFFFF else 1
    if code < 0x80:
        return 1
    if code < 0x800:
        return 2
    return 3 if code < 0x10000 else 4
