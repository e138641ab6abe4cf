"""A manifest that nobody can have written is not read, and says so."""

import pytest

from venvls.syntax.manifest import TOO_LONG, Manifest, ManifestKind
from venvls.syntax.parsing import LONGEST, parse_manifest, reparsed
from venvls.text import Position, Range, Text

LONG = "flask\n" + "# 89\n" * (LONGEST // 5)
FIRST_LINES = Range(Position(0, 0), Position(1, 0))


def codes(manifest: Manifest) -> list[str]:
    return [problem.code for block in manifest.blocks for problem in block.problems]


@pytest.mark.parametrize("kind", ManifestKind)
@pytest.mark.parametrize("source", [LONG, "x" * (LONGEST + 1), "\n" * (LONGEST + 1)])
def test_one_thing_is_said_about_it(kind, source):
    manifest = parse_manifest(kind, Text.of(source))
    assert manifest.is_too_long
    assert codes(manifest) == [TOO_LONG]
    assert not any(block.declarations for block in manifest.blocks)


def test_what_is_just_short_enough_is_read():
    manifest = parse_manifest(ManifestKind.REQUIREMENTS, Text.of("flask\n" + "#" * (LONGEST - 6)))
    assert not manifest.is_too_long
    assert manifest.blocks[0].declarations[0].name == "flask"


def test_it_is_read_once_it_is_shorter_and_no_longer_once_it_is_too_long_again():
    text = Text.of(LONG)
    manifest = parse_manifest(ManifestKind.REQUIREMENTS, text)
    rest = Range(Position(1, 0), text.end)
    text, change = text.replaced(rest, "")
    manifest = reparsed(manifest, text, change)
    assert manifest == parse_manifest(ManifestKind.REQUIREMENTS, Text.of("flask\n"))
    for pasted in (LONG, "x" * LONGEST):
        longer, change = text.replaced(Range(text.end, text.end), pasted)
        assert reparsed(manifest, longer, change).is_too_long


def test_an_edit_leaves_it_as_it_is():
    text = Text.of(LONG)
    manifest = parse_manifest(ManifestKind.REQUIREMENTS, text)
    text, change = text.replaced(FIRST_LINES, "django\n")
    assert reparsed(manifest, text, change) == parse_manifest(ManifestKind.REQUIREMENTS, text)
