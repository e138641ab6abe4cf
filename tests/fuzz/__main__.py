"""Coverage-guided fuzzing of everything that reads a person's text.

    python -m tests.fuzz [options of libFuzzer, such as -max_total_time=60]

Needs `atheris`, which the tests do not. A finding is an exception, a span outside of its text, or blocks that
do not join to the document; libFuzzer writes the bytes that caused it to a file.
"""

import sys

import atheris

with atheris.instrument_imports(include=["venvls.syntax", "venvls.text"]):
    from venvls.syntax.imports import parse_imports
    from venvls.syntax.manifest import ManifestKind
    from venvls.syntax.parsing import parse_manifest, reparsed
    from venvls.text import Position, Range, Text

KINDS = tuple(ManifestKind)


def check(data: bytes) -> None:
    """Read a document of the kind that the first byte says, then edit it at the place of the second."""
    provider = atheris.FuzzedDataProvider(data)
    kind = KINDS[provider.ConsumeIntInRange(0, len(KINDS) - 1)]
    line, column = provider.ConsumeIntInRange(0, 20), provider.ConsumeIntInRange(0, 40)
    inserted = provider.ConsumeUnicode(8)
    source = provider.ConsumeUnicode(provider.remaining_bytes())
    text = Text.of(source)
    manifest = _checked(kind, text)
    place = Position(line, column)
    after, change = text.replaced(Range(place, place), inserted)
    assert reparsed(manifest, after, change) == _checked(kind, after)
    for one in parse_imports(source):
        assert one.span.end <= len(source)


def _checked(kind: ManifestKind, text: Text):
    manifest = parse_manifest(kind, text)
    assert "".join(block.text for block in manifest.blocks) == str(text)
    for block in manifest.blocks:
        for found in (*block.declarations, *block.options, *block.problems):
            assert found.span.end <= len(block.text)
    return manifest


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
