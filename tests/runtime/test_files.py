"""Files as they are found in the wild."""

import os

import pytest

from venvls.runtime.files import LARGEST, decoded, read_text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"flask\n", "flask\n"),
        (b"\xef\xbb\xbfflask", "flask"),
        ("flask é".encode("utf-16"), "flask é"),
        (b"# -*- coding: latin-1 -*-\n# \xe9", "# -*- coding: latin-1 -*-\n# é"),
        (b"#!x\n# vim: set fileencoding=cp1252 :\n\x80", "#!x\n# vim: set fileencoding=cp1252 :\n€"),
        (b"# coding: no-such-codec\nflask", "# coding: no-such-codec\nflask"),
        (b"# coding: rot13\nflask", "# coding: rot13\nflask"),
        (b"flask \xff\xfe", "flask \ufffd\ufffd"),
        (b"", ""),
    ],
)
def test_bytes_become_text_without_an_error(content, text):
    assert decoded(content) == text


def test_what_is_no_readable_file_of_a_sane_size_is_none(tmp_path):
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (large, loop, pipe, tmp_path, tmp_path / "missing"):
        assert read_text(str(path)) is None
