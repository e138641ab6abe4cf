"""Script metadata is a comment of its file, and nothing else that reads like one (PEP 723)."""

import pytest

from venvls.syntax.manifest import ManifestKind
from venvls.syntax.parsing import parse_manifest
from venvls.syntax.script import Comment, find_script
from venvls.text import Text

BLOCK = '# /// script\n# dependencies = ["flask"]\n# ///\n'


def found(source: str) -> Comment | None:
    return find_script(Text.of(source).lines)


@pytest.mark.parametrize(
    ("source", "comment"),
    [
        (BLOCK, Comment(0, 3)),
        (f"#!/usr/bin/env python\n'''docs'''\n{BLOCK}", Comment(2, 5)),
        (f"x = '''it\\'s'''\n{BLOCK}".replace("\n", "\r\n"), Comment(1, 4)),
        (f'"""a string that is still being typed\n{BLOCK}', Comment(1, 4)),
        (f'case = """\n{BLOCK}"""\n{BLOCK}', Comment(5, 8)),
        (f'case = """\n# /// script\n"""\nx = 1\n{BLOCK}', Comment(4, 7)),
    ],
)
def test_metadata_is_found_where_it_is_a_comment(source: str, comment: Comment) -> None:
    assert found(source) == comment


@pytest.mark.parametrize(
    "source",
    [
        f'case = """\n{BLOCK}"""\n',
        f"check('''\n-- tool.py --\n{BLOCK}''')\n",
        "# /// script \n",
        "x = 1\n",
        "",
    ],
)
def test_in_a_string_it_is_text(source: str) -> None:
    assert found(source) is None
    manifest = parse_manifest(ManifestKind.SCRIPT, Text.of(source))
    assert not any(block.declarations or block.problems for block in manifest.blocks)
