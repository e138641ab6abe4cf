"""`Text` against the obvious implementation on one string."""

from hypothesis import given
from hypothesis import strategies as st

from venvls.text import Position, PositionEncoding, Range, Text, column_of_units, units_of_column

CHARACTERS = st.text(st.sampled_from("ab\r\n\x0c\x85\u2028é😀"), max_size=30)


def test_only_the_three_line_ends_of_the_protocol_split():
    assert Text.of("a\r\nb\rc\nd\x0ce\u2028f").lines == ("a\r\n", "b\r", "c\n", "d\x0ce\u2028f")


def test_a_trailing_line_end_opens_an_empty_line():
    assert Text.of("a\n").lines == ("a\n", "")
    assert Text.of("").lines == ("",)


def test_a_column_past_the_end_is_the_end_before_the_line_end():
    text, _ = Text.of("abc\r\nd").replaced(Range(Position(0, 99), Position(0, 99)), "X")
    assert str(text) == "abcX\r\nd"


@given(CHARACTERS, CHARACTERS, st.integers(0, 30), st.integers(0, 30))
def test_an_edit_equals_the_edit_of_the_whole_string(source, inserted, one, other):
    text = Text.of(source)
    start, end = sorted((min(one, len(source)), min(other, len(source))))
    positions = Range(text.clamp(text.position(start)), text.clamp(text.position(end)))
    low, high = text.offset(positions.start), text.offset(positions.end)
    after, change = text.replaced(positions, inserted)
    assert str(after) == source[:low] + inserted + source[high:]
    assert after.lines == Text.of(str(after)).lines
    assert after.lines[: change.first] == text.lines[: change.first]
    assert after.lines[change.first + change.added :] == text.lines[change.first + change.removed :]


@given(CHARACTERS)
def test_offsets_and_positions_are_inverse(source):
    text = Text.of(source)
    for offset in range(len(source) + 1):
        position = text.position(offset)
        if position == text.clamp(position):
            assert text.offset(position) == offset


@given(st.text(st.sampled_from("aé€😀"), max_size=12), st.sampled_from(PositionEncoding))
def test_units_and_columns_are_inverse(line, encoding):
    for column in range(len(line) + 1):
        units = units_of_column(line, column, encoding)
        assert (
            units
            == len(
                line[:column].encode({"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(encoding, "utf-8"))
            )
            // {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
        )
        assert column_of_units(line, units, encoding) == column


def test_a_unit_inside_of_a_character_is_its_beginning():
    assert column_of_units("a😀b", 2, PositionEncoding.UTF16) == 1
